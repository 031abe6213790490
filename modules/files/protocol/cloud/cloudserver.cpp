// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudserver.h"

#include <KLocalizedString>

namespace Kontor
{

namespace
{

std::unexpected<Error> notOffered()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server does not offer this."));
}

}

CloudServer::CloudServer(HttpClient &http, CloudFeatures features)
    : m_http(&http)
    , m_features(std::move(features))
{
}

const CloudFeatures &CloudServer::features() const
{
    return m_features;
}

Task<Result<QList<FileShare>>> CloudServer::shares(QString)
{
    co_return notOffered();
}

Task<Result<FileShare>> CloudServer::share(QString, FileShareWish)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::unshare(QString)
{
    co_return notOffered();
}

Task<Result<QList<FileSharee>>> CloudServer::findSharees(QString, bool)
{
    co_return notOffered();
}

Task<Result<QList<FileVersion>>> CloudServer::versions(QString)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::restoreVersion(QString)
{
    co_return notOffered();
}

Task<Result<QList<FileTrashEntry>>> CloudServer::trash()
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::restore(QString)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::purge(QString)
{
    co_return notOffered();
}

Task<Result<QUrl>> CloudServer::webOffice(QString, QString)
{
    co_return notOffered();
}

Task<Result<QByteArray>> CloudServer::preview(QString, int)
{
    co_return notOffered();
}

QUrl CloudServer::webPage(const QString &) const
{
    return {};
}

Task<Result<void>> CloudServer::lock(QString)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::unlock(QString)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::setFavourite(QString, Qt::CheckState)
{
    co_return notOffered();
}

Task<Result<CloudServer::Uploaded>> CloudServer::upload(Upload)
{
    co_return notOffered();
}

Task<Result<bool>> CloudServer::isWipeAsked(QByteArray)
{
    co_return notOffered();
}

Task<Result<void>> CloudServer::confirmWipe(QByteArray)
{
    co_return notOffered();
}

}
