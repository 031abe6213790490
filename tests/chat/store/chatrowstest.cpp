// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatsearch.h"
#include "chat/store/chattables.h"

#include <QCborMap>
#include <QCborValue>
#include <QJsonArray>
#include <QRandomGenerator>

#include <algorithm>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const auto room = u"!room:example.org"_s;

/// All that a timeline and the row of its room say, without numbers of rows.
QStringList told(ChatTables &tables)
{
    QStringList lines;
    for (const auto rows = tables.timeline(room); const auto &row : rows) {
        QStringList reactions;
        for (const auto &reaction : row.reactions) {
            auto names = reaction.names;
            names.sort();
            reactions << reaction.key + QString::number(reaction.count) + (reaction.isMine ? u"!"_s : u""_s) + names.join(u',');
        }
        reactions.sort();
        auto readers = row.readers;
        readers.sort();
        lines << QStringList{row.eventId, QString::number(int(row.kind)), row.senderName, row.text, row.isEdited ? u"edited"_s : u""_s, row.replyText, row.replyName, row.threadRoot,
                             QString::number(row.threadCount), reactions.join(u';'), readers.join(u';'), row.mentionsMe ? u"me"_s : u""_s}
                     .join(u'|');
    }
    const auto row = tables.room(room);
    lines << QStringList{row.title, row.lastText, row.lastSender, QString::number(row.unread), QString::number(row.mentions), QString::number(row.lastTime.toMSecsSinceEpoch())}.join(u'|');
    return lines;
}

/// What somebody finds who looks for a word.
QStringList found(ChatTables &tables, const QString &word)
{
    auto rows = tables.read([search = ChatSearch::parse(word + u' ')](const Reader &reader) -> Result<QStringList> {
        QStringList ids;
        for (const auto hits = ChatFinding::messages(reader, search).value(); const auto &hit : hits) {
            ids << reader.prepare("SELECT coalesce(event_id, '') FROM chat_event WHERE item = ?1").value<QString>(hit.event).value().value_or(QString());
        }
        return ids;
    });
    rows.sort();
    return rows;
}
}

/// What becomes of events, rooms and people in the tables.
class ChatRowsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsMessages();
    void anyOrderGivesTheSameRows_data();
    void anyOrderGivesTheSameRows();
    void editsOfOthersDoNotCount();
    void redactionLeavesNoTrace_data();
    void redactionLeavesNoTrace();
    void countsReactionsOnce();
    void namesRooms();
    void tellsTwinsApart();
    void saysWhatPeopleDid();
    void ignoresPeople();
    void keepsOrderAndClearText();
    void waitingMessages();
    void forgetsRooms();
    void survivesHostility();
};

void ChatRowsTest::showsMessages()
{
    ChatTables tables;
    auto answer = ChatTables::message(room, u"$2"_s, ChatTables::bert, 2, u"> <@anna:example.org> hello\n\nfine"_s);
    answer.content.insert(u"m.relates_to"_s, QJsonObject{{u"m.in_reply_to"_s, QJsonObject{{u"event_id"_s, u"$1"_s}}}});
    answer.content.insert(u"format"_s, u"org.matrix.custom.html"_s);
    answer.content.insert(u"formatted_body"_s, u"<mx-reply>hello</mx-reply><b>fine</b><script>x</script>"_s);
    auto threaded = ChatTables::message(room, u"$3"_s, ChatTables::anna, 3, u"in the thread"_s);
    auto relation = ChatTables::relation(u"m.thread"_s, u"$1"_s);
    relation.insert(u"m.in_reply_to"_s, QJsonObject{{u"event_id"_s, u"$1"_s}});
    relation.insert(u"is_falling_back"_s, true);
    threaded.content.insert(u"m.relates_to"_s, relation);
    auto image = ChatTables::eventFacts(room, u"$4"_s, ChatTables::me, 4, u"m.room.message"_s,
                                        {{u"msgtype"_s, u"m.image"_s}, {u"body"_s, u"cat.png"_s}, {u"url"_s, u"mxc://example.org/cat"_s},
                                         {u"info"_s, QJsonObject{{u"w"_s, 640}, {u"h"_s, 480}, {u"size"_s, 12345}, {u"mimetype"_s, u"image/png"_s}}}});
    auto pinning = ChatTables::roomFacts(room, u"Garden"_s);
    pinning.state[u"m.room.pinned_events"_s][QString()] = {{u"pinned"_s, QJsonArray{u"$1"_s, u"$unknown"_s}}};
    tables.deliver({ChatTables::of(pinning), ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s)),
                    ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, u"Bert"_s)), ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s)),
                    ChatTables::of(answer), ChatTables::of(threaded), ChatTables::of(image)});

    const auto rows = tables.timeline(room);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[0].text, u"hello"_s);
    QCOMPARE(rows[0].senderName, u"Anna"_s);
    QCOMPARE(rows[0].threadCount, 1);
    QVERIFY(rows[0].isPinned && !rows[1].isPinned);
    QCOMPARE(rows[1].text, u"fine"_s);
    QCOMPARE(rows[1].html, u"<b>fine</b>"_s);
    QCOMPARE(rows[1].replyName, u"Anna"_s);
    QCOMPARE(rows[1].replyText, u"hello"_s);
    QCOMPARE(rows[1].replyTo, rows[0].item);
    QCOMPARE(rows[2].kind, ChatRowKind::Image);
    QVERIFY(rows[2].isMine && rows[2].attachment);
    QCOMPARE(rows[2].attachment->name, u"cat.png"_s);
    QCOMPARE(rows[2].attachment->pixels, QSize(640, 480));
    const auto thread = tables.timeline(room, u"$1"_s);
    QCOMPARE(thread.size(), 1);
    QCOMPARE(thread[0].text, u"in the thread"_s);
    QCOMPARE(thread[0].replyToId, QString());
    const auto row = tables.room(room);
    QCOMPARE(row.title, u"Garden"_s);
    QCOMPARE(row.lastText, u"cat.png"_s);
}

void ChatRowsTest::anyOrderGivesTheSameRows_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 25; ++seed) {
        QTest::addRow("%u", seed) << seed;
    }
}

// Everything twice, in pieces and out of order, against the same once and in order.
void ChatRowsTest::anyOrderGivesTheSameRows()
{
    QFETCH(uint, seed);
    QRandomGenerator random(seed);
    const QStringList people{ChatTables::me, ChatTables::anna, ChatTables::bert};
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(room, random.bounded(2) == 0 ? u"Garden"_s : QString())),
                            ChatTables::of(ChatTables::memberFacts(room, ChatTables::me, u"Me"_s)),
                            ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s)),
                            ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, random.bounded(2) == 0 ? u"Bert"_s : u"Аnna"_s))};
    QStringList messages;
    QHash<QString, QString> senders;
    QList<ChatEventFacts> events;
    for (int order = 1; order <= 40; ++order) {
        const auto id = u"$%1"_s.arg(order);
        const auto sender = people[random.bounded(people.size())];
        const auto target = messages.isEmpty() ? QString() : messages[random.bounded(messages.size())];
        switch (target.isEmpty() ? 0 : random.bounded(10)) {
        case 0:
        case 1:
        case 2:
        case 3: {
            auto facts = ChatTables::message(room, id, sender, order, u"text%1"_s.arg(order));
            if (!target.isEmpty() && random.bounded(3) == 0) {
                facts.content.insert(u"m.relates_to"_s, QJsonObject{{u"m.in_reply_to"_s, QJsonObject{{u"event_id"_s, target}}}});
            } else if (!target.isEmpty() && random.bounded(4) == 0) {
                facts.content.insert(u"m.relates_to"_s, ChatTables::relation(u"m.thread"_s, target));
            }
            if (random.bounded(4) == 0) {
                facts.content.insert(u"m.mentions"_s, QJsonObject{{u"user_ids"_s, QJsonArray{ChatTables::me}}});
            }
            events << facts;
            messages << id;
            senders.insert(id, sender);
            break;
        }
        case 4:
        case 5:
            events << ChatTables::edit(room, id, random.bounded(4) == 0 ? sender : senders.value(target), order, target, u"edited%1"_s.arg(order));
            break;
        case 6:
        case 7:
            events << ChatTables::reaction(room, id, sender, order, target, random.bounded(2) == 0 ? u"👍"_s : u"🎉"_s);
            break;
        case 8: {
            auto facts = ChatTables::redaction(room, id, sender, order, random.bounded(2) == 0 ? target : u"$%1"_s.arg(1 + random.bounded(order - 1)));
            events << facts;
            break;
        }
        default:
            auto member = ChatTables::memberFacts(room, people[1 + random.bounded(2)], {});
            member.membership.reset();
            member.name.reset();
            member.receipt = target;
            member.receiptTime = order;
            items << ChatTables::of(member);
        }
    }
    for (const auto &event : std::as_const(events)) {
        items << ChatTables::of(event);
    }

    ChatTables inOrder;
    inOrder.deliver(items);
    const auto expected = told(inOrder);
    QVERIFY(expected.size() > 5);

    auto shuffled = items + items;
    // The server's word about a redaction is repeated with the event itself.
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    ChatTables outOfOrder;
    while (!shuffled.isEmpty()) {
        const auto count = std::min<qsizetype>(shuffled.size(), 1 + random.bounded(20));
        outOfOrder.deliver(shuffled.first(count));
        shuffled.remove(0, count);
    }
    QCOMPARE(told(outOfOrder), expected);
    for (int order = 1; order <= 40; ++order) {
        for (const auto &word : {u"text%1"_s.arg(order), u"edited%1"_s.arg(order)}) {
            QCOMPARE(found(outOfOrder, word), found(inOrder, word));
        }
    }
}

void ChatRowsTest::editsOfOthersDoNotCount()
{
    ChatTables tables;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)),
                    ChatTables::of(ChatTables::edit(room, u"$3"_s, ChatTables::anna, 3, u"$1"_s, u"second"_s)), // came first
                    ChatTables::of(ChatTables::edit(room, u"$4"_s, ChatTables::bert, 4, u"$1"_s, u"forged"_s)),
                    ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"original"_s)),
                    ChatTables::of(ChatTables::edit(room, u"$2"_s, ChatTables::anna, 2, u"$1"_s, u"first"_s)),
                    ChatTables::of(ChatTables::edit(u"!other:example.org"_s, u"$5"_s, ChatTables::anna, 5, u"$1"_s, u"elsewhere"_s))});
    const auto rows = tables.timeline(room);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].text, u"second"_s);
    QVERIFY(rows[0].isEdited);
    QCOMPARE(found(tables, u"second"_s), QStringList{u"$1"_s});
    QCOMPARE(found(tables, u"original"_s), QStringList());
    QCOMPARE(found(tables, u"forged"_s), QStringList());
    QCOMPARE(tables.room(room).lastText, u"second"_s);

    tables.deliver({ChatTables::of(ChatTables::redaction(room, u"$6"_s, ChatTables::anna, 6, u"$3"_s))});
    QCOMPARE(tables.row(u"$1"_s).text, u"first"_s);
    tables.deliver({ChatTables::of(ChatTables::redaction(room, u"$7"_s, ChatTables::anna, 7, u"$2"_s))});
    QCOMPARE(tables.row(u"$1"_s).text, u"original"_s);
    QVERIFY(!tables.row(u"$1"_s).isEdited);
    QCOMPARE(found(tables, u"original"_s), QStringList{u"$1"_s});
}

void ChatRowsTest::redactionLeavesNoTrace_data()
{
    QTest::addColumn<int>("way");
    QTest::newRow("the redaction comes later") << 0;
    QTest::newRow("the redaction comes first") << 1;
    QTest::newRow("the server says it of the event") << 2;
    QTest::newRow("the server says it first, then an old page comes") << 3;
}

// Every value of every table, the index of words and its parts too.
void ChatRowsTest::redactionLeavesNoTrace()
{
    QFETCH(int, way);
    ChatTables tables;
    const auto dump = [&tables] {
        return tables.read([](const Reader &reader) -> Result<QByteArray> {
            QList<QByteArray> names;
            QByteArray all;
            auto done = reader.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'").each([&names](const Statement &row) {
                names << row.text(0).toUtf8();
            });
            for (const auto &name : std::as_const(names)) {
                QList<QByteArray> columns;
                (void)reader.prepareOnce("SELECT name FROM pragma_table_info ('" + name + "')").each([&columns](const Statement &row) {
                    columns << row.text(0).toUtf8();
                });
                for (const auto &column : std::as_const(columns)) {
                    done = reader.prepareOnce("SELECT CAST(\"" + column + "\" AS BLOB) FROM " + name).each([&all](const Statement &row) {
                        all += row.blob(0) + '\n';
                    });
                }
            }
            return all;
        });
    };
    auto secret = ChatTables::eventFacts(room, u"$1"_s, ChatTables::anna, 1, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"zyxwvut"_s}, {u"session_id"_s, u"s1"_s}});
    secret.clearType = u"m.room.message"_s;
    secret.clear = ChatTables::text(u"the quokkaword is here"_s);
    auto edit = ChatTables::edit(room, u"$2"_s, ChatTables::anna, 2, u"$1"_s, u"now a wombatword"_s);
    const auto redaction = ChatTables::redaction(room, u"$3"_s, ChatTables::anna, 3, u"$1"_s);
    const auto others = ChatTables::message(room, u"$4"_s, ChatTables::bert, 4, u"quietly another koalaword"_s);
    ChatEventFacts stub;
    stub.eventId = u"$1"_s;
    stub.roomId = room;
    stub.isRedacted = true;
    stub.redactedBy = ChatTables::anna;
    stub.type = u"m.room.encrypted"_s;

    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(others)});
    if (way == 0 || way == 2) {
        tables.deliver({ChatTables::of(secret)});
        const auto item = tables.item(u"$1"_s);
        tables.write([item](Transaction &transaction) {
            return transaction.prepare("INSERT INTO chat_media (item, part, piece, size, blob) VALUES (?1, 0, 0, 1, 'dingoblob')").run(item);
        });
        QCOMPARE(found(tables, u"quokkaword"_s), QStringList{u"$1"_s}); // it was there
        tables.deliver({ChatTables::of(edit)});
        QVERIFY(dump().contains("quokkaword") && dump().contains("wombat") && dump().contains("dingoblob"));
    }
    if (way == 0) {
        tables.deliver({ChatTables::of(redaction)});
    } else if (way == 1) {
        tables.deliver({ChatTables::of(redaction)});
        tables.deliver({ChatTables::of(edit), ChatTables::of(secret)});
    } else if (way == 2) {
        tables.deliver({ChatTables::of(stub)});
    } else {
        tables.deliver({ChatTables::of(stub)});
        tables.deliver({ChatTables::of(secret), ChatTables::of(edit)});
        tables.deliver({ChatTables::of(secret)});
    }
    const auto left = dump();
    for (const auto *word : {"quokka", "wombat", "zyxwvut", "dingoblob"}) {
        QVERIFY2(!left.contains(word), word);
    }
    QVERIFY(left.contains("koala")); // the dump sees what is there
    QCOMPARE(found(tables, u"quokkaword"_s), QStringList());
    QCOMPARE(found(tables, u"wombatword"_s), QStringList());
    QCOMPARE(found(tables, u"koalaword"_s), QStringList{u"$4"_s});
    const auto row = tables.row(u"$1"_s);
    QCOMPARE(row.kind, ChatRowKind::Redacted);
    QVERIFY(!row.isEdited && !row.text.contains(u"quokka"_s));
}

void ChatRowsTest::countsReactionsOnce()
{
    ChatTables tables;
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s))};
    items << ChatTables::of(ChatTables::reaction(room, u"$2"_s, ChatTables::bert, 2, u"$1"_s, u"👍"_s)) << ChatTables::of(ChatTables::reaction(room, u"$3"_s, ChatTables::bert, 3, u"$1"_s, u"👍"_s))
          << ChatTables::of(ChatTables::reaction(room, u"$4"_s, ChatTables::me, 4, u"$1"_s, u"👍"_s)) << ChatTables::of(ChatTables::reaction(room, u"$5"_s, ChatTables::me, 5, u"$1"_s, u"🎉"_s))
          << ChatTables::of(ChatTables::redaction(room, u"$6"_s, ChatTables::me, 6, u"$5"_s))
          << ChatTables::of(ChatTables::reaction(room, u"$7"_s, ChatTables::anna, 7, u"$1"_s, QString(5000, u'x') + u"\u202e\n"_s));
    for (int at = 0; at < 3000; ++at) {
        items << ChatTables::of(ChatTables::reaction(room, u"$many%1"_s.arg(at), u"@u%1:example.org"_s.arg(at), 100 + at, u"$1"_s, u"💯"_s));
    }
    tables.deliver(items);
    const auto reactions = tables.row(u"$1"_s).reactions;
    QCOMPARE(reactions.size(), 3);
    QCOMPARE(reactions[0].key, u"👍"_s);
    QCOMPARE(reactions[0].count, 2);
    QVERIFY(reactions[0].isMine);
    QCOMPARE(reactions[0].mine, tables.item(u"$4"_s));
    QVERIFY(reactions[1].key.size() <= 40 && !reactions[1].key.contains(QChar(0x202e)));
    QCOMPARE(reactions[2].count, 3000);
    QVERIFY(reactions[2].names.size() <= 20);
    QCOMPARE(tables.timeline(room).size(), 1);
}

void ChatRowsTest::namesRooms()
{
    ChatTables tables;
    auto facts = ChatTables::roomFacts(room, {});
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.room(room).title, u"Empty room"_s);
    tables.deliver({ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s))});
    QCOMPARE(tables.room(room).title, u"Anna"_s);
    tables.deliver({ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, u"Bert"_s))});
    QCOMPARE(tables.room(room).title, u"Anna and Bert"_s);
    facts.heroes = QStringList{ChatTables::bert, ChatTables::anna};
    facts.joined = 7;
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.room(room).title, u"Bert, Anna and 4 others"_s);
    tables.deliver({ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, u"Berta"_s))});
    QCOMPARE(tables.room(room).title, u"Berta, Anna and 4 others"_s);
    facts.state[u"m.room.canonical_alias"_s][QString()] = {{u"alias"_s, u"#garden:example.org"_s}};
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.room(room).title, u"#garden:example.org"_s);
    facts.state[u"m.room.name"_s][QString()] = {{u"name"_s, u"  The \u202eGarden\n"_s}};
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.room(room).title, u"The Garden"_s);
    facts.state[u"m.room.name"_s][QString()] = {{u"name"_s, 17}};
    facts.state[u"m.room.canonical_alias"_s][QString()] = {};
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.room(room).title, u"Berta, Anna and 4 others"_s);

    ChatAccountFacts account;
    account.userId = ChatTables::me;
    account.direct = QHash<QString, QStringList>{{ChatTables::anna, {room}}};
    auto anna = ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s);
    anna.avatar = u"mxc://example.org/anna"_s;
    tables.deliver({ChatTables::of(account), ChatTables::of(anna)});
    QCOMPARE(tables.room(room).directWith, ChatTables::anna);
    QCOMPARE(tables.room(room).avatar, u"mxc://example.org/anna"_s);
}

void ChatRowsTest::tellsTwinsApart()
{
    ChatTables tables;
    const auto eve = u"@eve:evil.example"_s;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s)),
                    ChatTables::of(ChatTables::memberFacts(room, eve, u"Аnna\u200b"_s)), ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, u"Bert"_s)),
                    ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"a"_s)), ChatTables::of(ChatTables::message(room, u"$2"_s, eve, 2, u"b"_s)),
                    ChatTables::of(ChatTables::message(room, u"$3"_s, ChatTables::bert, 3, u"c"_s))});
    QCOMPARE(tables.row(u"$1"_s).senderName, u"Anna (@anna:example.org)"_s);
    QCOMPARE(tables.row(u"$2"_s).senderName, u"Аnna (@eve:evil.example)"_s);
    QCOMPARE(tables.row(u"$3"_s).senderName, u"Bert"_s);
    auto gone = ChatTables::memberFacts(room, eve, u"Аnna"_s);
    gone.membership = u"leave"_s;
    tables.deliver({ChatTables::of(gone)});
    QCOMPARE(tables.row(u"$1"_s).senderName, u"Anna"_s);
}

void ChatRowsTest::saysWhatPeopleDid()
{
    ChatTables tables;
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s)),
                            ChatTables::of(ChatTables::memberFacts(room, ChatTables::bert, u"Bert"_s))};
    int order = 0;
    const auto state = [&](const QString &sender, const QString &type, const QString &key, const QJsonObject &now, const QJsonObject &before = {}) {
        ++order;
        auto facts = ChatTables::eventFacts(room, u"$%1"_s.arg(order), sender, order, type, now);
        facts.stateKey = key;
        facts.previous = before;
        items << ChatTables::of(facts);
    };
    const auto member = [](const QString &membership, const QString &name = {}) {
        return QJsonObject{{u"membership"_s, membership}, {u"displayname"_s, name}};
    };
    state(ChatTables::anna, u"m.room.create"_s, {}, {});
    state(ChatTables::anna, u"m.room.name"_s, {}, {{u"name"_s, u"New\u202e name"_s}});
    state(ChatTables::anna, u"m.room.topic"_s, {}, {{u"topic"_s, QJsonArray()}});
    state(ChatTables::anna, u"m.room.member"_s, ChatTables::bert, member(u"invite"_s));
    state(ChatTables::bert, u"m.room.member"_s, ChatTables::bert, member(u"join"_s), member(u"invite"_s));
    state(ChatTables::bert, u"m.room.member"_s, ChatTables::bert, member(u"join"_s, u"Bert"_s), member(u"join"_s, u"Albert"_s));
    state(ChatTables::anna, u"m.room.member"_s, ChatTables::bert, {{u"membership"_s, u"leave"_s}, {u"reason"_s, u"noise"_s}}, member(u"join"_s));
    state(ChatTables::bert, u"m.room.member"_s, ChatTables::bert, member(u"leave"_s), member(u"join"_s));
    state(ChatTables::anna, u"m.room.encryption"_s, {}, {{u"algorithm"_s, u"x"_s}});
    state(ChatTables::anna, u"m.room.power_levels"_s, {}, {{u"users"_s, QJsonObject{{ChatTables::bert, 50}}}}, {{u"users"_s, QJsonObject{{ChatTables::bert, 0}}}});
    state(ChatTables::anna, u"m.room.server_acl"_s, {}, {});
    state(ChatTables::anna, u"org.example.unknown"_s, {}, {{u"a"_s, 1}});
    tables.deliver(items);
    QStringList said;
    for (const auto rows = tables.timeline(room); const auto &row : rows) {
        QCOMPARE(row.kind, ChatRowKind::State);
        said << row.text;
    }
    QCOMPARE(said, (QStringList{u"Anna created this room"_s, u"Anna named the room “New name”"_s, u"Anna removed the topic"_s, u"Anna invited Bert"_s, u"Bert accepted the invitation"_s,
                                u"Albert is now called Bert"_s, u"Anna removed Bert: noise"_s, u"Bert left"_s, u"Anna turned on encryption"_s, u"Anna made Bert a moderator"_s,
                                u"Anna changed a setting of the room"_s}));
    QVERIFY(!tables.room(room).lastTime.isValid());
}

void ChatRowsTest::ignoresPeople()
{
    ChatTables tables;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"welcome"_s)),
                    ChatTables::of(ChatTables::message(room, u"$2"_s, ChatTables::bert, 2, u"rubbish"_s))});
    QCOMPARE(tables.room(room).lastText, u"rubbish"_s);
    ChatAccountFacts account;
    account.userId = ChatTables::me;
    account.ignored = QStringList{ChatTables::bert};
    tables.deliver({ChatTables::of(account), ChatTables::of(ChatTables::message(room, u"$3"_s, ChatTables::bert, 3, u"rubbish again"_s))});
    QCOMPARE(tables.timeline(room).size(), 1);
    QCOMPARE(tables.room(room).lastText, u"welcome"_s);
    QCOMPARE(tables.room(room).unread, 1);
    QCOMPARE(found(tables, u"rubbish"_s), QStringList());
    account.ignored = QStringList();
    tables.deliver({ChatTables::of(account)});
    QCOMPARE(tables.timeline(room).size(), 3);
    QCOMPARE(found(tables, u"rubbish"_s), (QStringList{u"$2"_s, u"$3"_s}));
}

void ChatRowsTest::keepsOrderAndClearText()
{
    ChatTables tables;
    auto event = ChatTables::eventFacts(room, u"$1"_s, ChatTables::anna, 7, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"x"_s}, {u"session_id"_s, u"s"_s}});
    event.clearType = u"m.room.message"_s;
    event.clear = ChatTables::text(u"readable"_s);
    event.trust = ChatTrust::Verified;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(event)});
    auto again = ChatTables::eventFacts(room, u"$1"_s, ChatTables::anna, 3, u"m.room.encrypted"_s, {{u"ciphertext"_s, u"x"_s}, {u"session_id"_s, u"s"_s}});
    again.problem = ChatProblem::NoKeyYet;
    again.sessionId = u"s"_s;
    tables.deliver({ChatTables::of(again)});
    const auto row = tables.row(u"$1"_s);
    QCOMPARE(row.text, u"readable"_s);
    QCOMPARE(row.problem, ChatProblem::None);
    QCOMPARE(row.trust, ChatTrust::Verified);
    const auto place = tables.read([id = row.item](const Reader &reader) {
        return ChatRows::place(reader, id);
    });
    QCOMPARE(place->position, 7);

    auto closed = ChatTables::roomFacts(room, u"Garden"_s);
    closed.wasEncrypted = true;
    tables.deliver({ChatTables::of(closed)});
    closed.wasEncrypted = false;
    closed.state[u"m.room.encryption"_s][QString()] = {};
    tables.deliver({ChatTables::of(closed)});
    QVERIFY(tables.room(room).isEncrypted);
}

void ChatRowsTest::waitingMessages()
{
    ChatTables tables;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s)), ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s))});
    auto outbox = std::make_shared<Outbox>(*tables.store);
    outbox->addProjector(ResourceKind::Chat, std::make_shared<ChatProjector>());
    Change change;
    change.collection = tables.collection;
    change.ground = tables.item(room);
    change.kind = ChatChange::Send;
    change.arguments = {{u"type"_s, u"m.room.message"_s}, {u"content"_s, QCborMap::fromJsonObject(ChatTables::text(u"a wating word"_s))}, {u"transaction"_s, u"t1"_s}};
    ItemId item;
    const auto prepare = [&item, &tables](Transaction &transaction, QList<Change> &changes) -> Result<void> {
        return transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(tables.collection).transform([&] {
            item = ItemId{transaction.lastInsertId()};
            changes.first().item = item;
        });
    };
    QVERIFY(waitedFor(outbox->enqueue({change}, prepare)));
    auto rows = tables.timeline(room);
    QCOMPARE(rows.size(), 2);
    QVERIFY(rows[1].isWaiting && rows[1].isMine);
    QCOMPARE(rows[1].text, u"a wating word"_s);
    QVERIFY(tables.room(room).isWaiting);

    change.item = item; // the newer text, still the same message
    change.arguments.insert(u"content"_s, QCborMap::fromJsonObject(ChatTables::text(u"a waiting word"_s)));
    change.arguments.insert(u"transaction"_s, u"t2"_s);
    QVERIFY(waitedFor(outbox->enqueue({change})));
    rows = tables.timeline(room);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1].text, u"a waiting word"_s);
    const auto changes = waitedFor(outbox->list()).value();
    QCOMPARE(changes.size(), 1);
    QCOMPARE(changes.first().arguments.value(u"transaction"_s).toString(), u"t1"_s);

    // A sync brings it while nobody answered: it stands there once.
    auto echo = ChatTables::message(room, u"$2"_s, ChatTables::me, 2, u"a waiting word"_s);
    echo.transactionId = u"t1"_s;
    tables.deliver({ChatTables::of(echo)});
    rows = tables.timeline(room);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[1].eventId, u"$2"_s);
    QVERIFY(waitedFor(outbox->discard(changes.first().id)));
    QCOMPARE(tables.timeline(room).size(), 2);
}

void ChatRowsTest::forgetsRooms()
{
    ChatTables tables;
    auto facts = ChatTables::roomFacts(room, u"Garden"_s);
    const auto fill = [&] {
        tables.deliver({ChatTables::of(facts), ChatTables::of(ChatTables::memberFacts(room, ChatTables::anna, u"Anna"_s)),
                        ChatTables::of(ChatTables::message(room, u"$1"_s, ChatTables::anna, 1, u"hello"_s))});
    };
    const auto count = [&tables](const char *sql) {
        return tables.read([sql](const Reader &reader) {
            return reader.prepare(sql).value<int>();
        }).value_or(-1);
    };
    fill();
    // The same room under another number (it was joined from here): nothing is lost.
    tables.remove(room);
    QCOMPARE(count("SELECT count(*) FROM chat_event WHERE orphan IS NOT NULL"), 1);
    tables.deliver({ChatTables::of(facts)});
    QCOMPARE(tables.timeline(room).size(), 1);
    QCOMPARE(tables.timeline(room).first().senderName, u"Anna"_s);
    QCOMPARE(tables.room(room).lastText, u"hello"_s);

    facts.membership = u"leave"_s;
    fill();
    tables.remove(room);
    QCOMPARE(count("SELECT count(*) FROM chat_event"), 0);
    QCOMPARE(count("SELECT count(*) FROM chat_member"), 0);
    QCOMPARE(count("SELECT count(*) FROM item"), 0);
    QCOMPARE(found(tables, u"hello"_s), QStringList());
    tables.write([&tables](Transaction &transaction) {
        return tables.projector.recover(transaction, tables.resource);
    });
    QCOMPARE(count("SELECT count(*) FROM chat_words"), 0);
    QCOMPARE(count("SELECT count(*) FROM chat_unsaid"), 0);
}

void ChatRowsTest::survivesHostility()
{
    ChatTables tables;
    tables.deliver({ChatTables::of(ChatTables::roomFacts(room, u"Garden"_s))});
    QList<RemoteItem> items;
    const QList<QJsonValue> values{17, true, QJsonValue::Null, u"x"_s, QJsonArray{1, QJsonArray{}}, QJsonObject{{u"body"_s, QJsonArray()}}, QString(300'000, u'x'), -1e300, u"\u0000\u202e"_s};
    const QStringList keys{u"body"_s, u"msgtype"_s, u"format"_s, u"formatted_body"_s, u"m.relates_to"_s, u"m.mentions"_s, u"info"_s, u"file"_s, u"url"_s, u"m.new_content"_s, u"filename"_s, u"geo_uri"_s, u"redacts"_s, u"membership"_s, u"users"_s};
    const QStringList types{u"m.room.message"_s, u"m.reaction"_s, u"m.room.redaction"_s, u"m.sticker"_s, u"m.poll.start"_s, u"m.room.encrypted"_s, u"m.call.invite"_s, u"m.location"_s, u"x.y"_s, u"m.room.member"_s, u"m.room.power_levels"_s};
    const QStringList messages{u"m.text"_s, u"m.image"_s, u"m.file"_s, u"m.location"_s, u"m.emote"_s};
    QRandomGenerator random(3);
    for (int order = 1; order <= 600; ++order) {
        QJsonObject content{{u"msgtype"_s, messages[random.bounded(messages.size())]}, {u"body"_s, u"b"_s}};
        for (int count = random.bounded(5); count > 0; --count) {
            content.insert(keys[random.bounded(keys.size())], values[random.bounded(values.size())]);
        }
        auto facts = ChatTables::eventFacts(room, u"$%1"_s.arg(order), u"@x%1:y"_s.arg(random.bounded(5)), order, types[random.bounded(types.size())], content);
        if (facts.type.startsWith(u"m.room.member"_s) || facts.type.startsWith(u"m.room.power"_s)) {
            facts.stateKey = u"@x:y"_s;
            facts.previous = content;
        }
        facts.sent = random.bounded(4) == 0 ? std::numeric_limits<qint64>::max() : -5;
        items << ChatTables::of(facts);
    }
    items << ChatTables::partial(u"$broken"_s, "no cbor") << ChatTables::partial(u"$empty"_s, {}) << ChatTables::partial(u"$other"_s, QCborValue(QCborMap{{1, 2}}).toCbor());
    tables.deliver(items);
    const auto rows = tables.timeline(room);
    QVERIFY(rows.size() > 100);
    for (const auto &row : rows) {
        QVERIFY(row.text.size() <= 70'000);
        QVERIFY(row.html.size() <= 300'000);
        QVERIFY(!row.text.contains(QChar(0x202e)) && !row.text.contains(QChar(0)));
    }
    QVERIFY(tables.room(room).lastTime <= QDateTime::currentDateTime().addSecs(3600));

    auto endless = ChatTables::roomFacts(room, {});
    for (int at = 0; at < 5000; ++at) {
        endless.state[u"m.space.child"_s][u"!c%1:x"_s.arg(at)] = {{u"via"_s, QJsonArray{u"x"_s}}};
        endless.state[u"x.unknown%1"_s.arg(at)][QString()] = {{u"a"_s, 1}};
    }
    endless.state[u"m.room.topic"_s][QString()] = {{u"topic"_s, QString(5'000'000, u't')}};
    tables.deliver({ChatTables::of(endless)});
    QVERIFY(tables.read([id = tables.item(room)](const Reader &reader) {
                return reader.prepare("SELECT length(payload) FROM item WHERE id = ?1").value<qint64>(id);
            }).value_or(0)
            < 1'000'000);
}

QTEST_GUILESS_MAIN(ChatRowsTest)
#include "chatrowstest.moc"
