// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <memory>

namespace Kontor
{

/// Keeps other processes out of a store's folder. The kernel drops the lock when the process
/// ends, however it ends. Error: Storage, InUse.
class StoreLock
{
public:
    /// For the one who writes; Store::open() takes it by itself.
    static Result<std::unique_ptr<StoreLock>> take(const QString &folder);

    /// For those who only read, beside each other and a writer: the files stay the same ones meanwhile.
    static Result<std::unique_ptr<StoreLock>> takeForReading(const QString &folder);

    /// For StoreRescue, which replaces files: waits some seconds for readers to end.
    static Result<std::unique_ptr<StoreLock>> takeFromReaders(const QString &folder);

    ~StoreLock();
    Q_DISABLE_COPY_MOVE(StoreLock)

private:
    static Result<std::unique_ptr<StoreLock>> lock(const QString &path, int operation);
    explicit StoreLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

}
