// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"
#include "sweep/sweepscenario.h"

#include <QMutex>

#include <atomic>

using namespace Kontor;
using Strikes = MemoryServer::Strikes;

namespace
{
const QString ordered = QStringLiteral("ordered by the sweep");

Error error(Error::Kind kind)
{
    return Error{.kind = kind, .message = QStringLiteral("A test broke this."), .detail = ordered};
}

// What the store says of the faults we order is left out of the log, which would hold little else.
// What it says of others is kept: no fault may lead to an access that is wrong in itself.
QtMessageHandler usual = nullptr;
QMutex othersMutex;
QStringList others;

void sift(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (type == QtWarningMsg && qstrcmp(context.category, "kontor.store") == 0) {
        if (text.contains(ordered)) {
            return;
        }
        const QMutexLocker lock(&othersMutex);
        others << text;
    }
    usual(type, context, text);
}
}

/// Fails the i-th database access, then the i-th reply, for every i until nothing fails.
class FaultSweepTest : public QObject
{
    Q_OBJECT

    // Everything is in step, nothing was lost, nothing doubled.
    static void verify(SyncFixture &f, const SweepScenario &scenario, int i)
    {
        f.server.forgetFaults(); // one that was not reached must not strike here
        f.reopen();
        Result<void> done;
        for (int round = 0; round < 3; ++round) {
            done = f.round();
        }
        QVERIFY2(done,
                 qPrintable(QStringLiteral("fault %1: %2 %3")
                                .arg(i)
                                .arg(kindName(done ? Error::Kind::Protocol : done.error().kind), done ? QString() : done.error().detail)));
        const auto context = QStringLiteral("fault %1\nlocal:\n%2\nserver:\n%3\nexpected:\n%4")
                                 .arg(QString::number(i), f.listing().join(u'\n'), f.server.listing().join(u'\n'), scenario.expected().join(u'\n'));
        QVERIFY2(f.changes().isEmpty(), qPrintable(context + u"\nwaiting: " + f.changes().value(0).kind + f.changes().value(0).error.message));
        QVERIFY2(f.listing() == f.server.listing(), qPrintable(context));
        QVERIFY2(f.payloads() == f.server.listing(), qPrintable(context));
        QVERIFY2(f.server.listing() == scenario.expected(), qPrintable(context));
        QCOMPARE(f.number("SELECT count(*) FROM item WHERE remote_id IS NULL"), 0);
    }

private Q_SLOTS:
    void initTestCase()
    {
        usual = qInstallMessageHandler(sift);
    }

    void cleanupTestCase()
    {
        qInstallMessageHandler(usual);
    }

    void cleanup()
    {
        Database::setFault({});
        const QMutexLocker lock(&othersMutex);
        QVERIFY2(others.isEmpty(), qPrintable(others.join(u'\n')));
    }

    void everyDatabaseAccess_data()
    {
        QTest::addColumn<bool>("ids");
        QTest::newRow("server tells new ids") << true;
        QTest::newRow("server does not") << false;
    }

    void everyDatabaseAccess()
    {
        QFETCH(bool, ids);
        int i = 1;
        for (bool struck = true; struck; ++i) {
            SyncFixture f;
            f.server.tellsNewIds = ids;
            SweepScenario scenario(f);
            scenario.begin();
            const auto count = std::make_shared<std::atomic<int>>(0);
            Database::setFault([count, i]() -> std::optional<Error> { return ++*count == i ? std::optional(error(Error::Kind::Storage)) : std::nullopt; });
            scenario.edit();
            scenario.meanwhile();
            (void)f.round(); // may fail: that is the point
            f.stopEngine();
            Database::setFault({});
            struck = *count >= i;
            verify(f, scenario, i);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        qInfo() << "database accesses that failed one by one:" << i - 2;
    }

    void everyReply_data()
    {
        QTest::addColumn<int>("strikes");
        QTest::addColumn<int>("kind");
        QTest::newRow("before the effect, offline") << int(Strikes::BeforeEffect) << int(Error::Kind::Offline);
        QTest::newRow("after the effect, offline") << int(Strikes::AfterEffect) << int(Error::Kind::Offline);
        QTest::newRow("before the effect, timeout") << int(Strikes::BeforeEffect) << int(Error::Kind::Timeout);
        QTest::newRow("after the effect, timeout") << int(Strikes::AfterEffect) << int(Error::Kind::Timeout);
        QTest::newRow("throttled") << int(Strikes::BeforeEffect) << int(Error::Kind::Throttled);
        QTest::newRow("unauthorized") << int(Strikes::BeforeEffect) << int(Error::Kind::Unauthorized);
    }

    void everyReply()
    {
        QFETCH(int, strikes);
        QFETCH(int, kind);
        for (const bool tombstones : {true, false}) {
            int i = 1;
            // Fewer answers are needed where ids are told: two in a row out of reach are the end.
            for (int unreached = 0; unreached < 2; ++i) {
                SyncFixture f;
                f.server.keepsTombstones = tombstones;
                f.server.tellsNewIds = i % 2 == 0;
                SweepScenario scenario(f);
                scenario.begin();
                const int before = f.server.replies();
                f.server.failReply(i, Strikes(strikes), error(Error::Kind(kind)));
                scenario.edit();
                scenario.meanwhile();
                (void)f.round();
                (void)f.round(); // the next one, without a restart
                unreached = f.server.replies() - before >= i ? 0 : unreached + 1;
                verify(f, scenario, i);
                if (QTest::currentTestFailed()) {
                    return;
                }
            }
            qInfo() << "replies that failed one by one:" << i - 3;
        }
    }
};

QTEST_GUILESS_MAIN(FaultSweepTest)
#include "faultsweeptest.moc"
