// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/imapengine.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
// RFC 5530, RFC 9051 7.1, RFC 9208, and a few that servers invented.
Error::Kind kindOf(const ImapStatus &status)
{
    using Kind = Error::Kind;
    static const QHash<QByteArray, Kind> kinds{
        {"AUTHENTICATIONFAILED", Kind::Unauthorized},
        {"AUTHORIZATIONFAILED", Kind::Unauthorized},
        {"EXPIRED", Kind::Unauthorized},
        {"WEBALERT", Kind::Unauthorized},
        {"PRIVACYREQUIRED", Kind::Forbidden},
        {"CONTACTADMIN", Kind::Forbidden},
        {"NOPERM", Kind::Forbidden},
        {"READ-ONLY", Kind::Forbidden},
        {"LIMIT", Kind::Forbidden},
        {"CANNOT", Kind::Forbidden},
        {"USEATTR", Kind::Forbidden},
        {"NONEXISTENT", Kind::NotFound},
        {"TRYCREATE", Kind::NotFound},
        {"EXPUNGEISSUED", Kind::NotFound},
        {"OVERQUOTA", Kind::OverQuota},
        {"ALREADYEXISTS", Kind::Conflict},
        {"HASCHILDREN", Kind::Conflict},
        {"UNAVAILABLE", Kind::Throttled},
        {"INUSE", Kind::Throttled},
        {"THROTTLED", Kind::Throttled},
        {"SERVERBUG", Kind::Protocol},
        {"CORRUPTION", Kind::Protocol},
    };
    if (const auto found = kinds.constFind(status.code); found != kinds.constEnd()) {
        return *found;
    }
    return status.kind == ImapStatus::Kind::Bye ? Kind::Offline : Kind::Protocol;
}
}

Error imapError(const ImapStatus &status)
{
    Error error{.kind = kindOf(status), .message = {}, .detail = {}};
    const QString words = status.text.isEmpty() ? i18nc("@info the server gave no reason", "no reason given") : status.text;
    error.detail = QStringLiteral("IMAP %1 [%2] %3")
                       .arg(status.kind == ImapStatus::Kind::No        ? QLatin1String("NO")
                                : status.kind == ImapStatus::Kind::Bad ? QLatin1String("BAD")
                                                                       : QLatin1String("BYE"),
                            QString::fromLatin1(status.code.first(std::min<qsizetype>(status.code.size(), 40))),
                            words);
    if (status.kind == ImapStatus::Kind::Bye && error.kind == Error::Kind::Offline) {
        error.message = i18nc("@info %1 are the server's words", "The mail server closed the connection: %1", words);
        return error;
    }
    switch (error.kind) {
    case Error::Kind::Unauthorized:
        if (status.code == "EXPIRED") {
            error.message = i18nc("@info %1 are the server's words", "The password has expired, says the mail server: %1", words);
            break;
        }
        error.message = i18nc("@info %1 are the server's words", "The mail server did not accept the user name or password: %1", words);
        break;
    case Error::Kind::Forbidden:
        error.message = i18nc("@info %1 are the server's words", "The mail server does not allow this: %1", words);
        break;
    case Error::Kind::NotFound:
        error.message = i18nc("@info %1 are the server's words", "The folder or message no longer exists on the mail server: %1", words);
        break;
    case Error::Kind::OverQuota:
        error.message = i18nc("@info %1 are the server's words", "There is no room left on the mail server: %1", words);
        break;
    case Error::Kind::Conflict:
        error.message = i18nc("@info %1 are the server's words", "This already exists on the mail server: %1", words);
        break;
    case Error::Kind::Throttled:
        error.message = i18nc("@info %1 are the server's words", "The mail server is busy: %1", words);
        error.retryAfter = std::chrono::seconds(30);
        break;
    default:
        error.message = i18nc("@info %1 are the server's words", "The mail server refused this: %1", words);
        break;
    }
    return error;
}

}
