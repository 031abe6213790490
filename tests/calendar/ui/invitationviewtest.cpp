// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/invitationview.h"

#include "../calendaractionsfixture.h"
#include "notingworkbench.h"

#include "calendar/ui/delegatedialog.h"
#include "calendar/ui/eventtimesedit.h"
#include "contacts/contactprojector.h"
#include "support/accessibilitycheck.h"

#include <KLocalizedString>
#include <QAbstractItemView>
#include <QComboBox>
#include <QCompleter>
#include <QDialog>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
const QByteArray people = "ORGANIZER;CN=Jutta Sommer:mailto:jutta@other.example\r\n"
                          "ATTENDEE;CN=Anna Berg;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@example.org\r\n"
                          "ATTENDEE;CN=Ben Demo;PARTSTAT=ACCEPTED:mailto:ben@other.example\r\n";

/// A day to come, as DATE; the clocks of London and Berlin change on the same days.
QByteArray day(int after = 0)
{
    return QDate::currentDate().addDays(30 + after).toString(QStringLiteral("yyyyMMdd")).toLatin1();
}

QByteArray meeting(const QByteArray &more = {}, const QByteArray &hour = "14")
{
    return QByteArray("DTSTAMP:20300101T000000Z\r\nDTSTART;TZID=Europe/London:" + day() + "T" + hour + "0000\r\nDTEND;TZID=Europe/London:" + day() + "T160000\r\nSUMMARY:Jour fixe <b>\r\n"
                      "LOCATION:Raum 1\r\n" + more + people);
}

struct Mail {
    CalendarActionsFixture data;
    CalendarActions actions{data.outbox};
    NotingWorkbench workbench;

    std::unique_ptr<InvitationView> show(const QByteArray &ics, const QString &sender)
    {
        auto view = std::make_unique<InvitationView>(CalendarParts{.store = *data.store, .actions = &actions, .workbench = &workbench, .accounts = [] { return QList<Account>(); }}, ics, sender);
        view->resize(900, 300);
        view->show();
        const auto isRead = [&view] { return !view->text().startsWith(QStringLiteral("Reading")); };
        if (!waitUntil(isRead)) {
            return nullptr;
        }
        return view;
    }
};

QPushButton *button(const InvitationView &view, const char *name)
{
    return view.findChild<QPushButton *>(QString::fromLatin1(name));
}

bool isOffered(const InvitationView &view, const char *name)
{
    return !button(view, name)->isHidden();
}
}

/// The strip above a mail that says what an invitation means, and carries out what is chosen.
class InvitationViewTest : public QObject
{
    Q_OBJECT

    static void keep(QWidget *view, const QString &name)
    {
        QCoreApplication::processEvents();
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(view->grab().save(QStringLiteral("%1/invitation-%2.png").arg(folder, name)));
            const auto light = QApplication::palette();
            QPalette dark(QColor(0x31, 0x36, 0x3b));
            dark.setColor(QPalette::Base, QColor(0x1b, 0x1e, 0x20));
            dark.setColor(QPalette::AlternateBase, QColor(0x23, 0x26, 0x29));
            QApplication::setPalette(dark);
            QCoreApplication::processEvents();
            QVERIFY(view->grab().save(QStringLiteral("%1/invitation-%2-dark.png").arg(folder, name)));
            QApplication::setPalette(light);
        }
    }

private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("QT_STYLE_OVERRIDE", "breeze");
        QStandardPaths::setTestModeEnabled(true);
    }

    void invitationIsAnswered()
    {
        Mail mail;
        mail.data.add(mail.data.calendar, eventText("DTSTAMP:20300101T000000Z\r\nDTSTART;TZID=Europe/Berlin:" + day() + "T153000\r\nDTEND;TZID=Europe/Berlin:" + day() + "T160000\r\nSUMMARY:Zahnarzt\r\n", {}, "other"));
        const auto view = mail.show(eventText(meeting("RRULE:FREQ=WEEKLY;COUNT=3\r\n"), {}, "m1", "REQUEST"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        const auto text = view->text();
        QVERIFY2(text.contains(QStringLiteral("Jutta Sommer")) && text.contains(QStringLiteral("Jour fixe <b>")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("15:00")) && text.contains(QStringLiteral("Europe/London")), qPrintable(text)); // mine and the organiser's
        QVERIFY2(text.contains(QStringLiteral("Zahnarzt")), qPrintable(text)); // what else I have then
        QVERIFY2(text.contains(QStringLiteral("Raum 1")), qPrintable(text));
        QVERIFY(isOffered(*view, "invitationAccept") && isOffered(*view, "invitationDecline") && isOffered(*view, "invitationPropose"));
        QVERIFY(!isOffered(*view, "invitationFile") && !isOffered(*view, "proposalAccept") && !isOffered(*view, "invitationOpen"));
        const auto findings = accessibilityFindings(view.get());
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        keep(view.get(), QStringLiteral("new"));
        auto *calendar = view->findChild<QComboBox *>(QStringLiteral("invitationCalendar"));
        QVERIFY(waitUntil([&] { return calendar->count() == 2 && !calendar->isHidden(); }));
        calendar->setCurrentIndex(calendar->findData(mail.data.other.value));
        view->findChild<QLineEdit *>(QStringLiteral("invitationComment"))->setText(QStringLiteral("Gern!"));
        button(*view, "invitationTentative")->click();
        QVERIFY(waitUntil([&] { return view->state().mine == Participation::Tentative; }));
        QVERIFY(button(*view, "invitationTentative")->isChecked());
        QVERIFY(!button(*view, "invitationAccept")->isChecked());
        QVERIFY2(view->text().contains(QStringLiteral("You accepted tentatively.")), qPrintable(view->text()));
        QCOMPARE(mail.data.value<qint64>("SELECT collection FROM calendar_object WHERE uid = CAST('m1' AS BLOB) AND 0 = ?1"), mail.data.other.value);
        const auto letters = mail.data.letters();
        QCOMPARE(letters.size(), 1);
        QVERIFY(letters.first().ics.contains("PARTSTAT=TENTATIVE"));
        QVERIFY(isOffered(*view, "invitationOpen"));
        button(*view, "invitationOpen")->click();
        QCOMPARE(mail.workbench.opened.id, mail.data.item("m1").value);
        keep(view.get(), QStringLiteral("answered"));
        button(*view, "invitationDecline")->click(); // one may think again
        QVERIFY(waitUntil([&] { return view->state().mine == Participation::Declined; }));
    }

    void oneDateOfASeriesIsAnswered()
    {
        Mail mail;
        const auto view = mail.show(eventText(meeting("RRULE:FREQ=WEEKLY;COUNT=4\r\n"), {}, "m5", "REQUEST"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        auto *scope = view->findChild<QComboBox *>(QStringLiteral("invitationScope"));
        QVERIFY(!scope->isHidden());
        QCOMPARE(scope->count(), 5); // all, and each
        QCOMPARE(scope->currentIndex(), 0);
        QVERIFY2(scope->itemText(2).contains(QStringLiteral("15:00")), qPrintable(scope->itemText(2)));
        auto findings = accessibilityFindings(view.get());
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        scope->setFocus(); // by keys alone
        QTest::keyClick(scope, Qt::Key_Down);
        QTest::keyClick(scope, Qt::Key_Down);
        QCOMPARE(scope->currentIndex(), 2);
        keep(view.get(), QStringLiteral("one-date"));
        auto *decline = button(*view, "invitationDecline");
        decline->setFocus();
        QTest::keyClick(decline, Qt::Key_Space);
        QVERIFY(waitUntil([&] { return view->state().dates.value(1).mine == Participation::Declined; }));
        QVERIFY(waitUntil([&] { return decline->isChecked(); }));
        QCOMPARE(scope->currentIndex(), 2); // still the one
        QVERIFY2(view->text().contains(QStringLiteral("You declined.")), qPrintable(view->text()));
        auto letters = mail.data.letters();
        QCOMPARE(letters.size(), 1);
        const QByteArray instance = "RECURRENCE-ID;TZID=Europe/London:" + day(7) + "T140000\r\n";
        QVERIFY2(letters.first().ics.contains(instance), letters.first().ics.constData());
        mail.data.sendLetters();

        scope->setCurrentIndex(0);
        QVERIFY(!decline->isChecked()); // of all nothing was said
        button(*view, "invitationAccept")->click();
        QVERIFY(waitUntil([&] { return view->state().mine == Participation::Accepted; }));
        letters = mail.data.letters();
        QCOMPARE(letters.size(), 1);
        QVERIFY2(!letters.first().ics.contains("RECURRENCE-ID"), letters.first().ics.constData());
        QVERIFY(waitUntil([&] { return view->text().contains(QStringLiteral("You accepted.")); }));
        QCOMPARE(view->state().dates.at(1).mine, Participation::Declined); // not undone
        QVERIFY2(view->text().contains(QStringLiteral("You declined.")), qPrintable(view->text()));
        scope->setCurrentIndex(2);
        QVERIFY(decline->isChecked());
        keep(view.get(), QStringLiteral("one-date-and-all"));
    }

    void anInstanceOfAKnownSeriesOffersBoth()
    {
        Mail mail;
        mail.data.add(mail.data.calendar, eventText(meeting("RRULE:FREQ=WEEKLY;COUNT=4\r\n"), {}, "m6"));
        const auto view = mail.show(eventText("DTSTAMP:20300102T000000Z\r\nRECURRENCE-ID;TZID=Europe/London:" + day(7) + "T140000\r\nDTSTART;TZID=Europe/London:" + day(8) + "T140000\r\n"
                                              "DTEND;TZID=Europe/London:" + day(8) + "T160000\r\nSUMMARY:Jour fixe\r\n" + people, {}, "m6", "REQUEST"),
                                    QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        auto *scope = view->findChild<QComboBox *>(QStringLiteral("invitationScope"));
        QVERIFY(!scope->isHidden());
        QCOMPARE(scope->count(), 2);
        button(*view, "invitationAccept")->click(); // this date only, unless chosen otherwise
        QVERIFY(waitUntil([&] { return view->state().mine == Participation::Accepted; }));
        const auto letters = mail.data.letters();
        QCOMPARE(letters.size(), 1);
        QVERIFY(letters.first().ics.contains("RECURRENCE-ID"));
        QCOMPARE(letters.first().ics.count("BEGIN:VEVENT"), 1);
    }

    void anUpdateOfTheSameTimeNeedsNoAnswer()
    {
        Mail mail;
        auto accepted = eventText(meeting(), {}, "m7");
        accepted.replace("PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna", "PARTSTAT=ACCEPTED:mailto:anna");
        const auto item = mail.data.add(mail.data.calendar, accepted);
        auto update = eventText(meeting(), {}, "m7", "REQUEST");
        update.replace("Raum 1", "Raum 2").replace("DTSTAMP:20300101", "DTSTAMP:20300102");
        const auto view = mail.show(update, QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        QVERIFY2(view->text().contains(QStringLiteral("Your answer still holds.")), qPrintable(view->text()));
        QVERIFY(isOffered(*view, "invitationFile"));
        QCOMPARE(KLocalizedString::removeAcceleratorMarker(button(*view, "invitationFile")->text()), QStringLiteral("Update Calendar"));
        QVERIFY(button(*view, "invitationAccept")->isChecked());
        keep(view.get(), QStringLiteral("update"));
        button(*view, "invitationFile")->click();
        QVERIFY(waitUntil([&] { return view->state().kind == InvitationState::Kind::Known; }));
        QCOMPARE(mail.data.draft({.item = item}).location, QStringLiteral("Raum 2"));
        QVERIFY(mail.data.letters().isEmpty());
    }

    void itIsHandedOn()
    {
        Mail mail;
        const auto view = mail.show(eventText(meeting(), {}, "m8", "REQUEST"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        button(*view, "invitationDelegate")->click();
        auto *dialog = view->findChild<DelegateDialog *>();
        QVERIFY(dialog);
        auto findings = accessibilityFindings(dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        auto *entry = dialog->findChild<QLineEdit *>(QStringLiteral("delegateTo"));
        auto *problem = dialog->findChild<QLabel *>(QStringLiteral("delegateProblem"));
        for (const auto &wrong : {QString(), QStringLiteral("irgendwer"), QStringLiteral("ben@other.example")}) { // nobody, no address, invited already
            entry->setText(wrong);
            dialog->accept();
            QVERIFY2(dialog->isVisible() && !problem->isHidden(), qPrintable(wrong));
        }
        keep(dialog, QStringLiteral("delegate-problem"));
        entry->setText(QStringLiteral("Dora Klein <dora@example.org>"));
        dialog->findChild<QLineEdit *>(QStringLiteral("delegateComment"))->setText(QStringLiteral("Bin im Urlaub"));
        dialog->accept();
        QVERIFY(waitUntil([&] { return mail.data.letters().size() == 2; }));
        for (const auto &letter : mail.data.letters()) {
            const bool isReply = letter.method == "REPLY";
            QCOMPARE(letter.recipients, QStringList{isReply ? QStringLiteral("jutta@other.example") : QStringLiteral("dora@example.org")});
            QCOMPARE(letter.ics.contains("COMMENT:Bin im Urlaub"), isReply);
            const auto said = CalendarObject::read(letter.ics);
            const auto *me = said.components.first().attendee({QStringLiteral("anna@example.org")});
            QCOMPARE(me ? me->delegatedTo : QString(), QStringLiteral("dora@example.org"));
        }
        QVERIFY(waitUntil([&] { return view->text().contains(QStringLiteral("Dora Klein <dora@example.org> is invited instead of you")); }));
        QVERIFY(waitUntil([&] { return view->state().mine == Participation::Delegated; }));
        keep(view.get(), QStringLiteral("delegated"));
    }

    void peopleAreProposed()
    {
        TemporaryStore store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/contacts")});
        waitedFor(store->write([projector = std::make_shared<ContactProjector>([](const QByteArray &) -> Result<BlobId> { return BlobId(); })](Transaction &transaction) -> Result<void> {
            auto done = transaction.prepare("INSERT INTO account (id, address, name, settings) VALUES (1, 'anna@example.org', 'Anna', x'a0')").run();
            done = done.and_then([&] { return transaction.prepare("INSERT INTO resource (id, account, kind) VALUES (1, 1, 'contacts')").run(); });
            done = done.and_then([&] { return transaction.prepare("INSERT INTO collection (id, resource, remote_id, name, role, rights) VALUES (1, 1, '/b/', 'Alle', '', 63)").run(); });
            const QByteArray card = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:d\r\nFN:Dora Klein\r\nN:Klein;Dora;;;\r\nEMAIL:dora@example.org\r\nEND:VCARD\r\n";
            done = done.and_then([&] { return transaction.prepare("INSERT INTO item (id, collection, remote_id, revision, payload) VALUES (1, 1, 'd', 'r', ?1)").run(card); });
            return done.and_then([&] { return projector->project(ItemId{1}, CollectionId{1}, card).and_then([&](const Write &write) { return write(transaction); }); });
        })).value();
        DelegateDialog dialog(*store, {}, QStringLiteral("schon da"), nullptr);
        dialog.show();
        dialog.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QCOMPARE(dialog.comment(), QStringLiteral("schon da"));
        auto *entry = dialog.findChild<QLineEdit *>(QStringLiteral("delegateTo"));
        auto *completer = dialog.findChild<QCompleter *>();
        entry->setFocus();
        QTest::keyClicks(entry, QStringLiteral("dor"));
        QVERIFY(waitUntil([&] { return completer->popup()->isVisible(); }));
        keep(&dialog, QStringLiteral("delegate-proposals"));
        QTest::keyClick(completer->popup(), Qt::Key_Down);
        QTest::keyClick(completer->popup(), Qt::Key_Return);
        QCOMPARE(entry->text(), QStringLiteral("Dora Klein <dora@example.org>"));
        QVERIFY(dialog.isVisible()); // Return chose the person, and did not send yet
        dialog.accept();
        QCOMPARE(dialog.person().address, QStringLiteral("dora@example.org"));
        QCOMPARE(dialog.person().name, QStringLiteral("Dora Klein"));
    }

    void aProposalIsTakenUpOrNot_data()
    {
        QTest::addColumn<bool>("isTakenUp");
        QTest::newRow("move there") << true;
        QTest::newRow("keep the time") << false;
    }
    void aProposalIsTakenUpOrNot()
    {
        QFETCH(bool, isTakenUp);
        Mail mail;
        const QByteArray lines = "DTSTAMP:20300101T000000Z\r\nSUMMARY:Runde\r\nORGANIZER:mailto:anna@example.org\r\nATTENDEE;CN=Ben;PARTSTAT=ACCEPTED:mailto:ben@other.example\r\n";
        const auto item = mail.data.add(mail.data.calendar, eventText("DTSTART:" + day() + "T150000Z\r\nDTEND:" + day() + "T160000Z\r\n" + lines, {}, "m9"));
        const auto view = mail.show(eventText("DTSTART:" + day(1) + "T150000Z\r\nDTEND:" + day(1) + "T160000Z\r\nCOMMENT:lieber morgen\r\n" + lines, {}, "m9", "COUNTER"), QStringLiteral("ben@other.example"));
        QVERIFY(view);
        QVERIFY2(view->text().contains(QStringLiteral("lieber morgen")), qPrintable(view->text()));
        QVERIFY(isOffered(*view, "proposalAccept") && isOffered(*view, "proposalDecline"));
        const auto findings = accessibilityFindings(view.get());
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        keep(view.get(), QStringLiteral("proposal"));
        view->findChild<QLineEdit *>(QStringLiteral("invitationComment"))->setText(QStringLiteral("Leider nicht"));
        button(*view, isTakenUp ? "proposalAccept" : "proposalDecline")->click();
        QVERIFY(waitUntil([&] { return !mail.data.letters().isEmpty(); }));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "proposalAccept") && !isOffered(*view, "proposalDecline"); })); // once
        const auto letter = mail.data.letters().first();
        QCOMPARE(letter.method, isTakenUp ? QByteArray("REQUEST") : QByteArray("DECLINECOUNTER"));
        QCOMPARE(letter.recipients, QStringList{QStringLiteral("ben@other.example")});
        QCOMPARE(letter.ics.contains("COMMENT:Leider nicht"), !isTakenUp);
        QCOMPARE(mail.data.draft({.item = item}).start.date() == QDate::currentDate().addDays(31), isTakenUp);
        QVERIFY2(waitUntil([&] { return view->text().contains(isTakenUp ? QStringLiteral("The event was moved") : QStringLiteral("The time stays")); }), qPrintable(view->text()));
        keep(view.get(), isTakenUp ? QStringLiteral("proposal-taken") : QStringLiteral("proposal-declined"));
    }

    void aPartyCrasherIsLetIn()
    {
        Mail mail;
        const QByteArray mine = "DTSTAMP:20300101T000000Z\r\nDTSTART:" + day() + "T150000Z\r\nDTEND:" + day() + "T160000Z\r\nSUMMARY:Runde\r\nORGANIZER:mailto:anna@example.org\r\n";
        const auto item = mail.data.add(mail.data.calendar, eventText(mine + "ATTENDEE;CN=Ben;PARTSTAT=NEEDS-ACTION:mailto:ben@other.example\r\n", {}, "m10"));
        const auto view = mail.show(eventText(mine + "ATTENDEE;CN=Zora;PARTSTAT=ACCEPTED:mailto:zora@other.example\r\n", {}, "m10", "REPLY"), QStringLiteral("zora@other.example"));
        QVERIFY(view);
        QVERIFY2(view->text().contains(QStringLiteral("was not invited")), qPrintable(view->text()));
        QCOMPARE(KLocalizedString::removeAcceleratorMarker(button(*view, "invitationFile")->text()), QStringLiteral("Let Take Part"));
        keep(view.get(), QStringLiteral("crasher"));
        button(*view, "invitationFile")->click();
        QVERIFY(waitUntil([&] { return mail.data.draft({.item = item}).attendees.size() == 2; }));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "invitationFile"); }));
        QCOMPARE(mail.data.draft({.item = item}).attendees.at(1).participation, Participation::Accepted);
    }

    void theNewestVersionIsSentOrAskedFor()
    {
        Mail mail;
        const QByteArray mine = "DTSTAMP:20300101T000000Z\r\nDTSTART:" + day() + "T150000Z\r\nDTEND:" + day() + "T160000Z\r\nSUMMARY:Runde\r\nORGANIZER:mailto:anna@example.org\r\n"
                                "ATTENDEE;CN=Ben;PARTSTAT=NEEDS-ACTION:mailto:ben@other.example\r\n";
        mail.data.add(mail.data.calendar, eventText(mine, {}, "m11"));
        auto view = mail.show(eventText("DTSTAMP:20300101T000000Z\r\nORGANIZER:mailto:anna@example.org\r\nATTENDEE:mailto:ben@other.example\r\n", {}, "m11", "REFRESH"), QStringLiteral("ben@other.example"));
        QVERIFY(view);
        QVERIFY(isOffered(*view, "invitationSend"));
        keep(view.get(), QStringLiteral("refresh"));
        button(*view, "invitationSend")->click();
        QVERIFY(waitUntil([&] { return mail.data.letters().size() == 1; }));
        QCOMPARE(mail.data.letters().first().method, QByteArray("REQUEST"));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "invitationSend") && view->text().contains(QStringLiteral("The newest version goes to")); }));
        mail.data.sendLetters();

        view = mail.show(eventText("SEQUENCE:1\r\n" + meeting(), {}, "m12", "ADD"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        QVERIFY2(view->text().contains(QStringLiteral("which your calendar does not have")), qPrintable(view->text()));
        QVERIFY(!isOffered(*view, "invitationAccept") && isOffered(*view, "invitationAskAgain"));
        keep(view.get(), QStringLiteral("fragment"));
        button(*view, "invitationAskAgain")->click();
        QVERIFY(waitUntil([&] { return mail.data.letters().size() == 1; }));
        QCOMPARE(mail.data.letters().first().method, QByteArray("REFRESH"));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "invitationAskAgain"); }));
    }

    void updateSaysWhatIsDifferent()
    {
        Mail mail;
        mail.data.add(mail.data.calendar, eventText(meeting(), {}, "m1"));
        const auto view = mail.show(eventText(meeting("SEQUENCE:2\r\n", "13"), {}, "m1", "REQUEST"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        QCOMPARE(view->state().kind, InvitationState::Kind::Update);
        QVERIFY2(view->text().contains(QStringLiteral("14:00")) && view->text().contains(QStringLiteral("15:00")), qPrintable(view->text())); // now and before
        QVERIFY(isOffered(*view, "invitationAccept"));
    }

    void cancellationIsTakenOver()
    {
        Mail mail;
        const auto item = mail.data.add(mail.data.calendar, eventText(meeting(), {}, "m1"));
        const auto view = mail.show(eventText(meeting("SEQUENCE:3\r\nSTATUS:CANCELLED\r\n"), {}, "m1", "CANCEL"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        QVERIFY(!isOffered(*view, "invitationAccept"));
        QVERIFY(isOffered(*view, "invitationFile"));
        button(*view, "invitationFile")->click();
        QVERIFY(waitUntil([&] { return view->state().isApplied; }));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "invitationFile"); }));
        QVERIFY(mail.data.letters().isEmpty()); // nobody is answered
        QVERIFY(item);
    }

    void answerOfSomebodyIsEntered()
    {
        Mail mail;
        const QByteArray mine = "DTSTAMP:20300101T000000Z\r\nDTSTART:" + day() + "T150000Z\r\nDTEND:" + day() + "T160000Z\r\nSUMMARY:Runde\r\nORGANIZER:mailto:anna@example.org\r\n";
        const auto item = mail.data.add(mail.data.calendar, eventText(mine + "ATTENDEE;CN=Ben;PARTSTAT=NEEDS-ACTION:mailto:ben@other.example\r\n", {}, "m2"));
        const auto view = mail.show(eventText(mine + "ATTENDEE;CN=Ben;PARTSTAT=DECLINED:mailto:ben@other.example\r\nCOMMENT:Urlaub\r\n", {}, "m2", "REPLY"), QStringLiteral("ben@other.example"));
        QVERIFY(view);
        QVERIFY2(view->text().contains(QStringLiteral("Urlaub")), qPrintable(view->text()));
        QVERIFY(isOffered(*view, "invitationFile"));
        button(*view, "invitationFile")->click();
        QVERIFY(waitUntil([&] { return mail.data.draft({.item = item}).attendees.value(0).participation == Participation::Declined; }));
        QVERIFY(waitUntil([&] { return !isOffered(*view, "invitationFile"); }));
    }

    void anotherTimeIsProposed()
    {
        Mail mail;
        const auto view = mail.show(eventText(meeting(), {}, "m3", "REQUEST"), QStringLiteral("jutta@other.example"));
        QVERIFY(view);
        button(*view, "invitationPropose")->click();
        auto *dialog = view->findChild<QDialog *>(QStringLiteral("proposeDialog"));
        QVERIFY(dialog);
        const auto findings = accessibilityFindings(dialog);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        auto *times = dialog->findChild<EventTimesEdit *>();
        auto wanted = times->times();
        wanted.start = wanted.start.addDays(1);
        wanted.end = wanted.end.addDays(1);
        times->setTimes(wanted);
        dialog->accept();
        QVERIFY(waitUntil([&] { return !mail.data.letters().isEmpty(); }));
        const auto letter = mail.data.letters().first();
        QVERIFY(waitUntil([&] { return view->text().contains(QStringLiteral("Your proposal goes to Jutta Sommer")); }));
        QVERIFY2(letter.ics.contains("METHOD:COUNTER") && letter.ics.contains(QByteArray(day(1) + "T140000")), letter.ics.constData());
    }

    void nonsenseSaysSo_data()
    {
        QTest::addColumn<QByteArray>("ics");
        QTest::addRow("empty") << QByteArray();
        QTest::addRow("text") << QByteArray("Hallo\0Welt", 10);
        QTest::addRow("cut") << QByteArray("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID");
    }
    void nonsenseSaysSo()
    {
        QFETCH(QByteArray, ics);
        Mail mail;
        const auto view = mail.show(ics, {});
        QVERIFY(view);
        QVERIFY(!view->text().isEmpty());
        for (const auto *name : {"invitationAccept", "invitationFile", "proposalAccept", "invitationOpen"}) {
            QVERIFY(!isOffered(*view, name));
        }
    }
};

QTEST_MAIN(InvitationViewTest)
#include "invitationviewtest.moc"
