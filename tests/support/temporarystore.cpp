// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/temporarystore.h"

namespace Kontor
{

TemporaryStore::TemporaryStore(QStringList schemas, const QString &folder)
    : m_folder(folder.isEmpty() ? m_temporary.path() : folder)
    , m_schemas(std::move(schemas))
{
    if (auto opened = open(); !opened) {
        qFatal("the test store cannot be opened: %s", qPrintable(opened.error().message + opened.error().detail));
    }
}

TemporaryStore::~TemporaryStore() = default;

Result<void> TemporaryStore::open()
{
    auto store = Store::open({.folder = m_folder, .key = QByteArray(32, 'k'), .schemas = m_schemas});
    if (!store) {
        return std::unexpected(store.error());
    }
    m_store = *std::move(store);
    return {};
}

void TemporaryStore::close()
{
    if (m_store) {
        m_store->drain();
    }
    m_store.reset();
}

}
