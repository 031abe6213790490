// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesuiscene.h"

#include "files/ui/filefolderchooser.h"
#include "files/ui/filelauncher.h"
#include "files/ui/filelinkform.h"
#include "files/ui/filesharedialog.h"
#include "files/ui/filesharewords.h"
#include "files/ui/filetemplates.h"
#include "files/ui/fileversionlist.h"
#include "files/ui/fileversionsdialog.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDateEdit>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QMimeDatabase>
#include <QProcess>
#include <QPushButton>
#include <QStandardPaths>

using namespace Kontor;

/// The dialogs of the files pane, against a server in memory.
class FileDialogsTest : public QObject
{
    Q_OBJECT

    static FileRow report()
    {
        return {.item = ItemId{7}, .space = CollectionId{1}, .name = u"report.odt"_s, .size = 20, .type = u"application/vnd.oasis.opendocument.text"_s};
    }
    template<class T>
    static T *part(QWidget *dialog, const char *name)
    {
        return dialog->findChild<T *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void makesALink()
    {
        FakeFileServices services;
        FileShareDialog dialog(&services, report(), FakeFileServices::cloud(), nullptr);
        dialog.show();
        QCOMPARE(dialog.shares().size(), 0);
        part<QLineEdit>(&dialog, "linkLabel")->setText(u"Press"_s);
        part<QCheckBox>(&dialog, "linkHasPassword")->setChecked(true);
        auto *make = part<QPushButton>(&dialog, "makeLink");
        QVERIFY(!make->isEnabled()); // the password is missing
        part<QLineEdit>(&dialog, "linkPassword")->setText(u"secret"_s);
        QVERIFY(make->isEnabled());
        part<QCheckBox>(&dialog, "linkHasExpiry")->setChecked(true);
        part<QDateEdit>(&dialog, "linkExpiry")->setDate(QDate::currentDate().addDays(12));
        make->click();
        QCOMPARE(services.wishes.size(), 1);
        const auto wish = services.wishes.first();
        QCOMPARE(wish.type, FileShare::Type::Link);
        QCOMPARE(wish.label, u"Press"_s);
        QCOMPARE(wish.password, u"secret"_s);
        QCOMPARE(wish.expires, QDate::currentDate().addDays(12));
        QVERIFY(!wish.mayEdit);
        QCOMPARE(QApplication::clipboard()->text(), u"https://cloud.example.org/s/1"_s);
        QCOMPARE(dialog.shares().size(), 1);
        const auto sentence = part<QListWidget>(&dialog, "shares")->item(0)->data(Qt::AccessibleTextRole).toString();
        QVERIFY2(sentence.startsWith(u"Link “Press”, may only look, with a password, until "), qPrintable(sentence));
        QVERIFY(part<QLineEdit>(&dialog, "linkPassword")->text().isEmpty()); // does not lie about
    }

    void changesALink()
    {
        FakeFileServices services;
        services.known = {{.id = u"5"_s, .type = FileShare::Type::Link, .title = u"Old"_s, .url = QUrl(u"https://cloud.example.org/s/5"_s), .hasPassword = true}};
        FileShareDialog dialog(&services, report(), FakeFileServices::cloud(), nullptr);
        dialog.show();
        part<QPushButton>(&dialog, "changeShare")->click();
        QCOMPARE(part<QLineEdit>(&dialog, "linkLabel")->text(), u"Old"_s);
        QVERIFY(part<QPushButton>(&dialog, "makeLink")->isEnabled()); // the password may stay as it is
        part<QPushButton>(&dialog, "makeLink")->click();
        QCOMPARE(services.wishes.value(0).id, u"5"_s);
        QVERIFY(!services.wishes.value(0).password);
        part<QPushButton>(&dialog, "changeShare")->click();
        part<QCheckBox>(&dialog, "linkHasPassword")->setChecked(false);
        part<QPushButton>(&dialog, "makeLink")->click();
        QVERIFY(services.wishes.value(1).password);
        QVERIFY(services.wishes.value(1).password->isEmpty()); // taken away
    }

    void keepsToThePolicyOfTheServer()
    {
        FakeFileServices services;
        auto features = FakeFileServices::cloud();
        features.linkPasswordEnforced = true;
        features.linkExpiryEnforced = true;
        features.linkExpiryDays = 7;
        FileShareDialog dialog(&services, report(), features, nullptr);
        dialog.show();
        QVERIFY(part<QCheckBox>(&dialog, "linkHasPassword")->isChecked());
        QVERIFY(!part<QCheckBox>(&dialog, "linkHasPassword")->isEnabled());
        QVERIFY(part<QCheckBox>(&dialog, "linkHasExpiry")->isChecked());
        QVERIFY(!part<QCheckBox>(&dialog, "linkHasExpiry")->isEnabled());
        part<QDateEdit>(&dialog, "linkExpiry")->setDate(QDate::currentDate().addDays(30));
        QCOMPARE(part<QDateEdit>(&dialog, "linkExpiry")->date(), QDate::currentDate().addDays(7));
        QCOMPARE(part<QLabel>(&dialog, "linkPolicy")->text(), u"The server demands a password for links. Links end after 7 days at the latest."_s);
        QVERIFY(!part<QPushButton>(&dialog, "makeLink")->isEnabled());
        services.refusal = failure(Error::Kind::Forbidden, u"The password is too common."_s).error();
        part<QLineEdit>(&dialog, "linkPassword")->setText(u"password"_s);
        part<QPushButton>(&dialog, "makeLink")->click();
        QCOMPARE(part<QLabel>(&dialog, "shareStatus")->text(), u"The password is too common."_s);
        QCOMPARE(part<QLineEdit>(&dialog, "linkPassword")->text(), u"password"_s); // to be changed, not written anew
        QCOMPARE(dialog.shares().size(), 0);
    }

    void sharesWithPeople()
    {
        FakeFileServices services;
        services.people = {{.type = FileShare::Type::User, .id = u"ben"_s, .title = u"Ben Beispiel"_s, .detail = u"ben@example.org"_s},
                           {.type = FileShare::Type::Group, .id = u"team"_s, .title = u"Beispielteam"_s}};
        FileShareDialog dialog(&services, report(), FakeFileServices::cloud(), nullptr);
        dialog.show();
        auto *people = part<QLineEdit>(&dialog, "sharePeople");
        auto *found = part<QListWidget>(&dialog, "foundPeople");
        people->setFocus();
        QTest::keyClicks(people, u"beisp"_s);
        QVERIFY(waitUntil([&] {
            return found->count() == 2;
        }));
        QCOMPARE(found->item(1)->text(), u"Beispielteam · group"_s);
        QTest::keyClick(people, Qt::Key_Down);
        part<QCheckBox>(&dialog, "peopleMayEdit")->setChecked(true);
        QTest::keyClick(people, Qt::Key_Return);
        QCOMPARE(services.wishes.size(), 1);
        QCOMPARE(services.wishes.first().with, u"team"_s);
        QCOMPARE(services.wishes.first().type, FileShare::Type::Group);
        QVERIFY(services.wishes.first().mayEdit);
        QCOMPARE(dialog.shares().size(), 1);
        QVERIFY(dialog.isVisible()); // Return did not close it
        auto *change = part<QPushButton>(&dialog, "changeShare");
        QCOMPARE(change->text().remove(u'&'), u"Only Look"_s);
        change->click();
        QVERIFY(!services.wishes.last().mayEdit);
        part<QPushButton>(&dialog, "removeShare")->click();
        QCOMPARE(services.calls.last(), u"unshare 1"_s);
        QCOMPARE(dialog.shares().size(), 0);
        QTest::keyClicks(people, u"nobody"_s);
        QVERIFY(waitUntil([&] {
            return part<QLabel>(&dialog, "shareStatus")->text() == u"The server knows nobody by that name."_s;
        }));
    }

    void offersWhatThereIs()
    {
        FakeFileServices services;
        auto features = FakeFileServices::cloud();
        features.people = false;
        FileShareDialog onlyLinks(&services, report(), features, nullptr);
        QVERIFY(!part<QLineEdit>(&onlyLinks, "sharePeople"));
        QVERIFY(part<QPushButton>(&onlyLinks, "makeLink"));
        features.people = true;
        features.links = false;
        FileShareDialog onlyPeople(&services, report(), features, nullptr);
        QVERIFY(part<QLineEdit>(&onlyPeople, "sharePeople"));
        QVERIFY(!part<QPushButton>(&onlyPeople, "makeLink"));
        services.isOffline = true;
        FileShareDialog offline(&services, report(), features, nullptr);
        QCOMPARE(part<QLabel>(&offline, "shareStatus")->text(), u"The server cannot be reached."_s);
    }

    void restoresVersions()
    {
        FakeFileServices services;
        const auto now = QDateTime::currentDateTime();
        services.kept = {{.href = u"/v/1"_s, .modified = now.addDays(-9), .size = 100, .author = u"Anna"_s}, {.href = u"/v/2"_s, .modified = now.addDays(-1), .size = 200}};
        FileVersionsDialog dialog(&services, report(), nullptr);
        dialog.show();
        QCOMPARE(dialog.count(), 2);
        auto *list = part<ItemListView>(&dialog, "versions");
        QVERIFY(list->model()->index(1, 0).data(FileVersionList::SpokenRole).toString().endsWith(u"100 B, Anna"));
        list->setCurrentIndex(list->model()->index(1, 0)); // the latest comes first
        services.refusal = failure(Error::Kind::Forbidden, u"The file is locked."_s).error();
        part<QPushButton>(&dialog, "restoreVersion")->click();
        QCOMPARE(part<QLabel>(&dialog, "versionsStatus")->text(), u"The file is locked."_s);
        QVERIFY(dialog.isVisible());
        services.refusal.reset();
        part<QPushButton>(&dialog, "saveVersion")->click();
        auto *chooser = part<QFileDialog>(&dialog, "saveVersionDialog");
        QVERIFY(chooser);
        Q_EMIT chooser->fileSelected(u"/somewhere/report.odt"_s);
        QCOMPARE(services.calls.last(), u"saveVersion /v/1 report.odt"_s);
        QCOMPARE(part<QLabel>(&dialog, "versionsStatus")->text(), u"Saved “report.odt”."_s);
        chooser->close();
        QSignalSpy done(&dialog, &FileVersionsDialog::done);
        part<QPushButton>(&dialog, "restoreVersion")->click();
        QCOMPARE(services.calls.last(), u"restoreVersion /v/1"_s);
        QCOMPARE(done.count(), 1);
        QVERIFY(!dialog.isVisible());
    }

    void versionsOfAReadOnlyFileAreOnlySaved()
    {
        FakeFileServices services;
        services.kept = {{.href = u"/v/1"_s, .modified = QDateTime::currentDateTime(), .size = 100}};
        auto row = report();
        row.rights = FileRight::Read;
        FileVersionsDialog dialog(&services, row, nullptr);
        QVERIFY(!part<QPushButton>(&dialog, "restoreVersion")->isEnabled());
        QVERIFY(part<QPushButton>(&dialog, "saveVersion")->isEnabled());
    }

    void choosesAFolder()
    {
        FilesScene s;
        s.show();
        FileFolderChooser dialog(**s.f.store, {.title = u"Move To"_s, .button = u"Move"_s}, s.f.target(u"Projects/2026"_s), {s.f.item(u"Projects"_s)}, nullptr);
        dialog.show();
        auto *view = part<FilesPlacesView>(&dialog, "folderChoices");
        auto *take = part<QPushButton>(&dialog, "takeFolder");
        QVERIFY(waitUntil([&] { // below what is moved
            return dialog.chosen() == s.f.target(u"Projects/2026"_s);
        }));
        QVERIFY(!take->isEnabled());
        QCOMPARE(part<QLabel>(&dialog, "folderHint")->text(), u"A folder cannot be put into itself."_s);
        view->setFocus();
        QTest::keyClick(view, Qt::Key_Home);
        QCOMPARE(dialog.chosen(), s.f.target());
        QVERIFY(take->isEnabled());
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(dialog.chosen(), s.f.target(u"Archive"_s));
        QVERIFY(take->isEnabled());
    }

    void newDocumentsAreWhatTheySay()
    {
        const QMimeDatabase types;
        const auto templates = FileTemplates::builtIn();
        QCOMPARE(templates.size(), 5);
        for (const auto &sample : templates) {
            QCOMPARE(types.mimeTypeForFile(sample.fileName, QMimeDatabase::MatchExtension).name(), sample.type);
            if (!sample.bytes.isEmpty()) {
                QCOMPARE(types.mimeTypeForData(sample.bytes).name(), sample.type);
                // As ODF 1.3, part 2, 3.3 wants it: first, stored, without an extra field.
                QCOMPARE(sample.bytes.mid(30, 8), "mimetype");
                QCOMPARE(sample.bytes.mid(38, sample.type.size()), sample.type.toLatin1());
            }
        }
    }

    void officeReadsNewDocuments()
    {
        QTemporaryDir folder;
        for (const auto templates = FileTemplates::builtIn(); const auto &sample : templates) {
            if (sample.bytes.isEmpty()) {
                continue;
            }
            QFile file(folder.filePath(sample.fileName));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(sample.bytes);
            file.close();
            QProcess python; // whose zipfile checks every checksum and the directory
            python.start(u"python3"_s, {u"-c"_s,
                                        u"import sys, zipfile, xml.dom.minidom as x\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\n"
                                        "for n in z.namelist():\n  if n.endswith('.xml'): x.parseString(z.read(n))\nprint(','.join(z.namelist()))"_s,
                                        file.fileName()});
            QVERIFY(python.waitForFinished());
            QCOMPARE(python.readAllStandardOutput().trimmed(), "mimetype,content.xml,styles.xml,META-INF/manifest.xml");
        }
    }

    void knowsPrograms_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isProgram");
        QTest::newRow("starter") << u"a.desktop"_s << QByteArray("[Desktop Entry]\nExec=x\n") << true;
        QTest::newRow("starter in disguise") << u"a.txt"_s << QByteArray("[Desktop Entry]\nType=Application\nExec=x\n") << true;
        QTest::newRow("Windows program") << u"a.exe"_s << QByteArray("MZ") << true;
        QTest::newRow("program in disguise") << u"a.pdf"_s << QByteArray("\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\76\0\1\0\0\0", 24) + QByteArray(64, '\0') << true;
        QTest::newRow("Java") << u"a.jar"_s << QByteArray("PK\3\4") << true;
        QTest::newRow("text") << u"a.txt"_s << QByteArray("text") << false;
        QTest::newRow("script, which an editor opens") << u"a.sh"_s << QByteArray("#!/bin/sh\n") << false;
        QTest::newRow("document") << u"a.odt"_s << FileTemplates::emptyDocument("application/vnd.oasis.opendocument.text") << false;
        QTest::newRow("nothing") << u"a"_s << QByteArray() << false;
    }
    void knowsPrograms()
    {
        QFETCH(const QString, name);
        QFETCH(const QByteArray, bytes);
        QTemporaryDir folder;
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QTEST(FileLauncher::isProgram(file.fileName()), "isProgram");
    }

    void everythingHasAName()
    {
        FakeFileServices services;
        services.known = {{.id = u"1"_s, .type = FileShare::Type::User, .with = u"ben"_s, .title = u"Ben"_s}};
        services.people = {{.id = u"cara"_s, .title = u"Cara"_s}};
        services.kept = {{.href = u"/v/1"_s, .modified = QDateTime::currentDateTime(), .size = 100}};
        FileShareDialog share(&services, report(), FakeFileServices::cloud(), nullptr);
        FileVersionsDialog versions(&services, report(), nullptr);
        FilesScene s;
        s.show();
        FileFolderChooser chooser(**s.f.store, {.title = u"Move To"_s, .button = u"Move"_s}, s.f.target(), {}, nullptr);
        for (auto *dialog : {static_cast<QDialog *>(&share), static_cast<QDialog *>(&versions), static_cast<QDialog *>(&chooser)}) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog));
            const auto findings = accessibilityFindings(dialog);
            QVERIFY2(findings.isEmpty(), qPrintable(dialog->objectName() + u": "_s + findings.join(u'\n')));
        }
        part<QLineEdit>(&share, "sharePeople")->setText(u"car"_s);
        QVERIFY(waitUntil([&] {
            return part<QListWidget>(&share, "foundPeople")->isVisible();
        }));
        const auto findings = accessibilityFindings(&share);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(u'\n')));
        QAbstractItemModelTester tester(part<ItemListView>(&versions, "versions")->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
};

QTEST_MAIN(FileDialogsTest)
#include "filedialogstest.moc"
