// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"
#include "store/rescue.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// A damaged store: what was to be sent still goes out, byte for byte.
class FileRescueTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;

    static QByteArray noise(qsizetype size, quint32 seed)
    {
        QByteArray bytes(size, Qt::Uninitialized);
        QRandomGenerator random(seed);
        for (auto &byte : bytes) {
            byte = char(random.generate());
        }
        return bytes;
    }

    void damage(qint64 first, qint64 length)
    {
        QFile file(f->store->folder() + u"/kontor.db"_s);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.size() > 0);
        file.seek(std::min(first, file.size() / 2));
        file.write(noise(std::min(length, file.size() - file.pos()), quint32(first + length)));
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.put(u"Projects/notes.txt"_s, "notes");
        f->anna.cloud.put(u"report.odt"_s, "report");
        QVERIFY(f->round());
    }

    void unsentContentSurvivesADamagedIndex_data()
    {
        QTest::addColumn<qint64>("first");
        QTest::addColumn<qint64>("length");
        QTest::addColumn<bool>("isRaisedAnew"); // the index is gone altogether
        QTest::newRow("first page") << qint64(0) << qint64(4096) << false;
        QTest::newRow("half of it") << qint64(1) << qint64(200'000) << false;
        QTest::newRow("all of it") << qint64(0) << qint64(100'000'000) << false;
        QTest::newRow("the file is gone") << qint64(0) << qint64(0) << true;
    }

    void unsentContentSurvivesADamagedIndex()
    {
        QFETCH(qint64, first);
        QFETCH(qint64, length);
        QFETCH(bool, isRaisedAnew);
        const auto large = noise(filePieceSize * 2 + 1234, 5);
        const auto saved = noise(filePieceSize + 77, 6);
        QVERIFY(waitedFor(f->actions->createFolder(f->target(u"Projects"_s), u"New"_s)));
        QVERIFY(waitedFor(f->actions->upload({f->write(u"large.bin"_s, large)}, f->target(u"Projects/New"_s), NameClash::KeepBoth)));
        QVERIFY(f->save(u"report.odt"_s, saved));
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 5);
        f->end();
        f->store->close();
        const auto path = f->store->folder() + u"/kontor.db"_s;
        if (isRaisedAnew) {
            for (const auto &suffix : {u""_s, u"-wal"_s, u"-shm"_s}) {
                QFile::remove(path + suffix);
            }
            QFile empty(path);
            QVERIFY(empty.open(QIODevice::WriteOnly));
            empty.write("no database");
        } else {
            damage(first, length);
        }
        const auto report = StoreRescue::run({.folder = f->store->folder(), .key = QByteArray(32, 'k'), .schemas = f->schemas()});
        QVERIFY2(report, qPrintable(report ? QString() : report.error().detail));
        QCOMPARE(report->changes, 3);
        QCOMPARE(report->contentsLost, 0);
        QVERIFY(f->store->open());
        f->begin();
        // What is swept before the files are looked at must not be this.
        const auto used = f->read([projector = f->projector](const Reader &reader) {
                               return projector->usedBlobs(reader);
                           }).value();
        QCOMPARE(used.size(), 5);
        for (int round = 0; round < 3; ++round) {
            QVERIFY(f->round());
        }
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).kind + f->changes().value(0).error.message));
        QVERIFY(f->anna.cloud.bytes(u"Projects/New/large.bin"_s) == large);
        QVERIFY(f->anna.cloud.bytes(u"report.odt"_s) == saved);
        QCOMPARE(f->anna.cloud.bytes(u"Projects/notes.txt"_s), "notes");
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
    }
};

QTEST_GUILESS_MAIN(FileRescueTest)
#include "filerescuetest.moc"
