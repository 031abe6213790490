// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/rescue.h"
#include "openstore.h"
#include "store/storageproblem.h"
#include "store/vitalblobs.h"

#include <QCborMap>
#include <QCborValue>
#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace Kontor;

/// Damaged files: put aside, and what no server could give back comes out of them.
class RescueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wholeStoreIsLeftAlone();
    void wrongKeyChangesNothing();
    void outboxSurvives_data();
    void outboxSurvives();
    void randomDamage();
    void changesOfAnOldCopyAreMarked();
    void rowsAreSavedOneByOne();
    void blobsSurvive_data();
    void blobsSurvive();
    void interruptedRescueGoesOn();
    void unsentBlobsSurvive();
    void aLostFileComesFromTheSafetyCopy();
    void theLargestAreLeftOut();
    void lostContentIsTold();
    void aNewerStoreIsLeftAlone_data();
    void aNewerStoreIsLeftAlone();
    void whatIsNoFile();
    void aLostLogIsNoticed();

private:
    Store::Options options() const;
    void fill(int serverItems = 3000);
    BlobId addUnsent(const QByteArray &content);
    QByteArray contentOf(const BlobId &blob);
    void damage(const QString &name, qint64 first, qint64 length);
    void verifyVitals(const StoreRescue::Report &report);

    std::unique_ptr<QTemporaryDir> m_folder;
    BlobId m_blob;
};

namespace
{

const QByteArray accountsSchema = R"(
CREATE TABLE account (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, name TEXT NOT NULL, settings BLOB NOT NULL) STRICT;
CREATE TABLE resource (id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE, kind TEXT NOT NULL) STRICT;
)";

const QByteArray notesSchema = R"(
CREATE TABLE note (item INTEGER PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE, words TEXT NOT NULL) STRICT;
CREATE TABLE seen (word TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)";

void writeFile(const QString &path, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
}

}

Store::Options RescueTest::options() const
{
    const auto schemas = m_folder->path() + QStringLiteral("/schema");
    return {.folder = m_folder->path() + QStringLiteral("/store"),
            .key = testKey(),
            .schemas = {schemas + QStringLiteral("/accounts"), schemas + QStringLiteral("/sync"), schemas + QStringLiteral("/notes")}};
}

void RescueTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const auto schemas = m_folder->path() + QStringLiteral("/schema");
    writeFile(schemas + QStringLiteral("/accounts/001.sql"), accountsSchema);
    QDir().mkpath(schemas + QStringLiteral("/sync"));
    QVERIFY(QFile::copy(QStringLiteral(KONTOR_SOURCE_DIR "/modules/sync/schema/001.sql"), schemas + QStringLiteral("/sync/001.sql")));
    writeFile(schemas + QStringLiteral("/notes/001.sql"), notesSchema);
}

/// One account, a folder with many items of the server, a draft that no server knows with a
/// change and a blob, and a change to one of the server's items.
void RescueTest::fill(int serverItems)
{
    auto store = Store::open(options());
    QVERIFY(worked(store));
    m_blob = (*store)->blobs().put("the draft's text").value_or(QString());
    QVERIFY(!m_blob.isEmpty());
    QVERIFY(worked((*store)->blobs().put(QList<QByteArray>(2000, QByteArray(3000, 'b')))));
    QVERIFY(worked(answer((*store)->write([serverItems, blob = m_blob](Transaction &t) -> Result<void> {
        Result<void> done = t.prepare("INSERT INTO account (id, address, name, settings) VALUES (1, 'anna@amt.example', 'Anna', x'a0')").run();
        const auto then = [&](const char *sql, const auto &...args) {
            if (done) {
                done = t.prepare(sql).run(args...);
            }
        };
        then("INSERT INTO resource (id, account, kind) VALUES (1, 1, 'mail')");
        then("INSERT INTO collection (id, resource, remote_id, name, token) VALUES (1, 1, 'INBOX', 'Posteingang', x'01')");
        for (int i = 1; i <= serverItems; ++i) {
            then("INSERT INTO item (collection, remote_id, payload) VALUES (1, ?1, ?2)", QString::number(i), QByteArray(300, 'p'));
            then("INSERT INTO note (item, words) VALUES (?1, 'from the server')", t.lastInsertId());
        }
        then("INSERT INTO item (collection, remote_id, payload) VALUES (1, NULL, ?1)", blob.toLatin1());
        const auto draft = t.lastInsertId();
        then("INSERT INTO note (item, words) VALUES (?1, 'my draft')", draft);
        then("INSERT INTO change (resource, collection, item, kind, arguments, created) VALUES (1, 1, ?1, 'send', x'a0', 5)", draft);
        then("INSERT INTO change (resource, collection, item, kind, arguments, created) VALUES (1, 1, ?1, 'flags', x'a0', 6)", serverItems / 2);
        then("INSERT INTO seen (word, times) VALUES ('colleague@amt.example', 7)");
        t.changes.outbox = true;
        return done;
    }))));
}

void RescueTest::damage(const QString &name, qint64 first, qint64 length)
{
    QFile file(options().folder + QLatin1Char('/') + name);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.size() > 0);
    QRandomGenerator random(quint32(first + length));
    QByteArray garbage(std::min(length, file.size() - first), Qt::Uninitialized);
    for (auto &byte : garbage) {
        byte = char(random.generate());
    }
    file.seek(first);
    file.write(garbage);
}

void RescueTest::verifyVitals(const StoreRescue::Report &report)
{
    auto store = Store::open(options());
    QVERIFY(worked(store));
    QVERIFY(worked(answer((*store)->read([this](const Reader &reader) -> Result<void> {
        const auto text
            = [&](const char *sql) { return reader.prepare(sql).value<QString>().value_or(std::optional<QString>()).value_or(QStringLiteral("(nothing)")); };
        [&] {
            QCOMPARE(text("SELECT address FROM account"), QStringLiteral("anna@amt.example"));
            QCOMPARE(text("SELECT kind FROM resource"), QStringLiteral("mail"));
            QCOMPARE(text("SELECT name FROM collection WHERE remote_id = 'INBOX'"), QStringLiteral("Posteingang"));
            QCOMPARE(text("SELECT token IS NULL FROM collection"), QStringLiteral("1")); // read from scratch
            QCOMPARE(text("SELECT group_concat(kind) FROM (SELECT kind FROM change ORDER BY id)"), QStringLiteral("send,flags"));
            QCOMPARE(text("SELECT payload FROM item WHERE remote_id IS NULL"), m_blob);
            QCOMPARE(text("SELECT words FROM note JOIN item ON note.item = item.id WHERE item.remote_id IS NULL"), QStringLiteral("my draft"));
            QCOMPARE(text("SELECT count(*) FROM item"), QStringLiteral("2")); // the rest comes from the server
            QCOMPARE(text("SELECT count(*) FROM pragma_foreign_key_check"), QStringLiteral("0"));
        }();
        return {};
    }))));
    QVERIFY((*store)->blobs().get(m_blob).value_or("bad") == "the draft's text");
    QCOMPARE(report.changes, 2);
    for (const auto &path : report.putAside) {
        QVERIFY(QFile::exists(path));
    }
    // New items never get an old number.
    const auto fresh = answer((*store)->write([](Transaction &t) -> Result<qint64> {
        if (auto done = t.prepare("INSERT INTO item (collection) VALUES (1)").run(); !done) {
            return std::unexpected(done.error());
        }
        return t.lastInsertId();
    }));
    QVERIFY(worked(fresh));
    QVERIFY(*fresh > 3001);
}

void RescueTest::wholeStoreIsLeftAlone()
{
    fill();
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QVERIFY(report->putAside.isEmpty());
    QVERIFY(worked(Store::open(options())));
}

void RescueTest::wrongKeyChangesNothing()
{
    fill();
    auto wrong = options();
    wrong.key = testKey('w');
    const auto report = StoreRescue::run(wrong);
    QVERIFY(!report);
    QCOMPARE(storageProblem(report.error()), StorageProblem::WrongKey);
    QVERIFY(worked(Store::open(options())));
}

void RescueTest::outboxSurvives_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("length");
    QTest::newRow("first page") << qint64(0) << qint64(4096);
    QTest::newRow("second to tenth page") << qint64(4096) << qint64(9 * 4096);
    QTest::newRow("first 200 kB") << qint64(0) << qint64(200000);
    QTest::newRow("a few bytes in the middle") << qint64(700000) << qint64(50);
    QTest::newRow("the middle") << qint64(300000) << qint64(400000);
    QTest::newRow("the end") << qint64(800000) << qint64(10000000);
    QTest::newRow("everything but the first page") << qint64(4096) << qint64(100000000);
    QTest::newRow("everything") << qint64(0) << qint64(100000000);
    QTest::newRow("cut in half") << qint64(-1) << qint64(600000);
    QTest::newRow("cut to a byte") << qint64(-1) << qint64(1);
    QTest::newRow("cut to nothing") << qint64(-1) << qint64(0);
    QTest::newRow("deleted") << qint64(-2) << qint64(0);
}

void RescueTest::outboxSurvives()
{
    QFETCH(const qint64, first);
    QFETCH(const qint64, length);
    fill();
    const auto path = options().folder + QStringLiteral("/kontor.db");
    QVERIFY(QFileInfo(path).size() > 1000000);
    if (first >= 0) {
        damage(QStringLiteral("kontor.db"), first, length);
    } else if (first == -1) {
        QVERIFY(QFile::resize(path, length));
    } else {
        QVERIFY(QFile::remove(path));
    }
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QVERIFY(first == -2 || length == 0 || report->putAside.size() == 1);
    verifyVitals(*report);
}

void RescueTest::randomDamage()
{
    QRandomGenerator random(5);
    for (int round = 0; round < 12; ++round) {
        init();
        fill(500);
        const auto size = QFileInfo(options().folder + QStringLiteral("/kontor.db")).size();
        for (int i = random.bounded(4); i >= 0; --i) {
            damage(QStringLiteral("kontor.db"), random.bounded(size - 1), 1 + random.bounded(20000));
        }
        const auto report = StoreRescue::run(options());
        QVERIFY(worked(report));
        QCOMPARE(report->changes, 2);
        QVERIFY(worked(Store::open(options())));
    }
}

void RescueTest::changesOfAnOldCopyAreMarked()
{
    fill();
    damage(QStringLiteral("kontor.db"), 0, 100000000);
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QVERIFY(report->usedSafetyCopy);
    auto store = Store::open(options());
    QVERIFY(worked(store));
    const auto unmarked
        = answer((*store)->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM change WHERE answer_lost = 0").value<int>(); }));
    QCOMPARE(unmarked->value_or(-1), 0);
}

void RescueTest::rowsAreSavedOneByOne()
{
    // Without the safety copy: what the damaged file itself still tells.
    fill();
    for (const auto &suffix : {QStringLiteral(""), QStringLiteral("-wal"), QStringLiteral("-shm")}) {
        QFile::remove(options().folder + QStringLiteral("/kontor-safety.db") + suffix);
    }
    damage(QStringLiteral("kontor.db"), 0, 4096);
    const auto size = QFileInfo(options().folder + QStringLiteral("/kontor.db")).size();
    damage(QStringLiteral("kontor.db"), size / 2, 40000);
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QVERIFY(!report->usedSafetyCopy);
    QVERIFY(report->unreadable > 0);
    QCOMPARE(report->changes, 2);
    QVERIFY(!StoreRescue::sentence(*report).isEmpty());
    auto store = Store::open(options());
    QVERIFY(worked(store));
    const auto seen = answer(
        (*store)->read([](const Reader &reader) { return reader.prepare("SELECT times FROM seen WHERE word = 'colleague@amt.example'").value<int>(); }));
    QCOMPARE(seen->value_or(0), 7);
}

void RescueTest::blobsSurvive_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("length");
    QTest::newRow("first page") << qint64(0) << qint64(16384);
    QTest::newRow("middle") << qint64(3000000) << qint64(100000);
}

void RescueTest::blobsSurvive()
{
    QFETCH(const qint64, first);
    QFETCH(const qint64, length);
    QList<BlobId> ids;
    {
        auto store = Store::open(options());
        QVERIFY(worked(store));
        QRandomGenerator random(1);
        QList<QByteArray> many;
        for (int i = 0; i < 2000; ++i) {
            QByteArray bytes(3000, Qt::Uninitialized);
            random.fillRange(reinterpret_cast<quint32 *>(bytes.data()), 750);
            many.append(bytes);
        }
        ids = *(*store)->blobs().put(many);
    }
    damage(QStringLiteral("blobs.db"), first, length);
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QCOMPARE(report->putAside.size(), 1);
    auto store = Store::open(options());
    QVERIFY(worked(store));
    int there = 0;
    for (const auto &id : std::as_const(ids)) {
        there += (*store)->blobs().get(id).has_value() ? 1 : 0;
    }
    QCOMPARE(there, report->blobs);
    QVERIFY2(there >= (first == 0 ? 2000 : 1850), qPrintable(QString::number(there)));
}

void RescueTest::interruptedRescueGoesOn()
{
    fill();
    damage(QStringLiteral("kontor.db"), 0, 4096);
    // As if it had been killed after putting the file aside, with a half-made new one.
    const auto path = options().folder + QStringLiteral("/kontor.db");
    QVERIFY(QFile::rename(path, path + QStringLiteral(".damaged-20260102T030405Z")));
    writeFile(path + QStringLiteral(".new"), "half");
    const auto store = Store::open(options());
    QVERIFY(!store);
    QVERIFY(isDamaged(store.error()));
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    verifyVitals(*report);
}

/// A new item with a change that is to bring the content to the server; opens and closes the store.
BlobId RescueTest::addUnsent(const QByteArray &content)
{
    const auto store = Store::open(options());
    const auto blob = (*store)->blobs().put(content).value_or(QString());
    const auto written = answer((*store)->write([blob](Transaction &t) -> Result<void> {
        const QCborMap arguments{{QStringLiteral("blob"), blob}, {QStringLiteral("date"), 5}};
        auto done = t.prepare("INSERT INTO item (collection) VALUES (1)").run();
        if (done) {
            done = t.prepare("INSERT INTO change (resource, collection, item, kind, arguments, created) VALUES (1, 1, ?1, 'append', ?2, 7)")
                       .run(t.lastInsertId(), QCborValue(arguments).toCbor());
        }
        t.changes.outbox = true;
        return done;
    }));
    return written ? blob : QString();
}

QByteArray RescueTest::contentOf(const BlobId &blob)
{
    const auto store = Store::open(options());
    return store ? (*store)->blobs().get(blob).value_or("lost") : QByteArray("closed");
}

namespace
{
/// Does not get smaller.
QByteArray noise(int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random{quint32(size)};
    std::ranges::generate(bytes, [&random] { return char(random.generate()); });
    return bytes;
}
}

void RescueTest::unsentBlobsSurvive()
{
    fill(10);
    const QList<QByteArray> contents{"a short draft", noise(100'000), noise(900'000)};
    QList<BlobId> blobs;
    for (const auto &content : contents) {
        blobs << addUnsent(content);
        QVERIFY(!blobs.last().isEmpty());
    }
    damage(QStringLiteral("blobs.db"), 0, 100000000);
    QVERIFY(QDir(options().folder + QStringLiteral("/blobs")).removeRecursively());
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QCOMPARE(report->contentsLost, 0);
    QCOMPARE(report->putAside.size(), 1);
    for (int i = 0; i < contents.size(); ++i) {
        QCOMPARE(contentOf(blobs.at(i)), contents.at(i));
    }
    QCOMPARE(contentOf(m_blob), QByteArray("the draft's text"));
    QCOMPARE(contentOf(Blobs::idOf(QByteArray(3000, 'b'))), QByteArray("lost")); // can be had again, so it has no second copy
}

void RescueTest::aLostFileComesFromTheSafetyCopy()
{
    fill(10);
    const auto content = noise(900'000);
    const auto blob = addUnsent(content);
    QVERIFY(QDir(options().folder + QStringLiteral("/blobs")).removeRecursively());
    QCOMPARE(contentOf(blob), content); // without any rescue
    QVERIFY(!QDir(options().folder + QStringLiteral("/blobs")).isEmpty());
    // What was sent needs no second copy any more.
    {
        const auto store = Store::open(options());
        QVERIFY(worked(answer((*store)->write([](Transaction &t) {
            t.changes.outbox = true;
            return t.prepare("DELETE FROM change WHERE kind = 'append'").run();
        }))));
    }
    QVERIFY(QDir(options().folder + QStringLiteral("/safety/blobs")).isEmpty());
}

void RescueTest::theLargestAreLeftOut()
{
    const QTemporaryDir one;
    const QTemporaryDir other;
    const auto blobs = Blobs::open(one.path(), testKey());
    const auto reserve = Blobs::open(other.path(), testKey());
    QVERIFY(worked(blobs) && worked(reserve));
    const auto small = (*blobs)->put(noise(1'000)).value();
    const auto medium = (*blobs)->put(noise(5'000)).value();
    const auto large = (*blobs)->put(noise(50'000)).value();
    const auto old = (*reserve)->put(noise(2'000)).value();
    const auto tooMuch = VitalBlobs::keep({large, small, medium, Blobs::idOf("not here")}, **blobs, **reserve, 10'000);
    QVERIFY(worked(tooMuch));
    QCOMPARE(*tooMuch, QSet<BlobId>{large});
    QVERIFY((*reserve)->contains(small) && (*reserve)->contains(medium));
    QVERIFY(!(*reserve)->contains(large) && !(*reserve)->contains(old));
}

void RescueTest::lostContentIsTold()
{
    fill(10);
    const auto blob = addUnsent("a short draft");
    damage(QStringLiteral("blobs.db"), 0, 100000000);
    QVERIFY(QDir(options().folder + QStringLiteral("/safety")).removeRecursively());
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QCOMPARE(report->contentsLost, 1);
    QVERIFY(StoreRescue::sentence(*report).contains(QStringLiteral("lost")));
    QCOMPARE(contentOf(blob), QByteArray("lost"));
}

void RescueTest::aNewerStoreIsLeftAlone_data()
{
    QTest::addColumn<bool>("isDamaged");
    QTest::newRow("whole") << false;
    QTest::newRow("damaged") << true;
}

void RescueTest::aNewerStoreIsLeftAlone()
{
    QFETCH(const bool, isDamaged);
    fill(500);
    {
        const auto store = Store::open(options());
        QVERIFY(
            worked(answer((*store)->write([](Transaction &t) { return t.prepare("UPDATE schema_version SET version = 99 WHERE module = 'notes'").run(); }))));
    }
    if (isDamaged) {
        damage(QStringLiteral("kontor.db"), 100'000, 4096);
    }
    // The last module is the newer one, and an earlier one has a step to come: nothing is begun.
    writeFile(m_folder->path() + QStringLiteral("/schema/accounts/002.sql"), "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;");
    const auto bytes = [this] {
        QFile file(options().folder + QStringLiteral("/kontor.db"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const auto before = bytes();
    const auto store = Store::open(options());
    QVERIFY(!store);
    QCOMPARE(storageProblem(store.error()), StorageProblem::TooNew);
    QVERIFY(store.error().message.contains(QStringLiteral("newer")));
    const auto report = StoreRescue::run(options());
    QVERIFY(!report);
    QCOMPARE(storageProblem(report.error()), StorageProblem::TooNew);
    QVERIFY(bytes() == before);
}

void RescueTest::whatIsNoFile()
{
    fill();
    const auto path = options().folder + QStringLiteral("/kontor.db");
    const auto elsewhere = m_folder->path() + QStringLiteral("/elsewhere.db");
    // A link to it works like itself.
    QVERIFY(QFile::rename(path, elsewhere) && QFile::link(elsewhere, path));
    QVERIFY(!addUnsent("through the link").isEmpty());
    // A link to a disk that is not there is no reason to begin anew.
    QVERIFY(QFile::rename(elsewhere, elsewhere + QStringLiteral("-away")));
    auto store = Store::open(options());
    QVERIFY(!store);
    QCOMPARE(storageProblem(store.error()), StorageProblem::Unreadable);
    auto report = StoreRescue::run(options());
    QVERIFY(!report);
    QCOMPARE(storageProblem(report.error()), StorageProblem::Unreadable);
    QVERIFY(QFileInfo(path).isSymLink());
    QVERIFY(QFile::rename(elsewhere + QStringLiteral("-away"), elsewhere));
    QVERIFY(worked(Store::open(options())));
    // A folder in its place is put aside.
    QVERIFY(QFile::remove(path) && QDir().mkpath(path + QStringLiteral("/inside")));
    store = Store::open(options());
    QVERIFY(!store);
    QCOMPARE(storageProblem(store.error()), StorageProblem::Damaged);
    report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QCOMPARE(report->changes, 3);
    QCOMPARE(report->putAside.size(), 1);
    QVERIFY(QFileInfo::exists(report->putAside.first() + QStringLiteral("/inside")));
    QVERIFY(worked(Store::open(options())));
}

void RescueTest::aLostLogIsNoticed()
{
    // The index as it was some time ago: the newest transactions were in a log that was cut off.
    fill(10);
    const auto path = options().folder + QStringLiteral("/kontor.db");
    QVERIFY(QFile::copy(path, path + QStringLiteral("-old")));
    const auto blob = addUnsent("the newest draft");
    QVERIFY(!blob.isEmpty());
    QVERIFY(QFile::remove(path) && QFile::rename(path + QStringLiteral("-old"), path));
    auto store = Store::open(options());
    QVERIFY(!store);
    QCOMPARE(storageProblem(store.error()), StorageProblem::Damaged);
    const auto report = StoreRescue::run(options());
    QVERIFY(worked(report));
    QVERIFY(report->putAside.isEmpty() && report->usedSafetyCopy);
    QCOMPARE(report->changes, 3);
    QVERIFY(StoreRescue::sentence(*report).contains(QStringLiteral("safety copy")));
    store = Store::open(options());
    QVERIFY(worked(store));
    // What the old one would do again may have been done since.
    const auto unmarked
        = answer((*store)->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM change WHERE answer_lost = 0").value<int>(); }));
    QCOMPARE(unmarked->value_or(-1), 0);
    const auto items = answer((*store)->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM item").value<int>(); }));
    QCOMPARE(items->value_or(-1), 12); // nothing that was there is gone
    store->reset();
    QVERIFY(worked(Store::open(options()))); // and it is settled
}

QTEST_GUILESS_MAIN(RescueTest)
#include "rescuetest.moc"
