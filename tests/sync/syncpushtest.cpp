// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncscene.h"

#include "support/testclock.h"

using namespace Kontor;

/// What the user does reaches the server, exactly once.
class SyncPushTest : public SyncScene
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        begin();
    }

    void cleanup()
    {
        f.reset();
    }

    void carriesOutEachKind()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(f->setText(u"b"_s, u"rewritten"_s));
        QVERIFY(f->move(u"a"_s, u"Archive"_s));
        QVERIFY(f->addFlag(u"a"_s, u"flagged"_s));
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        QVERIFY(f->setText(u"c"_s, u"newer"_s));
        QVERIFY(f->move(u"c"_s, u"Archive"_s));
        QVERIFY(f->create(u"Inbox"_s, u"d"_s, u"short-lived"_s));
        QVERIFY(f->remove(u"d"_s));
        const auto seen = f->listing();
        QVERIFY(f->round());
        QCOMPARE(f->listing(), seen);
        verifySame();
        QCOMPARE(f->server.listing(), (QStringList{u"Archive/a one [flagged seen]"_s, u"Archive/c newer []"_s, u"Inbox/b rewritten []"_s}));
    }

    void terseServersWillDo_data()
    {
        QTest::addColumn<bool>("ids");
        QTest::addColumn<bool>("payloads");
        QTest::newRow("no new ids") << false << true;
        QTest::newRow("no payloads") << true << false;
        QTest::newRow("neither") << false << false;
    }

    void terseServersWillDo()
    {
        QFETCH(bool, ids);
        QFETCH(bool, payloads);
        f->server.tellsNewIds = ids;
        f->server.tellsPayloads = payloads;
        QVERIFY(f->round());
        f->stopEngine();
        const auto item = f->item(u"a"_s);
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(f->move(u"a"_s, u"Archive"_s));
        QVERIFY(f->setText(u"a"_s, u"moved, then changed"_s));
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        const auto created = f->item(u"c"_s);
        QVERIFY(f->addFlag(u"c"_s, u"seen"_s));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(f->round());
        }
        verifySame();
        QCOMPARE(f->server.listing(), (QStringList{u"Archive/a moved, then changed [seen]"_s, u"Inbox/b two []"_s, u"Inbox/c new [seen]"_s}));
        QCOMPARE(f->item(u"a"_s), item);
        QCOMPARE(f->item(u"c"_s), created);
    }

    void aRefusalIsParkedWithTheServersWords_data()
    {
        QTest::addColumn<int>("kind");
        for (const auto kind : {Error::Kind::Forbidden, Error::Kind::OverQuota, Error::Kind::Protocol, Error::Kind::NotFound}) {
            QTest::newRow(qPrintable(kindName(kind))) << int(kind);
        }
    }

    void aRefusalIsParkedWithTheServersWords()
    {
        QFETCH(int, kind);
        QVERIFY(f->round());
        const auto refusal = error(Error::Kind(kind));
        f->server.failReply(1, Strikes::BeforeEffect, refusal, u"push"_s);
        const auto parked = f->addFlag(u"a"_s, u"seen"_s);
        QVERIFY(f->addFlag(u"b"_s, u"seen"_s));
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 1);
        const auto change = f->changes().first();
        QCOMPARE(change.state, ChangeState::Parked);
        QCOMPARE(change.error.kind, refusal.kind);
        QCOMPARE(change.error.message, refusal.message);
        QVERIFY(f->listing().contains(u"Inbox/a one [seen]"_s)); // still what the user wants
        QVERIFY(f->server.listing().contains(u"Inbox/b two [seen]"_s)); // blocks nobody else
        f->reopen();
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 1); // not tried again by itself
        QVERIFY(waitedFor(f->outbox->retry(*parked)));
        QVERIFY(f->round());
        verifySame();
    }

    void removingWhatIsGoneIsFine()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->remove(u"a"_s));
        f->server.removeItem(inbox, a);
        QVERIFY(f->round());
        verifySame();
    }

    void changingWhatIsGoneIsParked()
    {
        QVERIFY(f->round());
        f->stopEngine();
        const auto change = f->setText(u"a"_s, u"mine"_s);
        f->server.removeItem(inbox, a);
        QVERIFY(f->round());
        QCOMPARE(f->changes().first().state, ChangeState::Parked);
        QVERIFY(f->listing().contains(u"Inbox/a mine []"_s)); // nothing the user wrote is lost
        QVERIFY(waitedFor(f->outbox->discard(*change)));
        QVERIFY(f->round());
        verifySame();
    }

    void movedByAnotherClientKeepsTheChange()
    {
        QVERIFY(f->round());
        f->stopEngine();
        const auto item = f->item(u"a"_s);
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(execute("UPDATE change SET not_before = 9000000000000"));
        f->server.moveItem(inbox, a, archive);
        QVERIFY(f->round());
        QVERIFY(execute("UPDATE change SET not_before = 0, state = 0"));
        QVERIFY(f->round());
        verifySame();
        QVERIFY(f->listing().contains(u"Archive/a one [seen]"_s));
        QCOMPARE(f->item(u"a"_s), item);
    }

    void aConflictIsAppliedAgain()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->setText(u"a"_s, u"mine"_s));
        f->server.changeFlags(inbox, a, {u"seen"_s}, {});
        QVERIFY(f->round());
        QVERIFY(f->server.listing().contains(u"Inbox/a mine [seen]"_s));
        verifySame();
    }

    void aConflictWithoutSenseKeepsBoth()
    {
        QVERIFY(f->round());
        f->stopEngine();
        const auto change = f->setText(u"a"_s, u"mine"_s, u"one"_s);
        f->server.setText(inbox, a, u"theirs"_s);
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 1);
        QCOMPARE(f->changes().first().state, ChangeState::Parked);
        QCOMPARE(f->changes().first().error.kind, Error::Kind::Conflict);
        QVERIFY(f->listing().contains(u"Inbox/a theirs []"_s));
        QVERIFY(f->server.listing().contains(u"Inbox/a theirs []"_s));
        QVERIFY(waitedFor(f->outbox->discard(*change)));
        verifySame();
    }

    void manyConflictsShareAPull()
    {
        for (int i = 0; i < 40; ++i) {
            f->server.addItem(archive, u"x%1"_s.arg(i), u"text"_s);
        }
        QVERIFY(f->round());
        f->stopEngine();
        for (int i = 0; i < 40; ++i) {
            QVERIFY(f->setText(u"x%1"_s.arg(i), u"mine"_s));
            f->server.changeFlags(archive, f->server.find(archive, u"x%1"_s.arg(i)), {u"seen"_s}, {});
        }
        f->server.calls.clear();
        QVERIFY(f->round());
        QVERIFY2(calls(u"pull"_s) <= 4, qPrintable(f->server.calls.join(u' ')));
        verifySame();
    }

    void passingErrorsLeaveTheChangeWaiting()
    {
        QVERIFY(f->round());
        f->server.failReply(1, Strikes::AfterEffect, error(Error::Kind::Timeout), u"push"_s);
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        const auto result = f->round();
        QCOMPARE(result.error().kind, Error::Kind::Timeout);
        const auto changes = f->changes();
        if (!changes.isEmpty()) {
            QCOMPARE(changes.first().state, ChangeState::Waiting);
            QCOMPARE(changes.first().attempts, 1);
            QVERIFY(changes.first().answerLost);
        }
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->server.listing().size(), 3); // exactly once
    }

    // The inbox is read first: there the note shows up before it is missed where it was.
    void aMoveIsRecognisedWhateverIsReadFirst_data()
    {
        QTest::addColumn<bool>("tombstones");
        QTest::newRow("tombstones") << true;
        QTest::newRow("none") << false;
    }

    void aMoveIsRecognisedWhateverIsReadFirst()
    {
        QFETCH(bool, tombstones);
        f->server.keepsTombstones = tombstones;
        f->server.addItem(archive, u"c"_s, u"three"_s, "body of c");
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->move(u"c"_s, u"Inbox"_s));
        QVERIFY(f->addFlag(u"c"_s, u"seen"_s));
        f->server.failReply(1, Strikes::AfterEffect, error(Error::Kind::Timeout), u"push"_s);
        (void)f->round();
        QVERIFY(f->round());
        QVERIFY(f->round());
        verifySame();
        QVERIFY(f->server.listing().contains(u"Inbox/c three [seen]"_s));
    }

    void aPoisonedChangeDoesNotStarveTheOthers()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(f->addFlag(u"b"_s, u"seen"_s));
        f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Timeout), u"push"_s);
        QVERIFY(!f->round());
        QCOMPARE(f->changes().size(), 1);
        QVERIFY(f->server.listing().contains(u"Inbox/b two [seen]"_s));
    }

    void sendingIsNeverRepeatedSilently()
    {
        QVERIFY(f->round());
        const auto change = f->create(u"Inbox"_s, u"mail"_s, u"hello"_s, NoteChange::Send);
        f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Timeout), u"push"_s);
        QVERIFY(!f->round());
        QCOMPARE(f->changes().first().state, ChangeState::Uncertain);
        f->reopen();
        QVERIFY(f->round());
        QCOMPARE(f->changes().first().state, ChangeState::Uncertain);
        QVERIFY(f->server.sent.isEmpty());
        QVERIFY(waitedFor(f->outbox->retry(*change)));
        QVERIFY(f->round());
        QCOMPARE(f->server.sent, QStringList{u"mail"_s});
        verifySame();
    }

    void sentAfterAllIsNotSentAgain()
    {
        QVERIFY(f->round());
        const auto change = f->create(u"Inbox"_s, u"mail"_s, u"hello"_s, NoteChange::Send);
        f->server.failReply(1, Strikes::AfterEffect, error(Error::Kind::Offline), u"push"_s);
        QVERIFY(!f->round());
        QCOMPARE(f->changes().first().state, ChangeState::Uncertain);
        QVERIFY(waitedFor(f->outbox->retry(*change)));
        QVERIFY(f->round());
        QCOMPARE(f->server.sent, QStringList{u"mail"_s});
        verifySame();
    }

    void stoppedInTheMiddleOfSendingAsks()
    {
        QVERIFY(f->round());
        f->synchronizer->hold(u"push"_s, Strikes::AfterEffect);
        QVERIFY(f->create(u"Inbox"_s, u"mail"_s, u"hello"_s, NoteChange::Send));
        f->engine->start();
        QVERIFY(waitUntil([this] { return f->synchronizer->held(u"push"_s) == 1; }));
        f->stopEngine();
        QCOMPARE(f->changes().first().state, ChangeState::Uncertain);
    }

    void inFlightAtStartLostItsAnswer()
    {
        QVERIFY(f->round());
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        f->stopEngine();
        QVERIFY(execute("UPDATE change SET state = 1"));
        f->server.addItem(inbox, u"c"_s, u"new"_s); // it did reach the server
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->server.listing().size(), 3);
    }

    void aLongPushDoesNotHoldUpNews()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"large"_s));
        SyncEngine::Options options;
        options.pushPatience = std::chrono::milliseconds(20);
        f->startEngine(std::move(options));
        f->synchronizer->hold(u"push"_s, Strikes::BeforeEffect);
        f->server.addItem(archive, u"news"_s, u"hello"_s);
        f->engine->start();
        QVERIFY(waitUntil([this] { return f->listing().contains(u"Archive/news hello []"_s); }));
        QCOMPARE(f->synchronizer->held(u"push"_s), 1);
        f->server.addItem(archive, u"more"_s, u"hello"_s); // by a hint, once the round is over
        QVERIFY(waitUntil([this] { return f->listing().contains(u"Archive/more hello []"_s); }));
        QCOMPARE(f->synchronizer->held(u"push"_s), 1);
        f->synchronizer->release(u"push"_s);
        QVERIFY(waitUntil([this] { return f->changes().isEmpty(); }));
        QVERIFY(f->server.listing().contains(u"Inbox/c large []"_s));
        QVERIFY(!f->engine->status().error);
    }

    /// What the engine itself writes of a failure is no reason to try again at once.
    void aFailedPushWaitsForItsTime()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        TestClock clock; // stands still: the next round is never due
        SyncEngine::Options options;
        options.clock = &clock;
        f->startEngine(std::move(options));
        f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Timeout), u"push"_s);
        f->engine->start();
        QVERIFY(waitUntil([this] { return f->engine->status().error && f->changes().first().attempts == 1; }));
        f->server.calls.clear();
        for (int i = 0; i < 5; ++i) {
            QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) -> Result<void> {
                transaction.changes.outbox = true;
                return {};
            })));
        }
        f->server.addItem(archive, u"news"_s, u"hello"_s);
        QVERIFY(waitUntil([this] { return f->listing().contains(u"Archive/news hello []"_s); }));
        QCOMPARE(calls(u"push"_s), 0);
        QVERIFY(waitedFor(f->outbox->hurry(f->changes().first().id))); // unless the user wants it
        QVERIFY(waitUntil([this] { return f->changes().isEmpty(); }));
        QCOMPARE(calls(u"push"_s), 1);
    }

    void notBeforeItsTime()
    {
        QVERIFY(f->round());
        const auto later = QDateTime::currentDateTimeUtc().addSecs(3600);
        QVERIFY(waitedFor(f->outbox->enqueue({Change{.item = f->item(u"a"_s), .kind = NoteChange::Remove, .notBefore = later}})));
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 1);
        QCOMPARE(f->server.listing().size(), 2);
        QCOMPARE(f->listing().size(), 1); // the user sees it already
    }
};

QTEST_GUILESS_MAIN(SyncPushTest)
#include "syncpushtest.moc"
