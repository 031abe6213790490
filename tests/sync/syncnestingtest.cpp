// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/itemwriter.h"
#include "syncscene.h"

#include <QTest>

using namespace Kontor;

/// Items that lie in other items: what waits for what, and what moves along.
class SyncNestingTest : public SyncScene
{
    Q_OBJECT

    ItemId folder; ///< "dir/", which the server knows
    ItemId inside; ///< "dir/file"

    /// As if the server had told them: the names it gives say nothing of folders.
    ItemId known(const QString &remoteId, const QString &uid)
    {
        f->server.folders[inbox].items.insert(remoteId, MemoryServer::Item{.note = {.uid = uid, .text = u"old"_s, .flags = {}, .size = 0}, .revision = f->server.touch(inbox), .body = {}});
        if (!f->round()) {
            qFatal("no round");
        }
        return f->item(uid);
    }

    ChangeId queue(Change change)
    {
        const auto ids = waitedFor(f->outbox->enqueue({change}));
        return ids ? ids->value(0) : ChangeId{};
    }

    ChangeId create(const QString &uid, ItemId ground, ChangeId follows = {})
    {
        const auto into = f->collection(u"Inbox"_s);
        const Change creation{
            .collection = into, .ground = ground, .follows = follows, .kind = NoteChange::Create, .arguments = {{u"uid"_s, uid}, {u"text"_s, u"new"_s}}};
        const auto ids = waitedFor(f->outbox->enqueue({creation}, [into](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            return transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(into).transform([&] {
                changes[0].item = ItemId{transaction.lastInsertId()};
            });
        }));
        return ids ? ids->value(0) : ChangeId{};
    }

    ChangeId text(ItemId item, const QString &text, ChangeReach reach = ChangeReach::Item)
    {
        return queue({.item = item, .reach = reach, .kind = NoteChange::Text, .arguments = {{u"text"_s, text}}});
    }

    /// The changes that a server is told now, while none is answered.
    QList<ChangeId> told()
    {
        f->startEngine();
        f->synchronizer->hold(u"push"_s, Strikes::BeforeEffect);
        f->engine->start();
        QList<ChangeId> ids;
        waitUntil(
            [&] {
                ids.clear();
                for (const auto all = f->changes(); const auto &change : all) {
                    if (change.state == ChangeState::InFlight) {
                        ids << change.id;
                    }
                }
                return !ids.isEmpty() && f->synchronizer->held(u"push"_s) == ids.size();
            },
            std::chrono::seconds(5));
        f->stopEngine();
        (void)execute("UPDATE change SET state = 0, answer_lost = 0");
        return ids;
    }

private Q_SLOTS:
    void init()
    {
        begin();
        QVERIFY(f->round());
        folder = known(u"dir/"_s, u"dir"_s);
        inside = known(u"dir/file"_s, u"file"_s);
        QVERIFY(folder && inside);
        f->stopEngine();
    }

    void whatLiesInANewFolderWaitsForIt()
    {
        const auto made = create(u"new"_s, folder);
        const auto in = create(u"in"_s, f->item(u"new"_s));
        const auto deep = create(u"deep"_s, f->item(u"in"_s));
        const auto other = create(u"other"_s, {});
        QCOMPARE(told(), QList<ChangeId>({made, other}));
        Q_UNUSED(in)
        Q_UNUSED(deep)
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void aParkedFolderHoldsUpOnlyWhatIsInIt()
    {
        const auto made = create(u"new"_s, {});
        const auto in = create(u"in"_s, f->item(u"new"_s));
        const auto other = create(u"other"_s, {});
        QVERIFY(waitedFor((*f->store)->write([made](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET state = 3 WHERE id = ?1").run(made);
        })));
        QVERIFY(f->round());
        QStringList left;
        for (const auto all = f->changes(); const auto &change : all) {
            left << QString::number(change.id.value);
        }
        QCOMPARE(left, QStringList({QString::number(made.value), QString::number(in.value)}));
        Q_UNUSED(other)
    }

    void aFolderThatVanishedHoldsNothingUp()
    {
        create(u"in"_s, folder);
        f->server.removeItem(inbox, u"dir/file"_s);
        f->server.removeItem(inbox, u"dir/"_s);
        f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Offline), u"push"_s);
        (void)f->round();
        QVERIFY(f->round());
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QVERIFY(!f->item(u"dir"_s));
        QVERIFY(f->item(u"in"_s));
    }

    void aFolderWaitsForWhatIsOnItsWayIntoIt()
    {
        const auto in = create(u"in"_s, folder);
        const auto moved = text(folder, u"moved"_s);
        QCOMPARE(told(), QList<ChangeId>{in});
        Q_UNUSED(moved)
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void whatTakesAllAlongWaitsForWhatWasDoneThere_data()
    {
        QTest::addColumn<int>("reach");
        QTest::newRow("moves") << int(ChangeReach::MovesAllBelow);
        QTest::newRow("removes") << int(ChangeReach::RemovesAllBelow);
    }

    void whatTakesAllAlongWaitsForWhatWasDoneThere()
    {
        QFETCH(int, reach);
        const auto below = text(inside, u"edited"_s);
        const auto whole = text(folder, u"moved"_s, ChangeReach(reach));
        const auto elsewhere = text(f->item(u"a"_s), u"edited"_s);
        QCOMPARE(told(), QList<ChangeId>({below, elsewhere}));
        Q_UNUSED(whole)
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void whatIsDoneLaterWaitsForWhatTakesAllAlong()
    {
        const auto whole = text(folder, u"moved"_s, ChangeReach::MovesAllBelow);
        const auto below = text(inside, u"edited"_s);
        const auto into = create(u"in"_s, inside);
        QCOMPARE(told(), QList<ChangeId>{whole});
        Q_UNUSED(below)
        Q_UNUSED(into)
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void aRefusedChangeHoldsUpARemovalAndNoMove_data()
    {
        whatTakesAllAlongWaitsForWhatWasDoneThere_data();
    }

    void aRefusedChangeHoldsUpARemovalAndNoMove()
    {
        QFETCH(int, reach);
        const auto below = text(inside, u"edited"_s);
        QVERIFY(execute("UPDATE change SET state = 3"));
        text(folder, u"moved"_s, ChangeReach(reach));
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), reach == int(ChangeReach::RemovesAllBelow) ? 2 : 1);
        Q_UNUSED(below)
    }

    void aFollowerWaits()
    {
        const auto first = text(f->item(u"a"_s), u"edited"_s);
        const auto second = create(u"new"_s, {}, first);
        QCOMPARE(told(), QList<ChangeId>{first});
        QVERIFY(waitedFor(f->outbox->discard(first)));
        QCOMPARE(told(), QList<ChangeId>{second});
    }

    void aFollowerOfTheSameCallIsNamedByItsPlace()
    {
        const auto ids = waitedFor(f->outbox->enqueue({Change{.item = f->item(u"a"_s), .kind = NoteChange::Text, .arguments = {{u"text"_s, u"x"_s}}},
                                                       Change{.item = f->item(u"b"_s), .follows = ChangeId{-1}, .kind = NoteChange::Text, .arguments = {{u"text"_s, u"y"_s}}}}))
                             .value();
        QCOMPARE(f->changes().at(1).follows, ids.at(0));
    }

    void nothingMergesIntoWhatOthersWaitFor()
    {
        const auto first = text(f->item(u"a"_s), u"one"_s);
        create(u"new"_s, {}, first);
        QVERIFY(text(f->item(u"a"_s), u"two"_s) != first);
        QCOMPARE(f->changes().size(), 3);
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void theLastGroundCounts()
    {
        const auto first = queue({.item = f->item(u"a"_s), .ground = folder, .kind = NoteChange::Text, .arguments = {{u"text"_s, u"x"_s}}});
        const auto second = queue({.item = f->item(u"a"_s), .ground = f->item(u"b"_s), .kind = NoteChange::Text, .arguments = {{u"text"_s, u"y"_s}}});
        QCOMPARE(first, second);
        QCOMPARE(f->changes().first().ground, f->item(u"b"_s));
        // A ground that is younger than the change would have two wait for one another.
        create(u"new"_s, {});
        const auto third = queue({.item = f->item(u"a"_s), .ground = f->item(u"new"_s), .kind = NoteChange::Text, .arguments = {{u"text"_s, u"z"_s}}});
        QVERIFY(third != first);
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void whatWasToLieInADiscardedFolderLiesAboveIt()
    {
        const auto made = create(u"new"_s, folder);
        create(u"in"_s, f->item(u"new"_s));
        const auto moved = queue({.item = f->item(u"a"_s), .ground = f->item(u"new"_s), .kind = NoteChange::Text, .arguments = {{u"text"_s, u"moved"_s}}});
        QVERIFY(waitedFor(f->outbox->discard(made)));
        const auto left = f->changes();
        QCOMPARE(left.size(), 1);
        QCOMPARE(left.first().ground, folder);
        QCOMPARE(left.first().item, f->item(u"in"_s));
        QVERIFY(!f->item(u"new"_s));
        QVERIFY(f->listing().contains(u"Inbox/a one []"_s)); // the move is off
        Q_UNUSED(moved)
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
    }

    void remoteIdsBelowMoveAlong()
    {
        const auto space = f->collection(u"Inbox"_s);
        known(u"dir0"_s, u"neighbour"_s); // sorts right behind all that is in it
        f->stopEngine();
        QVERIFY(waitedFor((*f->store)->write([space](Transaction &transaction) {
            return ItemWriter::relocate(transaction, space, QStringLiteral("dir/"), QStringLiteral("other/place/"));
        })));
        const auto at = [this](const QString &remoteId) {
            return f->number("SELECT count(*) FROM item WHERE remote_id = '" + remoteId.toUtf8() + "'");
        };
        QCOMPARE(at(u"other/place/"_s), 1);
        QCOMPARE(at(u"other/place/file"_s), 1);
        QCOMPARE(at(u"dir0"_s), 1);
        QCOMPARE(at(u"dir/"_s), 0);
        QCOMPARE(f->number("SELECT id FROM item WHERE remote_id = 'other/place/file'"), inside.value);
    }

    void nothingIsOverwrittenByAMove()
    {
        const auto space = f->collection(u"Inbox"_s);
        known(u"other/file"_s, u"there"_s);
        f->stopEngine();
        QVERIFY(waitedFor((*f->store)->write([space](Transaction &transaction) {
            return ItemWriter::relocate(transaction, space, QStringLiteral("dir/"), QStringLiteral("other/"));
        })));
        QCOMPARE(f->number("SELECT id FROM item WHERE remote_id = 'other/file'"), f->item(u"there"_s).value);
        QCOMPARE(f->number("SELECT id FROM item WHERE remote_id = 'dir/file'"), inside.value);
    }

    void thousandsWaitWithoutAnyCost()
    {
        const auto into = f->collection(u"Inbox"_s);
        QList<Change> creations;
        for (int i = 0; i < 3000; ++i) {
            creations << Change{.collection = into, .ground = folder, .kind = NoteChange::Create, .arguments = {{u"uid"_s, u"n%1"_s.arg(i)}, {u"text"_s, u"new"_s}}};
        }
        QVERIFY(waitedFor(f->outbox->enqueue(creations, [into](Transaction &transaction, QList<Change> &changes) -> Result<void> {
            for (auto &change : changes) {
                if (auto done = transaction.prepare("INSERT INTO item (collection) VALUES (?1)").run(into); !done) {
                    return done;
                }
                change.item = ItemId{transaction.lastInsertId()};
            }
            return {};
        })));
        QVERIFY(f->round());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->server.listing().size(), 3004);
    }
};

QTEST_GUILESS_MAIN(SyncNestingTest)
#include "syncnestingtest.moc"
