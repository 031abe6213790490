// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reminderbar.h"
#include "app/remindernotifier.h"
#include "app/reminderwords.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarprojector.h"
#include "calendar/eventreader.h"
#include "support/accessibilitycheck.h"
#include "support/temporarystore.h"
#include "support/testclock.h"
#include "support/waiting.h"
#include "sync/collection.h"
#include "sync/outbox.h"

#include "accounts/accountstore.h"
#include "groupware/davchange.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCborArray>
#include <QDir>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QTimeZone>

using namespace Kontor;
using namespace std::chrono_literals;

namespace
{
QByteArray utcText(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
}

QByteArray alarmText(const QByteArray &trigger, const QByteArray &uid = {})
{
    return "BEGIN:VALARM\r\n" + (uid.isEmpty() ? QByteArray() : QByteArray("UID:" + uid + "\r\n")) + "ACTION:DISPLAY\r\nTRIGGER" + trigger + "\r\nDESCRIPTION:x\r\nEND:VALARM\r\n";
}

/// One person's calendar and a clock that goes when it is told to.
struct Desk {
    TestClock clock;
    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")}};
    std::shared_ptr<CalendarProjector> projector = std::make_shared<CalendarProjector>();
    std::shared_ptr<Outbox> outbox = std::make_shared<Outbox>(*store);
    std::unique_ptr<CalendarActions> actions;
    CollectionId calendar{}, shared{};
    ResourceId resource{};
    std::unique_ptr<ReminderNotifier> notifier;
    QList<Reminder> told;
    int next = 1;

    Desk()
    {
        // Actions know only the machine's clock; so this one begins there, at a whole minute.
        const auto now = QDateTime::currentDateTimeUtc();
        const QDateTime minute(now.date(), QTime(now.time().hour(), now.time().minute()), QTimeZone::UTC);
        clock.jump(std::chrono::milliseconds(clock.now().msecsTo(minute)));
        outbox->addProjector(QStringLiteral("calendar"), projector);
        Account account;
        account.address = QStringLiteral("anna@example.org");
        account.userName = account.address;
        account.calendars = QUrl(QStringLiteral("https://dav.example.org/"));
        AccountStore accounts(*store);
        account.id = waitedFor(accounts.save(account)).value();
        resource = waitedFor(accounts.resource(account.id, ResourceKind::Calendar)).value();
        calendar = add(QStringLiteral("mine"), 63);
        shared = add(QStringLiteral("theirs"), 1);
        actions = std::make_unique<CalendarActions>(outbox);
        QObject::connect(actions.get(), &CalendarActions::failed, [](const Error &error) { qWarning("failed: %s %s", qPrintable(error.message), qPrintable(error.detail)); });
    }

    CollectionId add(const QString &name, int rights)
    {
        const QCborMap attributes{{DavAttribute::Components, QCborArray{QStringLiteral("VEVENT"), QStringLiteral("VTODO")}}};
        return waitedFor(store->write([=, resource = resource](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) VALUES (?1, ?2, ?2, '', ?3, ?4)")
                       .run(resource, name, rights, attributes.toCborValue().toCbor())
                       .transform([&transaction] { return CollectionId{transaction.lastInsertId()}; });
               }))
            .value();
    }

    ItemId put(const QByteArray &lines, CollectionId in = {}, const QByteArray &kind = "VEVENT")
    {
        const auto number = next++;
        const auto target = in ? in : calendar;
        const QByteArray bytes = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\nBEGIN:" + kind + "\r\nUID:u" + QByteArray::number(number) + "\r\nDTSTAMP:20260101T000000Z\r\n" + lines
            + "END:" + kind + "\r\nEND:VCALENDAR\r\n";
        return waitedFor(store->write([=, projector = projector](Transaction &transaction) -> Result<ItemId> {
                   if (auto made = transaction.prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (?1, ?2, 'r1', ?3)").run(target, QString::number(number), bytes);
                       !made) {
                       return std::unexpected(made.error());
                   }
                   const ItemId item{transaction.lastInsertId()};
                   transaction.changes.touch(target, item);
                   return projector->project(item, target, bytes).and_then([&](const Write &write) { return write(transaction); }).transform([item] { return item; });
               }))
            .value();
    }

    /// The server tells another version of it.
    void replace(ItemId item, const std::function<QByteArray(QByteArray)> &edit)
    {
        const auto now = edit(bytes(item));
        waitedFor(store->write([=, projector = projector, calendar = calendar](Transaction &transaction) -> Result<void> {
            transaction.changes.touch(calendar, item);
            return transaction.prepare("UPDATE item SET payload = ?2 WHERE id = ?1").run(item, now).and_then([&] {
                return projector->project(item, calendar, now).and_then([&](const Write &write) { return write(transaction); });
            });
        })).value();
    }

    QByteArray bytes(ItemId item)
    {
        return waitedFor(store->read([item](const Reader &reader) { return EventReader::object(reader, item); })).value().bytes;
    }

    ItemId meeting(const QByteArray &summary, std::chrono::minutes from, const QByteArray &more = alarmText(":-PT15M"))
    {
        const auto start = clock.now().addSecs(std::chrono::seconds(from).count());
        return put("DTSTART:" + utcText(start) + "\r\nDTEND:" + utcText(start.addSecs(3600)) + "\r\nSUMMARY:" + summary + "\r\nLOCATION:Raum 2.04\r\n" + more);
    }

    void begin()
    {
        notifier = std::make_unique<ReminderNotifier>(ReminderNotifier::Parts{.store = *store, .actions = actions.get(), .clock = &clock});
        QObject::connect(notifier.get(), &ReminderNotifier::told, [this](const QList<Reminder> &news) { told << news; });
    }

    /// Time goes by, and the notifier wakes up.
    void pass(std::chrono::milliseconds time)
    {
        clock.advance(time);
        notifier->look();
    }

    QStringList open() const
    {
        QStringList titles;
        for (const auto &one : notifier->open()) {
            titles << one.occurrence.summary;
        }
        return titles;
    }

    /// Nothing more comes: it has looked again, at everything written until now.
    void settle()
    {
        for (int i = 0; i < 2; ++i) {
            QSignalSpy looked(notifier.get(), &ReminderNotifier::looked);
            notifier->look();
            QVERIFY(waitUntil([&] { return looked.size() > 0; }));
        }
    }
};
}

/// Reminders as people meet them: at the time, late, together, put off, and gone on another device.
class ReminderNotifierTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // nobody's desktop is bothered
        QStandardPaths::setTestModeEnabled(true);
    }
    void init()
    {
        KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Reminders"));
        KLocalizedString::setLanguages({QStringLiteral("en")});
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    }

    void tellsOnceAtItsTime()
    {
        Desk desk;
        desk.meeting("Soon", 20min);
        desk.begin();
        desk.settle();
        QCOMPARE(desk.told.size(), 0);
        desk.pass(4min);
        desk.settle();
        QCOMPARE(desk.told.size(), 0);
        desk.pass(2min);
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        QCOMPARE(desk.open(), QStringList{QStringLiteral("Soon")});
        for (int i = 0; i < 5; ++i) {
            desk.pass(1min);
            desk.settle();
        }
        QCOMPARE(desk.told.size(), 1);
        QCOMPARE(desk.open().size(), 1); // it stays to be seen
    }

    void anEditOrAClockPutBackDoesNotRingAgain()
    {
        Desk desk;
        const auto item = desk.meeting("Soon", 10min);
        desk.begin();
        desk.pass(1min);
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        // Another alarm in front of it: a nameless one is now called by another place.
        desk.replace(item, [](QByteArray bytes) { return bytes.replace("BEGIN:VALARM", QByteArray(alarmText(":-P7D") + "BEGIN:VALARM")).replace("SUMMARY:Soon", "SUMMARY:Sooner"); });
        QVERIFY(waitUntil([&] { return desk.open() == QStringList{QStringLiteral("Sooner")}; }));
        desk.clock.jump(-30min);
        desk.settle();
        desk.clock.jump(30min);
        desk.settle();
        QCOMPARE(desk.told.size(), 1);
    }

    void theSameTimeTwiceRingsOnce()
    {
        // One alarm to be seen and one to be heard, as some programs write them.
        Desk desk;
        const auto item = desk.meeting("Soon", 10min, alarmText(":-PT15M", "a") + alarmText(":-PT15M", "b"));
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        QCOMPARE(desk.open().size(), 1);
        desk.notifier->dismiss(desk.notifier->open().first());
        QVERIFY(desk.open().isEmpty());
        QVERIFY2(waitUntil([&] { return desk.bytes(item).count("ACKNOWLEDGED:") == 2; }), desk.bytes(item).constData()); // on all devices, both
        desk.settle();
        QVERIFY(desk.open().isEmpty());
        QCOMPARE(desk.told.size(), 1);
    }

    void dismissingIsSynced_data()
    {
        QTest::addColumn<QByteArray>("uid");
        QTest::newRow("named") << QByteArray("al");
        QTest::newRow("nameless") << QByteArray();
    }
    void dismissingIsSynced()
    {
        QFETCH(QByteArray, uid);
        Desk desk;
        const auto item = desk.meeting("Soon", 10min, alarmText(":-PT15M", uid));
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        desk.notifier->dismiss(desk.notifier->open().first());
        QVERIFY2(waitUntil([&] { return desk.bytes(item).contains("ACKNOWLEDGED:"); }), desk.bytes(item).constData());
        QCOMPARE(waitedFor(desk.outbox->list()).value().size(), 1); // on its way to the other devices
    }

    void puttingOffIsSynced()
    {
        Desk desk;
        const auto item = desk.meeting("Soon", 10min);
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        desk.notifier->snooze(desk.notifier->open().first(), 5);
        QVERIFY(desk.open().isEmpty());
        QVERIFY(waitUntil([&] { return desk.bytes(item).contains("RELTYPE=SNOOZE"); }));
        desk.pass(2min);
        desk.settle();
        QCOMPARE(desk.told.size(), 1);
        QVERIFY(desk.open().isEmpty());
        desk.pass(5min);
        QVERIFY(waitUntil([&] { return desk.told.size() == 2; }));
        QCOMPARE(desk.open(), QStringList{QStringLiteral("Soon")});
        // The window and the desktop both offer it: whoever is second is too late.
        const auto second = desk.notifier->open().first();
        desk.notifier->dismiss(second);
        desk.notifier->snooze(second, 5);
        QVERIFY(waitUntil([&] { return !desk.bytes(item).contains("RELTYPE=SNOOZE"); }));
        desk.pass(10min);
        desk.settle();
        QCOMPARE(desk.told.size(), 2);
    }

    void putOffInASeriesThatCannotBeWritten()
    {
        // Remembered on this machine alone, and of one instance alone.
        Desk desk;
        const auto start = desk.clock.now().addDays(-3).addSecs(10 * 60);
        desk.put("DTSTART:" + utcText(start) + "\r\nDTEND:" + utcText(start.addSecs(1800)) + "\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Daily\r\n" + alarmText(":-PT15M", "al"), desk.shared);
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        desk.notifier->snooze(desk.notifier->open().first(), 60);
        desk.settle();
        desk.pass(59min);
        desk.settle();
        desk.pass(2min);
        QVERIFY(waitUntil([&] { return desk.told.size() > 1; }));
        desk.settle();
        QCOMPARE(desk.told.size(), 2);
        QCOMPARE(desk.told.last().occurrence.start, desk.told.first().occurrence.start);
    }

    void goneOnAnotherDeviceIsGoneHere()
    {
        Desk desk;
        const auto item = desk.meeting("Soon", 10min);
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.open().size() == 1; }));
        desk.replace(item, [&](QByteArray bytes) { return bytes.replace("ACTION:DISPLAY", QByteArray("ACKNOWLEDGED:" + utcText(desk.clock.now()) + "\r\nACTION:DISPLAY")); });
        QVERIFY(waitUntil([&] { return desk.open().isEmpty(); }));
    }

    void afterSleepAllThatWasMissedComesOnce()
    {
        Desk desk;
        desk.meeting("First", 20min);
        desk.meeting("Second", 60min);
        desk.meeting("Much later", 48h);
        desk.put("DUE:" + utcText(desk.clock.now().addSecs(90 * 60)) + "\r\nSUMMARY:Report\r\n" + alarmText(";RELATED=END:-PT30M"), {}, "VTODO");
        const auto day = desk.clock.now().toLocalTime().date().addDays(1);
        const auto inTwoHours = desk.clock.now().secsTo(day.startOfDay()) / 60 - 120; // before midnight
        desk.put("DTSTART;VALUE=DATE:" + day.toString(QStringLiteral("yyyyMMdd")).toLatin1() + "\r\nSUMMARY:Whole day\r\n"
                 + alarmText((inTwoHours < 0 ? ":PT" : ":-PT") + QByteArray::number(std::abs(inTwoHours)) + 'M'));
        desk.begin();
        desk.settle();
        QCOMPARE(desk.told.size(), 0);
        QSignalSpy told(desk.notifier.get(), &ReminderNotifier::told);
        desk.pass(3h); // the lid was closed
        QVERIFY(waitUntil([&] { return !desk.told.isEmpty(); }));
        desk.settle();
        auto titles = desk.open();
        titles.sort();
        QCOMPARE(titles, (QStringList{QStringLiteral("First"), QStringLiteral("Report"), QStringLiteral("Second"), QStringLiteral("Whole day")}));
        QCOMPARE(told.size(), 1); // together
        desk.notifier->dismissAll();
        QVERIFY(desk.open().isEmpty());
        desk.pass(1min);
        desk.settle();
        QVERIFY(desk.open().isEmpty());
    }

    void atStartWhatWasMissedIsToldAndWhatWasToldIsShownWhileItMatters()
    {
        Desk desk;
        const auto over = desk.meeting("Over", 10min);
        desk.meeting("Long", 10min);
        desk.replace(ItemId{over.value + 1}, [&](QByteArray bytes) {
            return bytes.replace(QByteArray("DTEND:" + utcText(desk.clock.now().addSecs(70 * 60))), QByteArray("DTEND:" + utcText(desk.clock.now().addSecs(9 * 3600))));
        });
        desk.meeting("Missed", 3h);
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 2; }));
        desk.settle();
        desk.notifier.reset();
        desk.told.clear();
        desk.clock.advance(5h);
        desk.begin();
        QVERIFY(waitUntil([&] { return !desk.told.isEmpty(); }));
        desk.settle();
        QCOMPARE(desk.told.size(), 1);
        QCOMPARE(desk.told.first().occurrence.summary, QStringLiteral("Missed"));
        auto titles = desk.open();
        titles.sort();
        QCOMPARE(titles, (QStringList{QStringLiteral("Long"), QStringLiteral("Missed")}));
    }

    void doneAndDeclinedAreSilent()
    {
        Desk desk;
        desk.put("DUE:" + utcText(desk.clock.now().addSecs(600)) + "\r\nSTATUS:COMPLETED\r\nSUMMARY:Done\r\n" + alarmText(";RELATED=END:-PT30M"), {}, "VTODO");
        desk.meeting("Cancelled", 10min, "STATUS:CANCELLED\r\n" + alarmText(":-PT15M"));
        desk.meeting("Real", 10min);
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        desk.settle();
        QCOMPARE(desk.open(), QStringList{QStringLiteral("Real")});
    }

    void oneOfASeriesAtATime()
    {
        Desk desk;
        const auto start = desk.clock.now().addDays(-1).addSecs(10 * 60);
        desk.put("DTSTART:" + utcText(start) + "\r\nDTEND:" + utcText(start.addSecs(1800)) + "\r\nRRULE:FREQ=DAILY\r\nSUMMARY:Daily\r\n" + alarmText(":-PT15M", "al"));
        desk.begin();
        QVERIFY(waitUntil([&] { return desk.told.size() == 1; }));
        QCOMPARE(desk.told.first().occurrence.start, start.addDays(1));
        desk.notifier->dismiss(desk.notifier->open().first());
        desk.settle();
        desk.pass(24h);
        QVERIFY(waitUntil([&] { return desk.told.size() == 2; }));
        QCOMPARE(desk.told.last().occurrence.start, start.addDays(2));
    }

    // In the window

    void theBarOffersAllOfItByKey()
    {
        Desk desk;
        const auto first = desk.meeting("First", 10min);
        desk.meeting("Second", 12min);
        desk.meeting("Third", 14min);
        desk.begin();
        ReminderBar bar;
        bar.resize(900, 200);
        QVERIFY(bar.isHidden());
        bar.setNotifier(desk.notifier.get());
        QVERIFY(waitUntil([&] { return desk.open().size() == 3 && !bar.isHidden(); }));
        bar.show();
        bar.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&bar));
        bar.setFocus();
        const auto findings = accessibilityFindings(&bar);
        QVERIFY2(findings.isEmpty(), qPrintable(findings.join(QLatin1Char('\n'))));
        auto *list = bar.findChild<QListWidget *>(QStringLiteral("reminderList"));
        QVERIFY(list->hasFocus());
        QCOMPARE(list->count(), 3);
        QVERIFY(list->item(0)->text().startsWith(QStringLiteral("First: ")));
        QVERIFY(list->item(0)->text().endsWith(QStringLiteral("in 10 minutes, Raum 2.04")));

        QSignalSpy opened(&bar, &ReminderBar::openWanted);
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().value<Reminder>().occurrence.ref.item, first);

        auto *later = bar.findChild<QMenu *>(QStringLiteral("reminderLaterMenu"));
        Q_EMIT later->aboutToShow();
        QList<int> minutes;
        for (const auto actions = later->actions(); const auto *action : actions) {
            minutes << action->data().toInt();
        }
        QCOMPARE(minutes, (QList{10, 5, 15, 60, 1440})); // until it begins first
        later->actions().at(1)->trigger();
        QCOMPARE(list->count(), 2);
        QVERIFY(waitUntil([&] { return desk.bytes(first).contains("RELTYPE=SNOOZE"); }));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(list->count(), 1);
        QVERIFY(bar.findChild<QPushButton *>(QStringLiteral("reminderDismissAll"))->isHidden()); // of one
        QSignalSpy left(&bar, &ReminderBar::left);
        bar.findChild<QPushButton *>(QStringLiteral("reminderDismiss"))->click();
        QVERIFY(bar.isHidden());
        QCOMPARE(left.size(), 1);
    }

    void whatIsSaidFitsTheTime()
    {
        Reminder reminder;
        const QDateTime now(QDate(2026, 11, 27), QTime(13, 45));
        reminder.occurrence.summary = QStringLiteral("Lage");
        reminder.occurrence.start = now.addSecs(15 * 60);
        reminder.occurrence.end = now.addSecs(60 * 60);
        QCOMPARE(ReminderWords::sentence(reminder, now), QStringLiteral("Lage: 14:00, in 15 minutes"));
        QCOMPARE(ReminderWords::sentence(reminder, now.addSecs(45 * 60)), QStringLiteral("Lage: 14:00, 30 minutes ago"));
        QCOMPARE(ReminderWords::sentence(reminder, now.addDays(-1)), QStringLiteral("Lage: tomorrow, 14:00"));
        QCOMPARE(ReminderWords::later(reminder, now).first().minutes, 15);
        QCOMPARE(ReminderWords::later(reminder, now.addSecs(3600)).size(), 4); // it has begun
        reminder.occurrence.flags = EventFlag::AllDay;
        reminder.occurrence.start = QDate(2026, 11, 27).startOfDay();
        QCOMPARE(ReminderWords::sentence(reminder, now), QStringLiteral("Lage: today, all day"));
        reminder.occurrence.flags |= EventFlag::Task;
        QCOMPARE(ReminderWords::sentence(reminder, now), QStringLiteral("Lage: due today"));
    }

    void pictures()
    {
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (folder.isEmpty()) {
            return; // only for people to look at
        }
        QVERIFY(QDir().mkpath(folder));
        for (const auto &language : {QStringLiteral("de"), QStringLiteral("en")}) {
            KSharedConfig::openConfig()->deleteGroup(QStringLiteral("Reminders"));
            KLocalizedString::setLanguages({language});
            QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
            Desk desk;
            desk.meeting("Lagebesprechung", 10min);
            if (language == QLatin1String("de")) {
                desk.meeting("Vorstellungsgespräche Sachbearbeitung", 12min, "URL:https://example.org\r\nX-GOOGLE-CONFERENCE:https://meet.example.org/x\r\n" + alarmText(":-PT15M"));
                desk.put("DUE:" + utcText(desk.clock.now().addSecs(900)) + "\r\nSUMMARY:Quartalsbericht abgeben\r\n" + alarmText(";RELATED=END:-PT30M"), {}, "VTODO");
            }
            desk.begin();
            ReminderBar bar;
            bar.resize(1000, 100);
            bar.setNotifier(desk.notifier.get());
            QVERIFY(waitUntil([&] { return !bar.isHidden(); }));
            bar.show();
            QCoreApplication::processEvents();
            QVERIFY(bar.grab().save(QStringLiteral("%1/reminders-%2.png").arg(folder, language)));
        }
    }
};

QTEST_MAIN(ReminderNotifierTest)
#include "remindernotifiertest.moc"
