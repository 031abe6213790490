// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "accounts/accountstore.h"
#include "app/kinds/signintrial.h"
#include "app/kinds/webaddress.h"
#include "chatadmission.h"
#include "net/tlspolicy.h"
#include "profile.h"

#include <KLocalizedString>
#include <QFile>
#include <QJsonArray>
#include <QPromise>

namespace Kontor
{
namespace
{
QJsonObject toJson(const ServerAddress &server)
{
    return {{QStringLiteral("host"), server.host},
            {QStringLiteral("port"), server.port},
            {QStringLiteral("security"), server.security == ServerAddress::Security::Tls ? QStringLiteral("tls") : QStringLiteral("starttls")}};
}

QString toText(const ServerAddress &server)
{
    return QStringLiteral("%1:%2%3").arg(server.host).arg(server.port).arg(server.security == ServerAddress::Security::Tls ? QString() : QStringLiteral("/starttls"));
}

/// "mail.example.org:993", "mail.example.org:143/starttls", "[::1]:993", "mail.example.org".
std::optional<ServerAddress> parseServer(QString text, quint16 usualPort)
{
    ServerAddress server;
    if (text.endsWith(u"/starttls", Qt::CaseInsensitive)) {
        server.security = ServerAddress::Security::StartTls;
        text.chop(9);
    } else if (text.endsWith(u"/tls", Qt::CaseInsensitive)) {
        text.chop(4);
    }
    server.port = usualPort;
    const auto colon = text.lastIndexOf(u':');
    if (colon > 0 && !text.endsWith(u']')) {
        bool isNumber = false;
        server.port = text.sliced(colon + 1).toUShort(&isNumber);
        if (!isNumber || server.port == 0) {
            return {};
        }
        text.truncate(colon);
    }
    if (text.startsWith(u'[') && text.endsWith(u']')) {
        text = text.sliced(1, text.size() - 2);
    }
    server.host = text;
    return server.host.isEmpty() ? std::nullopt : std::optional(server);
}

/// Takes over what says where files are; an empty address takes them away.
QString readFiles(const Invocation &invocation, Account &account)
{
    if (invocation.has(QStringLiteral("files"))) {
        account.files = webAddress(invocation.value(QStringLiteral("files")));
    }
    if (invocation.has(QStringLiteral("files-user"))) {
        account.filesUserName = invocation.value(QStringLiteral("files-user"));
    }
    if (invocation.has(QStringLiteral("files-password-file"))) {
        auto password = readSecret(invocation.value(QStringLiteral("files-password-file")), i18nc("@info:shell asks for it", "Password for the files of %1:", account.address));
        if (!password) {
            return password.error().message;
        }
        account.filesPassword = *password;
    }
    return {};
}

/// Signs in to chat, if that is wanted: \p made is to be kept with the account. An empty --chat takes chat away.
std::optional<Error> readChat(const Invocation &invocation, Account &account, const std::optional<ChatCredentials> &known, std::optional<ChatCredentials> &made)
{
    if (!invocation.has(QStringLiteral("chat")) && !(account.hasChat() && invocation.has(QStringLiteral("chat-password-file")))) {
        return {};
    }
    auto start = invocation.value(QStringLiteral("chat"));
    if (invocation.has(QStringLiteral("chat")) && start.isEmpty()) {
        account.chat.clear();
        account.chatUser.clear();
        return {};
    }
    if (start.isEmpty()) {
        start = account.chat.toString();
    }
    auto signedIn = ChatAdmission::signIn(account, start, invocation.value(QStringLiteral("chat-user")), invocation.value(QStringLiteral("chat-password-file")), known);
    if (!signedIn) {
        return signedIn.error();
    }
    if (known && known->userId != signedIn->userId) {
        ChatAdmission::signOut(account, *signedIn);
        return Error{.kind = Error::Kind::Conflict, .message = i18nc("@info:shell", "This account belongs to %1. Another person needs an account of their own.", known->userId), .detail = {}};
    }
    account.chat = signedIn->homeserver;
    account.chatUser = signedIn->userId;
    made = *signedIn;
    return {};
}

/// Takes over what says where calendars and address books are; an empty address takes them away.
QString readGroupware(const Invocation &invocation, Account &account)
{
    if (invocation.has(QStringLiteral("calendars"))) {
        account.calendars = webAddress(invocation.value(QStringLiteral("calendars")));
    }
    if (invocation.has(QStringLiteral("contacts"))) {
        account.contacts = webAddress(invocation.value(QStringLiteral("contacts")));
    }
    if (invocation.has(QStringLiteral("feed"))) {
        account.feeds = invocation.options->values(QStringLiteral("feed"));
        account.feeds.removeAll(QString());
        account.feeds.removeDuplicates();
    }
    if (invocation.has(QStringLiteral("directory"))) {
        account.directory = QUrl(invocation.value(QStringLiteral("directory")).trimmed());
    }
    if (invocation.has(QStringLiteral("dav-user"))) {
        account.davUserName = invocation.value(QStringLiteral("dav-user"));
    }
    if (invocation.has(QStringLiteral("dav-password-file"))) {
        auto password = readSecret(invocation.value(QStringLiteral("dav-password-file")),
                                   i18nc("@info:shell asks for it", "Password for the calendars and contacts of %1:", account.address));
        if (!password) {
            return password.error().message;
        }
        account.davPassword = *password;
    }
    return readFiles(invocation, account);
}

/// Takes over --name, --keep-days and --ca, and where calendars are; a sentence if they make no sense.
QString readSettings(const Invocation &invocation, Account &account)
{
    if (invocation.has(QStringLiteral("name"))) {
        account.name = invocation.value(QStringLiteral("name"));
    }
    if (invocation.has(QStringLiteral("keep-days"))) {
        bool isNumber = false;
        account.keepDays = invocation.value(QStringLiteral("keep-days")).toInt(&isNumber);
        if (!isNumber || account.keepDays < -1) {
            return i18nc("@info:shell", "--keep-days takes a number of days, 0 or -1.");
        }
    }
    if (invocation.has(QStringLiteral("ca"))) {
        QFile file(invocation.value(QStringLiteral("ca")));
        if (!file.open(QIODevice::ReadOnly)) {
            return i18nc("@info:shell", "The file %1 cannot be read: %2", file.fileName(), file.errorString());
        }
        account.ownCertificates = file.read(4 * 1024 * 1024);
        if (auto readable = TlsPolicy::readAuthorities(account.ownCertificates); !readable) {
            return readable.error().message;
        }
    }
    return readGroupware(invocation, account);
}

/// What an account has, in words: "IMAP host:993", "Calendars https://…".
QStringList servicesOf(const Account &account)
{
    QStringList words;
    if (account.hasMail()) {
        words << QStringLiteral("IMAP ") + toText(account.imap) << QStringLiteral("SMTP ") + toText(account.smtp);
    }
    if (!account.calendars.isEmpty()) {
        words << QStringLiteral("CalDAV ") + account.calendars.toDisplayString();
    }
    if (!account.contacts.isEmpty()) {
        words << QStringLiteral("CardDAV ") + account.contacts.toDisplayString();
    }
    if (account.hasChat()) {
        words << QStringLiteral("Matrix %1 %2").arg(account.chatUser, account.chat.toDisplayString());
    }
    if (!account.files.isEmpty()) {
        words << QStringLiteral("WebDAV ") + account.files.toDisplayString();
    }
    if (!account.directory.isEmpty()) {
        words << QStringLiteral("LDAP ") + account.directory.toDisplayString();
    }
    for (const auto &feed : account.feeds) {
        words << QStringLiteral("ICS ") + QUrl(feed).toDisplayString();
    }
    return words;
}

Result<void> signIn(const Account &account)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    QObject context;
    SignInTrial::run(account, &context, [promise](const Result<void> &outcome) {
        promise->addResult(outcome);
        promise->finish();
    });
    return await(promise->future());
}
}

ExitCode listAccounts(const Invocation &invocation, Report &report)
{
    auto profile = Profile::open(invocation, Profile::Use::Read);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto accounts = (*profile)->accounts();
    if (!accounts) {
        return report.fail(accounts.error());
    }
    QJsonArray list;
    for (const auto &account : std::as_const(*accounts)) {
        report.line((QStringList{account.address, account.name} + servicesOf(account)).join(u'\t'));
        list << QJsonObject{{QStringLiteral("address"), account.address},
                            {QStringLiteral("name"), account.name},
                            {QStringLiteral("user"), account.userName},
                            {QStringLiteral("imap"), toJson(account.imap)},
                            {QStringLiteral("smtp"), toJson(account.smtp)},
                            {QStringLiteral("calendars"), account.calendars.toDisplayString()},
                            {QStringLiteral("contacts"), account.contacts.toDisplayString()},
                            {QStringLiteral("files"), account.files.toDisplayString()},
                            {QStringLiteral("chat"), account.chat.toDisplayString()},
                            {QStringLiteral("chatUser"), account.chatUser},
                            {QStringLiteral("feeds"), QJsonArray::fromStringList(account.feeds)},
                            {QStringLiteral("directory"), account.directory.toDisplayString()},
                            {QStringLiteral("keepDays"), account.keepDays}};
    }
    if (accounts->isEmpty()) {
        report.line(i18nc("@info:shell", "There are no accounts."));
    }
    report.set(QStringLiteral("accounts"), list);
    return ExitCode::Ok;
}

namespace
{
/// What speaks against keeping the account: settings that cannot be, or a sign-in that fails.
std::optional<ExitCode> refusal(const Account &account, const Invocation &invocation, Report &report)
{
    if (const auto problems = account.problems(); !problems.isEmpty()) {
        return report.usage(problems.join(u' '));
    }
    if (invocation.has(QStringLiteral("no-check"))) {
        return {};
    }
    const auto checked = signIn(account);
    return checked ? std::nullopt : std::optional(report.fail(checked.error()));
}
}

ExitCode addAccount(const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1) {
        return report.usage(i18nc("@info:shell", "Please name one mail address."));
    }
    Account account;
    account.address = invocation.words.first();
    account.userName = invocation.has(QStringLiteral("user")) ? invocation.value(QStringLiteral("user")) : account.address;
    if (auto problem = readSettings(invocation, account); !problem.isEmpty()) {
        return report.usage(problem);
    }
    const bool isWithoutMail = (account.hasCalendars() || account.hasContacts() || account.hasFiles() || invocation.has(QStringLiteral("chat"))) && !invocation.has(QStringLiteral("imap")) && !invocation.has(QStringLiteral("smtp"));
    if (!isWithoutMail) {
        const auto imap = parseServer(invocation.value(QStringLiteral("imap")), 993);
        const auto smtp = parseServer(invocation.value(QStringLiteral("smtp")), 465);
        if (!imap || !smtp) {
            return report.usage(i18nc("@info:shell", "Please name both servers: --imap HOST:PORT --smtp HOST:PORT."));
        }
        account.imap = *imap;
        account.smtp = *smtp;
    }
    // Chat alone may need no password here: the sign-in there asks for it, or the browser does.
    const bool isChatAlone = isWithoutMail && !account.hasCalendars() && !account.hasContacts() && !account.hasFiles() && !invocation.has(QStringLiteral("password-file"));
    if (!isChatAlone) {
        auto password = readSecret(invocation.value(QStringLiteral("password-file")), i18nc("@info:shell asks for it", "Password for %1:", account.address));
        if (!password) {
            return report.usage(password.error().message);
        }
        account.password = *password;
    }
    if (!invocation.has(QStringLiteral("chat"))) {
        if (const auto refused = refusal(account, invocation, report)) {
            return *refused;
        }
    }
    auto profile = Profile::open(invocation, Profile::Use::Create); // before a device is made at a chat server
    if (!profile) {
        return report.fail(profile.error());
    }
    std::optional<ChatCredentials> chat;
    if (const auto problem = readChat(invocation, account, {}, chat)) {
        return report.fail(*problem);
    }
    if (isChatAlone || account.resourceKinds() == QStringList{ResourceKind::Chat}) {
        account.password.clear(); // chat needs it no more
    }
    const auto refused = chat ? refusal(account, invocation, report) : std::nullopt;
    AccountStore store((*profile)->store());
    auto saved = refused ? Result<AccountId>(std::unexpected(cancelled())) : await(store.save(account));
    auto kept = saved && chat ? ChatAdmission::keep(**profile, *saved, *chat) : Result<void>();
    if (chat && (!saved || !kept)) {
        ChatAdmission::signOut(account, *chat); // nobody keeps that device
    }
    if (refused || !saved || !kept) {
        return refused ? *refused : report.fail(saved ? kept.error() : saved.error());
    }
    report.line(i18nc("@info:shell", "The account %1 was added.", account.address));
    report.set(QStringLiteral("account"), account.address);
    return ExitCode::Ok;
}

ExitCode changeAccount(const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1) {
        return report.usage(i18nc("@info:shell", "Please name one mail address."));
    }
    auto profile = Profile::open(invocation, Profile::Use::Write);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto account = (*profile)->account(invocation.words.first());
    if (!account) {
        return report.fail(account.error());
    }
    if (auto problem = readSettings(invocation, *account); !problem.isEmpty()) {
        return report.usage(problem);
    }
    if (invocation.has(QStringLiteral("user"))) {
        account->userName = invocation.value(QStringLiteral("user"));
    }
    for (const auto &[option, server, port] : {std::tuple(QStringLiteral("imap"), &account->imap, quint16(993)), std::tuple(QStringLiteral("smtp"), &account->smtp, quint16(465))}) {
        if (!invocation.has(option)) {
            continue;
        }
        if (invocation.value(option).isEmpty()) {
            *server = {}; // no mail any more, or the problems below
            continue;
        }
        const auto parsed = parseServer(invocation.value(option), port);
        if (!parsed) {
            return report.usage(i18nc("@info:shell", "Please name the server as HOST:PORT: --%1.", option));
        }
        *server = *parsed;
    }
    if (invocation.has(QStringLiteral("password-file"))) {
        auto password = readSecret(invocation.value(QStringLiteral("password-file")), i18nc("@info:shell asks for it", "Password for %1:", account->address));
        if (!password) {
            return report.usage(password.error().message);
        }
        account->password = *password;
    }
    const auto before = account->hasChat() ? ChatAdmission::remembered(**profile, *account) : Result<std::optional<ChatCredentials>>(std::nullopt);
    if (!before) {
        return report.fail(before.error());
    }
    const auto beforeAccount = *account;
    std::optional<ChatCredentials> chat;
    if (const auto problem = readChat(invocation, *account, *before, chat)) {
        return report.fail(*problem);
    }
    const auto refused = refusal(*account, invocation, report);
    if (!refused && *before && beforeAccount.hasChat() && !account->hasChat()) {
        if (const auto left = ChatAdmission::signOut(beforeAccount, **before); !left && left.error().kind != Error::Kind::Unauthorized) {
            return report.fail(left.error());
        }
    }
    AccountStore store((*profile)->store());
    auto saved = refused ? Result<AccountId>(std::unexpected(cancelled())) : await(store.save(*account));
    auto kept = saved && chat ? ChatAdmission::keep(**profile, *saved, *chat) : Result<void>();
    if (chat && (!saved || !kept)) {
        ChatAdmission::signOut(*account, *chat);
    }
    if (refused || !saved || !kept) {
        return refused ? *refused : report.fail(saved ? kept.error() : saved.error());
    }
    report.line(i18nc("@info:shell", "The account %1 was changed.", account->address));
    report.set(QStringLiteral("account"), account->address);
    return ExitCode::Ok;
}

ExitCode removeAccount(const Invocation &invocation, Report &report)
{
    if (invocation.words.size() != 1) {
        return report.usage(i18nc("@info:shell", "Please name one mail address."));
    }
    auto profile = Profile::open(invocation, Profile::Use::Write);
    if (!profile) {
        return report.fail(profile.error());
    }
    auto account = (*profile)->account(invocation.words.first());
    if (!account) {
        return report.fail(account.error());
    }
    bool isDeviceLeft = false;
    if (account->hasChat()) {
        const auto known = ChatAdmission::remembered(**profile, *account);
        if (known && *known) { // otherwise the device stays in the person's list, and is sent keys
            const auto left = ChatAdmission::signOut(*account, **known);
            isDeviceLeft = !left && left.error().kind != Error::Kind::Unauthorized;
        }
    }
    AccountStore store((*profile)->store());
    auto removed = await(store.remove(account->id));
    if (!removed) {
        return report.fail(removed.error());
    }
    report.line(account->hasChat() ? i18nc("@info:shell", "The account %1 was removed here, and signed out of chat.", account->address)
                                   : i18nc("@info:shell", "The account %1 was removed here. Nothing was changed on the server.", account->address));
    if (isDeviceLeft) {
        report.line(i18nc("@info:shell", "The chat server could not be told: please remove this device in your list of devices."));
    }
    report.set(QStringLiteral("account"), account->address);
    return ExitCode::Ok;
}

}
