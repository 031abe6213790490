// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <memory>

namespace Kontor
{

/// Keeps a second process out of a store's folder. The kernel drops the lock when the process
/// ends, however it ends. Store::open() takes it by itself. Error: Storage, InUse.
class StoreLock
{
public:
    static Result<std::unique_ptr<StoreLock>> take(const QString &folder);
    ~StoreLock();
    Q_DISABLE_COPY_MOVE(StoreLock)

private:
    explicit StoreLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

}
