// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/outboxview.h"
#include "app/changewords.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "app/trayitem.h"
#include "app/unsentquestion.h"
#include "mail/mailchange.h"

#include <KMessageBox>
#include <QAbstractButton>
#include <QApplication>
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
