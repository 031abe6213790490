// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/account.h"

#include <QCborArray>
#include <QCborValue>
#include <QTest>

using namespace Kontor;

class AccountTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void survivesCbor();
    void standsBrokenSettings();
    void saysWhatIsMissing_data();
    void saysWhatIsMissing();
    void knowsItsKinds();
    void mayHaveGroupwareAlone();
    void mayHaveChatAlone();
    void webAddressesAreSafe_data();
    void webAddressesAreSafe();
};

namespace
{
Account complete()
{
    Account account;
    account.id = AccountId{7};
    account.address = QStringLiteral("jörg@müller.example");
    account.name = QStringLiteral("Jörg „Jupp“ Müller");
    account.userName = QStringLiteral("jörg");
    account.password = QStringLiteral("geheim ß \"\\");
    account.imap = {.host = QStringLiteral("imap.müller.example"), .port = 993, .security = ServerAddress::Security::Tls};
    account.smtp = {.host = QStringLiteral("smtp.example"), .port = 587, .security = ServerAddress::Security::StartTls};
    account.aliases = {QStringLiteral("info@müller.example")};
    account.signature = QStringLiteral("Mit freundlichen Grüßen");
    account.ownCertificates = "-----BEGIN CERTIFICATE-----";
    account.keepDays = -1;
    account.undoSendSeconds = 0;
    account.calendars = QUrl(QStringLiteral("https://dav.müller.example/kalender/jörg%20m/"));
    account.contacts = QUrl(QStringLiteral("http://localhost:5232/"));
    account.feeds = {QStringLiteral("webcal://ferien.example/bayern.ics")};
    account.davUserName = QStringLiteral("jm");
    account.davPassword = QStringLiteral("anders");
    return account;
}
}

void AccountTest::survivesCbor()
{
    const auto before = complete();
    const auto bytes = before.toCbor().toCborValue().toCbor();
    const auto after = Account::fromCbor(before.id, before.address, before.name, QCborValue::fromCbor(bytes).toMap());
    QCOMPARE(after.id, before.id);
    QCOMPARE(after.address, before.address);
    QCOMPARE(after.name, before.name);
    QCOMPARE(after.userName, before.userName);
    QCOMPARE(after.password, before.password);
    QCOMPARE(after.imap, before.imap);
    QCOMPARE(after.smtp, before.smtp);
    QCOMPARE(after.aliases, before.aliases);
    QCOMPARE(after.signature, before.signature);
    QCOMPARE(after.ownCertificates, before.ownCertificates);
    QCOMPARE(after.keepDays, before.keepDays);
    QCOMPARE(after.undoSendSeconds, before.undoSendSeconds);
    QCOMPARE(after.calendars, before.calendars);
    QCOMPARE(after.contacts, before.contacts);
    QCOMPARE(after.feeds, before.feeds);
    QCOMPARE(after.userNameForDav(), QStringLiteral("jm"));
    QCOMPARE(after.passwordForDav(), QStringLiteral("anders"));
    QCOMPARE(after.problems(), QStringList());
}

void AccountTest::standsBrokenSettings()
{
    const QCborMap nonsense{
        {QStringLiteral("imap"), 5},
        {QStringLiteral("smtp"), QCborMap{{QStringLiteral("port"), 99'999'999}, {QStringLiteral("security"), QStringLiteral("none")}}},
        {QStringLiteral("keepDays"), -900},
        {QStringLiteral("undoSendSeconds"), Q_INT64_C(1) << 40},
        {QStringLiteral("aliases"), QStringLiteral("text")},
    };
    const auto account = Account::fromCbor(AccountId{1}, QStringLiteral("a@b.example"), {}, nonsense);
    QCOMPARE(account.imap.port, quint16(0));
    QCOMPARE(account.smtp.port, quint16(0));
    QCOMPARE(account.smtp.security, ServerAddress::Security::Tls); // there is no way to ask for no TLS
    QCOMPARE(account.keepDays, -1);
    QVERIFY(account.undoSendSeconds <= 3600);
    QVERIFY(!account.problems().isEmpty());

    const auto empty = Account::fromCbor(AccountId{1}, QStringLiteral("a@b.example"), {}, {});
    QCOMPARE(empty.keepDays, 90);
    QCOMPARE(empty.undoSendSeconds, 10);
}

void AccountTest::saysWhatIsMissing_data()
{
    QTest::addColumn<QByteArray>("what");
    QTest::addColumn<int>("count");
    QTest::newRow("address") << QByteArray("address") << 1;
    QTest::newRow("no address at all") << QByteArray("not an address") << 1;
    QTest::newRow("alias") << QByteArray("alias") << 1;
    QTest::newRow("user name") << QByteArray("user") << 1;
    QTest::newRow("password") << QByteArray("password") << 1;
    QTest::newRow("imap") << QByteArray("imap") << 1;
    QTest::newRow("imap with a scheme") << QByteArray("imap url") << 1;
    QTest::newRow("smtp port") << QByteArray("smtp port") << 1;
}

void AccountTest::saysWhatIsMissing()
{
    QFETCH(QByteArray, what);
    QFETCH(int, count);
    auto account = complete();
    if (what == "address") {
        account.address.clear();
    } else if (what == "not an address") {
        account.address = QStringLiteral("jörg");
    } else if (what == "alias") {
        account.aliases << QStringLiteral("a b@c");
    } else if (what == "user") {
        account.userName.clear();
    } else if (what == "password") {
        account.password.clear();
    } else if (what == "imap") {
        account.imap.host.clear();
    } else if (what == "imap url") {
        account.imap.host = QStringLiteral("imaps://imap.example/");
    } else {
        account.smtp.port = 0;
    }
    const auto problems = account.problems();
    QCOMPARE(problems.size(), count);
    QVERIFY(problems.first().endsWith(u'.'));
    QVERIFY(!problems.first().contains(account.password) || account.password.isEmpty());
}

void AccountTest::knowsItsKinds()
{
    auto account = complete();
    QCOMPARE(account.resourceKinds(), (QStringList{ResourceKind::Mail, ResourceKind::Calendar, ResourceKind::Contacts}));
    account.calendars.clear(); // the feed stays
    account.contacts.clear();
    QCOMPARE(account.resourceKinds(), (QStringList{ResourceKind::Mail, ResourceKind::Calendar}));
    account.feeds.clear();
    account.imap = {};
    account.smtp = {};
    QCOMPARE(account.resourceKinds(), QStringList{ResourceKind::Mail});
    QCOMPARE(account.problems().size(), 2); // without anything it is an account whose mail servers are missing
}

void AccountTest::mayHaveGroupwareAlone()
{
    Account account;
    account.address = QStringLiteral("anna@amt.example");
    account.calendars = QUrl(QStringLiteral("https://dav.amt.example"));
    QCOMPARE(account.problems().size(), 2); // who signs in, and with what
    account.userName = QStringLiteral("anna");
    account.davPassword = QStringLiteral("geheim");
    QCOMPARE(account.problems(), QStringList());
    QCOMPARE(account.userNameForDav(), QStringLiteral("anna"));
    account.calendars.clear();
    account.feeds = {QStringLiteral("https://ferien.example/bayern.ics")};
    account.userName.clear();
    account.davPassword.clear();
    QCOMPARE(account.problems(), QStringList()); // a calendar for everybody needs no sign-in
}

void AccountTest::mayHaveChatAlone()
{
    Account account;
    account.address = QStringLiteral("@anna:amt.example");
    account.chat = QUrl(QStringLiteral("https://matrix.amt.example"));
    QCOMPARE(account.resourceKinds(), QStringList{ResourceKind::Chat});
    QCOMPARE(account.problems().size(), 1); // nobody signed in yet
    account.chatUser = QStringLiteral("@anna:amt.example");
    QCOMPARE(account.problems(), QStringList());
    const auto after = Account::fromCbor({}, account.address, account.name, QCborValue::fromCbor(account.toCbor().toCborValue().toCbor()).toMap());
    QCOMPARE(after.chat, account.chat);
    QCOMPARE(after.chatUser, account.chatUser);
    account.chat = QUrl(QStringLiteral("http://matrix.amt.example")); // readable on the way
    QCOMPARE(account.problems().size(), 1);
    account.chat = {};
    QVERIFY(account.hasMail()); // as without anything; and then a Matrix id is no address
    QVERIFY(account.problems().first().contains(QLatin1String("@anna:amt.example")));
}

void AccountTest::webAddressesAreSafe_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<bool>("isSafe");
    QTest::newRow("https") << QStringLiteral("https://dav.amt.example/x/") << true;
    QTest::newRow("this machine") << QStringLiteral("http://127.0.0.1:8080/") << true;
    QTest::newRow("this machine, IPv6") << QStringLiteral("http://[::1]:8080/") << true;
    QTest::newRow("readable on the way") << QStringLiteral("http://dav.amt.example/") << false;
    QTest::newRow("looks like this machine") << QStringLiteral("http://localhost.amt.example/") << false;
    QTest::newRow("file") << QStringLiteral("file:///etc/passwd") << false;
    QTest::newRow("no host") << QStringLiteral("https:///x") << false;
    QTest::newRow("no scheme") << QStringLiteral("dav.amt.example") << false;
}

void AccountTest::webAddressesAreSafe()
{
    QFETCH(QString, url);
    QFETCH(bool, isSafe);
    auto account = complete();
    account.calendars = QUrl(url);
    QCOMPARE(account.problems().size(), isSafe ? 0 : 1);
    account = complete();
    account.contacts = QUrl(url);
    QCOMPARE(account.problems().size(), isSafe ? 0 : 1);
}

QTEST_GUILESS_MAIN(AccountTest)
#include "accounttest.moc"
