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

/// Conflicts, trash, progress and previews in the files pane.
class FilesPanePartsTest : public QObject
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

    void decidesConflicts()
    {
        FilesScene s;
        s.show();
        const auto clash = [&s](const QString &name) {
            QVERIFY(s.f.save(name, "mine"));
            s.f.anna.cloud.put(name, "theirs!");
            QVERIFY(s.f.round());
        };
        for (const auto &name : {u"budget.ods"_s, u"beach.jpg"_s, u"report.odt"_s}) {
            clash(name);
        }
        const QAbstractItemModelTester tester(s.pane->conflicts()->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy badge(s.pane.get(), &Pane::badgeChanged);
        QVERIFY(waitUntil([&] {
            return s.pane->conflicts()->count() == 3;
        }));
        QVERIFY(waitUntil([&] {
            return s.pane->places()->indexOf({.kind = FilesPlace::Kind::Conflicts}).data(FilesPlacesModel::CountRole).toInt() == 3;
        }));
        QVERIFY(s.choose(u"report.odt"_s));
        QVERIFY(waitUntil([&] {
            return s.action("files_conflict")->isEnabled();
        }));
        s.action("files_conflict")->trigger();
        auto *panel = s.pane->conflicts();
        QVERIFY(panel->isVisible());
        QCOMPARE(panel->list()->currentIndex().data().toString(), u"report.odt"_s);
        QVERIFY(s.find<QLabel>("conflictMine")->text().contains(u"4 B"_s));
        QVERIFY(s.find<QLabel>("conflictTheirs")->text().contains(u"7 B"_s));
        const auto looksAt = [&s](const char *name, const QByteArray &bytes) {
            s.launched.clear();
            s.find<QPushButton>(name)->click();
            QVERIFY(waitUntil([&] {
                return s.launched.size() == 1;
            }));
            QFile file(s.launched.first());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), bytes);
            QVERIFY(!(file.permissions() & QFile::WriteOwner)); // what is saved there would be lost
        };
        looksAt("conflictMineOpen", "mine");
        looksAt("conflictTheirsOpen", "theirs!");
        QCOMPARE(s.copies->copies().size(), 0);
        s.find<QPushButton>("keepTheirs")->click();
        QVERIFY(waitUntil([&] {
            return panel->count() == 2;
        }));
        panel->choose(s.f.item(u"budget.ods"_s));
        s.find<QPushButton>("keepMine")->click();
        QVERIFY(waitUntil([&] {
            return panel->count() == 1;
        }));
        s.find<QPushButton>("keepBoth")->click();
        QVERIFY(waitUntil([&] {
            return panel->count() == 0;
        }));
        QVERIFY(waitUntil([&] {
            return !badge.isEmpty() && badge.last().first().toInt() == 0;
        }));
        QVERIFY(s.f.round());
        const auto &cloud = s.f.anna.cloud;
        QCOMPARE(cloud.bytes(u"report.odt"_s), "theirs!");
        QCOMPARE(cloud.bytes(u"budget.ods"_s), "mine");
        QCOMPARE(cloud.bytes(u"beach.jpg"_s), "theirs!");
        const auto listing = cloud.listing();
        QVERIFY(std::ranges::any_of(listing, [](const QString &line) {
            return line.startsWith(u"beach (") && line.endsWith(u"=mine");
        }));
    }

    void looksIntoTheTrash()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        const auto now = QDateTime::currentDateTime();
        s.services.deleted = {{.href = u"/t/1"_s, .name = u"old.txt"_s, .from = u"Projects/old.txt"_s, .deleted = now.addDays(-3), .size = 10},
                              {.href = u"/t/2"_s, .name = u"new.txt"_s, .from = u"new.txt"_s, .deleted = now, .size = 20}};
        s.show();
        auto *trash = s.pane->trash();
        const QAbstractItemModelTester tester(trash->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        s.pane->go({.kind = FilesPlace::Kind::Trash, .folder = {.space = s.f.space(s.f.anna)}});
        QVERIFY(waitUntil([&] {
            return trash->count() == 2;
        }));
        QCOMPARE(trash->model()->index(0, 0).data().toString(), u"new.txt"_s); // the latest first
        QCOMPARE(trash->model()->index(1, FileTrashModel::FromColumn).data().toString(), u"Projects"_s);
        QVERIFY(!s.action("files_restore")->isEnabled());
        trash->list()->setCurrentIndex(trash->model()->index(1, 0));
        QVERIFY(s.action("files_restore")->isEnabled());
        s.action("files_restore")->trigger();
        QVERIFY(s.services.calls.contains(u"restore /t/1"_s));
        QVERIFY(waitUntil([&] {
            return trash->count() == 1;
        }));
        s.action("files_purge_all")->trigger();
        auto *box = s.find<QMessageBox>("purgeQuestion");
        QVERIFY(box);
        QVERIFY(!s.services.calls.contains(u"purge "_s));
        button(box, u"Delete for Good"_s)->click();
        QVERIFY(s.services.calls.contains(u"purge "_s));
        QCOMPARE(trash->count(), 0);
    }

    void showsProgressAndEndsIt()
    {
        FilesScene s;
        s.show();
        QPromise<Result<void>> promise;
        promise.start();
        promise.setProgressRange(0, 200);
        s.pane->transfers()->add(u"Taking in “film.mkv”"_s, promise.future());
        QVERIFY(s.pane->transfers()->isVisible());
        promise.setProgressValue(50);
        QVERIFY(waitUntil([&] {
            return s.find<QProgressBar>("transferProgress")->value() == 25;
        }));
        QVERIFY(s.pane->whereAmI().contains(u"film.mkv”, 25 percent"_s));
        s.find<QToolButton>("transferCancel")->click();
        QVERIFY(waitUntil([&] {
            return promise.isCanceled();
        }));
        promise.finish();
        QVERIFY(waitUntil([&] {
            return s.pane->transfers()->count() == 0 && !s.pane->transfers()->isVisible();
        }));
    }

    void undoInANoticeIsAboutThatStep()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        s.show();
        QVERIFY(s.choose(u"budget.ods"_s));
        s.action("files_delete")->trigger();
        QVERIFY(s.says(u"Moved “budget.ods”"_s));
        const auto first = s.bench.undo;
        QVERIFY(s.choose(u"report.odt"_s));
        s.action("files_delete")->trigger();
        QVERIFY(s.says(u"Moved “report.odt”"_s));
        first(); // would take back the other one
        QVERIFY(s.says(u"Something else was done meanwhile."_s));
        QVERIFY(s.shows({u"Archive"_s, u"Projects"_s, u"beach.jpg"_s}));
    }

    void showsThePreviewOfTheServer()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        QImage image(300, 200, QImage::Format_RGB32);
        image.fill(Qt::darkGreen);
        QBuffer buffer(&s.services.picture);
        buffer.open(QIODevice::WriteOnly);
        image.save(&buffer, "PNG");
        s.show();
        const auto marked = waitedFor((*s.f.store)->write([item = s.f.item(u"beach.jpg"_s), space = s.f.space(s.f.anna)](Transaction &transaction) -> Result<void> {
            transaction.changes.touch(space, item);
            return transaction.prepare("UPDATE file SET marks = marks | 16 WHERE item = ?1").run(item);
        }));
        QVERIFY(marked);
        QVERIFY(waitUntil([&] {
            return s.pane->files()->rowAt(int(s.names().indexOf(u"beach.jpg"_s)))->hasPreview;
        }));
        QVERIFY(s.choose(u"beach.jpg"_s));
        auto *preview = s.find<QLabel>("filePreview");
        QVERIFY(waitUntil([&] {
            return preview->accessibleName() == u"Preview of beach.jpg"_s;
        }));
        s.services.picture = "<svg onload='x'/>"; // not what a server draws
        QVERIFY(s.choose(u"report.odt"_s));
        QVERIFY(preview->accessibleName() != u"Preview of report.odt"_s);
    }

    void everythingHasAName()
    {
        FilesScene s;
        s.services.has = FakeFileServices::cloud();
        s.show();
        QVERIFY(s.choose(u"report.odt"_s));
        const auto check = [&s](const char *what) {
            const auto findings = accessibilityFindings(s.pane.get());
            QVERIFY2(findings.isEmpty(), qPrintable(QString::fromLatin1(what) + u": "_s + findings.join(u'\n')));
        };
        check("list");
        s.pane->goTo(s.f.target(u"Projects/2026"_s));
        QVERIFY(s.shows({u"Plans"_s, u"plan.txt"_s}));
        check("folder");
        s.pane->goTo(s.f.target(u"Archive"_s));
        QVERIFY(s.shows({}));
        check("empty folder");
        for (const auto kind : {FilesPlace::Kind::Trash, FilesPlace::Kind::Conflicts, FilesPlace::Kind::Recent, FilesPlace::Kind::Favourites}) {
            s.pane->go({.kind = kind, .folder = {.space = kind == FilesPlace::Kind::Trash ? s.f.space(s.f.anna) : CollectionId{}}});
            QCoreApplication::processEvents();
            check("place");
        }
        s.pane->search(u"plan"_s);
        QVERIFY(s.shows({u"Plans"_s, u"plan.txt"_s}));
        check("search");
        QCOMPARE(s.pane->list()->accessibleName(), u"Files"_s);
        QVERIFY(s.pane->files()->index(1, 0).data(FileListModel::SpokenRole).toString().contains(u"plan.txt"_s));
    }
};

QTEST_MAIN(FilesPanePartsTest)
#include "filespanepartstest.moc"
