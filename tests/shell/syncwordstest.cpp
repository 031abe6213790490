// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/syncwords.h"
#include "shell/words.h"

#include <QTest>

using namespace Kontor;

/// The state of synchronisation in words.
class SyncWordsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void saysWhatIsGoingOn()
    {
        SyncStatus status;
        status.activity = SyncStatus::Activity::Pulling;
        status.done = 1200;
        status.total = 50000;
        QCOMPARE(SyncWords::sentence(status), QStringLiteral("Receiving 1,200 of 50,000"));
        status.done = 60000; // a server that lied about the total
        QVERIFY(SyncWords::sentence(status).contains(QLatin1String("50,000 of 50,000")));
        QCOMPARE(SyncWords::percent({status}), 100);
    }

    void upToDateAndOffline()
    {
        SyncStatus status;
        status.activity = SyncStatus::Activity::Watching;
        status.lastSuccess = QDateTime::currentDateTime();
        QCOMPARE(SyncWords::summary({status}, 0), QStringLiteral("Up to date"));
        QCOMPARE(SyncWords::percent({status}), -1);
        status.activity = SyncStatus::Activity::Waiting;
        status.error = Error{Error::Kind::Offline, QStringLiteral("x"), {}, {}};
        QCOMPARE(SyncWords::summary({status}, 3), QStringLiteral("Offline — 3 changes waiting"));
        QVERIFY(!SyncWords::isProblem(status));
    }

    void theWorstSpeaksForAll()
    {
        SyncStatus good;
        good.activity = SyncStatus::Activity::Watching;
        good.lastSuccess = QDateTime::currentDateTime();
        SyncStatus bad;
        bad.activity = SyncStatus::Activity::Paused;
        bad.error = Error{Error::Kind::Unauthorized, QStringLiteral("The password is wrong."), {}, {}};
        QCOMPARE(SyncWords::summary({good, bad}, 0), QStringLiteral("The password is wrong."));
        QVERIFY(SyncWords::isProblem(bad));
        QCOMPARE(SyncWords::summary({}, 0), QStringLiteral("No account"));
    }

    void datesAsPeopleSayThem()
    {
        const QDateTime now(QDate(2026, 11, 18), QTime(15, 0));
        QCOMPARE(Words::shortDate(QDateTime(QDate(2026, 11, 18), QTime(9, 5)), now).left(4), QStringLiteral("9:05"));
        QVERIFY(Words::shortDate(QDateTime(QDate(2026, 11, 17), QTime(9, 5)), now).startsWith(QLatin1String("Yesterday")));
        QVERIFY(Words::shortDate(QDateTime(QDate(2026, 11, 14), QTime(9, 5)), now).startsWith(QLatin1String("Sat")));
        QCOMPARE(Words::shortDate(QDateTime(QDate(2026, 3, 3), QTime(9, 5)), now), QStringLiteral("3 Mar"));
        QVERIFY(!Words::shortDate({}, now).isEmpty());
        QVERIFY(Words::shortDate(now.addYears(1), now).contains(QLatin1String("27"))); // a clock that went wrong
    }

    void tricksAreTakenOut()
    {
        const auto trick = QStringLiteral("Rechnung") + QChar(0x202e) + QStringLiteral("fdp.exe");
        QCOMPARE(Words::withoutTricks(trick), QStringLiteral("Rechnungfdp.exe"));
        QCOMPARE(Words::shortened(QStringLiteral("a\nb"), 10), QStringLiteral("a b"));
        QCOMPARE(Words::shortened(QString(100, QLatin1Char('x')), 10).size(), 10);
    }
};

QTEST_MAIN(SyncWordsTest)
#include "syncwordstest.moc"
