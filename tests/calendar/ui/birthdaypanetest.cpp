// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../household.h"
#include "notingworkbench.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/birthdaydetails.h"
#include "calendar/ui/calendardialogs.h"
#include "calendar/ui/calendarlistview.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/refusalspeech.h"
#include "contacts/contacttypes.h"
#include "support/accessibilitycheck.h"

#include <KActionCollection>
#include <KColorButton>
#include <KConfigGroup>
#include <KSharedConfig>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
const QDate friday(2026, 11, 27);

/// The calendar of somebody who has an address book.
struct Desk {
    Household home;
    CalendarActions actions{home.outbox};
    NotingWorkbench workbench;
    ItemId anna, bernd;
    QList<QUrl> subscribed;
    QList<CollectionId> unsubscribed;
    std::unique_ptr<CalendarPane> pane;

    Desk()
    {
        home.addBook();
        anna = home.add("Anna Müller", "BDAY:1986-11-27\r\nEMAIL:anna@example.org");
        bernd = home.add("Bernd Tal", "BDAY:--11-26");
        const auto done = [] { return QtFuture::makeReadyValueFuture(Result<void>()); };
        Account account;
        account.id = home.account;
        account.address = QStringLiteral("anna@example.org");
        pane = std::make_unique<CalendarPane>(CalendarParts{.store = *home.store,
                                                            .actions = &actions,
                                                            .workbench = &workbench,
                                                            .accounts = [account] { return QList<Account>{account}; },
                                                            .subscribe =
                                                                [this, done](AccountId, const QUrl &feed) {
                                                                    subscribed << feed;
                                                                    return done();
                                                                },
                                                            .unsubscribe =
                                                                [this, done](const CalendarInfo &feed) {
                                                                    unsubscribed << feed.id;
                                                                    return done();
                                                                }});
        pane->resize(1500, 1000);
        pane->show();
        pane->activateWindow();
        pane->views()->goTo(friday);
    }
    DayGrid *days() const
    {
        return pane->views()->dayGrid();
    }
    bool select(const QString &summary) const
    {
        return waitUntil([&] {
            const auto all = pane->views()->content().occurrences;
            const auto found = std::ranges::find(all, summary, &Occurrence::summary);
            if (found == all.end()) {
                return false;
            }
            days()->setFocus();
            days()->setCurrentItem({.ref = found->ref});
            return pane->views()->current() && pane->views()->current()->summary == summary;
        });
    }
    QAction *action(const char *name) const
    {
        return pane->actions()->action(QString::fromLatin1(name));
    }
    template <class T>
    T *part(const char *name) const
    {
        return pane->findChild<T *>(QString::fromLatin1(name));
    }
    bool chooseCalendar(CollectionId calendar) const
    {
        return waitUntil([&] {
            pane->calendarList()->setCurrentIndex(pane->calendars()->indexOf(calendar.value));
            return pane->calendarList()->current() && pane->calendarList()->current()->id == calendar;
        });
    }
    QString lookOf(const QString &feed)
    {
        return waitedFor(home.store->read([feed](const Reader &reader) { return reader.prepare("SELECT name FROM calendar_look WHERE remote_id = ?1").value<QString>(feed); }))
            .value()
            .value_or(QString());
    }
};
}

/// Birthdays and subscriptions in the calendar pane.
class BirthdayPaneTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        QStandardPaths::setTestModeEnabled(true);
    }
    void init()
    {
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Calendar"));
    }

    void leadsToThePerson()
    {
        Desk desk;
        QVERIFY(desk.select(QStringLiteral("Anna Müller (40)")));
        auto *details = desk.part<BirthdayDetails>("birthdayDetails");
        QVERIFY(details);
        QVERIFY(waitUntil([&] { return details->isVisible(); }));
        const auto *panel = desk.part<OccurrencePanel>("eventDetails");
        QVERIFY2(panel->text().contains(QStringLiteral("turns 40")), qPrintable(panel->text()));
        QVERIFY(panel->text().contains(QStringLiteral("Kontakte")));
        desk.part<QPushButton>("birthdayOpen")->click();
        QCOMPARE(desk.workbench.opened, (ItemUrl{.pane = QStringLiteral("contacts"), .type = QStringLiteral("contact"), .id = desk.anna.value}));
        desk.part<QPushButton>("birthdayWrite")->click();
        QCOMPARE(desk.workbench.composed.scheme(), QStringLiteral("mailto"));
        QVERIFY(desk.workbench.composed.path(QUrl::FullyDecoded).contains(QStringLiteral("anna@example.org")));
        QVERIFY(accessibilityFindings(desk.pane.get()).isEmpty());
        // Nobody knows the year, nor an address.
        QVERIFY(desk.select(QStringLiteral("Bernd Tal")));
        QVERIFY(waitUntil([&] { return details->person().contact == desk.bernd; }));
        QVERIFY(!desk.part<QPushButton>("birthdayWrite")->isEnabled());
        QVERIFY(panel->text().contains(QStringLiteral("nobody knows in which year")));
        desk.workbench.composed.clear();
        desk.action("calendar_write")->trigger();
        QVERIFY(waitUntil([&] { return !desk.workbench.sentences.isEmpty(); }));
        QVERIFY(desk.workbench.composed.isEmpty());
        desk.action("calendar_contact")->trigger();
        QCOMPARE(desk.workbench.opened.id, desk.bernd.value);
    }

    void cannotBeChanged()
    {
        Desk desk;
        QVERIFY(desk.select(QStringLiteral("Anna Müller (40)")));
        const auto ref = desk.pane->views()->current()->ref;
        for (const auto *name : {"calendar_edit", "calendar_delete", "calendar_export_event", "calendar_join", "calendar_accept"}) {
            QVERIFY2(!desk.action(name)->isEnabled(), name);
        }
        for (const auto *name : {"calendar_contact", "calendar_write"}) {
            QVERIFY2(desk.action(name)->isVisible(), name);
        }
        QVERIFY(!desk.pane->mayChangeChosen());
        QSignalSpy said(desk.pane->findChild<RefusalSpeech *>(), &RefusalSpeech::said);
        QTest::keyClick(desk.days(), Qt::Key_Delete);
        QCOMPARE(said.count(), 1);
        QVERIFY(said.first().first().toString().contains(QStringLiteral("address books")));
        QTest::keyClick(desk.days(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(said.count(), 2);
        QTest::keyClick(desk.days(), Qt::Key_Return); // opens no editor, only the details
        QVERIFY(waitUntil([&] { return desk.part<BirthdayDetails>("birthdayDetails")->isVisible(); }));
        QCOMPARE(desk.pane->views()->current()->ref, ref);
        QCOMPARE(waitedFor(desk.home.outbox->list()).value().size(), 0);
        QVERIFY(desk.workbench.sentences.isEmpty());
        const auto spoken = desk.days()->spoken(desk.days()->currentItem());
        QVERIFY2(spoken.contains(QStringLiteral("Birthdays")), qPrintable(spoken));
    }

    void isACalendarOfTheList()
    {
        Desk desk;
        QVERIFY(desk.chooseCalendar(birthdayCalendar));
        QVERIFY(!desk.action("calendar_delete_calendar")->isEnabled());
        QVERIFY(!desk.action("calendar_export")->isEnabled());
        QVERIFY(desk.action("calendar_change_calendar")->isEnabled());
        std::unique_ptr<QDialog> dialog(desk.pane->dialogs()->changeDialog(*desk.pane->calendarList()->current()));
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        QVERIFY(!dialog->findChild<QLineEdit *>(QStringLiteral("calendarName"))->isEnabled());
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("calendarHint")));
        QVERIFY(accessibilityFindings(dialog.get()).isEmpty());
        dialog->findChild<KColorButton *>(QStringLiteral("calendarColour"))->setColor(QColor(1, 2, 3));
        dialog->accept();
        QVERIFY(waitUntil([&] { return desk.pane->calendarList()->current() && desk.pane->calendarList()->current()->colour == QColor(1, 2, 3); }));
        QVERIFY(waitUntil([&] { return bool(desk.workbench.action); }));
        desk.workbench.action(); // Undo
        QVERIFY(waitUntil([&] { return desk.pane->calendarList()->current()->colour != QColor(1, 2, 3); }));
        // Not shown, it is not in the days.
        QVERIFY(desk.select(QStringLiteral("Anna Müller (40)")));
        QTest::keyClick(desk.pane->calendarList(), Qt::Key_Space);
        QVERIFY(waitUntil([&] { return desk.pane->views()->content().occurrences.isEmpty(); }));
    }

    void subscribesByTheNameThatWasTyped()
    {
        Desk desk;
        QVERIFY(desk.chooseCalendar(desk.home.calendar));
        const auto subscribe = [&](const QString &address, const QString &name) {
            std::unique_ptr<QDialog> dialog(desk.pane->dialogs()->subscribeDialog());
            dialog->setAttribute(Qt::WA_DeleteOnClose, false);
            auto *ok = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
            dialog->findChild<QLineEdit *>(QStringLiteral("feedAddress"))->setText(address);
            dialog->findChild<QLineEdit *>(QStringLiteral("calendarName"))->setText(name);
            const bool mayGoOn = ok->isEnabled() && accessibilityFindings(dialog.get()).isEmpty();
            if (mayGoOn) {
                dialog->accept();
            }
            return mayGoOn;
        };
        QVERIFY(subscribe(QStringLiteral(" webcal://example.org/ferien.ics "), QStringLiteral(" Schulferien  Bayern ")));
        const auto feed = QStringLiteral("https://example.org/ferien.ics");
        QCOMPARE(desk.subscribed, QList<QUrl>{QUrl(feed)});
        QVERIFY(waitUntil([&] { return desk.lookOf(feed) == QStringLiteral("Schulferien Bayern"); }));
        QVERIFY(waitUntil([&] { return desk.workbench.sentences.value(0).contains(QStringLiteral("Schulferien Bayern")); }));
        QVERIFY(!subscribe(QStringLiteral("ftp://example.org/a.ics"), {}));
        QVERIFY(!subscribe(QStringLiteral("  "), {}));
        QCOMPARE(CalendarDialogs::feedOf(QStringLiteral("webcals://example.org/a")), QUrl(QStringLiteral("https://example.org/a")));
        QCOMPARE(CalendarDialogs::feedOf(QStringLiteral("example.org/a.ics")), QUrl(QStringLiteral("https://example.org/a.ics")));
        QCOMPARE(CalendarDialogs::feedOf(QStringLiteral("http://127.0.0.1:8080/a.ics")), QUrl(QStringLiteral("http://127.0.0.1:8080/a.ics")));
        QVERIFY(!CalendarDialogs::feedOf(QStringLiteral("https://")).isValid());
        // The list says that it is one, and that something is wrong with it.
        const auto added = desk.home.collection(ResourceKind::Calendar, feed);
        waitedFor(desk.home.store->write([added, feed](Transaction &transaction) {
            const QCborMap attributes{{DavAttribute::Feed, feed}, {DavAttribute::Fetched, QDateTime(friday, QTime(9, 0)).toMSecsSinceEpoch()}};
            transaction.changes.collectionList = true;
            return transaction.prepare("UPDATE collection SET role = ?2, rights = 1, attributes = ?3, problem = 'There is no calendar any more.' WHERE id = ?1")
                .run(added, DavRole::Feed, attributes.toCborValue().toCbor());
        })).value();
        QVERIFY(desk.chooseCalendar(added));
        QVERIFY(waitUntil([&] { return desk.pane->calendarList()->current()->role == DavRole::Feed; }));
        const auto index = desk.pane->calendarList()->currentIndex();
        QCOMPARE(index.data().toString(), QStringLiteral("Schulferien Bayern"));
        const auto spoken = index.data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(QStringLiteral("subscribed")) && spoken.contains(QStringLiteral("could not be updated")) && spoken.contains(QStringLiteral("last fetched")), qPrintable(spoken));
        QVERIFY(index.data(Qt::ToolTipRole).toString().contains(QStringLiteral("There is no calendar any more.")));
        QVERIFY(desk.action("calendar_delete_calendar")->isEnabled());
        QVERIFY(desk.action("calendar_change_calendar")->isEnabled());
        std::unique_ptr<QDialog> dialog(desk.pane->dialogs()->changeDialog(*desk.pane->calendarList()->current()));
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        QCOMPARE(dialog->findChild<QLabel *>(QStringLiteral("calendarFeed"))->text(), feed);
        QVERIFY(!dialog->findChild<QLabel *>(QStringLiteral("calendarFetched"))->text().isEmpty());
        QCOMPARE(dialog->findChild<QLabel *>(QStringLiteral("calendarProblem"))->text(), QStringLiteral("There is no calendar any more."));
        QVERIFY(accessibilityFindings(dialog.get()).isEmpty());
        if (const auto folder = qEnvironmentVariable("KONTOR_PICTURES"); !folder.isEmpty()) {
            QVERIFY(dialog->grab().save(QDir(folder).filePath(QStringLiteral("feed-dialog.png"))));
            QVERIFY(desk.pane->calendarList()->grab().save(QDir(folder).filePath(QStringLiteral("feed-list.png"))));
        }
        QVERIFY(subscribe(feed, {})); // it is there already
        QCOMPARE(desk.subscribed.size(), 1);
        QCOMPARE(desk.lookOf(feed), QStringLiteral("Schulferien Bayern"));
    }

    /// For the eye: into $KONTOR_PICTURES.
    void isShown()
    {
        Desk desk;
        QVERIFY(desk.select(QStringLiteral("Anna Müller (40)")));
        QVERIFY(waitUntil([&] { return desk.part<BirthdayDetails>("birthdayDetails")->isVisible(); }));
        const auto picture = desk.pane->grab().toImage();
        QVERIFY(!picture.isNull());
        if (const auto folder = qEnvironmentVariable("KONTOR_PICTURES"); !folder.isEmpty()) {
            QVERIFY(picture.save(QDir(folder).filePath(QStringLiteral("birthdays.png"))));
        }
    }
};

QTEST_MAIN(BirthdayPaneTest)
#include "birthdaypanetest.moc"
