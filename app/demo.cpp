// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "app/chatdesk.h"
#include "app/chatentry.h"
#include "app/services.h"

#include <KLocalizedString>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Kontor
{
namespace
{
ServerAddress serverOf(const QJsonValue &value)
{
    const auto server = value.toObject();
    const auto security = server.value(QStringLiteral("security")).toString().toLower();
    return {.host = server.value(QStringLiteral("host")).toString(),
            .port = quint16(server.value(QStringLiteral("port")).toInt()),
            .security = security.contains(QLatin1String("starttls")) ? ServerAddress::Security::StartTls : ServerAddress::Security::Tls};
}
}

Result<Demo> Demo::read(const QString &path)
{
    QFile file(path);
    const auto wrong = [&](const QString &detail) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The demo file %1 cannot be used: %2", path, detail));
    };
    if (!file.open(QIODevice::ReadOnly)) {
        return wrong(file.errorString());
    }
    QJsonParseError problem;
    const auto root = QJsonDocument::fromJson(file.readAll(), &problem).object();
    if (problem.error != QJsonParseError::NoError) {
        return wrong(problem.errorString());
    }
    const auto user = root.value(QStringLiteral("users")).toArray().first().toObject();
    Demo demo;
    demo.folder = QFileInfo(path).absolutePath() + QStringLiteral("/kontor");
    demo.account.address = user.value(QStringLiteral("address")).toString();
    demo.account.userName = user.value(QStringLiteral("user")).toString(demo.account.address);
    demo.account.password = user.value(QStringLiteral("password")).toString();
    demo.account.name = user.value(QStringLiteral("name")).toString();
    demo.account.imap = serverOf(root.value(QStringLiteral("imap")));
    demo.account.smtp = serverOf(root.value(QStringLiteral("smtp")));
    demo.account.calendars = QUrl(root.value(QStringLiteral("radicale")).toObject().value(QStringLiteral("url")).toString());
    demo.account.contacts = demo.account.calendars;
    demo.account.files = QUrl(root.value(QStringLiteral("cloud")).toObject().value(QStringLiteral("url")).toString());
    demo.account.directory = QUrl(root.value(QStringLiteral("ldap")).toObject().value(QStringLiteral("url")).toString());
    demo.chat = root.value(QStringLiteral("synapse")).toObject().value(QStringLiteral("url")).toString();
    demo.chatUser = demo.account.address.section(u'@', 0, 0);
    demo.account.keepDays = -1;
    if (const auto ca = root.value(QStringLiteral("ca")).toString(); !ca.isEmpty()) {
        QFile certificates(QFileInfo(ca).isAbsolute() ? ca : QFileInfo(path).absolutePath() + QLatin1Char('/') + ca);
        if (!certificates.open(QIODevice::ReadOnly)) {
            return wrong(certificates.errorString());
        }
        demo.account.ownCertificates = certificates.readAll();
    }
    const auto problems = demo.account.problems();
    if (!problems.isEmpty()) {
        return wrong(problems.join(QLatin1Char(' ')));
    }
    return demo;
}

void Demo::signIn(Services *services) const
{
    const auto follow = [services, demo = *this] {
        const auto known = services->accounts();
        const auto one = std::ranges::find(known, demo.account.address, &Account::address);
        if (one == known.end()) {
            services->saveAccount(demo.account);
            return;
        }
        const auto &wanted = demo.account;
        if (one->imap == wanted.imap && one->smtp == wanted.smtp && one->ownCertificates == wanted.ownCertificates && one->password == wanted.password && one->calendars == wanted.calendars
            && one->contacts == wanted.contacts && one->directory == wanted.directory && one->files == wanted.files) {
            demo.signInToChat(services, *one);
            return;
        }
        auto moved = wanted; // the servers of the demo have new ports at each start
        moved.id = one->id;
        moved.chat = one->chat;
        moved.chatUser = one->chatUser;
        services->saveAccount(moved);
    };
    QObject::connect(services, &Services::accountsChanged, services, follow);
}

void Demo::signInToChat(Services *services, const Account &account) const
{
    auto *desk = services->chat();
    if (!desk || chat.isEmpty() || (account.hasChat() && account.chat.port() == QUrl(chat).port()) || services->property("signsInToChat").toBool()) {
        return;
    }
    services->setProperty("signsInToChat", true); // once is enough
    auto *entry = desk->entry();
    entry->look(chat, account.ownCertificates).then(services, [services, entry, account, demo = *this](const Result<ChatEntryOffer> &offer) {
        if (!offer) {
            return;
        }
        entry
            ->signIn({.offer = *offer, .way = {}, .user = demo.chatUser, .password = account.password, .device = ChatEntry::usualDeviceName(), .deviceId = {}, .authorities = account.ownCertificates})
            .then(services, [services, account](const Result<ChatCredentials> &credentials) {
                if (credentials) {
                    auto withChat = account;
                    withChat.chat = credentials->homeserver;
                    withChat.chatUser = credentials->userId;
                    services->saveAccount(withChat, *credentials);
                }
            });
    });
}

}
