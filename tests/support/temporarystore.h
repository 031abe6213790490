// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QTemporaryDir>

#include <memory>

namespace Kontor
{

/// A store in a temporary folder that goes away with it, and can be closed and opened again.
class TemporaryStore
{
public:
    /// \p schemas as in Store::Options; \p folder: where; null: a temporary one.
    explicit TemporaryStore(QStringList schemas, const QString &folder = {});
    ~TemporaryStore();

    Result<void> open();
    void close(); ///< every other owner must have let go of it

    const std::shared_ptr<Store> &operator*() const
    {
        return m_store;
    }
    Store *operator->() const
    {
        return m_store.get();
    }
    QString folder() const
    {
        return m_folder;
    }

private:
    QTemporaryDir m_temporary;
    QString m_folder;
    QStringList m_schemas;
    std::shared_ptr<Store> m_store;
};

}
