// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/account.h"

#include <KLocalizedString>
#include <QCborArray>

#include <algorithm>

namespace Kontor
{
namespace
{
// Keys of the settings map. Never renamed: stores in the field carry them.
constexpr QLatin1StringView userNameKey("userName");
constexpr QLatin1StringView passwordKey("password");
constexpr QLatin1StringView imapKey("imap");
constexpr QLatin1StringView smtpKey("smtp");
constexpr QLatin1StringView hostKey("host");
constexpr QLatin1StringView portKey("port");
constexpr QLatin1StringView securityKey("security");
constexpr QLatin1StringView aliasesKey("aliases");
constexpr QLatin1StringView signatureKey("signature");
constexpr QLatin1StringView certificatesKey("ownCertificates");
constexpr QLatin1StringView keepDaysKey("keepDays");
constexpr QLatin1StringView undoSendKey("undoSendSeconds");

constexpr QLatin1StringView tlsWord("tls");
constexpr QLatin1StringView startTlsWord("starttls");

constexpr int longestUndoSeconds = 3600;

QCborMap serverToCbor(const ServerAddress &server)
{
    return {
        {hostKey, server.host},
        {portKey, server.port},
        {securityKey, server.security == ServerAddress::Security::StartTls ? startTlsWord : tlsWord},
    };
}

ServerAddress serverFromCbor(const QCborMap &map)
{
    const auto port = map.value(portKey).toInteger();
    return {
        .host = map.value(hostKey).toString(),
        .port = port > 0 && port <= 65535 ? quint16(port) : quint16(0),
        .security = map.value(securityKey).toString() == startTlsWord ? ServerAddress::Security::StartTls : ServerAddress::Security::Tls,
    };
}

bool looksLikeHost(const QString &host)
{
    if (host.isEmpty() || host.size() > 255) {
        return false;
    }
    return std::ranges::none_of(host, [](QChar c) {
        return c.isSpace() || c == u'/' || c == u'@' || c.unicode() < 0x20;
    });
}

bool looksLikeAddress(const QString &address)
{
    const auto at = address.lastIndexOf(u'@');
    if (at <= 0 || at == address.size() - 1) {
        return false;
    }
    return std::ranges::none_of(address, [](QChar c) {
        return c.isSpace() || c == u'<' || c == u'>' || c == u',' || c.unicode() < 0x20;
    });
}
}

QCborMap Account::toCbor() const
{
    return {
        {userNameKey, userName},
        {passwordKey, password},
        {imapKey, serverToCbor(imap)},
        {smtpKey, serverToCbor(smtp)},
        {aliasesKey, QCborArray::fromStringList(aliases)},
        {signatureKey, signature},
        {certificatesKey, ownCertificates},
        {keepDaysKey, keepDays},
        {undoSendKey, undoSendSeconds},
    };
}

Account Account::fromCbor(AccountId id, const QString &address, const QString &name, const QCborMap &settings)
{
    Account account;
    account.id = id;
    account.address = address;
    account.name = name;
    account.userName = settings.value(userNameKey).toString();
    account.password = settings.value(passwordKey).toString();
    account.imap = serverFromCbor(settings.value(imapKey).toMap());
    account.smtp = serverFromCbor(settings.value(smtpKey).toMap());
    const auto aliases = settings.value(aliasesKey).toArray();
    for (const auto &alias : aliases) {
        account.aliases << alias.toString();
    }
    account.signature = settings.value(signatureKey).toString();
    account.ownCertificates = settings.value(certificatesKey).toByteArray();
    account.keepDays = int(std::clamp<qint64>(settings.value(keepDaysKey).toInteger(account.keepDays), -1, 100'000));
    account.undoSendSeconds = int(std::clamp<qint64>(settings.value(undoSendKey).toInteger(account.undoSendSeconds), 0, longestUndoSeconds));
    return account;
}

QStringList Account::problems() const
{
    QStringList problems;
    if (address.isEmpty()) {
        problems << i18nc("@info", "The mail address is missing.");
    } else if (!looksLikeAddress(address)) {
        problems << i18nc("@info", "“%1” is not a mail address.", address);
    }
    for (const auto &alias : aliases) {
        if (!looksLikeAddress(alias)) {
            problems << i18nc("@info", "“%1” is not a mail address.", alias);
        }
    }
    if (userName.isEmpty()) {
        problems << i18nc("@info", "The user name for the sign-in is missing.");
    }
    if (password.isEmpty()) {
        problems << i18nc("@info", "The password is missing.");
    }
    if (imap.host.isEmpty()) {
        problems << i18nc("@info", "The name of the server for receiving mail (IMAP) is missing.");
    } else if (!looksLikeHost(imap.host)) {
        problems << i18nc("@info", "“%1” is not the name of a server.", imap.host);
    }
    if (!imap.host.isEmpty() && imap.port == 0) {
        problems << i18nc("@info", "The port of the server for receiving mail (IMAP) is missing.");
    }
    if (smtp.host.isEmpty()) {
        problems << i18nc("@info", "The name of the server for sending mail (SMTP) is missing.");
    } else if (!looksLikeHost(smtp.host)) {
        problems << i18nc("@info", "“%1” is not the name of a server.", smtp.host);
    }
    if (!smtp.host.isEmpty() && smtp.port == 0) {
        problems << i18nc("@info", "The port of the server for sending mail (SMTP) is missing.");
    }
    return problems;
}

}
