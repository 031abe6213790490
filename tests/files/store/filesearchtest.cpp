// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/searchtext.h"
#include "files/filerowreader.h"
#include "files/filesearch.h"
#include "files/filewordtest.h"
#include "files/store/filesfixture.h"
#include "store/search.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace Kontor;

/// What is found by which words, in names and in content.
class FileSearchTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;

    QStringList found(const QString &words, const FileTarget &below = {}, FileView::Sort sort = FileView::Sort::Name)
    {
        const FileView view{.place = FileView::Place::Search, .folder = below, .words = words, .sort = sort};
        return f->read([view](const Reader &reader) -> Result<QStringList> {
                    const auto ids = FileListing::ids(reader, view);
                    if (!ids) {
                        return std::unexpected(ids.error());
                    }
                    const auto rows = FileRowReader::rows(reader, *ids, FileRowReader::Paths::No);
                    if (!rows) {
                        return std::unexpected(rows.error());
                    }
                    QStringList names;
                    for (const auto id : *ids) {
                        names << rows->value(id).name;
                    }
                    return names;
                })
            .value();
    }

    void learn(const QString &path, const QString &words)
    {
        waitedFor((*f->store)->write([item = f->item(path), words](Transaction &transaction) {
            return writeSearch(transaction, item, {.from = {}, .to = {}, .title = {}, .body = words, .names = {}});
        })).value();
    }

    void put(const QString &path, const QByteArray &bytes, const QDate &day = {})
    {
        auto &cloud = f->anna.cloud;
        cloud.put(path, bytes);
        if (day.isValid()) {
            cloud.entries[cloud.href(path)].modified = QDateTime(day, QTime(12, 0)).toMSecsSinceEpoch();
        }
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        auto &cloud = f->anna.cloud;
        cloud.makeFolder(u"Projekte/"_s);
        cloud.makeFolder(u"Projekte/2026/"_s);
        cloud.makeFolder(u"Alt/"_s);
        cloud.makeFolder(u"Alt/2026/"_s);
        put(u"Projekte/2026/Jahresrechnung.pdf"_s, QByteArray(3000, 'x'), QDate(2026, 3, 1));
        put(u"Projekte/2026/Übersicht der Straßen.odt"_s, "1", QDate(2026, 5, 10));
        put(u"Projekte/Gehalt Mai.ods"_s, "12", QDate(2026, 5, 11));
        put(u"Alt/2026/Bild 007.jpg"_s, "123", QDate(2019, 1, 1));
        put(u"Alt/Entwurf alt.txt"_s, "1234", QDate(2019, 6, 1));
        put(u"Musik.mp3"_s, "12345", QDate(2020, 1, 1));
        QVERIFY(f->round());
    }

    void cleanup()
    {
        f.reset();
    }

    void namesAreFound_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QStringList>("names");
        const auto overview = u"Übersicht der Straßen.odt"_s;
        const auto invoice = u"Jahresrechnung.pdf"_s;
        QTest::newRow("compound") << u"rechnung"_s << QStringList{invoice};
        QTest::newRow("case") << u"JAHRES"_s << QStringList{invoice};
        QTest::newRow("umlaut") << u"übersicht"_s << QStringList{overview};
        QTest::newRow("written out") << u"uebersicht"_s << QStringList{overview};
        QTest::newRow("without dots") << u"ubersicht"_s << QStringList{overview};
        QTest::newRow("sharp s") << u"strassen"_s << QStringList{overview};
        QTest::newRow("decomposed") << u"Übersicht"_s.normalized(QString::NormalizationForm_D) << QStringList{overview};
        QTest::newRow("all words in any order") << u"straßen über"_s << QStringList{overview};
        QTest::newRow("one word is missing") << u"straßen xyzzy"_s << QStringList{};
        QTest::newRow("noughts") << u"007"_s << QStringList{u"Bild 007.jpg"_s};
        QTest::newRow("one nought") << u"0 bild"_s << QStringList{u"Bild 007.jpg"_s};
        QTest::newRow("part of a number") << u"202"_s << QStringList({u"2026"_s, u"2026"_s});
        QTest::newRow("not the length of a number") << u"42026"_s << QStringList{};
        QTest::newRow("ending") << u"mp3"_s << QStringList{u"Musik.mp3"_s};
        QTest::newRow("phrase") << u"\"gehalt mai\""_s << QStringList{u"Gehalt Mai.ods"_s};
        QTest::newRow("phrase in another order") << u"\"mai gehalt\""_s << QStringList{};
        QTest::newRow("pattern") << u"*.od?"_s << QStringList({u"Gehalt Mai.ods"_s, overview});
        QTest::newRow("pattern of all") << u"bild*"_s << QStringList{u"Bild 007.jpg"_s};
        QTest::newRow("pattern is anchored") << u"alt*"_s << QStringList{u"Alt"_s};
        QTest::newRow("without a whole word") << u"t -alt"_s << QStringList({u"Projekte"_s, u"Gehalt Mai.ods"_s, overview});
        QTest::newRow("without a pattern") << u"alt -*.ods"_s << QStringList({u"Alt"_s, u"Entwurf alt.txt"_s});
        QTest::newRow("only without") << u"-*.pdf -*.od? -*.jpg -*.mp3 -2026 -projekte"_s << QStringList({u"Alt"_s, u"Entwurf alt.txt"_s});
        QTest::newRow("a sign") << u"%"_s << QStringList{};
        QTest::newRow("quote") << u"'"_s << QStringList{};
        QTest::newRow("time of day") << u"10:30"_s << QStringList{};
    }
    void namesAreFound()
    {
        QFETCH(QString, words);
        QFETCH(QStringList, names);
        QCOMPARE(found(words), names);
    }

    void operatorsAreUnderstood_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QStringList>("names");
        const auto overview = u"Übersicht der Straßen.odt"_s;
        const auto invoice = u"Jahresrechnung.pdf"_s;
        const auto salary = u"Gehalt Mai.ods"_s;
        const auto picture = u"Bild 007.jpg"_s;
        const auto draft = u"Entwurf alt.txt"_s;
        const auto music = u"Musik.mp3"_s;
        QTest::newRow("type") << u"type:pdf"_s << QStringList{invoice};
        QTest::newRow("type, German") << u"typ:Bild"_s << QStringList{picture};
        QTest::newRow("one of two types") << u"type:audio type:image"_s << QStringList({picture, music});
        QTest::newRow("type that is an ending") << u"type:odt"_s << QStringList{overview};
        QTest::newRow("media type") << u"type:image/*"_s << QStringList{picture};
        QTest::newRow("not a type") << u"-type:folder -type:image -type:audio -typ:text"_s << QStringList({salary, invoice, overview});
        QTest::newRow("folders") << u"is:folder a"_s << QStringList{u"Alt"_s};
        QTest::newRow("ending") << u"ext:.ODS"_s << QStringList{salary};
        QTest::newRow("ending, German") << u"endung:mp3"_s << QStringList{music};
        QTest::newRow("in a folder") << u"in:projekte ist:datei"_s << QStringList({salary, invoice, overview});
        QTest::newRow("in a path") << u"in:projekte/2026"_s << QStringList({invoice, overview});
        QTest::newRow("in both of a name") << u"in:2026"_s << QStringList({picture, invoice, overview});
        QTest::newRow("in what begins so") << u"in:proj type:spreadsheet"_s << QStringList{salary};
        QTest::newRow("not in") << u"is:file -in:projekte -in:alt"_s << QStringList{music};
        QTest::newRow("in nothing") << u"in:nowhere alt"_s << QStringList{};
        QTest::newRow("in a space") << u"in:anna@example.org ext:mp3"_s << QStringList{music};
        QTest::newRow("after") << u"after:2026-05-10"_s << QStringList({salary, overview});
        QTest::newRow("before, German") << u"vor:2020 ist:datei"_s << QStringList({picture, draft});
        QTest::newRow("a month") << u"on:2026-05 straße"_s << QStringList{overview};
        QTest::newRow("a day, German") << u"am:11.05.2026"_s << QStringList{salary};
        QTest::newRow("larger") << u"larger:2KB"_s << QStringList{invoice};
        QTest::newRow("smaller, German") << u"kleiner:3b"_s << QStringList({salary, overview});
        QTest::newRow("content here") << u"is:here"_s << QStringList{};
        QTest::newRow("being typed") << u"musik type:"_s << QStringList{music};
        QTest::newRow("owner") << u"von:bert"_s << QStringList{};
    }
    void operatorsAreUnderstood()
    {
        QFETCH(QString, words);
        QFETCH(QStringList, names);
        QCOMPARE(FileSearch::parse(words).misunderstood, QStringList());
        QCOMPARE(found(words), names);
    }

    void statesAreFound()
    {
        QCOMPARE(found(u"is:pinned"_s), QStringList());
        QVERIFY(waitedFor(f->actions->pin({f->item(u"Projekte/2026"_s)})));
        QCOMPARE(found(u"is:pinned"_s), QStringList{u"2026"_s});
        QCOMPARE(found(u"ist:offline type:odt"_s), QStringList{u"Übersicht der Straßen.odt"_s});
        f->actions->setFavourite({f->item(u"Musik.mp3"_s)}, Qt::Checked);
        QTRY_COMPARE(found(u"is:favourite"_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"ist:wartend"_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"mp3 -is:favourite"_s), QStringList());
        QVERIFY(f->save(u"Musik.mp3"_s, "mine"));
        QCOMPARE(found(u"is:here"_s), QStringList{u"Musik.mp3"_s});
        f->anna.cloud.put(u"Musik.mp3"_s, "theirs");
        QVERIFY(f->round());
        QTRY_COMPARE(found(u"is:conflict"_s), QStringList{u"Musik.mp3"_s});
    }

    void contentIsFound()
    {
        learn(u"Musik.mp3"_s, u"Qualitätsprüfung der Äpfel im Mai"_s);
        learn(u"Alt/Entwurf alt.txt"_s, u"Musik für Übersichten"_s);
        QCOMPARE(found(u"qualitaet"_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"apfel"_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"prüfung"_s), QStringList()); // in content words are found by their beginning
        QCOMPARE(found(u"mai"_s), QStringList({u"Gehalt Mai.ods"_s, u"Musik.mp3"_s}));
        QCOMPARE(found(u"mai musik"_s), QStringList{u"Musik.mp3"_s}); // one in the name, one in the content
        QCOMPARE(found(u"musik"_s), QStringList({u"Entwurf alt.txt"_s, u"Musik.mp3"_s}));
        QCOMPARE(found(u"name:musik"_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"inhalt:musik"_s), QStringList{u"Entwurf alt.txt"_s});
        QCOMPARE(found(u"musik -inhalt:äpfel"_s), QStringList{u"Entwurf alt.txt"_s});
        QCOMPARE(found(u"musik -apf"_s), QStringList({u"Entwurf alt.txt"_s, u"Musik.mp3"_s})); // the word is another one
        QCOMPARE(found(u"\"der äpfel\""_s), QStringList{u"Musik.mp3"_s});
        QCOMPARE(found(u"\"äpfel der\""_s), QStringList());
        QCOMPARE(found(u"musik in:alt"_s), QStringList{u"Entwurf alt.txt"_s});
        QCOMPARE(found(u"musik"_s, f->target(u"Alt"_s)), QStringList{u"Entwurf alt.txt"_s});
    }

    void aNewNameIsFoundAndTheOldOneIsNot()
    {
        learn(u"Musik.mp3"_s, u"Worte"_s);
        QVERIFY(waitedFor(f->actions->rename(f->item(u"Musik.mp3"_s), u"Lied.mp3"_s)));
        QCOMPARE(found(u"lied"_s), QStringList{u"Lied.mp3"_s});
        QCOMPARE(found(u"musik"_s), QStringList());
        QCOMPARE(found(u"worte"_s), QStringList{u"Lied.mp3"_s});
    }

    void whatGoesIsNotFound()
    {
        learn(u"Projekte/2026/Jahresrechnung.pdf"_s, u"Betrag"_s);
        QCOMPARE(found(u"betrag"_s).size(), 1);
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projekte"_s)})));
        QCOMPARE(found(u"betrag"_s), QStringList());
        QCOMPARE(found(u"rechnung"_s), QStringList());
        QVERIFY(f->round());
        QCOMPARE(f->number("SELECT count(*) FROM search_index WHERE search_index MATCH 'betrag'"), 0);
    }

    void itComesInTheOrderOfTheList()
    {
        QCOMPARE(found(u"in:alt is:file"_s, {}, FileView::Sort::Size), QStringList({u"Bild 007.jpg"_s, u"Entwurf alt.txt"_s}));
        QCOMPARE(found(u"e"_s, {}, FileView::Sort::Modified),
                 QStringList({u"Projekte"_s, u"Entwurf alt.txt"_s, u"Jahresrechnung.pdf"_s, u"Übersicht der Straßen.odt"_s, u"Gehalt Mai.ods"_s}));
    }

    void whatMakesNoSenseIsTold()
    {
        QCOMPARE(FileSearch::parse(u"type:?!"_s).misunderstood.size(), 1);
        QCOMPARE(FileSearch::parse(u"is:nonsense"_s).misunderstood.size(), 1);
        QCOMPARE(FileSearch::parse(u"before:someday"_s).misunderstood.size(), 1);
        QCOMPARE(FileSearch::parse(u"larger:huge"_s).misunderstood.size(), 1);
        for (const auto &odd : {u"\""_s, u":"_s, u"-"_s, u"*"_s, u"[a-"_s, u"type:/"_s, u"in:/"_s, u"(((("_s, u"NEAR("_s, u"a* OR"_s, u"-*"_s, u"\\"_s, QString(5000, u'x'), QString(3000, u'-'),
                                QString(u"a "_s).repeated(1000), QString(QChar(0)), QString(QChar(0xd800)), u"title:x"_s, u"in:\"\""_s, u"ext:*"_s}) {
            found(odd); // value() ends the test if the store finds an expression it does not understand
        }
    }

    void completionsAreOffered()
    {
        QVERIFY(FileSearch::completions(u""_s, 0).contains(u"type:"_s));
        QCOMPARE(FileSearch::completions(u"alt is:pin"_s, 10), QStringList{u"is:pinned"_s});
        QCOMPARE(FileSearch::completions(u"-type:im"_s, 8), QStringList{u"-type:image"_s});
        QVERIFY(FileSearch::completions(u"typ"_s, 3).contains(u"typ:"_s));
        for (const auto all = FileSearch::completions(u""_s, 0); const auto &one : all) {
            QVERIFY2(FileSearch::parse(one).misunderstood.isEmpty(), qPrintable(one));
        }
    }

    void theIndexFindsWhatLookingAtEachNameFinds_data()
    {
        QTest::addColumn<uint>("seed");
        for (uint seed = 1; seed <= 5; ++seed) {
            QTest::addRow("%u", seed) << seed;
        }
    }
    void theIndexFindsWhatLookingAtEachNameFinds()
    {
        QFETCH(uint, seed);
        QRandomGenerator chance(seed);
        const QStringList letters{u"a"_s, u"Ä"_s, u"ue"_s, u"ß"_s, u"ss"_s, u"0"_s, u"1"_s, u"9"_s, u" "_s, u"."_s, u"-"_s, u"é"_s, u"漢"_s, u"4"_s};
        const auto text = [&](int longest) {
            QString made;
            const auto size = chance.bounded(1, longest);
            for (int at = 0; at < size; ++at) {
                made += letters.at(chance.bounded(letters.size()));
            }
            return made.trimmed().isEmpty() ? u"leer"_s : made.trimmed();
        };
        for (int count = 0; count < 150; ++count) {
            f->anna.cloud.put(QString(u"Alt/"_s + text(12) + u"x"_s), "b");
        }
        QVERIFY(f->round());
        const auto all = found(u"is:file"_s) + found(u"is:folder"_s);
        for (int count = 0; count < 60; ++count) {
            const auto word = text(4).remove(u' ');
            if (word.startsWith(u'-') || !SearchText::isSearchable(word)) {
                continue;
            }
            QStringList expected;
            for (const auto &name : all) {
                const auto spellings = SearchText::spellings(word);
                if (std::ranges::any_of(spellings, [&name](const QString &one) {
                        return FileWordTest::plain(name).contains(FileWordTest::plain(one));
                    })) {
                    expected << name;
                }
            }
            auto names = found(word);
            names.sort();
            expected.sort();
            QVERIFY2(names == expected, qPrintable(u"seed %1, “%2”: %3 instead of %4"_s.arg(seed).arg(word, names.join(u'|'), expected.join(u'|'))));
        }
    }

    void aListFollowsTheWordsThatBecomeKnown()
    {
        FileListModel model(**f->store);
        model.setView({.place = FileView::Place::Search, .words = u"kapitel"_s});
        QVERIFY(waitUntil([&model] {
            return model.isReady();
        }));
        QCOMPARE(model.rowCount(), 0);
        const auto item = f->item(u"Musik.mp3"_s);
        waitedFor((*f->store)->write([item](Transaction &transaction) {
            transaction.changes.touch({}, item);
            return writeSearch(transaction, item, {.from = {}, .to = {}, .title = {}, .body = u"Erstes Kapitel"_s, .names = {}});
        })).value();
        QTRY_COMPARE(model.rowCount(), 1);
    }
};

QTEST_MAIN(FileSearchTest)
#include "filesearchtest.moc"
