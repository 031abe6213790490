// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudocs.h"

#include "files/protocol/cloud/cloudjson.h"
#include "net/davclient.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 longestAnswer = qint64(16) << 20;
constexpr qsizetype longestSentence = 300;
constexpr qsizetype longestRefusal = 64 * 1024;

QString shortened(QString words)
{
    words = words.simplified();
    return words.size() > longestSentence ? words.left(longestSentence) + u'…' : words;
}

/// What the server says, fit for one line of ours.
QString ownWords(const QJsonValue &meta)
{
    const auto words = shortened(CloudJson::text(CloudJson::at(meta, {"message"_L1})));
    return words.compare("ok"_L1, Qt::CaseInsensitive) == 0 ? QString() : words;
}

/// What WebDAV says for people, in their language: which name it does not take, which rule keeps a file out, which virus.
QString davReason(const HttpAnswer &answer)
{
    if (answer.body.size() > longestRefusal || (answer.status != 400 && answer.status != 403 && answer.status != 415)) {
        return {};
    }
    const auto error = XmlElement::parse(answer.body);
    if (!error || error->name != XmlName{XmlSpace::Dav, u"error"_s}) {
        return {};
    }
    for (const auto &child : error->children) {
        if (child.name.local == "reason"_L1 && !child.text.trimmed().isEmpty()) {
            return shortened(child.text);
        }
    }
    const XmlName exception{u"http://sabredav.org/ns"_s, u"exception"_s};
    const XmlName message{u"http://sabredav.org/ns"_s, u"message"_s};
    return error->childText(exception).endsWith("UnsupportedMediaType"_L1) ? shortened(error->childText(message)) : QString();
}

QString serverSays(const QString &host, const QString &words)
{
    return i18nc("@info %2 is a sentence of the server, perhaps in another language", "The server %1 says: %2", host, words);
}

/// The status an OCS answer means: version 2 says it with HTTP, but some apps and proxies answer 200 to everything.
int statusOf(const HttpAnswer &answer, const QJsonValue &meta)
{
    if (!answer.isSuccess()) {
        return answer.status;
    }
    const auto code = CloudJson::number(CloudJson::at(meta, {"statuscode"_L1}));
    switch (code) {
    case 0:
    case 100:
        return 200;
    case 996:
        return 500;
    case 997:
        return 401;
    case 998:
        return 404;
    default:
        return code >= 200 && code < 600 ? int(code) : 400;
    }
}

/// Kinds where the server knows more than the status tells.
bool isWorthItsWords(Error::Kind kind)
{
    return kind == Error::Kind::Forbidden || kind == Error::Kind::NotFound || kind == Error::Kind::Conflict || kind == Error::Kind::Protocol
        || kind == Error::Kind::OverQuota;
}
}

QUrl cloudUrl(const QUrl &root, const QString &path, const CloudQuestion::Fields &query)
{
    QUrl url = root.resolved(QUrl::fromEncoded(path.toUtf8()));
    if (!query.isEmpty()) {
        url.setQuery(QString::fromLatin1(cloudForm(query)), QUrl::StrictMode);
    }
    return url;
}

QByteArray cloudForm(const CloudQuestion::Fields &fields)
{
    QByteArray form;
    for (const auto &[name, value] : fields) {
        form += (form.isEmpty() ? "" : "&") + QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return form;
}

Error cloudMaintenance(const QString &host)
{
    return {.kind = Error::Kind::Throttled,
            .message = i18nc("@info", "The server %1 is being maintained. Kontor tries again later.", host),
            .detail = u"maintenance mode"_s,
            .retryAfter = std::chrono::minutes(1)};
}

Error cloudError(const HttpAnswer &answer)
{
    auto error = davError(answer);
    const QString host = answer.url.host();
    // What WebDAV answers names the class of the exception; its sentence is in the server's language.
    const auto isException = [&answer](QByteArrayView name) {
        return answer.body.size() <= longestRefusal && answer.body.contains(name);
    };
    if (answer.status == 503 && (!answer.header("X-Nextcloud-Maintenance-Mode").isEmpty() || isException("ServerMaintenanceMode"))) {
        auto maintenance = cloudMaintenance(host);
        maintenance.retryAfter = std::max(maintenance.retryAfter, error.retryAfter);
        return maintenance;
    }
    if (answer.status == 401 && isException("PasswordLoginForbidden")) {
        error.message = i18nc("@info", "The server %1 wants a password that was made for this program (an app password), since signing in there takes a second step. It is made in its security settings.", host);
    } else if (answer.status == 403 && isException("TermsNotSignedException")) {
        error.message = i18nc("@info", "The server %1 gives no files until its terms of service are accepted. Please sign in there with a web browser.", host);
    } else if (const auto words = davReason(answer); !words.isEmpty()) {
        error.message = serverSays(host, words);
    }
    return error;
}

Task<Result<QJsonValue>> askCloud(QPointer<HttpClient> http, QUrl root, CloudQuestion question)
{
    if (!http) {
        co_return cancelled();
    }
    auto query = question.query;
    query.emplaceBack(u"format"_s, u"json"_s);
    HttpRequest request{.method = question.method, .url = cloudUrl(root, "ocs/v2.php/"_L1 + question.path, query), .atMost = longestAnswer};
    request.headers.emplaceBack("OCS-APIRequest", "true");
    request.headers.emplaceBack("Accept", "application/json");
    if (!question.form.isEmpty()) {
        request.body = cloudForm(question.form);
        request.headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
    }
    auto answer = co_await http->send(std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const auto ocs = CloudJson::at(CloudJson::object(answer->body), {"ocs"_L1});
    const auto meta = CloudJson::at(ocs, {"meta"_L1});
    const int status = statusOf(*answer, meta);
    if (status >= 200 && status < 300) {
        if (!ocs.isObject()) {
            co_return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", answer->url.host()),
                              u"no OCS from "_s + question.path);
        }
        co_return CloudJson::at(ocs, {"data"_L1});
    }
    answer->status = status;
    auto error = cloudError(*answer);
    error.detail += " OCS "_L1 + CloudJson::text(CloudJson::at(meta, {"statuscode"_L1}));
    if (const auto words = ownWords(meta); !words.isEmpty() && isWorthItsWords(error.kind)) {
        error.message = serverSays(answer->url.host(), words);
    }
    co_return std::unexpected(error);
}

}
