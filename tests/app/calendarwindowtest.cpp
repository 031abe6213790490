// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/calendarsettingspage.h"
#include "app/mainwindow.h"
#include "app/reminderbar.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "calendar/calendaractions.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/monthgrid.h"
#include "groupware/davchange.h"
#include "store/store.h"
#include "support/accessibilitycheck.h"
#include "support/waiting.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCborArray>
#include <QCborMap>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

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

/// The whole program with one account that has a calendar, and no server.
struct House {
    QTemporaryDir folder;
    Services services{{.folder = folder.path(), .keySource = std::make_shared<FixedKey>()}};
    std::unique_ptr<MainWindow> window = std::make_unique<MainWindow>(&services);

    bool begin(const QUrl &calendars)
    {
        window->show();
        services.begin();
        if (!waitUntil([this] { return services.state() == Services::State::Ready; })) {
            return false;
        }
        Account account;
        account.address = QStringLiteral("anna@example.org");
        account.name = QStringLiteral("Anna Berg");
        account.userName = account.address;
        account.password = QStringLiteral("x");
        account.imap = {QStringLiteral("127.0.0.1"), 1, ServerAddress::Security::Tls};
        account.smtp = account.imap;
        account.calendars = calendars;
        services.saveAccount(account);
        return waitUntil([this] { return !services.accounts().isEmpty() && window->findChild<QWidget *>(QStringLiteral("messageReader")); });
    }

    CollectionId addCalendar()
    {
        return waitedFor(services.store()->write([account = services.accounts().first().id](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   auto done = transaction.prepare("INSERT OR IGNORE INTO resource (account, kind) VALUES (?1, 'calendar')").run(account);
                   const auto resource = transaction.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = 'calendar'").value<ResourceId>(account);
                   const QCborMap attributes{{DavAttribute::Components, QCborArray{QStringLiteral("VEVENT"), QStringLiteral("VTODO")}}};
                   if (!done || !resource) {
                       return std::unexpected(!done ? done.error() : resource.error());
                   }
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) VALUES (?1, '/work/', 'Work', '', 63, ?2)")
                       .run(resource->value_or(ResourceId{}), attributes.toCborValue().toCbor())
                       .transform([&transaction] { return CollectionId{transaction.lastInsertId()}; });
               }))
            .value();
    }

    ~House()
    {
        window.reset();
        services.shutDown();
    }
};
}

/// The calendar from the rest of the window: what other panes ask of it, its settings, and its reminders.
class CalendarWindowTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        QStandardPaths::setTestModeEnabled(true);
    }
    void initTestCase()
    {
        QCoreApplication::setApplicationName(QStringLiteral("kontor"));
        KLocalizedString::setLanguages({QStringLiteral("en")});
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }
    void init()
    {
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Calendar"));
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Reminders"));
    }

    void anotherPaneBeginsAnEvent()
    {
        House house;
        QVERIFY(house.begin(QUrl(QStringLiteral("http://127.0.0.1:1/"))));
        house.addCalendar();
        auto settings = KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
        settings.writeEntry("EventLength", 30);
        settings.writeEntry("Reminder", 10);
        const auto start = QDateTime(QDate::currentDate().addDays(9), QTime(14, 0));
        house.window->newEvent({.summary = QStringLiteral("Angebot"), .description = QStringLiteral("Wie besprochen"), .attendees = {QStringLiteral("b.demo@example.org")}, .start = start});
        QVERIFY(waitUntil([&] { return house.window->findChild<EventEditor *>() != nullptr; })); // nobody had opened the calendar before
        auto *editor = house.window->findChild<EventEditor *>();
        QVERIFY(editor->isVisible());
        const auto draft = editor->draft();
        QCOMPARE(draft.summary, QStringLiteral("Angebot"));
        QCOMPARE(draft.description, QStringLiteral("Wie besprochen"));
        QCOMPARE(draft.attendees.size(), 1);
        QCOMPARE(draft.attendees.first().address, QStringLiteral("b.demo@example.org"));
        QCOMPARE(draft.start, start);
        QCOMPARE(draft.end, start.addSecs(30 * 60));
        QCOMPARE(draft.alarms, (QList<Alarm>{{.minutesBefore = 10}}));
        const auto *pane = house.window->findChild<CalendarPane *>();
        QVERIFY(pane->views()->firstDay() <= start.date() && pane->views()->lastDay() >= start.date());
        editor->save();
        QVERIFY(waitUntil([&] { return !house.window->findChild<EventEditor *>() || !editor->isVisible(); }));
        const auto count = waitedFor(house.services.store()->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM calendar_object").value<qint64>(); }));
        QCOMPARE(count.value().value_or(0), 1);
    }

    void withoutACalendarItSaysSo()
    {
        House house;
        QVERIFY(house.begin(QUrl(QStringLiteral("http://127.0.0.1:1/"))));
        house.window->newEvent({.summary = QStringLiteral("Angebot")});
        QVERIFY(waitUntil([&] { return house.window->findChild<QWidget *>(QStringLiteral("notice")) != nullptr; }));
        QVERIFY(!house.window->findChild<EventEditor *>());
    }

    void anInvitationOpensInPlace()
    {
        const QByteArray ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:inv\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20991127T130000Z\r\n"
                               "DTEND:20991127T140000Z\r\nSUMMARY:Runder Tisch\r\nORGANIZER;CN=Boss:mailto:boss@example.org\r\nATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:anna@example.org\r\n"
                               "END:VEVENT\r\nEND:VCALENDAR\r\n";
        {
            House house;
            QVERIFY(house.begin({}));
            QWidget parent;
            QVERIFY(!house.window->openInvitation(ics, QStringLiteral("boss@example.org"), &parent)); // no calendars: mail shows what it can
        }
        House house;
        QVERIFY(house.begin(QUrl(QStringLiteral("http://127.0.0.1:1/"))));
        house.addCalendar();
        QWidget parent;
        parent.resize(800, 600);
        auto *view = house.window->openInvitation(ics, QStringLiteral("boss@example.org"), &parent);
        QVERIFY(view);
        QCOMPARE(view->parentWidget(), &parent);
        parent.show();
        auto *accept = view->findChild<QAbstractButton *>(QStringLiteral("invitationAccept"));
        QVERIFY(accept);
        QVERIFY(waitUntil([&] { return accept->isVisible() && accept->isEnabled(); }));
        const auto labels = view->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) { return label->text().contains(QStringLiteral("Runder Tisch")); }));
        accept->click();
        QVERIFY(waitUntil([&] {
            const auto count = waitedFor(house.services.store()->read([](const Reader &reader) { return reader.prepare("SELECT count(*) FROM calendar_object WHERE uid = x'696e76'").value<qint64>(); }));
            return count && count->value_or(0) == 1;
        }));
    }

    void aReminderShowsInTheWindowAndOpensItsInstance()
    {
        House house;
        QVERIFY(house.begin(QUrl(QStringLiteral("http://127.0.0.1:1/"))));
        const auto calendar = house.addCalendar();
        const auto start = QDateTime::currentDateTime().addSecs(600);
        auto *actions = house.services.calendarActions();
        auto draft = actions->newEvent(calendar, start.addDays(-14), start.addDays(-14).addSecs(1800), false);
        draft.summary = QStringLiteral("Weekly");
        draft.rule = QStringLiteral("FREQ=WEEKLY");
        draft.alarms = {{.minutesBefore = 12}};
        waitedFor(actions->save({}, draft, Scope::All)).value();
        auto *bar = house.window->findChild<ReminderBar *>();
        QVERIFY(waitUntil([&] { return bar->isVisible(); }));
        auto *list = bar->findChild<QListWidget *>();
        QCOMPARE(list->count(), 1);
        QTest::keyClick(list, Qt::Key_Return);
        auto *pane = house.window->findChild<CalendarPane *>();
        QVERIFY(pane);
        QVERIFY(waitUntil([&] { return pane->views()->current() != nullptr; }));
        QCOMPARE(pane->views()->current()->start.date(), start.date()); // this week's, not the first one
        bar->findChild<QAbstractButton *>(QStringLiteral("reminderDismiss"))->click();
        QVERIFY(!bar->isVisible());
    }

    // Settings

    void whatIsChosenIsFollowedAtOnce()
    {
        House house;
        QVERIFY(house.begin(QUrl(QStringLiteral("http://127.0.0.1:1/"))));
        house.addCalendar();
        house.window->showDay(QDate(2026, 11, 27));
        auto *pane = house.window->findChild<CalendarPane *>();
        QVERIFY(pane);
        QCOMPARE(pane->views()->dayGrid()->firstDay(), QDate(2026, 11, 23));
        house.window->actionCollection()->action(QStringLiteral("options_configure"))->trigger();
        auto *dialog = house.window->findChild<SettingsDialog *>();
        QVERIFY(dialog);
        dialog->showCalendar();
        const auto choose = [dialog](const char *name, const QVariant &value) {
            auto *box = dialog->findChild<QComboBox *>(QString::fromLatin1(name));
            box->setCurrentIndex(box->findData(value));
            Q_EMIT box->activated(box->currentIndex());
        };
        choose("firstDay", 7);
        QCOMPARE(pane->views()->dayGrid()->firstDay(), QDate(2026, 11, 22));
        dialog->findChild<QCheckBox *>(QStringLiteral("workingDay1"))->setChecked(false);
        pane->chooseView(CalendarViews::View::WorkWeek);
        QCOMPARE(pane->views()->dayGrid()->firstDay(), QDate(2026, 11, 24));
        choose("workingFrom", 18);
        const auto group = KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
        QCOMPARE(group.readEntry("WorkingFrom", 0), 18);
        QVERIFY(group.readEntry("WorkingTo", 0) > 18); // no day of work ends before it begins
        auto *region = dialog->findChild<QComboBox *>(QStringLiteral("holidayRegion"));
        QVERIFY(waitUntil([&] { return region->findData(QStringLiteral("de-th_de")) > 0; }));
        choose("holidayRegion", QStringLiteral("de-th_de"));
        QCOMPARE(pane->holidayRegion(), QStringLiteral("de-th_de"));
        choose("reminder", 30);
        choose("dayReminder", 15 * 60);
        choose("eventLength", 45);
        QCOMPARE(group.readEntry("Reminder", 0), 30);
        QCOMPARE(group.readEntry("DayReminder", 0), 900);
        QCOMPARE(group.readEntry("EventLength", 0), 45);
    }

    void whatIsLockedIsShownAndSaid()
    {
        // As an administrator writes it: [$i] in a file below the user's own.
        QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("kontorlockedrc")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[Calendar]\nWorkingFrom[$i]=7\nHolidayRegion[$i]=de-by_de\nWeekNumbers[$i]=false\nFirstDay=7\n");
        file.close();
        const auto config = KSharedConfig::openConfig(file.fileName(), KConfig::SimpleConfig);
        QVERIFY(config->group(QStringLiteral("Calendar")).isEntryImmutable("WorkingFrom"));
        CalendarSettingsPage page(config);
        page.show();
        QVERIFY(!page.findChild<QWidget *>(QStringLiteral("workingHours"))->isEnabled());
        QVERIFY(!page.findChild<QCheckBox *>(QStringLiteral("weekNumbers"))->isEnabled());
        QVERIFY(page.findChild<QComboBox *>(QStringLiteral("firstDay"))->isEnabled());
        auto *said = page.findChild<QLabel *>(QStringLiteral("workingHoursLocked"));
        QVERIFY(said && said->isVisible());
        QVERIFY(said->focusPolicy() & Qt::TabFocus); // a field that is switched off takes no focus
        QVERIFY(said->accessibleName().contains(QStringLiteral("administrator")));
        QVERIFY2(said->accessibleName().contains(QStringLiteral("07:00")), qPrintable(said->accessibleName()));
        auto *region = page.findChild<QComboBox *>(QStringLiteral("holidayRegion"));
        QVERIFY(waitUntil([&] { return region->currentText() == QStringLiteral("Bavaria"); }));
        QVERIFY(page.findChild<QLabel *>(QStringLiteral("holidayRegionLocked"))->accessibleName().contains(QStringLiteral("Bavaria")));
        const auto findings = accessibilityFindings(&page);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
    }

    void pictures()
    {
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (folder.isEmpty()) {
            return; // only for people to look at
        }
        QVERIFY(QDir().mkpath(folder));
        QTemporaryDir locked;
        QFile file(locked.filePath(QStringLiteral("kontorlockedrc")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[Calendar]\nWorkingFrom[$i]=7\nHolidayRegion[$i]=de-by_de\nReminder[$i]=15\n");
        file.close();
        for (const auto &language : {QStringLiteral("de"), QStringLiteral("en")}) {
            KLocalizedString::setLanguages({language});
            QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
            const auto palette = QApplication::palette();
            if (language == QLatin1String("en")) {
                QPalette dark;
                dark.setColor(QPalette::Base, QColor(0x14, 0x16, 0x18));
                dark.setColor(QPalette::Text, QColor(0xfc, 0xfc, 0xfc));
                dark.setColor(QPalette::Window, QColor(0x20, 0x23, 0x26));
                dark.setColor(QPalette::WindowText, QColor(0xfc, 0xfc, 0xfc));
                dark.setColor(QPalette::Button, QColor(0x29, 0x2c, 0x30));
                dark.setColor(QPalette::ButtonText, QColor(0xfc, 0xfc, 0xfc));
                QApplication::setPalette(dark);
            }
            CalendarSettingsPage page(KSharedConfig::openConfig(file.fileName(), KConfig::SimpleConfig));
            page.setAutoFillBackground(true);
            page.resize(700, 560);
            page.show();
            auto *region = page.findChild<QComboBox *>(QStringLiteral("holidayRegion"));
            QVERIFY(waitUntil([&] { return region->count() > 10; }));
            QVERIFY(page.grab().save(QStringLiteral("%1/settings-%2.png").arg(folder, language)));
            QApplication::setPalette(palette);
        }
        KLocalizedString::setLanguages({QStringLiteral("en")});
    }
};

QTEST_MAIN(CalendarWindowTest)
#include "calendarwindowtest.moc"
