// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filename.h"
#include "files/filerows.h"
#include "files/fileservices.h"
#include "files/store/filesfixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Kontor;

/// What synchronizers ask the store; payloads and names, also hostile ones.
class FileShelfTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;

    Result<void> project(const QByteArray &payload)
    {
        return waitedFor((*f->store)->write([payload, projector = f->projector, space = f->space(f->anna)](Transaction &transaction) -> Result<void> {
            return transaction.prepare("INSERT INTO item (collection, remote_id) VALUES (?1, '/dav/anna/odd')").run(space).and_then([&] {
                return projector->project(ItemId{transaction.lastInsertId()}, space, payload).and_then([&](const Write &write) {
                    return write(transaction);
                });
            });
        }));
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"a/"_s);
        f->anna.cloud.makeFolder(u"a/b/"_s);
        f->anna.cloud.put(u"a/b/c.txt"_s, "c");
        f->anna.cloud.put(u"a/100%/"_s, ""); // a name that looks like encoding
        f->anna.cloud.put(u"ab.txt"_s, "ab");
        QVERIFY(f->round());
    }

    void whatIsKnown()
    {
        const FileShelf shelf(**f->store);
        const auto space = f->space(f->anna);
        const auto top = waitedFor(shelf.children(space, u"/dav/anna/"_s)).value();
        QCOMPARE(QSet<QString>(top.keyBegin(), top.keyEnd()), QSet<QString>({u"/dav/anna/a/"_s, u"/dav/anna/ab.txt"_s}));
        QVERIFY(top.value(u"/dav/anna/a/"_s).isFolder);
        QCOMPARE(waitedFor(shelf.children(space, u"/dav/anna/a/"_s)).value().size(), 2);
        auto below = waitedFor(shelf.below(space, u"/dav/anna/a/"_s)).value();
        below.sort();
        QCOMPARE(below, QStringList({u"/dav/anna/a/100%25/"_s, u"/dav/anna/a/b/"_s, u"/dav/anna/a/b/c.txt"_s}));
        const auto id = f->anna.cloud.entries.value(u"/dav/anna/a/b/c.txt"_s).fileId;
        const auto places = waitedFor(shelf.placesOf(space, {id, u"unknown"_s})).value();
        QCOMPARE(places.size(), 1);
        QCOMPARE(places.value(id), u"/dav/anna/a/b/c.txt"_s);
        const auto place = waitedFor(shelf.place(f->item(u"ab.txt"_s))).value();
        QCOMPARE(place.href, u"/dav/anna/ab.txt"_s);
        QVERIFY(!place.revision.isEmpty());
        QCOMPARE(waitedFor(shelf.piece(u"local:nothing"_s, 0)).error().kind, Error::Kind::NotFound);
        QCOMPARE(waitedFor(shelf.contentSize(u"local:nothing"_s)).value(), 0);
    }

    void hostilePayloads()
    {
        QVERIFY(!project("nonsense"));
        QVERIFY(!FileFacts::fromCbor({}));
        QVERIFY(!FileFacts::fromCbor(QByteArray::fromHex("a1")));
        FileFacts facts;
        facts.href = u"/dav/anna/odd"_s;
        facts.name = QString(5000, u'n') + QChar(0) + u"\n"_s;
        facts.size = std::numeric_limits<qint64>::max();
        facts.modified = std::numeric_limits<qint64>::min();
        facts.type = u"a/b;c=\""_s;
        facts.etag = u"'; DROP TABLE file; --"_s;
        QVERIFY(project(facts.toCbor()));
        const auto item = ItemId{f->number("SELECT item FROM file WHERE size = 9223372036854775807")};
        QVERIFY(item);
        const auto row = f->read([item](const Reader &reader) {
                              return FileQuery::row(reader, item);
                          }).value();
        QCOMPARE(row.size, std::numeric_limits<qint64>::max());
        auto wanted = facts;
        QCOMPARE(FileFacts::fromCbor(facts.toCbor()).value(), wanted);
    }

    void aFileThatLiesAboutItsSizeNeverBecomesWhole()
    {
        auto &cloud = f->anna.cloud;
        QVERIFY(f->round());
        waitedFor((*f->store)->write([](Transaction &transaction) {
            return transaction.prepare("UPDATE file SET size = 999 WHERE name = 'ab.txt'").run();
        })).value();
        FileContent content(**f->store, f->fetcher(f->anna));
        const auto here = waitedFor(content.bring(f->item(u"ab.txt"_s)));
        QVERIFY(!here);
        QCOMPARE(here.error().kind, Error::Kind::Protocol);
        QCOMPARE(cloud.bytes(u"ab.txt"_s), "ab");
    }

    void piecesOfAnotherRevisionArePassedOver()
    {
        const auto item = f->item(u"ab.txt"_s);
        const auto blob = (*f->store)->blobs().put("xx").value();
        waitedFor((*f->store)->write([=](Transaction &transaction) {
            return FileRows::addPiece(transaction, item, FilePart{0, u"stale"_s}, blob, 2);
        })).value();
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 0);
        QCOMPARE(FilePart::fromString(u"3@a@b"_s), (FilePart{3, u"a@b"_s}));
        QVERIFY(!FilePart::fromString(u"@x"_s));
        QVERIFY(!FilePart::fromString(u"-1@x"_s));
        QVERIFY(!FilePart::fromString(u"x"_s));
        QVERIFY(!f->projector->projectPart(item, u"nonsense"_s, blob, "xx"));
    }

    void unnamedContentIsSweptAfterADay()
    {
        const auto blob = (*f->store)->blobs().put("xx").value();
        waitedFor((*f->store)->write([=](Transaction &transaction) -> Result<void> {
            for (const auto &key : {u"local:1000:old"_s, newFileContentKey()}) {
                if (auto done = transaction.prepare("INSERT INTO file_piece (content, place, size, blob) VALUES (?1, 0, 2, ?2)").run(key, blob); !done) {
                    return done;
                }
            }
            return FileRows::sweep(transaction);
        })).value();
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 1);
    }

    void foldersMayComeAfterWhatLiesInThem()
    {
        // The engine reads in pages; a server may tell a file first.
        const auto space = f->space(f->anna);
        const auto add = [&](const QString &href, bool isFolder) {
            FileFacts facts;
            facts.href = href;
            facts.name = href.section(u'/', -1, -1, QString::SectionSkipEmpty);
            facts.isFolder = isFolder;
            waitedFor((*f->store)->write([=, projector = f->projector](Transaction &transaction) -> Result<void> {
                return transaction.prepare("INSERT INTO item (collection, remote_id, payload) VALUES (?1, ?2, ?3)").run(space, href, facts.toCbor()).and_then([&] {
                    return projector->project(ItemId{transaction.lastInsertId()}, space, facts.toCbor()).and_then([&](const Write &write) {
                        return write(transaction);
                    });
                });
            })).value();
        };
        add(u"/dav/anna/late/deep/file"_s, false);
        QVERIFY(!f->listing().contains(u"file"_s) || f->number("SELECT count(*) FROM file WHERE parent_href IS NOT NULL") == 1);
        add(u"/dav/anna/late/deep/"_s, true);
        add(u"/dav/anna/late/"_s, true);
        QVERIFY(f->listing().contains(u"late/deep/file"_s));
        QCOMPARE(f->number("SELECT count(*) FROM file WHERE parent_href IS NOT NULL"), 0);
    }

    // Names: whatever is proposed can be used, and says what it was made of where that could be used.
    void names_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 20; ++seed) {
            QTest::addRow("seed %u", seed) << seed;
        }
    }

    void names()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        FileFeatures desk;
        desk.isCloud = true;
        for (const auto c : {'\\', ':', '?', '*', '"', '|', '<', '>'}) {
            desk.forbiddenCharacters << QString(QLatin1Char(c));
        }
        desk.forbiddenNames = {u"con"_s, u"aux"_s, u".htaccess"_s};
        desk.forbiddenExtensions = {u".part"_s, u".filepart"_s, u" "_s, u"."_s};
        const QStringList bits{u"a"_s, u"Ä"_s, QString(u"Ä"_s).normalized(QString::NormalizationForm_D), u"."_s, u".."_s, u" "_s, u"/"_s, u"\n"_s, u":"_s, u"con"_s, u"CON"_s, u".part"_s,
                               u".htaccess"_s, u"\U0001F600"_s, u"%2F"_s, QString(QChar(0)), QString(120, u'x'), QString(90, u'€'), u".odt"_s, u"?"_s, u"12"_s, QString(QChar(0xd800))};
        for (int round = 0; round < 300; ++round) {
            QString name;
            for (int count = int(random.bounded(6)); count >= 0; --count) {
                name += bits.at(random.bounded(bits.size()));
            }
            for (const auto &features : {FileFeatures{}, desk}) {
                const auto proposed = FileName::proposal(name, features);
                QVERIFY2(FileName::problem(proposed, features).isEmpty(), qPrintable(u"“%1” for “%2”: %3"_s.arg(proposed, name, FileName::problem(proposed, features))));
                QCOMPARE(FileName::proposal(proposed, features), proposed);
                if (FileName::problem(name, features).isEmpty()) {
                    QCOMPARE(proposed, name);
                }
                QStringList taken{proposed, FileName::free(proposed, {proposed})};
                const auto other = FileName::free(proposed, taken);
                QVERIFY2(!taken.contains(other) && FileName::problem(other, FileFeatures{}).isEmpty(), qPrintable(other));
                const auto conflict = FileName::ofConflict(proposed, u"Änne / Öhm: \"x\""_s, QDateTime::currentDateTime());
                QVERIFY2(FileName::problem(conflict, features).isEmpty(), qPrintable(conflict));
                QCOMPARE(FileName::folded(name), FileName::folded(name.normalized(QString::NormalizationForm_D)));
            }
        }
    }

    void numbersSortByValue()
    {
        QStringList names{u"a 10"_s, u"a 9"_s, u"a 009b"_s, u"A 1"_s, u"ä 2"_s, u"b"_s, u"a"_s};
        std::ranges::sort(names, {}, fileSortKey);
        QCOMPARE(names, QStringList({u"a"_s, u"A 1"_s, u"ä 2"_s, u"a 9"_s, u"a 009b"_s, u"a 10"_s, u"b"_s}));
        QCOMPARE(fileSortKey(QString(100, u'9')).size(), 101);
    }
};

QTEST_GUILESS_MAIN(FileShelfTest)
#include "fileshelftest.moc"
