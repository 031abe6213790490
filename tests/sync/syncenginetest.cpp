// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/syncfixture.h"
#include "support/waiting.h"

#include <QCborArray>

using namespace Kontor;
using namespace std::chrono_literals;
using Strikes = MemoryServer::Strikes;

namespace
{
Error error(Error::Kind kind)
{
    return Error{.kind = kind, .message = QStringLiteral("The server says: ") + kindName(kind), .detail = {}};
}

QString operator""_s(const char16_t *text, size_t size)
{
    return QString(reinterpret_cast<const QChar *>(text), qsizetype(size));
}
}

/// One resource against a scripted server, round by round.
class SyncEngineTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<SyncFixture> f;
    QString inbox;
    QString archive;
    QString a;
    QString b;

    void verifySame()
    {
        QCOMPARE(f->listing(), f->server.listing());
        QCOMPARE(f->payloads(), f->server.listing());
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->number("SELECT count(*) FROM item"), f->server.listing().size());
        QCOMPARE(f->number("SELECT count(*) FROM item WHERE remote_id IS NULL"), 0);
    }

    int calls(const QString &call)
    {
        return int(f->server.calls.count(call));
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<SyncFixture>();
        inbox = f->server.addFolder(u"Inbox"_s, u"inbox"_s);
        archive = f->server.addFolder(u"Archive"_s);
        a = f->server.addItem(inbox, u"a"_s, u"one"_s, "body of a");
        b = f->server.addItem(inbox, u"b"_s, u"two"_s, "body of b");
    }

    void cleanup()
    {
        f.reset();
    }

    // --- reading

    void readsEverything_data()
    {
        QTest::addColumn<int>("pageSize");
        QTest::newRow("at once") << 0;
        QTest::newRow("page by page") << 7;
        QTest::newRow("one by one") << 1;
    }

    void readsEverything()
    {
        QFETCH(int, pageSize);
        f->server.pageSize = pageSize;
        for (int i = 0; i < 100; ++i) {
            f->server.addItem(archive, u"x%1"_s.arg(i), u"text %1"_s.arg(i), "body");
        }
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE body IS NULL"), 0);
    }

    void asksNothingTwice()
    {
        QVERIFY(f->round());
        f->server.calls.clear();
        QVERIFY(f->round());
        QCOMPARE(f->server.calls, QStringList{u"discover"_s});
        f->server.remembersStates = false;
        const int projected = f->projector->projected;
        QVERIFY(f->round());
        QCOMPARE(calls(u"pull"_s), 2);
        QCOMPARE(f->projector->projected, projected);
    }

    void followsTheServer_data()
    {
        QTest::addColumn<bool>("tombstones");
        QTest::addColumn<int>("pageSize");
        QTest::newRow("with tombstones") << true << 0;
        QTest::newRow("without") << false << 0;
        QTest::newRow("with, in pages") << true << 1;
        QTest::newRow("without, in pages") << false << 1;
    }

    void followsTheServer()
    {
        QFETCH(bool, tombstones);
        QFETCH(int, pageSize);
        f->server.keepsTombstones = tombstones;
        f->server.pageSize = pageSize;
        QVERIFY(f->round());
        f->server.setText(inbox, a, u"other"_s);
        f->server.changeFlags(inbox, b, {u"seen"_s}, {});
        f->server.addItem(inbox, u"c"_s, u"three"_s);
        QVERIFY(f->round());
        verifySame();
        f->server.removeItem(inbox, a);
        f->server.moveItem(inbox, b, archive);
        QVERIFY(f->round());
        verifySame();
    }

    void resumesAfterAnErrorInTheMiddle()
    {
        f->server.pageSize = 10;
        for (int i = 0; i < 95; ++i) {
            f->server.addItem(archive, u"x%1"_s.arg(i), u"text"_s);
        }
        f->server.failReply(6, Strikes::BeforeEffect, error(Error::Kind::Offline), u"pull"_s);
        const auto result = f->round();
        QCOMPARE(result.error().kind, Error::Kind::Offline);
        f->server.calls.clear();
        QVERIFY(f->round());
        QVERIFY(calls(u"pull"_s) < 10); // not from scratch
        verifySame();
    }

    void aForbiddenFolderIsSkipped()
    {
        f->server.addItem(archive, u"c"_s, u"three"_s);
        f->server.folders[archive].rights = Rights(Right::Insert);
        QVERIFY(f->round());
        QCOMPARE(f->listing().size(), 2);
        QCOMPARE(f->number("SELECT count(*) FROM collection WHERE problem <> ''"), 1);
        f->server.folders[archive].rights = allRights;
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->number("SELECT count(*) FROM collection WHERE problem <> ''"), 0);
    }

    void newNumbersKeepTheItems()
    {
        for (int i = 0; i < 20; ++i) {
            f->server.addItem(inbox, u"x%1"_s.arg(i), u"text"_s, "body");
        }
        QVERIFY(f->round());
        const auto item = f->item(u"a"_s);
        f->stopEngine();
        QVERIFY(f->addFlag(u"b"_s, u"seen"_s));
        const auto draft = f->create(u"Inbox"_s, u"new"_s, u"draft"_s);
        QVERIFY(draft);
        f->server.removeItem(inbox, f->server.find(inbox, u"x3"_s));
        f->server.renumber(inbox);
        f->server.pageSize = 4;
        const auto fetched = calls(u"fetch"_s);
        // The pushes come first and meet numbers that mean something else or nothing.
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET not_before = 9000000000000").run();
        })));
        QVERIFY(f->round());
        QCOMPARE(f->item(u"a"_s), item);
        QCOMPARE(calls(u"fetch"_s), fetched); // bodies stay
        QVERIFY(f->listing().contains(u"Inbox/b two [seen]"_s));
        QVERIFY(f->listing().contains(u"Inbox/new draft []"_s));
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET not_before = 0").run();
        })));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->server.listing().size(), 22);
    }

    void newNumbersSurviveAnInterruption()
    {
        for (int i = 0; i < 20; ++i) {
            f->server.addItem(inbox, u"x%1"_s.arg(i), u"text"_s);
        }
        QVERIFY(f->round());
        const auto item = f->item(u"x19"_s);
        f->server.renumber(inbox);
        f->server.removeItem(inbox, f->server.find(inbox, u"x3"_s));
        f->server.pageSize = 4;
        f->server.failReply(4, Strikes::AfterEffect, error(Error::Kind::Offline), u"pull"_s);
        QVERIFY(!f->round());
        f->reopen();
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->item(u"x19"_s), item);
    }

    // --- writing

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
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET not_before = 9000000000000").run();
        })));
        f->server.moveItem(inbox, a, archive);
        QVERIFY(f->round());
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET not_before = 0, state = 0").run();
        })));
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
        QVERIFY(waitUntil([this] {
            return f->synchronizer->held(u"push"_s) == 1;
        }));
        f->stopEngine();
        QCOMPARE(f->changes().first().state, ChangeState::Uncertain);
    }

    void inFlightAtStartLostItsAnswer()
    {
        QVERIFY(f->round());
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        f->stopEngine();
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET state = 1").run();
        })));
        f->server.addItem(inbox, u"c"_s, u"new"_s); // it did reach the server
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->server.listing().size(), 3);
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

    // --- folders

    void followsFolders()
    {
        QVERIFY(f->round());
        f->server.renameFolder(archive, u"Old"_s);
        const auto added = f->server.addFolder(u"New"_s);
        f->server.addItem(added, u"n"_s, u"in new"_s);
        QVERIFY(f->round());
        verifySame();
        f->server.removeFolder(added);
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->number("SELECT count(*) FROM collection"), 2);
    }

    void aFolderThatIsGoneKeepsWhatTheUserDid()
    {
        f->server.addItem(archive, u"c"_s, u"three"_s);
        f->server.addItem(archive, u"d"_s, u"four"_s);
        QVERIFY(f->round());
        f->stopEngine();
        const auto change = f->setText(u"c"_s, u"mine"_s);
        QVERIFY(waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE change SET not_before = 9000000000000").run();
        })));
        f->server.removeFolder(archive);
        QVERIFY(f->round());
        QCOMPARE(f->changes().size(), 1);
        QCOMPARE(f->changes().first().state, ChangeState::Parked);
        QVERIFY(f->listing().contains(u"Archive/c mine []"_s));
        QVERIFY(waitedFor(f->outbox->discard(*change)));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->number("SELECT count(*) FROM collection"), 1);
    }

    void aNewFolderAndWhatGoesIntoIt()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->createFolder(u"Project"_s));
        QVERIFY(f->move(u"a"_s, u"Project"_s));
        QVERIFY(f->create(u"Project"_s, u"c"_s, u"new"_s));
        const auto folder = f->collection(u"Project"_s);
        QVERIFY(f->round());
        verifySame();
        QVERIFY(f->server.listing().contains(u"Project/a one []"_s));
        QVERIFY(f->server.listing().contains(u"Project/c new []"_s));
        QCOMPARE(f->collection(u"Project"_s), folder);
    }

    void aNewFolderWhoseAnswerWasLost()
    {
        QVERIFY(f->round());
        f->stopEngine();
        QVERIFY(f->createFolder(u"Project"_s));
        QVERIFY(f->move(u"a"_s, u"Project"_s));
        f->server.failReply(1, Strikes::AfterEffect, error(Error::Kind::Timeout), u"push"_s);
        QVERIFY(!f->round());
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->server.folders.size(), 3);
        QCOMPARE(f->number("SELECT count(*) FROM collection"), 3);
    }

    // --- races

    void thePullIsFasterThanTheReceipt_data()
    {
        QTest::addColumn<bool>("ids");
        QTest::newRow("known id") << true;
        QTest::newRow("unknown id") << false;
    }

    void thePullIsFasterThanTheReceipt()
    {
        QFETCH(bool, ids);
        f->server.tellsNewIds = ids;
        QVERIFY(f->round());
        const auto moved = f->item(u"a"_s);
        f->engine->start();
        f->synchronizer->hold(u"push"_s, Strikes::AfterEffect);
        QVERIFY(f->move(u"a"_s, u"Archive"_s));
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        const auto created = f->item(u"c"_s);
        QVERIFY(waitUntil([this] {
            return f->synchronizer->held(u"push"_s) == 2;
        }));
        // The hints make the engine pull both folders while the receipts are on their way.
        QVERIFY(waitUntil([this] {
            return f->number("SELECT count(*) FROM item WHERE remote_id IS NOT NULL AND fingerprint = CAST('c' AS BLOB)") == 1;
        }));
        QVERIFY(waitUntil([this] {
            return f->number("SELECT count(*) FROM item i JOIN collection k ON k.id = i.collection WHERE k.name = 'Archive' AND i.remote_id IS NOT NULL") == 1;
        }));
        f->synchronizer->release(u"push"_s);
        QVERIFY(waitUntil([this] {
            return f->changes().isEmpty();
        }));
        f->stopEngine();
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->item(u"a"_s), moved);
        QCOMPARE(f->item(u"c"_s), created);
    }

    void aDeltaOlderThanAReceiptDoesNotPutBack_data()
    {
        QTest::addColumn<bool>("tombstones");
        QTest::newRow("with tombstones") << true;
        QTest::newRow("without") << false;
    }

    void aDeltaOlderThanAReceiptDoesNotPutBack()
    {
        QFETCH(bool, tombstones);
        f->server.keepsTombstones = tombstones;
        QVERIFY(f->round());
        f->server.changeFlags(inbox, a, {u"answered"_s}, {});
        f->server.changeFlags(inbox, b, {u"answered"_s}, {});
        f->engine->start();
        f->synchronizer->hold(u"pull"_s, Strikes::AfterEffect);
        QVERIFY(waitUntil([this] {
            return f->synchronizer->held(u"pull"_s) == 1; // the answer was made, and stays on the wire
        }));
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(f->move(u"b"_s, u"Archive"_s));
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        QVERIFY(waitUntil([this] {
            return f->changes().isEmpty();
        }));
        QStringList shown;
        connect(f->store.operator->(), &Store::changed, this, [&](const ChangeSet &) {
            shown << f->listing().join(u'\n');
        });
        f->synchronizer->release(u"pull"_s);
        QVERIFY(waitUntil([this] {
            return f->engine->status().lastSuccess.isValid() && f->engine->status().activity == SyncStatus::Activity::Watching;
        }));
        disconnect(f->store.operator->(), nullptr, this, nullptr);
        for (const auto &one : std::as_const(shown)) {
            QVERIFY2(!one.contains(u"Inbox/b"_s), qPrintable(one));
            QVERIFY2(one.contains(u"seen"_s) && one.contains(u"Inbox/c"_s), qPrintable(one));
        }
        f->stopEngine();
        QVERIFY(f->round());
        verifySame();
    }

    void anEditArrivesWhileTheDeltaIsMade()
    {
        QVERIFY(f->round());
        const auto item = f->item(u"a"_s);
        f->server.setText(inbox, a, u"theirs"_s);
        f->projector->onProject = [this, item] {
            const Change edit{.item = item, .kind = NoteChange::Flags, .arguments = {{u"add"_s, QCborArray{u"seen"_s}}}, .notBefore = QDateTime::currentDateTimeUtc().addYears(1)};
            f->outbox->enqueue({edit}).waitForFinished();
        };
        f->projector->interrupts = true;
        QVERIFY(f->round());
        QVERIFY(!f->projector->interrupts);
        QVERIFY(f->listing().contains(u"Inbox/a theirs [seen]"_s));
        QVERIFY(f->payloads().contains(u"Inbox/a theirs []"_s));
    }

    // --- bodies

    void oneBadBodyDoesNotBlockTheOthers()
    {
        for (int i = 0; i < 300; ++i) {
            f->server.addItem(archive, u"x%1"_s.arg(i), u"text"_s, i % 100 == 7 ? "unreadable" : "readable");
        }
        f->server.failReply(5, Strikes::BeforeEffect, error(Error::Kind::Protocol), u"fetch"_s);
        f->server.failReply(9, Strikes::BeforeEffect, error(Error::Kind::Timeout), u"fetch"_s);
        QVERIFY(f->round());
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE body IS NULL"), 5);
        f->server.calls.clear();
        QVERIFY(f->round());
        QCOMPARE(calls(u"fetch"_s), 0); // remembered
    }

    void longBodiesComeInRanges()
    {
        f->server.rangeSize = 10'000;
        QByteArray body;
        while (body.size() < 123'456) {
            body += "0123456789abcdef" + QByteArray::number(body.size());
        }
        f->server.addItem(archive, u"long"_s, u"text"_s, body);
        QVERIFY(f->round());
        const auto blob = waitedFor((*f->store)->read([](const Reader &reader) {
            return reader.prepare("SELECT body FROM note WHERE uid = 'long'").value<QString>();
        }));
        QCOMPARE((*f->store)->blobs().get(**blob).value_or(QByteArray()), body);
    }

    void fetchesAtOnceWhatTheUserOpens()
    {
        f->projector->wantsBodies = false;
        QVERIFY(f->round());
        const ItemRef item{.id = f->item(u"a"_s)};
        auto first = f->engine->fetchNow(item, {});
        auto second = f->engine->fetchNow(item, {});
        const auto blob = waitedFor(first);
        QVERIFY(blob);
        QCOMPARE(waitedFor(second), blob);
        QCOMPARE(calls(u"fetch"_s), 1);
        QCOMPARE((*f->store)->blobs().get(*blob).value_or(QByteArray()), QByteArray("body of a"));
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE words = 'body of a'"), 1);
    }

    void whatTheServerDoesNotHaveCannotBeFetched()
    {
        QVERIFY(f->round());
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        const auto fetched = waitedFor(f->engine->fetchNow(ItemRef{.id = f->item(u"c"_s)}, {}));
        QCOMPARE(fetched.error().kind, Error::Kind::NotFound);
    }

    // --- the loop

    void localChangesGoAtOnceAndHintsComeAtOnce()
    {
        f->startEngine().start();
        QVERIFY(waitUntil([this] {
            return f->engine->status().activity == SyncStatus::Activity::Watching;
        }));
        verifySame();
        f->server.calls.clear();
        QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        QVERIFY(waitUntil([this] {
            return f->server.listing().contains(u"Inbox/a one [seen]"_s);
        }));
        QCOMPARE(calls(u"discover"_s), 0);
        f->server.addItem(archive, u"c"_s, u"news"_s);
        QVERIFY(waitUntil([this] {
            return f->listing().contains(u"Archive/c news []"_s);
        }));
        QCOMPARE(calls(u"discover"_s), 0);
        f->server.addFolder(u"Later"_s);
        QVERIFY(waitUntil([this] {
            return f->collection(u"Later"_s).value != 0;
        }));
        f->stopEngine();
    }

    void aWrongPasswordPauses()
    {
        f->server.authorizes = false;
        f->startEngine().start();
        QVERIFY(waitUntil([this] {
            return f->engine->status().activity == SyncStatus::Activity::Paused;
        }));
        QCOMPARE(f->engine->status().error->kind, Error::Kind::Unauthorized);
        const int asked = f->server.replies();
        f->engine->syncNow();
        QTest::qWait(50);
        QCOMPARE(f->server.replies(), asked);
        f->server.authorizes = true;
        f->engine->renew();
        QVERIFY(waitUntil([this] {
            return f->engine->status().activity == SyncStatus::Activity::Watching;
        }));
        QVERIFY(!f->engine->status().error);
        f->stopEngine();
        verifySame();
    }

    void offlineIsQuiet()
    {
        f->startEngine().setOnline(false);
        f->engine->start();
        QTest::qWait(30);
        QCOMPARE(f->server.replies(), 0);
        f->engine->setOnline(true);
        QVERIFY(waitUntil([this] {
            return f->listing().size() == 2;
        }));
        f->stopEngine();
    }

    void onceMeansOnce()
    {
        bool stopped = false;
        auto &engine = f->startEngine({.keepWatching = false});
        connect(&engine, &SyncEngine::stopped, this, [&stopped] {
            stopped = true;
        });
        engine.start();
        QVERIFY(waitUntil([&stopped] {
            return stopped;
        }));
        verifySame();
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE body IS NULL"), 0);
        f->engine.reset();
    }

    void stopsInTheMiddleOfAnything_data()
    {
        QTest::addColumn<QString>("call");
        for (const auto &call : {u"discover"_s, u"pull"_s, u"push"_s, u"fetch"_s}) {
            QTest::newRow(qPrintable(call)) << call;
        }
    }

    void stopsInTheMiddleOfAnything()
    {
        QFETCH(QString, call);
        if (call == u"push"_s) {
            QVERIFY(f->round());
            f->stopEngine();
            QVERIFY(f->addFlag(u"a"_s, u"seen"_s));
        }
        f->startEngine();
        f->synchronizer->hold(call, Strikes::AfterEffect);
        f->engine->start();
        QVERIFY(waitUntil([&] {
            return f->synchronizer->held(call) > 0;
        }));
        f->stopEngine();
        QVERIFY(f->round());
        verifySame();
    }

    void diesInTheMiddleOfAnything()
    {
        f->startEngine();
        f->synchronizer->hold(u"pull"_s, Strikes::AfterEffect);
        f->engine->start();
        QVERIFY(waitUntil([&] {
            return f->synchronizer->held(u"pull"_s) > 0;
        }));
        f->engine.reset();
        QVERIFY(f->round());
        verifySame();
    }

    void tellsItsStatusNowAndThen()
    {
        for (int i = 0; i < 2000; ++i) {
            f->server.addItem(archive, u"x%1"_s.arg(i), u"text"_s, "body");
        }
        f->server.pageSize = 10;
        f->startEngine();
        int told = 0;
        connect(f->engine.get(), &SyncEngine::statusChanged, this, [&told] {
            ++told;
        });
        QElapsedTimer timer;
        timer.start();
        QVERIFY(f->round());
        QVERIFY2(told <= 3 + timer.elapsed() / 100, qPrintable(QString::number(told)));
        QCOMPARE(f->engine->status().activity, SyncStatus::Activity::Idle);
        QVERIFY(f->engine->status().lastSuccess.isValid());
    }
};

QTEST_GUILESS_MAIN(SyncEngineTest)
#include "syncenginetest.moc"
