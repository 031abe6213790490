// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/storageproblem.h"

#include <QProcess>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Kontor;

/// The store's threads, transactions, schemas and its lock.
class StoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void writesCommitInOrder();
    void errorsRollBackAlone();
    void changesAreToldAfterTheCommit();
    void readsRunBesideALongWrite();
    void destructionRunsWhatIsQueued();
    void lastOwnerMayBeTheWriter();
    void failedCommitUndoesAndTells();
    void fullDiskLosesNothingOld();
    void schemasAreAppliedOnce();
    void newerStoreIsRefused();
    void brokenSchemaLeavesNothing();
    void secondProcessIsRefused();
    void emptiedFileIsDamage();
    void aKilledProcessLosesNothing();

private:
    Result<std::shared_ptr<Store>> open() const
    {
        return Store::open(thingOptions(m_folder->path()));
    }
    static QFuture<Result<qint64>> add(Store &store, const QString &name)
    {
        return store.write([name](Transaction &transaction) -> Result<qint64> {
            if (auto done = transaction.prepare("INSERT INTO thing (name) VALUES (?1)").run(name); !done) {
                return std::unexpected(done.error());
            }
            transaction.changes.touch(CollectionId{1}, ItemId{transaction.lastInsertId()});
            return transaction.lastInsertId();
        });
    }
    static int count(Store &store)
    {
        const auto found = answer(store.read([](const Reader &reader) {
            return reader.prepare("SELECT count(*) FROM thing").value<int>();
        }));
        return found ? found->value_or(-1) : -1;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void StoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void StoreTest::cleanup()
{
    Database::setFault({});
}

void StoreTest::writesCommitInOrder()
{
    auto store = open();
    QVERIFY(worked(store));
    QList<QFuture<Result<qint64>>> answers;
    for (int i = 0; i < 500; ++i) {
        answers.append(add(**store, QString::number(i)));
    }
    for (int i = 0; i < 500; ++i) {
        const auto result = answer(answers.at(i));
        QVERIFY(worked(result));
        QCOMPARE(*result, i + 1);
    }
    QCOMPARE(count(**store), 500);
}

void StoreTest::errorsRollBackAlone()
{
    auto store = open();
    QVERIFY(worked(store));
    auto before = add(**store, QStringLiteral("before"));
    auto failed = (*store)->write([](Transaction &transaction) -> Result<int> {
        if (auto done = transaction.prepare("INSERT INTO thing (name) VALUES ('lost')").run(); !done) {
            return std::unexpected(done.error());
        }
        transaction.changes.outbox = true;
        return failure(Error::Kind::Conflict, QStringLiteral("no"));
    });
    auto after = add(**store, QStringLiteral("after"));
    QVERIFY(worked(answer(before)));
    QVERIFY(worked(answer(after)));
    QCOMPARE(answer(failed).error().kind, Error::Kind::Conflict);
    QCOMPARE(count(**store), 2);
}

void StoreTest::changesAreToldAfterTheCommit()
{
    auto store = open();
    QVERIFY(worked(store));
    QSignalSpy told(store->get(), &Store::changed);
    int seen = -1;
    QObject listener;
    connect(store->get(), &Store::changed, &listener, [&] {
        seen = count(**store);
    });
    QVERIFY(worked(answer(add(**store, QStringLiteral("a")))));
    QTRY_COMPARE(seen, 1);
    QCOMPARE(told.size(), 1);
    const auto set = told.first().first().value<ChangeSet>();
    QVERIFY(set.collections.contains(CollectionId{1}));
    QVERIFY(set.items.contains(ItemId{1}));

    answer((*store)->write([](Transaction &transaction) -> Result<void> {
        transaction.changes.outbox = true;
        return failure(Error::Kind::Conflict, QStringLiteral("no"));
    }));
    (*store)->drain();
    QCoreApplication::processEvents();
    QCOMPARE(told.size(), 1);
}

void StoreTest::readsRunBesideALongWrite()
{
    auto store = open();
    QVERIFY(worked(store));
    QVERIFY(worked(answer(add(**store, QStringLiteral("a")))));
    QSemaphore inside;
    QSemaphore goOn;
    auto writing = (*store)->write([&](Transaction &transaction) -> Result<void> {
        auto done = transaction.prepare("INSERT INTO thing (name) VALUES ('b')").run();
        inside.release();
        goOn.acquire();
        return done;
    });
    inside.acquire();
    QCOMPARE(count(**store), 1); // the last committed state
    goOn.release();
    QVERIFY(worked(answer(writing)));
    QCOMPARE(count(**store), 2);
    // Readers cannot write.
    const auto forbidden = answer((*store)->read([](const Reader &reader) {
        return reader.prepare("INSERT INTO thing (name) VALUES ('c')").run();
    }));
    QVERIFY(!forbidden);
    const auto background = answer((*store)->read(
        [](const Reader &reader) {
            return reader.prepareOnce("SELECT count(*) FROM thing WHERE id > ?1").value<int>(1);
        },
        Store::Urgency::Background));
    QCOMPARE(background->value(), 1);
}

void StoreTest::destructionRunsWhatIsQueued()
{
    QFuture<Result<qint64>> last;
    {
        auto store = open();
        QVERIFY(worked(store));
        for (int i = 0; i < 200; ++i) {
            last = add(**store, QString::number(i));
        }
    }
    QVERIFY(last.isFinished());
    QVERIFY(worked(last.result()));
    auto store = open();
    QVERIFY(worked(store));
    QCOMPARE(count(**store), 200);
}

void StoreTest::lastOwnerMayBeTheWriter()
{
    QFuture<Result<void>> done;
    {
        auto store = open();
        QVERIFY(worked(store));
        done = (*store)->write([owner = *store](Transaction &) -> Result<void> {
            QThread::msleep(20);
            return {};
        });
    }
    QVERIFY(worked(answer(done)));
    // Closed by now or soon: it can be opened again.
    QTRY_VERIFY(open().has_value());
}

void StoreTest::failedCommitUndoesAndTells()
{
    auto store = open();
    QVERIFY(worked(store));
    QSignalSpy broken(store->get(), &Store::broken);
    QVERIFY(worked(answer(add(**store, QStringLiteral("old")))));
    // begin, insert, commit: each fails in turn.
    for (int access = 0; access < 3; ++access) {
        auto left = std::make_shared<int>(access);
        Database::setFault([left]() -> std::optional<Error> {
            return (*left)-- == 0 ? storageFailure(StorageProblem::DiskFull, QStringLiteral("injected")).error() : std::optional<Error>();
        });
        const auto result = answer(add(**store, QStringLiteral("new")));
        Database::setFault({});
        QVERIFY(!result);
        QCOMPARE(storageProblem(result.error()), StorageProblem::DiskFull);
        QCOMPARE(count(**store), 1);
    }
    (*store)->drain();
    QCoreApplication::processEvents();
    QCOMPARE(broken.size(), 3);
    QVERIFY(worked(answer(add(**store, QStringLiteral("new")))));
}

void StoreTest::fullDiskLosesNothingOld()
{
    auto store = open();
    QVERIFY(worked(store));
    QVERIFY(worked(answer(add(**store, QStringLiteral("old")))));
    auto limited = answer((*store)->write([](Transaction &transaction) {
        return transaction.prepare("PRAGMA max_page_count = 60").run();
    }));
    QVERIFY(worked(limited));
    bool full = false;
    for (int i = 0; i < 100 && !full; ++i) {
        const auto result = answer(add(**store, QString(10000, QLatin1Char('x'))));
        full = !result && storageProblem(result.error()) == StorageProblem::DiskFull && !result.error().message.isEmpty();
    }
    QVERIFY(full);
    const auto before = count(**store);
    QVERIFY(before >= 1);
    QVERIFY(worked(answer((*store)->write([](Transaction &transaction) {
        return transaction.prepare("PRAGMA max_page_count = 100000").run();
    }))));
    QVERIFY(worked(answer(add(**store, QStringLiteral("space again")))));
    QCOMPARE(count(**store), before + 1);
}

void StoreTest::schemasAreAppliedOnce()
{
    {
        auto store = open();
        QVERIFY(worked(store));
        QVERIFY(worked(answer(add(**store, QStringLiteral("a")))));
    }
    QFile second(m_folder->path() + QStringLiteral("/schema/things/002.sql"));
    QVERIFY(second.open(QIODevice::WriteOnly));
    second.write("ALTER TABLE thing ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';");
    second.close();
    for (int times = 0; times < 2; ++times) {
        auto store = open();
        QVERIFY(worked(store));
        QCOMPARE(count(**store), 1);
        const auto colour = answer((*store)->read([](const Reader &reader) {
            return reader.prepare("SELECT colour FROM thing").value<QString>();
        }));
        QCOMPARE(colour->value(), QStringLiteral("red"));
    }
}

void StoreTest::newerStoreIsRefused()
{
    {
        auto store = open();
        QVERIFY(worked(store));
        QVERIFY(worked(answer((*store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE schema_version SET version = 7 WHERE module = 'things'").run();
        }))));
    }
    const auto store = open();
    QVERIFY(!store);
    QCOMPARE(storageProblem(store.error()), StorageProblem::TooNew);
}

void StoreTest::brokenSchemaLeavesNothing()
{
    auto options = thingOptions(m_folder->path());
    QFile second(m_folder->path() + QStringLiteral("/schema/things/002.sql"));
    QVERIFY(second.open(QIODevice::WriteOnly));
    second.write("CREATE TABLE half (x TEXT); CREATE TABLE thing (again TEXT);");
    second.close();
    QVERIFY(!Store::open(options));
    QVERIFY(second.remove());
    auto store = Store::open(options);
    QVERIFY(worked(store));
    const auto half = answer((*store)->read([](const Reader &reader) {
        return reader.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").value<int>();
    }));
    QCOMPARE(half->value(), 0);
}

void StoreTest::secondProcessIsRefused()
{
    auto store = open();
    QVERIFY(worked(store));
    const auto second = open();
    QVERIFY(!second);
    QCOMPARE(storageProblem(second.error()), StorageProblem::InUse);

    QProcess other;
    other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--open"), m_folder->path()});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.readAllStandardOutput().trimmed(), QByteArray("in-use"));
    store->reset();
    other.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--open"), m_folder->path()});
    QVERIFY(other.waitForFinished());
    QCOMPARE(other.readAllStandardOutput().trimmed(), QByteArray("opened"));
}

void StoreTest::emptiedFileIsDamage()
{
    QVERIFY(worked(open()));
    QVERIFY(QFile::resize(m_folder->path() + QStringLiteral("/store/kontor.db"), 0));
    const auto store = open();
    QVERIFY(!store);
    QVERIFY(isDamaged(store.error()));
}

void StoreTest::aKilledProcessLosesNothing()
{
    // The child answers each commit with a line; all that was answered must be there afterwards.
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--write"), m_folder->path()});
    QVERIFY(child.waitForStarted());
    QByteArray output;
    while (output.count('\n') < 300) {
        QVERIFY(child.waitForReadyRead());
        output += child.readAllStandardOutput();
    }
    child.kill();
    QVERIFY(child.waitForFinished());
    output += child.readAllStandardOutput();
    const int answered = int(output.count('\n'));
    auto store = open();
    QVERIFY(worked(store));
    QVERIFY(count(**store) >= answered);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--open")) {
        const auto store = Store::open(thingOptions(arguments.value(2)));
        puts(store ? "opened" : storageProblem(store.error()) == StorageProblem::InUse ? "in-use" : "other");
        return 0;
    }
    if (arguments.value(1) == QStringLiteral("--write")) {
        const auto store = Store::open(thingOptions(arguments.value(2)));
        for (int i = 0; store && i < 1000000; ++i) {
            const auto result = answer((*store)->write([](Transaction &transaction) {
                return transaction.prepare("INSERT INTO thing (name) VALUES ('x')").run();
            }));
            puts(result ? "committed" : "");
            fflush(stdout);
        }
        return 0;
    }
    StoreTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "storetest.moc"
