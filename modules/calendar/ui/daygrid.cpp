// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/daygrid.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QLocale>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace Kontor
{
namespace
{
constexpr int minutesOfDay = 24 * 60;
constexpr int mostLanes = 4;
constexpr int slotMinutes = 30;

int minuteWithin(const QDateTime &when, const QDate &day)
{
    if (when.date() != day) {
        return when.date() < day ? 0 : minutesOfDay;
    }
    return when.time().hour() * 60 + when.time().minute();
}
}

DayGrid::DayGrid(QWidget *parent)
    : GridView(parent)
    , m_first(m_settings.startOfWeek(QDate::currentDate()))
    , m_painter(font(), palette())
{
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_slot = {.day = QDate::currentDate(), .minute = m_settings.workingFrom * 60, .length = slotMinutes};
    setSpan(Span::Week);
}

void DayGrid::setSpan(Span span)
{
    m_span = span;
    setAccessibleName(span == Span::Day ? i18nc("@label", "Day") : span == Span::Week ? i18nc("@label", "Week") : i18nc("@label", "Work week"));
    setDate(currentDay());
}

void DayGrid::setDate(const QDate &day)
{
    auto first = day;
    int count = 1;
    if (m_span == Span::Week) {
        first = m_settings.startOfWeek(day);
        count = 7;
    } else if (m_span == Span::WorkWeek) { // from the first working day of the week to the last
        const auto week = m_settings.startOfWeek(day);
        int from = 6;
        int to = 0;
        for (int i = 0; i < 7; ++i) {
            if (m_settings.isWorkingDay(week.addDays(i))) {
                from = std::min(from, i);
                to = std::max(to, i);
            }
        }
        first = week.addDays(from);
        count = std::max(1, to - from + 1);
    }
    const auto shownDay = std::clamp(day, first, first.addDays(count - 1));
    const bool isOther = first != m_first || count != m_count;
    m_first = first;
    m_count = count;
    if (shownDay != m_slot.day) {
        m_slot.day = shownDay;
        m_current = {};
    }
    arrange();
    viewport()->update();
    if (isOther) {
        Q_EMIT spanChanged();
    }
    Q_EMIT currentChanged();
}

QDate DayGrid::firstDay() const
{
    return m_first;
}

QDate DayGrid::lastDay() const
{
    return m_first.addDays(m_count - 1);
}

void DayGrid::step(int direction)
{
    const auto slot = m_slot;
    setDate(m_slot.day.addDays(direction * (m_span == Span::Day ? 1 : 7)));
    changeSlot({.day = m_slot.day, .minute = slot.minute, .length = slot.isWholeDay() ? 1 : slot.length});
}

QString DayGrid::spanTitle() const
{
    const QLocale locale;
    if (m_count == 1) {
        return locale.toString(m_first, i18nc("title of a day, see QLocale::toString()", "dddd, d MMMM yyyy"));
    }
    const auto last = lastDay();
    if (m_first.month() == last.month()) {
        return i18nc("@title the days of a week in one month: first day, last day with month and year", "%1 – %2", locale.toString(m_first, i18nc("first day of a span in one month, see QLocale::toString()", "d")),
                     locale.toString(last, i18nc("last day of a span, see QLocale::toString()", "d MMMM yyyy")));
    }
    return i18nc("@title the days of a week in two months", "%1 – %2",
                 locale.toString(m_first, m_first.year() == last.year() ? i18nc("first day of a span, see QLocale::toString()", "d MMMM")
                                                                        : i18nc("last day of a span, see QLocale::toString()", "d MMMM yyyy")),
                 locale.toString(last, i18nc("last day of a span, see QLocale::toString()", "d MMMM yyyy")));
}

void DayGrid::setSettings(const CalendarSettings &settings)
{
    if (settings == m_settings) {
        return;
    }
    m_settings = settings;
    setDate(currentDay());
}

bool DayGrid::isOff(const QDate &day) const
{
    return !m_settings.isWorkingDay(day) || m_content.holidays.contains(day);
}

double DayGrid::topHour() const
{
    return m_hasScrolled ? verticalScrollBar()->value() / m_hour : m_settings.workingFrom - 0.5;
}

void DayGrid::setTopHour(double hour)
{
    m_hasScrolled = true;
    verticalScrollBar()->setValue(int(std::lround(hour * m_hour)));
}

void DayGrid::showHours(int from, int to)
{
    m_hours = std::pair(from, std::max(to, from + 1));
    arrange();
    verticalScrollBar()->setRange(0, int(m_hour * 24));
    setTopHour(from);
}

QList<QDate> DayGrid::days() const
{
    QList<QDate> days;
    for (int i = 0; i < m_count; ++i) {
        days << m_first.addDays(i);
    }
    return days;
}

bool DayGrid::isInStrip(const Occurrence &occurrence) const
{
    return occurrence.isAllDay() || occurrence.start.secsTo(occurrence.end) >= minutesOfDay * 60;
}

void DayGrid::arrange()
{
    const auto top = topHour();
    m_painter = EventPainter(font(), palette());
    layOutEvents();
    const auto hour = m_hour;
    measure();
    if (hour != m_hour) { // how many minutes a line of text takes
        layOutEvents();
    }
    collectItems();
    auto *bar = verticalScrollBar();
    const auto visible = std::max(1, viewport()->height() - hoursTop());
    bar->setRange(0, std::max(0, int(std::ceil(m_hour * 24)) - visible));
    bar->setPageStep(visible);
    bar->setSingleStep(int(m_hour / 2));
    bar->setValue(int(std::lround(top * m_hour)));
    m_hasScrolled = m_hasScrolled || isVisible();
}

void DayGrid::layOutEvents()
{
    m_boxes.assign(m_count, {});
    QList<EventLayout::DaySpan> strip;
    QList<QList<EventLayout::Span>> timed(m_count);
    const auto last = lastDay();
    const auto &all = m_content.occurrences;
    for (int i = 0; i < int(all.size()); ++i) {
        const auto &one = all.at(i);
        const auto from = std::max(one.start.date(), m_first);
        const auto to = std::min(OccurrenceWords::lastDay(one), last);
        if (from > to) {
            continue;
        }
        const auto first = int(m_first.daysTo(from));
        const auto end = int(m_first.daysTo(to));
        if (isInStrip(one)) {
            strip << EventLayout::DaySpan{.index = i, .first = first, .last = end, .rank = i};
            continue;
        }
        for (int column = first; column <= end; ++column) {
            const auto day = m_first.addDays(column);
            timed[column] << EventLayout::Span{.index = i, .from = minuteWithin(one.start, day), .to = minuteWithin(one.end, day)};
        }
    }
    const auto shortest = std::max(EventShift::step, int(std::ceil(m_painter.lineHeight() * 60 / std::max(1.0, m_hour))));
    for (int column = 0; column < m_count; ++column) {
        m_boxes[column] = EventLayout::boxes(timed.at(column), shortest);
    }
    m_bars = EventLayout::bars(strip);
    m_lanes = 0;
    for (const auto &bar : std::as_const(m_bars)) {
        m_lanes = std::max(m_lanes, bar.lane + 1);
    }
}

int DayGrid::visibleLanes() const
{
    return m_lanes > mostLanes ? mostLanes - 1 : m_lanes;
}

void DayGrid::measure()
{
    const auto metrics = fontMetrics();
    const auto pad = metrics.height() / 3;
    const auto widest = std::max(metrics.horizontalAdvance(QLocale().toString(QTime(20, 0), QLocale::ShortFormat)),
                                 m_settings.showsWeekNumbers ? metrics.horizontalAdvance(i18nc("@info number of the week, short", "W %1", 48)) : 0);
    m_gutter = widest + 2 * pad;
    m_line = m_painter.lineHeight();
    auto big = font();
    big.setPointSizeF(big.pointSizeF() * 1.5);
    const auto dates = days();
    const bool hasNotes = std::ranges::any_of(dates, [this](const QDate &day) { return !noteOf(day).isEmpty(); });
    m_header = QFontMetrics(big).height() + pad * 2 + (hasNotes ? metrics.height() + pad / 2 : 0);
    m_strip = std::clamp(m_lanes, 1, mostLanes) * (m_line + 2) + 4;
    // Half an hour holds a line of text; a high window shows more of each hour, not emptiness.
    m_hour = std::max(2.0 * (m_line + 2), (viewport()->height() - hoursTop()) / 24.0);
    if (m_hours) {
        m_hour = double(viewport()->height() - hoursTop()) / (m_hours->second - m_hours->first);
    }
}

void DayGrid::collectItems()
{
    struct Entry {
        QDate day;
        int kind; ///< 0: strip, 1: more, 2: timed
        qint64 start;
        GridItem item;
    };
    QList<Entry> entries;
    QSet<OccurrenceRef> known;
    const auto lanes = visibleLanes();
    for (const auto &bar : std::as_const(m_bars)) {
        const auto &one = m_content.occurrences.at(bar.index);
        if (bar.lane < lanes) {
            entries << Entry{m_first.addDays(bar.first), 0, one.start.toMSecsSinceEpoch(), {.ref = one.ref}};
        }
    }
    for (int column = 0; column < m_count; ++column) {
        const auto day = m_first.addDays(column);
        if (EventLayout::hiddenOn(m_bars, column, lanes) > 0) {
            entries << Entry{day, 1, 0, {.more = day}};
        }
        for (const auto &box : m_boxes.at(column)) {
            const auto &one = m_content.occurrences.at(box.index);
            if (!known.contains(one.ref)) { // over midnight: once
                known.insert(one.ref);
                entries << Entry{day, 2, one.start.toMSecsSinceEpoch(), {.ref = one.ref}};
            }
        }
    }
    std::ranges::stable_sort(entries, {}, [](const Entry &entry) { return std::tuple(entry.day, entry.kind, entry.start); });
    m_items.clear();
    for (const auto &entry : std::as_const(entries)) {
        m_items << entry.item;
    }
}

QList<GridItem> DayGrid::items() const
{
    return m_items;
}

int DayGrid::hoursTop() const
{
    return m_header + m_strip;
}

QRect DayGrid::hoursArea() const
{
    return {0, hoursTop(), viewport()->width(), viewport()->height() - hoursTop()};
}

int DayGrid::columnLeft(int column) const
{
    return m_gutter + (viewport()->width() - m_gutter) * column / m_count;
}

int DayGrid::columnAt(int x) const
{
    if (x < m_gutter || x >= viewport()->width()) {
        return -1;
    }
    return std::clamp((x - m_gutter) * m_count / std::max(1, viewport()->width() - m_gutter), 0, m_count - 1);
}

int DayGrid::yOf(double minute) const
{
    return hoursTop() + int(std::lround(minute / 60.0 * m_hour)) - verticalScrollBar()->value();
}

QRect DayGrid::areaOfTime(const QDate &day, int fromMinute, int toMinute) const
{
    const auto column = int(m_first.daysTo(day));
    const auto left = columnLeft(column) + 1;
    const auto top = yOf(fromMinute);
    return {left, top, columnLeft(column + 1) - left, std::max(1, yOf(toMinute) - top)};
}

QRect DayGrid::boxArea(int column, const EventLayout::Box &box) const
{
    const auto left = columnLeft(column) + 2;
    const auto room = columnLeft(column + 1) - left - fontMetrics().height() / 2; // a free edge where something new can be drawn
    const auto from = left + room * box.column / box.columns;
    const auto to = left + room * (box.column + box.width) / box.columns;
    const auto top = yOf(box.from) + 1;
    const auto bottom = std::max(yOf(std::min(box.to, minutesOfDay)) - 1, top + m_line - 1);
    return {from, top, std::max(2, to - from - 2), bottom - top};
}

QRect DayGrid::barArea(const EventLayout::Bar &bar) const
{
    const auto left = columnLeft(bar.first) + 2;
    return {left, m_header + 2 + bar.lane * (m_line + 2), columnLeft(bar.last + 1) - left - 3, m_line};
}

QList<GridPiece> DayGrid::pieces() const
{
    QList<GridPiece> pieces;
    const auto area = hoursArea();
    for (int column = 0; column < m_boxes.size(); ++column) {
        const auto day = m_first.addDays(column);
        for (const auto &box : m_boxes.at(column)) {
            const auto whole = boxArea(column, box);
            const auto visible = whole & area;
            if (visible.isEmpty()) {
                continue;
            }
            const auto &one = m_content.occurrences.at(box.index);
            pieces << GridPiece{.item = {.ref = one.ref},
                                .index = box.index,
                                .area = visible,
                                .isContinuedBefore = one.start.date() < day || visible.top() != whole.top(),
                                .isContinuedAfter = OccurrenceWords::lastDay(one) > day || visible.bottom() != whole.bottom()};
        }
    }
    const auto lanes = visibleLanes();
    for (const auto &bar : std::as_const(m_bars)) {
        if (bar.lane < lanes) {
            const auto &one = m_content.occurrences.at(bar.index);
            pieces << GridPiece{.item = {.ref = one.ref},
                                .index = bar.index,
                                .area = barArea(bar),
                                .isContinuedBefore = one.start.date() < m_first,
                                .isContinuedAfter = OccurrenceWords::lastDay(one) > lastDay(),
                                .isAcross = true};
        }
    }
    for (int column = 0; column < m_count && m_lanes > lanes; ++column) {
        if (const auto hidden = EventLayout::hiddenOn(m_bars, column, lanes); hidden > 0) {
            pieces << GridPiece{.item = {.more = m_first.addDays(column)}, .more = hidden, .area = barArea({.first = column, .last = column, .lane = lanes})};
        }
    }
    return pieces;
}

QRect DayGrid::slotArea() const
{
    if (m_slot.day < m_first || m_slot.day > lastDay()) {
        return {};
    }
    const auto column = int(m_first.daysTo(m_slot.day));
    if (m_slot.isWholeDay()) {
        const auto end = std::min(m_count, column + std::max(1, m_slot.length));
        return {columnLeft(column) + 1, m_header + 1, columnLeft(end) - columnLeft(column) - 1, m_strip - 2};
    }
    return areaOfTime(m_slot.day, m_slot.minute, std::min(minutesOfDay, m_slot.minute + m_slot.length)) & hoursArea();
}

std::optional<GridSlot> DayGrid::slotAt(const QPoint &position) const
{
    const auto column = columnAt(position.x());
    if (column < 0 || position.y() < m_header) {
        return std::nullopt;
    }
    const auto day = m_first.addDays(column);
    if (position.y() < hoursTop()) {
        return GridSlot{.day = day, .minute = -1, .length = 1};
    }
    const auto minute = int((position.y() - hoursTop() + verticalScrollBar()->value()) * 60 / m_hour);
    return GridSlot{.day = day, .minute = std::clamp(minute - minute % EventShift::step, 0, minutesOfDay - EventShift::step), .length = EventShift::step};
}

GridSlot DayGrid::slotOf(const Occurrence &occurrence) const
{
    const auto day = std::clamp(occurrence.start.date(), m_first, lastDay());
    if (isInStrip(occurrence)) {
        return {.day = day, .minute = -1, .length = 1};
    }
    const auto minute = minuteWithin(occurrence.start, day);
    return {.day = day, .minute = std::min(minute - minute % slotMinutes, minutesOfDay - slotMinutes), .length = slotMinutes};
}

void DayGrid::reveal(const GridItem &item)
{
    const auto *shown = occurrence(item);
    const auto slot = shown ? slotOf(*shown) : m_slot;
    if (slot.isWholeDay() || item.more.isValid()) {
        return;
    }
    auto *bar = verticalScrollBar();
    const auto top = int(slot.minute / 60.0 * m_hour);
    const auto bottom = int((slot.minute + slotMinutes) / 60.0 * m_hour);
    if (top < bar->value()) {
        bar->setValue(top - int(m_hour / 4));
    } else if (bottom > bar->value() + bar->pageStep()) {
        bar->setValue(bottom - bar->pageStep() + int(m_hour / 4));
    }
}

QString DayGrid::noteOf(const QDate &day) const
{
    if (const auto holiday = m_content.holidays.value(day); !holiday.isEmpty()) {
        return holiday;
    }
    return OccurrenceWords::clockNote(day);
}

}
