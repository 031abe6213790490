// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"
#include "app/outboxview.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "app/syncview.h"

#include "store/storageproblem.h"
#include "store/storelock.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <QDir>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace Kontor;

namespace
{
class FixedKey : public KeySource
{
public:
    explicit FixedKey(KeyAnswer answer)
        : m_answer(std::move(answer))
    {
    }
    QFuture<KeyAnswer> key(KeyIntent) override
    {
        return QtFuture::makeReadyValueFuture(m_answer);
    }
    KeyAnswer m_answer;
};

Account unreachable()
{
    Account account;
    account.address = QStringLiteral("anna@example.org");
    account.name = QStringLiteral("Anna");
    account.userName = account.address;
    account.password = QStringLiteral("x");
    account.imap = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
    account.smtp = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
    return account;
}

QString titleOf(MainWindow &window)
{
    auto *title = window.findChild<QLabel *>(QStringLiteral("emptyTitle"));
    return title ? title->text() : QString();
}
}

/// The window in every state it can start in, and its dialogs.
class MainWindowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(QStringLiteral("kontor"));
    }

    void everyKeyStateHasAPageAndNoNewStore_data()
    {
        QTest::addColumn<int>("state");
        for (const auto state : {KeyState::Absent, KeyState::Locked, KeyState::Denied, KeyState::Unavailable, KeyState::Changed, KeyState::Damaged}) {
            QTest::newRow(qPrintable(keyStateName(state))) << int(state);
        }
    }
    void everyKeyStateHasAPageAndNoNewStore()
    {
        QFETCH(int, state);
        QTemporaryDir folder;
        Services services({.folder = folder.filePath(QStringLiteral("store")), .keySource = std::make_shared<FixedKey>(keyMissing(KeyState(state), QStringLiteral("Because.")))});
        MainWindow window(&services);
        window.show();
        services.begin();
        QTRY_COMPARE(services.state(), Services::State::KeyMissing);
        QVERIFY(!titleOf(window).isEmpty());
        QVERIFY(window.findChild<QAbstractButton *>(QStringLiteral("choice_tryAgain")));
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("store/kontor.db"))));
        QCOMPARE(accessibilityFindings(&window), QStringList());
    }

    void tryingAgainWorks()
    {
        QTemporaryDir folder;
        auto source = std::make_shared<FixedKey>(keyMissing(KeyState::Locked, QStringLiteral("Locked.")));
        Services services({.folder = folder.path(), .keySource = source});
        MainWindow window(&services);
        window.show();
        services.begin();
        QTRY_COMPARE(services.state(), Services::State::KeyMissing);
        source->m_answer = keyPresent(QByteArray(32, 'k'));
        window.findChild<QAbstractButton *>(QStringLiteral("choice_tryAgain"))->click();
        QTRY_COMPARE(services.state(), Services::State::Ready);
        QVERIFY(window.findChild<QAbstractButton *>(QStringLiteral("choice_addAccount")));
        services.shutDown();
    }

    void aDamagedStoreIsKeptAside()
    {
        QTemporaryDir folder;
        QFile broken(folder.filePath(QStringLiteral("kontor.db")));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write(QByteArray(100'000, 'x'));
        broken.close();
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        MainWindow window(&services);
        window.show();
        services.begin();
        QTRY_VERIFY(services.state() == Services::State::StoreBroken || services.state() == Services::State::KeyMissing);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("kontor.db")))); // nothing happened by itself
        if (services.state() == Services::State::StoreBroken) {
            services.rebuild();
            QTRY_COMPARE(services.state(), Services::State::Ready);
            QCOMPARE(QDir(folder.path()).entryList({QStringLiteral("*damaged*")}, QDir::Files | QDir::Dirs).isEmpty(), false);
            services.shutDown();
        }
    }

    void aStoreThatBreaksWhileInUseIsRepaired()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        {
            MainWindow window(&services);
            window.show();
            services.begin();
            QTRY_COMPARE(services.state(), Services::State::Ready);
            services.saveAccount(unreachable());
            QTRY_VERIFY(window.findChild<QWidget *>(QStringLiteral("messageReader")));
            Q_EMIT services.storageFailed(storageFailure(StorageProblem::Damaged, QStringLiteral("page 7")).error());
            QVERIFY(window.findChild<QWidget *>(QStringLiteral("notice")));
            QSignalSpy rescued(&services, &Services::rescued);
            services.rebuild();
            QVERIFY(!window.findChild<QWidget *>(QStringLiteral("messageReader"))); // nobody looks into the old store
            QTRY_VERIFY2_WITH_TIMEOUT(services.state() == Services::State::Ready, qPrintable(services.storeError().message + services.storeError().detail), 45'000);
            QCOMPARE(rescued.size(), 1);
            QTRY_COMPARE(services.accounts().size(), 1); // rescued
            QTRY_VERIFY(window.findChild<QWidget *>(QStringLiteral("messageReader")));
        }
        services.shutDown();
    }

    void aStoreThatAnotherThreadIsStillClosingIsWaitedFor()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        services.begin();
        QTRY_COMPARE(services.state(), Services::State::Ready);
        auto held = services.store();
        services.rebuild();
        held.reset(); // here it is closed at once
        auto lock = StoreLock::take(folder.path());
        QVERIFY(lock);
        QTest::qWait(300); // several looks
        QCOMPARE(services.state(), Services::State::Starting);
        lock->reset();
        QTRY_COMPARE(services.state(), Services::State::Ready);
        services.shutDown();
    }

    void dialogsOpenOnlyOnce()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        {
            MainWindow window(&services);
            window.show();
            services.begin();
            QTRY_COMPARE(services.state(), Services::State::Ready);
            for (int i = 0; i < 3; ++i) {
                window.actionCollection()->action(QStringLiteral("outbox_show"))->trigger();
                window.actionCollection()->action(QStringLiteral("options_configure"))->trigger();
            }
            QCOMPARE(window.findChildren<QDialog *>(QStringLiteral("outboxView")).size(), 1);
            QCOMPARE(window.findChildren<QDialog *>(QStringLiteral("settingsDialog")).size(), 1);
        }
        services.shutDown();
    }

    void everyPaneOpensAndKeepsItsSearch()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        {
            MainWindow window(&services);
            window.show();
            services.begin();
            QTRY_COMPARE(services.state(), Services::State::Ready);
            services.saveAccount(unreachable());
            QTRY_VERIFY(window.findChild<QWidget *>(QStringLiteral("messageReader")));
            auto *bar = window.findChild<QTabBar *>(QStringLiteral("panes"));
            auto *search = window.findChild<QLineEdit *>(QStringLiteral("search"));
            QCOMPARE(bar->count(), 5);
            const auto mailName = search->accessibleName();
            search->setText(QStringLiteral("from:anna"));
            for (const int index : {1, 2, 3, 4}) {
                bar->setCurrentIndex(index);
                QVERIFY(search->text().isEmpty()); // each pane has its own search
                QVERIFY(search->accessibleName() != mailName);
            }
            bar->setCurrentIndex(0);
            QCOMPARE(search->text(), QStringLiteral("from:anna"));
            QVERIFY(window.tour().size() > 10);
        }
        services.shutDown();
    }

    void windowAndDialogsAreAccessible()
    {
        QTemporaryDir folder;
        Services services({.folder = folder.path(), .keySource = std::make_shared<FixedKey>(keyPresent(QByteArray(32, 'k')))});
        {
            MainWindow window(&services);
            window.show();
            services.begin();
            QTRY_COMPARE(services.state(), Services::State::Ready);
            services.saveAccount(unreachable());
            QTRY_VERIFY(!services.accounts().isEmpty());
            QTRY_VERIFY(window.findChild<QWidget *>(QStringLiteral("messageReader")));
            QTest::qWait(100);
            QCOMPARE(accessibilityFindings(&window), QStringList());
            for (auto *dialog : QList<QDialog *>{new SettingsDialog(&services, &window), new OutboxView(&services, &window), new SyncView(&services, new SyncLog(&services), &window)}) {
                dialog->QDialog::show();
                QTest::qWait(50);
                const auto findings = accessibilityFindings(dialog);
                QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
                delete dialog;
            }
        }
        services.shutDown();
    }
};

QTEST_MAIN(MainWindowTest)
#include "mainwindowtest.moc"
