// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The calendar from the cache: 10,000 events, of which 5,000 instances of series lie in each month.
#include "bench/measure.h"
#include "bench/turnwatch.h"
#include "calendar/agendamodel.h"
#include "calendar/calendarfixture.h"
#include "calendar/occurrencemodel.h"
#include "calendar/occurrencequery.h"
#include "shell/itemlistview.h"

#include <QElapsedTimer>
#include <QScrollBar>

using namespace Kontor;
using namespace Kontor::Bench;

namespace
{
QList<QByteArray> objects(int events)
{
    const QDate today(2026, 2, 2); // of the fixture's clock
    const int series = events / 8; // weekly: a little more than four a month
    QList<QByteArray> list;
    for (int i = 0; i < events; ++i) {
        const auto day = i < series ? today.addDays(-(i % 700)) : today.addDays(i % 1000 - 300);
        const QByteArray start = day.toString(QStringLiteral("yyyyMMdd")).toLatin1() + 'T' + QByteArray::number(8 + i % 10).rightJustified(2, '0');
        list << calendarObject("UID:" + QByteArray::number(i) + "@example.org|DTSTAMP:20260101T000000Z|SUMMARY:Besprechung " + QByteArray::number(i)
                               + "|LOCATION:Raum " + QByteArray::number(i % 40)
                               + "|DESCRIPTION:Tagesordnung folgt.\\nBitte "
                                 "pünktlich.|ORGANIZER:mailto:bert@example.org|ATTENDEE;PARTSTAT=ACCEPTED:mailto:anna@example.org|DTSTART;TZID=Europe/Berlin:"
                               + start + "0000|DTEND;TZID=Europe/Berlin:" + start + "3000" + (i < series ? "|RRULE:FREQ=WEEKLY" : "")
                               + "|BEGIN:VALARM|ACTION:DISPLAY|TRIGGER:-PT15M|END:VALARM");
    }
    return list;
}

double openMonth(OccurrenceModel &model, const QDate &first)
{
    QElapsedTimer clock;
    clock.start();
    model.setSpan(first, first.addMonths(1).addDays(-1));
    if (!waitUntil([&model] {
            return model.isReady();
        })) {
        giveUp(QStringLiteral("the month did not come"));
    }
    return double(clock.nsecsElapsed()) / 1e6;
}
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    TurnWatch app(argc, argv);
    CalendarFixture calendar;
    const auto all = objects(count(10'000));
    tell("objects",
         double(all.size()) / milliseconds([&] {
             for (qsizetype at = 0; at < all.size(); at += 500) {
                 calendar.addAll(calendar.work, all.mid(at, 500));
             }
         }) * 1000);

    OccurrenceModel model(*calendar.store);
    model.setCalendars({calendar.work});
    QList<double> months;
    qsizetype most = 0;
    for (const auto &first :
         {QDate(2026, 3, 1), QDate(2027, 2, 1), QDate(2025, 6, 1), QDate(2027, 8, 1), QDate(2026, 9, 1), QDate(2025, 11, 1), QDate(2027, 5, 1)}) {
        months << openMonth(model, first); // far from each other, so that none was read ahead
        most = std::max(most, model.occurrences().size());
    }
    qInfo("%lld occurrences in a month", qint64(most));
    tell("month", quantile(months));
    QList<double> leaves;
    for (int i = 0; i < 6; ++i) {
        waitUntil(
            [] {
                return false;
            },
            std::chrono::milliseconds(300)); // time to look at it
        leaves << openMonth(model, model.first().addMonths(1));
    }
    tell("next-month", quantile(leaves));
    tell("far-month", openMonth(model, QDate(2035, 5, 1)));

    AgendaModel agenda(*calendar.store);
    agenda.setCalendars({calendar.work});
    ItemListView view(ItemListView::Roles{.spoken = AgendaModel::SpokenRole});
    view.setModel(&agenda);
    view.resize(600, 800);
    view.show();
    agenda.setDay(QDate(2026, 5, 1));
    waitUntil([&agenda] {
        return agenda.isReady() && agenda.rowCount() > 0;
    });
    app.begin();
    for (int page = 0; page < 300; ++page) {
        auto *bar = view.verticalScrollBar();
        if (bar->value() >= bar->maximum() - bar->pageStep() * 2) {
            agenda.extend(AgendaModel::Direction::Later);
        }
        bar->setValue(bar->value() + bar->pageStep());
        waitUntil(
            [] {
                return false;
            },
            std::chrono::milliseconds(20));
    }
    auto turns = app.end();
    qInfo("%d lines, %lld turns", agenda.rowCount(), qint64(turns.size()));
    tell("agenda-turn", quantile(turns, 0.95));
    tell("agenda-turn-worst", quantile(turns, 1));
    return 0;
}
