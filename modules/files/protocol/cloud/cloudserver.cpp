// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudserver.h"

#include "files/protocol/cloud/cloudhref.h"
#include "files/protocol/cloud/cloudjson.h"
#include "files/protocol/cloud/cloudocs.h"
#include "files/protocol/cloud/cloudrevisions.h"
#include "net/davclient.h"
#include "net/httpaddress.h"

#include <KLocalizedString>
#include <QMimeDatabase>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 largestPreview = qint64(16) << 20;
constexpr int mostPixels = 4096;
constexpr qsizetype longestToken = 4096;

std::unexpected<Error> notUnderstood(const QUrl &root, const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", root.host()), detail);
}

/// Errors after which another way may still work: the app is missing, off for this person, or not for this file.
bool isOfOneWay(Error::Kind kind)
{
    return kind == Error::Kind::NotFound || kind == Error::Kind::Forbidden || kind == Error::Kind::Protocol;
}

/// The link in an answer, if it leads to the server itself.
Result<QUrl> linkIn(const QJsonValue &data, const QUrl &root)
{
    const auto said = CloudJson::text(CloudJson::at(data, {"url"_L1}));
    const auto url = redirectTarget(root, said.toUtf8());
    if (!url || !isSameOrigin(*url, root)) {
        return notUnderstood(root, u"a link to somewhere else"_s);
    }
    return *url;
}

bool isOfficeFile(const QString &path, const QStringList &types)
{
    if (types.isEmpty()) {
        return true;
    }
    const QMimeDatabase database;
    const auto found = database.mimeTypesForFileName(path.section(u'/', -1));
    return std::ranges::any_of(found, [&types](const QMimeType &type) {
        const auto names = type.aliases() + QStringList{type.name()};
        return std::ranges::any_of(names, [&types](const QString &name) {
            return types.contains(name);
        });
    });
}

Task<Result<QUrl>> openInOffice(QPointer<HttpClient> http, CloudFeatures features, QString path, QString fileId, QUrl page)
{
    const QUrl root = features.root;
    if (features.richDocuments && !fileId.isEmpty() && isOfficeFile(path, features.officeTypes)) {
        CloudQuestion question{.method = "POST"_ba, .path = u"apps/richdocuments/api/v1/document"_s};
        question.form.emplaceBack(u"fileId"_s, fileId);
        const auto data = co_await askCloud(http, root, question);
        if (data) {
            co_return linkIn(*data, root);
        }
        if (!isOfOneWay(data.error().kind)) {
            co_return std::unexpected(data.error());
        }
    }
    if (features.directEditing) {
        CloudQuestion question{.method = "POST"_ba, .path = u"apps/files/api/v1/directEditing/open"_s};
        question.form.emplaceBack(u"path"_s, path);
        if (!fileId.isEmpty()) {
            question.form.emplaceBack(u"fileId"_s, fileId);
        }
        const auto data = co_await askCloud(http, root, question);
        if (data) {
            co_return linkIn(*data, root);
        }
        if (!isOfOneWay(data.error().kind)) {
            co_return std::unexpected(data.error());
        }
    }
    if (page.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "The server %1 has no office for this file.", root.host()));
    }
    co_return page;
}
}

CloudServer::CloudServer(HttpClient &http, CloudFeatures features)
    : m_http(&http)
    , m_features(std::move(features))
    , m_revisions(std::make_shared<CloudRevisions>())
{
}

const CloudFeatures &CloudServer::features() const
{
    return m_features;
}

QUrl CloudServer::webPage(const QString &fileId) const
{
    if (fileId.isEmpty()) {
        return {};
    }
    return cloudUrl(m_features.root, "index.php/f/"_L1 + QString::fromLatin1(QUrl::toPercentEncoding(fileId)));
}

Task<Result<QUrl>> CloudServer::webOffice(QString path, QString fileId)
{
    const QUrl page = webPage(fileId);
    return openInOffice(m_http, m_features, std::move(path), std::move(fileId), page);
}

Task<Result<QByteArray>> CloudServer::preview(QString fileId, int pixels)
{
    const QUrl root = m_features.root;
    const QString side = QString::number(std::clamp(pixels, 1, mostPixels));
    const CloudQuestion::Fields query{{u"fileId"_s, fileId}, {u"x"_s, side}, {u"y"_s, side}, {u"a"_s, u"1"_s}, {u"forceIcon"_s, u"0"_s}};
    HttpRequest request{.url = cloudUrl(root, u"index.php/core/preview"_s, query), .atMost = largestPreview};
    auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(cloudError(*answer));
    }
    if (!answer->header("Content-Type").trimmed().toLower().startsWith("image/") || answer->body.isEmpty()) {
        co_return notUnderstood(root, u"a preview that is no image"_s);
    }
    co_return std::move(answer->body);
}

Task<Result<void>> CloudServer::setFavourite(QString href, Qt::CheckState on)
{
    DavClient dav(*m_http, m_features.root);
    const QList<XmlElement> set{{.name = CloudName::own(u"favorite"_s), .text = on == Qt::Checked ? u"1"_s : u"0"_s}};
    co_return co_await dav.setProperties(std::move(href), set);
}

Task<Result<QStringList>> CloudServer::favourites(QString folder)
{
    XmlElement prop{.name = {XmlSpace::Dav, u"prop"_s}};
    prop.children << XmlElement{.name = CloudName::own(u"fileid"_s)};
    XmlElement rules{.name = CloudName::own(u"filter-rules"_s)};
    rules.children << XmlElement{.name = CloudName::own(u"favorite"_s), .text = u"1"_s};
    XmlElement body{.name = CloudName::own(u"filter-files"_s)};
    body.children << prop << rules;
    DavClient dav(*m_http, m_features.root);
    const auto answer = co_await dav.report(folder, DavClient::Depth::Zero, std::move(body));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QStringList hrefs;
    for (const auto &resource : answer->resources) {
        auto href = normalHref(resource.href);
        while (href.endsWith(u'/')) { // Nextcloud writes none, also behind folders; others may
            href.chop(1);
        }
        if (resource.status < 300 && isBelowCloudFolder(href, folder)) {
            hrefs << href;
        }
    }
    hrefs.removeDuplicates();
    std::ranges::sort(hrefs);
    co_return hrefs;
}

Task<Result<QString>> CloudServer::pushToken()
{
    const QUrl root = m_features.root;
    if (m_features.pushToken.isEmpty()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 does not offer this.", root.host()));
    }
    HttpRequest request{.method = "POST"_ba, .url = m_features.pushToken, .atMost = longestToken};
    request.headers.emplaceBack("OCS-APIRequest", "true"); // without it Nextcloud takes it for a forged form
    const auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(cloudError(*answer));
    }
    auto token = QString::fromUtf8(answer->body).trimmed();
    if (token.startsWith(u'"') && token.endsWith(u'"') && token.size() > 1) {
        token = token.mid(1, token.size() - 2); // as JSON
    }
    if (token.isEmpty() || token.contains(u'<') || token.contains(u'\n')) {
        co_return notUnderstood(root, u"no token"_s);
    }
    co_return token;
}

Task<Result<bool>> CloudServer::isWipeAsked(QByteArray applicationPassword)
{
    const QUrl root = m_features.root;
    HttpRequest request{.method = "POST"_ba, .url = cloudUrl(root, u"index.php/core/wipe/check"_s), .isAnonymous = true};
    request.body = cloudForm({{u"token"_s, QString::fromUtf8(applicationPassword)}});
    request.headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
    const auto answer = co_await m_http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    if (answer->status == 404) {
        co_return false;
    }
    if (!answer->isSuccess()) {
        co_return std::unexpected(cloudError(*answer));
    }
    // Nothing but a plain "true" erases anything.
    co_return CloudJson::object(answer->body).value("wipe"_L1) == QJsonValue(true);
}

Task<Result<void>> CloudServer::confirmWipe(QByteArray applicationPassword)
{
    const QPointer<HttpClient> http = m_http;
    const QUrl start = m_features.root;
    Result<void> told = notUnderstood(start, u"wipe"_s);
    const auto roots = co_await findCloudRoots(http, start);
    bool isTold = false;
    for (const auto &root : roots) {
        if (!http) {
            co_return cancelled();
        }
        HttpRequest request{.method = "POST"_ba, .url = cloudUrl(root, u"index.php/core/wipe/success"_s), .isAnonymous = true};
        request.body = cloudForm({{u"token"_s, QString::fromUtf8(applicationPassword)}});
        request.headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
        const auto answer = co_await http->send(std::move(request));
        const bool isSuccess = answer && answer->isSuccess();
        if (isSuccess && answer->header("Content-Type").contains("json")) {
            co_return Result<void>();
        }
        if (isSuccess || (answer && answer->status == 404)) { // a page of something else; told before, or not here
            isTold = isTold || !isSuccess;
            continue;
        }
        told = std::unexpected(answer ? cloudError(*answer) : answer.error());
        if (isPassing(told.error().kind)) {
            co_return told;
        }
    }
    co_return isTold ? Result<void>() : told;
}

}
