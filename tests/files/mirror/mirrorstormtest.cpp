// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorstorm.h"

using namespace Kontor;

/// Two sides change at random, and now and then the journal, the folder or the server is lost, replaced, or an older state of
/// it put back. Whatever state they begin from: what nobody meant to go is still somewhere (here, there or in the trash),
/// both sides become the same, and then there is nothing left to do.
class MirrorStormTest : public QObject, private MirrorStorm
{
    Q_OBJECT

private Q_SLOTS:
    void storm_data()
    {
        QTest::addColumn<quint32>("seed");
        // KONTOR_SEED=n tries a hundred from there.
        const auto first = std::max(1u, quint32(qEnvironmentVariableIntValue("KONTOR_SEED")));
        for (quint32 seed = first; seed < first + (qEnvironmentVariableIsSet("KONTOR_SEED") ? 100 : 12); ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void storm()
    {
        QFETCH(quint32, seed);
        random.seed(seed);
        scene = std::make_unique<MirrorScene>();
        forgive();
        precious.clear();
        story.clear();
        next = 0;
        hasBackup = false;
        if (seed % 3 == 0) {
            FileFeatures features;
            features.isCloud = true;
            features.versions = true;
            features.forbiddenCharacters = {u":"_s, u"?"_s};
            scene->features = features;
        }
        for (int cycle = 0; cycle < 5; ++cycle) {
            story << u"== %1"_s.arg(cycle);
            for (int step = any(12); step >= 0; --step) {
                isOneIn(2) ? changeHere() : changeThere();
                if (isOneIn(10)) {
                    story << u"-- run"_s;
                    (void)scene->round();
                    (void)scene->run();
                    (void)scene->round(); // else folders would be removed there that have changed since
                }
                if (isOneIn(10)) {
                    story << u"-- round"_s;
                    (void)scene->round();
                }
                if (isOneIn(15)) {
                    story << u"-- killed"_s;
                    (void)scene->round();
                    scene->pulse = [left = any(6)]() mutable {
                        return --left >= 0;
                    };
                    (void)scene->run();
                    scene->pulse = {};
                    scene->reopen();
                    (void)scene->round();
                }
            }
            if (cycle > 0 && isOneIn(2)) {
                disaster();
                if (QTest::currentTestFailed()) {
                    return;
                }
                for (int step = any(3); step > 0; --step) {
                    isOneIn(2) ? changeHere() : changeThere();
                }
            }
            precious = contents() - givenHere - givenThere;
            isSettling = true;
            int changes = isOneIn(3) ? 3 : 0;
            scene->pulse = [&] {
                if (changes > 0 && isOneIn(8)) {
                    --changes;
                    changeHere(); // while it is being looked at
                }
                return true;
            };
            const bool isSettled = settle();
            scene->pulse = {};
            isSettling = false;
            QVERIFY2(isSettled, qPrintable(told(u"never settled"_s)));
            const auto tangled = tangle();
            const auto are = inStep(scene->listing(), tangled);
            const auto should = inStep(scene->cloud.listing(), tangled);
            QVERIFY2(are == should, qPrintable(told(u"not the same: "_s + (QSet<QString>(are.begin(), are.end()) - QSet<QString>(should.begin(), should.end())).values().join(u", "_s) + u" | "_s
                                                    + (QSet<QString>(should.begin(), should.end()) - QSet<QString>(are.begin(), are.end())).values().join(u", "_s))));
            auto left = contents();
            for (const auto kept = scene->trashed(); const auto &one : kept) {
                left << one.toUtf8();
            }
            for (const auto &bytes : std::as_const(precious)) {
                QVERIFY2(left.contains(bytes), qPrintable(told(u"lost: "_s + QString::fromUtf8(bytes))));
            }
            const auto log = scene->cloud.log;
            const auto listing = scene->listing();
            QVERIFY(scene->round());
            const auto again = scene->run();
            QVERIFY(again);
            QVERIFY2(again->steps == 0 && scene->listing() == listing, qPrintable(told(u"a second run does something"_s)));
            QVERIFY(scene->round());
            QCOMPARE(scene->cloud.log, log);
            if (isOneIn(2)) {
                backUp();
            }
        }
    }
};

QTEST_GUILESS_MAIN(MirrorStormTest)
#include "mirrorstormtest.moc"
