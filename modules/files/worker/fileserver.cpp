// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/fileserver.h"

#include <QStandardPaths>

namespace Kontor
{

struct FileServer::Private {
    std::shared_ptr<Store> store;
};

FileServer::FileServer(std::shared_ptr<Store> store, FileActions *, FileContent *, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(store)))
{
}

FileServer::~FileServer() = default;

Result<void> FileServer::listen(const QString &)
{
    return {};
}

void FileServer::close()
{
}

QString FileServer::usualPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) + QStringLiteral("/kontor/files.socket");
}

}
