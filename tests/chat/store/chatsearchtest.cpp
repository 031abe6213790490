// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatsearch.h"
#include "chat/store/chattables.h"

#include <QRandomGenerator>

#include <algorithm>

using namespace Kontor;
using namespace Qt::StringLiterals;

namespace
{
const auto garden = u"!garden:example.org"_s;
const auto kitchen = u"!kitchen:example.org"_s;

qint64 at(const QDate &day, int hour = 12)
{
    return day.startOfDay().addSecs(hour * 3600).toMSecsSinceEpoch();
}

QStringList find(ChatTables &tables, const QString &text, const QDate &today = QDate(2026, 11, 23))
{
    const auto search = ChatSearch::parse(text, today);
    return tables.read([search](const Reader &reader) -> Result<QStringList> {
        const auto hits = ChatFinding::messages(reader, search, {.atMost = 100'000});
        QStringList ids;
        for (const auto &hit : hits.value()) {
            const auto id = reader.prepare("SELECT event_id FROM chat_event WHERE item = ?1").value<QString>(hit.event);
            ids << id->value_or(QString());
        }
        return ids;
    });
}
}

/// Finding messages, rooms and people.
class ChatSearchTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void understands();
    void findsByEverything_data();
    void findsByEverything();
    void forgetsNothing();
    void findsNewestFirstInParts();
    void findsRoomsAndPeople();
};

void ChatSearchTest::understands()
{
    const QDate today(2026, 11, 23);
    const auto search = ChatSearch::parse(u"von:anna \"genau so\" -nicht raum:Küche hat:bild vor:2026-05 Gart"_s, today);
    QCOMPARE(search.senders, (QList<ChatSearch::Wish>{{u"anna"_s, false}}));
    QCOMPARE(search.rooms, (QList<ChatSearch::Wish>{{u"Küche"_s, false}}));
    QCOMPARE(search.contents, (QList<ChatSearch::HasWish>{{ChatSearch::Has::Image, false}}));
    QCOMPARE(search.before, QDate(2026, 5, 1));
    QCOMPARE(search.terms, (QList<ChatSearch::Term>{{u"genau so"_s, true, false, false}, {u"nicht"_s, false, true, false}, {u"Gart"_s, false, false, true}}));
    QVERIFY(!ChatSearch::parse(u"Gart "_s, today).terms.first().isOpen);
    QCOMPARE(ChatSearch::parse(u"has:nonsense before:never"_s, today).misunderstood.size(), 2);
    QVERIFY(ChatSearch::parse(u"from: ! - \""_s, today).isEmpty());
    QVERIFY(ChatSearch::completions(u"fr"_s, 2).contains(u"from:"_s) || ChatSearch::completions(u"vo"_s, 2).contains(u"von:"_s));
    QVERIFY(ChatSearch::completions(u"x has:im"_s, 8).contains(u"has:image"_s) || ChatSearch::completions(u"x has:bi"_s, 8).contains(u"has:bild"_s));
}

void ChatSearchTest::findsByEverything_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("found"); // newest first
    QTest::newRow("word") << u"tomato "_s << QStringList{u"$1"_s};
    QTest::newRow("beginning of a word") << u"toma"_s << QStringList{u"$1"_s};
    QTest::newRow("whole word only, once it ended") << u"toma "_s << QStringList();
    QTest::newRow("case") << u"TOMATO"_s << QStringList{u"$1"_s};
    QTest::newRow("all words") << u"tomato plants"_s << QStringList{u"$1"_s};
    QTest::newRow("not all words") << u"tomato knives"_s << QStringList();
    QTest::newRow("phrase") << u"\"plants need water\""_s << QStringList{u"$1"_s};
    QTest::newRow("other phrase") << u"\"need plants\""_s << QStringList();
    QTest::newRow("umlaut") << u"Grüße"_s << QStringList{u"$2"_s};
    QTest::newRow("umlaut in letters") << u"gruesse"_s << QStringList{u"$2"_s};
    QTest::newRow("umlaut without dots") << u"grusse"_s << QStringList{u"$2"_s};
    QTest::newRow("sharp s") << u"strasse"_s << QStringList{u"$2"_s};
    QTest::newRow("sharp s written") << u"Straße"_s << QStringList{u"$2"_s};
    QTest::newRow("file name") << u"rechnung"_s << QStringList{u"$4"_s};
    QTest::newRow("from a name") << u"from:bert"_s << QStringList{u"$4"_s, u"$3"_s};
    QTest::newRow("from an id") << u"from:@anna:example.org"_s << QStringList{u"$5"_s, u"$2"_s, u"$1"_s};
    QTest::newRow("from me") << u"von:mir"_s << QStringList{u"$6"_s};
    QTest::newRow("from nobody") << u"from:zacharias"_s << QStringList();
    QTest::newRow("in") << u"in:kitchen"_s << QStringList{u"$6"_s, u"$4"_s, u"$3"_s};
    QTest::newRow("in and from") << u"in:kitchen from:bert knives"_s << QStringList{u"$3"_s};
    QTest::newRow("not in") << u"-in:kitchen"_s << QStringList{u"$5"_s, u"$2"_s, u"$1"_s};
    QTest::newRow("two rooms") << u"in:kitchen in:garden water"_s << QStringList{u"$1"_s};
    QTest::newRow("has a file") << u"has:file"_s << QStringList{u"$5"_s, u"$4"_s};
    QTest::newRow("has a picture") << u"hat:bild"_s << QStringList{u"$5"_s};
    QTest::newRow("has a link") << u"has:link"_s << QStringList{u"$6"_s};
    QTest::newRow("excluded") << u"from:anna -tomato"_s << QStringList{u"$5"_s, u"$2"_s};
    QTest::newRow("nothing but excluded") << u"-tomato -has:file"_s << QStringList{u"$6"_s, u"$3"_s, u"$2"_s};
    QTest::newRow("before") << u"before:2026-11-02"_s << QStringList{u"$1"_s};
    QTest::newRow("after") << u"after:2026-11-05"_s << QStringList{u"$6"_s, u"$5"_s};
    QTest::newRow("on") << u"on:2026-11-03"_s << QStringList{u"$3"_s};
    QTest::newRow("no words of marks") << u"kimage"_s << QStringList();
    QTest::newRow("every") << u"every"_s << QStringList();
    QTest::newRow("syntax of the index") << u"tomato OR (knives* NEAR/2 \"x\") : ^ {body} + -- AND"_s << QStringList();
    QTest::newRow("signs alone") << u"*** ((("_s << QStringList();
}

void ChatSearchTest::findsByEverything()
{
    ChatTables tables;
    const auto say = [](const QString &room, const QString &id, const QString &sender, int day, const QJsonObject &content) {
        auto facts = ChatTables::eventFacts(room, id, sender, day, u"m.room.message"_s, content);
        facts.sent = at(QDate(2026, 11, day));
        return ChatTables::of(facts);
    };
    const auto file = [](const QString &type, const QString &name) {
        return QJsonObject{{u"msgtype"_s, type}, {u"body"_s, name}, {u"url"_s, u"mxc://x/y"_s}};
    };
    ChatAccountFacts account;
    account.userId = ChatTables::me;
    tables.deliver({ChatTables::of(account), ChatTables::of(ChatTables::roomFacts(garden, u"Garden"_s)), ChatTables::of(ChatTables::roomFacts(kitchen, u"Kitchen"_s)),
                    ChatTables::of(ChatTables::memberFacts(garden, ChatTables::anna, u"Anna"_s)), ChatTables::of(ChatTables::memberFacts(kitchen, ChatTables::bert, u"Bert Müller"_s)),
                    say(garden, u"$1"_s, ChatTables::anna, 1, ChatTables::text(u"The tomato plants need water"_s)),
                    say(garden, u"$2"_s, ChatTables::anna, 2, ChatTables::text(u"Schöne Grüße aus der Hauptstraße"_s)),
                    say(garden, u"$2a"_s, ChatTables::anna, 2, ChatTables::text(u"gone"_s)),
                    say(kitchen, u"$3"_s, ChatTables::bert, 3, ChatTables::text(u"where are the knives"_s)), say(kitchen, u"$4"_s, ChatTables::bert, 4, file(u"m.file"_s, u"Rechnung-2026.pdf"_s)),
                    say(garden, u"$5"_s, ChatTables::anna, 5, file(u"m.image"_s, u"IMG_2201.jpg"_s)),
                    say(kitchen, u"$6"_s, ChatTables::me, 6, ChatTables::text(u"look at https://example.org/cake"_s)),
                    ChatTables::of(ChatTables::redaction(garden, u"$7"_s, ChatTables::anna, 7, u"$2a"_s)), ChatTables::of(ChatTables::reaction(garden, u"$8"_s, ChatTables::bert, 8, u"$1"_s, u"tomato"_s))});
    QFETCH(QString, text);
    QFETCH(QStringList, found);
    if (text == u"strasse"_s || text == u"Straße"_s) {
        text.prepend(u"haupt"_s);
    }
    QCOMPARE(find(tables, text), found);
}

// Against looking at every message, one after the other.
void ChatSearchTest::forgetsNothing()
{
    ChatTables tables;
    QRandomGenerator random(17);
    const QStringList words{u"apple"_s, u"Äpfel"_s, u"pear"_s, u"quince"_s, u"Straße"_s, u"pearl"_s, u"app"_s, u"plum"_s, u"Quitte"_s, u"fig"_s};
    const QStringList people{ChatTables::anna, ChatTables::bert, ChatTables::me};
    struct Said {
        QString id;
        QString room;
        QString sender;
        QString text;
        qint64 sent = 0;
    };
    QList<Said> all;
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(garden, u"Garden"_s)), ChatTables::of(ChatTables::roomFacts(kitchen, u"Kitchen"_s)),
                            ChatTables::of(ChatTables::memberFacts(garden, ChatTables::anna, u"Anna"_s)), ChatTables::of(ChatTables::memberFacts(garden, ChatTables::bert, u"Bert"_s))};
    for (int order = 1; order <= 1500; ++order) {
        QStringList text;
        for (int count = 1 + random.bounded(5); count > 0; --count) {
            text << words[random.bounded(words.size())];
        }
        // Many at the same moment, and not in their order.
        Said said{u"$%1"_s.arg(order), random.bounded(2) == 0 ? garden : kitchen, people[random.bounded(people.size())], text.join(u' '), at(QDate(2026, 1, 1).addDays(random.bounded(300)))};
        auto facts = ChatTables::message(said.room, said.id, said.sender, order, said.text);
        facts.sent = said.sent;
        items << ChatTables::of(facts);
        if (random.bounded(5) == 0) {
            said.text = words[random.bounded(words.size())] + u" edited"_s;
            items << ChatTables::of(ChatTables::edit(said.room, u"$e%1"_s.arg(order), said.sender, 2000 + order, said.id, said.text));
        }
        if (random.bounded(10) == 0) {
            items << ChatTables::of(ChatTables::redaction(said.room, u"$r%1"_s.arg(order), said.sender, 5000 + order, said.id));
        } else {
            all << said;
        }
    }
    std::shuffle(items.begin(), items.end(), random);
    tables.deliver(items);
    const auto plain = [](const QString &text) {
        auto folded = text.toLower().normalized(QString::NormalizationForm_KD);
        folded.removeIf([](QChar c) {
            return c.category() == QChar::Mark_NonSpacing;
        });
        return folded;
    };
    for (int round = 0; round < 60; ++round) {
        const auto word = words[random.bounded(words.size())];
        const auto other = words[random.bounded(words.size())];
        const auto sender = random.bounded(2) == 0 ? u"anna"_s : u""_s;
        const auto room = random.bounded(2) == 0 ? u"kitchen"_s : u""_s;
        const auto day = QDate(2026, 1, 1).addDays(random.bounded(300));
        const bool isOpen = random.bounded(2) == 0;
        const bool isPhrase = random.bounded(3) == 0;
        QString query = (sender.isEmpty() ? QString() : u"from:"_s + sender + u' ') + (room.isEmpty() ? QString() : u"in:"_s + room + u' ') + u"after:"_s + day.toString(Qt::ISODate) + u' ';
        query += isPhrase ? QString(u'"' + word + u' ' + other + u'"') : QString(word + (isOpen ? u""_s : u" "_s));
        QStringList expected;
        for (const auto &said : std::as_const(all)) {
            const auto text = plain(said.text).split(u' ');
            const bool hasWord = isPhrase ? QString(u' ' + plain(said.text) + u' ').contains(QString(u' ' + plain(word) + u' ' + plain(other) + u' '))
                                          : std::ranges::any_of(text, [&](const QString &one) {
                                                return isOpen ? one.startsWith(plain(word)) : one == plain(word);
                                            });
            if (hasWord && (sender.isEmpty() || said.sender == ChatTables::anna) && (room.isEmpty() || said.room == kitchen) && said.sent >= at(day, 0)) {
                expected << said.id;
            }
        }
        auto found = find(tables, query);
        expected.sort();
        found.sort();
        QVERIFY2(found == expected, qPrintable(query + u": "_s + QString::number(found.size()) + u" for "_s + QString::number(expected.size())));
    }
}

void ChatSearchTest::findsNewestFirstInParts()
{
    ChatTables tables;
    QList<RemoteItem> items{ChatTables::of(ChatTables::roomFacts(garden, u"Garden"_s))};
    for (int order = 1; order <= 50; ++order) {
        auto facts = ChatTables::message(garden, u"$%1"_s.arg(order), ChatTables::anna, order, u"same words"_s);
        facts.sent = at(QDate(2026, 11, 1)); // the very same moment
        items << ChatTables::of(facts);
    }
    tables.deliver(items);
    const auto room = tables.item(garden);
    const auto search = ChatSearch::parse(u"same"_s);
    QSet<ItemId> seen;
    qint64 before = 0;
    for (int part = 0; part < 5; ++part) {
        const auto hits = tables.read([=](const Reader &reader) {
            return ChatFinding::messages(reader, search, {.room = room, .atMost = 10, .before = before});
        });
        QCOMPARE(hits.size(), 10);
        for (const auto &hit : hits) {
            QCOMPARE(hit.room, room);
            QVERIFY(!seen.contains(hit.event));
            seen << hit.event;
        }
        before = hits.last().row;
    }
    QVERIFY(tables
                .read([=](const Reader &reader) {
                    return ChatFinding::messages(reader, search, {.atMost = 10, .before = before});
                })
                .isEmpty());
}

void ChatSearchTest::findsRoomsAndPeople()
{
    ChatTables tables;
    auto direct = ChatTables::roomFacts(kitchen, {});
    direct.heroes = QStringList{ChatTables::bert};
    tables.deliver({ChatTables::of(ChatTables::roomFacts(garden, u"Gärten & Höfe"_s)), ChatTables::of(direct), ChatTables::of(ChatTables::memberFacts(kitchen, ChatTables::bert, u"Bert Müller"_s)),
                    ChatTables::of(ChatTables::memberFacts(garden, ChatTables::bert, u"Bert Müller"_s)), ChatTables::of(ChatTables::memberFacts(garden, ChatTables::me, u"Me Müller"_s))});
    const auto rooms = [&tables](const QString &words) {
        return tables.read([words](const Reader &reader) {
            return ChatFinding::rooms(reader, words);
        });
    };
    QCOMPARE(rooms(u"gaerten hof"_s), QList<ItemId>{tables.item(garden)});
    QCOMPARE(rooms(u"mueller"_s), QList<ItemId>{tables.item(kitchen)});
    QCOMPARE(rooms(u"xyz"_s), QList<ItemId>());
    QCOMPARE(rooms(u" "_s), QList<ItemId>());
    const auto people = tables.read([](const Reader &reader) {
        return ChatFinding::people(reader, u"muller"_s);
    });
    QCOMPARE(people.size(), 1);
    QCOMPARE(people.first().userId, ChatTables::bert);
}

QTEST_GUILESS_MAIN(ChatSearchTest)
#include "chatsearchtest.moc"
