// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mailfixture.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/messagelistmodel.h"

#include <QAbstractItemModelTester>
#include <QSemaphore>
#include <QSignalSpy>

using namespace Kontor;

/// Lists and trees that follow the store.
class MessageListModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void showsThreads()
    {
        MailFixture mail;
        const auto a = mail.add(mail.inbox, mail.payload(header("a@x", "Thema"), 1000, {QStringLiteral("\\Seen")}));
        const auto b = mail.add(mail.inbox, mail.payload(header("b@x", "Re: Thema", "References: <a@x>\r\n")));
        const auto c = mail.add(mail.inbox, mail.payload(header("c@x", "Anderes")));
        MessageListModel model(*mail.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        MessageListModel::View view;
        view.folder = mail.inbox;
        model.setView(view);
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 2;
        }));
        QCOMPARE(model.itemAt(0), c);
        QCOMPARE(model.itemAt(1), b);
        QCOMPARE(model.indexOf(a).row(), 1);
        const auto thread = model.index(1, 0);
        QCOMPARE(thread.data(MessageListModel::ThreadSizeRole).toInt(), 2);
        QCOMPARE(model.itemsOf({thread}).size(), 2);
        QVERIFY(waitUntil([&] {
            return thread.data(MessageListModel::MessageRole).isValid();
        }));
        const auto spoken = thread.data(MessageListModel::SpokenRole).toString();
        QVERIFY2(spoken.contains(QLatin1StringView("unread")) && spoken.contains(QLatin1StringView("Bert")) && spoken.contains(QLatin1StringView("2")), qPrintable(spoken));
        model.setExpanded(thread, true);
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 3;
        }));
        QCOMPARE(model.index(2, 0).data(MessageListModel::LevelRole).toInt(), 1);
        QCOMPARE(model.itemAt(2), a);
        QCOMPARE(model.nextUnread(model.index(0, 0)).row(), 1);
        QVERIFY(!model.nextUnread(model.index(1, 0)).isValid());
        model.setExpanded(model.index(1, 0), false);
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 2;
        }));
        const auto d = mail.add(mail.inbox, mail.payload(header("d@x", "Neu")));
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 3 && model.itemAt(0) == d;
        }));
        view.search = MessageSearch::parse(QStringLiteral("subject:anderes"));
        model.setView(view);
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 1 && model.itemAt(0) == c;
        }));
        view.search = MessageSearch::parse(QStringLiteral("in:posteingang is:unread"));
        view.folder = {};
        view.threads = MessageListModel::View::Threads::Off;
        model.setView(view);
        QVERIFY(waitUntil([&] {
            return model.rowCount() == 3;
        }));
    }

    /// Marking a message as read while rows are being loaded must leave conversations what they are.
    void saysWhereAFoundMessageLies()
    {
        MailFixture mail;
        const auto found = mail.add(mail.sent, mail.payload(header("a@x", "Thema")));
        MessageListModel model(*mail.store);
        model.setFolderNames([&mail](CollectionId folder) {
            return folder == mail.sent ? QStringLiteral("Gesendet") : QStringLiteral("?");
        });
        const auto folderShown = [&](const MessageListModel::View &view) {
            model.setView(view);
            const bool isThere = waitUntil([&] {
                return model.isReady() && model.rowCount() == 1 && model.index(0, 0).data(MessageListModel::MessageRole).isValid();
            });
            return isThere ? model.index(0, 0).data(MessageListModel::FolderNameRole).toString() : QStringLiteral("not found");
        };
        MessageListModel::View search;
        search.search = MessageSearch::parse(QStringLiteral("thema"));
        QCOMPARE(folderShown(search), QStringLiteral("Gesendet"));
        QCOMPARE(model.itemAt(0), found);
        QVERIFY(model.index(0, 0).data(MessageListModel::SpokenRole).toString().endsWith(QLatin1StringView("In Gesendet.")));
        MessageListModel::View folder; // in one folder it would be noise
        folder.folder = mail.sent;
        QCOMPARE(folderShown(folder), QString());
        QVERIFY(!model.index(0, 0).data(MessageListModel::SpokenRole).toString().contains(QLatin1StringView("Gesendet")));
    }

    void keepsThreadsWhileRowsAreReloaded()
    {
        MailFixture mail;
        const auto a = mail.add(mail.inbox, mail.payload(header("a@x", "Thema")));
        const auto b = mail.add(mail.inbox, mail.payload(header("b@x", "Re: Thema", "References: <a@x>\r\n")));
        const auto c = mail.add(mail.inbox, mail.payload(header("c@x", "Zweites")));
        const auto d = mail.add(mail.inbox, mail.payload(header("d@x", "Re: Zweites", "References: <c@x>\r\n")));
        for (int i = 0; i < 2 * QueryModel::pageSize; ++i) {
            mail.add(mail.inbox, mail.payload(header("e" + QByteArray::number(i) + "@x", "Einzeln")));
        }
        MessageListModel model(*mail.store);
        MessageListModel::View view;
        view.folder = mail.inbox;
        view.order = Qt::AscendingOrder;
        model.setView(view);
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == 2 + 2 * QueryModel::pageSize;
        }));
        model.setExpanded(model.index(0, 0), true);
        const int rows = 3 + 2 * QueryModel::pageSize;
        QVERIFY(waitUntil([&] {
            return model.isReady() && model.rowCount() == rows;
        }));
        MailActions actions(mail.outbox);
        QSemaphore gate;
        mail.store->read([&gate](const Reader &) -> Result<void> {
            gate.acquire();
            return {};
        });
        QSignalSpy finished(&model, &QueryModel::queryFinished);
        QVERIFY(!model.index(rows - 1, 0).data(MessageListModel::MessageRole).isValid()); // asks for the last page
        QCoreApplication::processEvents();
        const auto last = model.itemAt(rows - 1);
        QSignalSpy changed((*mail.store).get(), &Store::changed);
        actions.markRead({a, last});
        QVERIFY(waitUntil([&] {
            return !changed.isEmpty();
        }));
        gate.release();
        QVERIFY(waitUntil([&] {
            const auto row = model.index(rows - 1, 0).data(MessageListModel::MessageRole).value<MessageRow>();
            return row.flags.testFlag(MessageFlag::Seen);
        }));
        for (int i = 0; i < 3; ++i) { // whatever is still under way
            mail.store->drain();
            QTest::qWait(130);
        }
        QCOMPARE(model.rowCount(), rows);
        QCOMPARE(model.itemAt(0), a);
        QCOMPARE(model.itemAt(1), b);
        QCOMPARE(model.index(0, 0).data(MessageListModel::ThreadSizeRole).toInt(), 2);
        QVERIFY(model.index(0, 0).data(MessageListModel::ExpandedRole).toBool());
        QCOMPARE(model.index(1, 0).data(MessageListModel::LevelRole).toInt(), 1);
        QCOMPARE(model.itemsOf({model.index(2, 0)}), (QList<ItemId>{c, d}));
    }

    void showsFolders()
    {
        MailFixture mail;
        FolderModel model(*mail.store);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QVERIFY(waitUntil([&] {
            return model.isLoaded();
        }));
        const auto account = model.index(0, 0);
        QCOMPARE(model.rowCount(account), 4);
        QCOMPARE(model.index(0, 0, account).data(FolderModel::FolderRoleRole).toString(), FolderRole::Inbox);
        mail.add(mail.inbox, mail.payload(header("a@x")));
        QVERIFY(waitUntil([&] {
            return model.indexOf(mail.inbox).data(FolderModel::UnreadRole).toInt() == 1;
        }));
        MailActions actions(mail.outbox);
        actions.createFolder(mail.resource, mail.inbox, QStringLiteral("Projekte"));
        QVERIFY(waitUntil([&] {
            return model.rowCount(model.indexOf(mail.inbox)) == 1;
        }));
        const CollectionId made{model.index(0, 0, model.indexOf(mail.inbox)).data(FolderModel::CollectionRole).toLongLong()};
        actions.renameFolder(made, QStringLiteral("Vorhaben"));
        QVERIFY(waitUntil([&] {
            return model.nameOf(made) == QStringLiteral("Vorhaben");
        }));
        actions.deleteFolder(mail.trash);
        QVERIFY(waitUntil([&] {
            return !model.indexOf(mail.trash).isValid();
        }));
        QSignalSpy failed(&actions, &MailActions::failed);
        actions.createFolder(mail.resource, {}, QStringLiteral("Sent"));
        QVERIFY(waitUntil([&] {
            return failed.count() == 1;
        }));
    }
};

QTEST_GUILESS_MAIN(MessageListModelTest)
#include "messagelistmodeltest.moc"
