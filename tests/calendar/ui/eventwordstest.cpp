// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samplecalendar.h"

#include "calendar/ui/eventdrag.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/occurrencerows.h"
#include "calendar/ui/occurrencewords.h"

#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>

using namespace Kontor;

/// What is said of an event: in words, in the panel beside the views, and in lists.
class EventWordsTest : public QObject
{
    Q_OBJECT
private:
    SampleCalendar sample;

    EventDraft draft() const
    {
        EventDraft draft;
        draft.ref = sample.briefing;
        draft.start = SampleCalendar::at(4, 14);
        draft.end = SampleCalendar::at(4, 15);
        return draft;
    }
    Occurrence briefing() const
    {
        return *std::ranges::find(sample.content.occurrences, sample.briefing, &Occurrence::ref);
    }

private Q_SLOTS:
    static void initMain()
    {
        qputenv("TZ", "Europe/Berlin");
    }
    void init()
    {
        sample = {};
        sample.fill();
    }

    void descriptionsAreTextAndNeverMarkup()
    {
        const auto text = QStringLiteral("<b>Fett</b> <script>alert(1)</script>\n<img src=\"https://tracker.example/x.gif\"> & mehr");
        const auto html = EventWords::descriptionHtml(text);
        QVERIFY(!html.contains(QLatin1String("<b>")) && !html.contains(QLatin1String("<script")) && !html.contains(QLatin1String("<img")));
        QTextDocument document;
        document.setHtml(html);
        QCOMPARE(document.toPlainText(), text); // nothing is lost
    }

    void webAddressesAreLinksToWhatTheySay()
    {
        const auto html = EventWords::descriptionHtml(QStringLiteral("Siehe https://example.org/a?b=1&c=\"2\", und (http://example.org). javascript:alert(1)"));
        QVERIFY(html.contains(QLatin1String("<a href=\"https://example.org/a?b=1&amp;c=\">https://example.org/a?b=1&amp;c=</a>")) || html.contains(QLatin1String("href=\"https://example.org/a?b=1&amp;c\"")));
        QVERIFY(html.contains(QLatin1String("<a href=\"http://example.org\">")));
        QVERIFY(!html.contains(QLatin1String("href=\"javascript")));
    }

    void hugeDescriptionsAreCut()
    {
        QVERIFY(EventWords::descriptionHtml(QString(2'000'000, QLatin1Char('x'))).size() < 30'000);
    }

    void remindersAreSaidInTheLargestUnit_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::addColumn<QString>("words");
        QTest::newRow("now") << 0 << QStringLiteral("when it begins");
        QTest::newRow("minutes") << 15 << QStringLiteral("15 minutes before");
        QTest::newRow("hour") << 60 << QStringLiteral("1 hour before");
        QTest::newRow("odd") << 90 << QStringLiteral("90 minutes before");
        QTest::newRow("days") << 2880 << QStringLiteral("2 days before");
        QTest::newRow("after") << -5 << QStringLiteral("5 minutes after the beginning");
    }

    void remindersAreSaidInTheLargestUnit()
    {
        QFETCH(int, minutes);
        QFETCH(QString, words);
        QCOMPARE(EventWords::alarm({.minutesBefore = minutes}), words);
    }

    void thePanelTellsTheOrganisersClock()
    {
        OccurrencePanel panel;
        panel.showOccurrence(briefing(), sample.content.calendars.value(SampleCalendar::duty));
        auto details = draft();
        panel.showDraft(details);
        QVERIFY(!panel.findChild<QLabel *>(QStringLiteral("detailsZone"))); // the same clock: nothing to say
        details.start = SampleCalendar::at(4, 14).toTimeZone(QTimeZone("America/New_York"));
        details.end = details.start.addSecs(3600);
        panel.showDraft(details);
        const auto *zone = panel.findChild<QLabel *>(QStringLiteral("detailsZone"));
        QVERIFY(zone);
        QVERIFY2(zone->text().contains(QLatin1String("America/New York")), qPrintable(zone->text()));
        QVERIFY2(zone->text().contains(QLatin1String("08:00")) || zone->text().contains(QLatin1String("8:00")), qPrintable(zone->text()));
    }

    void thePanelIgnoresWhatCameTooLate()
    {
        OccurrencePanel panel;
        panel.showOccurrence(briefing(), sample.content.calendars.value(SampleCalendar::duty));
        auto other = draft();
        other.ref = sample.night;
        other.location = QStringLiteral("anderswo");
        panel.showDraft(other);
        QVERIFY(!panel.text().contains(QLatin1String("anderswo")));
    }

    void thePanelOffersOnlyWhatIsAllowed()
    {
        OccurrencePanel panel;
        panel.show();
        auto one = briefing();
        one.calendar = SampleCalendar::room;
        one.mine = Participation::NeedsAction;
        panel.showOccurrence(one, sample.content.calendars.value(SampleCalendar::room));
        QVERIFY(!panel.findChild<QPushButton *>(QStringLiteral("detailsDelete"))->isVisible());
        QVERIFY(!panel.findChild<QPushButton *>(QStringLiteral("detailsAccept"))->isVisible());
        panel.showOccurrence(one, sample.content.calendars.value(SampleCalendar::duty));
        QVERIFY(panel.findChild<QPushButton *>(QStringLiteral("detailsDelete"))->isVisible());
        QSignalSpy answered(&panel, &OccurrencePanel::answerWanted);
        panel.findChild<QPushButton *>(QStringLiteral("detailsAccept"))->click();
        QCOMPARE(answered.size(), 1);
        QVERIFY(!panel.findChild<QPushButton *>(QStringLiteral("detailsAccept"))->isChecked()); // not before it has been given
        one.flags |= EventFlag::Organized;
        panel.showOccurrence(one, sample.content.calendars.value(SampleCalendar::duty));
        QVERIFY(!panel.findChild<QPushButton *>(QStringLiteral("detailsAccept"))->isVisible()); // nobody answers oneself
    }

    void longEventsAreThereOnEachDayOfTheList()
    {
        OccurrenceRows rows;
        rows.setAgenda(sample.content, SampleCalendar::monday, SampleCalendar::monday.addDays(6));
        int retreat = 0;
        QDate last;
        for (int row = 0; row < rows.rowCount(); ++row) {
            const auto index = rows.index(row);
            QVERIFY(!last.isValid() || rows.dayAt(index) >= last);
            QCOMPARE(index.data(OccurrenceRows::FirstOfDayRole).toBool(), rows.dayAt(index) != last);
            last = rows.dayAt(index);
            retreat += rows.at(index)->summary.startsWith(QLatin1String("Haushaltsklausur")) ? 1 : 0;
            QVERIFY(!index.data(Qt::AccessibleTextRole).toString().isEmpty());
        }
        QCOMPARE(retreat, 2); // it began on Saturday; Monday and Tuesday are shown
    }

    void theSelectionGoesAlongWithItsEvent()
    {
        OccurrenceRows rows;
        rows.setAgenda(sample.content, SampleCalendar::monday, SampleCalendar::monday.addDays(6));
        const QPersistentModelIndex kept = rows.indexOf(sample.briefing);
        const QPersistentModelIndex gone = rows.indexOf(sample.invitation);
        QVERIFY(kept.isValid() && gone.isValid());
        sample.content.occurrences.removeIf([this](const Occurrence &one) { return one.ref == sample.invitation; });
        rows.setAgenda(sample.content, SampleCalendar::monday, SampleCalendar::monday.addDays(6));
        QVERIFY(!gone.isValid());
        QVERIFY(kept.isValid());
        QCOMPARE(rows.at(kept)->ref, sample.briefing);
    }

    void draggedEventsAreOursAndIcsForOthers()
    {
        const std::unique_ptr<QMimeData> data(EventDrag::make({ItemId{4}, ItemId{7}}, QStringLiteral("Titel"), "BEGIN:VCALENDAR\r\n"));
        QCOMPARE(EventDrag::items(data.get()), (QList<ItemId>{ItemId{4}, ItemId{7}}));
        QCOMPARE(EventDrag::ics(data.get()), QByteArray("BEGIN:VCALENDAR\r\n"));
        QMimeData files;
        files.setUrls({QUrl(QStringLiteral("file:///tmp/a.ics")), QUrl(QStringLiteral("file:///tmp/b.pdf")), QUrl(QStringLiteral("https://example.org/c.ics"))});
        QCOMPARE(EventDrag::files(&files), QList<QUrl>{QUrl(QStringLiteral("file:///tmp/a.ics"))});
        QMimeData foreign;
        foreign.setData(QStringLiteral("application/x-kontor-events"), "1 4 7"); // of another process: ids mean nothing here
        QVERIFY(EventDrag::items(&foreign).isEmpty());
    }
};

QTEST_MAIN(EventWordsTest)
#include "eventwordstest.moc"
