// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "syncscene.h"

using namespace Kontor;

/// The loop: hints, races, pauses, and a good end at any moment.
class SyncEngineTest : public SyncScene
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
        QVERIFY(waitUntil([this] {
            return f->engine->status().activity == SyncStatus::Activity::Watching;
        }));
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
