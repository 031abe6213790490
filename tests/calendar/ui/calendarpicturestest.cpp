// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../calendarfixture.h"
#include "samplecalendar.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/calendarhead.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/calendarprinter.h"
#include "calendar/ui/calendarviews.h"
#include "calendar/ui/agendaview.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/daypopup.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/monthnavigator.h"
#include "calendar/ui/neweventline.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/occurrencerows.h"
#include "calendar/ui/scopequestion.h"

#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QLocale>
#include <QPainter>
#include <QStandardPaths>
#include <QTest>

using namespace Kontor;

namespace
{
class SilentWorkbench : public Workbench
{
public:
    void open(const ItemUrl &) override
    {
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
};

QByteArray line(const char *name, const QDateTime &when, bool isAllDay)
{
    const auto text = when.toString(isAllDay ? QStringLiteral("yyyyMMdd") : QStringLiteral("yyyyMMddTHHmmss")).toLatin1();
    return QByteArray(name) + (isAllDay ? QByteArray(";VALUE=DATE:") : QByteArray(";TZID=Europe/Berlin:")) + text + '|';
}

/// The sample as a server would have it.
void store(CalendarFixture &data, const SampleCalendar &sample)
{
    QHash<CollectionId, CollectionId> calendars;
    for (const auto &one : sample.content.calendars) {
        calendars.insert(one.id, data.calendar(one.name, {}, one.isWritable ? 63 : 1, {{DavAttribute::Colour, one.colour.name()}}));
    }
    for (const auto &one : sample.content.occurrences) {
        const auto isAllDay = one.isAllDay();
        QByteArray text = "UID:" + QByteArray::number(one.ref.item.value) + "|DTSTAMP:20261101T000000Z|";
        text += line("DTSTART", one.start, isAllDay);
        text += line("DTEND", one.end, isAllDay);
        text += "SUMMARY:" + escapedText(one.summary) + '|';
        text += one.location.isEmpty() ? QByteArray() : QByteArray("LOCATION:" + escapedText(one.location) + '|');
        text += one.flags.testFlag(EventFlag::Private) ? QByteArray("CLASS:PRIVATE|") : QByteArray();
        text += one.flags.testFlag(EventFlag::Cancelled) ? QByteArray("STATUS:CANCELLED|") : QByteArray();
        if (one.mine != Participation::None) {
            text += "ORGANIZER;CN=Jutta Sommer:mailto:jutta.sommer@example.org|ATTENDEE;CN=Anna Berg;PARTSTAT=";
            text += one.mine == Participation::NeedsAction ? "NEEDS-ACTION" : one.mine == Participation::Tentative ? "TENTATIVE" : "DECLINED";
            text += ":mailto:anna@example.org|ATTENDEE;CN=Mehmet Demo;PARTSTAT=ACCEPTED:mailto:mehmet@example.org|";
        }
        text.chop(1);
        data.add(calendars.value(one.calendar), calendarObject(text));
    }
    data.add(calendars.value(SampleCalendar::team), calendarObject("UID:t1|DTSTAMP:20261101T000000Z|DUE;VALUE=DATE:20261120|SUMMARY:Quartalsbericht abgeben|PRIORITY:1", "VTODO"));
    data.add(calendars.value(SampleCalendar::team), calendarObject("UID:t2|DTSTAMP:20261101T000000Z|SUMMARY:Zahlen bei der Kämmerei erfragen|RELATED-TO:t1|PERCENT-COMPLETE:60", "VTODO"));
    data.add(calendars.value(SampleCalendar::team), calendarObject("UID:t3|DTSTAMP:20261101T000000Z|SUMMARY:Abschnitt Personal|RELATED-TO:t1", "VTODO"));
    data.add(calendars.value(SampleCalendar::home), calendarObject("UID:t4|DTSTAMP:20261101T000000Z|DUE;VALUE=DATE:20271205|SUMMARY:Geschenk für Onkel Heinz", "VTODO"));
}
}

/// Paints each view with a crowded week in light and dark, in two languages and sizes of letters. With
/// KONTOR_PICTURES=folder the pictures are kept to be looked at; without it they only must not be empty.
class CalendarPicturesTest : public QObject
{
    Q_OBJECT
private:
    SampleCalendar sample;

    static QPalette colours(bool isDark)
    {
        QPalette palette;
        const auto set = [&palette](QPalette::ColorRole role, const char *colour) { palette.setColor(role, QColor(QLatin1String(colour))); };
        set(QPalette::Base, isDark ? "#141618" : "#ffffff");
        set(QPalette::AlternateBase, isDark ? "#1d1f22" : "#f7f7f7");
        set(QPalette::Text, isDark ? "#fcfcfc" : "#232629");
        set(QPalette::Window, isDark ? "#202326" : "#eff0f1");
        set(QPalette::WindowText, isDark ? "#fcfcfc" : "#232629");
        set(QPalette::Button, isDark ? "#292c30" : "#fcfcfc");
        set(QPalette::ButtonText, isDark ? "#fcfcfc" : "#232629");
        set(QPalette::Highlight, "#3daee9");
        set(QPalette::HighlightedText, isDark ? "#fcfcfc" : "#ffffff");
        set(QPalette::PlaceholderText, isDark ? "#a1a9b1" : "#707d8a");
        set(QPalette::Link, isDark ? "#1d99f3" : "#2980b9");
        return palette;
    }
    void keep(QWidget *widget, const QString &name) const
    {
        QCoreApplication::processEvents();
        const auto picture = widget->grab().toImage();
        QSet<QRgb> found;
        for (int y = 0; y < picture.height(); y += 5) {
            for (int x = 0; x < picture.width(); x += 5) {
                found.insert(picture.pixel(x, y));
            }
        }
        QVERIFY2(found.size() > 3, qPrintable(name));
        const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
        if (!folder.isEmpty()) {
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(picture.save(QStringLiteral("%1/%2-%3.png").arg(folder, name, QString::fromUtf8(QTest::currentDataTag()))));
        }
    }
    template<class Grid>
    void show(Grid *grid, const QSize &size) const
    {
        grid->resize(size);
        grid->setNow(SampleCalendar::now());
        grid->setContent(sample.content);
        grid->setDate(SampleCalendar::now().date());
        grid->show();
        grid->setFocus();
    }

    void prepare() const
    {
        QFETCH(bool, isDark);
        QFETCH(bool, isGerman);
        QFETCH(double, letters);
        QApplication::setPalette(colours(isDark));
        QFont font(QStringLiteral("Noto Sans"));
        font.setPointSizeF(10 * letters);
        QApplication::setFont(font);
        QLocale::setDefault(isGerman ? QLocale(QLocale::German, QLocale::Germany) : QLocale(QLocale::English, QLocale::UnitedKingdom));
        KLocalizedString::setLanguages({isGerman ? QStringLiteral("de") : QStringLiteral("en")});
    }
    GridContent withTasks() const
    {
        auto copy = sample;
        copy.add(SampleCalendar::team, QStringLiteral("Quartalsbericht abgeben"), SampleCalendar::at(2, 12), SampleCalendar::at(2, 12), {}, EventFlag::Task);
        copy.add(SampleCalendar::team, QStringLiteral("Raumliste prüfen"), SampleCalendar::at(1, 12), SampleCalendar::at(1, 12), {}, EventFlags(EventFlag::Task) | EventFlag::Done);
        return copy.content;
    }
    EventDraft draft() const
    {
        EventDraft draft;
        draft.ref = sample.invitation;
        draft.summary = QStringLiteral("Einführung E-Akte, Gruppe B");
        draft.location = QStringLiteral("Schulungsraum 1");
        draft.start = QDateTime(SampleCalendar::monday.addDays(1), QTime(13, 0), QTimeZone("Europe/London"));
        draft.end = draft.start.addSecs(7200);
        draft.description = QStringLiteral("Bitte Dienstausweis mitbringen.\nUnterlagen: https://intranet.kreis-musterland.example/e-akte/gruppe-b <vorher lesen>");
        draft.organizer = {.name = QStringLiteral("Jutta Sommer"), .address = QStringLiteral("jutta.sommer@kreis-musterland.example")};
        draft.attendees = {{.name = QStringLiteral("Anna Berg"), .address = QStringLiteral("anna.berg@kreis-musterland.example")},
                           {.name = QStringLiteral("Mehmet Yıldız"), .address = QStringLiteral("m.yildiz@kreis-musterland.example"), .participation = Participation::Accepted},
                           {.name = QStringLiteral("Raum 1"), .address = QStringLiteral("raum1@kreis-musterland.example"), .participation = Participation::Accepted, .kind = Attendee::Kind::Room}};
        draft.alarms = {{.minutesBefore = 15}};
        draft.attachments = {{.name = QStringLiteral("Ablaufplan.pdf"), .uri = QStringLiteral("https://intranet.example/plan.pdf")}};
        return draft;
    }

private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
        qputenv("QT_STYLE_OVERRIDE", "breeze");
        QStandardPaths::setTestModeEnabled(true);
    }
    void initTestCase()
    {
        sample.fill();
    }

    void pane_data()
    {
        views_data();
    }

    void pane()
    {
        prepare();
        CalendarFixture data;
        CalendarActions actions(data.outbox);
        SilentWorkbench workbench;
        store(data, sample);
        CalendarPane pane({.store = *data.store, .actions = &actions, .workbench = &workbench, .accounts = [&data] { return QList<Account>{data.account}; }});
        pane.resize(1500, 900);
        pane.views()->setNow(SampleCalendar::now());
        pane.show();
        pane.chooseView(CalendarViews::View::Week);
        pane.views()->goTo(SampleCalendar::monday.addDays(1));
        const auto find = [&pane](const QString &summary) {
            const auto &all = pane.views()->content().occurrences;
            const auto one = std::ranges::find(all, summary, &Occurrence::summary);
            return one == all.end() ? OccurrenceRef() : one->ref;
        };
        QVERIFY(waitUntil([&] { return bool(find(QStringLiteral("Lagebesprechung")).item); }));
        pane.views()->front()->setFocus();
        pane.views()->setCurrent(find(QStringLiteral("Einführung E-Akte, Gruppe B")));
        QTest::qWait(300); // the details are read
        keep(&pane, QStringLiteral("pane-week"));
        pane.chooseView(CalendarViews::View::Month);
        keep(&pane, QStringLiteral("pane-month"));
        pane.chooseView(CalendarViews::View::Agenda);
        pane.views()->goTo(SampleCalendar::monday);
        QTest::qWait(300);
        keep(&pane, QStringLiteral("pane-agenda"));
        pane.resize(560, 600);
        keep(&pane, QStringLiteral("pane-small"));
        pane.resize(860, 600);
        pane.chooseView(CalendarViews::View::WorkWeek);
        keep(&pane, QStringLiteral("pane-narrow"));
    }

    void views_data()
    {
        QTest::addColumn<bool>("isDark");
        QTest::addColumn<bool>("isGerman");
        QTest::addColumn<double>("letters");
        QTest::newRow("light-de") << false << true << 1.0;
        QTest::newRow("dark-en") << true << false << 1.0;
        QTest::newRow("light-de-large") << false << true << 1.25;
    }

    void views()
    {
        prepare();
        DayGrid week;
        show(&week, {1180, 800});
        week.setCurrentItem({.ref = sample.briefing});
        keep(&week, QStringLiteral("week"));
        week.setCurrentItem({});
        week.setSlot({.day = SampleCalendar::monday.addDays(3), .minute = 13 * 60, .length = 60});
        week.resize(620, 700);
        keep(&week, QStringLiteral("week-narrow"));
        week.setSpan(DayGrid::Span::WorkWeek);
        week.resize(1000, 760);
        keep(&week, QStringLiteral("workweek"));
        week.setSpan(DayGrid::Span::Day);
        keep(&week, QStringLiteral("day"));
        week.setDate(QDate(2026, 3, 29));
        week.setTopHour(0);
        keep(&week, QStringLiteral("day-23"));
        MonthGrid month;
        show(&month, {1180, 820});
        keep(&month, QStringLiteral("month"));
        month.setCurrentItem({.ref = sample.invitation});
        month.resize(620, 620);
        keep(&month, QStringLiteral("month-narrow"));
        DayPopup popup(sample.content, SampleCalendar::monday.addDays(4), SampleCalendar::now(), &month);
        popup.setAttribute(Qt::WA_DeleteOnClose, false);
        popup.showBeside(QRect(0, 0, 10, 10));
        keep(&popup, QStringLiteral("daypopup"));
        popup.close();
        MonthNavigator navigator;
        navigator.setHolidays(sample.content.holidays);
        navigator.setSpan(SampleCalendar::monday, SampleCalendar::monday.addDays(6));
        navigator.resize(navigator.sizeHint());
        navigator.show();
        keep(&navigator, QStringLiteral("navigator"));
        ScopeQuestion question(ScopeQuestion::About::Deleting, sample.content.occurrences.last(), nullptr);
        question.show();
        keep(&question, QStringLiteral("scope"));
        AgendaView agenda;
        agenda.setNow(SampleCalendar::now());
        agenda.rows()->setAgenda(withTasks(), SampleCalendar::monday, SampleCalendar::monday.addDays(13));
        agenda.resize(900, 700);
        agenda.show();
        agenda.setCurrent(sample.briefing);
        keep(&agenda, QStringLiteral("agenda"));
        OccurrencePanel details;
        details.resize(330, 640);
        details.showOccurrence(*week.occurrence({.ref = sample.invitation}), sample.content.calendars.value(SampleCalendar::duty));
        details.showDraft(draft());
        details.show();
        keep(&details, QStringLiteral("details"));
        NewEventLine line(sample.content.calendars.values(), SampleCalendar::team, &week);
        line.setAttribute(Qt::WA_DeleteOnClose, false);
        line.offerMore(Qt::Checked);
        line.begin(SampleCalendar::at(3, 13), SampleCalendar::at(3, 14), false, QStringLiteral("Besprechung Haushalt"));
        line.showBeside(QRect(0, 0, 10, 10));
        keep(&line, QStringLiteral("newevent"));
        line.close();
        CalendarHead head;
        QAction today(QStringLiteral("Heute"), nullptr);
        QAction previous(QIcon::fromTheme(QStringLiteral("go-previous")), QStringLiteral("Zurück"), nullptr);
        QAction next(QIcon::fromTheme(QStringLiteral("go-next")), QStringLiteral("Weiter"), nullptr);
        QList<QAction *> views;
        for (const auto *text : {"Tag", "Arbeitswoche", "Woche", "Monat", "Agenda"}) {
            views << new QAction(QString::fromUtf8(text), &head);
            views.last()->setCheckable(true);
        }
        views.at(2)->setChecked(true);
        head.setActions(&today, &previous, &next, views);
        head.setTitle(week.spanTitle(), QStringLiteral("Woche 48"));
        head.resize(1000, head.sizeHint().height());
        head.show();
        keep(&head, QStringLiteral("head"));
        head.resize(520, head.sizeHint().height());
        keep(&head, QStringLiteral("head-narrow"));
        for (const auto view : {CalendarViews::View::Week, CalendarViews::View::Month}) {
            QImage paper(1240, 860, QImage::Format_RGB32);
            paper.fill(Qt::white);
            QPainter painter(&paper);
            CalendarPrinter::paintPage(&painter, paper.size(), view, SampleCalendar::monday, sample.content);
            painter.end();
            const auto folder = qEnvironmentVariable("KONTOR_PICTURES");
            if (!folder.isEmpty()) { // as a printer without colours gives it
                QVERIFY(paper.convertToFormat(QImage::Format_Grayscale8).save(QStringLiteral("%1/paper-%2-%3.png").arg(folder, CalendarViews::keyOf(view), QString::fromUtf8(QTest::currentDataTag()))));
            }
        }
    }
};

QTEST_MAIN(CalendarPicturesTest)
#include "calendarpicturestest.moc"
