// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrorsroom.h"
#include "files/ui/filemirrordialog.h"
#include "support/accessibilitycheck.h"

#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

using namespace Kontor;

/// The dialog of the two-way folders: what is said, and what each button does.
class FileMirrorDialogTest : public QObject
{
    Q_OBJECT

    template<class T>
    static T *part(QWidget *dialog, const char *name)
    {
        return dialog->findChild<T *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void addsAndEnds()
    {
        MirrorsRoom room;
        room.f.anna.cloud.makeFolder(u"Projects/"_s);
        room.f.anna.cloud.put(u"Projects/plan.txt"_s, "plan");
        QVERIFY(room.f.round());
        FileMirrorDialog dialog(room.mirrors.get(), **room.f.store, room.f.target(u"Projects"_s), nullptr);
        dialog.show();
        auto *list = part<QListWidget>(&dialog, "mirrors");
        QCOMPARE(list->count(), 0);
        QVERIFY(!part<QPushButton>(&dialog, "removeMirror")->isEnabled());
        QVERIFY(part<QPushButton>(&dialog, "addMirror")->isEnabled());
        dialog.add(room.root);
        QVERIFY(waitUntil([&] {
            return list->count() == 1 && room.read(u"plan.txt"_s) == "plan";
        }));
        QCOMPARE(part<QLabel>(&dialog, "mirrorStatus")->text(), u"“%1” is kept in step from now on."_s.arg(room.root));
        QVERIFY(waitUntil([&] {
            return list->item(0)->text().contains(u"in step since"_s);
        }));
        QVERIFY2(list->item(0)->text().startsWith(u"Projects ↔ "_s + room.root), qPrintable(list->item(0)->text()));
        QVERIFY(!list->item(0)->data(Qt::AccessibleTextRole).toString().contains(u'↔')); // which nobody can say
        dialog.add(room.root);
        QVERIFY(waitUntil([&] {
            return part<QLabel>(&dialog, "mirrorStatus")->text() == u"“%1” is kept in step already."_s.arg(room.root);
        }));
        part<QPushButton>(&dialog, "pauseMirror")->click();
        QVERIFY(waitUntil([&] {
            return list->item(0)->text().contains(u"paused"_s);
        }));
        QCOMPARE(part<QPushButton>(&dialog, "pauseMirror")->text(), u"&Resume"_s);
        part<QPushButton>(&dialog, "pauseMirror")->click();
        QVERIFY(!room.mirrors->all().first()->setting().isPaused);
        part<QPushButton>(&dialog, "removeMirror")->click();
        QVERIFY(waitUntil([&] {
            return list->count() == 0 && part<QLabel>(&dialog, "mirrorStatus")->text().contains(u"stay on this computer"_s);
        }));
        QCOMPARE(room.read(u"plan.txt"_s), "plan");
    }

    void showsProblemsWithProposals()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        room.write(u"Report.txt"_s, "1");
        room.write(u"report.txt"_s, "2");
        QVERIFY(room.add());
        FileMirrorDialog dialog(room.mirrors.get(), **room.f.store, room.f.target(), nullptr);
        dialog.show();
        auto *problems = part<QListWidget>(&dialog, "mirrorProblems");
        QVERIFY(waitUntil([&] {
            return problems->count() == 1;
        }));
        QVERIFY(problems->isVisible());
        QVERIFY2(problems->item(0)->text().startsWith(u"report.txt: “report.txt” differs from “Report.txt” only in upper and lower case"_s), qPrintable(problems->item(0)->text()));
        problems->setCurrentRow(0);
        auto *take = part<QPushButton>(&dialog, "takeProposal");
        QVERIFY(take->isVisible());
        QCOMPARE(take->text(), u"Use “report (2).txt”"_s);
        QCoreApplication::processEvents(); // the layout follows
        const auto findings = accessibilityFindings(&dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        take->click();
        QVERIFY(waitUntil([&] {
            return problems->count() == 0 && room.f.item(u"report (2).txt"_s);
        }));
        QVERIFY(!problems->isVisible());
        QCOMPARE(room.read(u"report (2).txt"_s), "2");
    }

    void leavesAloneWhatIsNamed()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        auto *mirror = room.add({u"*.iso"_s});
        QVERIFY(mirror);
        FileMirrorDialog dialog(room.mirrors.get(), **room.f.store, room.f.target(), nullptr);
        dialog.show();
        auto *ignored = part<QLineEdit>(&dialog, "mirrorIgnored");
        QCOMPARE(ignored->text(), u"*.iso"_s);
        ignored->setText(u" *.iso ;build/; ;"_s);
        QTest::keyClick(ignored, Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(mirror->setting().ignored, QStringList({u"*.iso"_s, u"build/"_s}));
        (*room.f.store)->drain();
        QCOMPARE(room.f.read([](const Reader &reader) {
                           return reader.prepare("SELECT ignored FROM mirror").value<QString>();
                       }).value()
                     .value(),
                 u"*.iso\nbuild/"_s);
        room.write(u"build/out"_s, "out");
        room.write(u"disk.ISO"_s, "disk");
        room.write(u"kept"_s, "kept");
        mirror->lookNow();
        QVERIFY(waitUntil([&] {
            return bool(room.f.item(u"kept"_s));
        }));
        QCOMPARE(room.f.listing(), QStringList(u"kept"_s));
    }

    void asksBeforeMuchIsRemoved()
    {
        MirrorsRoom room;
        for (int i = 0; i < 11; ++i) {
            room.write(u"f%1"_s.arg(i), "f");
        }
        QVERIFY(room.f.round());
        auto *mirror = room.add();
        QVERIFY(waitUntil([&] {
            return mirror->status().lastWhole.isValid();
        }));
        FileMirrorDialog dialog(room.mirrors.get(), **room.f.store, room.f.target(), nullptr);
        dialog.show();
        auto *question = part<QLabel>(&dialog, "mirrorQuestion");
        QVERIFY(!question->isVisible());
        for (int i = 0; i < 11; ++i) {
            QFile::remove(room.path(u"f%1"_s.arg(i)));
        }
        part<QPushButton>(&dialog, "lookMirror")->click();
        QVERIFY(waitUntil([&] {
            return question->isVisible();
        }));
        QCOMPARE(question->text(), u"11 files are gone here. Shall they be deleted on the server too?"_s);
        const auto findings = accessibilityFindings(&dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        part<QPushButton>(&dialog, "bringBack")->click();
        QVERIFY(waitUntil([&] {
            return !question->isVisible() && room.read(u"f10"_s) == "f";
        }));
        QCOMPARE(room.f.listing().size(), 11);
    }

    void isUsableWithoutAMouse()
    {
        MirrorsRoom room;
        QVERIFY(room.f.round());
        FileMirrorDialog dialog(room.mirrors.get(), **room.f.store, room.f.target(), nullptr);
        dialog.show();
        const auto findings = accessibilityFindings(&dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        QCOMPARE(part<QListWidget>(&dialog, "mirrors")->accessibleName(), u"Two-way folders"_s);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }
};

QTEST_MAIN(FileMirrorDialogTest)
#include "filemirrordialogtest.moc"
