// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixerror.h"

#include "chat/protocol/matrixjson.h"

#include <KLocalizedString>
#include <QHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype longestRefusal = 256 * 1024;
constexpr auto longestDelay = std::chrono::hours(24);
const auto softly = "(soft_logout)"_L1;

/// What the code means where the status alone says something else or nothing.
std::optional<Error::Kind> kindOf(const QString &code)
{
    using Kind = Error::Kind;
    static const QHash<QString, Kind> kinds{
        {u"M_LIMIT_EXCEEDED"_s, Kind::Throttled},
        {u"M_UNKNOWN_TOKEN"_s, Kind::Unauthorized},
        {u"M_MISSING_TOKEN"_s, Kind::Unauthorized},
        {u"M_USER_DEACTIVATED"_s, Kind::Unauthorized},
        {u"M_USER_LOCKED"_s, Kind::Unauthorized},
        {u"ORG_MATRIX_MSC3939_USER_LOCKED"_s, Kind::Unauthorized},
        {u"M_FORBIDDEN"_s, Kind::Forbidden},
        {u"M_CONSENT_NOT_GIVEN"_s, Kind::Forbidden},
        {u"M_GUEST_ACCESS_FORBIDDEN"_s, Kind::Forbidden},
        {u"M_USER_SUSPENDED"_s, Kind::Forbidden},
        {u"M_CANNOT_LEAVE_SERVER_NOTICE_ROOM"_s, Kind::Forbidden},
        {u"M_RESOURCE_LIMIT_EXCEEDED"_s, Kind::Forbidden},
        {u"M_UNABLE_TO_AUTHORISE_JOIN"_s, Kind::Forbidden},
        {u"M_UNABLE_TO_GRANT_JOIN"_s, Kind::Forbidden},
        {u"M_NOT_FOUND"_s, Kind::NotFound},
        {u"M_UNKNOWN_POS"_s, Kind::TokenExpired},
        {u"M_TOO_LARGE"_s, Kind::OverQuota},
        {u"M_ROOM_IN_USE"_s, Kind::Conflict},
        {u"M_USER_IN_USE"_s, Kind::Conflict},
        {u"M_WRONG_ROOM_KEYS_VERSION"_s, Kind::Conflict},
        {u"M_DUPLICATE_ANNOTATION"_s, Kind::Conflict},
        {u"M_CANNOT_OVERWRITE_MEDIA"_s, Kind::Conflict},
        {u"M_NOT_YET_UPLOADED"_s, Kind::Timeout},
        {u"M_UNRECOGNIZED"_s, Kind::Protocol},
        {u"M_BAD_JSON"_s, Kind::Protocol},
        {u"M_NOT_JSON"_s, Kind::Protocol},
        {u"M_MISSING_PARAM"_s, Kind::Protocol},
        {u"M_INVALID_PARAM"_s, Kind::Protocol},
        {u"M_BAD_STATE"_s, Kind::Protocol},
    };
    const auto found = kinds.constFind(code);
    return found == kinds.constEnd() ? std::nullopt : std::optional(*found);
}

/// Kinds where the server knows more than we do.
bool isWorthItsWords(Error::Kind kind)
{
    return kind == Error::Kind::Forbidden || kind == Error::Kind::NotFound || kind == Error::Kind::Conflict || kind == Error::Kind::Protocol
        || kind == Error::Kind::OverQuota;
}

QString usualSentence(Error::Kind kind, const QString &host)
{
    switch (kind) {
    case Error::Kind::Unauthorized:
        return i18nc("@info", "The server %1 no longer knows this sign-in. Please sign in again.", host);
    case Error::Kind::TokenExpired:
        return i18nc("@info", "The server %1 no longer knows where this program had stopped reading. Kontor reads it again.", host);
    case Error::Kind::Throttled:
        return i18nc("@info", "The server %1 is busy. Kontor tries again later.", host);
    case Error::Kind::OverQuota:
        return i18nc("@info", "This is too large for the server %1.", host);
    case Error::Kind::Forbidden:
        return i18nc("@info", "The server %1 does not allow this.", host);
    case Error::Kind::NotFound:
        return i18nc("@info", "This does not exist on the server %1.", host);
    case Error::Kind::Conflict:
        return i18nc("@info", "This has been changed on the server %1 in the meantime.", host);
    case Error::Kind::Timeout:
        return i18nc("@info", "The server %1 did not answer in time.", host);
    default:
        return {};
    }
}

QString sentence(const MatrixRefusal &refusal, Error::Kind kind, const QString &host)
{
    const auto &code = refusal.code;
    if (code == "M_USER_DEACTIVATED"_L1) {
        return i18nc("@info", "This account has been closed on the server %1.", host);
    }
    if (code.endsWith("USER_LOCKED"_L1)) {
        return i18nc("@info", "This account has been locked on the server %1. Its administrator can unlock it.", host);
    }
    if (code == "M_CONSENT_NOT_GIVEN"_L1) {
        const QUrl page(MatrixJson::text(refusal.body.value("consent_uri"_L1), 2000), QUrl::StrictMode);
        return page.scheme() == "https"_L1
            ? i18nc("@info %2 is an address of the web", "The server %1 wants its terms of service accepted first: %2", host, page.toString())
            : i18nc("@info", "The server %1 wants its terms of service accepted first. Please sign in there with a web browser.", host);
    }
    if (code == "M_UNRECOGNIZED"_L1) {
        return i18nc("@info", "The server %1 does not offer this.", host);
    }
    if (!refusal.words.isEmpty() && isWorthItsWords(kind)) {
        return i18nc("@info %2 is a sentence of the server, perhaps in another language", "The server %1 says: %2", host, refusal.words);
    }
    return refusal.code.isEmpty() ? QString() : usualSentence(kind, host);
}
}

MatrixRefusal MatrixRefusal::of(const HttpAnswer &answer)
{
    constexpr qsizetype longestCode = 100;
    MatrixRefusal refusal;
    if (answer.body.size() > longestRefusal) {
        return refusal;
    }
    refusal.body = MatrixJson::object(answer.body).value_or(QJsonObject());
    const QString code = MatrixJson::text(refusal.body.value("errcode"_L1), longestCode);
    const bool isCode = std::ranges::all_of(code, [](QChar sign) {
        return sign.unicode() < 0x80 && (sign.isLetterOrNumber() || sign == u'_' || sign == u'.');
    });
    refusal.code = isCode ? code : QString();
    refusal.words = MatrixJson::words(MatrixJson::text(refusal.body.value("error"_L1)));
    refusal.isSoftLogout = MatrixJson::flag(refusal.body.value("soft_logout"_L1));
    const auto delay = std::max<qint64>(MatrixJson::number(refusal.body.value("retry_after_ms"_L1)), 0);
    refusal.retryAfter = std::min<std::chrono::milliseconds>(std::chrono::milliseconds(delay), longestDelay);
    return refusal;
}

bool MatrixRefusal::isUnknownToken(const HttpAnswer &answer) const
{
    // Not merely the status: what stands before a server may say 401 as well, and that must sign nobody out.
    return answer.status == 401 && code == "M_UNKNOWN_TOKEN"_L1;
}

Error matrixError(const HttpAnswer &answer)
{
    auto error = httpError(answer);
    const auto refusal = MatrixRefusal::of(answer);
    error.kind = kindOf(refusal.code).value_or(error.kind);
    if (error.kind == Error::Kind::Unauthorized) {
        error.message = usualSentence(error.kind, answer.url.host()); // here it is no password
    }
    if (const auto words = sentence(refusal, error.kind, answer.url.host()); !words.isEmpty()) {
        error.message = words;
    }
    if (error.kind == Error::Kind::Throttled && error.retryAfter.count() == 0) {
        error.retryAfter = refusal.retryAfter; // the header is the newer way and comes first
    }
    if (!refusal.code.isEmpty()) {
        error.detail = refusal.code + (refusal.isSoftLogout ? " "_L1 + softly : QString()) + ": "_L1 + error.detail;
    }
    return error;
}

QString matrixErrorCode(const Error &error)
{
    const QString code = error.detail.section(u':', 0, 0).section(u' ', 0, 0);
    return error.detail.contains(u':') && code.contains(u'_') ? code : QString();
}

bool isMatrixSoftLogout(const Error &error)
{
    return error.kind == Error::Kind::Unauthorized && error.detail.contains(softly);
}

std::unexpected<Error> matrixNonsense(const QUrl &url, const QString &detail)
{
    return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 sent an answer that could not be understood.", url.host()), detail);
}

}
