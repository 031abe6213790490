// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/store/filesfixture.h"

#include <QSignalSpy>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace Kontor;

/// What users do with files, and what becomes of it on a server.
class FileActionsTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<FilesFixture> f;

    void verifySame()
    {
        QVERIFY2(f->changes().isEmpty(), qPrintable(f->changes().value(0).kind + u": "_s + f->changes().value(0).error.message));
        QCOMPARE(f->listing(), FilesFixture::names(f->anna.cloud));
        QCOMPARE(f->number("SELECT count(*) FROM item WHERE remote_id IS NULL"), 0);
        QVERIFY2(f->failures.isEmpty(), qPrintable(f->failures.value(0).message));
    }

private Q_SLOTS:
    void init()
    {
        f = std::make_unique<FilesFixture>();
        f->anna.cloud.makeFolder(u"Projects/"_s);
        f->anna.cloud.makeFolder(u"Projects/2026/"_s);
        f->anna.cloud.put(u"Projects/2026/plan.txt"_s, "plan");
        f->anna.cloud.put(u"Projects/notes.txt"_s, "notes");
        f->anna.cloud.put(u"report.odt"_s, "report");
        QVERIFY(f->round());
    }

    void whatTheServerHasIsShown()
    {
        QCOMPARE(f->listing(), QStringList({u"Projects/"_s, u"Projects/2026/"_s, u"Projects/2026/plan.txt"_s, u"Projects/notes.txt"_s, u"report.odt"_s}));
        verifySame();
    }

    void aNewFolderIsShownAtOnceAndMade()
    {
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"New"_s)));
        QVERIFY(f->row(u"New"_s).isUnsent);
        QVERIFY(f->listing().contains(u"New/"_s));
        QVERIFY(f->round());
        verifySame();
        QVERIFY(!f->row(u"New"_s).isUnsent);
        QVERIFY(!f->row(u"New"_s).isWaiting);
    }

    void aTakenNameIsRefused()
    {
        const auto done = waitedFor(f->actions->createFolder(f->target(), u"projects"_s)); // in another case
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Conflict);
        QCOMPARE(f->failures.size(), 1);
        f->failures.clear();
        verifySame();
    }

    void aTreeIsUploadedInOrder()
    {
        f->write(u"tree/a.txt"_s, "a");
        f->write(u"tree/empty"_s, "");
        f->write(u"tree/deep/deeper/b.txt"_s, "b");
        const auto items = waitedFor(f->actions->upload({f->local.filePath(u"tree"_s), f->write(u"single.txt"_s, "s")}, f->target(u"Projects"_s), NameClash::KeepBoth));
        QVERIFY(items);
        QCOMPARE(items->size(), 2);
        QVERIFY(f->listing().contains(u"Projects/tree/deep/deeper/b.txt"_s));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Projects/tree/deep/deeper/b.txt"_s), "b");
        QCOMPARE(f->anna.cloud.bytes(u"Projects/tree/empty"_s), "");
        QVERIFY(f->anna.cloud.has(u"Projects/tree/empty"_s));
        const auto order = f->anna.cloud.log;
        QVERIFY(order.indexOf(u"folder Projects/tree"_s) < order.indexOf(u"upload Projects/tree/a.txt"_s));
        QVERIFY(order.indexOf(u"folder Projects/tree/deep/deeper"_s) < order.indexOf(u"upload Projects/tree/deep/deeper/b.txt"_s));
        QCOMPARE(f->row(u"Projects/tree/a.txt"_s).kept, FileKept::Whole);
    }

    void largeFilesComeInPieces()
    {
        QByteArray large(filePieceSize * 2 + 17, 'a');
        for (qsizetype at = 0; at < large.size(); at += 1000) {
            large[at] = char(at / 1000);
        }
        QVERIFY(waitedFor(f->actions->upload({f->write(u"large.bin"_s, large)}, f->target(), NameClash::KeepBoth)));
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 3);
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"large.bin"_s), large);
        QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'"), 0);
    }

    void linksAndUnreadableOnesAreLeftOut()
    {
        f->write(u"tree/good.txt"_s, "good");
        QFile::link(u"/etc/passwd"_s, f->local.filePath(u"tree/link"_s));
        QFile::link(u"/etc"_s, f->local.filePath(u"tree/folderlink"_s));
        ::mkfifo(QFile::encodeName(f->local.filePath(u"tree/pipe"_s)).constData(), 0600);
        f->write(u"tree/secret.txt"_s, "secret");
        QFile::setPermissions(f->local.filePath(u"tree/secret.txt"_s), {});
        QVERIFY(waitedFor(f->actions->upload({f->local.filePath(u"tree"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(f->round());
        if (::getuid() != 0) {
            QCOMPARE(f->failures.size(), 1);
            QVERIFY(f->failures.first().message.contains(u"secret.txt"_s));
            QCOMPARE(FilesFixture::names(f->anna.cloud).filter(u"tree/"_s), QStringList({u"tree/"_s, u"tree/good.txt"_s}));
            f->failures.clear();
        }
        verifySame();
    }

    void clashesAreSettledAsAsked_data()
    {
        QTest::addColumn<int>("clash");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("both") << int(NameClash::KeepBoth) << QStringList({u"report (2).odt=mine"_s, u"report.odt=report"_s});
        QTest::newRow("replace") << int(NameClash::Replace) << QStringList({u"report.odt=mine"_s});
        QTest::newRow("skip") << int(NameClash::Skip) << QStringList({u"report.odt=report"_s});
    }

    void clashesAreSettledAsAsked()
    {
        QFETCH(int, clash);
        QFETCH(QStringList, expected);
        QVERIFY(waitedFor(f->actions->upload({f->write(u"report.odt"_s, "mine")}, f->target(), NameClash(clash))));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.listing().filter(u"report"_s), expected);
        QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'"), 0);
    }

    void foldersAreJoined()
    {
        f->write(u"Projects/2026/plan.txt"_s, "newer plan");
        f->write(u"Projects/2026/more.txt"_s, "more");
        QVERIFY(waitedFor(f->actions->upload({f->local.filePath(u"Projects"_s)}, f->target(), NameClash::Replace)));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Projects/2026/plan.txt"_s), "newer plan");
        QCOMPARE(f->anna.cloud.bytes(u"Projects/2026/more.txt"_s), "more");
        QCOMPARE(f->anna.cloud.bytes(u"Projects/notes.txt"_s), "notes");
    }

    void namesThatDifferInCaseAloneNeverReplaceOneAnother()
    {
        f->write(u"tree/a.txt"_s, "one");
        f->write(u"tree/A.txt"_s, "two");
        QVERIFY(waitedFor(f->actions->upload({f->local.filePath(u"tree"_s)}, f->target(), NameClash::Replace)));
        QVERIFY(f->round());
        verifySame();
        auto contents = f->anna.cloud.listing().filter(u"tree/"_s).filter(u"="_s);
        QCOMPARE(contents.size(), 2);
    }

    void aSavedVersionReachesTheServer()
    {
        QVERIFY(f->save(u"report.odt"_s, "second"));
        QVERIFY(f->row(u"report.odt"_s).isWaiting);
        QCOMPARE(f->row(u"report.odt"_s).size, 6);
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "second");
        QCOMPARE(f->row(u"report.odt"_s).kept, FileKept::Whole);
        // The same once more is nothing.
        QVERIFY(f->save(u"report.odt"_s, "second"));
        QVERIFY(f->changes().isEmpty());
        QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'"), 0);
    }

    void versionsSavedOfflineBecomeOne()
    {
        for (const auto *version : {"one", "two", "three"}) {
            QVERIFY(f->save(u"report.odt"_s, version));
        }
        QCOMPARE(f->changes().size(), 1);
        QCOMPARE(f->number("SELECT count(*) FROM file_piece WHERE content LIKE 'local:%'"), 1);
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "three");
        QCOMPARE(f->anna.cloud.log, QStringList({u"content report.odt"_s}));
    }

    void whatWasNotUploadedYetIsSavedIntoTheUpload()
    {
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"new.txt"_s, "first")));
        QVERIFY(f->save(u"new.txt"_s, "second"));
        QCOMPARE(f->changes().size(), 1);
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"new.txt"_s), "second");
    }

    void renamingAndMoving()
    {
        QVERIFY(waitedFor(f->actions->rename(f->item(u"report.odt"_s), u"Bericht.odt"_s)));
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(f->listing().contains(u"2026/plan.txt"_s));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"2026/plan.txt"_s), "plan");
        QCOMPARE(f->anna.cloud.bytes(u"Bericht.odt"_s), "report");
    }

    void anItemKeepsItsPlaceAfterItsFolderMoved()
    {
        const auto plan = f->item(u"Projects/2026/plan.txt"_s);
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(f->round());
        f->actions->setFavourite({plan}, Qt::Checked); // its row is made anew
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->item(u"2026/plan.txt"_s), plan);
        QVERIFY(f->row(u"2026/plan.txt"_s).isFavourite);
    }

    void namesAreSwapped()
    {
        f->anna.cloud.put(u"a"_s, "was a");
        f->anna.cloud.put(u"b"_s, "was b");
        QVERIFY(f->round());
        const auto a = f->item(u"a"_s);
        const auto b = f->item(u"b"_s);
        QVERIFY(waitedFor(f->actions->rename(a, u"temporary"_s)));
        QVERIFY(waitedFor(f->actions->rename(b, u"a"_s)));
        QVERIFY(waitedFor(f->actions->rename(a, u"b"_s)));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"a"_s), "was b");
        QCOMPARE(f->anna.cloud.bytes(u"b"_s), "was a");
    }

    void aNameIsUsedAgainAfterItsOwnerWentAway()
    {
        QVERIFY(waitedFor(f->actions->rename(f->item(u"report.odt"_s), u"old.odt"_s)));
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"report.odt"_s, "new report")));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"Projects"_s)));
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects"_s), u"fresh.txt"_s, "fresh")));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.listing(), QStringList({u"Projects/"_s, u"Projects/fresh.txt=fresh"_s, u"old.odt=report"_s, u"report.odt=new report"_s}));
    }

    void whatWasMovedOutSurvivesItsFolder()
    {
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026/plan.txt"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.listing(), QStringList({u"plan.txt=plan"_s, u"report.odt=report"_s}));
    }

    void aRefusedMoveOutHoldsTheDeletionUp()
    {
        f->anna.cloud.refused = u"plan"_s;
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026/plan.txt"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(f->round());
        QCOMPARE(f->anna.cloud.bytes(u"Projects/2026/plan.txt"_s), "plan");
        QCOMPARE(f->changes().size(), 2);
    }

    void aFolderIsNotMovedIntoItself()
    {
        const auto done = waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(u"Projects/2026"_s), NameClash::KeepBoth));
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Kind::Forbidden);
        f->failures.clear();
        verifySame();
    }

    void joiningFoldersByMoving()
    {
        f->anna.cloud.makeFolder(u"Archive/"_s);
        f->anna.cloud.makeFolder(u"Archive/Projects/"_s);
        f->anna.cloud.put(u"Archive/Projects/notes.txt"_s, "old notes");
        f->anna.cloud.put(u"Archive/Projects/kept.txt"_s, "kept");
        QVERIFY(f->round());
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects"_s)}, f->target(u"Archive"_s), NameClash::Replace)));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Archive/Projects/notes.txt"_s), "notes");
        QCOMPARE(f->anna.cloud.bytes(u"Archive/Projects/kept.txt"_s), "kept");
        QCOMPARE(f->anna.cloud.bytes(u"Archive/Projects/2026/plan.txt"_s), "plan");
        QVERIFY(!f->anna.cloud.has(u"Projects/"_s));
    }

    void copies()
    {
        QVERIFY(waitedFor(f->actions->copy({f->item(u"Projects"_s), f->item(u"report.odt"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(f->listing().contains(u"report (2).odt"_s));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Projects (2)/2026/plan.txt"_s), "plan");
    }

    void aCopyOfWhatIsNotSentYet()
    {
        QVERIFY(f->save(u"Projects/notes.txt"_s, "newer notes"));
        QVERIFY(waitedFor(f->actions->createFile(f->target(u"Projects"_s), u"unsent.txt"_s, "unsent")));
        QVERIFY(!waitedFor(f->actions->copy({f->item(u"Projects"_s)}, f->target(u"Projects/2026"_s), NameClash::KeepBoth)));
        f->failures.clear();
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"Copies"_s)));
        QVERIFY(waitedFor(f->actions->copy({f->item(u"Projects"_s)}, f->target(u"Copies"_s), NameClash::KeepBoth)));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Copies/Projects/notes.txt"_s), "newer notes");
        QCOMPARE(f->anna.cloud.bytes(u"Copies/Projects/unsent.txt"_s), "unsent");
        QCOMPARE(f->anna.cloud.bytes(u"Copies/Projects/2026/plan.txt"_s), "plan");
    }

    void aCopyIsMadeBeforeItsSourceGoes()
    {
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"Copies"_s)));
        QVERIFY(waitedFor(f->actions->copy({f->item(u"Projects"_s)}, f->target(u"Copies"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects/2026"_s)})));
        QVERIFY(f->round());
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.bytes(u"Copies/Projects/2026/plan.txt"_s), "plan");
        QVERIFY(!f->anna.cloud.has(u"Projects/2026/"_s));
    }

    void whatExistsOnlyHereGoesAtOnce()
    {
        f->write(u"tree/a.txt"_s, "a");
        f->write(u"tree/b/c.txt"_s, "c");
        QVERIFY(waitedFor(f->actions->upload({f->local.filePath(u"tree"_s)}, f->target(), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->move({f->item(u"report.odt"_s)}, f->target(u"tree"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"tree"_s)})));
        QCOMPARE(f->changes().size(), 1);
        QVERIFY(f->round());
        verifySame();
        QVERIFY(!f->anna.cloud.has(u"report.odt"_s));
        QCOMPARE(f->number("SELECT count(*) FROM file_piece"), 0);
        QCOMPARE(f->anna.cloud.log, QStringList({u"delete report.odt"_s}));
    }

    void rightsAreRespected()
    {
        f->anna.cloud.entries[f->anna.cloud.href(u"report.odt"_s)].rights = FileRight::Read;
        f->anna.cloud.entries[f->anna.cloud.href(u"report.odt"_s)].revision = ++f->anna.cloud.clock;
        f->anna.cloud.entries[f->anna.cloud.href(u"Projects/"_s)].rights = FileRight::Read;
        f->anna.cloud.entries[f->anna.cloud.href(u"Projects/"_s)].revision = ++f->anna.cloud.clock;
        QVERIFY(f->round());
        const auto report = f->item(u"report.odt"_s);
        QVERIFY(!waitedFor(f->actions->rename(report, u"other"_s)));
        QVERIFY(!waitedFor(f->actions->remove({report})));
        QVERIFY(!f->save(u"report.odt"_s, "changed"));
        QVERIFY(!waitedFor(f->actions->createFile(f->target(u"Projects"_s), u"x"_s, "x")));
        QVERIFY(!waitedFor(f->actions->createFolder(f->target(u"Projects"_s), u"x"_s)));
        QCOMPARE(f->failures.size(), 5);
        for (const auto &error : std::as_const(f->failures)) {
            QCOMPARE(error.kind, Error::Kind::Forbidden);
        }
        f->failures.clear();
        verifySame();
    }

    void everyStepIsTakenBack()
    {
        const auto before = f->listing();
        QVERIFY(waitedFor(f->actions->createFolder(f->target(), u"New"_s)));
        QVERIFY(waitedFor(f->actions->rename(f->item(u"report.odt"_s), u"other.odt"_s)));
        QVERIFY(waitedFor(f->actions->move({f->item(u"Projects/2026"_s)}, f->target(u"New"_s), NameClash::KeepBoth)));
        QVERIFY(waitedFor(f->actions->remove({f->item(u"Projects"_s)})));
        QVERIFY(waitedFor(f->actions->copy({f->item(u"other.odt"_s)}, f->target(), NameClash::KeepBoth)));
        for (int step = 0; step < 5; ++step) {
            QVERIFY(f->actions->canUndo());
            QVERIFY(!f->actions->undoText().isEmpty());
            f->actions->undo();
            (*f->store)->drain();
        }
        QVERIFY(!f->actions->canUndo());
        QTRY_COMPARE(f->listing(), before);
        QVERIFY2(f->failures.isEmpty(), qPrintable(f->failures.value(0).message));
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->listing(), before);
    }

    void whatTheServerHasDeletedCannotBeTakenBack()
    {
        QVERIFY(waitedFor(f->actions->remove({f->item(u"report.odt"_s)})));
        QVERIFY(f->actions->canUndo());
        QVERIFY(f->round());
        QTRY_VERIFY(!f->actions->canUndo());
    }

    void aDeletionWaitsAWhileForSecondThoughts()
    {
        f->actions->setUndoTime(std::chrono::hours(1));
        const auto before = f->listing();
        QSignalSpy takenBack(f->actions.get(), &FileActions::takenBack);
        QVERIFY(waitedFor(f->actions->remove({f->item(u"report.odt"_s)})));
        QVERIFY(f->round());
        QVERIFY(f->anna.cloud.entries.contains(f->anna.cloud.top + u"report.odt"_s));
        QVERIFY(f->actions->canUndo());
        f->actions->undo();
        QTRY_COMPARE(takenBack.size(), 1);
        QCOMPARE(f->listing(), before);
        verifySame();
    }

    void conflictsShowBothVersions()
    {
        QVERIFY(f->save(u"report.odt"_s, "mine"));
        f->anna.cloud.put(u"report.odt"_s, "theirs, longer");
        QVERIFY(f->round());
        const auto conflicts = waitedFor(f->actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts.first().name, u"report.odt"_s);
        QCOMPARE(conflicts.first().mineSize, 4);
        QCOMPARE(conflicts.first().theirSize, 14);
        QVERIFY(!conflicts.first().sentence.isEmpty());
        QVERIFY(f->row(u"report.odt"_s).isContested);
        QCOMPARE(f->anna.cloud.bytes(u"report.odt"_s), "theirs, longer");
    }

    void conflictsAreSettled_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("both") << u"both"_s;
        QTest::newRow("mine") << u"mine"_s;
        QTest::newRow("theirs") << u"theirs"_s;
    }

    void conflictsAreSettled()
    {
        QFETCH(QString, how);
        QVERIFY(f->save(u"report.odt"_s, "mine"));
        f->anna.cloud.put(u"report.odt"_s, "theirs");
        QVERIFY(f->round());
        QVERIFY(f->save(u"report.odt"_s, "mine, later")); // goes on in the conflict
        const auto conflict = waitedFor(f->actions->conflicts()).value().value(0);
        QCOMPARE(conflict.mineSize, 11);
        how == u"both"_s ? f->actions->keepBoth(conflict.change) : how == u"mine"_s ? f->actions->keepMine(conflict.change) : f->actions->keepTheirs(conflict.change);
        (*f->store)->drain();
        QVERIFY(f->round());
        verifySame();
        const auto files = f->anna.cloud.listing().filter(u"report"_s);
        if (how == u"both"_s) {
            QCOMPARE(files.size(), 2);
            QVERIFY(files.filter(u"Anna Berg"_s).value(0).endsWith(u"=mine, later"_s));
            QVERIFY(files.contains(u"report.odt=theirs"_s));
        } else {
            QCOMPARE(files, QStringList(how == u"mine"_s ? u"report.odt=mine, later"_s : u"report.odt=theirs"_s));
        }
        QVERIFY(waitedFor(f->actions->conflicts()).value().isEmpty());
    }

    void whatWasDeletedThereCanBeUploadedAnew_data()
    {
        conflictsAreSettled_data();
    }

    void whatWasDeletedThereCanBeUploadedAnew()
    {
        QFETCH(QString, how);
        QVERIFY(f->save(u"report.odt"_s, "mine"));
        f->anna.cloud.remove(u"report.odt"_s);
        QVERIFY(f->round());
        QVERIFY(f->round());
        const auto conflicts = waitedFor(f->actions->conflicts()).value();
        QCOMPARE(conflicts.size(), 1);
        QCOMPARE(conflicts.first().theirSize, -1);
        const auto change = conflicts.first().change;
        how == u"both"_s ? f->actions->keepBoth(change) : how == u"mine"_s ? f->actions->keepMine(change) : f->actions->keepTheirs(change);
        (*f->store)->drain();
        QVERIFY(f->round());
        QVERIFY(f->round());
        verifySame();
        QCOMPARE(f->anna.cloud.listing().filter(u"report"_s), how == u"theirs"_s ? QStringList() : QStringList(u"report.odt=mine"_s));
    }

    void anUploadWhoseNameIsTaken_data()
    {
        conflictsAreSettled_data();
    }

    void anUploadWhoseNameIsTaken()
    {
        QFETCH(QString, how);
        QVERIFY(waitedFor(f->actions->createFile(f->target(), u"new.txt"_s, "mine")));
        f->anna.cloud.put(u"new.txt"_s, "theirs");
        QVERIFY(f->round());
        const auto conflict = waitedFor(f->actions->conflicts()).value().value(0);
        QVERIFY(conflict.change);
        how == u"both"_s ? f->actions->keepBoth(conflict.change) : how == u"mine"_s ? f->actions->keepMine(conflict.change) : f->actions->keepTheirs(conflict.change);
        (*f->store)->drain();
        QVERIFY(f->round());
        verifySame();
        const auto files = f->anna.cloud.listing().filter(u"new"_s);
        if (how == u"both"_s) {
            QCOMPARE(files.size(), 2);
        } else {
            QCOMPARE(files, QStringList(how == u"mine"_s ? u"new.txt=mine"_s : u"new.txt=theirs"_s));
        }
    }
};

QTEST_GUILESS_MAIN(FileActionsTest)
#include "fileactionstest.moc"
