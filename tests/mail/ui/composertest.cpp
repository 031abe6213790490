// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/addressedit.h"
#include "mail/ui/composer.h"

#include "mail/ui/composerchecks.h"
#include "mail/ui/draftattachments.h"
#include "mail/ui/sendlaterdialog.h"

#include "support/accessibilitycheck.h"

#include <KMessageWidget>
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCompleter>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QTextEdit>

using namespace Kontor;

namespace
{
/// Stands in for MailActions and notes what it was asked.
struct FakeDesk {
    QList<Draft> saved;
    QList<Draft> sent;
    QList<QDateTime> times;
    int discarded = 0;
    bool diskIsFull = false;
    std::shared_ptr<QPromise<Result<Draft>>> pending; ///< set: saving waits for it
    std::shared_ptr<QPromise<Result<DraftAttachment>>> slowFile; ///< set: attaching waits for it

    Composer::Desk desk()
    {
        Account account;
        account.id = AccountId{1};
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna");
        return {.accounts = [account] { return QList<Account>{account}; },
                .save =
                    [this](const Draft &draft) {
                        if (diskIsFull) {
                            return QtFuture::makeReadyValueFuture(Result<Draft>(failure(Error::Kind::Storage, QStringLiteral("The disk is full."))));
                        }
                        saved << draft;
                        auto kept = draft;
                        kept.item = ItemId{7};
                        kept.messageId = QStringLiteral("m@example.org");
                        if (pending) {
                            return pending->future();
                        }
                        return QtFuture::makeReadyValueFuture(Result<Draft>(kept));
                    },
                .discard = [this](const Draft &) { ++discarded; },
                .send =
                    [this](const Draft &draft, const QDateTime &when) {
                        sent << draft;
                        times << when;
                        return QtFuture::makeReadyValueFuture(Result<ChangeId>(ChangeId{3}));
                    },
                .attachFile =
                    [](const QString &path) {
                        return QtFuture::makeReadyValueFuture(
                            Result<DraftAttachment>(DraftAttachment{QStringLiteral("b"), path, QStringLiteral("text/plain"), 5}));
                    },
                .attachBytes =
                    [this](const QByteArray &bytes, const QString &name, const QString &type) {
                        if (slowFile) {
                            return slowFile->future();
                        }
                        return QtFuture::makeReadyValueFuture(Result<DraftAttachment>(DraftAttachment{QStringLiteral("b"), name, type, bytes.size()}));
                    },
                .complete =
                    [](const QString &) {
                        return QtFuture::makeReadyValueFuture(
                            Result<QList<AddressOffer>>(QList<AddressOffer>{AddressOffer::of({QStringLiteral("Jutta Sommer"), QStringLiteral("jutta@example.org")}),
                                                                            {.words = QStringLiteral("Lageteam (2 people)"),
                                                                             .addresses = {{QStringLiteral("Ben"), QStringLiteral("ben@example.org")},
                                                                                           {QString(), QStringLiteral("eva@example.org")}}}}));
                    },
                .book = {}};
    }
};

QLineEdit *field(Composer *composer, const char *name)
{
    return composer->findChild<QLineEdit *>(QString::fromLatin1(name));
}
}

/// Writing: keeping, sending, and what stands in the way.
class ComposerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aGroupPutsInAllOfItsPeople()
    {
        AddressEdit edit([](const QString &) {
            return QtFuture::makeReadyValueFuture(Result<QList<AddressOffer>>(QList<AddressOffer>{
                {.words = QStringLiteral("Lageteam (2 people)"),
                 .addresses = {{QStringLiteral("Ben"), QStringLiteral("ben@example.org")}, {QString(), QStringLiteral("eva@example.org")}}}}));
        });
        edit.show();
        edit.setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&edit));
        QTest::keyClicks(&edit, QStringLiteral("la"));
        auto *completer = edit.findChild<QCompleter *>();
        QTRY_VERIFY(completer->popup()->isVisible());
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QTRY_COMPARE(edit.addresses().size(), 2);
        QCOMPARE(edit.addresses().at(1).address, QStringLiteral("eva@example.org"));
    }

    void offersJoinWithoutDoubles()
    {
        const QList<AddressOffer> books{AddressOffer::of({QStringLiteral("Ben Berg"), QStringLiteral("Ben@example.org")})};
        const auto joined = AddressOffer::joined(books, {{QStringLiteral("B."), QStringLiteral("ben@example.org")}, {QString(), QStringLiteral("eva@example.org")}}, 12);
        QCOMPARE(joined.size(), 2);
        QCOMPARE(joined.first().words, books.first().words); // the name one gave them oneself
        QCOMPARE(AddressOffer::joined(books, {{QString(), QStringLiteral("eva@example.org")}}, 1).size(), 1);
    }

    void withoutFilesNothingOfThemIsOffered()
    {
        FakeDesk desk;
        Composer composer(desk.desk(), {});
        QVERIFY(!composer.findChild<QAction *>(QStringLiteral("attachFromFiles")));
        QVERIFY(!composer.findChild<QAction *>(QStringLiteral("linkToFiles")));
    }

    void filesAreAttachedAndLinked()
    {
        FakeDesk desk;
        auto made = desk.desk();
        auto keep = std::make_shared<int>(1);
        const std::weak_ptr<int> held = keep;
        made.chooseFromFiles = [&keep](Workbench::FileUse use, QWidget *, const std::function<void(const Workbench::FileChoice &)> &chosen) {
            if (use == Workbench::FileUse::Copy) {
                chosen({.paths = {QStringLiteral("/private/Plan.odt")}, .keep = std::exchange(keep, {}), .links = {}});
            } else {
                chosen({.paths = {}, .keep = {}, .links = QStringLiteral("https://cloud.example.org/s/abc")});
            }
        };
        QPointer<Composer> composer = new Composer(made, {});
        composer->show();
        QCOMPARE(accessibilityFindings(composer), QStringList());
        composer->findChild<QAction *>(QStringLiteral("attachFromFiles"))->trigger();
        QTRY_COMPARE(composer->attachments()->attachments().size(), 1);
        QVERIFY(!held.expired()); // the copy is needed for as long as one writes
        composer->findChild<QAction *>(QStringLiteral("linkToFiles"))->trigger();
        QVERIFY(composer->draft().text.contains(QLatin1String("https://cloud.example.org/s/abc")));
        composer->close();
        QTRY_VERIFY(!composer);
        QVERIFY(held.expired());
    }

    void keepsWhatWasTyped()
    {
        FakeDesk desk;
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("Minutes"));
        QVERIFY(composer->isDirty());
        composer->saveNow();
        QTRY_VERIFY(!composer->isDirty());
        QCOMPARE(desk.saved.size(), 1);
        QCOMPARE(desk.saved.first().subject, QStringLiteral("Minutes"));
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("!"));
        composer->close(); // closing keeps the rest first
        QTRY_VERIFY(!composer);
        QCOMPARE(desk.saved.size(), 2);
        QCOMPARE(desk.saved.last().item, ItemId{7}); // the same draft, not a second one
    }

    void aFullDiskKeepsTheWindow()
    {
        FakeDesk desk;
        desk.diskIsFull = true;
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("x"));
        composer->close();
        QTest::qWait(50);
        QVERIFY(composer);
        QVERIFY(composer->isVisible());
        QVERIFY(composer->findChild<KMessageWidget *>(QStringLiteral("composerNotice"))->text().contains(QLatin1String("disk is full")));
        desk.diskIsFull = false;
        composer->close();
        QTRY_VERIFY(!composer);
    }

    void typingWhileSavingIsKeptToo()
    {
        FakeDesk desk;
        desk.pending = std::make_shared<QPromise<Result<Draft>>>();
        desk.pending->start();
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("a"));
        composer->saveNow();
        QTest::keyClicks(field(composer, "subjectEdit"), QStringLiteral("b"));
        composer->saveNow();
        QCOMPARE(desk.saved.size(), 1); // one at a time
        auto promise = std::exchange(desk.pending, nullptr);
        auto kept = desk.saved.first();
        kept.item = ItemId{7};
        promise->addResult(Result<Draft>(kept));
        promise->finish();
        QTRY_COMPARE(desk.saved.size(), 2);
        QCOMPARE(desk.saved.last().subject, QStringLiteral("ab"));
        QTRY_VERIFY(!composer->isDirty());
        composer->close();
    }

    void sendsWithRecipients()
    {
        FakeDesk desk;
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        QSignalSpy sent(composer.data(), &Composer::sent);
        composer->send(); // nobody to send to
        QCOMPARE(desk.sent.size(), 0);
        QVERIFY(composer->findChild<KMessageWidget *>(QStringLiteral("composerNotice"))->isVisible());
        field(composer, "to")->setText(QStringLiteral("Jutta Sommer <jutta@example.org>, not an address"));
        composer->send(); // a wrong one
        QCOMPARE(desk.sent.size(), 0);
        field(composer, "to")->setText(QStringLiteral("Jutta Sommer <jutta@example.org>"));
        field(composer, "subjectEdit")->setText(QStringLiteral("Minutes"));
        composer->send();
        QTRY_COMPARE(desk.sent.size(), 1);
        QCOMPARE(desk.sent.first().to.first().address, QStringLiteral("jutta@example.org"));
        QCOMPARE(desk.sent.first().from.address, QStringLiteral("anna@example.org"));
        QTRY_VERIFY(!composer); // and closes
        QCOMPARE(sent.size(), 1);
    }

    void attachmentsAreAddedAndRemoved()
    {
        FakeDesk desk;
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        composer->attachBytes("bytes", QStringLiteral("Picture.png"), QStringLiteral("image/png"));
        QTRY_COMPARE(composer->draft().attachments.size(), 1);
        QVERIFY(composer->isDirty());
        composer->attach({QStringLiteral("/")}); // a folder
        QTest::qWait(20);
        QCOMPARE(composer->draft().attachments.size(), 1);
        delete composer;
    }

    void closingWaitsForTheFile()
    {
        FakeDesk desk;
        desk.slowFile = std::make_shared<QPromise<Result<DraftAttachment>>>();
        desk.slowFile->start();
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        composer->attachBytes("bytes", QStringLiteral("Picture.png"), QStringLiteral("image/png"));
        composer->close();
        QVERIFY(composer->isVisible());
        auto file = std::exchange(desk.slowFile, nullptr);
        file->addResult(Result<DraftAttachment>(DraftAttachment{QStringLiteral("b"), QStringLiteral("Picture.png"), QStringLiteral("image/png"), 5}));
        file->finish();
        QTRY_VERIFY(!composer);
        QCOMPARE(desk.saved.last().attachments.size(), 1); // and is in what was kept
    }

    void noticesWhatWasForgotten()
    {
        QVERIFY(ComposerChecks::mentionsAttachment(QStringLiteral("Im Anhang finden Sie das Protokoll.")) == Qt::Checked);
        QVERIFY(ComposerChecks::mentionsAttachment(QStringLiteral("please find attached")) == Qt::Checked);
        QVERIFY(ComposerChecks::mentionsAttachment(QStringLiteral("> see the attachment\nThanks")) == Qt::Unchecked);
        QVERIFY(ComposerChecks::mentionsAttachment(QStringLiteral("Thanks\n-- \nAnlagen Müller GmbH")) == Qt::Unchecked);
        Draft draft;
        draft.text = QStringLiteral("anbei der Bericht");
        QCOMPARE(ComposerChecks::doubts(draft).size(), 2); // subject and attachment
    }

    void sendLaterOffersTimesAhead()
    {
        const QDateTime now(QDate(2026, 11, 20), QTime(10, 0));
        for (const auto &preset : SendLaterDialog::presets(now)) {
            QVERIFY(preset.when > now);
        }
        SendLaterDialog dialog(now);
        dialog.show();
        QVERIFY(dialog.chosen() > now);
        QCOMPARE(accessibilityFindings(&dialog), QStringList());
    }

    void isAccessible()
    {
        FakeDesk desk;
        QPointer<Composer> composer = new Composer(desk.desk(), {});
        composer->show();
        QVERIFY(QTest::qWaitForWindowExposed(composer));
        QCOMPARE(accessibilityFindings(composer), QStringList());
        delete composer;
    }

    void aTimeOfOnesOwnCanBeTyped()
    {
        const QDateTime now(QDate(2026, 11, 23), QTime(10, 45));
        SendLaterDialog dialog(now);
        dialog.show();
        dialog.findChild<QAbstractButton *>(QStringLiteral("presetOwn"))->setChecked(true);
        auto *own = dialog.findChild<QDateTimeEdit *>(QStringLiteral("ownTime"));
        own->setDisplayFormat(QStringLiteral("dd.MM.yyyy HH:mm"));
        own->setDateTime(QDateTime(now.date(), QTime(12, 15)));
        QAbstractButton *send = nullptr;
        const auto buttons = dialog.findChild<QDialogButtonBox *>()->buttons();
        for (auto *button : buttons) {
            if (dialog.findChild<QDialogButtonBox *>()->buttonRole(button) == QDialogButtonBox::AcceptRole) {
                send = button;
            }
        }
        QVERIFY(send);
        own->setFocus();
        own->setSelectedSection(QDateTimeEdit::HourSection);
        QTest::keyClicks(own, QStringLiteral("1050")); // after the hour alone it is 10:15, which is over
        QCOMPARE(dialog.chosen(), QDateTime(now.date(), QTime(10, 50)));
        QVERIFY(send->isEnabled());
        own->setDateTime(QDateTime(now.date(), QTime(10, 15)));
        QVERIFY(!send->isEnabled());
    }
};

QTEST_MAIN(ComposerTest)
#include "composertest.moc"
