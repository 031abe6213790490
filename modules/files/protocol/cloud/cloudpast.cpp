// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudhref.h"
#include "files/protocol/cloud/cloudocs.h"
#include "files/protocol/cloud/cloudserver.h"
#include "net/davclient.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto longWork = std::chrono::minutes(10); // emptying a large trash is one request

std::unexpected<Error> notOffered(const QUrl &root)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 does not offer this.", root.host()));
}

/// An href that is not where it should be never comes from us.
std::unexpected<Error> strange(const QUrl &root)
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This does not exist on the server %1.", root.host()), u"an href outside of its folder"_s);
}

/// RFC 9110, 5.6.7.
QDateTime httpDate(const QString &value)
{
    auto time = QLocale::c().toDateTime(value, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    time.setTimeZone(QTimeZone::UTC);
    return time;
}

QDateTime fromSeconds(qint64 seconds)
{
    constexpr qint64 most = 253402300799; // the year 9999
    return seconds > 0 && seconds <= most ? QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::UTC) : QDateTime();
}

QString lastPiece(const QString &href)
{
    return QUrl::fromPercentEncoding(href.section(u'/', -1, -1, QString::SectionSkipEmpty).toUtf8());
}

Task<Result<void>> writeTo(HttpClient *http, QUrl root, QByteArray method, QString href, QString destination)
{
    DavClient dav(*http, root);
    HttpRequest request{.method = method, .url = dav.url(href), .timeout = longWork};
    if (!destination.isEmpty()) {
        request.headers.emplaceBack("Destination", dav.url(destination).toEncoded());
    }
    const auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(cloudError(*answer));
    }
    co_return Result<void>();
}
}

Task<Result<QList<FileVersion>>> CloudServer::versions(QString fileId)
{
    const QUrl root = m_features.root;
    if (m_features.versions.isEmpty() || fileId.isEmpty()) {
        co_return notOffered(root);
    }
    const QString folder = m_features.versions + QString::fromLatin1(QUrl::toPercentEncoding(fileId)) + u'/';
    const XmlName size{XmlSpace::Dav, u"getcontentlength"_s};
    const XmlName modified{XmlSpace::Dav, u"getlastmodified"_s};
    const XmlName label = CloudName::next(u"version-label"_s);
    const XmlName author = CloudName::next(u"version-author"_s);
    DavClient dav(*m_http, root);
    const QList<XmlName> wanted{size, modified, label, author};
    const auto answer = co_await dav.propfind(folder, DavClient::Depth::One, wanted);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QList<FileVersion> versions;
    for (const auto &resource : answer->resources) {
        if (!isBelowCloudFolder(resource.href, folder)) {
            continue; // the folder itself, or a lie
        }
        FileVersion version{.href = normalHref(resource.href),
                            .modified = httpDate(resource.text(modified)),
                            .size = std::max<qint64>(0, resource.text(size).toLongLong()),
                            .author = resource.text(author),
                            .label = resource.text(label)};
        if (!version.modified.isValid()) {
            version.modified = fromSeconds(lastPiece(version.href).toLongLong()); // versions are named by their time
        }
        versions << version;
    }
    std::ranges::stable_sort(versions, std::ranges::greater(), &FileVersion::modified);
    co_return versions;
}

Task<Result<void>> CloudServer::restoreVersion(QString versionHref)
{
    if (m_features.versions.isEmpty()) {
        co_return notOffered(m_features.root);
    }
    if (!isBelowCloudFolder(versionHref, m_features.versions)) {
        co_return strange(m_features.root);
    }
    const QString home = parentHref(m_features.versions); // …/versions/anna/
    co_return co_await writeTo(m_http, m_features.root, "MOVE"_ba, versionHref, home + "restore/target"_L1);
}

Task<Result<QList<FileTrashEntry>>> CloudServer::trash()
{
    const QUrl root = m_features.root;
    const QString folder = m_features.trash;
    if (folder.isEmpty()) {
        co_return notOffered(root);
    }
    const XmlName size{XmlSpace::Dav, u"getcontentlength"_s};
    const XmlName type{XmlSpace::Dav, u"resourcetype"_s};
    const XmlName folderSize = CloudName::own(u"size"_s);
    const XmlName name = CloudName::next(u"trashbin-filename"_s);
    const XmlName from = CloudName::next(u"trashbin-original-location"_s);
    const XmlName deleted = CloudName::next(u"trashbin-deletion-time"_s);
    DavClient dav(*m_http, root);
    const QList<XmlName> wanted{size, type, folderSize, name, from, deleted};
    const auto answer = co_await dav.propfind(folder, DavClient::Depth::One, wanted);
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QList<FileTrashEntry> entries;
    for (const auto &resource : answer->resources) {
        if (!isBelowCloudFolder(resource.href, folder)) {
            continue;
        }
        FileTrashEntry entry{.href = normalHref(resource.href), .name = resource.text(name), .from = resource.text(from)};
        if (entry.name.isEmpty()) { // "report.odt.d1700000000"
            entry.name = lastPiece(entry.href);
            const auto suffix = entry.name.lastIndexOf(".d"_L1);
            entry.name = suffix > 0 ? entry.name.left(suffix) : entry.name;
        }
        entry.deleted = fromSeconds(resource.text(deleted).toLongLong());
        const auto *const kind = resource.property(type);
        entry.isFolder = kind && kind->child({XmlSpace::Dav, u"collection"_s});
        const auto said = resource.text(folderSize).isEmpty() ? resource.text(size) : resource.text(folderSize);
        entry.size = std::max<qint64>(0, said.toLongLong());
        entries << entry;
    }
    std::ranges::stable_sort(entries, std::ranges::greater(), &FileTrashEntry::deleted);
    co_return entries;
}

Task<Result<void>> CloudServer::restore(QString trashHref)
{
    if (m_features.trash.isEmpty()) {
        co_return notOffered(m_features.root);
    }
    if (!isBelowCloudFolder(trashHref, m_features.trash)) {
        co_return strange(m_features.root);
    }
    const auto href = normalHref(trashHref);
    const QString name = href.section(u'/', -1, -1, QString::SectionSkipEmpty);
    const QString home = parentHref(m_features.trash); // …/trashbin/anna/
    co_return co_await writeTo(m_http, m_features.root, "MOVE"_ba, trashHref, home + "restore/"_L1 + name);
}

Task<Result<void>> CloudServer::purge(QString trashHref)
{
    if (m_features.trash.isEmpty()) {
        co_return notOffered(m_features.root);
    }
    if (!trashHref.isEmpty() && !isBelowCloudFolder(trashHref, m_features.trash)) {
        co_return strange(m_features.root);
    }
    const QString target = trashHref.isEmpty() ? m_features.trash : trashHref;
    const auto purged = co_await writeTo(m_http, m_features.root, "DELETE"_ba, target, QString());
    if (!purged && purged.error().kind == Error::Kind::NotFound) {
        co_return Result<void>();
    }
    co_return purged;
}

}
