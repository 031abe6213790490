// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/uidset.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace Kontor;

class UidSetTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void joinsNeighbours()
    {
        UidSet set{5, 3, 4, 9, 1};
        QCOMPARE(set.toWire(), QByteArray("1,3:5,9"));
        set.add(2);
        QCOMPARE(set.toWire(), QByteArray("1:5,9"));
        set.add(UidSet::Range{4, 8});
        QCOMPARE(set.toWire(), QByteArray("1:9"));
        set.add(4294967295U);
        set.add(0);
        set.add(UidSet::Range{9, 4});
        QCOMPARE(set.toWire(), QByteArray("1:9,4294967295"));
    }

    void everythingCostsNothing()
    {
        const auto all = UidSet::fromWire("1:*");
        QVERIFY(all);
        QCOMPARE(all->count(), 4294967295LL);
        QVERIFY(all->contains(77));
        QVERIFY(!all->uids(1'000'000));
        QCOMPARE(all->ranges().size(), 1);
        auto some = *all;
        some.remove(UidSet{1, 5, 4294967295U});
        QCOMPARE(some.toWire(), QByteArray("2:4,6:4294967294"));
        QCOMPARE(UidSet::fromWire("4294967295:4294967295,1:2")->toWire(), QByteArray("1:2,4294967295"));
    }

    void refusesNonsense_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const QByteArray text : {"", ",", "1,", ",1", "1:", ":1", "0", "0:5", "4294967296", "99999999999999999999999", "-1", "+1", "1 2", "1:2:3", "a", "1\r\n2", "1;2"}) {
            QTest::newRow(text.constData()) << text;
        }
    }

    void refusesNonsense()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!UidSet::fromWire(text));
        QVERIFY(!UidSet::rangesFromWire(text));
    }

    void isASetLikeAnyOther()
    {
        QRandomGenerator random(42);
        for (int round = 0; round < 300; ++round) {
            UidSet set;
            QSet<quint32> model;
            for (int i = 0; i < 40; ++i) {
                const auto first = random.bounded(1U, 120U);
                const auto last = first + random.bounded(0U, 6U);
                const bool adds = random.bounded(3) > 0;
                if (adds) {
                    set.add(UidSet::Range{first, last});
                } else {
                    set.remove(UidSet::range(first, last));
                }
                for (auto uid = first; uid <= last; ++uid) {
                    adds ? (void)model.insert(uid) : (void)model.remove(uid);
                }
                QCOMPARE(set.count(), model.size());
                for (quint32 uid = 0; uid < 130; ++uid) {
                    QCOMPARE(set.contains(uid), model.contains(uid));
                }
            }
            if (!set.isEmpty()) {
                QCOMPARE(UidSet::fromWire(set.toWire()), set);
                QCOMPARE(UidSet::fromUids(*set.uids(1000)), set);
            }
            UidSet joined;
            for (const auto &part : set.split(7)) {
                QVERIFY(part.count() <= 7 && !part.isEmpty());
                joined.add(part);
            }
            QCOMPARE(joined, set);
        }
    }

    void splitsSoThatACommandLineStaysShort()
    {
        QList<quint32> uids;
        for (quint32 uid = 4'000'000'000U; uid < 4'000'020'000U; uid += 2) {
            uids << uid;
        }
        const auto parts = UidSet::fromUids(uids).split(100'000);
        qint64 sum = 0;
        for (const auto &part : parts) {
            QVERIFY(part.toWire().size() < 7'500);
            sum += part.count();
        }
        QCOMPARE(sum, uids.size());
    }
};

QTEST_GUILESS_MAIN(UidSetTest)
#include "uidsettest.moc"
