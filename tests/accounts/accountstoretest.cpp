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
    void passwordIsNotReadableOnDisk();
};

namespace
{
const QStringList schemas{QStringLiteral(":/kontor/schema/store"), QStringLiteral(":/kontor/schema/accounts")};

Account anna()
{
    Account account;
    account.address = QStringLiteral("anna@amt.example");
    account.userName = account.address;
    account.password = QStringLiteral("ein-sehr-geheimes-kennwort");
    return account;
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
