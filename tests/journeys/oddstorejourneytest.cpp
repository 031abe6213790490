// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "journeys/mailjourney.h"

#include <QDir>
#include <QProcess>

#include <csignal>
#include <sys/stat.h>

using namespace Kontor;

/// Odd things found where the store should be: logs cut short, rights taken away, a folder in the
/// place of a file, a key that is none. Each is told in a sentence, and when it is put right (or
/// repaired) everything is there.
class OddStoreJourneyTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void oddThings_data();
    void oddThings();
    void logsAreCutWhileItRuns();
    void readersKeepNobodyOut();

private:
    struct Outcome {
        int code = -1;
        QByteArray output;
    };
    Outcome kontorctl(const QStringList &command) const;
    void start(QProcess &process, const QStringList &command) const;
    QString path(const QString &name) const;

    std::unique_ptr<Workplace> m_workplace;
    std::unique_ptr<MailJourney> m_journey;
    QTemporaryDir m_folder;
    QString m_key;
    int m_user = 0;
};

namespace
{
constexpr int messages = 12;

bool setMode(const QString &path, mode_t mode)
{
    return ::chmod(QFile::encodeName(path).constData(), mode) == 0;
}

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}
}

void OddStoreJourneyTest::initTestCase()
{
    qputenv("LANGUAGE", "en");
    m_workplace = std::make_unique<Workplace>();
    QVERIFY2(m_workplace->isRunning(), qPrintable(m_workplace->error()));
    m_key = m_folder.filePath(QStringLiteral("key"));
}

void OddStoreJourneyTest::init()
{
    QVERIFY(write(m_key, QByteArray(32, 'k').toHex())); // that of TemporaryStore
    QVERIFY(setMode(m_key, 0600));
    m_journey.reset();
    m_user = (m_user + 1) % 6;
    m_journey = std::make_unique<MailJourney>(*m_workplace, QStringLiteral("imap"), m_user);
    auto &other = m_journey->other;
    if (!other.search("INBOX").isEmpty()) {
        other.succeeds("SELECT INBOX");
        other.succeeds("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        other.succeeds("EXPUNGE");
        other.run("UNSELECT");
    }
    for (int i = 1; i <= messages; ++i) {
        QVERIFY(other.append("INBOX", OtherClient::message("Nummer " + QByteArray::number(i), "Text\r\n")));
    }
    QVERIFY(m_journey->round().has_value());
    m_journey->stopEngine();
    // Something that only this computer knows.
    m_journey->actions->star({m_journey->item(QStringLiteral("INBOX"), QStringLiteral("Nummer 7"))});
    QVERIFY(waitUntil([this] { return m_journey->changes().size() == 1; }));
    m_journey->close();
    // The first look makes room for calendars and contacts, too; from then on reading needs no more than reading.
    QCOMPARE(kontorctl({QStringLiteral("status")}).code, 0);
}

QString OddStoreJourneyTest::path(const QString &name) const
{
    return m_journey->store.folder() + QLatin1Char('/') + name;
}

void OddStoreJourneyTest::start(QProcess &process, const QStringList &command) const
{
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(KONTOR_BINARY_DIR "/bin/kontorctl"),
                  QStringList{QStringLiteral("--profile"), m_journey->store.folder(), QStringLiteral("--key-file"), m_key} + command);
    process.closeWriteChannel();
}

OddStoreJourneyTest::Outcome OddStoreJourneyTest::kontorctl(const QStringList &command) const
{
    QProcess process;
    start(process, command);
    if (!process.waitForFinished(120'000)) {
        process.kill();
        process.waitForFinished();
    }
    return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, .output = process.readAll()};
}

void OddStoreJourneyTest::oddThings_data()
{
    QTest::addColumn<QByteArray>("sentence"); ///< told by every command; empty: nothing is wrong
    QTest::newRow("logs are cut") << QByteArray();
    QTest::newRow("logs are garbage") << QByteArray();
    QTest::newRow("the folder may not be written") << QByteArray(); // it is the user's own: mended
    QTest::newRow("the file may not be written") << QByteArray();
    QTest::newRow("the file may not be read") << QByteArray();
    QTest::newRow("the lock may not be used") << QByteArray("not permitted");
    QTest::newRow("a folder instead") << QByteArray("damaged");
    QTest::newRow("a link to nothing") << QByteArray("disk reported an error");
    QTest::newRow("a short key") << QByteArray("does not contain a key");
    QTest::newRow("another key") << QByteArray("Restore the right key");
    QTest::newRow("a key that everybody may read") << QByteArray("readable by nobody else");
    QTest::newRow("no bodies") << QByteArray();
    QTest::newRow("no folder for large bodies") << QByteArray();
    QTest::newRow("the safety copy is garbage") << QByteArray();
}

void OddStoreJourneyTest::oddThings()
{
    QFETCH(const QByteArray, sentence);
    const auto is = [](const char *name) { return qstrcmp(QTest::currentDataTag(), name) == 0; };
    const auto index = path(QStringLiteral("kontor.db"));
    const auto aside = m_folder.filePath(QStringLiteral("aside-%1.db").arg(m_user));
    if (is("logs are cut") || is("logs are garbage")) {
        const QByteArray content = is("logs are cut") ? QByteArray() : QByteArray(100'000, 'x');
        for (const auto &name : {"kontor.db-wal", "kontor.db-shm", "blobs.db-wal", "blobs.db-shm"}) {
            QVERIFY(write(path(QLatin1StringView(name)), content));
        }
    } else if (is("the folder may not be written")) {
        QVERIFY(setMode(m_journey->store.folder(), 0500));
        for (const auto &name : {"kontor-readers.lock", "kontor.db-wal", "kontor.db-shm"}) {
            QFile::remove(path(QLatin1StringView(name)));
        }
    } else if (is("the file may not be written")) {
        QVERIFY(setMode(index, 0400));
    } else if (is("the file may not be read")) {
        QVERIFY(setMode(index, 0));
    } else if (is("the lock may not be used")) {
        QVERIFY(setMode(path(QStringLiteral("kontor.lock")), 0));
    } else if (is("a folder instead")) {
        QVERIFY(QFile::rename(index, aside) && QDir().mkpath(index));
    } else if (is("a link to nothing")) {
        QVERIFY(QFile::rename(index, aside) && QFile::link(aside + QStringLiteral("-away"), index));
    } else if (is("a short key")) {
        QVERIFY(write(m_key, QByteArray(32, 'k').toHex().chopped(2)));
    } else if (is("another key")) {
        QVERIFY(write(m_key, QByteArray(32, 'l').toHex()));
    } else if (is("a key that everybody may read")) {
        QVERIFY(setMode(m_key, 0644));
    } else if (is("no bodies")) {
        QVERIFY(QFile::remove(path(QStringLiteral("blobs.db"))));
    } else if (is("no folder for large bodies")) {
        QVERIFY(QDir(path(QStringLiteral("blobs"))).removeRecursively());
    } else if (is("the safety copy is garbage")) {
        QVERIFY(write(path(QStringLiteral("kontor-safety.db")), QByteArray(100'000, 'x')));
    }
    for (const auto &command : {QStringList{QStringLiteral("status")}, QStringList{QStringLiteral("sync"), QStringLiteral("--once")}}) {
        const auto met = kontorctl(command);
        qInfo() << command << met.code << met.output;
        const bool mayRead = is("the lock may not be used") && command.size() == 1;
        QCOMPARE(met.code, sentence.isEmpty() || mayRead ? 0 : 4);
        QVERIFY(met.code == 0 || met.output.contains(sentence));
    }
    // Put right:
    setMode(m_journey->store.folder(), 0700);
    if (is("a folder instead")) {
        const auto repaired = kontorctl({QStringLiteral("repair")});
        qInfo() << repaired.output;
        QCOMPARE(repaired.code, 0);
        QVERIFY(repaired.output.contains("Kept aside"));
    } else if (is("a link to nothing")) {
        QCOMPARE(kontorctl({QStringLiteral("repair")}).code, 4); // perhaps a disk that is not mounted
        QVERIFY(QFile::remove(index) && QFile::rename(aside, index));
    }
    setMode(path(QStringLiteral("kontor.lock")), 0600);
    QVERIFY(write(m_key, QByteArray(32, 'k').toHex()));
    QVERIFY(setMode(m_key, 0600));
    m_journey->restart();
    for (const auto &change : m_journey->changes()) {
        if (change.state == ChangeState::Uncertain || change.state == ChangeState::Parked) {
            QVERIFY(waitedFor(m_journey->outbox->retry(change.id)).has_value());
        }
    }
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->round().has_value());
    QVERIFY(m_journey->changes().isEmpty());
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED").size(), 1);
    const auto rows = m_journey->rows(QStringLiteral("INBOX"));
    QCOMPARE(rows.size(), messages);
    for (const auto &row : rows) {
        QVERIFY2(m_journey->store->blobs().get(row.body).has_value(), qPrintable(row.subject));
    }
}

void OddStoreJourneyTest::logsAreCutWhileItRuns()
{
    // The log of the index is taken away from below a running program: it may say so or not
    // notice, but the next start has everything again.
    QProcess running;
    start(running, {QStringLiteral("sync")});
    QVERIFY(waitUntil([this] { return m_journey->other.search("INBOX", "FLAGGED").size() == 1; }));
    QVERIFY(QFile::resize(path(QStringLiteral("kontor.db-wal")), 0));
    QVERIFY(m_journey->other.append("INBOX", OtherClient::message("Spaeter", "Text\r\n")));
    QTest::qWait(500);
    running.terminate();
    QVERIFY(running.waitForFinished(60'000));
    qInfo() << running.exitStatus() << running.exitCode() << running.readAll();
    QCOMPARE(running.exitStatus(), QProcess::NormalExit);
    auto synced = kontorctl({QStringLiteral("sync"), QStringLiteral("--once")});
    if (synced.code != 0) {
        QCOMPARE(synced.code, 4);
        QCOMPARE(kontorctl({QStringLiteral("repair")}).code, 0);
        synced = kontorctl({QStringLiteral("sync"), QStringLiteral("--once")});
    }
    QVERIFY2(synced.code == 0, synced.output.constData());
    m_journey->restart();
    QVERIFY(m_journey->round().has_value());
    QCOMPARE(m_journey->rows(QStringLiteral("INBOX")).size(), messages + 1);
    QCOMPARE(m_journey->other.search("INBOX", "FLAGGED").size(), 1);
}

void OddStoreJourneyTest::readersKeepNobodyOut()
{
    // Scripts that ask for the status all the time, and a program that wants to start.
    QProcess readers[3];
    for (auto &reader : readers) {
        connect(&reader, &QProcess::finished, this, [this, &reader](int code) {
            QCOMPARE(code, 0);
            start(reader, {QStringLiteral("status")});
        });
        start(reader, {QStringLiteral("status")});
    }
    for (int i = 0; i < 5; ++i) {
        QProcess writer;
        start(writer, {QStringLiteral("sync"), QStringLiteral("--once")});
        QVERIFY(waitUntil([&writer] { return writer.state() == QProcess::NotRunning; }));
        QVERIFY2(writer.exitCode() == 0, writer.readAll().constData());
    }
    for (auto &reader : readers) {
        reader.disconnect(this);
        QVERIFY(reader.state() == QProcess::NotRunning || reader.waitForFinished());
    }
}

QTEST_GUILESS_MAIN(OddStoreJourneyTest)
#include "oddstorejourneytest.moc"
