// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizerservices.h"

#include "net/davxml.h"

#include <KLocalizedString>

namespace Kontor
{

FileSynchronizerServices::FileSynchronizerServices(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerFetch> fetch)
    : m_session(std::move(session))
    , m_fetch(std::move(fetch))
{
}

/// The link of a cloud; Forbidden elsewhere.
Task<Result<FileSynchronizerSession::Link>> FileSynchronizerServices::cloud()
{
    auto self = shared_from_this();
    auto link = co_await m_session->link();
    if (link && !(*link)->isCloud()) {
        co_return failure(Error::Kind::Forbidden, i18nc("@info", "The server %1 only keeps files; it does not offer this.", (*link)->base.host()));
    }
    co_return link;
}

/// From the top of the person's files: "/Projects/a.odt".
QString FileSynchronizerServices::pathOf(const CloudServer &cloud, const QString &href)
{
    const auto files = normalHref(cloud.features().files);
    const auto below = href.startsWith(files) ? href.sliced(files.size()) : href;
    auto path = QString::fromUtf8(QByteArray::fromPercentEncoding(below.toLatin1()));
    while (path.endsWith(u'/')) {
        path.chop(1);
    }
    return path.startsWith(u'/') ? path : QString(u'/' + path);
}

Task<Result<FileFeatures>> FileSynchronizerServices::features()
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    co_return link.transform([](const FileSynchronizerSession::Link &found) {
        return found->cloud ? found->cloud->features().forUser : FileFeatures{};
    });
}

Task<Result<QList<FileShare>>> FileSynchronizerServices::shares(QString href)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->shares(pathOf(*(*link)->cloud, href));
}

Task<Result<FileShare>> FileSynchronizerServices::share(QString href, FileShareWish wish)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->share(pathOf(*(*link)->cloud, href), wish);
}

Task<Result<void>> FileSynchronizerServices::unshare(QString shareId)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->unshare(shareId);
}

Task<Result<QList<FileSharee>>> FileSynchronizerServices::findSharees(QString href, QString words)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->findSharees(words, href.endsWith(u'/'));
}

Task<Result<QList<FileVersion>>> FileSynchronizerServices::versions(FileFacts facts)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->versions(facts.fileId);
}

Task<Result<void>> FileSynchronizerServices::restoreVersion(QString versionHref)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->restoreVersion(versionHref);
}

Task<Result<QByteArray>> FileSynchronizerServices::versionPiece(QString versionHref, qint64 offset, qint64 length)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await m_fetch->read(versionHref, offset, length, {});
}

Task<Result<QList<FileTrashEntry>>> FileSynchronizerServices::trash()
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->trash();
}

Task<Result<void>> FileSynchronizerServices::restore(QStringList hrefs)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    // One that fails does not keep the others where they are.
    Result<void> result;
    for (const auto &href : std::as_const(hrefs)) {
        auto restored = co_await (*link)->cloud->restore(href);
        if (!restored && result) {
            result = restored;
        }
    }
    co_return result;
}

Task<Result<void>> FileSynchronizerServices::purge(QStringList hrefs)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (hrefs.isEmpty()) {
        co_return co_await (*link)->cloud->purge({});
    }
    Result<void> result;
    for (const auto &href : std::as_const(hrefs)) {
        if (href.isEmpty()) {
            continue; // would mean everything
        }
        auto purged = co_await (*link)->cloud->purge(href);
        if (!purged && result) {
            result = purged;
        }
    }
    co_return result;
}

Task<Result<QUrl>> FileSynchronizerServices::webOffice(FileFacts facts)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->webOffice(pathOf(*(*link)->cloud, facts.href), facts.fileId);
}

Task<Result<QByteArray>> FileSynchronizerServices::preview(FileFacts facts, int pixels)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    co_return co_await (*link)->cloud->preview(facts.fileId, pixels);
}

Task<Result<void>> FileSynchronizerServices::lock(QString href, LockWish wish)
{
    auto self = shared_from_this();
    const auto link = co_await cloud();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (wish == LockWish::Lock) {
        co_return co_await (*link)->cloud->lock(href);
    }
    co_return co_await (*link)->cloud->unlock(href);
}

}
