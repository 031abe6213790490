// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"
#include "store/rescue.h"
#include "store/storageproblem.h"
#include "support/testclock.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>

#include <csignal>
#include <sys/resource.h>

using namespace Kontor;

/// What happens to a person's mail when the disk is full, the store damaged, a second program
/// started, the clock wrong: a clear sentence, the rest works, nothing lost.
class BadStoreJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void fullDisk_data();
    void fullDisk();
    void fullDiskWhileOpen();
    void damage_data();
    void damage();
    void twoAtOnce();
    void clockJumps();

private:
    struct Outcome {
        int code = -1;
        QByteArray output;
        QByteArray errors;
    };
    Outcome kontorctl(const QStringList &arguments, rlim_t largestFile = RLIM_INFINITY);
    QStringList arguments(const QStringList &command) const;
    void fillMailbox(OtherClient &other, int count, int size);

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<MailJourney> m_journey;
    QTemporaryDir m_folder;
    int m_user = 0;
};

void BadStoreJourneyTest::initTestCase()
{
    qputenv("LANGUAGE", "en");
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    QFile key(m_folder.filePath(QStringLiteral("key")));
    QVERIFY(key.open(QIODevice::WriteOnly));
    key.write(QByteArray(32, 'k').toHex()); // that of TemporaryStore
    key.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

void BadStoreJourneyTest::init()
{
    m_journey.reset();
    m_user = (m_user + 1) % 6;
    m_journey = std::make_unique<MailJourney>(*m_workplace, QStringLiteral("imap"), m_user);
    for (const auto uid : m_journey->other.search("INBOX")) {
        Q_UNUSED(uid)
        m_journey->other.succeeds("SELECT INBOX");
        m_journey->other.succeeds("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        m_journey->other.succeeds("EXPUNGE");
        m_journey->other.run("UNSELECT");
        break;
    }
}

QStringList BadStoreJourneyTest::arguments(const QStringList &command) const
{
    return QStringList{QStringLiteral("--profile"), m_journey->store.folder(), QStringLiteral("--key-file"), m_folder.filePath(QStringLiteral("key"))}
    + command;
}

BadStoreJourneyTest::Outcome BadStoreJourneyTest::kontorctl(const QStringList &command, rlim_t largestFile)
{
    QProcess process;
    process.setChildProcessModifier([largestFile] {
        const rlimit limit{largestFile, largestFile};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    });
    process.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"), arguments(command));
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
    }
    return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            .output = process.readAllStandardOutput(),
            .errors = process.readAllStandardError()};
}

void BadStoreJourneyTest::fillMailbox(OtherClient &other, int count, int size)
{
    for (int i = 1; i <= count; ++i) {
        QByteArray body;
        while (body.size() < size) {
            body += QByteArray::number(QRandomGenerator::global()->generate64(), 36) + (body.size() % 70 < 10 ? "\r\n" : " ");
        }
        QVERIFY(other.append("INBOX", OtherClient::message("Nummer " + QByteArray::number(i), body + "\r\n")));
    }
}

void BadStoreJourneyTest::fullDisk_data()
{
    QTest::addColumn<int>("kilobytes");
    QTest::newRow("nothing fits") << 16;
    QTest::newRow("the lists fit in part") << 400;
    QTest::newRow("some bodies fit") << 900;
}

void BadStoreJourneyTest::fullDisk()
{
    QFETCH(int, kilobytes);
    fillMailbox(m_journey->other, 120, 20'000);
    m_journey->close();
    const auto limited = kontorctl({QStringLiteral("sync"), QStringLiteral("--once")}, rlim_t(kilobytes) * 1024);
    qInfo() << limited.code << limited.output << limited.errors;
    QCOMPARE(limited.code, 4);
    QVERIFY(QByteArray(limited.output + limited.errors).contains("no space left"));
    // What was there is still there and readable, even now.
    QCOMPARE(kontorctl({QStringLiteral("accounts")}).code, 0);
    QCOMPARE(kontorctl({QStringLiteral("sync"), QStringLiteral("--once")}).code, 0);
    m_journey->restart();
    const auto rows = m_journey->rows(QStringLiteral("INBOX"));
    QCOMPARE(rows.size(), 120);
    for (const auto &row : rows) {
        QVERIFY(!row.body.isEmpty());
        QVERIFY(m_journey->store->blobs().get(row.body).has_value());
    }
}

void BadStoreJourneyTest::fullDiskWhileOpen()
{
    // The user works on while nothing can be saved any more: told each time, and nothing half done.
    fillMailbox(m_journey->other, 5, 100);
    QVERIFY(m_journey->round().has_value());
    QList<Error> told;
    connect(m_journey->actions.get(), &MailActions::failed, this, [&told](const Error &error) { told << error; });
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    rlimit none = before;
    none.rlim_cur = 4096;
    ::setrlimit(RLIMIT_FSIZE, &none);
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 1"))});
    const auto isTold = waitUntil([&told] { return !told.isEmpty(); });
    const auto saved = waitedFor(m_journey->actions->saveDraft(m_journey->draft(QStringLiteral("Kein Platz"), m_workplace->user(1).address)));
    const auto seen = m_journey->subjects(QStringLiteral("INBOX"));
    ::setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(isTold);
    QCOMPARE(storageProblem(told.first()), StorageProblem::DiskFull);
    QVERIFY(!saved.has_value());
    QCOMPARE(storageProblem(saved.error()), StorageProblem::DiskFull);
    QCOMPARE(seen.size(), 5);
    QVERIFY(m_journey->changes().isEmpty());
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 1"))});
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED").size(), 1);
}

void BadStoreJourneyTest::damage_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<double>("from"); ///< part of the file
    QTest::addColumn<double>("to");
    QTest::addColumn<bool>("isCut");
    QTest::addColumn<bool>("byKontorctl");
    const auto index = QStringLiteral("kontor.db");
    QTest::newRow("first pages") << index << 0.0 << 0.05 << false << false;
    QTest::newRow("first pages, kontorctl") << index << 0.0 << 0.05 << false << true;
    QTest::newRow("the middle") << index << 0.3 << 0.7 << false << false;
    QTest::newRow("the end") << index << 0.6 << 1.0 << false << true;
    QTest::newRow("all of it") << index << 0.0 << 1.0 << false << true;
    QTest::newRow("half is missing") << index << 0.5 << 1.0 << true << true;
    QTest::newRow("empty") << index << 0.0 << 1.0 << true << false;
    QTest::newRow("all of the bodies") << QStringLiteral("blobs.db") << 0.0 << 1.0 << false << true;
    QTest::newRow("half of the bodies") << QStringLiteral("blobs.db") << 0.0 << 0.5 << false << false;
    QTest::newRow("the bodies") << QStringLiteral("blobs.db") << 0.1 << 1.0 << false << true;
}

void BadStoreJourneyTest::damage()
{
    QFETCH(QString, file);
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(bool, isCut);
    QFETCH(bool, byKontorctl);
    fillMailbox(m_journey->other, 60, 3'000);
    QVERIFY(m_journey->round().has_value());
    m_journey->stopEngine();
    // Offline work of each kind.
    const auto folder = QStringLiteral("INBOX");
    m_journey->actions->star({m_journey->item(folder, QStringLiteral("Nummer 7"))});
    m_journey->actions->moveToTrash({m_journey->item(folder, QStringLiteral("Nummer 8"))});
    const auto draft
        = waitedFor(m_journey->actions->saveDraft(m_journey->draft(QStringLiteral("Entwurf %1").arg(QTest::currentDataTag()), m_workplace->user(1).address)));
    QVERIFY(draft.has_value());
    const auto changes = m_journey->changes().size();
    QVERIFY(changes >= 3);
    m_journey->close();

    const QString path = m_journey->store.folder() + QLatin1Char('/') + file;
    {
        QFile damaged(path);
        QVERIFY(damaged.open(QIODevice::ReadWrite));
        const auto size = damaged.size();
        const auto first = qint64(double(size) * from);
        if (isCut) {
            QVERIFY(damaged.resize(first));
        } else {
            QByteArray garbage(qint64(double(size) * to) - first, Qt::Uninitialized);
            QRandomGenerator random(42);
            std::ranges::generate(garbage, [&random] { return char(random.generate()); });
            damaged.seek(first);
            damaged.write(garbage);
        }
    }
    if (byKontorctl) {
        // Some command meets the damage and says what to do; none makes it worse.
        bool isTold = false;
        for (const auto &command : {QStringList{QStringLiteral("status")}, QStringList{QStringLiteral("sync"), QStringLiteral("--once")}}) {
            const auto met = kontorctl(command);
            qInfo() << command << met.code << met.output.left(200) << met.errors;
            QVERIFY(met.code == 0 || met.code == 4);
            if (met.code == 4) {
                QVERIFY(QByteArray(met.output + met.errors).contains("damaged"));
                QVERIFY(met.errors.contains("kontorctl repair"));
                isTold = true;
            }
        }
        QVERIFY(isTold || from > 0.5); // what nobody reads tells nobody; the repair finds it all the same
        const auto repaired = kontorctl({QStringLiteral("repair")});
        qInfo() << repaired.code << repaired.output << repaired.errors;
        QCOMPARE(repaired.code, 0);
        QVERIFY(repaired.output.contains("Kept aside"));
    } else {
        const auto report = StoreRescue::run({.folder = m_journey->store.folder(),
                                              .key = QByteArray(32, 'k'),
                                              .schemas = {QStringLiteral(":/kontor/schema/store"),
                                                          QStringLiteral(":/kontor/schema/accounts"),
                                                          QStringLiteral(":/kontor/schema/sync"),
                                                          QStringLiteral(":/kontor/schema/mail")}});
        QVERIFY2(report.has_value(), report ? "" : qPrintable(report.error().message + report.error().detail));
        QVERIFY(!StoreRescue::sentence(*report).contains(QStringLiteral("in order")));
        QCOMPARE(report->changes, int(changes));
        QCOMPARE(report->contentsLost, 0);
    }
    const auto aside = QDir(m_journey->store.folder()).entryList({file + QStringLiteral(".damaged-*")});
    QCOMPARE(aside.isEmpty(), isCut && from == 0.0); // of nothing there is nothing to keep
    m_journey->restart();
    // Changes that came out of the safety copy ask first; the user says yes.
    const auto rescued = m_journey->changes();
    qInfo() << rescued.size() << "of" << changes << "changes rescued";
    const bool isIndex = file == u"kontor.db";
    const bool wasPushed = byKontorctl && from > 0.5 && !isCut; // the damage lay where the round did not look
    if (isIndex && !wasPushed) {
        QCOMPARE(rescued.size(), changes);
    }
    for (const auto &change : rescued) {
        if (change.state == ChangeState::Uncertain || change.state == ChangeState::Parked) {
            QVERIFY(waitedFor(m_journey->outbox->retry(change.id)).has_value());
        }
    }
    for (int i = 0; i < 3; ++i) {
        const auto round = m_journey->round();
        QVERIFY2(round.has_value(), round ? "" : qPrintable(round.error().message + round.error().detail));
    }
    const auto left = m_journey->changes();
    for (const auto &change : left) {
        qInfo() << "left:" << change.kind << int(change.state) << change.error.message;
    }
    QCOMPARE(left.size(), 0);
    const auto rows = m_journey->rows(folder);
    QCOMPARE(rows.size(), 59);
    for (const auto &row : rows) {
        QVERIFY(!row.body.isEmpty());
        const auto body = m_journey->store->blobs().get(row.body); // rescued or fetched again
        QVERIFY2(body.has_value() && body->contains(row.subject.toUtf8()), qPrintable(row.subject));
    }
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED").size(), 1);
    QCOMPARE(m_journey->other.search("INBOX").size(), 59); // one was moved away
    QCOMPARE(m_journey->other.search("Entw&APw-rfe", QByteArray("SUBJECT \"") + QTest::currentDataTag() + '"').size(), 1);
}

void BadStoreJourneyTest::twoAtOnce()
{
    fillMailbox(m_journey->other, 40, 1'000);
    m_journey->close();
    // The log lies there as long as somebody has the store open. Asking with a second kontorctl
    // would not do: it might take the store before the first one.
    const auto isOpen = [log = m_journey->store.folder() + QStringLiteral("/kontor.db-wal")] { return QFile::exists(log); };
    QVERIFY(waitUntil([&isOpen] { return !isOpen(); }));
    QProcess first;
    first.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"), arguments({QStringLiteral("sync")}));
    QVERIFY(first.waitForStarted());
    QVERIFY(waitUntil(isOpen));
    const auto second = kontorctl({QStringLiteral("sync"), QStringLiteral("--once")});
    QCOMPARE(second.code, 4);
    QVERIFY(second.errors.contains("running"));
    QCOMPARE(kontorctl({QStringLiteral("status")}).code, 0);
    QCOMPARE(kontorctl({QStringLiteral("search"), QStringLiteral("Nummer")}).code, 0);
    QCOMPARE(kontorctl({QStringLiteral("repair")}).code, 4); // nothing is put aside under somebody's feet
    first.terminate();
    QVERIFY(first.waitForFinished(60'000));
    // All at the same moment: one does it, the others say why not.
    QProcess racers[4];
    for (auto &racer : racers) {
        racer.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"), arguments({QStringLiteral("sync"), QStringLiteral("--once")}));
    }
    int done = 0;
    for (auto &racer : racers) {
        QVERIFY(racer.waitForFinished(120'000));
        QVERIFY(racer.exitCode() == 0 || racer.exitCode() == 4);
        done += racer.exitCode() == 0 ? 1 : 0;
    }
    QVERIFY(done >= 1);
    m_journey->restart();
    QCOMPARE(m_journey->rows(QStringLiteral("INBOX")).size(), 40);
}

void BadStoreJourneyTest::clockJumps()
{
    TestClock clock;
    clock.jump(QDateTime::currentDateTimeUtc() - clock.now());
    const auto startEngine = [&] {
        m_journey->stopEngine();
        SyncEngine::Options options;
        options.resource = m_journey->resource;
        options.store = *m_journey->store;
        options.projector = m_journey->outbox->projector(QStringLiteral("mail"));
        options.synchronizer
            = std::make_unique<MailSynchronizer>(m_journey->account, [store = *m_journey->store](const BlobId &id) { return store->blobs().get(id); });
        options.clock = &clock;
        m_journey->engine = std::make_unique<SyncEngine>(std::move(options));
    };
    const auto year = std::chrono::hours(24 * 365);
    startEngine();
    QVERIFY(m_journey->round().has_value());
    const auto to = m_workplace->user((m_user + 1) % 6).address;
    const auto later = waitedFor(m_journey->actions->send(m_journey->draft(QStringLiteral("Morgen"), to), QDateTime::currentDateTimeUtc().addDays(1)));
    QVERIFY(later.has_value());
    const auto waiting = m_journey->changes().size();
    // A year back: what should wait waits; everything else works.
    clock.jump(-year);
    fillMailbox(m_journey->other, 3, 100);
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->rows(QStringLiteral("INBOX")).size(), 3);
    QCOMPARE(m_journey->changes().size(), waiting);
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 1"))});
    QVERIFY(waitUntil([this, waiting] { return m_journey->changes().size() == waiting + 1; }));
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED").size(), 1);
    QCOMPARE(m_journey->changes().size(), waiting);
    // A message that only waited for undo-send is not kept for a year.
    const auto undo = waitedFor(m_journey->actions->send(m_journey->draft(QStringLiteral("Gleich"), to), QDateTime::currentDateTimeUtc().addSecs(10)));
    QVERIFY(undo.has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->other.search("Sent", "SUBJECT Gleich").size(), 1);
    QCOMPARE(m_journey->changes().size(), waiting);
    // A year ahead of the truth: it is due by this clock and sent once; back again sends nothing twice.
    clock.jump(year + year);
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    clock.jump(-year);
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->other.search("Sent", "SUBJECT Morgen").size(), 1);
    m_journey->stopEngine();
}

QTEST_GUILESS_MAIN(BadStoreJourneyTest)
#include "badstorejourneytest.moc"
