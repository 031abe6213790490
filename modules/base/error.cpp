// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <KLocalizedString>
#include <QCoreApplication>

namespace Kontor
{

namespace
{
/// KI18n makes an object that filters the application's events when the first text is asked for.
/// Errors speak on every thread; it must be made on the application's.
void prepareTexts()
{
    (void)KLocalizedString::languages();
}
Q_COREAPP_STARTUP_FUNCTION(prepareTexts)
}

std::unexpected<Error> failure(Error::Kind kind, const QString &message, const QString &detail)
{
    return std::unexpected(Error{.kind = kind, .message = message, .detail = detail});
}

std::unexpected<Error> cancelled()
{
    return failure(Error::Kind::Cancelled, i18nc("@info an operation was stopped by the user or by closing", "The operation was stopped."));
}

QString kindName(Error::Kind kind)
{
    switch (kind) {
    case Error::Kind::Offline:
        return QStringLiteral("Offline");
    case Error::Kind::Timeout:
        return QStringLiteral("Timeout");
    case Error::Kind::Throttled:
        return QStringLiteral("Throttled");
    case Error::Kind::Unauthorized:
        return QStringLiteral("Unauthorized");
    case Error::Kind::Forbidden:
        return QStringLiteral("Forbidden");
    case Error::Kind::NotFound:
        return QStringLiteral("NotFound");
    case Error::Kind::Conflict:
        return QStringLiteral("Conflict");
    case Error::Kind::TokenExpired:
        return QStringLiteral("TokenExpired");
    case Error::Kind::OverQuota:
        return QStringLiteral("OverQuota");
    case Error::Kind::Protocol:
        return QStringLiteral("Protocol");
    case Error::Kind::Storage:
        return QStringLiteral("Storage");
    case Error::Kind::Cancelled:
        return QStringLiteral("Cancelled");
    }
    Q_UNREACHABLE_RETURN({});
}

bool isPassing(Error::Kind kind)
{
    return kind == Error::Kind::Offline || kind == Error::Kind::Timeout || kind == Error::Kind::Throttled;
}

}
