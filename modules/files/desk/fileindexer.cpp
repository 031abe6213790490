// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/fileindexer.h"

namespace Kontor
{

struct FileIndexer::Private {
    std::shared_ptr<Store> store;
};

FileIndexer::FileIndexer(std::shared_ptr<Store> store, FileContent *, Read, const QString &, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(store)))
{
}

FileIndexer::~FileIndexer() = default;

void FileIndexer::start()
{
}

void FileIndexer::stop()
{
}

void FileIndexer::setPause(std::chrono::milliseconds)
{
}

}
