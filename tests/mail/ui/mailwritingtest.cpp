// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailwriting.h"

#include "../mailfixture.h"

#include "mail/mailactions.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCompleter>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QTest>

using namespace Kontor;

namespace
{
/// Notes what the user was told, and takes the action offered with it.
class NotingWorkbench : public Workbench
{
public:
    void open(const ItemUrl &) override
    {
    }
    void compose(const QUrl &) override
    {
    }
    void notify(const QString &sentence, Tone) override
    {
        sentences << sentence;
    }
    void notify(const QString &sentence, Tone, const QString &actionText, std::function<void()> run) override
    {
        sentences << sentence;
        actionTexts << actionText;
        action = std::move(run);
    }

    QStringList sentences;
    QStringList actionTexts;
    std::function<void()> action;
};

struct Desk {
    MailFixture mail;
    MailActions actions{mail.outbox};
    NotingWorkbench workbench;
    QWidget window;
    bool isReachable = true;
    MailWriting writing{{.store = *mail.store,
                         .loader = {},
                         .actions = &actions,
                         .workbench = &workbench,
                         .accounts = [this] { return QList<Account>{mail.account}; },
                         .searchOnServer = {},
                         .isReachable = [this](AccountId) { return isReachable; }},
                        &window};

    Composer *write()
    {
        writing.newMessage();
        return writing.composers().last();
    }
    qint64 draftCount()
    {
        return mail.value("SELECT count(*) FROM mail_message WHERE collection = ?1", mail.drafts.value);
    }
};

QLineEdit *field(Composer *composer, const char *name)
{
    return composer->findChild<QLineEdit *>(QString::fromLatin1(name));
}
}

/// Writing against a real store: who is suggested, what is kept, what can be taken back.
class MailWritingTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void suggestsWhomOneKnows()
    {
        Desk desk;
        desk.mail.add(desk.mail.inbox, desk.mail.payload("From: =?utf-8?Q?J=C3=B6rg_Wei=C3=9F?= <joerg.weiss@example.org>\r\n"));
        auto *composer = desk.write();
        composer->activateWindow();
        auto *to = field(composer, "to");
        to->setFocus();
        QTRY_VERIFY(to->hasFocus());
        for (const auto &typed : {QStringLiteral("jör"), QStringLiteral("jorg"), QStringLiteral("weiss"), QStringLiteral("joerg.w")}) {
            to->clear();
            QTest::sendKeyEvent(QTest::Click, to, Qt::Key_unknown, typed, Qt::NoModifier); // keyClicks() knows ASCII only
            auto *completer = to->findChild<QCompleter *>();
            QTRY_COMPARE_WITH_TIMEOUT(completer->completionModel()->data(completer->completionModel()->index(0, 0)).toString(),
                                      QStringLiteral("Jörg Weiß <joerg.weiss@example.org>"),
                                      5000);
            to->findChild<QCompleter *>()->popup()->hide();
        }
        delete composer;
    }

    void theListOffersThemToo()
    {
        Desk desk;
        desk.mail.add(desk.mail.inbox, desk.mail.payload("From: Jutta <jutta@example.org>\r\n"));
        desk.mail.add(desk.mail.inbox, desk.mail.payload("From: Bert <bert@example.org>\r\n"));
        auto *composer = desk.write();
        field(composer, "to")->setText(QStringLiteral("jutta@example.org"));
        QMetaObject::invokeMethod(composer->findChild<QAbstractButton *>(QStringLiteral("chooseAddresses")), "click");
        auto *chooser = composer->findChild<AddressChooser *>();
        QVERIFY(chooser);
        auto *list = chooser->findChild<QListWidget *>(QStringLiteral("knownAddresses"));
        QTRY_COMPARE(list->count(), 2);
        list->selectAll();
        QMetaObject::invokeMethod(chooser->findChild<QAbstractButton *>(QStringLiteral("addTo")), "click");
        QCOMPARE(composer->draft().to.size(), 2); // whom one wrote to already is not doubled
        QMetaObject::invokeMethod(chooser->findChild<QAbstractButton *>(QStringLiteral("addCc")), "click");
        QCOMPARE(composer->draft().cc.size(), 2);
        QVERIFY(field(composer, "cc")->isVisibleTo(composer));
        delete composer;
    }

    void halfAnAddressIsStillThereTomorrow()
    {
        Desk desk;
        auto *composer = desk.write();
        QTest::keyClicks(field(composer, "to"), QStringLiteral("bert@example.org, jutt"));
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("Minutes"));
        QPointer<Composer> open = composer;
        composer->close();
        QTRY_VERIFY(!open);
        QCOMPARE(desk.draftCount(), 1);
        QVERIFY(desk.workbench.sentences.last().contains(QLatin1String("Minutes"))); // says where it went
        const ItemId item{desk.mail.value("SELECT item FROM mail_message WHERE collection = ?1", desk.mail.drafts.value)};
        desk.writing.openDraft(item);
        QTRY_COMPARE(desk.writing.composers().size(), 1);
        QCOMPARE(field(desk.writing.composers().first(), "to")->text(), QStringLiteral("bert@example.org, jutt"));
        delete desk.writing.composers().first();
        desk.workbench.action(); // the notice offers to throw it away
        QTRY_COMPARE(desk.draftCount(), 0);
    }

    void undoTakesBackWhatWasSentLast()
    {
        Desk desk;
        auto *composer = desk.write();
        field(composer, "to")->setText(QStringLiteral("bert@example.org"));
        field(composer, "subjectEdit")->setText(QStringLiteral("Too early"));
        QPointer<Composer> open = composer;
        composer->send();
        QTRY_VERIFY(!open);
        QVERIFY(desk.writing.canUndoSend());
        desk.writing.undoSend();
        QTRY_COMPARE(desk.writing.composers().size(), 1);
        QCOMPARE(desk.writing.composers().first()->draft().subject, QStringLiteral("Too early"));
        QVERIFY(!desk.writing.canUndoSend());
        delete desk.writing.composers().first();
    }

    void promisesNoTimeWhileTheServerIsAway()
    {
        Desk desk;
        const auto send = [&desk] {
            auto *composer = desk.write();
            field(composer, "to")->setText(QStringLiteral("bert@example.org"));
            field(composer, "subjectEdit")->setText(QStringLiteral("Minutes"));
            QPointer<Composer> open = composer;
            composer->send();
            QTRY_VERIFY(!open);
        };
        send();
        QVERIFY(desk.workbench.sentences.last().contains(QLatin1StringView("second")));
        desk.isReachable = false;
        send();
        QCOMPARE(desk.workbench.sentences.last(), QStringLiteral("The message “Minutes” will be sent when the server can be reached."));
        desk.workbench.action(); // it can still be taken back
        QTRY_COMPARE(desk.writing.composers().size(), 1);
        delete desk.writing.composers().first();
    }

    void undoTakesBackSomethingNewerFirst()
    {
        Desk desk;
        const auto item = desk.mail.add(desk.mail.inbox, desk.mail.payload(header("a@x")));
        auto *composer = desk.write();
        field(composer, "to")->setText(QStringLiteral("bert@example.org"));
        field(composer, "subjectEdit")->setText(QStringLiteral("Fine"));
        QPointer<Composer> open = composer;
        composer->send();
        QTRY_VERIFY(!open);
        desk.actions.star({item});
        QTRY_VERIFY(desk.actions.canUndo());
        QVERIFY(!desk.writing.canUndoSend());
    }
};

QTEST_MAIN(MailWritingTest)
#include "mailwritingtest.moc"
