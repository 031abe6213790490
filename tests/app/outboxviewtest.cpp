// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outboxview.h"
#include "app/changewords.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "app/trayitem.h"
#include "app/unsentquestion.h"
#include "groupware/davchange.h"
#include "groupware/propertyedit.h"
#include "mail/mailchange.h"
#include "shell/conflictquestion.h"
#include "sync/projector.h"

#include <KMessageBox>
#include <QAbstractButton>
#include <QApplication>
#include <QCborArray>
#include <QLabel>
#include <QPixmap>
#include <QPushButton>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

using namespace Kontor;

namespace
{
class FixedKey : public KeySource
{
public:
    QFuture<KeyAnswer> key(KeyIntent) override
    {
        return QtFuture::makeReadyValueFuture(keyPresent(QByteArray(32, 'k')));
    }
};
}

/// The outbox as somebody sees it who has messages waiting, and what becomes of them.
class OutboxViewTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setApplicationName(QStringLiteral("kontor"));
    }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_services = std::make_unique<Services>(Services::Options{.folder = m_folder->path(), .keySource = std::make_shared<FixedKey>()});
        m_services->begin();
        QTRY_COMPARE(m_services->state(), Services::State::Ready);
        Account account;
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna");
        account.userName = account.address;
        account.password = QStringLiteral("x");
        account.undoSendSeconds = 60;
        account.imap = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
        account.smtp = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
        m_services->saveAccount(account);
        QTRY_VERIFY(!m_services->accounts().isEmpty());
    }

    void cleanup()
    {
        m_services->shutDown();
        m_services.reset();
    }

    void takingAMessageBackMakesADraftOfIt()
    {
        const auto id = send({});
        OutboxView view(m_services.get());
        view.QDialog::show();
        auto *tree = view.findChild<QTreeWidget *>(QStringLiteral("changes"));
        choose(tree);
        QCOMPARE(tree->findItems(QStringLiteral("Minutes"), Qt::MatchContains).size(), 1); // filing the copy is part of sending
        QVERIFY(id.value > 0);
        auto *discard = view.findChild<QPushButton *>(QStringLiteral("discardChange"));
        QVERIFY(discard->text().contains(QLatin1String("Drafts")));
        discard->click();
        QTRY_COMPARE(subjects(QStringLiteral("draft")), QStringList{QStringLiteral("Minutes")});
        QTRY_VERIFY(changes(MailChange::Send).isEmpty());
    }

    void whatIsToBeSentLaterCanBeSentNow()
    {
        send(QDateTime::currentDateTimeUtc().addDays(1));
        OutboxView view(m_services.get());
        view.QDialog::show();
        choose(view.findChild<QTreeWidget *>(QStringLiteral("changes")));
        auto *retry = view.findChild<QPushButton *>(QStringLiteral("retryChange"));
        QTRY_VERIFY(retry->isEnabled());
        QVERIFY(retry->text().contains(QLatin1String("Now")));
        retry->click();
        QTRY_VERIFY(!changes(MailChange::Send).isEmpty() && !changes(MailChange::Send).first().notBefore.isValid());
    }

    void whoKnowsThatItWasSentKeepsTheCopy()
    {
        const auto id = send({});
        makeUncertain(id);
        OutboxView view(m_services.get());
        view.QDialog::show();
        choose(view.findChild<QTreeWidget *>(QStringLiteral("changes")));
        auto *retry = view.findChild<QPushButton *>(QStringLiteral("retryChange"));
        QTRY_VERIFY(retry->isEnabled() && retry->text().contains(QLatin1String("Again")));
        answer(QStringLiteral("It &Was Sent"));
        retry->click();
        QTRY_VERIFY(changes(MailChange::Send).isEmpty());
        QCOMPARE(changes(MailChange::Append).size(), 1); // the copy still goes to the folder of sent mail
        QCOMPARE(subjects(QStringLiteral("sent")), QStringList{QStringLiteral("Minutes")});
    }

    void whatSomebodyElseChangedTooCanBeCompared_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("mine");
        QTest::addColumn<QByteArray>("theirs");
        const QByteArray event = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:u\r\nDTSTART:20360504T080000Z\r\nSUMMARY:%\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        const QByteArray card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u\r\nFN:Ben\r\nN:Ben;;;;\r\nTITLE:%\r\nEND:VCARD\r\n";
        for (const auto &[kind, text] : {std::pair(QStringLiteral("calendar"), event), std::pair(QStringLiteral("contacts"), card)}) {
            QTest::newRow(qPrintable(kind)) << kind << QByteArray(text).replace('%', "Minutes") << QByteArray(text).replace('%', "Mine") << QByteArray(text).replace('%', "Minutes of theirs");
        }
    }
    void whatSomebodyElseChangedTooCanBeCompared()
    {
        QFETCH(QString, kind);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, mine);
        QFETCH(QByteArray, theirs);
        const auto item = put(kind, before);
        Change edit;
        edit.item = item;
        edit.kind = DavChange::Edit;
        edit.arguments = {{QStringLiteral("edits"), toCbor(editsBetween(before, mine))}};
        const auto ids = waitFor(m_services->outbox()->enqueue({edit}));
        QVERIFY(ids);
        OutboxView view(m_services.get());
        view.QDialog::show();
        auto *tree = view.findChild<QTreeWidget *>(QStringLiteral("changes"));
        auto *compare = view.findChild<QPushButton *>(QStringLiteral("compareVersions"));
        QTRY_COMPARE(tree->topLevelItemCount(), 1);
        QVERIFY(!compare->isEnabled()); // it merely waits
        QVERIFY(waitFor(m_services->store()->write([item, theirs, outbox = m_services->outbox()](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true;
            return transaction.prepare("UPDATE item SET payload = ?2 WHERE id = ?1")
                .run(item, theirs)
                .and_then([&] { return transaction.prepare("UPDATE change SET state = 3, error_kind = 'Conflict', error_message = 'x' WHERE item = ?1").run(item); })
                .and_then([&] { return outbox->reproject(transaction, item); });
        })));
        QTRY_VERIFY(compare->isEnabled());
        compare->click();
        QTRY_VERIFY(view.findChild<ConflictQuestion *>());
        auto *question = view.findChild<ConflictQuestion *>();
        QCOMPARE(question->mine(), QStringList{QStringLiteral("title")});
        question->accept();
        QTRY_COMPARE(changes(DavChange::Edit).value(0).state, ChangeState::Waiting);
        QCOMPARE(changes(DavChange::Edit).size(), 1);
        const auto edits = editsFromCbor(changes(DavChange::Edit).first().arguments.value(QStringLiteral("edits")).toArray());
        const auto applied = applyEdits(theirs, edits);
        QVERIFY(applied && applied->contains("Mine"));
    }

    void removingAnAccountTellsWhatIsLost()
    {
        send({});
        const auto unsent = waitFor(m_services->unsentOf(m_services->accounts().first().id));
        QVERIFY(unsent);
        QCOMPARE(unsent->messages, 1);
        SettingsDialog settings(m_services.get());
        settings.show();
        const auto seen = std::make_shared<QString>();
        answer(QStringLiteral("Cancel"), seen);
        settings.findChild<QPushButton *>(QStringLiteral("removeAccount"))->click();
        QTRY_VERIFY(seen->contains(QLatin1String("not sent yet")));
        QCOMPARE(m_services->accounts().size(), 1);
    }

    void quittingAsksAboutWhatIsAboutToBeSent()
    {
        const auto now = QDateTime::currentDateTimeUtc();
        Change soon;
        soon.kind = MailChange::Send;
        soon.notBefore = now.addSecs(10);
        Change later = soon;
        later.notBefore = now.addDays(1);
        Change refused = soon;
        refused.state = ChangeState::Parked;
        Change flag = soon;
        flag.kind = MailChange::Flags;
        QCOMPARE(UnsentQuestion::aboutToBeSent({soon, later, refused, flag}, now).size(), 1);

        QWidget window;
        UnsentQuestion question(m_services.get(), &window);
        QVERIFY(question.mayQuit()); // nothing waits: nothing is asked
        send({});
        answer(QStringLiteral("Cancel"));
        QVERIFY(!question.mayQuit());
        answer(QStringLiteral("&Quit, Send Later"));
        QVERIFY(question.mayQuit());
        QCOMPARE(changes(MailChange::Send).size(), 1);
    }

    void theTrayShowsHowManyAreUnread()
    {
        QPixmap plain(64, 64);
        plain.fill(Qt::blue);
        const QIcon icon(plain);
        QCOMPARE(TrayItem::counted(icon, 0).cacheKey(), icon.cacheKey());
        const auto three = TrayItem::counted(icon, 3).pixmap(64).toImage();
        const auto many = TrayItem::counted(icon, 5000).pixmap(64).toImage();
        QVERIFY(three != plain.toImage());
        QVERIFY(three != many);
        QCOMPARE(three.pixelColor(5, 5), QColor(Qt::blue)); // the icon stays to be seen
    }

private:
    /// An object of a calendar or an address book, as the engine would put it there.
    ItemId put(const QString &kind, const QByteArray &bytes)
    {
        return waitFor(m_services->store()->write([=, account = m_services->accounts().first().id, projector = m_services->outbox()->projector(kind)](Transaction &transaction) -> Result<ItemId> {
                   transaction.changes.collectionList = true;
                   CollectionId collection;
                   ItemId item;
                   return transaction.prepare("INSERT OR IGNORE INTO resource (account, kind) VALUES (?1, ?2)")
                       .run(account, kind)
                       .and_then([&] {
                           return transaction
                               .prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) SELECT id, '/c/', 'c', '', 63, x'a0' FROM resource WHERE account = ?1 AND kind = ?2")
                               .run(account, kind);
                       })
                       .and_then([&] {
                           collection = CollectionId{transaction.lastInsertId()};
                           return transaction.prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (?1, 'u', 'r1', ?2)").run(collection, bytes);
                       })
                       .and_then([&]() -> Result<void> {
                           item = ItemId{transaction.lastInsertId()};
                           const auto write = projector->project(item, collection, bytes);
                           return write ? (*write)(transaction) : std::unexpected(write.error());
                       })
                       .transform([&item] { return item; });
               }))
            .value_or(ItemId{});
    }

    /// Selects the message; a folder for what is sent waits to be made, too.
    void choose(QTreeWidget *tree)
    {
        QTRY_VERIFY(!tree->findItems(QStringLiteral("Minutes"), Qt::MatchContains).isEmpty());
        tree->clearSelection();
        tree->setCurrentItem(tree->findItems(QStringLiteral("Minutes"), Qt::MatchContains).first());
    }

    template <class T>
    T waitFor(QFuture<T> future)
    {
        if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 10'000)) {
            qFatal("no answer");
        }
        return future.result();
    }

    ChangeId send(const QDateTime &when)
    {
        auto draft = m_services->mailActions()->newDraft(m_services->accounts().first());
        draft.to = {{QStringLiteral("Ben"), QStringLiteral("ben@example.org")}};
        draft.subject = QStringLiteral("Minutes");
        draft.text = QStringLiteral("As agreed.");
        const auto sent = waitFor(m_services->mailActions()->send(draft, when));
        return sent.value_or(ChangeId{});
    }

    void makeUncertain(ChangeId id)
    {
        const auto done = waitFor(m_services->store()->write([id](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true;
            return transaction.prepare("UPDATE change SET state = 2 WHERE id = ?1").run(id);
        }));
        QVERIFY(done);
    }

    QList<Change> changes(const QString &kind)
    {
        auto list = waitFor(m_services->outbox()->list()).value_or(QList<Change>());
        list.removeIf([&kind](const Change &change) { return change.kind != kind; });
        return list;
    }

    /// Subjects of what is shown in the folder of a role ("draft": by the flag).
    QStringList subjects(const QString &role)
    {
        return waitFor(m_services->store()->read([role](const Reader &reader) -> Result<QStringList> {
                   QStringList list;
                   return reader.prepare("SELECT m.subject FROM mail_message m JOIN collection c ON c.id = m.collection WHERE c.role LIKE ?1 || '%'")
                       .each([&list](const Statement &row) { list << row.text(0); }, role)
                       .transform([&list] { return list; });
               }))
            .value_or(QStringList());
    }

    /// Presses a button of the next question, and notes what was asked.
    void answer(const QString &button, std::shared_ptr<QString> words = {})
    {
        auto *timer = new QTimer(this);
        connect(timer, &QTimer::timeout, this, [timer, button, words] {
            auto *box = QApplication::activeModalWidget();
            if (!box) {
                return;
            }
            timer->deleteLater();
            if (words) {
                const auto labels = box->findChildren<QLabel *>();
                for (const auto *label : labels) {
                    *words += label->text();
                }
            }
            const auto buttons = box->findChildren<QAbstractButton *>();
            for (auto *one : buttons) {
                if (one->text().remove(u'&') == QString(button).remove(u'&')) {
                    one->click();
                    return;
                }
            }
            QFAIL("there is no such button");
        });
        timer->start(20);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Services> m_services;
};

QTEST_MAIN(OutboxViewTest)
#include "outboxviewtest.moc"
