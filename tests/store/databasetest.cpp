// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/database.h"
#include "store/storageproblem.h"

#include <QTemporaryDir>

#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>

using namespace Kontor;

/// One encrypted connection: values, errors, keys, damage, full disks.
class DatabaseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void valuesComeBack();
    void nullsStayNull();
    void nestedUseOfOneText();
    void errorsAreStorage();
    void wrongKeyIsNotDamage();
    void damageIsNotAWrongKey_data();
    void damageIsNotAWrongKey();
    void lostSaltDoesNotMatter();
    void fullDatabaseIsDiskFull();
    void fullDiskIsDiskFull();
    void busyIsInUse();
    void faultsComeBeforeEachAccess();
    void filesAreTheOwnersAlone();

private:
    QString path() const
    {
        return m_folder->filePath(QStringLiteral("test.db"));
    }
    Result<std::unique_ptr<Database>> open(QByteArray key = testKey()) const
    {
        return Database::open({.path = path(), .key = std::move(key)});
    }
    void fill(int rows) const;

    std::unique_ptr<QTemporaryDir> m_folder;
};

void DatabaseTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void DatabaseTest::cleanup()
{
    Database::setFault({});
}

void DatabaseTest::fill(int rows) const
{
    auto database = open();
    QVERIFY(worked(database));
    QVERIFY(worked((*database)->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")));
    QVERIFY(worked((*database)->begin()));
    for (int i = 0; i < rows; ++i) {
        QVERIFY(worked((*database)->prepare("INSERT INTO t (v) VALUES (?1)").run(QString(200, QLatin1Char('x')))));
    }
    QVERIFY(worked((*database)->commit()));
}

void DatabaseTest::valuesComeBack()
{
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    QVERIFY(worked(db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, i INTEGER, r REAL, s TEXT, b BLOB)")));
    const auto text = QStringLiteral("Grüße \U0001F600") + QChar(0) + QStringLiteral("danach");
    const QByteArray bytes("\0\1\2", 3);
    QVERIFY(worked(db.prepare("INSERT INTO t (i, r, s, b) VALUES (?1, ?2, ?3, ?4)").run(qint64(1) << 60, 1.5, text, bytes)));
    QCOMPARE(db.lastInsertId(), 1);
    QCOMPARE(db.changedRows(), 1);
    int rows = 0;
    auto done = db.prepare("SELECT i, r, s, b FROM t WHERE id = ?1")
                    .each(
                        [&](const Statement &row) {
                            ++rows;
                            QCOMPARE(row.integer(0), qint64(1) << 60);
                            QCOMPARE(row.real(1), 1.5);
                            QCOMPARE(row.text(2), text);
                            QCOMPARE(row.blob(3), bytes);
                        },
                        ItemId{1});
    QVERIFY(worked(done));
    QCOMPARE(rows, 1);
    QCOMPARE(db.prepare("SELECT id FROM t WHERE r > ?1").value<ItemId>(1.0)->value(), ItemId{1});
    QVERIFY(!db.prepare("SELECT id FROM t WHERE r > ?1").value<ItemId>(2.0)->has_value());
}

void DatabaseTest::nullsStayNull()
{
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    auto check = [&](auto value, bool expected) {
        QCOMPARE(db.prepare("SELECT ?1 IS NULL").value<bool>(value)->value(), expected);
    };
    check(QString(), true);
    check(QStringLiteral(""), false);
    check(QByteArray(), true);
    check(QByteArray(""), false);
    check(nullptr, true);
    check(std::optional<qint64>(), true);
    check(std::optional<qint64>(0), false);
    QVERIFY(db.prepare("SELECT NULL").value<QString>()->value().isNull());
    QVERIFY(!db.prepare("SELECT ''").value<QString>()->value().isNull());
    QVERIFY(!db.prepare("SELECT x''").value<QByteArray>()->value().isNull());
}

void DatabaseTest::nestedUseOfOneText()
{
    fill(3);
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    int pairs = 0;
    auto done = db.prepare("SELECT id FROM t").each([&](const Statement &outer) {
        const auto before = outer.integer(0);
        QVERIFY(worked(db.prepare("SELECT id FROM t").each([&](const Statement &) {
            ++pairs;
        })));
        QCOMPARE(outer.integer(0), before);
    });
    QVERIFY(worked(done));
    QCOMPARE(pairs, 9);
}

void DatabaseTest::errorsAreStorage()
{
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    auto bad = db.prepare("SELECT nonsense FROM nowhere").run();
    QVERIFY(!bad);
    QCOMPARE(bad.error().kind, Error::Kind::Storage);
    QCOMPARE(storageProblem(bad.error()), StorageProblem::Other);
    QVERIFY(!bad.error().message.isEmpty());
    // The reason may pass: the same statement works later.
    QVERIFY(worked(db.execute("CREATE TABLE nowhere (nonsense TEXT)")));
    QVERIFY(worked(db.prepare("SELECT nonsense FROM nowhere").run()));
    // A value too many is noticed.
    QVERIFY(!db.prepare("SELECT nonsense FROM nowhere").run(1));
    QVERIFY(worked(db.prepare("SELECT nonsense FROM nowhere").run()));
}

void DatabaseTest::wrongKeyIsNotDamage()
{
    fill(100);
    const auto wrong = open(testKey('w'));
    QVERIFY(!wrong);
    QCOMPARE(storageProblem(wrong.error()), StorageProblem::WrongKey);
    QVERIFY(!isDamaged(wrong.error()));
    const auto shortKey = open(QByteArray("short"));
    QVERIFY(!shortKey);
    QCOMPARE(storageProblem(shortKey.error()), StorageProblem::WrongKey);
    QVERIFY(worked(open()));
}

void DatabaseTest::damageIsNotAWrongKey_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("length");
    QTest::addColumn<char>("letter");
    QTest::newRow("first page zeroed") << 0 << 4096 << '\0';
    QTest::newRow("first page overwritten") << 0 << 4096 << 'x';
    QTest::newRow("middle of the first page") << 100 << 50 << 'x';
    QTest::newRow("half the file") << 0 << 20000 << 'x';
    QTest::newRow("all zero") << 0 << -1 << '\0';
}

void DatabaseTest::damageIsNotAWrongKey()
{
    QFETCH(const int, first);
    QFETCH(const int, length);
    QFETCH(const char, letter);
    fill(200);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 30000);
    file.seek(first);
    file.write(QByteArray(length < 0 ? file.size() : length, letter));
    file.close();
    const auto damaged = open();
    QVERIFY(!damaged);
    QVERIFY2(isDamaged(damaged.error()), qPrintable(damaged.error().detail));
}

void DatabaseTest::lostSaltDoesNotMatter()
{
    fill(10);
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.write(QByteArray(16, '\0'));
    file.close();
    auto database = open();
    QVERIFY(worked(database));
    QCOMPARE((*database)->prepare("SELECT count(*) FROM t").value<int>()->value(), 10);
}

void DatabaseTest::fullDatabaseIsDiskFull()
{
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    QVERIFY(worked(db.execute("CREATE TABLE t (b BLOB)")));
    QVERIFY(worked(db.execute("PRAGMA max_page_count = 20")));
    const auto full = db.prepare("INSERT INTO t (b) VALUES (?1)").run(QByteArray(200000, 'x'));
    QVERIFY(!full);
    QCOMPARE(storageProblem(full.error()), StorageProblem::DiskFull);
    QVERIFY(worked(db.prepare("INSERT INTO t (b) VALUES (?1)").run(QByteArray(10, 'x'))));
}

void DatabaseTest::fullDiskIsDiskFull()
{
    auto database = open();
    QVERIFY(worked(database));
    auto &db = **database;
    QVERIFY(worked(db.execute("CREATE TABLE t (b BLOB)")));
    // No file of this process may grow beyond 100 kB: what write() answers then is as good as a full disk.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    auto tight = before;
    tight.rlim_cur = 100000;
    setrlimit(RLIMIT_FSIZE, &tight);
    const auto full = db.prepare("INSERT INTO t (b) VALUES (?1)").run(QByteArray(400000, 'x'));
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!full);
    QVERIFY2(storageProblem(full.error()) == StorageProblem::DiskFull, qPrintable(full.error().detail));
    QVERIFY(worked(db.prepare("INSERT INTO t (b) VALUES (?1)").run(QByteArray(400000, 'x'))));
    QCOMPARE(db.prepare("SELECT count(*) FROM t").value<int>()->value(), 1);
}

void DatabaseTest::busyIsInUse()
{
    fill(1);
    auto one = open();
    auto two = open();
    QVERIFY(worked(one) && worked(two));
    QVERIFY(worked((*two)->execute("PRAGMA busy_timeout = 10")));
    QVERIFY(worked((*one)->begin()));
    const auto busy = (*two)->begin();
    QVERIFY(!busy);
    QCOMPARE(storageProblem(busy.error()), StorageProblem::InUse);
    (*one)->rollback();
    QVERIFY(worked((*two)->begin()));
}

void DatabaseTest::faultsComeBeforeEachAccess()
{
    fill(2);
    // Fails the first access, then the second, …, until nothing fails.
    int sweeps = 0;
    for (;; ++sweeps) {
        QVERIFY(sweeps < 100);
        int left = sweeps;
        bool fired = false;
        Database::setFault([&]() -> std::optional<Error> {
            if (left-- == 0) {
                fired = true;
                return Error{.kind = Error::Kind::Storage, .message = QStringLiteral("x"), .detail = QStringLiteral("disk-full: injected")};
            }
            return std::nullopt;
        });
        const auto work = [this]() -> Result<void> {
            auto database = open();
            if (!database) {
                return std::unexpected(database.error());
            }
            auto &db = **database;
            auto done = db.begin();
            if (done) {
                done = db.prepare("UPDATE t SET v = v || ?1").run(QStringLiteral("!"));
            }
            if (done) {
                done = db.commit();
            }
            if (!done) {
                db.rollback();
            }
            return done;
        };
        const auto done = work();
        Database::setFault({});
        QCOMPARE(done.has_value(), !fired);
        auto database = open();
        QVERIFY(worked(database));
        const auto changed = (*database)->prepare("SELECT count(*) FROM t WHERE v LIKE '%!'").value<int>();
        QVERIFY(worked(changed));
        QCOMPARE(changed->value(), fired ? 0 : 2);
        if (!fired) {
            break;
        }
        QCOMPARE(storageProblem(done.error()), StorageProblem::DiskFull);
    }
    QVERIFY(sweeps >= 6);
}

void DatabaseTest::filesAreTheOwnersAlone()
{
    auto database = open();
    QVERIFY(worked(database));
    QVERIFY(worked((*database)->execute("CREATE TABLE t (v TEXT)")));
    for (const auto &suffix : {QStringLiteral(""), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
        const auto rights = QFile::permissions(path() + suffix);
        QVERIFY(rights & QFileDevice::ReadOwner);
        QVERIFY(!(rights & (QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther)));
    }
}

QTEST_GUILESS_MAIN(DatabaseTest)
#include "databasetest.moc"
