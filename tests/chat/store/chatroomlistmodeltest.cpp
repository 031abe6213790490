// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chatactionsfixture.h"

#include "chat/chatmembermodel.h"
#include "chat/chatmentions.h"
#include "chat/chatroomlistmodel.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QRandomGenerator>

using namespace Kontor;

/// The list of rooms, the people of a room, and who is proposed while one types.
class ChatRoomListModelTest : public QObject
{
    Q_OBJECT

    struct Stage {
        ChatActionsFixture f;
        std::unique_ptr<ChatRoomListModel> model;
        std::unique_ptr<QAbstractItemModelTester> tester;

        Stage()
        {
            model = std::make_unique<ChatRoomListModel>(**f.store);
            tester = std::make_unique<QAbstractItemModelTester>(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        }
        void settle()
        {
            (*f.store)->drain();
            int finished = 0;
            const auto connection = QObject::connect(model.get(), &QueryModel::queryFinished, model.get(), [&finished] {
                ++finished;
            });
            model->refresh();
            if (!waitUntil([&] {
                    return finished > 0 && model->isReady();
                })) {
                qFatal("the model does not answer");
            }
            QObject::disconnect(connection);
        }
        void show(const ChatRoomView &view)
        {
            model->setView(view);
            settle();
        }
        void round()
        {
            if (!f.round()) {
                qFatal("the round failed");
            }
        }
        QStringList lines()
        {
            QStringList lines;
            const bool isLoaded = waitUntil([&] {
                lines.clear();
                for (int row = 0; row < model->rowCount(); ++row) {
                    if (!model->rowAt(row)) {
                        return false;
                    }
                    lines << (model->isHeading(row) ? u"# "_s : QString()) + model->index(row, 0).data().toString();
                }
                return true;
            });
            return isLoaded ? lines : QStringList{u"never loaded"_s};
        }
        void tell(const QString &name, const std::function<void(ChatRoomFacts &)> &change)
        {
            ChatRoomFacts facts;
            facts.roomId = u"!%1:example.org"_s.arg(name);
            change(facts);
            f.server.tell(facts);
        }
    };

private Q_SLOTS:
    void sections()
    {
        Stage s;
        for (const auto &name : {u"alpha"_s, u"beta"_s, u"gamma"_s, u"delta"_s, u"invited"_s, u"left"_s}) {
            s.f.room(name);
        }
        s.f.room(u"anna"_s, {u"@anna:example.org"_s});
        ChatAccountFacts own;
        own.userId = s.f.server.userId;
        own.direct = QHash<QString, QStringList>{{u"@anna:example.org"_s, {u"!anna:example.org"_s}}};
        s.f.server.tell(own);
        s.tell(u"beta"_s, [](ChatRoomFacts &facts) {
            facts.tags = QHash<QString, double>{{u"m.favourite"_s, 0.5}};
        });
        s.tell(u"gamma"_s, [](ChatRoomFacts &facts) {
            facts.tags = QHash<QString, double>{{u"m.lowpriority"_s, 0.5}};
        });
        s.tell(u"invited"_s, [](ChatRoomFacts &facts) {
            facts.membership = u"invite"_s;
        });
        s.tell(u"left"_s, [](ChatRoomFacts &facts) {
            facts.membership = u"leave"_s;
        });
        s.f.server.say(u"!alpha:example.org"_s, u"@ben:example.org"_s, u"first"_s);
        s.f.server.say(u"!delta:example.org"_s, u"@ben:example.org"_s, u"second"_s);
        s.round();
        s.show({});
        QCOMPARE(s.lines(),
                 QStringList({u"# Invitations"_s,
                              u"invited"_s,
                              u"# Favourites"_s,
                              u"beta"_s,
                              u"# People"_s,
                              u"anna"_s,
                              u"# Rooms"_s,
                              u"delta"_s,
                              u"alpha"_s,
                              u"# Low Priority"_s,
                              u"gamma"_s}));
        // What is new comes first, live.
        s.f.server.say(u"!alpha:example.org"_s, u"@ben:example.org"_s, u"third"_s);
        s.round();
        QVERIFY(waitUntil([&s] {
            return s.lines().mid(7, 2) == QStringList({u"alpha"_s, u"delta"_s});
        }));
        s.show({.sort = ChatRoomView::Sort::Name});
        QCOMPARE(s.lines().mid(7, 2), QStringList({u"alpha"_s, u"delta"_s}));
        // Words: without headings.
        s.show({.words = u"DÉL"_s});
        QCOMPARE(s.lines(), QStringList{u"delta"_s});
        s.show({.words = u"nothing like it"_s});
        QVERIFY(s.lines().isEmpty());
    }

    void collapsedSectionsShowMentions()
    {
        Stage s;
        s.f.room(u"quiet"_s);
        s.f.room(u"loud"_s);
        s.tell(u"loud"_s, [](ChatRoomFacts &facts) {
            facts.notifications = 3;
            facts.highlights = 1;
        });
        s.round();
        s.show({});
        QCOMPARE(s.lines().size(), 3);
        s.model->setCollapsed(ChatRoomListRow::Section::Rooms, Qt::Checked);
        s.settle();
        QCOMPARE(s.lines(), QStringList({u"# Rooms"_s, u"loud"_s}));
        QVERIFY(s.model->index(0, 0).data(ChatRoomListModel::SpokenRole).toString().contains(u"collapsed"));
        QVERIFY(s.model->index(0, 0).data(ChatRoomListModel::SpokenRole).toString().contains(u"3 unread"));
        s.show({.show = ChatRoomView::Show::Unread});
        s.model->setCollapsed(ChatRoomListRow::Section::Rooms, Qt::Unchecked);
        s.settle();
        QCOMPARE(s.lines(), QStringList({u"# Rooms"_s, u"loud"_s}));
        QCOMPARE(s.model->roomAt(s.model->nextUnread({}).row()), s.f.item(u"!loud:example.org"_s));
        const auto totals = s.f.read([](const Reader &reader) {
                                   return ChatRoomListing::totals(reader);
                               })
                                .value();
        QCOMPARE(totals.unread, 1);
        QCOMPARE(totals.mentions, 1);
    }

    void spaceHoldsWhatLiesInItAtAnyDepth()
    {
        Stage s;
        for (const auto &name : {u"inside"_s, u"deep"_s, u"outside"_s}) {
            s.f.room(name);
        }
        const auto space = [&s](const QString &name, const QStringList &children) {
            s.f.room(name);
            s.tell(name, [&](ChatRoomFacts &facts) {
                facts.state[u"m.room.create"_s].insert(u""_s, {{u"type"_s, u"m.space"_s}, {u"creator"_s, u"@anna:example.org"_s}});
                for (const auto &child : children) {
                    facts.state[u"m.space.child"_s].insert(u"!%1:example.org"_s.arg(child), {{u"via"_s, QJsonArray{u"example.org"_s}}});
                }
            });
        };
        space(u"outer"_s, {u"inside"_s, u"inner"_s});
        space(u"inner"_s, {u"deep"_s, u"outer"_s}); // in a circle
        s.round();
        s.show({.space = s.f.item(u"!outer:example.org"_s), .sort = ChatRoomView::Sort::Name});
        QCOMPARE(s.lines(), QStringList({u"# Rooms"_s, u"deep"_s, u"inside"_s}));
        const auto spaces = s.f.read([](const Reader &reader) {
                                   return ChatRoomListing::spaces(reader, {});
                               })
                                .value();
        QCOMPARE(spaces.size(), 2);
        s.show({.sort = ChatRoomView::Sort::Name});
        QCOMPARE(s.lines(), QStringList({u"# Rooms"_s, u"deep"_s, u"inside"_s, u"outside"_s})); // spaces are no rooms
    }

    void rowsAreSpoken()
    {
        ChatRoomRow room;
        room.title = u"Budget 2027"_s;
        room.unread = 3;
        room.mentions = 1;
        room.lastSender = u"Anna"_s;
        room.lastText = u"see you at ten"_s;
        room.lastTime = QDateTime(QDate::currentDate(), QTime(10, 12));
        QCOMPARE(ChatRoomListModel::spoken(room),
                 u"Budget 2027, 3 unread, 1 mention, Anna: see you at ten, %1"_s.arg(ChatRoomListModel::clockText(QTime(10, 12))));
    }

    void roomWithSomethingUnsentDoesNotVanish()
    {
        Stage s;
        s.f.room(u"kicked"_s);
        s.round();
        QVERIFY(s.f.send(s.f.item(u"!kicked:example.org"_s), u"unsent"_s));
        s.f.server.refusal = [](const Change &) {
            return std::optional(Error{.kind = Error::Kind::Forbidden, .message = u"No."_s, .detail = {}});
        };
        s.tell(u"kicked"_s, [](ChatRoomFacts &facts) {
            facts.membership = u"leave"_s;
        });
        (void)s.f.round();
        s.show({});
        QCOMPARE(s.lines(), QStringList({u"# Rooms"_s, u"kicked"_s}));
        QVERIFY(s.model->rowAt(1)->room->hasFailed);
    }

    void randomChanges_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {21U, 22U, 23U}) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void randomChanges()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Stage s;
        constexpr int rooms = 40;
        for (int room = 0; room < rooms; ++room) {
            s.f.room(u"room%1"_s.arg(room));
        }
        s.round();
        ChatRoomView view;
        view.sort = ChatRoomView::Sort(random.bounded(3));
        s.show(view);
        for (int step = 0; step < 40; ++step) {
            for (int count = random.bounded(5); count >= 0; --count) {
                const auto name = u"room%1"_s.arg(random.bounded(rooms));
                switch (random.bounded(5)) {
                case 0:
                    s.f.server.say(u"!%1:example.org"_s.arg(name), u"@anna:example.org"_s, u"hello"_s);
                    break;
                case 1:
                    s.tell(name, [&](ChatRoomFacts &facts) {
                        facts.tags = random.bounded(2) ? QHash<QString, double>{{random.bounded(2) ? u"m.favourite"_s : u"m.lowpriority"_s, 0.5}}
                                                       : QHash<QString, double>();
                    });
                    break;
                case 2:
                    s.tell(name, [&](ChatRoomFacts &facts) {
                        facts.notifications = random.bounded(3);
                        facts.highlights = random.bounded(2);
                    });
                    break;
                case 3:
                    s.tell(name, [&](ChatRoomFacts &facts) {
                        facts.membership = random.bounded(3) ? u"join"_s : u"leave"_s;
                    });
                    break;
                default:
                    s.tell(name, [&](ChatRoomFacts &facts) {
                        facts.state[u"m.room.name"_s].insert(u""_s, {{u"name"_s, u"name %1"_s.arg(random.bounded(1000))}});
                    });
                }
            }
            s.round();
            if (random.bounded(5) == 0) {
                s.model->setCollapsed(ChatRoomListRow::Section(random.bounded(5)), random.bounded(2) ? Qt::Checked : Qt::Unchecked);
            }
            if (random.bounded(3) != 0) {
                continue;
            }
            s.settle();
            s.lines();
            // A plain question, sorted by the rules as they are told.
            const auto ids = s.f.read([](const Reader &reader) -> Result<QList<qint64>> {
                                    QList<qint64> all;
                                    return reader.prepare("SELECT item FROM chat_room WHERE membership = 'join' AND space = 0")
                                        .each([&all](const Statement &row) {
                                            all << row.integer(0);
                                        })
                                        .transform([&all] {
                                            return all;
                                        });
                                })
                                 .value();
            const auto all = s.f.read([ids](const Reader &reader) {
                                    return ChatRows::rooms(reader, ids);
                                })
                                 .value();
            const auto sectionOf = [](const ChatRoomRow &room) {
                return room.isFavourite ? 1 : room.isLowPriority ? 4 : room.directWith.isEmpty() ? 3 : 2;
            };
            QSet<qint64> wanted;
            for (const auto &room : all) {
                if (!s.model->collapsed().contains(sectionOf(room)) || room.mentions > 0) {
                    wanted << room.item.value;
                }
            }
            QSet<qint64> shown;
            int lastSection = -1;
            const ChatRoomRow *above = nullptr;
            for (int row = 0; row < s.model->rowCount(); ++row) {
                const auto *one = s.model->rowAt(row);
                QVERIFY(one);
                if (!one->room) {
                    QVERIFY(int(one->section) > lastSection);
                    lastSection = int(one->section);
                    above = nullptr;
                    continue;
                }
                QVERIFY(*one->room == all.value(one->room->item.value));
                QCOMPARE(sectionOf(*one->room), lastSection);
                shown << one->room->item.value;
                if (above && view.sort == ChatRoomView::Sort::Activity) {
                    QVERIFY(!above->lastTime.isValid() || !one->room->lastTime.isValid() || above->lastTime >= one->room->lastTime);
                }
                if (above && view.sort == ChatRoomView::Sort::UnreadFirst) {
                    const auto weight = [](const ChatRoomRow &room) {
                        return room.mentions > 0 ? 2 : room.unread > 0 || room.isMarkedUnread ? 1 : 0;
                    };
                    QVERIFY(weight(*above) >= weight(*one->room));
                }
                above = &*one->room;
            }
            QCOMPARE(shown, wanted);
        }
    }

    void peopleByPowerThenName()
    {
        Stage s;
        s.f.room(u"people"_s, {u"@zoe:example.org"_s, u"@anna:example.org"_s, u"@ben:example.org"_s});
        s.tell(u"people"_s, [](ChatRoomFacts &facts) {
            facts.state[u"m.room.power_levels"_s].insert(u""_s, {{u"users"_s, QJsonObject{{u"@zoe:example.org"_s, 100}, {u"@ben:example.org"_s, 50}}}});
        });
        ChatMemberFacts banned;
        banned.roomId = u"!people:example.org"_s;
        banned.userId = u"@evil:example.org"_s;
        banned.membership = u"ban"_s;
        s.f.server.tell(banned);
        s.round();
        ChatMemberModel model(**s.f.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRoom(s.f.item(u"!people:example.org"_s));
        const auto names = [&model] {
            QStringList names;
            for (int row = 0; row < model.rowCount(); ++row) {
                names << model.index(row, 0).data().toString();
            }
            return names;
        };
        QVERIFY(waitUntil([&] {
            return names() == QStringList({u"Zoe"_s, u"Ben"_s, u"Anna"_s, u"Me"_s});
        }));
        QCOMPARE(model.index(0, 0).data(ChatMemberModel::SpokenRole).toString(), u"Zoe, Administrator, @zoe:example.org"_s);
        model.setWords(u"an"_s);
        QVERIFY(waitUntil([&] {
            return names() == QStringList{u"Anna"_s};
        }));
        model.setWords({});
        model.setShow(ChatMemberModel::Show::Banned);
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 1 && names().first().contains(u"evil");
        }));
    }

    void completionKnowsWhoSpokeLast()
    {
        Stage s;
        const auto id = s.f.room(u"talk"_s, {u"@anna:example.org"_s, u"@andrea:example.org"_s, u"@ben:example.org"_s});
        s.f.server.say(id, u"@andrea:example.org"_s, u"hello"_s);
        s.round();
        const auto room = s.f.item(id);
        const auto titles = [&](const QString &typed) {
            const auto trigger = ChatMentions::trigger(typed, typed.size());
            QStringList titles;
            for (const auto found = waitedFor(ChatMentions::find(**s.f.store, room, *trigger)).value(); const auto &one : found) {
                titles << one.title;
            }
            return titles;
        };
        QCOMPARE(titles(u"@an"_s), QStringList({u"Andrea"_s, u"Anna"_s}));
        QCOMPARE(titles(u"@ben"_s), QStringList{u"Ben"_s});
        QVERIFY(titles(u"@ro"_s).contains(u"@room"_s));
        QVERIFY(!titles(u"@"_s).contains(u"Me"_s)); // nobody calls oneself
        QVERIFY(!titles(u":rocket"_s).isEmpty());
        QVERIFY(titles(u"/to"_s).first().startsWith(u"/topic"));
        const auto anna = waitedFor(ChatMentions::find(**s.f.store, room, *ChatMentions::trigger(u"@anna"_s, 5))).value().first();
        QCOMPARE(anna.mention->id, u"@anna:example.org"_s);
        QCOMPARE(anna.insert, u"@Anna"_s);
    }
};

QTEST_GUILESS_MAIN(ChatRoomListModelTest)
#include "chatroomlistmodeltest.moc"
