// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/invitationview.h"

#include "../calendaractionsfixture.h"

#include "calendar/ui/eventtimesedit.h"
#include "support/accessibilitycheck.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QInputDialog>
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

class NotingWorkbench : public Workbench
{
public:
    void open(const ItemUrl &item) override
    {
        opened = item;
    }
    void compose(const QUrl &) override
    {
    }
    void notify(const QString &, Tone) override
    {
    }
    void notify(const QString &, Tone, const QString &, std::function<void()>) override
    {
    }
    ItemUrl opened;
};

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
        auto *times = dialog->findChild<EventTimesEdit *>();
        auto wanted = times->times();
        wanted.start = wanted.start.addDays(1);
        wanted.end = wanted.end.addDays(1);
        times->setTimes(wanted);
        dialog->accept();
        QVERIFY(waitUntil([&] { return !mail.data.letters().isEmpty(); }));
        const auto letter = mail.data.letters().first();
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
