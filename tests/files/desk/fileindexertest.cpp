// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/copyfolder.h"
#include "files/desk/fileindexer.h"
#include "files/desk/zipfile.h"
#include "files/filerowreader.h"
#include "files/store/filesfixture.h"

#include <QBuffer>
#include <QDirIterator>
#include <QPainter>
#include <QPdfWriter>
#include <QSignalSpy>
#include <QTest>

using namespace Kontor;
using namespace std::chrono_literals;

/// How the words of content that is here come into the search, and how they leave it.
class FileIndexerTest : public QObject
{
    Q_OBJECT

    /// Answers what is written in the file.
    struct Reading {
        QStringList paths{};
        QStringList types{};
        QByteArrayList contents{};
        QList<QFile::Permissions> permissions{};
        QFile::Permissions folderPermissions{};
        std::optional<Error> error{};
        QList<std::shared_ptr<QPromise<Result<QString>>>> held{};
        bool holds = false;

        FileIndexer::Read function()
        {
            return [this](const QString &path, const QString &type) {
                QFile file(path);
                contents << (file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("unreadable"));
                paths << path;
                types << type;
                permissions << (QFile::permissions(path) & QFile::Permissions(0x7077)); // owner, group, others
                folderPermissions = QFile::permissions(QFileInfo(path).path()) & QFile::Permissions(0x7077);
                if (holds) {
                    held << std::make_shared<QPromise<Result<QString>>>();
                    held.last()->start();
                    return held.last()->future();
                }
                return QtFuture::makeReadyValueFuture(error ? Result<QString>(std::unexpected(*error)) : QString::fromUtf8(contents.last()));
            };
        }
    };

    std::unique_ptr<FilesFixture> f;
    std::unique_ptr<QTemporaryDir> desk;
    std::unique_ptr<FileContent> content;
    std::unique_ptr<FileIndexer> indexer;
    Reading reading;

    void make(FileIndexer::Read read)
    {
        indexer.reset();
        content = std::make_unique<FileContent>(**f->store, [](const ItemRef &, const QString &) {
            return QtFuture::makeReadyValueFuture(Result<BlobId>(failure(Error::Kind::Offline, {})));
        });
        indexer = std::make_unique<FileIndexer>(**f->store, content.get(), std::move(read), desk->path());
        indexer->setPause(0ms);
    }

    /// All that waits is read.
    bool work()
    {
        QSignalSpy idle(indexer.get(), &FileIndexer::idle);
        indexer->start();
        return !idle.isEmpty() || idle.wait(60'000);
    }

    bool follow()
    {
        QSignalSpy idle(indexer.get(), &FileIndexer::idle);
        return idle.wait(60'000);
    }

    /// Everything the server has, kept here.
    bool keepAll()
    {
        QList<ItemId> items;
        const auto rows = f->read([target = f->target()](const Reader &reader) {
                               return FileQuery::children(reader, target);
                           }).value();
        for (const auto &row : rows) {
            items << row.item;
        }
        return waitedFor(f->actions->pin(items)) && f->round() && f->number("SELECT count(*) FROM file WHERE kept = '' AND folder = 0") == 0;
    }

    QStringList found(const QString &words)
    {
        const FileView view{.place = FileView::Place::Search, .words = words};
        return f->read([view](const Reader &reader) -> Result<QStringList> {
                    const auto ids = FileListing::ids(reader, view);
                    const auto rows = FileRowReader::rows(reader, ids.value(), FileRowReader::Paths::No);
                    QStringList names;
                    for (const auto id : ids.value()) {
                        names << rows.value().value(id).name;
                    }
                    return names;
                })
            .value();
    }

    qint64 waiting()
    {
        return f->number("SELECT count(*) FROM file WHERE kept <> '' AND indexed <> kept");
    }

    QStringList left() const
    {
        QStringList files;
        for (QDirIterator all(desk->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); all.hasNext();) {
            if (const auto path = all.next(); !path.endsWith(u"/lock"_s)) {
                files << path;
            }
        }
        return files;
    }

    static QByteArray pdf(const QString &words)
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        QPainter painter(&writer);
        painter.drawText(500, 500, words);
        painter.end();
        return buffer.data();
    }

    static QByteArray odt(const QByteArray &inside, const QByteArray &head = {})
    {
        const QByteArray names = "xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'";
        return ZipFile::of({{"mimetype", "application/vnd.oasis.opendocument.text"},
                            {"content.xml",
                             "<?xml version='1.0'?>" + head + "<office:document-content " + names + "><office:body><office:text><text:p>" + inside
                                 + "</text:p></office:text></office:body></office:document-content>",
                             true},
                            {"meta.xml", "<?xml version='1.0'?><office:document-meta " + names + "><office:meta/></office:document-meta>"}});
    }

    static QByteArray docx(const QByteArray &inside)
    {
        return ZipFile::of({{"[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"},
                            {"word/document.xml",
                             "<?xml version='1.0'?><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>" + inside
                                 + "</w:t></w:r></w:p></w:body></w:document>",
                             true}});
    }

    static QByteArray laughter()
    {
        QByteArray head = "<!DOCTYPE l [<!ENTITY a0 \"lollollollollollol\">";
        for (int i = 1; i < 12; ++i) {
            head += "<!ENTITY a" + QByteArray::number(i) + " \"" + QByteArray("&a" + QByteArray::number(i - 1) + ";").repeated(10) + "\">";
        }
        return odt("&a11;", head + "]>");
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        desk = std::make_unique<QTemporaryDir>();
        reading = {};
    }

    void cleanup()
    {
        indexer.reset();
        content.reset();
        f.reset();
        desk.reset();
    }

    void documentsAreFoundByTheirWords()
    {
        auto &cloud = f->anna.cloud;
        cloud.put(u"a.pdf"_s, pdf(u"Quittung Zwergpinscher"_s));
        cloud.put(u"b.odt"_s, odt("Der F\xc3\xa4hrmann setzt \xc3\xbc" "ber"));
        cloud.put(u"c.docx"_s, docx("Angebot f\xc3\xbcr Pfirsiche"));
        cloud.put(u"d.txt"_s, "Gr\xfc\xdf" "e aus M\xfcnchen");
        cloud.put(u"e.odt"_s, laughter());
        cloud.put(u"f.pdf"_s, "%PDF-1.7 and no more");
        cloud.put(u"g.jpg"_s, "Zwergpinscher");
        cloud.put(u"h.txt"_s, QByteArray("Zwergpinscher\0\1\2", 16));
        cloud.put(u"empty.txt"_s, "");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        make({});
        QSignalSpy indexed(indexer.get(), &FileIndexer::indexed);
        QVERIFY(work());
        QCOMPARE(found(u"zwergpinscher"_s), QStringList{u"a.pdf"_s});
        QCOMPARE(found(u"faehrmann"_s), QStringList{u"b.odt"_s});
        QCOMPARE(found(u"pfirsich"_s), QStringList{u"c.docx"_s});
        QCOMPARE(found(u"grüße münchen"_s), QStringList{u"d.txt"_s});
        QCOMPARE(indexed.size(), 4);
        QCOMPARE(waiting(), 0); // what has no words was noted as well
        QTRY_COMPARE(left(), QStringList());
    }

    void eachVersionIsReadOnce()
    {
        f->anna.cloud.put(u"a.txt"_s, "eins");
        f->anna.cloud.put(u"b.txt"_s, "zwei");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(reading.contents, QByteArrayList({"eins", "zwei"}));

        indexer.reset();
        content.reset();
        f->reopen();
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(reading.contents.size(), 2);

        f->anna.cloud.put(u"a.txt"_s, "drei");
        QVERIFY(f->round());
        QVERIFY(reading.contents.size() == 3 || follow());
        QCOMPARE(reading.contents.mid(2), QByteArrayList{"drei"});
        QCOMPARE(found(u"eins"_s), QStringList());
        QCOMPARE(found(u"drei"_s), QStringList{u"a.txt"_s});
    }

    void whatIsNotSentYetIsReadAndNotAgainAfterwards()
    {
        make(reading.function());
        QVERIFY(work());
        QVERIFY(f->round());
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"neu.txt"_s, "Unterwegs")));
        QTRY_COMPARE(found(u"unterwegs"_s), QStringList{u"neu.txt"_s});
        QVERIFY(f->round());
        QVERIFY(f->round()); // now the server's revision is known
        QCOMPARE(f->anna.cloud.bytes(u"neu.txt"_s), QByteArray("Unterwegs"));
        indexer->stop();
        QVERIFY(work());
        QCOMPARE(found(u"unterwegs"_s), QStringList{u"neu.txt"_s});
        QCOMPARE(reading.contents, QByteArrayList{"Unterwegs"});

        QVERIFY(f->save(u"neu.txt"_s, "Angekommen"));
        QTRY_COMPARE(found(u"angekommen"_s), QStringList{u"neu.txt"_s});
        QCOMPARE(found(u"unterwegs"_s), QStringList());
    }

    void whatIsNoLongerHereIsNoLongerFound()
    {
        const auto inSearch = [this] {
            return f->number("SELECT count(*) FROM search_index WHERE search_index MATCH 'wort'");
        };
        for (const auto &name : {u"a.txt"_s, u"b.txt"_s, u"c.txt"_s, u"d.txt"_s}) {
            f->anna.cloud.put(name, "Wort");
        }
        QVERIFY(f->round());
        QVERIFY(keepAll());
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(inSearch(), 4);

        const auto a = f->item(u"a.txt"_s);
        QVERIFY(waitedFor(f->actions->unpin({a})));
        QVERIFY(waitedFor(f->actions->forget({a})));
        QCOMPARE(inSearch(), 3);

        QVERIFY(waitedFor(f->actions->remove({f->item(u"b.txt"_s)})));
        QVERIFY(f->round());
        QCOMPARE(inSearch(), 2);

        reading.error = Error{.kind = Error::Kind::NotFound, .message = {}, .detail = {}};
        f->anna.cloud.put(u"c.txt"_s, "Wort, das niemand lesen kann");
        QVERIFY(f->round());
        QTRY_COMPARE(waiting(), 0);
        QCOMPARE(inSearch(), 1);

        const auto blobs = f->read([](const Reader &reader) -> Result<QSet<BlobId>> {
                                QSet<BlobId> lost;
                                return reader.prepare("SELECT blob FROM file_piece")
                                    .each([&lost](const Statement &row) {
                                        lost << row.text(0);
                                    })
                                    .transform([&lost] {
                                        return lost;
                                    });
                            }).value();
        waitedFor((*f->store)->write([this, blobs](Transaction &transaction) {
            return f->projector->forgetBlobs(transaction, blobs);
        })).value();
        QCOMPARE(inSearch(), 0);
    }

    void nothingStaysOfAnAccount()
    {
        f->anna.cloud.put(u"a.txt"_s, "Wort");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        make(reading.function());
        QVERIFY(work());
        indexer->stop();
        f->stop(f->anna);
        QCOMPARE(f->number("SELECT count(*) FROM search_index WHERE search_index MATCH 'wort'"), 1);
        QVERIFY(waitedFor(AccountStore(**f->store).remove(f->anna.account)));
        QCOMPARE(f->number("SELECT count(*) FROM search_index WHERE search_index MATCH 'wort'"), 0);
    }

    void contentLiesInAPrivatePlaceWhileItIsRead()
    {
        f->anna.cloud.put(u"geheim.pdf"_s, "streng geheim");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        reading.holds = true;
        make(reading.function());
        indexer->start();
        QTRY_COMPARE(reading.paths.size(), 1);
        QCOMPARE(reading.contents.first(), QByteArray("streng geheim"));
        QCOMPARE(reading.types.first(), u"application/pdf"_s);
        QCOMPARE(reading.permissions.first(), QFile::ReadOwner | QFile::WriteOwner);
        QCOMPARE(reading.folderPermissions, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(reading.paths.first().startsWith(desk->path()));
        QVERIFY(!reading.paths.first().contains(u"geheim"_s)); // the name is a secret, too
        QCOMPARE(left(), reading.paths);
        reading.held.first()->addResult(u"fertig"_s);
        reading.held.first()->finish();
        QTRY_COMPARE(left(), QStringList());
        QTRY_COMPARE(found(u"fertig"_s), QStringList{u"geheim.pdf"_s});
    }

    void itEndsAtOnce()
    {
        f->anna.cloud.put(u"a.txt"_s, "Wort");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        reading.holds = true;
        make(reading.function());
        indexer->start();
        QTRY_COMPARE(reading.held.size(), 1);
        indexer->stop();
        QVERIFY(reading.held.first()->isCanceled());
        QTRY_COMPARE(left(), QStringList());
        reading.held.first()->addResult(u"zu spät"_s);
        reading.held.first()->finish();
        QCOMPARE(waiting(), 1);

        indexer->start(); // it is read again
        QTRY_COMPARE(reading.held.size(), 2);
        indexer.reset();
        QCOMPARE(left(), QStringList()); // gone by then
        QCOMPARE(QDir(desk->filePath(u"reading"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
        QCOMPARE(found(u"spät"_s), QStringList());
    }

    void whatACrashLeftIsRemoved()
    {
        const auto base = desk->filePath(u"reading"_s);
        {
            const auto crashed = CopyFolder::make(base, (*f->store)->folder());
            QVERIFY(crashed);
            QFile file((*crashed)->add(u"words"_s).value());
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("secret") == 6);
        }
        QCOMPARE(left().size(), 1);
        make(reading.function());
        QVERIFY(work());
        QTRY_COMPARE(left(), QStringList());
    }

    void whatCannotBeReadIsTriedOnce()
    {
        f->anna.cloud.put(u"a.txt"_s, "Wort");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        reading.error = Error{.kind = Error::Kind::NotFound, .message = {}, .detail = {}};
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(waiting(), 0);
        indexer->stop();
        QVERIFY(work());
        QCOMPARE(reading.paths.size(), 1);
    }

    void whatCannotBeTriedNowIsTriedInAnotherSession()
    {
        f->anna.cloud.put(u"a.txt"_s, "Wort");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        reading.error = Error{.kind = Error::Kind::Storage, .message = {}, .detail = {}};
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(reading.paths.size(), 1);
        QCOMPARE(waiting(), 1);
        indexer->stop();
        reading.error.reset();
        QVERIFY(work());
        QCOMPARE(reading.paths.size(), 2);
        QCOMPARE(found(u"wort"_s), QStringList{u"a.txt"_s});
    }

    void smallOnesComeFirstAndLargeOnesAreBounded()
    {
        f->anna.cloud.put(u"large.txt"_s, QByteArray("wort ").repeated(1 << 20));
        f->anna.cloud.put(u"middle.txt"_s, QByteArray(100, 'm'));
        f->anna.cloud.put(u"small.txt"_s, "s");
        f->anna.cloud.put(u"huge.pdf"_s, "%PDF");
        QVERIFY(f->round());
        QVERIFY(keepAll());
        waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE file SET kept_bytes = 100000000 WHERE name = 'huge.pdf'").run();
        })).value();
        make(reading.function());
        QVERIFY(work());
        QCOMPARE(reading.contents.size(), 3);
        QCOMPARE(reading.contents.at(0), QByteArray("s"));
        QCOMPARE(reading.contents.at(1).size(), 100);
        QCOMPARE(reading.contents.at(2).size(), 1 << 20);
        QCOMPARE(waiting(), 0);
    }

    void listsFollow()
    {
        f->anna.cloud.put(u"a.txt"_s, "Kapitel");
        QVERIFY(f->round());
        FileListModel model(**f->store);
        model.setView({.place = FileView::Place::Search, .words = u"kapitel"_s});
        make(reading.function());
        QVERIFY(work());
        QVERIFY(waitUntil([&model] {
            return model.isReady();
        }));
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(keepAll());
        QTRY_COMPARE(model.rowCount(), 1);
    }
};

QTEST_MAIN(FileIndexerTest)
#include "fileindexertest.moc"
