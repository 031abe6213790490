// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/accountstore.h"

#include "support/temporarystore.h"
#include "support/waiting.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;

class AccountStoreTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void savesAndLists();
    void updatesKeepResource();
    void refusesTwins();
    void removesEverythingBelow();
    void kindsComeAndGo();
    void unsentChangesKeepTheirResource();
    void passwordIsNotReadableOnDisk();
};

namespace
{
const QStringList schemas{QStringLiteral(":/kontor/schema/store"), QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync")};

Account anna()
{
    Account account;
    account.address = QStringLiteral("anna@amt.example");
    account.userName = account.address;
    account.password = QStringLiteral("ein-sehr-geheimes-kennwort");
    account.imap = {QStringLiteral("imap.amt.example"), 993, ServerAddress::Security::Tls};
    account.smtp = {QStringLiteral("smtp.amt.example"), 465, ServerAddress::Security::Tls};
    return account;
}

QStringList kindsOf(Store &store, AccountId account)
{
    return waitedFor(store.read([account](const Reader &reader) -> Result<QStringList> {
               QStringList kinds;
               auto read = reader.prepare("SELECT kind FROM resource WHERE account = ?1 ORDER BY kind").each([&](const Statement &row) { kinds << row.text(0); }, account);
               return read.transform([&] { return kinds; });
           }))
        .value_or(QStringList{QStringLiteral("unreadable")});
}

Result<void> queueChange(Store &store, ResourceId resource)
{
    return waitedFor(store.write([resource](Transaction &transaction) {
        return transaction.prepare("INSERT INTO change (resource, kind, arguments, created) VALUES (?1, 'create', x'a0', 1)").run(resource);
    }));
}
}

void AccountStoreTest::savesAndLists()
{
    TemporaryStore store(schemas);
    QVERIFY(*store != nullptr);
    AccountStore accounts(*store);
    QVERIFY(waitedFor(accounts.accounts())->isEmpty());

    QList<ChangeSet> told;
    connect(store.operator->(), &Store::changed, this, [&told](const ChangeSet &changes) {
        told << changes;
    });
    const auto id = waitedFor(accounts.save(anna()));
    QVERIFY(id.has_value());
    const auto list = waitedFor(accounts.accounts());
    QCOMPARE(list->size(), 1);
    QCOMPARE(list->first().id, *id);
    QCOMPARE(list->first().password, anna().password);
    const auto resource = waitedFor(accounts.resource(*id, QStringLiteral("mail")));
    QVERIFY(resource.has_value());
    QVERIFY(bool(*resource));
    QCOMPARE(waitedFor(accounts.resource(*id, QStringLiteral("calendar"))).error().kind, Error::Kind::NotFound);
    QVERIFY(waitUntil([&told] {
        return !told.isEmpty() && told.first().accounts;
    }));
}

void AccountStoreTest::updatesKeepResource()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    auto account = anna();
    account.id = *waitedFor(accounts.save(account));
    const auto resource = waitedFor(accounts.resource(account.id, QStringLiteral("mail")));
    account.address = QStringLiteral("anna.neu@amt.example");
    account.password = QStringLiteral("neu");
    QCOMPARE(waitedFor(accounts.save(account)).value(), account.id);
    QCOMPARE(waitedFor(accounts.resource(account.id, QStringLiteral("mail"))).value(), *resource);
    QCOMPARE(waitedFor(accounts.accounts())->first().password, QStringLiteral("neu"));

    account.id = AccountId{999};
    account.address = QStringLiteral("niemand@amt.example");
    QCOMPARE(waitedFor(accounts.save(account)).error().kind, Error::Kind::NotFound);
    QCOMPARE(waitedFor(accounts.accounts())->size(), 1);
}

void AccountStoreTest::refusesTwins()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    QVERIFY(waitedFor(accounts.save(anna())).has_value());
    const auto twin = waitedFor(accounts.save(anna()));
    QCOMPARE(twin.error().kind, Error::Kind::Conflict);
    QVERIFY(twin.error().message.contains(anna().address));

    auto other = anna();
    other.address = QStringLiteral("bob@amt.example");
    other.id = *waitedFor(accounts.save(other));
    other.address = anna().address;
    QCOMPARE(waitedFor(accounts.save(other)).error().kind, Error::Kind::Conflict);
    QCOMPARE(waitedFor(accounts.accounts())->size(), 2);
}

void AccountStoreTest::removesEverythingBelow()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    const auto id = *waitedFor(accounts.save(anna()));
    QVERIFY(waitedFor(accounts.remove(id)).has_value());
    QVERIFY(waitedFor(accounts.accounts())->isEmpty());
    QCOMPARE(waitedFor(accounts.resource(id, QStringLiteral("mail"))).error().kind, Error::Kind::NotFound);
    QCOMPARE(waitedFor(accounts.remove(id)).error().kind, Error::Kind::NotFound);
}

void AccountStoreTest::kindsComeAndGo()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    auto account = anna();
    account.calendars = QUrl(QStringLiteral("https://dav.amt.example/cal/"));
    account.contacts = QUrl(QStringLiteral("https://dav.amt.example/card/"));
    account.id = *waitedFor(accounts.save(account));
    QCOMPARE(kindsOf(**store, account.id), (QStringList{QStringLiteral("calendar"), QStringLiteral("contacts"), QStringLiteral("mail")}));
    const auto calendar = waitedFor(accounts.resource(account.id, ResourceKind::Calendar));

    account.contacts.clear();
    QVERIFY(waitedFor(accounts.save(account)).has_value());
    QCOMPARE(kindsOf(**store, account.id), (QStringList{QStringLiteral("calendar"), QStringLiteral("mail")}));
    QCOMPARE(waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value(), *calendar); // what is left is the same

    account.calendars.clear();
    account.feeds = {QStringLiteral("https://ferien.example/bayern.ics")};
    account.imap = {};
    account.smtp = {};
    QVERIFY(waitedFor(accounts.save(account)).has_value());
    QCOMPARE(kindsOf(**store, account.id), QStringList{QStringLiteral("calendar")}); // a subscribed calendar is one, too
}

void AccountStoreTest::unsentChangesKeepTheirResource()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    auto account = anna();
    account.calendars = QUrl(QStringLiteral("https://dav.amt.example/cal/"));
    account.id = *waitedFor(accounts.save(account));
    const auto calendar = *waitedFor(accounts.resource(account.id, ResourceKind::Calendar));
    QVERIFY(queueChange(**store, calendar).has_value());

    const auto url = std::exchange(account.calendars, QUrl());
    QVERIFY(waitedFor(accounts.save(account)).has_value());
    QCOMPARE(kindsOf(**store, account.id), (QStringList{QStringLiteral("calendar"), QStringLiteral("mail")}));
    account.calendars = url;
    QVERIFY(waitedFor(accounts.save(account)).has_value());
    QCOMPARE(waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value(), calendar); // and goes on where it was
    const auto waiting = waitedFor(store->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM change").value<int>(); }));
    QCOMPARE(waiting.value(), 1);

    // Once nothing waits any more, the next save clears up.
    account.calendars.clear();
    QVERIFY(waitedFor(store->write([](Transaction &transaction) { return transaction.prepare("DELETE FROM change").run(); })).has_value());
    QVERIFY(waitedFor(accounts.save(account)).has_value());
    QCOMPARE(kindsOf(**store, account.id), QStringList{QStringLiteral("mail")});
}

void AccountStoreTest::passwordIsNotReadableOnDisk()
{
    TemporaryStore store(schemas);
    AccountStore accounts(*store);
    QVERIFY(waitedFor(accounts.save(anna())).has_value());
    store->drain();
    int files = 0;
    const auto entries = QDir(store.folder()).entryInfoList(QDir::Files | QDir::Hidden);
    for (const auto &entry : entries) {
        QFile file(entry.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto bytes = file.readAll();
        QVERIFY2(!bytes.contains(anna().password.toUtf8()), qPrintable(entry.fileName()));
        QVERIFY2(!bytes.contains(anna().address.toUtf8()), qPrintable(entry.fileName()));
        ++files;
    }
    QVERIFY(files > 0);
}

QTEST_GUILESS_MAIN(AccountStoreTest)
#include "accountstoretest.moc"
