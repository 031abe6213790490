// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/clock.h"
#include "net/davxml.h"
#include "net/httpclient.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto longestDelay = std::chrono::hours(24); // whatever the server asks for

/// RFC 9110, 5.6.7: the one form of a date that is still written.
QDateTime httpDate(const QByteArray &value)
{
    auto time = QLocale::c().toDateTime(QString::fromLatin1(value), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    time.setTimeZone(QTimeZone::UTC);
    return time;
}

/// RFC 9110, 10.2.3: seconds or a date, which is compared with the server's own clock if it tells it.
std::chrono::milliseconds retryAfter(const HttpAnswer &answer)
{
    const QByteArray value = answer.header("Retry-After").trimmed();
    bool isNumber = false;
    const qint64 number = value.toLongLong(&isNumber);
    std::chrono::milliseconds delay{0};
    if (isNumber) {
        delay = std::chrono::seconds(std::clamp<qint64>(number, 0, 1'000'000));
    } else if (const auto until = httpDate(value); until.isValid()) {
        const auto told = httpDate(answer.header("Date"));
        delay = std::chrono::milliseconds((told.isValid() ? told : Clock::system().now()).msecsTo(until));
    }
    return std::clamp<std::chrono::milliseconds>(delay, std::chrono::milliseconds(0), longestDelay);
}

Error::Kind kindOf(int status)
{
    switch (status) {
    case 401:
        return Error::Kind::Unauthorized;
    case 403:
        return Error::Kind::Forbidden;
    case 404:
    case 410:
        return Error::Kind::NotFound;
    case 409:
    case 412:
        return Error::Kind::Conflict;
    case 413:
    case 507:
        return Error::Kind::OverQuota;
    case 408:
    case 504:
        return Error::Kind::Timeout;
    case 423: // a lock passes; Xandikos says it to whoever writes at the same moment as another
    case 429:
        return Error::Kind::Throttled;
    case 501:
    case 505:
        return Error::Kind::Protocol;
    default:
        return status >= 500 && status < 600 ? Error::Kind::Throttled : Error::Kind::Protocol;
    }
}

QString sentence(const HttpAnswer &answer)
{
    const QString host = answer.url.host();
    const QString status = QString::number(answer.status);
    switch (answer.status) {
    case 413:
        return i18nc("@info", "This is too large for the server %1.", host);
    case 423:
        return i18nc("@info", "Somebody else has locked this on the server %1.", host);
    case 429:
    case 503:
        return i18nc("@info", "The server %1 is busy. Kontor tries again later.", host);
    default:
        break;
    }
    switch (kindOf(answer.status)) {
    case Error::Kind::Unauthorized:
        return i18nc("@info", "The server %1 did not accept the user name or password.", host);
    case Error::Kind::Forbidden:
        return i18nc("@info", "The server %1 does not allow this.", host);
    case Error::Kind::NotFound:
        return i18nc("@info", "This does not exist on the server %1.", host);
    case Error::Kind::Conflict:
        return i18nc("@info", "This has been changed on the server %1 in the meantime.", host);
    case Error::Kind::OverQuota:
        return i18nc("@info", "There is no room left on the server %1.", host);
    case Error::Kind::Timeout:
        return i18nc("@info", "The server %1 did not answer in time.", host);
    case Error::Kind::Throttled:
        return i18nc("@info %2 is the number of an HTTP error, like 500", "The server %1 has a problem (%2). Kontor tries again later.", host, status);
    default:
        return i18nc("@info %2 is the number of an HTTP error, like 400", "The server %1 refused this (%2).", host, status);
    }
}
}

QByteArray HttpAnswer::header(QByteArrayView name) const
{
    QByteArray joined;
    for (const auto &[key, value] : headers) {
        if (name.compare(key, Qt::CaseInsensitive) == 0) {
            joined += (joined.isNull() ? QByteArray("") : QByteArray(", ")) + value;
        }
    }
    return joined;
}

QStringList HttpAnswer::preconditions() const
{
    constexpr qsizetype longest = 64 * 1024;
    if (body.size() > longest || !body.contains('<')) {
        return {};
    }
    const auto root = XmlElement::parse(body);
    if (!root || root->name != XmlName{XmlSpace::Dav, u"error"_s}) {
        return {};
    }
    QStringList names;
    for (const auto &child : root->children) {
        names << child.name.local;
    }
    return names;
}

Error httpError(const HttpAnswer &answer)
{
    QString detail = u"HTTP %1 for %2"_s.arg(answer.status).arg(answer.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    if (const auto names = answer.preconditions(); !names.isEmpty()) {
        detail += ": "_L1 + names.join(", "_L1);
    }
    return {.kind = kindOf(answer.status), .message = sentence(answer), .detail = detail, .retryAfter = retryAfter(answer)};
}

}
