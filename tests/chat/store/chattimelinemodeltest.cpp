// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chatactionsfixture.h"
#include "chat/store/chatactionsservices.h"

#include "chat/chattimelinemodel.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>

using namespace Kontor;

/// What the timeline of a room shows, and how it follows what happens.
class ChatTimelineModelTest : public QObject
{
    Q_OBJECT

    struct Stage {
        ChatActionsFixture f;
        ChatActionsServices services;
        std::unique_ptr<ChatTimelineModel> model;
        std::unique_ptr<QAbstractItemModelTester> tester;
        QString id;
        ItemId room;
        QModelIndex arrivedAt;
        int arrivals = 0;
        int misses = 0;

        explicit Stage(int messages = 0, const QString &name = u"room"_s)
        {
            id = f.room(name);
            for (int number = 0; number < messages; ++number) {
                f.server.say(id, u"@anna:example.org"_s, u"message %1"_s.arg(number));
            }
            if (!f.round()) {
                qFatal("the round failed");
            }
            room = f.item(id);
            model = std::make_unique<ChatTimelineModel>(**f.store, &services);
            tester = std::make_unique<QAbstractItemModelTester>(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
            QObject::connect(model.get(), &ChatTimelineModel::arrived, model.get(), [this](const QModelIndex &index) {
                arrivedAt = index;
                ++arrivals;
            });
            QObject::connect(model.get(), &ChatTimelineModel::missed, model.get(), [this] {
                ++misses;
            });
        }
        void open(const QString &thread = {})
        {
            model->setView({room, thread});
            settle();
        }
        /// Until the model shows what is in the store.
        void settle()
        {
            (*f.store)->drain();
            if (!model->view().room) {
                return;
            }
            model->refresh();
            int finished = 0;
            const auto connection = QObject::connect(model.get(), &QueryModel::queryFinished, model.get(), [&finished] {
                ++finished;
            });
            if (!waitUntil([&] {
                    return finished > 0 && model->isReady();
                })) {
                qFatal("the model does not answer");
            }
            QObject::disconnect(connection);
        }
        void round()
        {
            if (!f.round()) {
                qFatal("the round failed");
            }
            settle();
        }
        /// All rows, loaded.
        QStringList lines()
        {
            QStringList lines;
            const bool isLoaded = waitUntil([&] {
                lines.clear();
                for (int row = 0; row < model->rowCount(); ++row) {
                    const auto *one = model->rowAt(row);
                    if (!one) {
                        return false;
                    }
                    switch (one->kind) {
                    case ChatRowKind::Day:
                        lines << u"-- "_s + one->time.date().toString(Qt::ISODate);
                        break;
                    case ChatRowKind::Unread:
                        lines << u"-- new"_s;
                        break;
                    case ChatRowKind::Gap:
                        lines << u"-- gap"_s;
                        break;
                    default:
                        lines << model->index(row, 0).data().toString();
                    }
                }
                return true;
            });
            return isLoaded ? lines : QStringList{u"never loaded"_s};
        }
        QStringList messages()
        {
            auto all = lines();
            all.removeIf([](const QString &line) {
                return line.startsWith(u"-- ");
            });
            return all;
        }
        QString state(const QString &user, const QString &name)
        {
            ChatEventFacts facts;
            facts.roomId = id;
            facts.sender = user;
            facts.type = u"m.room.name"_s;
            facts.stateKey = u""_s;
            facts.content = {{u"name"_s, name}};
            return f.server.event(facts);
        }
    };

    static QStringList numbered(int from, int to)
    {
        QStringList texts;
        for (int number = from; number <= to; ++number) {
            texts << u"message %1"_s.arg(number);
        }
        return texts;
    }

private Q_SLOTS:
    void opensAtItsEndAndGrows()
    {
        Stage s(1000);
        s.open();
        QVERIFY(s.model->isAtEnd());
        QVERIFY(!s.model->isAtStart());
        QVERIFY(s.model->rowCount() < 120);
        QCOMPARE(s.messages().last(), u"message 999"_s);
        const QPersistentModelIndex here = s.model->indexOfItem(s.model->itemAt(s.model->rowCount() - 1));
        for (int step = 0; step < 10 && !s.model->isAtStart(); ++step) {
            const auto before = s.model->rowCount();
            s.model->noteVisible(0, 20);
            QVERIFY(waitUntil([&] {
                return s.model->rowCount() > before;
            }));
        }
        QVERIFY(s.model->isAtStart());
        QCOMPARE(s.messages(), numbered(0, 999));
        QCOMPARE(here.row(), s.model->rowCount() - 1);
        // What comes now comes at the end, and takes nothing away above.
        s.f.server.say(s.id, u"@ben:example.org"_s, u"message 1000"_s);
        s.round();
        QCOMPARE(s.messages(), numbered(0, 1000));
    }

    void waitingOnesStandAtTheEndInOrder()
    {
        Stage s(3);
        s.open();
        QVERIFY(s.f.send(s.room, u"one"_s));
        QVERIFY(s.f.send(s.room, u"two"_s));
        s.f.server.say(s.id, u"@ben:example.org"_s, u"between"_s);
        s.f.server.fault = [](const Change &) {
            return ChatActionsServer::Strikes::BeforeEffect;
        };
        (void)s.f.round();
        s.settle();
        QCOMPARE(s.messages(), numbered(0, 2) + QStringList({u"one"_s, u"two"_s}));
        QVERIFY(s.model->rowAt(s.model->rowCount() - 1)->isWaiting);
        s.f.server.fault = {};
        s.f.rounds(5);
        s.settle();
        QCOMPARE(s.messages(), numbered(0, 2) + QStringList({u"between"_s, u"one"_s, u"two"_s}));
        QVERIFY(!s.model->rowAt(s.model->rowCount() - 1)->isWaiting);
    }

    void unreadLineStaysWhereItWas()
    {
        Stage s(5);
        const auto readEvent = u"$event3"_s;
        ChatRoomFacts facts;
        facts.roomId = s.id;
        facts.readEvent = readEvent;
        s.f.server.tell(facts);
        s.round();
        s.open();
        QVERIFY(s.model->unreadLine().isValid());
        const auto wanted = QStringList{u"message 0"_s, u"message 1"_s, u"message 2"_s, u"-- new"_s, u"message 3"_s, u"message 4"_s};
        QCOMPARE(s.lines().mid(1), wanted);
        // Reading it, and what comes, does not move it.
        facts.readEvent = u"$event5"_s;
        s.f.server.tell(facts);
        s.f.server.say(s.id, u"@ben:example.org"_s, u"later"_s);
        s.round();
        QCOMPARE(s.lines().mid(1), wanted + QStringList{u"later"_s});
        // Only when it is opened again.
        facts.readEvent = u"$event6"_s;
        s.f.server.tell(facts);
        s.round();
        s.open();
        QVERIFY(!s.model->unreadLine().isValid());
        // And while it is open, what comes is seen as it comes.
        s.f.server.say(s.id, u"@ben:example.org"_s, u"live"_s);
        s.round();
        QVERIFY(!s.model->unreadLine().isValid());
    }

    void farUnreadLineIsOneJumpAway()
    {
        Stage s(1000);
        ChatRoomFacts facts;
        facts.roomId = s.id;
        facts.readEvent = u"$event100"_s;
        s.f.server.tell(facts);
        s.round();
        s.open();
        QVERIFY(!s.model->unreadLine().isValid());
        s.model->goToUnread();
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 1;
        }));
        QVERIFY(s.model->unreadLine().isValid());
        QCOMPARE(s.model->rowAt(s.arrivedAt)->text, u"message 100"_s);
    }

    void daysSeparateAndWrongClocksDoNot()
    {
        Stage s;
        const auto at = [&s](const QDateTime &time, const QString &text) {
            ChatEventFacts facts;
            facts.roomId = s.id;
            facts.sender = u"@anna:example.org"_s;
            facts.type = u"m.room.message"_s;
            facts.content = {{u"msgtype"_s, u"m.text"_s}, {u"body"_s, text}};
            facts.sent = time.toMSecsSinceEpoch();
            s.f.server.event(facts);
        };
        at(QDateTime(QDate(2026, 3, 1), QTime(23, 59)), u"a"_s);
        at(QDateTime(QDate(2026, 3, 2), QTime(0, 1)), u"b"_s);
        at(QDateTime(QDate(1970, 1, 2), QTime(0, 1)), u"wrong clock"_s);
        at(QDateTime(QDate(2199, 1, 2), QTime(0, 1)), u"very wrong clock"_s);
        at(QDateTime(QDate(2026, 3, 2), QTime(0, 2)), u"c"_s);
        at(QDateTime(QDate(2026, 3, 4), QTime(0, 2)), u"d"_s);
        s.round();
        s.open();
        QCOMPARE(
            s.lines(),
            QStringList({u"-- 2026-03-01"_s, u"a"_s, u"-- 2026-03-02"_s, u"b"_s, u"wrong clock"_s, u"very wrong clock"_s, u"c"_s, u"-- 2026-03-04"_s, u"d"_s}));
        s.model->goToDay(QDate(2026, 3, 3));
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 1;
        }));
        QVERIFY(s.arrivedAt.isValid());
    }

    void changesOfTheRoomAreFolded()
    {
        Stage s(1);
        for (int number = 0; number < 4; ++number) {
            s.state(u"@anna:example.org"_s, u"name %1"_s.arg(number));
        }
        s.f.server.say(s.id, u"@ben:example.org"_s, u"stop"_s);
        s.state(u"@anna:example.org"_s, u"alone"_s);
        s.round();
        s.open();
        auto lines = s.messages();
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines.at(1), u"4 changes to the room"_s);
        int fold = -1;
        for (int row = 0; row < s.model->rowCount(); ++row) {
            if (s.model->shapeAt(row).folded == 4) {
                fold = row;
            }
        }
        QVERIFY(fold > 0);
        QVERIFY(s.model->spokenAt(fold).contains(u"collapsed"));
        s.model->setUnfolded(s.model->index(fold, 0), Qt::Checked);
        s.settle();
        QCOMPARE(s.messages().size(), 7);
        QVERIFY(s.model->shapeAt(fold).isUnfolded);
        // More of them, while it is open.
        s.state(u"@anna:example.org"_s, u"one more"_s);
        s.round();
        QVERIFY(s.model->shapeAt(fold).isUnfolded);
        s.model->setUnfolded(s.model->index(fold, 0), Qt::Unchecked);
        s.settle();
        QCOMPARE(s.messages().size(), 4); // and the two at the end are one now
    }

    void sendersAreGrouped()
    {
        Stage s;
        s.f.server.say(s.id, u"@anna:example.org"_s, u"a"_s);
        s.f.server.say(s.id, u"@anna:example.org"_s, u"b"_s);
        s.f.server.say(s.id, u"@ben:example.org"_s, u"c"_s);
        s.f.server.order += 3600; // an hour later
        s.f.server.say(s.id, u"@ben:example.org"_s, u"d"_s);
        s.round();
        s.open();
        QList<bool> begins;
        for (int row = 0; row < s.model->rowCount(); ++row) {
            if (s.model->kindAt(row) == ChatRowKind::Text) {
                begins << s.model->shapeAt(row).beginsGroup;
            }
        }
        QCOMPARE(begins, QList<bool>({true, false, true, true}));
    }

    void jumpsToWhereverItWasAsked()
    {
        Stage s(1000);
        s.open();
        s.model->goToItem(s.f.item(u"$event101"_s));
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 1;
        }));
        QCOMPARE(s.model->rowAt(s.arrivedAt)->text, u"message 100"_s);
        QVERIFY(!s.model->isAtEnd() && !s.model->isAtStart());
        // What comes at the end is not to be seen from here.
        const auto before = s.model->rowCount();
        s.f.server.say(s.id, u"@ben:example.org"_s, u"new"_s);
        s.round();
        QCOMPARE(s.model->rowCount(), before);
        s.model->noteVisible(s.model->rowCount() - 10, s.model->rowCount() - 1);
        QVERIFY(waitUntil([&] {
            return s.model->rowCount() > before;
        }));
        s.model->goToEnd();
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 2;
        }));
        QCOMPARE(s.messages().last(), u"new"_s);

        s.model->goToEvent(u"$nowhere"_s); // and there is no network
        QVERIFY(waitUntil([&s] {
            return s.misses == 1;
        }));
        s.services.onEvent = [&s](const QString &) {
            return Result<ItemId>(s.f.item(u"$event11"_s));
        };
        s.model->goToEvent(u"$nowhere"_s);
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 3;
        }));
        QCOMPARE(s.model->rowAt(s.arrivedAt)->text, u"message 10"_s);
    }

    void gapsAreFilledWhenTheyAreSeen()
    {
        Stage s(3);
        ChatGapFacts gap;
        gap.roomId = s.id;
        gap.token = u"t1"_s;
        gap.order = 1000;
        gap.floor = -1'000'000;
        s.f.server.tell(gap);
        s.round();
        s.open();
        QCOMPARE(s.lines().first(), u"-- gap"_s);
        s.model->noteVisible(0, 3);
        // No network: it says so, and is not asked again and again.
        QVERIFY(waitUntil([&s] {
            return !s.model->index(0, 0).data(ChatTimelineModel::ProblemRole).toString().isEmpty();
        }));
        QVERIFY(s.model->spokenAt(0).contains(u"There is no network."));
        s.model->noteVisible(0, 2);
        s.settle();
        QCOMPARE(s.services.gapsAsked, 1);
        // The network is back.
        s.services.onGap = [&](ItemId) -> Result<void> {
            for (int number = -1; number >= -3; --number) {
                ChatEventFacts facts;
                facts.roomId = s.id;
                facts.order = 1000 + number;
                facts.sender = u"@anna:example.org"_s;
                facts.type = u"m.room.message"_s;
                facts.content = {{u"msgtype"_s, u"m.text"_s}, {u"body"_s, u"message %1"_s.arg(number)}};
                s.f.server.event(facts);
            }
            gap.order = 990;
            s.f.server.tell(gap);
            return {};
        };
        s.model->retryGap(s.model->index(0, 0));
        QVERIFY(waitUntil([&s] {
            return s.services.gapsAsked == 2;
        }));
        s.services.onGap = {};
        s.round();
        QCOMPARE(s.messages(), QStringList({u"message -3"_s, u"message -2"_s, u"message -1"_s}) + numbered(0, 2));
        QCOMPARE(s.lines().first(), u"-- gap"_s); // the rest is still there
    }

    void threadsStandAlone()
    {
        Stage s(2);
        const auto root = u"$event1"_s;
        const QJsonObject inThread{{u"m.relates_to"_s, QJsonObject{{u"rel_type"_s, u"m.thread"_s}, {u"event_id"_s, root}}}};
        s.f.server.say(s.id, u"@ben:example.org"_s, u"aside"_s, inThread);
        const auto last = s.f.server.say(s.id, u"@ben:example.org"_s, u"more"_s, inThread);
        s.round();
        s.open();
        QCOMPARE(s.messages(), numbered(0, 1));
        s.model->goToEvent(last); // is shown by its root
        QVERIFY(waitUntil([&s] {
            return s.arrivals == 1;
        }));
        QCOMPARE(s.model->rowAt(s.arrivedAt)->text, u"message 0"_s);
        s.open(root);
        QCOMPARE(s.messages(), QStringList({u"message 0"_s, u"aside"_s, u"more"_s}));
    }

    /// Whatever happens, the model is what a plain question says, and each step of it was a proper one.
    void randomChanges_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {11U, 12U, 13U, 14U}) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void randomChanges()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Stage s(150);
        s.open();
        int said = 0;
        for (int step = 0; step < 60; ++step) {
            for (int count = random.bounded(4); count >= 0; --count) {
                const auto person = random.bounded(2) ? u"@anna:example.org"_s : u"@ben:example.org"_s;
                const auto target = u"$event%1"_s.arg(random.bounded(s.f.server.nextId - 1) + 1);
                switch (random.bounded(8)) {
                case 0:
                case 1:
                    s.f.server.say(s.id, person, u"said %1"_s.arg(said++));
                    break;
                case 2:
                    s.state(person, u"name %1"_s.arg(said++));
                    break;
                case 3: {
                    ChatEventFacts facts;
                    facts.roomId = s.id;
                    facts.sender = person;
                    facts.type = u"m.reaction"_s;
                    facts.content = {{u"m.relates_to"_s, QJsonObject{{u"rel_type"_s, u"m.annotation"_s}, {u"event_id"_s, target}, {u"key"_s, u"👍"_s}}}};
                    s.f.server.event(facts);
                    break;
                }
                case 4: {
                    ChatEventFacts facts;
                    facts.roomId = s.id;
                    facts.sender = person;
                    facts.type = u"m.room.redaction"_s;
                    facts.content = {{u"redacts"_s, target}};
                    s.f.server.event(facts);
                    break;
                }
                case 5:
                    (void)s.f.send(s.room, u"mine %1"_s.arg(said++));
                    break;
                case 6: {
                    ChatMemberFacts facts;
                    facts.roomId = s.id;
                    facts.userId = person;
                    facts.name = u"Name %1"_s.arg(said++);
                    s.f.server.tell(facts);
                    break;
                }
                default: { // out of order: from a gap
                    ChatEventFacts facts;
                    facts.roomId = s.id;
                    facts.order = 900 - said;
                    facts.sender = person;
                    facts.type = u"m.room.message"_s;
                    facts.content = {{u"msgtype"_s, u"m.text"_s}, {u"body"_s, u"old %1"_s.arg(said++)}};
                    s.f.server.event(facts);
                }
                }
            }
            if (random.bounded(4) == 0) {
                s.model->noteVisible(0, 20);
            }
            if (random.bounded(4) == 0 && s.model->rowCount() > 0) {
                s.model->setUnfolded(s.model->index(random.bounded(s.model->rowCount()), 0), random.bounded(2) ? Qt::Checked : Qt::Unchecked);
            }
            (void)s.f.round();
            if (random.bounded(3) != 0) {
                continue;
            }
            s.settle();
            const auto wanted
                = s.f.read([room = s.room](const Reader &reader) -> Result<QList<qint64>> {
                         QList<qint64> all;
                         return reader.prepare("SELECT item FROM chat_event WHERE room = ?1 AND shown = 1 AND threaded = 0 ORDER BY position, item")
                             .each(
                                 [&all](const Statement &row) {
                                     all << row.integer(0);
                                 },
                                 room)
                             .transform([&all] {
                                 return all;
                             });
                     })
                      .value();
            QList<qint64> shown;
            QSet<qint64> folds;
            qint64 folded = 0;
            for (int row = 0; row < s.model->rowCount(); ++row) {
                if (s.model->itemAt(row)) {
                    shown << s.model->itemAt(row).value;
                    const auto shape = s.model->shapeAt(row);
                    folded += shape.folded > 0 && !shape.isUnfolded ? shape.folded - 1 : 0;
                }
            }
            QCOMPARE(shown.size(), QSet<qint64>(shown.cbegin(), shown.cend()).size());
            const auto inWindow = shown.size() + folded;
            QVERIFY(s.model->isAtEnd());
            if (s.model->isAtStart()) {
                QCOMPARE(inWindow, wanted.size());
            }
            // In the order of the question, with the folded ones left out.
            QList<qint64> expected;
            for (const auto item : wanted.last(inWindow)) {
                if (s.model->indexOfItem(ItemId{item}).isValid() && s.model->itemAt(s.model->indexOfItem(ItemId{item}).row()).value == item) {
                    expected << item;
                } else {
                    QVERIFY(s.model->indexOfItem(ItemId{item}).isValid());
                }
            }
            QCOMPARE(shown, expected);
            s.lines();
            const auto rows = s.f.read([shown](const Reader &reader) {
                                     return ChatRows::timeline(reader, shown);
                                 })
                                  .value();
            for (int row = 0; row < s.model->rowCount(); ++row) {
                if (const auto item = s.model->itemAt(row); item) {
                    const auto *have = s.model->rowAt(row);
                    QVERIFY(have);
                    QCOMPARE(have->text, rows.value(item.value).text);
                    QCOMPARE(have->senderName, rows.value(item.value).senderName);
                    QCOMPARE(have->reactions, rows.value(item.value).reactions);
                    QVERIFY(*have == rows.value(item.value));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(ChatTimelineModelTest)
#include "chattimelinemodeltest.moc"
