// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/attendeeedit.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/freebusystrip.h"
#include "calendar/ui/roomsearch.h"

#include "../calendarfixture.h"

#include "base/catalogue.h"
#include "calendar/calendaractions.h"
#include "calendar/ui/eventcolours.h"
#include "shell/itemlistview.h"
#include "support/accessibilitycheck.h"

#include <KLocalizedString>
#include <QCheckBox>
#include <QDateEdit>
#include <QDir>
#include <QFormLayout>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTest>
#include <QTimeEdit>
#include <QToolButton>

#include <clocale>

using namespace Kontor;

namespace
{
constexpr int peoplePage = 2;

/// A Friday far ahead, so that "now" is never in between.
const QDate friday(2030, 3, 15);

QDateTime berlin(const QDate &day, int hour, int minute = 0)
{
    return {day, QTime(hour, minute), QTimeZone("Europe/Berlin")};
}

const QString bert = QStringLiteral("bert@example.org");
const QString cem = QStringLiteral("cem@example.org");
const QString room = QStringLiteral("raum204@example.org");

/// A calendar, and a server that knows when some are busy and which rooms there are.
struct Desk {
    CalendarFixture data;
    CalendarActions actions{data.outbox};
    FreeBusy::Told told;
    QList<Attendee> principals;
    std::optional<Error> error;
    QStringList asked; ///< how often, and whom
    bool isSilent = false;
    std::shared_ptr<QPromise<Result<FreeBusy::Told>>> late = std::make_shared<QPromise<Result<FreeBusy::Told>>>();

    CalendarParts parts()
    {
        CalendarParts parts;
        parts.store = *data.store;
        parts.actions = &actions;
        parts.accounts = [this] { return QList<Account>{data.account}; };
        parts.askFreeBusy = [this](AccountId, const QString &organizer, const QStringList &addresses, const QDateTime &, const QDateTime &) {
            asked << QString(organizer + u':' + addresses.join(u','));
            if (isSilent) {
                late->start();
                return late->future();
            }
            return QtFuture::makeReadyValueFuture(error ? Result<FreeBusy::Told>(std::unexpected(*error)) : Result<FreeBusy::Told>(told));
        };
        parts.findPeople = [this](AccountId, const QString &words) {
            auto found = principals;
            found.removeIf([&words](const Attendee &one) { return !one.name.contains(words, Qt::CaseInsensitive); });
            return QtFuture::makeReadyValueFuture(Result<QList<Attendee>>(found));
        };
        return parts;
    }
    QList<CalendarInfo> calendars() const
    {
        CalendarInfo work;
        work.id = data.work;
        work.account = data.account.id;
        work.accountAddress = data.account.address;
        work.addresses = {data.account.address};
        work.name = QStringLiteral("Dienst");
        work.colour = QColor(0x1d, 0x99, 0xf3);
        work.isWritable = true;
        work.holdsTasks = true;
        return {work};
    }
    EventDraft meeting(const QList<Attendee> &people)
    {
        auto draft = actions.newEvent(data.work, berlin(friday, 14), berlin(friday, 15), false);
        draft.summary = QStringLiteral("Lage");
        draft.attendees = people;
        return draft;
    }
};

template <class Widget>
Widget *field(const QObject &editor, const char *name)
{
    return editor.findChild<Widget *>(QString::fromLatin1(name));
}

void showPeople(EventEditor &editor)
{
    editor.show();
    editor.findChild<QTabWidget *>()->setCurrentIndex(peoplePage);
}

bool isAnswered(EventEditor &editor)
{
    const auto *strip = editor.findChild<FreeBusyStrip *>();
    return waitUntil([strip] { return !strip->inquiry()->isAsking(); });
}

QString spoken(EventEditor &editor, int row)
{
    return field<QListWidget>(editor, "attendees")->item(row)->data(Qt::AccessibleTextRole).toString();
}

FreeBusy::Span busy(const QDateTime &start, const QDateTime &end, FreeBusy::Kind kind = FreeBusy::Kind::Busy)
{
    return {start.toUTC(), end.toUTC(), kind};
}

QPalette darkColours()
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor(0x14, 0x16, 0x18));
    palette.setColor(QPalette::AlternateBase, QColor(0x1d, 0x1f, 0x22));
    palette.setColor(QPalette::Text, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::Window, QColor(0x20, 0x23, 0x26));
    palette.setColor(QPalette::WindowText, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::Button, QColor(0x29, 0x2c, 0x30));
    palette.setColor(QPalette::ButtonText, QColor(0xfc, 0xfc, 0xfc));
    palette.setColor(QPalette::PlaceholderText, QColor(0xa1, 0xa9, 0xb1));
    return palette;
}

void speak(const QString &language)
{
    KLocalizedString::setLanguages({language});
    QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
}

/// The letters that Alt reaches on the page that is shown, and by which words.
QMultiHash<QString, QString> mnemonics(EventEditor &editor)
{
    QMultiHash<QString, QString> found;
    const auto add = [&found](const QString &text) {
        if (const auto letter = QKeySequence::mnemonic(text).toString(); !letter.isEmpty()) {
            found.insert(letter, text);
        }
    };
    const auto *pages = editor.findChild<QTabWidget *>();
    for (int page = 0; page < pages->count(); ++page) {
        add(pages->tabText(page));
    }
    const auto widgets = editor.findChildren<QWidget *>();
    for (const auto *widget : widgets) {
        if (!widget->isVisibleTo(&editor)) {
            continue;
        }
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            add(button->text());
        } else if (const auto *label = qobject_cast<const QLabel *>(widget); label && label->buddy()) {
            add(label->text());
        }
    }
    return found;
}
}

/// Inviting people: who is free is seen, heard and found, and never guessed.
class EventEditorPeopleTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("QT_STYLE_OVERRIDE", "breeze");
        QStandardPaths::setTestModeEnabled(true);
    }
    void initTestCase()
    {
        // In the locale C gettext translates nothing, whatever language is asked for.
        m_speaksGerman = std::setlocale(LC_ALL, "de_DE.UTF-8") || std::setlocale(LC_ALL, "en_US.UTF-8");
        useCatalogue();
    }
    void init()
    {
        speak(QStringLiteral("en"));
    }
    void cleanupTestCase()
    {
        speak(QStringLiteral("en"));
    }

    void saysWhoIsBusy()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday, 14), berlin(friday, 15)), busy(berlin(friday, 9), berlin(friday, 10))}}, {room, {}}};
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}, {.name = {}, .address = cem}, {.name = {}, .address = room, .kind = Attendee::Kind::Room}}));
        editor.show();
        QVERIFY(isAnswered(editor));
        QVERIFY(desk.asked.isEmpty()); // nobody wanted to see it yet
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        QCOMPARE(desk.asked.size(), 1);
        QVERIFY2(desk.asked.first().startsWith(desk.data.account.address), qPrintable(desk.asked.first()));
        QVERIFY(!desk.asked.first().section(u':', 1).contains(desk.data.account.address)); // I am known here
        QVERIFY2(spoken(editor, 0).contains(QStringLiteral("– busy 14:00 to 15:00")), qPrintable(spoken(editor, 0)));
        QVERIFY2(spoken(editor, 1).contains(QStringLiteral("– not known")), qPrintable(spoken(editor, 1)));
        QVERIFY2(spoken(editor, 2).contains(QStringLiteral("– free")), qPrintable(spoken(editor, 2)));
        QVERIFY(field<QListWidget>(editor, "attendees")->item(0)->text().contains(QStringLiteral("– busy 14:00–15:00")));
        const auto summary = field<QLabel>(editor, "freeBusySummary")->text();
        QCOMPARE(summary, QStringLiteral("Free: 2. Busy: 1. Not known: 1."));
        // Another time of the same day: known already, and nobody is asked again.
        field<QTimeEdit>(editor, "startTime")->setTime(QTime(16, 0));
        QVERIFY2(spoken(editor, 0).contains(QStringLiteral("– free")), qPrintable(spoken(editor, 0)));
        QVERIFY2(spoken(editor, 1).contains(QStringLiteral("– not known")), qPrintable(spoken(editor, 1)));
        QVERIFY(isAnswered(editor));
        QCOMPARE(desk.asked.size(), 1);
        // A day far away is not known before it was asked about.
        field<QDateEdit>(editor, "startDate")->setDate(friday.addDays(200));
        QVERIFY2(spoken(editor, 2).contains(QStringLiteral("– being asked")), qPrintable(spoken(editor, 2)));
        QVERIFY(isAnswered(editor));
        QCOMPARE(desk.asked.size(), 2);
    }

    void aClashIsSaidWhereTheTimeIsChosen()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday, 16), berlin(friday, 17))}}};
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}, {.name = {}, .address = cem}}));
        editor.show();
        const auto *clashes = field<QLabel>(editor, "clashes");
        field<QTimeEdit>(editor, "startTime")->setTime(QTime(16, 30));
        QVERIFY(waitUntil([&] { return clashes->isVisible(); }));
        QCOMPARE(clashes->text(), QStringLiteral("Bert: busy 16:00–17:00")); // of the other nothing is known
        field<QTimeEdit>(editor, "startTime")->setTime(QTime(10, 0));
        QVERIFY(!clashes->isVisible());
        QCOMPARE(desk.asked.size(), 1);
    }

    void myOwnTimesComeFromHere()
    {
        Desk desk;
        desk.told = {{bert, {}}};
        desk.data.add(desk.data.work, calendarObject("UID:own|DTSTAMP:20300301T000000Z|DTSTART;TZID=Europe/Berlin:20300315T143000|DTEND;TZID=Europe/Berlin:20300315T150000|SUMMARY:Zahnarzt"));
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}}));
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        QCOMPARE(field<QLabel>(editor, "freeBusySummary")->text(), QStringLiteral("Free: 1. Busy: 1."));
        QVERIFY(field<QWidget>(editor, "freeBusyChart")->accessibleDescription().contains(QStringLiteral("busy 14:30–15:00")));
    }

    void nextFreeTimeKeepsLengthAndZone()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday, 14), berlin(friday, 16, 20))}}, {cem, {busy(berlin(friday.addDays(3), 8), berlin(friday.addDays(3), 10, 50), FreeBusy::Kind::Tentative)}}};
        auto draft = desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}, {.name = QStringLiteral("Cem"), .address = cem}, {.name = {}, .address = room}});
        draft.start = berlin(friday, 14).toTimeZone(QTimeZone("America/New_York"));
        draft.end = berlin(friday, 15).toTimeZone(QTimeZone("America/New_York"));
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        field<QPushButton>(editor, "nextFree")->click();
        // 16:20 is too late for an hour before 17:00; on Monday Cem is not sure until 10:50.
        const auto result = field<QLabel>(editor, "freeBusyResult");
        QVERIFY(waitUntil([&] { return editor.draft().start != draft.start; }));
        QCOMPARE(editor.draft().start, berlin(friday.addDays(3), 11));
        QCOMPARE(editor.draft().end, berlin(friday.addDays(3), 12));
        QCOMPARE(editor.draft().start.timeZone().id(), QByteArray("America/New_York"));
        QVERIFY2(result->text().contains(QLatin1String("Monday 18 March")) && result->text().contains(QLatin1String("11:00")), qPrintable(result->text()));
        QVERIFY2(result->text().contains(QLatin1String("1 person it is not known")), qPrintable(result->text())); // the room
        // Once more: not the same time again.
        field<QPushButton>(editor, "nextFree")->click();
        QVERIFY(waitUntil([&] { return editor.draft().start == berlin(friday.addDays(3), 12); }));
        QCOMPARE(desk.asked.size(), 1);
    }

    void saysThatNoTimeIsFree()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday.addDays(-30), 0), berlin(friday.addDays(100), 0), FreeBusy::Kind::Unavailable)}}};
        const auto draft = desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}});
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        QVERIFY2(spoken(editor, 0).contains(QStringLiteral("– unavailable all day")), qPrintable(spoken(editor, 0)));
        field<QPushButton>(editor, "nextFree")->click();
        const auto *result = field<QLabel>(editor, "freeBusyResult");
        QVERIFY(waitUntil([&] { return result->text().contains(QLatin1String("60 days")); }));
        QCOMPARE(editor.draft().start, draft.start);
    }

    void wholeDaysMoveByDays()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday.addDays(3), 9), berlin(friday.addDays(3), 10))}}};
        auto draft = desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}});
        draft.isAllDay = true;
        draft.start = QDateTime(friday, QTime(0, 0));
        draft.end = QDateTime(friday.addDays(1), QTime(0, 0));
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        field<QPushButton>(editor, "nextFree")->click();
        QVERIFY(waitUntil([&] { return editor.draft().start != draft.start; }));
        QCOMPARE(editor.draft().start.date(), friday.addDays(4)); // a Tuesday
        QCOMPARE(editor.draft().end.date(), friday.addDays(5));
        QVERIFY(editor.draft().isAllDay);
    }

    void otherDaysCanBeSeen()
    {
        Desk desk;
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}}));
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        const auto *day = field<QLabel>(editor, "freeBusyDay");
        const auto before = day->text();
        QTest::keyClick(field<QToolButton>(editor, "freeBusyForward"), Qt::Key_Space);
        QVERIFY2(day->text().startsWith(QLatin1String("Saturday 16 March")), qPrintable(day->text()));
        QTest::keyClick(field<QToolButton>(editor, "freeBusyBack"), Qt::Key_Space);
        QCOMPARE(day->text(), before);
        QVERIFY(!editor.isChanged()); // looking changes nothing
    }

    void errorsAreSaidAndNobodyIsFree()
    {
        Desk desk;
        desk.error = Error{Error::Kind::Offline, QStringLiteral("The server is not connected."), {}, {}};
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}}));
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        QVERIFY(field<QLabel>(editor, "freeBusySummary")->text().contains(desk.error->message));
        QVERIFY(spoken(editor, 0).contains(QStringLiteral("– not known")));
        // Editing goes on.
        field<QTimeEdit>(editor, "startTime")->setTime(QTime(9, 0));
        QCOMPARE(editor.draft().start, berlin(friday, 9));
    }

    void anAnswerAfterTheEditorClosedGoesNowhere()
    {
        Desk desk;
        desk.isSilent = true;
        {
            EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}}));
            showPeople(editor);
            QVERIFY(waitUntil([&] { return desk.asked.size() == 1; }));
            QVERIFY(spoken(editor, 0).contains(QStringLiteral("– being asked")));
        }
        QVERIFY(desk.late->isCanceled());
        desk.late->addResult(Result<FreeBusy::Told>(FreeBusy::Told{{bert, {}}}));
        desk.late->finish();
        QCoreApplication::processEvents();
    }

    void tellsKindsApartWithoutColours()
    {
        Desk desk;
        desk.told = {{bert, {busy(berlin(friday, 7), berlin(friday, 18))}}, {cem, {busy(berlin(friday, 7), berlin(friday, 18), FreeBusy::Kind::Tentative)}}, {room, {busy(berlin(friday, 7), berlin(friday, 18), FreeBusy::Kind::Unavailable)}}};
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({{.name = {}, .address = bert}, {.name = {}, .address = cem}, {.name = {}, .address = room}, {.name = {}, .address = QStringLiteral("x@elsewhere.example")}}));
        const auto palette = QApplication::palette();
        for (const auto &colours : {palette, darkColours()}) {
            QApplication::setPalette(colours);
            showPeople(editor);
            QVERIFY(isAnswered(editor));
            auto *chart = editor.findChild<FreeBusyStripChart *>();
            const auto picture = chart->viewport()->grab().toImage().convertToFormat(QImage::Format_RGB32);
            const auto base = chart->palette().color(QPalette::Base);
            // A strip of each row at the right end, where no word and no frame is: how much of it is drawn, and how well it is seen.
            const auto scale = picture.devicePixelRatio();
            const auto line = chart->fontMetrics().height();
            QList<double> shares;
            for (int row = 1; row <= 4; ++row) { // the first one is me
                const int top = int((line + 4 + row * (2 * line + 8) + 8) * scale);
                const int bottom = top + int((2 * line - 8) * scale);
                const int right = picture.width() - int(10 * scale);
                int drawn = 0, all = 0;
                double best = 1;
                for (int y = top; y < bottom; ++y) {
                    for (int x = right - int(24 * scale); x < right; ++x) {
                        const auto contrast = EventColours::contrast(picture.pixelColor(x, y), base);
                        best = std::max(best, contrast);
                        drawn += contrast >= 2 ? 1 : 0;
                        ++all;
                    }
                }
                QVERIFY2(best >= 3, qPrintable(QStringLiteral("row %1: %2").arg(row).arg(best)));
                shares << double(drawn) / all;
            }
            QVERIFY(shares.at(0) > 0.95); // solid
            std::ranges::sort(shares);
            for (int i = 1; i < shares.size(); ++i) { // each pattern covers another part
                QVERIFY2(shares.at(i) - shares.at(i - 1) > 0.03, qPrintable(QStringLiteral("%1 and %2").arg(shares.at(i)).arg(shares.at(i - 1))));
            }
        }
        QApplication::setPalette(palette);
    }

    void aRoomIsFoundAndBooked()
    {
        Desk desk;
        desk.principals = {{.name = QStringLiteral("Raumpflege"), .address = cem}, {.name = QStringLiteral("Raum 2.04"), .address = room, .kind = Attendee::Kind::Room}};
        desk.told = {{room, {}}, {cem, {busy(berlin(friday, 13), berlin(friday, 15))}}};
        EventEditor editor(desk.parts(), desk.calendars(), desk.meeting({}));
        showPeople(editor);
        field<QPushButton>(editor, "findPeople")->click();
        auto *search = editor.findChild<RoomSearch *>();
        QVERIFY(search);
        QVERIFY(QTest::qWaitForWindowExposed(search));
        auto *words = field<QLineEdit>(*search, "searchWords");
        auto *list = field<ItemListView>(*search, "foundPeople");
        QTest::keyClicks(words, QStringLiteral("raum"));
        const auto row = [list](int place) { return list->model()->index(place, 0).data(Qt::AccessibleTextRole).toString(); };
        QVERIFY(waitUntil([&] { return list->model()->rowCount() == 2 && row(0).contains(QLatin1String("free")); }));
        QVERIFY2(row(0).contains(QLatin1String("Raum 2.04")) && row(0).contains(QLatin1String("room")), qPrintable(row(0))); // rooms first
        QVERIFY2(row(1).contains(QLatin1String("busy 13:00 to 15:00")), qPrintable(row(1)));
        QCOMPARE(accessibilityFindings(search), QStringList());
        QTest::keyClick(words, Qt::Key_Down);
        QTest::keyClick(words, Qt::Key_Up);
        QTest::keyClick(words, Qt::Key_Return);
        QTest::keyClick(words, Qt::Key_Return); // twice is once
        const auto draft = editor.draft();
        QCOMPARE(draft.attendees.size(), 1);
        QCOMPARE(draft.attendees.first().address, room);
        QCOMPARE(draft.attendees.first().kind, Attendee::Kind::Room);
        QCOMPARE(draft.attendees.first().role, Attendee::Role::Required);
        QVERIFY(draft.attendees.first().rsvp);
        QCOMPARE(draft.location, QStringLiteral("Raum 2.04"));
        QVERIFY(search->isVisible()); // for the next one
        search->reject();
        QVERIFY(isAnswered(editor));
        QVERIFY(spoken(editor, 0).contains(QStringLiteral("– free")));
    }

    void whatDirectoriesSayIsOfferedToo()
    {
        TemporaryStore store({QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/contacts"), QStringLiteral(":/kontor/schema/calendar")});
        AccountStore accounts(*store);
        Account account;
        account.address = QStringLiteral("anna@example.org");
        account.userName = account.address;
        account.id = waitedFor(accounts.save(account)).value();
        RoomSearch::Desk desk;
        desk.store = *store;
        desk.start = berlin(friday, 14);
        desk.end = berlin(friday, 15);
        desk.find = [](const QString &) { return QtFuture::makeReadyValueFuture(Result<QList<Attendee>>(failure(Error::Kind::Offline, QStringLiteral("The server is not connected.")))); };
        desk.searchDirectory = [&store, account](const QString &words) {
            return store->write([words, account](Transaction &transaction) -> Result<int> {
                return transaction
                    .prepare("INSERT INTO contact_directory (account, dn, name, family_key, given_key, words, organization, email, phone, card, seen) "
                             "VALUES (?1, 'cn=x', 'Zoe Directory', 'directory', 'zoe', 'zoe directory', '', 'zoe@example.org', '', x'', 1)")
                    .run(account.id)
                    .transform([] { return 1; });
            });
        };
        RoomSearch search(desk);
        search.show();
        auto *list = field<ItemListView>(search, "foundPeople");
        field<QLineEdit>(search, "searchWords")->setText(QStringLiteral("zoe"));
        QVERIFY(waitUntil([&] { return list->model()->rowCount() == 1; }));
        const auto row = [list] { return list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(); };
        QVERIFY(waitUntil([&] { return row().contains(QLatin1String("not known")); })); // nobody can be asked
        QVERIFY(row().contains(QLatin1String("Zoe Directory")));
        QVERIFY(field<QLabel>(search, "searchState")->text().contains(QLatin1String("The server is not connected."))); // which hides nobody
        QSignalSpy chosen(&search, &RoomSearch::chosen);
        QTest::keyClick(field<QLineEdit>(search, "searchWords"), Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().value<Attendee>().address, QStringLiteral("zoe@example.org"));
    }

    void lettersReachOneFieldEach_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("isTask");
        for (const auto *language : {"en", "de"}) {
            QTest::addRow("%s event", language) << QString::fromLatin1(language) << false;
            QTest::addRow("%s task", language) << QString::fromLatin1(language) << true;
        }
    }
    void lettersReachOneFieldEach()
    {
        QFETCH(QString, language);
        QFETCH(bool, isTask);
        if (language == QLatin1String("de") && !m_speaksGerman) {
            QSKIP("this system has neither the locale de_DE.UTF-8 nor en_US.UTF-8");
        }
        speak(language);
        Desk desk;
        auto draft = desk.meeting({{.name = QStringLiteral("Bert"), .address = bert}});
        draft.isTask = isTask;
        draft.rule = QStringLiteral("FREQ=MONTHLY;COUNT=3");
        draft.exceptDates = {berlin(friday.addMonths(1), 14)};
        EventEditor editor(desk.parts(), desk.calendars(), draft);
        editor.show();
        auto *pages = editor.findChild<QTabWidget *>();
        for (int page = 0; page < pages->count(); ++page) {
            pages->setCurrentIndex(page);
            QCoreApplication::processEvents();
            const auto letters = mnemonics(editor);
            QVERIFY(letters.size() > pages->count());
            for (const auto keys = letters.uniqueKeys(); const auto &letter : keys) {
                QVERIFY2(letters.count(letter) == 1, qPrintable(QString(letter + QStringLiteral(": ") + letters.values(letter).join(QStringLiteral(" and ")))));
            }
        }
    }

    void canBeSeenAndHeard_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<QString>("language");
        QTest::addRow("light-de") << false << QStringLiteral("de");
        QTest::addRow("dark-en") << true << QStringLiteral("en");
    }
    void canBeSeenAndHeard()
    {
        QFETCH(bool, isDark);
        QFETCH(QString, language);
        speak(language);
        const auto palette = QApplication::palette();
        if (isDark) {
            QApplication::setPalette(darkColours());
        }
        Desk desk;
        const auto vacation = QStringLiteral("dora@example.org");
        desk.told = {{bert, {busy(berlin(friday, 9), berlin(friday, 11)), busy(berlin(friday, 14), berlin(friday, 15, 30))}},
                     {cem, {busy(berlin(friday, 12), berlin(friday, 14, 30), FreeBusy::Kind::Tentative)}},
                     {vacation, {busy(berlin(friday, 0), berlin(friday.addDays(1), 0), FreeBusy::Kind::Unavailable)}},
                     {room, {}}};
        desk.principals = {{.name = QStringLiteral("Raum 2.04"), .address = room, .kind = Attendee::Kind::Room}, {.name = QStringLiteral("Beamer"), .address = cem, .kind = Attendee::Kind::Resource}};
        EventEditor editor(desk.parts(), desk.calendars(),
                           desk.meeting({{.name = QStringLiteral("Bert Brandt"), .address = bert}, {.name = QStringLiteral("Cem Yılmaz"), .address = cem, .role = Attendee::Role::Optional},
                                         {.name = QStringLiteral("Dora Dietrich"), .address = vacation}, {.name = {}, .address = QStringLiteral("extern@elsewhere.example")},
                                         {.name = QStringLiteral("Raum 2.04"), .address = room, .kind = Attendee::Kind::Room}}));
        showPeople(editor);
        QVERIFY(isAnswered(editor));
        QCOMPARE(accessibilityFindings(&editor), QStringList());
        field<QPushButton>(editor, "findPeople")->click();
        auto *search = editor.findChild<RoomSearch *>();
        auto *list = field<ItemListView>(*search, "foundPeople");
        QVERIFY(waitUntil([&] { return list->model()->rowCount() == 2 && !list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("…")); }));
        if (language == QLatin1String("de") && m_speaksGerman) {
            QCOMPARE(field<QPushButton>(editor, "nextFree")->text(), QStringLiteral("&Nächste freie Zeit"));
        }
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (!folder.isEmpty()) {
            QTest::qWait(700);
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(editor.grab().save(QStringLiteral("%1/people-%2.png").arg(folder, QString::fromUtf8(QTest::currentDataTag()))));
            QVERIFY(search->grab().save(QStringLiteral("%1/search-%2.png").arg(folder, QString::fromUtf8(QTest::currentDataTag()))));
        }
        QApplication::setPalette(palette);
    }

private:
    bool m_speaksGerman = false;
};

QTEST_MAIN(EventEditorPeopleTest)
#include "eventeditorpeopletest.moc"
