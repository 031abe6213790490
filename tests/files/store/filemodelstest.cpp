// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"
#include "store/search.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QTest>
#include <QUrl>

using namespace Kontor;

/// What lists of files show, in which order, and what they say.
class FileModelsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<FileListModel> model;
    std::unique_ptr<QAbstractItemModelTester> tester;

    QStringList shown(const FileView &view)
    {
        model->setView(view);
        return shown();
    }

    QStringList shown()
    {
        (*f->store)->drain();
        const bool isReady = waitUntil([this] {
            if (!model->isReady()) {
                return false;
            }
            for (int row = 0; row < model->rowCount(); ++row) {
                if (!model->rowAt(row)) {
                    return false;
                }
            }
            return true;
        });
        QStringList names;
        for (int row = 0; isReady && row < model->rowCount(); ++row) {
            names << model->index(row, 0).data().toString();
        }
        return names;
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        auto &cloud = f->anna.cloud;
        cloud.makeFolder(u"Äpfel/"_s);
        cloud.makeFolder(u"Zoo/"_s);
        cloud.put(u"Zoo/elefant 7.txt"_s, "e");
        cloud.put(u"file 10.txt"_s, "1234567890");
        cloud.put(u"file 9.txt"_s, "123");
        cloud.put(u"Überblick.pdf"_s, "12");
        cloud.put(u"archiv.zip"_s, "1");
        QVERIFY(f->round());
        model = std::make_unique<FileListModel>(**f->store);
        tester = std::make_unique<QAbstractItemModelTester>(model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }

    void cleanup()
    {
        tester.reset();
        model.reset();
        f.reset();
    }

    void foldersComeFirstAndNumbersCount()
    {
        QCOMPARE(shown({.folder = f->target()}), QStringList({u"Äpfel"_s, u"Zoo"_s, u"archiv.zip"_s, u"file 9.txt"_s, u"file 10.txt"_s, u"Überblick.pdf"_s}));
        QCOMPARE(shown({.folder = f->target(), .order = Qt::DescendingOrder}),
                 QStringList({u"Zoo"_s, u"Äpfel"_s, u"Überblick.pdf"_s, u"file 10.txt"_s, u"file 9.txt"_s, u"archiv.zip"_s}));
        QCOMPARE(shown({.folder = f->target(), .sort = FileView::Sort::Size}),
                 QStringList({u"Äpfel"_s, u"Zoo"_s, u"archiv.zip"_s, u"Überblick.pdf"_s, u"file 9.txt"_s, u"file 10.txt"_s}));
        QCOMPARE(shown({.folder = f->target(), .sort = FileView::Sort::Modified, .order = Qt::DescendingOrder}).value(2), u"archiv.zip"_s);
        QCOMPARE(shown({.folder = f->target(), .sort = FileView::Sort::Type}).value(2), u"Überblick.pdf"_s);
        QCOMPARE(shown({.folder = f->target(u"Zoo"_s)}), QStringList(u"elefant 7.txt"_s));
    }

    void itFollowsWhatHappens()
    {
        QCOMPARE(shown({.folder = f->target()}).size(), 6);
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"Mitte"_s)));
        QTRY_COMPARE(shown().value(1), u"Mitte"_s);
        QVERIFY(waitedFor(f->actions->remove({f->item(u"archiv.zip"_s)})));
        QTRY_VERIFY(!shown().contains(u"archiv.zip"_s));
        f->anna.cloud.put(u"zuletzt.txt"_s, "z");
        QVERIFY(f->round());
        QTRY_COMPARE(shown().last(), u"zuletzt.txt"_s);
    }

    void itIsFoundByName()
    {
        const auto search = [this](const QString &words, const FileTarget &below = {}) {
            return shown({.place = FileView::Place::Search, .folder = below, .words = words});
        };
        QCOMPARE(search(u"uberblick"_s), QStringList(u"Überblick.pdf"_s));
        QCOMPARE(search(u"FILE"_s), QStringList({u"file 9.txt"_s, u"file 10.txt"_s}));
        QCOMPARE(search(u"10 file"_s), QStringList(u"file 10.txt"_s));
        QCOMPARE(search(u"1"_s), QStringList(u"file 10.txt"_s));
        QCOMPARE(search(u"7"_s), QStringList(u"elefant 7.txt"_s));
        QCOMPARE(search(u"elefant"_s, f->target(u"Zoo"_s)), QStringList(u"elefant 7.txt"_s));
        QCOMPARE(search(u"elefant"_s, f->target(u"Äpfel"_s)), QStringList());
        QCOMPARE(search(u"nothing like it"_s), QStringList());
        QCOMPARE(search(u"%"_s), QStringList());
        QCOMPARE(search(u"  "_s), QStringList());
        QCOMPARE(shown({.place = FileView::Place::Search, .words = u"elefant"_s}), QStringList(u"elefant 7.txt"_s));
        QCOMPARE(model->rowAt(0)->path, u"Zoo"_s);
    }

    void itIsFoundByContent()
    {
        const auto item = f->item(u"archiv.zip"_s);
        waitedFor((*f->store)->write([item](Transaction &transaction) {
            return writeSearch(transaction, item, {.from = {}, .to = {}, .title = u"archiv.zip"_s, .body = u"Die Qualität der Äpfel"_s, .names = {}});
        })).value();
        QCOMPARE(shown({.place = FileView::Place::Search, .words = u"qualitaet"_s}), QStringList(u"archiv.zip"_s));
        QCOMPARE(shown({.place = FileView::Place::Search, .words = u"apfel"_s}), QStringList({u"Äpfel"_s, u"archiv.zip"_s}));
    }

    void whatGoesIsInNoPlace()
    {
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Zoo"_s)})));
        QVERIFY(!shown({.place = FileView::Place::Recent}).contains(u"elefant 7.txt"_s));
        QCOMPARE(shown({.place = FileView::Place::Search, .words = u"elefant"_s}), QStringList());
    }

    void specialPlaces()
    {
        f->actions->setFavourite({f->item(u"archiv.zip"_s)}, Qt::Checked);
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Zoo"_s)})));
        QCOMPARE(shown({.place = FileView::Place::Favourites}), QStringList(u"archiv.zip"_s));
        QCOMPARE(shown({.place = FileView::Place::Offline}), QStringList(u"Zoo"_s));
        QCOMPARE(shown({.place = FileView::Place::Recent}).first(), u"archiv.zip"_s);
        QCOMPARE(shown({.place = FileView::Place::Conflicts}), QStringList());
        QVERIFY(f->save(u"archiv.zip"_s, "mine"));
        f->anna.cloud.put(u"archiv.zip"_s, "theirs");
        QVERIFY(f->round());
        QTRY_COMPARE(shown({.place = FileView::Place::Conflicts}), QStringList(u"archiv.zip"_s));
    }

    void aSentenceSaysItAll()
    {
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"new.txt"_s, QByteArray(2048, 'x'))));
        QVERIFY(waitedFor(f->actions->pin({f->item(u"new.txt"_s)})));
        QVERIFY(shown({.folder = f->target()}).contains(u"new.txt"_s));
        const auto said = model->indexOf(f->item(u"new.txt"_s).value).data(FileListModel::SpokenRole).toString();
        QVERIFY2(said.startsWith(u"new.txt, "_s), qPrintable(said));
        for (const auto &part : {u"changed today"_s, u"2"_s, u"kept offline"_s, u"waiting to be uploaded"_s}) {
            QVERIFY2(said.contains(part), qPrintable(said));
        }
        const auto folder = model->indexOf(f->item(u"Zoo"_s).value).data(FileListModel::SpokenRole).toString();
        QVERIFY2(folder.startsWith(u"Zoo, folder"_s), qPrintable(folder));
    }

    void whatIsDraggedNamesItself()
    {
        QVERIFY(!shown({.folder = f->target(u"Zoo"_s)}).isEmpty());
        QTRY_VERIFY(std::unique_ptr<QMimeData>(model->mimeData({model->index(0, 0)}))->hasUrls());
        const std::unique_ptr<QMimeData> content(model->mimeData({model->index(0, 0), model->index(0, 1)}));
        QCOMPARE(FileListModel::itemsFrom(content.get()), QList<ItemId>{f->item(u"Zoo/elefant 7.txt"_s)});
        QCOMPARE(content->urls().size(), 1);
        QCOMPARE(content->urls().first(), QUrl(u"kontor:/anna@example.org/Zoo/elefant%207.txt"_s));
        QVERIFY(!model->mimeData({}));
    }

    void questionsOfOneAnswer()
    {
        const auto spaces = f->read(FileQuery::spaces).value();
        QCOMPARE(spaces.size(), 1);
        QCOMPARE(spaces.first().title, u"anna@example.org"_s);
        QVERIFY(spaces.first().wasRead);
        const auto zoo = f->item(u"Zoo"_s);
        const auto elephant = f->item(u"Zoo/elefant 7.txt"_s);
        const auto row = f->read([elephant](const Reader &reader) {
                              return FileQuery::row(reader, elephant);
                          }).value();
        QCOMPARE(row.path, u"Zoo"_s);
        QCOMPARE(f->read([zoo](const Reader &reader) {
                      return FileQuery::path(reader, zoo);
                  })
                     .value()
                     .size(),
                 1);
        QCOMPARE(f->read([target = f->target()](const Reader &reader) {
                      return FileQuery::folders(reader, target);
                  })
                     .value()
                     .size(),
                 2);
        QVERIFY(f->item(QString(u"Äpfel"_s).normalized(QString::NormalizationForm_D))); // in another Unicode form
        QVERIFY(!f->item(u"äpfel"_s)); // not in another case: addresses are exact
        QVERIFY(!f->item(u"Zoo/../Zoo"_s));
        QVERIFY(!f->item(u"file 9.txt/below"_s));
        const auto nothing = f->read([](const Reader &reader) {
            return FileQuery::row(reader, ItemId{4711});
        });
        QCOMPARE(nothing.error().kind, Error::Kind::NotFound);
    }
};

QTEST_MAIN(FileModelsTest)
#include "filemodelstest.moc"
