// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"

#include <QTest>

using namespace Kontor;

/// Many files at once. Times are told, not judged: tests/bench does that.
class FileBulkTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aHundredThousandAreListed()
    {
        FilesFixture f;
        f.anna.cloud.pageSize = 2000;
        for (int folder = 0; folder < 100; ++folder) {
            f.anna.cloud.makeFolder(u"folder %1/"_s.arg(folder));
            for (int file = 0; file < 1000; ++file) {
                f.anna.cloud.put(u"folder %1/file %2.odt"_s.arg(folder).arg(file), "x");
            }
        }
        QElapsedTimer timer;
        timer.start();
        QVERIFY(f.round());
        qInfo() << "100,100 entries in" << timer.restart() << "ms, of which the server in memory took a part";
        QCOMPARE(f.number("SELECT count(*) FROM file"), 100100);
        QCOMPARE(f.number("SELECT count(*) FROM file WHERE parent = 0"), 100);
        QCOMPARE(f.number("SELECT count(*) FROM file WHERE parent_href IS NOT NULL"), 0);
        QVERIFY(f.round()); // nothing new
        qInfo() << "and again in" << timer.restart() << "ms";
        f.anna.cloud.rename(u"folder 7/"_s, u"moved/"_s);
        QVERIFY(f.round());
        QCOMPARE(f.listing(), FilesFixture::names(f.anna.cloud));
    }

    void aHundredThousandInOneFolderAreShown()
    {
        FilesFixture f;
        f.anna.cloud.pageSize = 2000;
        for (int file = 0; file < 100000; ++file) {
            f.anna.cloud.put(u"file %1.odt"_s.arg(file), QByteArray((file + 69) % 100 + 1, 'x'));
        }
        QVERIFY(f.round());
        const auto target = f.target();
        FileListModel model(**f.store);
        const auto show = [&](const FileView &view) {
            QElapsedTimer timer;
            timer.start();
            model.setView(view);
            const bool isShown = waitUntil([&] {
                return model.isReady();
            });
            qInfo() << int(view.place) << int(view.sort) << model.rowCount() << "rows in" << timer.elapsed() << "ms";
            return isShown ? model.rowCount() : -1;
        };
        QCOMPARE(show({.folder = target}), 100000);
        QCOMPARE(model.rowAt(9) ? model.rowAt(9)->name : QString(), u"file 9.odt"_s);
        QCOMPARE(show({.folder = target, .order = Qt::DescendingOrder}), 100000);
        QCOMPARE(show({.folder = target, .sort = FileView::Sort::Size}), 100000);
        const auto first = [&model] {
            return model.rowAt(0) ? model.rowAt(0)->name : QString();
        };
        QCOMPARE(first(), u"file 31.odt"_s); // of the smallest the first by name
        QCOMPARE(show({.folder = target, .sort = FileView::Sort::Size, .order = Qt::DescendingOrder}), 100000);
        QCOMPARE(first(), u"file 30.odt"_s);
        QCOMPARE(show({.folder = target, .sort = FileView::Sort::Modified}), 100000);
        QCOMPARE(first(), u"file 0.odt"_s);
        QCOMPARE(show({.folder = target, .sort = FileView::Sort::Modified, .order = Qt::DescendingOrder}), 100000);
        QCOMPARE(first(), u"file 99999.odt"_s);
        QCOMPARE(show({.folder = target, .sort = FileView::Sort::Type}), 100000);
        QCOMPARE(first(), u"file 0.odt"_s);
        QCOMPARE(show({.place = FileView::Place::Recent}), 200);
        QCOMPARE(show({.place = FileView::Place::Favourites}), 0);
        QCOMPARE(show({.place = FileView::Place::Offline}), 0);
        QCOMPARE(show({.place = FileView::Place::Search, .words = u"file 999"_s}), 280);
        QCOMPARE(show({.place = FileView::Place::Search, .words = u"nothing"_s}), 0);
        QCOMPARE(show({.place = FileView::Place::Search, .words = u"f"_s}), 100000);
    }

    void tenThousandSmallFilesAreUploaded()
    {
        FilesFixture f;
        QVERIFY(f.round());
        for (int i = 0; i < 10000; ++i) {
            f.write(u"tree/%1/file %2.txt"_s.arg(i / 100).arg(i), QByteArray::number(i) + QByteArray(3000, 'x'));
        }
        QElapsedTimer timer;
        timer.start();
        const auto done = waitedFor(f.actions->upload({f.local.filePath(u"tree"_s)}, f.target(), NameClash::KeepBoth));
        qInfo() << "10,000 files queued in" << timer.restart() << "ms";
        QVERIFY(done);
        QCOMPARE(f.changes().size(), 10101);
        QVERIFY(f.round());
        qInfo() << "and sent in" << timer.restart() << "ms";
        QVERIFY(f.changes().isEmpty());
        QCOMPARE(f.anna.cloud.listing().size(), 10101);
        QCOMPARE(f.listing(), FilesFixture::names(f.anna.cloud));
        QCOMPARE(f.number("SELECT count(*) FROM file WHERE folder = 0 AND kept = item || '@' || revision"), 10000);
    }
};

QTEST_GUILESS_MAIN(FileBulkTest)
#include "filebulktest.moc"
