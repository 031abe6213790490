// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filesuiscene.h"

#include "app/filegathering.h"
#include "app/filelinking.h"
#include "app/filesexchange.h"
#include "app/mainwindow.h"
#include "app/services.h"
#include "files/ui/filechooser.h"

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QStandardPaths>

using namespace Kontor;

namespace
{
/// A window that other panes' wishes about files come from, above a server in memory.
struct ExchangeScene : FilesScene {
    QWidget window;
    FilesExchange exchange;
    bool isOpen = true;
    QList<Workbench::FileChoice> choices;

    ExchangeScene()
        : exchange(
              [this] {
                  auto parts = pane->parts();
                  parts.accounts = [] {
                      return QList<Account>{Account{}};
                  };
                  return isOpen ? parts : FilesParts{};
              },
              &window)
    {
        services.has = FakeFileServices::cloud();
        FilesScene::show();
        window.resize(900, 600);
        window.show();
    }
    void choose(Workbench::FileUse use)
    {
        exchange.choose(use, &window, [this](const Workbench::FileChoice &choice) {
            choices << choice;
        });
    }
    FileChooser *chooser() const
    {
        return window.findChild<FileChooser *>();
    }
    FileListView *list() const
    {
        return chooser()->findChild<FileListView *>(u"chooserFiles"_s);
    }
    template<class T>
    T *part(const char *name) const
    {
        return window.findChild<T *>(QString::fromLatin1(name));
    }
    bool select(const QStringList &names) const
    {
        const auto rows = [this, &names] {
            QModelIndexList found;
            for (int i = 0; i < list()->files()->rowCount(); ++i) {
                const auto row = list()->rowAt(list()->files()->index(i, 0));
                if (row && names.contains(row->name)) {
                    found << list()->files()->index(i, 0);
                }
            }
            return found;
        };
        if (!waitUntil([&] {
                return rows().size() == names.size();
            })) {
            return false;
        }
        list()->clearSelection();
        for (const auto found = rows(); const auto &index : found) {
            list()->selectionModel()->select(index, QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        return true;
    }
    QString problems() const
    {
        auto *box = part<QMessageBox>("fileProblems");
        return box ? box->text() : QString();
    }
};

class FixedKey : public KeySource
{
public:
    QFuture<KeyAnswer> key(KeyIntent) override
    {
        return QtFuture::makeReadyValueFuture(keyPresent(QByteArray(32, 'k')));
    }
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}
}

/// What other panes do with files: attach, link, save.
class FilesExchangeTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
    }

    void attachesCopiesThatGoWithTheMessage()
    {
        ExchangeScene s;
        s.choose(Workbench::FileUse::Copy);
        QVERIFY(s.chooser());
        QVERIFY(s.select({u"report.odt"_s, u"beach.jpg"_s}));
        QCOMPARE(accessibilityFindings(s.chooser()), QStringList());
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 1;
        }));
        auto &choice = s.choices.first();
        QVERIFY(choice.links.isEmpty());
        QCOMPARE(choice.paths.size(), 2);
        QHash<QString, QByteArray> contents;
        for (const auto &path : std::as_const(choice.paths)) {
            contents.insert(path.section(u'/', -1), contentOf(path));
            QCOMPARE(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther), QFile::Permissions());
        }
        QCOMPARE(contents.value(u"report.odt"_s), QByteArray("report"));
        QCOMPARE(contents.value(u"beach.jpg"_s), QByteArray(3000, 'j'));
        const auto path = choice.paths.first();
        choice.keep.reset();
        QVERIFY(waitUntil([&] {
            return !QFile::exists(path);
        }));
        QVERIFY(s.problems().isEmpty());
    }

    void goesIntoFoldersAndSearches()
    {
        ExchangeScene s;
        s.choose(Workbench::FileUse::Copy);
        QVERIFY(s.select({u"Projects"_s}));
        QVERIFY(!s.part<QPushButton>("takeFiles")->isEnabled()); // a folder cannot be attached
        QCOMPARE(s.part<QLabel>("chooserHint")->text(), u"Open the folder to choose files in it."_s);
        Q_EMIT s.list()->chosen(s.list()->selectedRowList().first());
        QVERIFY(s.select({u"notes.txt"_s}));
        QVERIFY(s.part<QPushButton>("takeFiles")->isEnabled());
        Q_EMIT s.list()->upWanted();
        QVERIFY(s.select({u"report.odt"_s}));
        s.part<QLineEdit>("chooserSearch")->setText(u"plan"_s);
        QVERIFY(s.select({u"plan.txt"_s}));
        Q_EMIT s.list()->chosen(s.list()->selectedRowList().first()); // a file: taken
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 1;
        }));
        QCOMPARE(contentOf(s.choices.first().paths.value(0)), QByteArray("plan"));
        // The next time it begins where one was.
        QVERIFY(waitUntil([&] {
            return !s.chooser();
        }));
        s.choose(Workbench::FileUse::Copy);
        QVERIFY(s.select({u"report.odt"_s}));
    }

    void whatCannotBeHadIsSaidAndTheRestComes()
    {
        ExchangeScene s;
        s.choose(Workbench::FileUse::Copy);
        QVERIFY(s.select({u"report.odt"_s, u"beach.jpg"_s}));
        s.f.anna.cloud.remove(u"beach.jpg"_s);
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 1 && !s.problems().isEmpty();
        }));
        QCOMPARE(s.choices.first().paths.size(), 1);
        QVERIFY2(s.problems().contains(u"beach.jpg"), qPrintable(s.problems()));
    }

    void aLinkIsMadeOrTheOneThereIsUsed()
    {
        ExchangeScene s;
        s.services.has.linkExpiryDays = 7;
        s.choose(Workbench::FileUse::Link);
        QVERIFY(s.select({u"report.odt"_s}));
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 1;
        }));
        QCOMPARE(s.services.wishes.size(), 1);
        QCOMPARE(s.services.wishes.first().type, FileShare::Type::Link);
        QCOMPARE(s.services.wishes.first().expires, QDate::currentDate().addDays(7));
        QVERIFY(!s.services.wishes.first().mayEdit);
        const auto first = s.choices.first().links;
        QVERIFY2(first.startsWith(u"report.odt: https://cloud.example.org/s/1 (until "), qPrintable(first));
        QVERIFY(s.choices.first().paths.isEmpty());
        QVERIFY(waitUntil([&] {
            return !s.chooser();
        }));
        s.choose(Workbench::FileUse::Link);
        QVERIFY(s.select({u"report.odt"_s}));
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 2;
        }));
        QCOMPARE(s.services.wishes.size(), 1); // none was made
        QCOMPARE(s.choices.last().links, first);
    }

    void aPasswordIsAskedForOnceWhereTheServerDemandsIt()
    {
        ExchangeScene s;
        s.services.has.linkPasswordEnforced = true;
        s.services.known = {{.id = u"9"_s, .type = FileShare::Type::Link, .url = QUrl(u"https://cloud.example.org/s/9"_s), .hasPassword = true},
                            {.id = u"8"_s, .type = FileShare::Type::Link, .url = QUrl(u"https://cloud.example.org/s/8"_s), .expires = QDate(2020, 1, 1)}};
        s.choose(Workbench::FileUse::Link);
        QVERIFY(s.select({u"report.odt"_s, u"Archive"_s})); // folders have links, too
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.part<QDialog>("linkQuestion");
        }));
        QTest::qWait(20);
        QCOMPARE(accessibilityFindings(s.part<QDialog>("linkQuestion")), QStringList());
        s.part<QLineEdit>("linkPassword")->setText(u"correct horse"_s);
        s.part<QPushButton>("makeLink")->click();
        QVERIFY(waitUntil([&] {
            return s.choices.size() == 1;
        }));
        QCOMPARE(s.services.wishes.size(), 2);
        for (const auto &wish : std::as_const(s.services.wishes)) {
            QCOMPARE(wish.password, u"correct horse"_s);
        }
        QCOMPARE(s.choices.first().links.count(u"https://"_s), 2);
        QVERIFY(!s.choices.first().links.contains(u"correct"_s));
    }

    void withoutLinksItIsSaidWhy_data()
    {
        QTest::addColumn<int>("server");
        QTest::addColumn<QString>("words");
        QTest::newRow("plain") << 0 << u"no links to give away"_s;
        QTest::newRow("forbidden") << 1 << u"does not permit links"_s;
        QTest::newRow("offline") << 2 << u"cannot be reached"_s;
        QTest::newRow("refused") << 3 << u"Only for bosses."_s;
    }
    void withoutLinksItIsSaidWhy()
    {
        QFETCH(int, server);
        QFETCH(QString, words);
        ExchangeScene s;
        if (server == 0) {
            s.services.has = {};
        } else if (server == 1) {
            s.services.has.links = false;
        } else if (server == 2) {
            s.services.isOffline = true;
        } else {
            s.services.refusal = failure(Error::Kind::Forbidden, u"Only for bosses."_s).error();
        }
        s.choose(Workbench::FileUse::Link);
        QVERIFY(s.select({u"report.odt"_s}));
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return !s.problems().isEmpty();
        }));
        QVERIFY2(s.problems().contains(words) && s.problems().contains(u"report.odt"), qPrintable(s.problems()));
        QTest::qWait(20);
        QVERIFY(s.choices.isEmpty());
    }

    void anAttachmentIsSavedToAFolderAndKeepsWhatIsThere()
    {
        ExchangeScene s;
        s.exchange.save("from a mail", u"report.odt"_s);
        auto *dialog = s.window.findChild<FileFolderChooser *>();
        QVERIFY(dialog);
        QCOMPARE(dialog->windowTitle(), u"Save “report.odt” to Files"_s);
        QVERIFY(waitUntil([&] {
            return s.part<FilesPlacesView>("folderChoices")->model()->rowCount() > 0;
        }));
        QCOMPARE(accessibilityFindings(dialog), QStringList());
        QVERIFY(waitUntil([&] {
            return s.part<QPushButton>("takeFolder")->isEnabled(); // the top, to begin with
        }));
        s.part<QPushButton>("takeFolder")->click();
        QVERIFY(waitUntil([&] {
            return !s.bench.notices.isEmpty();
        }));
        QCOMPARE(s.bench.notices.last(), u"Saved “report (2).odt” to your files."_s);
        QVERIFY(s.bench.undo); // "Show"
        QVERIFY(s.f.round());
        QCOMPARE(s.f.anna.cloud.bytes(u"report.odt"_s), QByteArray("report"));
        QCOMPARE(s.f.anna.cloud.bytes(u"report (2).odt"_s), QByteArray("from a mail"));
    }

    void givingUpAttachesNothing()
    {
        ExchangeScene s;
        s.choose(Workbench::FileUse::Copy);
        s.chooser()->reject();
        s.services.has.linkPasswordEnforced = true;
        QVERIFY(waitUntil([&] {
            return !s.chooser();
        }));
        s.choose(Workbench::FileUse::Link);
        QVERIFY(s.select({u"report.odt"_s}));
        s.part<QPushButton>("takeFiles")->click();
        QVERIFY(waitUntil([&] {
            return s.part<QDialog>("linkQuestion");
        }));
        s.part<QDialog>("linkQuestion")->reject();
        QVERIFY(waitUntil([&] {
            return !s.window.findChild<FileLinking *>();
        }));
        QVERIFY(s.choices.isEmpty());
        QVERIFY(s.services.wishes.isEmpty());
    }

    void whatTakesLongShowsHowFarAndCanBeEnded()
    {
        ExchangeScene s;
        auto answer = std::make_shared<QPromise<Result<BlobId>>>();
        answer->start();
        FileContent slow(**s.f.store, [answer](const ItemRef &, const QString &) {
            return answer->future();
        });
        const auto row = s.pane->files()->rowAt(int(s.names().indexOf(u"report.odt"_s)));
        QVERIFY(row);
        auto *gathering = new FileGathering(&slow, {*row}, &s.window);
        QSignalSpy gathered(gathering, &FileGathering::gathered);
        QSignalSpy gone(gathering, &QObject::destroyed);
        gathering->begin();
        QVERIFY(!s.part<QDialog>("fileProgress")->isVisible()); // perhaps it is quick
        QVERIFY(waitUntil([&] {
            return s.part<QDialog>("fileProgress")->isVisible();
        }));
        QCOMPARE(s.part<QLabel>("fileProgressWords")->text(), u"Fetching “report.odt”"_s);
        QCOMPARE(accessibilityFindings(s.part<QDialog>("fileProgress")), QStringList());
        s.part<QPushButton>("fileProgressCancel")->click();
        QVERIFY(waitUntil([&] {
            return gone.size() == 1 && !s.part<QDialog>("fileProgress");
        }));
        QVERIFY(gathered.isEmpty());
        QVERIFY(s.problems().isEmpty());
        // The window it is for may go as well.
        auto window = std::make_unique<QWidget>();
        gathering = new FileGathering(&slow, {*row}, window.get());
        gathering->begin();
        window.reset();
        answer->addResult(Result<BlobId>(cancelled()));
        answer->finish();
        QTest::qWait(20);
    }

    void theWindowOffersItWhereThereAreFiles()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>()});
        {
            MainWindow window(&services);
            window.show();
            QVERIFY(!window.hasFiles());
            window.saveToFiles("x", u"x.txt"_s); // nothing happens
            services.begin();
            QVERIFY(waitUntil([&] { return services.state() == Services::State::Ready; }));
            Account account;
            account.address = u"anna@example.org"_s;
            account.name = u"Anna"_s;
            account.userName = account.address;
            account.imap = {u"127.0.0.1"_s, 1, ServerAddress::Security::Tls};
            account.smtp = account.imap;
            account.id = *waitedFor(services.saveAccount(account));
            QVERIFY(!window.hasFiles());
            QVERIFY(!window.findChild<QDialog *>());
            account.files = QUrl(u"http://127.0.0.1:1/"_s);
            QVERIFY(waitedFor(services.saveAccount(account)));
            QVERIFY(window.hasFiles());
            QWidget composer; // a window of its own
            window.chooseFiles(Workbench::FileUse::Copy, &composer, [](const Workbench::FileChoice &) {});
            window.saveToFiles("x", u"x.txt"_s);
            QVERIFY(composer.findChild<FileChooser *>());
            QVERIFY(window.findChild<FileFolderChooser *>());
        }
        services.shutDown();
    }

    void nothingIsOpenOnceTheStoreGoes()
    {
        ExchangeScene s;
        QVERIFY(s.exchange.hasFiles());
        s.choose(Workbench::FileUse::Copy);
        s.isOpen = false;
        QVERIFY(!s.exchange.hasFiles());
        s.exchange.closeAll();
        QVERIFY(waitUntil([&] {
            return !s.chooser();
        }));
        s.choose(Workbench::FileUse::Copy);
        s.exchange.save("x", u"x.txt"_s);
        QVERIFY(!s.chooser());
        QVERIFY(!s.window.findChild<QDialog *>());
    }
};

QTEST_MAIN(FilesExchangeTest)
#include "filesexchangetest.moc"
