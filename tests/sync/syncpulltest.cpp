// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testclock.h"
#include "syncscene.h"

#include <QSemaphore>

using namespace Kontor;

namespace
{
constexpr auto patience = std::chrono::seconds(60);
}

/// What the server says reaches the user: items, folders, bodies.
class SyncPullTest : public SyncScene
{
    Q_OBJECT
    void verifyBodies()
    {
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE body IS NOT NULL"), 2);
        for (const QByteArray body : {"body of a", "body of b"}) {
            QCOMPARE((*f->store)->blobs().get(Blobs::idOf(body)).value_or("lost"), body);
        }
    }

private Q_SLOTS:
    void init()
    {
        begin();
    }

    void cleanup()
    {
        f.reset();
    }

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
        QVERIFY(execute("UPDATE change SET not_before = 9000000000000"));
        QVERIFY(f->round());
        QCOMPARE(f->item(u"a"_s), item);
        QCOMPARE(calls(u"fetch"_s), fetched); // bodies stay
        QVERIFY(f->listing().contains(u"Inbox/b two [seen]"_s));
        QVERIFY(f->listing().contains(u"Inbox/new draft []"_s));
        QVERIFY(execute("UPDATE change SET not_before = 0"));
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
        QVERIFY(execute("UPDATE change SET not_before = 9000000000000"));
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

    void aRenamedFolderKeepsItsNewNameUntilTheNextListing()
    {
        QVERIFY(f->round());
        f->stopEngine();
        Change renaming{.resource = f->resource, .collection = f->collection(f->server.folders[archive].name), .kind = NoteChange::RenameCollection};
        renaming.arguments = {{QStringLiteral("name"), u"Cellar"_s}};
        QVERIFY(waitedFor(f->outbox->enqueue({renaming})));
        f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Timeout), u"discover"_s);
        QVERIFY(!f->round());
        QCOMPARE(f->number("SELECT count(*) FROM change"), 0); // it is done, and nothing was listed since
        QCOMPARE(f->number("SELECT count(*) FROM collection WHERE name = 'Cellar'"), 1);
        QVERIFY(f->round());
        verifySame();
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

    void failedBodiesAreTriedAgainByLaterRounds()
    {
        TestClock clock;
        SyncEngine::Options options;
        options.clock = &clock;
        f->startEngine(std::move(options));
        QVERIFY(f->round());
        f->server.addItem(archive, u"x"_s, u"text"_s, "readable");
        int tried = 0;
        for (int minute = 0; minute < 16; ++minute) {
            f->server.calls.clear();
            f->server.failReply(1, Strikes::BeforeEffect, error(Error::Kind::Protocol), u"fetch"_s);
            (void)f->round();
            tried += calls(u"fetch"_s);
            f->server.forgetFaults();
            clock.advance(std::chrono::seconds(61));
        }
        QCOMPARE(tried, 5); // at once, and after 1, 3, 7 and 15 minutes
        clock.advance(std::chrono::hours(1));
        QVERIFY(f->round());
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE uid = 'x' AND body IS NOT NULL"), 1);
        f->stopEngine();
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
        const auto blob
            = waitedFor((*f->store)->read([](const Reader &reader) { return reader.prepare("SELECT body FROM note WHERE uid = 'long'").value<QString>(); }));
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

    void bodiesThatWereLostAreFetchedAgain()
    {
        QVERIFY(f->round());
        QCOMPARE(f->number("SELECT count(*) FROM note WHERE body IS NOT NULL"), 2);
        f->stopEngine();
        const auto file = f->store.folder() + u"/blobs.db"_s;
        f->outbox.reset();
        f->store.close();
        for (const auto &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
            QFile::remove(file + suffix); // as after a rescue that found nothing
        }
        f->reopen();
        f->server.calls.clear();
        QVERIFY(f->round());
        QCOMPARE(calls(u"fetch"_s), 2);
        verifyBodies();
        QVERIFY(f->round());
        QCOMPARE(calls(u"fetch"_s), 2);
        f->reopen();
        QVERIFY(!(*f->store)->blobs().isUnsettled());
        QVERIFY(f->round());
        QCOMPARE(calls(u"fetch"_s), 2); // looked once
        verifyBodies();
    }

    void aWishReadBeforeItCameTrueIsNotFetchedAgain()
    {
        QSemaphore read, maySay, mayWrite;
        std::atomic<int> readings = 0;
        f->projector->onWishes = [&] {
            if (++readings == 2) {
                read.release();
                maySay.tryAcquire(1, patience);
            }
        };
        f->startEngine();
        f->synchronizer->hold(u"fetch"_s, Strikes::AfterEffect);
        auto round = f->engine->round();
        QVERIFY(waitUntil([this] { return f->synchronizer->held(u"fetch"_s) == 2; }));
        auto blocking = (*f->store)->write([&mayWrite](Transaction &) -> Result<void> {
            mayWrite.tryAcquire(1, patience);
            return {};
        });
        f->synchronizer->release(u"fetch"_s);
        QVERIFY(waitUntil([&read] { return read.tryAcquire(); }));
        mayWrite.release();
        QVERIFY(waitUntil([this] { return f->number("SELECT count(*) FROM note WHERE body IS NOT NULL") > 0; }));
        QVERIFY(waitedFor((*f->store)->write([](Transaction &) { return Result<void>(); }))); // the engine heard of the one before
        maySay.release();
        QVERIFY(waitedFor(std::move(round)));
        QCOMPARE(calls(u"fetch"_s), 2);
        verifyBodies();
    }

    void aBodyThatTurnsOutDamagedIsFetchedAgain()
    {
        QVERIFY(f->round());
        f->stopEngine();
        f->startEngine().start();
        QVERIFY(waitUntil([this] { return f->engine->status().lastSuccess.isValid(); }));
        const auto blob = Blobs::idOf("body of a");
        QVERIFY((*f->store)->blobs().keepOnly({Blobs::idOf("body of b")}));
        QVERIFY(!(*f->store)->blobs().contains(blob));
        QVERIFY(!(*f->store)->blobs().get(blob));
        QVERIFY(waitUntil([this, blob] { return (*f->store)->blobs().contains(blob) && f->number("SELECT count(*) FROM note WHERE body IS NOT NULL") == 2; }));
        verifyBodies();
    }

    void whatTheServerDoesNotHaveCannotBeFetched()
    {
        QVERIFY(f->round());
        QVERIFY(f->create(u"Inbox"_s, u"c"_s, u"new"_s));
        const auto fetched = waitedFor(f->engine->fetchNow(ItemRef{.id = f->item(u"c"_s)}, {}));
        QCOMPARE(fetched.error().kind, Error::Kind::NotFound);
    }
};

QTEST_GUILESS_MAIN(SyncPullTest)
#include "syncpulltest.moc"
