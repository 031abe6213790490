// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/monthgrid.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QLocale>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int daysOfWeek = 7;

QDate firstOfMonth(const QDate &day)
{
    return {day.year(), day.month(), 1};
}
}

MonthGrid::MonthGrid(QWidget *parent)
    : GridView(parent)
    , m_painter(font(), palette())
{
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(i18nc("@label", "Month"));
    m_slot = {.day = QDate::currentDate(), .minute = -1, .length = 1};
    setDate(QDate::currentDate());
}

void MonthGrid::setSettings(const CalendarSettings &settings)
{
    if (settings == m_settings) {
        return;
    }
    m_settings = settings;
    setDate(currentDay());
}

void MonthGrid::setDate(const QDate &day)
{
    const auto month = firstOfMonth(day);
    const bool isOther = month != m_month || m_first != m_settings.startOfWeek(month);
    m_month = month;
    m_first = m_settings.startOfWeek(month);
    m_weekCount = int((m_first.daysTo(month.addMonths(1)) + daysOfWeek - 1) / daysOfWeek);
    if (day != m_slot.day) {
        m_slot = {.day = day, .minute = -1, .length = 1};
        m_current = {};
    }
    arrange();
    viewport()->update();
    if (isOther) {
        Q_EMIT spanChanged();
    }
    Q_EMIT currentChanged();
}

QDate MonthGrid::firstDay() const
{
    return m_first;
}

QDate MonthGrid::lastDay() const
{
    return m_first.addDays(m_weekCount * daysOfWeek - 1);
}

void MonthGrid::step(int direction)
{
    const auto month = m_month.addMonths(direction);
    setDate(month.addDays(std::min(m_slot.day.day(), month.daysInMonth()) - 1));
    speakLater();
}

QString MonthGrid::spanTitle() const
{
    return QLocale().toString(m_month, i18nc("title of a month, see QLocale::toString()", "MMMM yyyy"));
}

EventPainter::Shape MonthGrid::shapeOf(const Occurrence &occurrence) const
{
    return occurrence.isAllDay() || occurrence.start.date() != OccurrenceWords::lastDay(occurrence) ? EventPainter::Shape::Bar : EventPainter::Shape::Line;
}

void MonthGrid::arrange()
{
    m_painter = EventPainter(font(), palette());
    const auto metrics = fontMetrics();
    const auto pad = metrics.height() / 3;
    m_line = m_painter.lineHeight();
    m_header = metrics.height() + 2 * pad;
    m_dayHead = metrics.height() + pad + 2;
    m_gutter = m_settings.showsWeekNumbers ? metrics.horizontalAdvance(i18nc("@info number of the week, short", "W %1", 48)) + 2 * pad : 0;

    QList<QList<EventLayout::DaySpan>> spans(m_weekCount);
    const auto last = lastDay();
    const auto &all = m_content.occurrences;
    for (int i = 0; i < int(all.size()); ++i) {
        const auto &one = all.at(i);
        const auto from = std::max(one.start.date(), m_first);
        const auto to = std::min(OccurrenceWords::lastDay(one), last);
        if (from > to) {
            continue;
        }
        const auto begin = int(m_first.daysTo(from));
        const auto end = int(m_first.daysTo(to));
        // Bars before lines; lines by their time, in the order they came.
        const auto rank = shapeOf(one) == EventPainter::Shape::Bar ? -1 : one.start.time().msecsSinceStartOfDay();
        for (int week = begin / daysOfWeek; week <= end / daysOfWeek; ++week) {
            const auto monday = week * daysOfWeek;
            spans[week] << EventLayout::DaySpan{
                .index = i, .first = std::max(begin, monday) - monday, .last = std::min(end, monday + daysOfWeek - 1) - monday, .rank = rank};
        }
    }
    m_weeks.assign(m_weekCount, {});
    for (int week = 0; week < m_weekCount; ++week) {
        auto &row = m_weeks[week];
        row.bars = EventLayout::bars(std::move(spans[week]));
        row.hidden.assign(daysOfWeek, 0);
        QList<int> used(daysOfWeek, 0);
        for (const auto &bar : std::as_const(row.bars)) {
            for (int day = bar.first; day <= bar.last; ++day) {
                used[day] = std::max(used.at(day), bar.lane + 1);
            }
        }
        // On a day with too many the last line says how many more there are. A bar that has no room on
        // one of its days is shown on none.
        const auto room = lanes();
        row.shown.reserve(row.bars.size());
        for (const auto &bar : std::as_const(row.bars)) {
            bool isShown = true;
            for (int day = bar.first; day <= bar.last; ++day) {
                isShown = isShown && bar.lane < (used.at(day) > room ? room - 1 : room);
            }
            row.shown << isShown;
            for (int day = bar.first; day <= bar.last && !isShown; ++day) {
                ++row.hidden[day];
            }
        }
    }
    collectPieces();
    collectItems();
}


int MonthGrid::lanes() const
{
    return std::max(1, (cell(0, 0).height() - m_dayHead - 2) / (m_line + 1));
}

QRect MonthGrid::cell(int week, int column) const
{
    const auto width = viewport()->width() - m_gutter;
    const auto height = viewport()->height() - m_header;
    const auto left = m_gutter + width * column / daysOfWeek;
    const auto top = m_header + height * week / m_weekCount;
    return {left, top, m_gutter + width * (column + 1) / daysOfWeek - left, m_header + height * (week + 1) / m_weekCount - top};
}

QRect MonthGrid::barArea(int week, const EventLayout::Bar &bar) const
{
    const auto from = cell(week, bar.first);
    const auto to = cell(week, bar.last);
    return {from.left() + 3, from.top() + m_dayHead + bar.lane * (m_line + 1), to.right() - from.left() - 5, m_line};
}

void MonthGrid::collectPieces()
{
    m_pieces.clear();
    for (int week = 0; week < m_weekCount; ++week) {
        const auto &row = m_weeks.at(week);
        const auto monday = m_first.addDays(week * daysOfWeek);
        for (int i = 0; i < row.bars.size(); ++i) {
            if (!row.shown.at(i)) {
                continue;
            }
            const auto &bar = row.bars.at(i);
            const auto &one = m_content.occurrences.at(bar.index);
            m_pieces << GridPiece{.item = {.ref = one.ref},
                                  .index = bar.index,
                                  .area = barArea(week, bar),
                                  .isContinuedBefore = one.start.date() < monday.addDays(bar.first),
                                  .isContinuedAfter = OccurrenceWords::lastDay(one) > monday.addDays(bar.last),
                                  .isAcross = true};
        }
        for (int day = 0; day < daysOfWeek; ++day) {
            if (row.hidden.at(day) > 0) {
                m_pieces << GridPiece{.item = {.more = monday.addDays(day)},
                                      .more = row.hidden.at(day),
                                      .area = barArea(week, {.first = day, .last = day, .lane = std::max(0, lanes() - 1)})};
            }
        }
    }
}

void MonthGrid::collectItems()
{
    struct Entry {
        QDate day;
        int kind; ///< 0: bar, 1: line, 2: more
        qint64 start;
        GridItem item;
    };
    QList<Entry> entries;
    QSet<OccurrenceRef> known;
    for (const auto &piece : std::as_const(m_pieces)) {
        if (piece.index < 0) {
            entries << Entry{piece.item.more, 2, 0, piece.item};
            continue;
        }
        const auto &one = m_content.occurrences.at(piece.index);
        if (!known.contains(one.ref)) { // a bar over several weeks: once
            known.insert(one.ref);
            entries << Entry{std::max(one.start.date(), m_first), shapeOf(one) == EventPainter::Shape::Bar ? 0 : 1, one.start.toMSecsSinceEpoch(), piece.item};
        }
    }
    std::ranges::stable_sort(entries, {}, [](const Entry &entry) { return std::tuple(entry.day, entry.kind, entry.start); });
    m_items.clear();
    for (const auto &entry : std::as_const(entries)) {
        m_items << entry.item;
    }
}

QList<GridItem> MonthGrid::items() const
{
    return m_items;
}

QList<GridPiece> MonthGrid::pieces() const
{
    return m_pieces;
}

QRect MonthGrid::slotArea() const
{
    const auto day = int(m_first.daysTo(m_slot.day));
    return day < 0 || day >= m_weekCount * daysOfWeek ? QRect() : cell(day / daysOfWeek, day % daysOfWeek);
}

std::optional<GridSlot> MonthGrid::slotAt(const QPoint &position) const
{
    if (position.x() < m_gutter || position.y() < m_header || !viewport()->rect().contains(position)) {
        return std::nullopt;
    }
    const auto column = std::min(daysOfWeek - 1, (position.x() - m_gutter) * daysOfWeek / std::max(1, viewport()->width() - m_gutter));
    const auto week = std::min(m_weekCount - 1, (position.y() - m_header) * m_weekCount / std::max(1, viewport()->height() - m_header));
    return GridSlot{.day = m_first.addDays(week * daysOfWeek + column), .minute = -1, .length = 1};
}

GridSlot MonthGrid::slotOf(const Occurrence &occurrence) const
{
    return {.day = std::clamp(occurrence.start.date(), m_first, lastDay()), .minute = -1, .length = 1};
}

void MonthGrid::reveal(const GridItem &)
{
}

bool MonthGrid::moveSlot(int key, Qt::KeyboardModifiers modifiers)
{
    auto slot = m_slot;
    const bool extends = modifiers.testFlag(Qt::ShiftModifier);
    int days = 0;
    switch (key) {
    case Qt::Key_Left:
        days = -1;
        break;
    case Qt::Key_Right:
        days = 1;
        break;
    case Qt::Key_Up:
        days = -daysOfWeek;
        break;
    case Qt::Key_Down:
        days = daysOfWeek;
        break;
    case Qt::Key_Home:
        days = -int(m_settings.startOfWeek(slot.day).daysTo(slot.day));
        break;
    case Qt::Key_End:
        days = daysOfWeek - 1 - int(m_settings.startOfWeek(slot.day).daysTo(slot.day));
        break;
    default:
        return false;
    }
    if (extends) {
        slot.length = std::max(1, slot.length + days);
    } else {
        slot.day = slot.day.addDays(days);
        slot.length = 1;
    }
    if (slot.day < m_first || slot.day > lastDay()) {
        setDate(slot.day);
    }
    changeSlot(slot);
    return true;
}

void MonthGrid::shiftByKey(int key, Qt::KeyboardModifiers modifiers)
{
    using EventShift::Part;
    const bool isBack = key == Qt::Key_Left || key == Qt::Key_Up;
    const bool isAcross = key == Qt::Key_Left || key == Qt::Key_Right;
    const auto days = (isAcross ? 1 : daysOfWeek) * (isBack ? -1 : 1);
    const auto *shown = current();
    if (shown && modifiers.testFlag(Qt::ShiftModifier) && !shown->isAllDay()) {
        return; // a time of day is not made longer by days
    }
    wantShift(days, 0, modifiers.testFlag(Qt::ShiftModifier) ? Part::End : Part::Whole);
}

void MonthGrid::mouseDoubleClickEvent(QMouseEvent *event)
{
    const auto position = event->position().toPoint();
    const auto slot = slotAt(position);
    const bool isHead = slot && position.y() < cell(int(m_first.daysTo(slot->day)) / daysOfWeek, 0).top() + m_dayHead;
    if (isHead && event->button() == Qt::LeftButton) {
        Q_EMIT dayWanted(slot->day);
        return;
    }
    GridView::mouseDoubleClickEvent(event);
}

void MonthGrid::wheelEvent(QWheelEvent *event)
{
    constexpr int notch = 120;
    m_wheel += event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
    if (std::abs(m_wheel) >= notch) {
        step(m_wheel > 0 ? -1 : 1);
        m_wheel = 0;
    }
    event->accept();
}

}
