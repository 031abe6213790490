// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contactsfixture.h"
#include "contacts/contactcompletion.h"
#include "contacts/contactlistmodel.h"
#include "contacts/directorylookup.h"
#include "contacts/ldapconversation.h"
#include "support/workplace.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QThread>
#include <QtConcurrentRun>

using namespace Kontor;

/// A real directory is asked, safely only, and what it said is here without it.
class DirectoryLookupTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<Workplace> m_workplace;

    QUrl url(const QString &service) const
    {
        return QUrl(m_workplace->description().value(service).toObject().value(QLatin1StringView("url")).toString());
    }

    Account account(ContactsFixture &f, const QString &service) const
    {
        auto account = f.account;
        account.directory = url(service);
        account.ownCertificates = m_workplace->certificate();
        return account;
    }

    LdapConversation::Question question(const QString &service, const QString &words) const
    {
        return {.place = LdapPlace::read(url(service)), .words = words, .certificates = m_workplace->certificate()};
    }

private Q_SLOTS:
    void readsUrls();
    void escapesFilters();
    void startServer();
    void asksOverTls_data();
    void asksOverTls();
    void refusesStrangers();
    void signsIn();
    void findsOnlyWhatIsMeant();
    void keepsToLimits();
    void keepsWhatItFound();
    void endsWhenNobodyWants();
};

void DirectoryLookupTest::readsUrls()
{
    auto place = LdapPlace::read(QUrl(QStringLiteral("ldaps://ldap.example.org/ou=people,dc=example")));
    QCOMPARE(place.server, QByteArray("ldaps://ldap.example.org:636"));
    QCOMPARE(place.base, QByteArray("ou=people,dc=example"));
    QVERIFY(!place.startTls);
    place = LdapPlace::read(QUrl(QStringLiteral("ldap://[::1]:1389/dc=x%20y??one?(l=Bonn)?!bindname=uid=a%2cdc=x")));
    QCOMPARE(place.server, QByteArray("ldap://[::1]:1389"));
    QVERIFY(place.startTls);
    QCOMPARE(place.base, QByteArray("dc=x y"));
    QCOMPARE(place.scope, 1);
    QCOMPARE(place.filter, QByteArray("(l=Bonn)"));
    QCOMPARE(place.bindName, QByteArray("uid=a,dc=x"));
    QVERIFY(!LdapPlace::read(QUrl(QStringLiteral("https://x/"))).isValid());
    QVERIFY(!LdapPlace::read(QUrl()).isValid());
}

void DirectoryLookupTest::escapesFilters()
{
    QCOMPARE(LdapFilter::escaped(QStringLiteral("a*b(c)d\\e")), QByteArray("a\\2ab\\28c\\29d\\5ce"));
    QCOMPARE(LdapFilter::escaped(QString(QChar(0))), QByteArray("\\00"));
    QVERIFY(!LdapFilter::forWords(QStringLiteral("*)(objectClass=*"), {}).contains("=*)("));
    QVERIFY(LdapFilter::forWords(QStringLiteral("ä"), "(l=B)").contains("(&(objectClass=person)(l=B)"));
}

void DirectoryLookupTest::startServer()
{
    m_workplace = std::make_unique<Workplace>(QStringList{QStringLiteral("slapd")});
    if (!m_workplace->isRunning()) {
        QFAIL(qPrintable(m_workplace->error()));
    }
}

void DirectoryLookupTest::asksOverTls_data()
{
    QTest::addColumn<QString>("service");
    QTest::newRow("ldaps") << QStringLiteral("ldap");
    QTest::newRow("StartTLS") << QStringLiteral("ldapStarttls");
}

void DirectoryLookupTest::asksOverTls()
{
    QFETCH(const QString, service);
    const std::atomic<bool> stop = false;
    const auto user = m_workplace->user();
    const auto found = LdapConversation::ask(question(service, user.name), stop);
    if (!found) {
        QFAIL(qPrintable(found.error().message + u' ' + found.error().detail));
    }
    QVERIFY(!found->isEmpty());
    const auto person = std::ranges::find_if(*found, [&user](const DirectoryPerson &one) {
        return !one.card.emails.isEmpty() && one.card.emails.first().value == user.address;
    });
    QVERIFY(person != found->end());
    QCOMPARE(person->card.formattedName, user.name);
    QVERIFY(!person->card.family.isEmpty());
    QVERIFY(!person->card.phones.isEmpty());
    QVERIFY(person->dn.startsWith(QLatin1String("uid=")));
}

void DirectoryLookupTest::refusesStrangers()
{
    const std::atomic<bool> stop = false;
    for (const auto &service : {QStringLiteral("ldap"), QStringLiteral("ldapStarttls")}) {
        auto asked = question(service, QStringLiteral("anna"));
        asked.certificates.clear(); // its certificate is nobody's we know
        const auto found = LdapConversation::ask(asked, stop);
        QVERIFY(!found);
        QVERIFY(isPassing(found.error().kind) || found.error().kind == Error::Kind::Protocol);
    }
    // A server that takes no TLS is told nothing.
    QTcpServer plain;
    QVERIFY(plain.listen(QHostAddress::LocalHost));
    QByteArray heard;
    connect(&plain, &QTcpServer::newConnection, this, [&] {
        auto *socket = plain.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [socket, &heard] {
            heard += socket->readAll();
            // extendedResp, protocolError: "no StartTLS here" (RFC 4511 4.12)
            socket->write(QByteArray::fromHex("300c02010178070a010204000400"));
        });
    });
    auto asked = question(QStringLiteral("ldap"), QStringLiteral("geheim"));
    asked.place = LdapPlace::read(QUrl(QStringLiteral("ldap://127.0.0.1:%1/dc=x").arg(plain.serverPort())));
    asked.place.bindName = "uid=anna";
    asked.password = "geheim";
    const auto found = waitedFor(QtConcurrent::run([asked] {
        const std::atomic<bool> on = false;
        return LdapConversation::ask(asked, on);
    }));
    QVERIFY(!found);
    QVERIFY(heard.contains("1.3.6.1.4.1.1466.20037"));
    QVERIFY(!heard.contains("geheim"));
}

void DirectoryLookupTest::signsIn()
{
    const std::atomic<bool> stop = false;
    const auto service = m_workplace->description().value(QLatin1StringView("ldap")).toObject();
    auto asked = question(QStringLiteral("ldap"), m_workplace->user().name);
    asked.place.bindName = service.value(QLatin1StringView("bind")).toString().toUtf8();
    asked.password = service.value(QLatin1StringView("password")).toString().toUtf8();
    QVERIFY(LdapConversation::ask(asked, stop));
    asked.password = "wrong";
    QCOMPARE(LdapConversation::ask(asked, stop).error().kind, Error::Kind::Unauthorized);
}

void DirectoryLookupTest::findsOnlyWhatIsMeant()
{
    const std::atomic<bool> stop = false;
    QCOMPARE(LdapConversation::ask(question(QStringLiteral("ldap"), QStringLiteral("*")), stop)->size(), 0);
    QCOMPARE(LdapConversation::ask(question(QStringLiteral("ldap"), QStringLiteral("*)(uid=*")), stop)->size(), 0);
    QCOMPARE(LdapConversation::ask(question(QStringLiteral("ldap"), QStringLiteral("Nobody Hasthisname")), stop)->size(), 0);
}

void DirectoryLookupTest::keepsToLimits()
{
    const std::atomic<bool> stop = false;
    auto asked = question(QStringLiteral("ldap"), QStringLiteral("e"));
    asked.atMost = 7;
    QCOMPARE(LdapConversation::ask(asked, stop)->size(), 7);
}

void DirectoryLookupTest::keepsWhatItFound()
{
    ContactsFixture f;
    DirectoryLookup lookup(*f.store);
    QVERIFY(!lookup.hasDirectory());
    lookup.setAccounts({account(f, QStringLiteral("ldap"))});
    QVERIFY(lookup.hasDirectory());
    const auto user = m_workplace->user();
    ContactListModel model(*f.store);
    model.setView({.search = user.name});
    QCOMPARE(waitedFor(lookup.search(QStringLiteral("x"))).value(), 0); // too few letters
    const auto found = waitedFor(lookup.search(user.name));
    QVERIFY2(found, found ? "" : qPrintable(found.error().detail));
    QVERIFY(*found > 0);
    QVERIFY(waitUntil([&] {
        return model.rowCount() == *found;
    }));
    QVERIFY(isOfDirectory(model.itemAt(0)));
    const auto card = waitedFor(ContactLoader(f.outbox).load(model.itemAt(0)));
    QVERIFY(card);
    QVERIFY(!card->mayEdit);
    QCOMPARE(card->card.formattedName, user.name);
    QVERIFY(model.itemsOf({model.index(0, 0)}).isEmpty()); // nothing an action could change
    m_workplace->stop(QStringLiteral("slapd"));
    const auto offline = waitedFor(lookup.search(user.name));
    QVERIFY(!offline);
    QVERIFY(isPassing(offline.error().kind));
    QCOMPARE(waitedFor(lookup.search(QStringLiteral("y"))).value(), 0);
    const auto completed = waitedFor(ContactCompletion(*f.store).complete(user.name)).value();
    QVERIFY(!completed.isEmpty());
    QCOMPARE(completed.first().source, ContactSuggestion::Source::Directory);
    QCOMPARE(completed.first().address, user.address);
}

void DirectoryLookupTest::endsWhenNobodyWants()
{
    // A server that takes the connection and then says nothing.
    QTcpServer mute;
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    ContactsFixture f;
    auto silent = f.account;
    silent.directory = QUrl(QStringLiteral("ldaps://127.0.0.1:%1/dc=x").arg(mute.serverPort()));
    DirectoryLookup lookup(*f.store);
    lookup.setAccounts({silent});
    auto first = lookup.search(QStringLiteral("anna"));
    auto second = lookup.search(QStringLiteral("bert"));
    QVERIFY(!waitedFor(first));
    lookup.cancel();
    QVERIFY(!waitedFor(second));
}

QTEST_GUILESS_MAIN(DirectoryLookupTest)
#include "directorylookuptest.moc"
