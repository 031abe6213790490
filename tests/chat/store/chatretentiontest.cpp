// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsretention.h"
#include "chat/chatsearch.h"
#include "chat/store/chattables.h"

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const auto room = u"!room:example.org"_s;
const auto kept = u"!kept:example.org"_s;
constexpr qint64 day = 24 * 3600 * 1000;
constexpr qint64 now = 1'800'000'000'000;

/// One message a day, the last one today.
QList<RemoteItem> days(const QString &roomId, int count)
{
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(roomId, u"Room"_s))};
    for (int back = count - 1; back >= 0; --back) {
        auto facts = ChatTables::message(roomId, u"$%1%2"_s.arg(back).arg(roomId), ChatTables::anna, 1000 - back, u"said %1 days ago"_s.arg(back));
        facts.sent = now - back * day;
        items << ChatTables::of(facts);
    }
    return items;
}
}

/// What goes when there is too much, and what never does.
class ChatRetentionTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keepsEnough();
    void leavesGap();
    void sparesWhatMatters();
};

void ChatRetentionTest::keepsEnough()
{
    ChatTables tables;
    tables.deliver(days(room, 200));
    const auto evict = [&tables](const ChatRetention &retention) {
        return tables.write([&](Transaction &transaction) {
            return retention.evict(transaction, tables.resource, now, 10'000);
        });
    };
    QCOMPARE(evict({}), 0); // there is room for it
    QCOMPARE(evict({.keepDays = 90, .keepEvents = 300}), 0);
    QCOMPARE(evict({.keepDays = 300, .keepEvents = 10}), 0);
    QCOMPARE(evict({.keepDays = -1, .keepEvents = 10}), 0);
    QCOMPARE(evict({.keepDays = 90, .keepEvents = 150}), 50); // the newest 150, though they are older
    QCOMPARE(tables.timeline(room).size(), 151);
    QCOMPARE(evict({.keepDays = 90, .keepEvents = 10}), 59);
    QCOMPARE(tables.timeline(room).size(), 92);
    QCOMPARE(tables.timeline(room)[1].text, u"said 90 days ago"_s);
    QCOMPARE(evict({.keepDays = 90, .keepEvents = 10}), 0);
    QCOMPARE(tables.timeline(room).size(), 92);
    const auto hits = tables.read([](const Reader &reader) {
        return ChatFinding::messages(reader, ChatSearch::parse(u"said "_s), {.atMost = 1000});
    });
    QCOMPARE(hits.size(), 91);
}

void ChatRetentionTest::leavesGap()
{
    ChatTables tables;
    tables.deliver(days(room, 100));
    const ChatGapFacts old{.roomId = room, .token = u"t1"_s, .order = 900, .floor = -5000};
    tables.deliver({ChatTables::of(old)});
    tables.write([&](Transaction &transaction) {
        return ChatRetention{.keepDays = 10, .keepEvents = 5}.evict(transaction, tables.resource, now, 10'000);
    });
    const auto rows = tables.timeline(room);
    QCOMPARE(rows.size(), 12); // eleven days and one gap
    QCOMPARE(rows[0].kind, ChatRowKind::Gap);
    const auto payload = tables.read([item = rows[0].item](const Reader &reader) {
        return reader.prepare("SELECT payload FROM item WHERE id = ?1").value<QByteArray>(item);
    });
    const auto gap = ChatGapFacts::fromCbor(payload.value_or(QByteArray())).value();
    QCOMPARE(gap.token, u"$10"_s + room); // the event right behind it
    QCOMPARE(gap.order, 989); // where the newest of those stood that went
    QCOMPARE(gap.floor, -5000); // and room for all that was missing before
    QCOMPARE(gap.roomId, room);
    // What is read into it stands there again.
    auto again = ChatTables::message(room, u"$50"_s + room, ChatTables::anna, 980, u"said 50 days ago"_s);
    tables.deliver({ChatTables::of(again)});
    QCOMPARE(tables.timeline(room)[0].text, u"said 50 days ago"_s);
}

void ChatRetentionTest::sparesWhatMatters()
{
    ChatTables tables;
    tables.deliver(days(room, 100) + days(kept, 100));
    const auto opened = tables.item(u"$60"_s + room);
    const auto changed = tables.item(u"$70"_s + room);
    tables.write([&](Transaction &transaction) {
        return transaction.prepare("INSERT INTO chat_kept (collection, room_id) VALUES (?1, ?2)")
            .run(tables.collection, kept)
            .and_then([&] {
                return transaction.prepare("INSERT INTO chat_media (item, part, piece, size, blob) VALUES (?1, 0, 0, 1, 'x')").run(opened);
            })
            .and_then([&] {
                return transaction.prepare("INSERT INTO change (resource, collection, item, kind, arguments, created) VALUES (?1, ?2, ?3, 'redact', x'a0', 0)")
                    .run(tables.resource, tables.collection, changed);
            });
    });
    tables.write([&](Transaction &transaction) {
        return ChatRetention{.keepDays = 10, .keepEvents = 5}.evict(transaction, tables.resource, now, 10'000);
    });
    QCOMPARE(tables.timeline(kept).size(), 100);
    QCOMPARE(tables.timeline(room).size(), 11 + 1 + 2);
    QVERIFY(tables.item(u"$60"_s + room) && tables.item(u"$70"_s + room) && !tables.item(u"$61"_s + room));
}

QTEST_GUILESS_MAIN(ChatRetentionTest)
#include "chatretentiontest.moc"
