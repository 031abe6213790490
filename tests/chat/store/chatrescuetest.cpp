// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chattables.h"
#include "store/rescue.h"

#include <QCborMap>
#include <QFile>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const auto room = u"!room:example.org"_s;
}

/// What no server could give back survives the loss of the index.
class ChatRescueTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keysAndUnsentMessagesSurvive();
};

void ChatRescueTest::keysAndUnsentMessagesSurvive()
{
    ChatTables tables;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s))});
    tables.write([&tables](Transaction &transaction) {
        transaction.changes.outbox = true;
        return transaction.prepare("INSERT INTO chat_sign_in (resource, user_id, device_id, passphrase, fingerprint) VALUES (?1, ?2, 'DEVICE', x'0102', 'ed25519')")
            .run(tables.resource, ChatTables::me);
    });
    Change change;
    change.collection = tables.collection;
    change.ground = tables.item(room);
    change.kind = ChatChange::Send;
    change.arguments = {{u"type"_s, u"m.room.message"_s}, {u"content"_s, QCborMap::fromJsonObject(ChatTables::text(u"not sent yet"_s))}, {u"transaction"_s, u"t1"_s}};
    {
        Outbox outbox(*tables.store);
        outbox.addProjector(ResourceKind::Chat, std::make_shared<ChatProjector>());
        QVERIFY(waitedFor(outbox.enqueue({change}, [&tables](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            return transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(tables.collection).transform([&] {
                changes.first().item = ItemId{transaction.lastInsertId()};
            });
        })));
    }
    tables.store->drain();
    tables.store.close();
    for (const auto *ending : {"", "-wal", "-shm"}) {
        QFile::remove(tables.store.folder() + u"/kontor.db"_s + QLatin1StringView(ending));
    }
    const auto report = StoreRescue::run({.folder = tables.store.folder(),
                                          .key = QByteArray(32, 'k'),
                                          .schemas = {u":/kontor/schema/accounts"_s, u":/kontor/schema/sync"_s, u":/kontor/schema/chat"_s}});
    QVERIFY2(report, report ? "" : qPrintable(report.error().detail));
    QCOMPARE(report->changes, 1);
    QVERIFY(tables.store.open());
    const auto passphrase = tables.read([&tables](const Reader &reader) {
        return reader.prepare("SELECT passphrase FROM chat_sign_in WHERE resource = ?1 AND device_id = 'DEVICE'").value<QByteArray>(tables.resource);
    });
    QCOMPARE(passphrase.value_or(QByteArray()), QByteArray("\x01\x02"));

    // The message waits until its room is here again, under whatever number, and goes there.
    const auto state = [&tables] {
        return tables.read([](const Reader &reader) {
            return reader.prepare("SELECT state FROM change").value<int>();
        }).value_or(-1);
    };
    tables.write([&tables](Transaction &transaction) {
        return tables.projector.recover(transaction, tables.resource);
    });
    QCOMPARE(state(), 4);
    tables.deliver({ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s)), ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s))});
    QCOMPARE(state(), 0);
    const auto ground = tables.read([](const Reader &reader) {
        return reader.prepare("SELECT ground FROM change").value<ItemId>();
    });
    QCOMPARE(ground, tables.item(room));
    const auto rows = tables.timeline(room);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1].text, u"not sent yet"_s);
    QVERIFY(rows[1].isWaiting);
}

QTEST_GUILESS_MAIN(ChatRescueTest)
#include "chatrescuetest.moc"
