// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../mailfixture.h"

#include "mail/foldermodel.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/folderview.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace Kontor;

/// Folders as they are named and what may be done with them.
class FoldersTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thoseWithARoleHaveTheUsualName()
    {
        MailFixture mail;
        const auto sent = mail.folder(QStringLiteral("Gesendete Elemente"), FolderRole::Archive);
        const auto own = mail.folder(QStringLiteral("Projekte"), QStringLiteral(""));
        FolderModel model(*mail.store);
        QAbstractItemModelTester tester(&model);
        QTRY_VERIFY(model.indexOf(own).isValid());
        QCOMPARE(model.nameOf(sent), QStringLiteral("Archive"));
        QCOMPARE(model.indexOf(sent).data().toString(), QStringLiteral("Archive"));
        QCOMPARE(model.indexOf(sent).data(FolderModel::ServerNameRole).toString(), QStringLiteral("Gesendete Elemente"));
        for (const auto role : {Qt::ToolTipRole, Qt::AccessibleDescriptionRole}) {
            QVERIFY(model.indexOf(sent).data(role).toString().contains(QLatin1String("Gesendete Elemente")));
        }
        QCOMPARE(model.nameOf(own), QStringLiteral("Projekte"));
        QVERIFY(model.indexOf(own).data(Qt::ToolTipRole).toString().isEmpty());
        QCOMPARE(model.nameOf(mail.inbox), QStringLiteral("Inbox"));
        QVERIFY(model.indexOf(mail.inbox).data(Qt::ToolTipRole).toString().isEmpty()); // every server calls it so
    }

    void onlyWhatIsPossibleIsOffered()
    {
        MailFixture mail;
        const auto own = mail.folder(QStringLiteral("Projekte"), QStringLiteral(""));
        mail.add(mail.trash, mail.payload(header("a@x")));
        FolderModel model(*mail.store);
        QTRY_VERIFY(model.indexOf(own).isValid());
        QVERIFY(FolderDialogs::possibilities(model.indexOf(own)).change);
        QVERIFY(!FolderDialogs::possibilities(model.indexOf(own)).isBin);
        QVERIFY(!FolderDialogs::possibilities(model.indexOf(own)).markRead); // nothing is unread
        QVERIFY(!FolderDialogs::possibilities(model.indexOf(mail.inbox)).change);
        QVERIFY(FolderDialogs::possibilities(model.indexOf(mail.trash)).empty);
        QVERIFY(FolderDialogs::possibilities(model.indexOf(mail.trash)).markRead);
        const auto account = model.index(0, 0);
        QVERIFY(FolderDialogs::possibilities(account).create);
        QVERIFY(!FolderDialogs::possibilities(account).subscribe);
        QVERIFY(!FolderDialogs::possibilities({}).create);
    }

    void deletingIsForFoldersWhereFoldersAre()
    {
        QWidget window;
        QVBoxLayout layout(&window);
        FolderView folders;
        QTreeView messages;
        layout.addWidget(&folders);
        layout.addWidget(&messages);
        QAction deleteMessages, deleteForGood, archive;
        archive.setShortcut(Qt::Key_A);
        deleteMessages.setShortcut(Qt::Key_Delete);
        deleteForGood.setShortcut(Qt::SHIFT | Qt::Key_Delete);
        window.addActions({&deleteMessages, &deleteForGood, &archive});
        QSignalSpy messagesGone(&deleteMessages, &QAction::triggered);
        QSignalSpy messagesShredded(&deleteForGood, &QAction::triggered);
        QSignalSpy archived(&archive, &QAction::triggered);
        QSignalSpy wanted(&folders, &FolderView::deletionWanted);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        folders.setFocus();
        QTest::keyClick(&folders, Qt::Key_Delete);
        QTest::keyClick(&folders, Qt::Key_Delete, Qt::ShiftModifier);
        QTest::keyClick(&folders, Qt::Key_A);
        QCOMPARE(archived.count(), 0);
        QCOMPARE(messagesGone.count(), 0);
        QCOMPARE(messagesShredded.count(), 0);
        QCOMPARE(wanted.count(), 1);
        messages.setFocus();
        QTest::keyClick(&messages, Qt::Key_Delete);
        QTest::keyClick(&messages, Qt::Key_A);
        QCOMPARE(archived.count(), 1);
        QCOMPARE(messagesGone.count(), 1);
        QCOMPARE(wanted.count(), 1);
    }
};

QTEST_MAIN(FoldersTest)
#include "folderstest.moc"
