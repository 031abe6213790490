// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "openstore.h"
#include "store/blobs.h"
#include "store/storageproblem.h"

#include <QDirIterator>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtConcurrentRun>

#include <sys/resource.h>

#include <csignal>

using namespace Kontor;

/// Contents in the database and in sealed files: whole, private, or not at all.
class BlobsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void comeBack_data();
    void comeBack();
    void sameContentIsKeptOnce();
    void manyAtOnce();
    void writerNeedsLittleMemory();
    void abandonedWriterLeavesNothing();
    void leftoversAreSweptAtOpen();
    void namesAndFilesTellNothing();
    void damagedFileIsNoticed_data();
    void damagedFileIsNoticed();
    void swappedFilesAreNoticed();
    void wrongKeyIsRefused();
    void keepOnlyDeletesTheRest();
    void keepOnlySparesWhatCameMeanwhile();
    void exportIsPrivate();
    void limits();
    void fullDiskUndoesThePut();
    void threadsShareIt();

private:
    QString folder() const
    {
        return m_folder->path();
    }
    std::unique_ptr<Blobs> open() const
    {
        auto blobs = Blobs::open(folder(), testKey());
        return worked(blobs) ? std::move(*blobs) : nullptr;
    }
    QStringList files() const
    {
        return QDir(folder() + QStringLiteral("/blobs")).entryList(QDir::Files);
    }
    QString onlyFile() const
    {
        return folder() + QStringLiteral("/blobs/") + files().value(0);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

namespace
{

/// Bytes that do not compress.
QByteArray noise(qsizetype size, quint32 seed = 1)
{
    QRandomGenerator random(seed);
    QByteArray bytes(size + 8, Qt::Uninitialized);
    random.fillRange(reinterpret_cast<quint32 *>(bytes.data()), size / 4 + 1);
    bytes.resize(size);
    return bytes;
}

QByteArray text(qsizetype size)
{
    QByteArray bytes;
    for (int i = 0; bytes.size() < size; ++i) {
        bytes += "Sehr geehrte Damen und Herren, " + QByteArray::number(i) + '\n';
    }
    return bytes.first(size);
}

qint64 peakMemoryKiB()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}

void BlobsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void BlobsTest::comeBack_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("files");
    QTest::newRow("nothing") << QByteArray("") << 0;
    QTest::newRow("one byte") << QByteArray("x") << 0;
    QTest::newRow("a mail") << text(29000) << 0;
    QTest::newRow("compresses well") << text(3 << 20) << 0;
    QTest::newRow("just small") << noise(255 << 10) << 0;
    QTest::newRow("just large") << noise(257 << 10) << 1;
    QTest::newRow("several chunks") << noise(1 << 20) << 1;
    QTest::newRow("streamed") << noise(9 << 20) << 1;
}

void BlobsTest::comeBack()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const int, files);
    BlobId id;
    {
        auto blobs = open();
        QVERIFY(blobs);
        const auto put = blobs->put(bytes);
        QVERIFY(worked(put));
        id = *put;
        QCOMPARE(id, Blobs::idOf(bytes));
        QCOMPARE(this->files().size(), files);
    }
    auto blobs = open();
    QVERIFY(blobs);
    QVERIFY(blobs->contains(id));
    QCOMPARE(blobs->size(id).value_or(-1), bytes.size());
    const auto got = blobs->get(id);
    QVERIFY(worked(got));
    QVERIFY(*got == bytes);
    QVERIFY(blobs->head(id, 10).value_or("bad") == bytes.first(std::min<qsizetype>(10, bytes.size())));
    // The same through the writer gives the same name.
    auto writer = blobs->writer();
    QVERIFY(worked(writer));
    for (qsizetype start = 0; start < bytes.size(); start += 100000) {
        QVERIFY(worked((*writer)->append(bytes.mid(start, 100000))));
    }
    QCOMPARE((*writer)->size(), bytes.size());
    QCOMPARE((*writer)->commit().value_or(QString()), id);
    QCOMPARE(this->files().size(), files);
    QVERIFY(blobs->get(id).value_or("bad") == bytes);
}

void BlobsTest::sameContentIsKeptOnce()
{
    auto blobs = open();
    QVERIFY(blobs);
    for (const auto &bytes : {text(5000), noise(1 << 20)}) {
        QVERIFY(worked(blobs->put(bytes)));
        const auto before = blobs->diskUsage();
        QVERIFY(worked(blobs->put(bytes)));
        QVERIFY(worked(blobs->put(QList<QByteArray>{bytes, bytes, bytes})));
        QVERIFY(blobs->diskUsage() < before + 60000); // the log may have grown
    }
    QCOMPARE(files().size(), 1);
}

void BlobsTest::manyAtOnce()
{
    auto blobs = open();
    QVERIFY(blobs);
    QList<QByteArray> many;
    for (int i = 0; i < 300; ++i) {
        many.append(QByteArray::number(i) + text(i * 10));
    }
    many.append(noise(400 << 10));
    const auto ids = blobs->put(many);
    QVERIFY(worked(ids));
    for (qsizetype i = 0; i < many.size(); ++i) {
        QVERIFY(blobs->get(ids->at(i)).value_or("bad") == many.at(i));
    }
}

void BlobsTest::writerNeedsLittleMemory()
{
    auto blobs = open();
    QVERIFY(blobs);
    const auto before = peakMemoryKiB();
    auto writer = blobs->writer();
    QVERIFY(worked(writer));
    const auto piece = noise(1 << 20);
    for (int i = 0; i < 200; ++i) {
        QVERIFY(worked((*writer)->append(QByteArray::number(i) + piece)));
    }
    const auto id = (*writer)->commit();
    QVERIFY(worked(id));
    const auto path = folder() + QStringLiteral("/export");
    QVERIFY(worked(blobs->exportTo(*id, path)));
    QCOMPARE(QFileInfo(path).size(), blobs->size(*id).value_or(-1));
    QVERIFY(QFileInfo(path).size() > 200 << 20);
    QVERIFY2(peakMemoryKiB() - before < 40 << 10, qPrintable(QString::number(peakMemoryKiB() - before)));
}

void BlobsTest::abandonedWriterLeavesNothing()
{
    auto blobs = open();
    QVERIFY(blobs);
    {
        auto writer = blobs->writer();
        QVERIFY(worked(writer));
        QVERIFY(worked((*writer)->append(noise(1 << 20))));
        QCOMPARE(files().size(), 1);
    }
    QCOMPARE(files().size(), 0);
}

void BlobsTest::leftoversAreSweptAtOpen()
{
    {
        auto blobs = open();
        QVERIFY(blobs);
    }
    QFile part(folder() + QStringLiteral("/blobs/3f2a.part"));
    QVERIFY(part.open(QIODevice::WriteOnly));
    part.write("half");
    part.close();
    auto blobs = open();
    QVERIFY(blobs);
    QCOMPARE(files().size(), 0);
}

void BlobsTest::namesAndFilesTellNothing()
{
    const QByteArray secret = "Vertraulich: der Name der Quelle";
    BlobId large;
    BlobId small;
    {
        auto blobs = open();
        QVERIFY(blobs);
        small = *blobs->put(secret);
        large = *blobs->put(secret + noise(1 << 20));
    }
    QDirIterator everything(folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    int seen = 0;
    while (everything.hasNext()) {
        QFile file(everything.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto content = file.readAll();
        ++seen;
        for (const auto &id : {small, large}) {
            QVERIFY(!file.fileName().contains(id));
            QVERIFY(!content.contains(id.toLatin1()));
            QVERIFY(!content.contains(QByteArray::fromHex(id.toLatin1())));
        }
        QVERIFY(!content.contains("Vertraulich"));
        QVERIFY(!(file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
    }
    QVERIFY(seen >= 2);
}

void BlobsTest::damagedFileIsNoticed_data()
{
    QTest::addColumn<QString>("damage");
    for (const auto &damage : {"first byte", "salt", "middle", "last byte", "cut a byte", "cut a chunk", "cut to nothing", "swap chunks", "append"}) {
        QTest::newRow(damage) << QString::fromLatin1(damage);
    }
}

void BlobsTest::damagedFileIsNoticed()
{
    QFETCH(const QString, damage);
    const auto bytes = noise(1 << 20);
    auto blobs = open();
    QVERIFY(blobs);
    const auto id = *blobs->put(bytes);
    {
        QFile file(onlyFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        auto content = file.readAll();
        constexpr qsizetype header = 40;
        constexpr qsizetype chunk = 256 * 1024 + 16;
        if (damage == QStringLiteral("first byte")) {
            content[0] = 'x';
        } else if (damage == QStringLiteral("salt")) {
            content[20] = char(content[20] ^ 1);
        } else if (damage == QStringLiteral("middle")) {
            content[content.size() / 2] = char(content[content.size() / 2] ^ 1);
        } else if (damage == QStringLiteral("last byte")) {
            content[content.size() - 1] = char(content[content.size() - 1] ^ 1);
        } else if (damage == QStringLiteral("cut a byte")) {
            content.chop(1);
        } else if (damage == QStringLiteral("cut a chunk")) {
            content.remove(header + chunk, chunk); // with the trailer intact
        } else if (damage == QStringLiteral("cut to nothing")) {
            content.clear();
        } else if (damage == QStringLiteral("swap chunks")) {
            content = content.first(header) + content.mid(header + chunk, chunk) + content.mid(header, chunk) + content.mid(header + 2 * chunk);
        } else {
            content.append("more");
        }
        file.resize(0);
        file.seek(0);
        file.write(content);
    }
    const auto got = blobs->get(id);
    QVERIFY(!got);
    QVERIFY2(isDamaged(got.error()), qPrintable(got.error().detail));
    // It is out of the way: putting it again mends it.
    QVERIFY(!blobs->contains(id));
    QCOMPARE(blobs->get(id).error().kind, Error::Kind::NotFound);
    QVERIFY(worked(blobs->put(bytes)));
    QVERIFY(blobs->get(id).value_or("bad") == bytes);
}

void BlobsTest::swappedFilesAreNoticed()
{
    auto blobs = open();
    QVERIFY(blobs);
    const auto one = *blobs->put(noise(1 << 20, 1));
    const auto nameOfOne = onlyFile();
    const auto two = *blobs->put(noise(1 << 20, 2));
    auto names = files();
    const auto nameOfTwo = folder() + QStringLiteral("/blobs/") + (folder() + QStringLiteral("/blobs/") + names.at(0) == nameOfOne ? names.at(1) : names.at(0));
    QVERIFY(QFile::rename(nameOfOne, folder() + QStringLiteral("/aside")));
    QVERIFY(QFile::rename(nameOfTwo, nameOfOne));
    const auto got = blobs->get(one);
    QVERIFY(!got);
    QVERIFY(isDamaged(got.error()));
    QCOMPARE(blobs->get(two).error().kind, Error::Kind::NotFound);
    const auto path = folder() + QStringLiteral("/export");
    QVERIFY(QFile::rename(folder() + QStringLiteral("/aside"), nameOfTwo));
    QVERIFY(!blobs->exportTo(two, path));
    QVERIFY(!QFile::exists(path));
}

void BlobsTest::wrongKeyIsRefused()
{
    QVERIFY(open());
    const auto other = Blobs::open(folder(), testKey('o'));
    QVERIFY(!other);
    QCOMPARE(storageProblem(other.error()), StorageProblem::WrongKey);
}

void BlobsTest::keepOnlyDeletesTheRest()
{
    auto blobs = open();
    QVERIFY(blobs);
    QList<QByteArray> many;
    for (int i = 0; i < 1200; ++i) {
        many.append(noise(3000, quint32(i)));
    }
    const auto ids = *blobs->put(many);
    const auto largeKept = *blobs->put(noise(1 << 20, 5));
    const auto largeGone = *blobs->put(noise(1 << 20, 6));
    const auto before = blobs->diskUsage();
    const auto freed = blobs->keepOnly({ids.at(3), ids.at(700), largeKept});
    QVERIFY(worked(freed));
    QCOMPARE_GT(*freed, 1198 * 3000 + (1 << 20));
    QVERIFY(blobs->diskUsage() < before - *freed / 2);
    QVERIFY(blobs->contains(ids.at(3)) && blobs->contains(ids.at(700)) && blobs->contains(largeKept));
    QVERIFY(!blobs->contains(ids.at(4)) && !blobs->contains(largeGone));
    QVERIFY(blobs->get(largeKept).has_value());
    QVERIFY(blobs->get(ids.at(700)).value_or("bad") == many.at(700));
}

void BlobsTest::keepOnlySparesWhatCameMeanwhile()
{
    auto blobs = open();
    QVERIFY(blobs);
    const auto old = *blobs->put(text(100));
    const auto again = *blobs->put(text(200));
    const auto mark = blobs->mark();
    const auto fresh = *blobs->put(text(300));
    const auto freshLarge = *blobs->put(noise(1 << 20));
    QVERIFY(worked(blobs->put(text(200)))); // put again: somebody is about to use it
    QVERIFY(worked(blobs->keepOnly({}, mark)));
    QVERIFY(!blobs->contains(old));
    QVERIFY(blobs->contains(again) && blobs->contains(fresh) && blobs->contains(freshLarge));
    QVERIFY(worked(blobs->keepOnly({})));
    QVERIFY(!blobs->contains(again) && !blobs->contains(fresh) && !blobs->contains(freshLarge));
}

void BlobsTest::exportIsPrivate()
{
    auto blobs = open();
    QVERIFY(blobs);
    const auto bytes = noise(1 << 20);
    const auto id = *blobs->put(bytes);
    const auto path = folder() + QStringLiteral("/export");
    QVERIFY(worked(blobs->exportTo(id, path)));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll() == bytes);
    QCOMPARE(QFile::permissions(path) & ~(QFileDevice::ReadUser | QFileDevice::WriteUser), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    QVERIFY(!blobs->exportTo(id, QStringLiteral("/nonexistent/file")));
}

void BlobsTest::limits()
{
    auto blobs = open();
    QVERIFY(blobs);
    const auto small = *blobs->put(text(10000));
    const auto large = *blobs->put(noise(1 << 20));
    QVERIFY(!blobs->get(small, 9999));
    QVERIFY(blobs->get(small, 10000));
    QVERIFY(!blobs->get(large, 1 << 19));
    for (const auto &nonsense : {QString(), QStringLiteral("../../etc/passwd"), QString(64, QLatin1Char('z')), QString(64, QLatin1Char('0'))}) {
        QVERIFY(!blobs->contains(nonsense));
        QCOMPARE(blobs->get(nonsense).error().kind, Error::Kind::NotFound);
        QCOMPARE(blobs->size(nonsense).error().kind, Error::Kind::NotFound);
    }
}

void BlobsTest::fullDiskUndoesThePut()
{
    auto blobs = open();
    QVERIFY(blobs);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    auto tight = before;
    tight.rlim_cur = 2 << 20;
    setrlimit(RLIMIT_FSIZE, &tight);
    const auto large = blobs->put(noise(5 << 20));
    QList<QByteArray> many;
    for (int i = 0; i < 100; ++i) {
        many.append(noise(60000, quint32(i)));
    }
    const auto small = blobs->put(many);
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!large && !small);
    QCOMPARE(storageProblem(large.error()), StorageProblem::DiskFull);
    QVERIFY2(storageProblem(small.error()) == StorageProblem::DiskFull, qPrintable(small.error().detail));
    QCOMPARE(files().size(), 0);
    QVERIFY(!blobs->contains(Blobs::idOf(many.at(0))));
    QVERIFY(worked(blobs->put(many)));
}

void BlobsTest::threadsShareIt()
{
    auto blobs = open();
    QVERIFY(blobs);
    QList<QFuture<bool>> futures;
    for (int thread = 0; thread < 4; ++thread) {
        futures.append(QtConcurrent::run([&blobs, thread] {
            for (int i = 0; i < 100; ++i) {
                const auto bytes = QByteArray::number(i % 50) + text(1000 + thread);
                const auto id = blobs->put(bytes);
                if (!id || blobs->get(*id).value_or("bad") != bytes) {
                    return false;
                }
            }
            return true;
        }));
    }
    for (auto &future : futures) {
        QVERIFY(future.result());
    }
}

QTEST_GUILESS_MAIN(BlobsTest)
#include "blobstest.moc"
