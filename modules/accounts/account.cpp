// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/account.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QHostAddress>

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
constexpr QLatin1StringView calendarsKey("calendars");
constexpr QLatin1StringView contactsKey("contacts");
constexpr QLatin1StringView feedsKey("feeds");
constexpr QLatin1StringView directoryKey("directory");
constexpr QLatin1StringView davUserNameKey("davUserName");
constexpr QLatin1StringView davPasswordKey("davPassword");
constexpr QLatin1StringView filesKey("files");
constexpr QLatin1StringView filesUserNameKey("filesUserName");
constexpr QLatin1StringView filesPasswordKey("filesPassword");
constexpr QLatin1StringView chatKey("chat");
constexpr QLatin1StringView chatUserKey("chatUser");
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

/// A web address nobody on the way can read along, unless the way is within this machine.
bool isSafeUrl(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty()) {
        return false;
    }
    const bool isHere = url.host() == QLatin1String("localhost") || QHostAddress(url.host()).isLoopback();
    return url.scheme() == QLatin1String("https") || (url.scheme() == QLatin1String("http") && isHere);
}

/// Subscribed calendars are public: webcal: and http: are usual for them (webcal: is tried as https: first).
bool isFeedUrl(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    static const QStringList schemes{QStringLiteral("https"), QStringLiteral("http"), QStringLiteral("webcal"), QStringLiteral("webcals")};
    return url.isValid() && !url.host().isEmpty() && schemes.contains(url.scheme());
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

/// "@anna:example.org". What the parts may hold is the server's matter; old ones allowed much (appendix "User Identifiers").
bool looksLikeMatrixId(const QString &id)
{
    const auto colon = id.indexOf(u':');
    return id.startsWith(u'@') && colon > 1 && colon + 1 < id.size() && id.size() <= 255 && std::ranges::none_of(id, [](QChar c) {
        return c.isSpace() || c.unicode() < 0x20;
    });
}
}

QCborMap Account::toCbor() const
{
    QCborMap map{
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
    // Only what is there: accounts of mail alone stay readable by older versions, byte for byte.
    const auto add = [&map](QLatin1StringView key, const QString &text) {
        if (!text.isEmpty()) {
            map.insert(key, text);
        }
    };
    add(calendarsKey, calendars.toString(QUrl::FullyEncoded));
    add(contactsKey, contacts.toString(QUrl::FullyEncoded));
    add(directoryKey, directory.toString(QUrl::FullyEncoded));
    add(davUserNameKey, davUserName);
    add(davPasswordKey, davPassword);
    add(filesKey, files.toString(QUrl::FullyEncoded));
    add(filesUserNameKey, filesUserName);
    add(filesPasswordKey, filesPassword);
    add(chatKey, chat.toString(QUrl::FullyEncoded));
    add(chatUserKey, chatUser);
    if (!feeds.isEmpty()) {
        map.insert(feedsKey, QCborArray::fromStringList(feeds));
    }
    return map;
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
    account.calendars = QUrl(settings.value(calendarsKey).toString());
    account.contacts = QUrl(settings.value(contactsKey).toString());
    const auto feeds = settings.value(feedsKey).toArray();
    for (const auto &feed : feeds) {
        account.feeds << feed.toString();
    }
    account.directory = QUrl(settings.value(directoryKey).toString());
    account.davUserName = settings.value(davUserNameKey).toString();
    account.davPassword = settings.value(davPasswordKey).toString();
    account.files = QUrl(settings.value(filesKey).toString());
    account.filesUserName = settings.value(filesUserNameKey).toString();
    account.filesPassword = settings.value(filesPasswordKey).toString();
    account.chat = QUrl(settings.value(chatKey).toString());
    account.chatUser = settings.value(chatUserKey).toString();
    account.keepDays = int(std::clamp<qint64>(settings.value(keepDaysKey).toInteger(account.keepDays), -1, 100'000));
    account.undoSendSeconds = int(std::clamp<qint64>(settings.value(undoSendKey).toInteger(account.undoSendSeconds), 0, longestUndoSeconds));
    return account;
}

bool Account::hasMail() const
{
    return !imap.host.isEmpty() || !smtp.host.isEmpty() || (!hasCalendars() && !hasContacts() && !hasFiles() && !hasChat());
}

bool Account::hasCalendars() const
{
    return !calendars.isEmpty() || !feeds.isEmpty();
}

bool Account::hasContacts() const
{
    return !contacts.isEmpty();
}

bool Account::hasFiles() const
{
    return !files.isEmpty();
}

bool Account::hasChat() const
{
    return !chat.isEmpty();
}

QStringList Account::resourceKinds() const
{
    QStringList kinds;
    if (hasMail()) {
        kinds << ResourceKind::Mail;
    }
    if (hasCalendars()) {
        kinds << ResourceKind::Calendar;
    }
    if (hasContacts()) {
        kinds << ResourceKind::Contacts;
    }
    if (hasChat()) {
        kinds << ResourceKind::Chat;
    }
    if (hasFiles()) {
        kinds << ResourceKind::Files;
    }
    return kinds;
}

QString Account::userNameForDav() const
{
    return davUserName.isEmpty() ? userName : davUserName;
}

QString Account::passwordForDav() const
{
    return davPassword.isEmpty() ? password : davPassword;
}

QString Account::userNameForFiles() const
{
    return filesUserName.isEmpty() ? userNameForDav() : filesUserName;
}

QString Account::passwordForFiles() const
{
    return filesPassword.isEmpty() ? passwordForDav() : filesPassword;
}

namespace
{
QStringList mailProblems(const Account &account)
{
    QStringList problems;
    if (account.imap.host.isEmpty()) {
        problems << i18nc("@info", "The name of the server for receiving mail (IMAP) is missing.");
    } else if (!looksLikeHost(account.imap.host)) {
        problems << i18nc("@info", "“%1” is not the name of a server.", account.imap.host);
    }
    if (!account.imap.host.isEmpty() && account.imap.port == 0) {
        problems << i18nc("@info", "The port of the server for receiving mail (IMAP) is missing.");
    }
    if (account.smtp.host.isEmpty()) {
        problems << i18nc("@info", "The name of the server for sending mail (SMTP) is missing.");
    } else if (!looksLikeHost(account.smtp.host)) {
        problems << i18nc("@info", "“%1” is not the name of a server.", account.smtp.host);
    }
    if (!account.smtp.host.isEmpty() && account.smtp.port == 0) {
        problems << i18nc("@info", "The port of the server for sending mail (SMTP) is missing.");
    }
    return problems;
}

QStringList davProblems(const Account &account)
{
    QStringList problems;
    for (const auto &url : {account.calendars, account.contacts, account.files, account.chat}) {
        if (!url.isEmpty() && !isSafeUrl(url)) {
            problems << i18nc("@info", "“%1” is not an address that begins with https://.", url.toDisplayString());
        }
    }
    for (const auto &feed : account.feeds) {
        if (!isFeedUrl(feed)) {
            problems << i18nc("@info", "“%1” is not the address of a calendar on the web.", feed);
        }
    }
    return problems;
}
}

QStringList Account::problems() const
{
    QStringList problems;
    if (address.isEmpty()) {
        problems << i18nc("@info", "The mail address is missing.");
    } else if (!looksLikeAddress(address) && !(resourceKinds() == QStringList{ResourceKind::Chat} && looksLikeMatrixId(address))) {
        problems << i18nc("@info", "“%1” is not a mail address.", address);
    }
    for (const auto &alias : aliases) {
        if (!looksLikeAddress(alias)) {
            problems << i18nc("@info", "“%1” is not a mail address.", alias);
        }
    }
    const bool signsInToDav = !calendars.isEmpty() || !contacts.isEmpty();
    if ((hasMail() && userName.isEmpty()) || (signsInToDav && userNameForDav().isEmpty()) || (hasFiles() && userNameForFiles().isEmpty())) {
        problems << i18nc("@info", "The user name for the sign-in is missing.");
    }
    if ((hasMail() && password.isEmpty()) || (signsInToDav && passwordForDav().isEmpty()) || (hasFiles() && passwordForFiles().isEmpty())) {
        problems << i18nc("@info", "The password is missing.");
    }
    if (hasMail()) {
        problems << mailProblems(*this);
    }
    if (hasChat() && !looksLikeMatrixId(chatUser)) {
        problems << i18nc("@info", "Please sign in to chat first.");
    }
    return problems << davProblems(*this);
}

}
