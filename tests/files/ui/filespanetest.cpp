// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesuiscene.h"

#include "files/ui/filebreadcrumbs.h"
#include "files/ui/fileconflictmodel.h"
#include "files/ui/fileconflictpanel.h"
#include "files/ui/filedetails.h"
#include "files/ui/filenamedialog.h"
#include "files/ui/filetransfers.h"
#include "files/ui/filetrashmodel.h"
#include "files/ui/filetrashpanel.h"
#include "shell/emptystate.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QPromise>
#include <QPushButton>
#include <QStandardPaths>
#include <QToolButton>

using namespace Kontor;

/// The files pane as people use it, by keyboard.
class FilesPaneTest : public QObject
{
    Q_OBJECT

    static QPushButton *button(QMessageBox *box, const QString &text)
    {
        for (const auto buttons = box->buttons(); auto *one : buttons) {
            if (one->text().remove(u'&') == text) {
                return qobject_cast<QPushButton *>(one);
            }
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void opensFoldersAndGoesUp()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}));
        s.pane->list()->setFocus();
        QVERIFY(s.choose(u"Projects"_s));
        QTest::keyClick(s.pane->list(), Qt::Key_Return);
        QVERIFY(s.shows({u"2026"_s, u"notes.txt"_s}));
        QVERIFY(waitUntil([&] {
            return s.pane->breadcrumbs()->text() == u"anna@example.org › Projects"_s;
        }));
        QCOMPARE(s.pane->whereAmI().section(u',', 0, 1), u"Files, anna@example.org › Projects"_s);
        QVERIFY(s.choose(u"2026"_s));
        QTest::keyClick(s.pane->list(), Qt::Key_Return);
        QVERIFY(s.shows({u"Plans"_s, u"plan.txt"_s}));
        QVERIFY(waitUntil([&] {
            return s.pane->canGoUp();
        }));
        QTest::keyClick(s.pane->list(), Qt::Key_Backspace);
        QVERIFY(s.shows({u"2026"_s, u"notes.txt"_s}));
        QVERIFY(waitUntil([&] { // where one came from
            return s.pane->selectedFiles().size() == 1 && s.pane->selectedFiles().first().name == u"2026"_s;
        }));
        QVERIFY(waitUntil([&] {
            return s.action("files_up")->isEnabled();
        }));
        s.action("files_up")->trigger();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}));
        s.action("files_back")->trigger();
        QVERIFY(s.shows({u"2026"_s, u"notes.txt"_s}));
        s.action("files_forward")->trigger();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}));
    }

    void openFoldersOnTheLeft()
    {
        FilesScene s;
        s.show();
        const QAbstractItemModelTester tester(s.pane->places(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto *places = s.pane->places();
        auto *view = s.pane->placesView();
        QCOMPARE(places->rowCount(), 3 + 3); // Recent, Offline, Conflicts; the space and its two folders
        const auto projects = places->indexOf({.folder = s.f.target(u"Projects"_s)});
        QVERIFY(projects.isValid());
        QCOMPARE(view->levelOf(projects), 1);
        QVERIFY(view->isExpandable(projects));
        QVERIFY(!view->isExpandable(places->indexOf({.folder = s.f.target(u"Archive"_s)})));
        view->setCurrentIndex(projects);
        QVERIFY(s.shows({u"2026"_s, u"notes.txt"_s}));
        QTest::keyClick(view, Qt::Key_Right);
        QVERIFY(waitUntil([&] {
            return places->indexOf({.folder = s.f.target(u"Projects/2026"_s)}).isValid();
        }));
        QTest::keyClick(view, Qt::Key_Down);
        QTest::keyClick(view, Qt::Key_Right); // the second level opens too
        QVERIFY(waitUntil([&] {
            return places->indexOf({.folder = s.f.target(u"Projects/2026/Plans"_s)}).isValid();
        }));
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(places->placeAt(view->currentIndex()).folder, s.f.target(u"Projects/2026/Plans"_s));
        QTest::keyClick(view, Qt::Key_Left); // to the folder above, not to the top
        QCOMPARE(places->placeAt(view->currentIndex()).folder, s.f.target(u"Projects/2026"_s));
        QTest::keyClick(view, Qt::Key_Left);
        QVERIFY(waitUntil([&] {
            return !places->indexOf({.folder = s.f.target(u"Projects/2026/Plans"_s)}).isValid();
        }));
        s.f.anna.cloud.rename(u"Archive/"_s, u"Zebra/"_s); // it stands elsewhere then
        QVERIFY(s.f.round());
        QVERIFY(waitUntil([&] {
            return places->index(places->rowCount() - 1).data().toString() == u"Zebra"_s;
        }));
    }

    void findsWhatIsTyped()
    {
        FilesScene s;
        s.show();
        s.pane->list()->setFocus();
        QVERIFY(s.choose(u"Archive"_s));
        QTest::keyClicks(s.pane->list(), u"bu"_s);
        QVERIFY(waitUntil([&] {
            return s.pane->list()->rowAt(s.pane->list()->currentIndex())->name == u"budget.ods"_s;
        }));
    }

    void goesToAWrittenPath()
    {
        FilesScene s;
        s.show();
        s.action("files_path")->trigger();
        auto *edit = s.pane->breadcrumbs()->pathEdit();
        QVERIFY(edit->isVisible());
        edit->setText(u"/Projects/2026/"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(s.shows({u"Plans"_s, u"plan.txt"_s}));
        s.action("files_path")->trigger();
        QCOMPARE(edit->text(), u"Projects/2026"_s);
        edit->setText(u"Nowhere"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(s.says(u"There is no “Nowhere” here."_s));
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
    }

    void sortsByHeading()
    {
        FilesScene s;
        s.show();
        Q_EMIT s.pane->list()->header()->sectionClicked(FileListModel::SizeColumn);
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}) || s.names().at(2) == u"beach.jpg"_s);
        QCOMPARE(s.pane->files()->view().sort, FileView::Sort::Size);
        QCOMPARE(s.pane->files()->view().order, Qt::DescendingOrder);
        s.action("files_sort_descending")->trigger();
        QVERIFY(waitUntil([&] {
            return s.names().last() == u"beach.jpg"_s;
        }));
        s.action("files_sort_name")->trigger();
    }

    void renamesInPlace()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        s.show();
        s.pane->list()->setFocus();
        QVERIFY(s.choose(u"report.odt"_s));
        QVERIFY(s.action("files_rename")->isEnabled());
        s.action("files_rename")->trigger();
        auto *edit = s.pane->list()->nameEdit();
        QVERIFY(edit);
        QCOMPARE(edit->selectedText(), u"report"_s);
        QVERIFY(edit->hasFocus());
        edit->setText(u"a:b.odt"_s);
        auto *problem = s.find<QLabel>("nameProblemText");
        QVERIFY(problem->isVisible());
        QCOMPARE(problem->text(), u"The server does not allow “:” in names."_s);
        QTest::keyClick(edit, Qt::Key_Return); // is not taken
        QVERIFY(s.pane->list()->nameEdit());
        QCOMPARE(s.f.changes().size(), 0);
        s.find<QPushButton>("takeProposal")->click();
        QCOMPARE(edit->text(), u"a_b.odt"_s);
        QVERIFY(!problem->isVisible());
        QTest::keyClick(edit, Qt::Key_Return);
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"a_b.odt"_s, u"beach.jpg"_s, u"budget.ods"_s}));
        QVERIFY(s.says(u"Renamed to “a_b.odt”."_s));
        QVERIFY(s.pane->list()->hasFocus());
        QVERIFY(s.f.round());
        QVERIFY(s.f.anna.cloud.has(u"a_b.odt"_s));
    }

    void leavesTheNameOnEscape()
    {
        FilesScene s;
        s.show();
        s.pane->list()->setFocus();
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_rename")->trigger();
        s.pane->list()->nameEdit()->setText(u"other.odt"_s);
        QTest::keyClick(s.pane->list()->nameEdit(), Qt::Key_Escape);
        QVERIFY(s.pane->list()->hasFocus());
        QCOMPARE(s.f.changes().size(), 0);
    }

    void deletesToTheTrashAndTakesItBack()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        s.show();
        s.pane->list()->setFocus();
        QVERIFY(s.choose(u"budget.ods"_s));
        QCOMPARE(s.action("files_delete")->text().remove(u'&'), u"Move to Trash"_s);
        s.action("files_delete")->trigger();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"report.odt"_s}));
        QVERIFY(s.says(u"Moved “budget.ods” to the trash of the server."_s));
        QVERIFY(s.bench.undo);
        s.bench.undo();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}));
        QVERIFY(s.f.round());
        QVERIFY(s.f.anna.cloud.has(u"budget.ods"_s));
    }

    void asksWhereThereIsNoTrash()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.choose(u"budget.ods"_s));
        s.action("files_delete")->trigger();
        auto *box = s.find<QMessageBox>("deleteQuestion");
        QVERIFY(box);
        QVERIFY(box->informativeText().contains(u"no trash"_s));
        QCOMPARE(s.f.changes().size(), 0);
        button(box, u"Delete"_s)->click();
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"report.odt"_s}));
        QVERIFY(s.f.round());
        QVERIFY(!s.f.anna.cloud.has(u"budget.ods"_s));
    }

    void takesDroppedFilesAndFolders()
    {
        FilesScene s;
        s.show();
        s.f.write(u"tree/deep/a.txt"_s, "a");
        FileDrop drop{.paths = {s.f.local.filePath(u"tree"_s), s.f.write(u"neu.txt"_s, "neu")}};
        Q_EMIT s.pane->list()->dropped(drop);
        QVERIFY(s.says(u"2 entries are being uploaded."_s));
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"tree"_s, u"beach.jpg"_s, u"budget.ods"_s, u"neu.txt"_s, u"report.odt"_s}));
        // Onto a folder of the list.
        const auto row = s.names().indexOf(u"Archive"_s);
        drop = {.paths = {s.f.write(u"alt.txt"_s, "alt")}, .target = s.pane->files()->index(int(row), 0)};
        Q_EMIT s.pane->list()->dropped(drop);
        QVERIFY(waitUntil([&] {
            return bool(s.f.item(u"Archive/alt.txt"_s));
        }));
        QVERIFY(s.f.round());
        QCOMPARE(s.f.anna.cloud.bytes(u"tree/deep/a.txt"_s), "a");
        QCOMPARE(s.f.anna.cloud.bytes(u"Archive/alt.txt"_s), "alt");
    }

    void asksWhereANameIsTaken()
    {
        FilesScene s;
        s.show();
        Q_EMIT s.pane->list()->dropped({.paths = {s.f.write(u"report.odt"_s, "newer")}});
        QVERIFY(waitUntil([&] {
            return s.find<QMessageBox>("clashQuestion");
        }));
        button(s.find<QMessageBox>("clashQuestion"), u"Replace"_s)->click();
        QVERIFY(s.says(u"is being uploaded"_s));
        QVERIFY(s.f.round());
        QCOMPARE(s.f.anna.cloud.bytes(u"report.odt"_s), "newer");
        QVERIFY(!s.f.anna.cloud.has(u"report (2).odt"_s));
    }

    void movesAndCopiesWithin()
    {
        FilesScene s;
        s.show();
        const auto items = QList<ItemId>{s.f.item(u"report.odt"_s)};
        const auto archive = s.pane->places()->indexOf({.folder = s.f.target(u"Archive"_s)});
        Q_EMIT s.pane->placesView()->dropped({.items = items, .action = Qt::CopyAction, .target = archive});
        QVERIFY(s.says(u"Copied “report.odt”."_s));
        Q_EMIT s.pane->placesView()->dropped({.items = {s.f.item(u"beach.jpg"_s)}, .action = Qt::MoveAction, .target = archive});
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"budget.ods"_s, u"report.odt"_s}));
        QVERIFY(s.says(u"Moved “beach.jpg”."_s));
        QVERIFY(s.f.round());
        QCOMPARE(s.f.anna.cloud.bytes(u"Archive/report.odt"_s), "report");
        QVERIFY(s.f.anna.cloud.has(u"report.odt"_s));
        QVERIFY(s.f.anna.cloud.has(u"Archive/beach.jpg"_s));
        QVERIFY(!s.f.anna.cloud.has(u"beach.jpg"_s));
    }

    void cutsAndPastes()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_cut")->trigger();
        s.pane->goTo(s.f.target(u"Archive"_s));
        QVERIFY(waitUntil([&] {
            return s.action("files_paste")->isEnabled();
        }));
        s.action("files_paste")->trigger();
        QVERIFY(s.shows({u"report.odt"_s}));
        QVERIFY(!s.f.item(u"report.odt"_s));
    }

    void givesOtherProgramsCopies()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_copy")->trigger();
        const auto *content = QApplication::clipboard()->mimeData();
        QVERIFY(content->hasUrls());
        QVERIFY(content->hasFormat(FileListModel::itemsFormat()));
        const auto urls = content->urls();
        QCOMPARE(urls.size(), 1);
        QVERIFY(urls.first().isLocalFile());
        QCOMPARE(urls.first().fileName(), u"report.odt"_s);
        QFile file(urls.first().toLocalFile());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "report");
        QCOMPARE(QFileInfo(file).dir().dirName().left(7), u"kontor-"_s);
        QCOMPARE(QFileInfo(QFileInfo(file).path()).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::ExeOther), QFile::Permissions());
    }

    void opensWithThePrograms()
    {
        FilesScene s;
        s.f.anna.cloud.put(u"run.desktop"_s, "[Desktop Entry]\nType=Application\nExec=true\n");
        s.f.anna.cloud.put(u"tool"_s, QByteArray("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\76\0\1\0\0\0", 24) + QByteArray(100, '\0'));
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        QTest::keyClick(s.pane->list(), Qt::Key_Return);
        QVERIFY(waitUntil([&] {
            return s.launched.size() == 1;
        }));
        QCOMPARE(s.launched.first().section(u'/', -1), u"report.odt"_s);
        QCOMPARE(s.copies->copies().size(), 1);
        for (const auto &program : {u"run.desktop"_s, u"tool"_s}) {
            QVERIFY(s.choose(program));
            s.action("files_open")->trigger();
            QVERIFY2(s.says(u"“%1” is a program."_s.arg(program)), qPrintable(s.bench.notices.join(u'\n')));
        }
        QCOMPARE(s.launched.size(), 1);
    }

    void savesACopy()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_download")->trigger();
        auto *dialog = s.find<QFileDialog>("downloadDialog");
        QVERIFY(dialog);
        const auto path = s.f.write(u"copy.odt"_s, "what was there");
        Q_EMIT dialog->fileSelected(path);
        QVERIFY(s.says(u"Saved “copy.odt”."_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), "report");
        dialog->close();
    }

    void mailsFilesAndLinks()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_mail_attach")->trigger();
        QVERIFY(waitUntil([&] {
            return !s.attached.isEmpty();
        }));
        QCOMPARE(s.attached, QStringList{u"report.odt=report"_s});
        s.action("files_mail_link")->trigger();
        QVERIFY(waitUntil([&] {
            return !s.bench.composed.isEmpty();
        }));
        QVERIFY(s.bench.composed.first().query(QUrl::FullyDecoded).contains(u"https://cloud.example.org/s/1"_s));
        s.action("files_copy_link")->trigger(); // the same one, not another
        QCOMPARE(QApplication::clipboard()->text(), u"https://cloud.example.org/s/1"_s);
        QCOMPARE(s.services.wishes.size(), 1);
    }

    void offersOnlyWhatTheServerCanDo()
    {
        FilesScene s;
        s.f.anna.cloud.entries[s.f.anna.cloud.href(u"beach.jpg"_s)].rights = FileRight::Read;
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        for (const auto *name : {"files_share", "files_copy_link", "files_mail_link", "files_versions", "files_web_office", "files_favourite", "files_browser", "files_mirror"}) {
            QVERIFY2(!s.action(name)->isVisible(), name);
        }
        for (const auto *name : {"files_open", "files_rename", "files_delete", "files_cut", "files_download", "files_offline"}) {
            QVERIFY2(s.action(name)->isEnabled(), name);
        }
        QVERIFY(s.choose(u"beach.jpg"_s));
        for (const auto *name : {"files_rename", "files_delete", "files_cut", "files_move"}) {
            QVERIFY2(!s.action(name)->isEnabled(), name);
        }
        QVERIFY(s.action("files_download")->isEnabled());
        QVERIFY(s.pane->details()->text().contains(u"You may look at it, but not change it."_s));
    }

    void keepsOfflineAndForgets()
    {
        FilesScene s;
        s.show();
        QVERIFY(s.choose(u"Projects"_s));
        s.action("files_offline")->trigger();
        QVERIFY(s.says(u"2 files are kept offline"_s));
        QVERIFY(waitUntil([&] {
            return s.f.row(u"Projects"_s).isPinned;
        }));
        s.pane->go({.kind = FilesPlace::Kind::Offline});
        QVERIFY(waitUntil([&] {
            return s.pane->files()->rowCount() > 0;
        }));
        s.pane->goTo({.space = s.f.space(s.f.anna)});
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s, u"budget.ods"_s, u"report.odt"_s}));
        QVERIFY(s.choose(u"Projects"_s));
        QVERIFY(waitUntil([&] {
            return s.action("files_offline")->text().remove(u'&') == u"No Longer Keep Offline"_s;
        }));
        s.action("files_offline")->trigger();
        QVERIFY(waitUntil([&] {
            return !s.f.row(u"Projects"_s).isPinned;
        }));
    }

    void makesFoldersAndFiles()
    {
        FilesScene s;
        s.f.anna.cloud.makeFolder(u"Templates/"_s);
        s.f.anna.cloud.put(u"Templates/letter.odt"_s, "letter");
        s.show();
        s.action("files_new_folder")->trigger();
        auto *dialog = s.find<FileNameDialog>("fileNameDialog");
        QVERIFY(dialog);
        auto *take = dialog->findChild<QPushButton *>(u"takeName"_s);
        QVERIFY(!take->isEnabled());
        auto *edit = dialog->findChild<QLineEdit *>(u"fileName"_s);
        QTest::keyClicks(edit, u"a/b"_s);
        QVERIFY(!take->isEnabled());
        QCOMPARE(dialog->findChild<QLabel *>(u"nameProblemText"_s)->text(), u"A name cannot contain a slash."_s);
        edit->setText(u"Neu"_s);
        QVERIFY(take->isEnabled());
        take->click();
        QVERIFY(waitUntil([&] {
            return s.names().contains(u"Neu"_s);
        }));
        auto *menu = s.find<QMenu>("newFileMenu");
        Q_EMIT menu->aboutToShow();
        QVERIFY(waitUntil([&] { // those of the space come from the cache
            return menu->actions().last()->text() == u"letter.odt…"_s;
        }));
        menu->actions().last()->trigger();
        QVERIFY(waitUntil([&] {
            return s.find<FileNameDialog>("fileNameDialog");
        }));
        s.find<FileNameDialog>("fileNameDialog")->accept();
        QVERIFY(waitUntil([&] {
            return s.names().contains(u"letter.odt"_s);
        }));
        QVERIFY(s.f.round());
        QCOMPARE(s.f.anna.cloud.bytes(u"letter.odt"_s), "letter");
        QVERIFY(s.f.anna.cloud.has(u"Neu/"_s));
    }

    void searchesEverywhereAndHere()
    {
        FilesScene s;
        s.f.anna.cloud.put(u"Archive/plan-old.txt"_s, "old");
        s.show();
        s.pane->search(u"plan"_s);
        QVERIFY(waitUntil([&] {
            return s.pane->files()->isReady() && s.names().contains(u"plan-old.txt"_s) && s.names().contains(u"plan.txt"_s);
        }));
        s.pane->search({});
        s.pane->goTo(s.f.target(u"Archive"_s));
        QVERIFY(s.shows({u"plan-old.txt"_s}));
        QVERIFY(waitUntil([&] {
            return s.pane->canGoUp();
        }));
        s.pane->search(u"plan"_s);
        auto *here = s.find<QCheckBox>("searchOnlyHere");
        QVERIFY(here->isVisible());
        QCOMPARE(here->text(), u"Only in “Archive”"_s);
        here->setChecked(true);
        QVERIFY(s.shows({u"plan-old.txt"_s}));
        QVERIFY(s.choose(u"plan-old.txt"_s));
        QTest::keyClick(s.pane->list(), Qt::Key_Backspace);
        QVERIFY(!s.pane->isSearching());
    }

    void saysWhyThereIsNothing()
    {
        FilesScene s;
        s.show();
        auto *empty = s.pane->findChild<EmptyState *>(u"emptyState"_s);
        s.pane->goTo(s.f.target(u"Archive"_s));
        QVERIFY(waitUntil([&] {
            return empty->isVisible() && empty->title() == u"This folder is empty"_s;
        }));
        s.pane->go({.kind = FilesPlace::Kind::Conflicts});
        QVERIFY(waitUntil([&] {
            return empty->title() == u"No conflicts"_s;
        }));
        s.pane->search(u"xyzzy"_s);
        QVERIFY(waitUntil([&] {
            return empty->title() == u"Nothing found"_s;
        }));
        QCOMPARE(s.pane->entrance(), s.pane->placesView());
    }

    void saysThatNothingIsListedYet()
    {
        FilesScene s;
        s.f.anna.cloud.isOffline = true;
        s.isReachable = false;
        (void)s.f.round();
        s.f.anna.cloud.entries.clear();
        // The space is known, its content is not.
        const auto done = waitedFor((*s.f.store)->write([resource = s.f.anna.resource](Transaction &transaction) -> Result<void> {
            transaction.changes.collectionList = true;
            return transaction.prepare("INSERT INTO collection (resource, remote_id, name) VALUES (?1, '/dav/anna/', 'Anna')").run(resource);
        }));
        QVERIFY(done);
        FilesParts parts;
        parts.store = **s.f.store;
        parts.outbox = s.f.outbox;
        parts.actions = s.f.actions.get();
        parts.workbench = &s.bench;
        parts.isReachable = [&s](AccountId) {
            return s.isReachable;
        };
        s.pane = std::make_unique<FilesPane>(parts);
        s.pane->show();
        auto *empty = s.pane->findChild<EmptyState *>(u"emptyState"_s);
        QVERIFY(waitUntil([&] {
            return empty->title() == u"Not listed yet"_s;
        }));
        s.isReachable = true;
        s.pane->places()->refresh();
        QVERIFY(waitUntil([&] {
            return empty->title() == u"The files are being listed…"_s;
        }));
    }
};

QTEST_MAIN(FilesPaneTest)
#include "filespanetest.moc"
