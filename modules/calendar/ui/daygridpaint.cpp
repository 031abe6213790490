// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/daygrid.h"

#include "calendar/ui/eventcolours.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int minutesOfDay = 24 * 60;
}

/// What the grid itself is painted with, all from the palette.
struct DayGrid::Colours {
    QColor base, off, line, faint, ink, quiet, accent;
};

DayGrid::Colours DayGrid::colours() const
{
    const auto base = palette().color(QPalette::Active, QPalette::Base);
    const auto ink = palette().color(QPalette::Active, QPalette::Text);
    const auto accent = palette().color(QPalette::Active, QPalette::Highlight);
    const auto off = EventColours::mixed(base, ink, 0.05);
    return {.base = base,
            .off = off,
            .line = EventColours::mixed(base, ink, 0.17),
            .faint = EventColours::mixed(base, ink, 0.08),
            .ink = ink,
            .quiet = EventColours::readable(EventColours::mixed(ink, base, 0.35), off),
            .accent = EventColours::readable(accent, base, 3.0)};
}

void DayGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const auto used = colours();
    painter.fillRect(event->rect(), used.base);
    painter.save();
    painter.setClipRect(hoursArea() & event->rect());
    for (int column = 0; column < m_count; ++column) {
        paintDay(&painter, column, used);
    }
    paintHours(&painter, used);
    paintSlot(&painter);
    paintBoxes(&painter, event->rect() & hoursArea());
    paintGhost(&painter, false);
    paintNow(&painter);
    painter.restore();
    if (event->rect().top() < hoursTop()) {
        paintStrip(&painter, used);
        paintHeader(&painter, used);
    }
}

void DayGrid::paintDay(QPainter *painter, int column, const Colours &used) const
{
    const auto day = m_first.addDays(column);
    const QRect whole(columnLeft(column), hoursTop(), columnLeft(column + 1) - columnLeft(column), viewport()->height());
    if (isOff(day)) {
        painter->fillRect(whole, used.off);
    } else {
        painter->fillRect(areaOfTime(day, 0, m_settings.workingFrom * 60), used.off);
        painter->fillRect(areaOfTime(day, m_settings.workingTo * 60, minutesOfDay), used.off);
    }
    if (day == now().date()) {
        auto tint = used.accent;
        tint.setAlphaF(0.06F);
        painter->fillRect(whole, tint);
    }
    if (OccurrenceWords::hours(day) < 24) { // the hour that clocks leave out
        for (int minute = 0; minute < minutesOfDay; minute += EventShift::step) {
            if (EventShift::at(day, minute).time() != QTime(minute / 60, minute % 60)) {
                painter->fillRect(areaOfTime(day, minute, minute + EventShift::step), QBrush(used.line, Qt::BDiagPattern));
            }
        }
    }
}

void DayGrid::paintHours(QPainter *painter, const Colours &used) const
{
    const auto metrics = fontMetrics();
    const auto pad = metrics.height() / 3;
    const QLocale locale;
    painter->setFont(font());
    for (int hour = 0; hour < 24; ++hour) {
        const auto y = yOf(hour * 60);
        painter->fillRect(m_gutter, y, viewport()->width(), 1, used.line);
        painter->fillRect(m_gutter, yOf(hour * 60 + 30), viewport()->width(), 1, used.faint);
        if (y - metrics.height() / 2 >= hoursTop()) {
            painter->setPen(used.quiet);
            painter->drawText(QRect(0, y - metrics.height() / 2, m_gutter - pad, metrics.height()), Qt::AlignRight | Qt::AlignVCenter, Words::time(QTime(hour, 0)));
        }
    }
    for (int column = 0; column < m_count; ++column) {
        painter->fillRect(columnLeft(column), hoursTop(), 1, viewport()->height(), used.line);
    }
}

EventPainter::Look DayGrid::lookOf(int index, const GridItem &item) const
{
    const auto &one = m_content.occurrences.at(index);
    return {.calendar = calendarOf(one).colour, .isPast = std::max(one.end, one.start) <= now(), .isSelected = m_current == item, .hasFocus = hasFocus(), .isOnPaper = isOnPaper()};
}

void DayGrid::paintBoxes(QPainter *painter, const QRect &dirty) const
{
    for (int column = 0; column < m_boxes.size(); ++column) {
        if (columnLeft(column + 1) < dirty.left() || columnLeft(column) > dirty.right()) {
            continue;
        }
        const auto day = m_first.addDays(column);
        for (const auto &box : m_boxes.at(column)) {
            const auto area = boxArea(column, box);
            if (!area.intersects(dirty)) {
                continue;
            }
            const auto &one = m_content.occurrences.at(box.index);
            const GridItem item{.ref = one.ref};
            auto look = lookOf(box.index, item);
            look.isContinuedBefore = false;
            if (one.start.date() < day) {
                look.times = i18nc("@info end of an event that began the day before", "until %1", OccurrenceWords::time(one.end));
            }
            const bool isDragged = draggedPiece() && draggedPiece()->item == item;
            painter->setOpacity(isDragged ? 0.4 : 1);
            m_painter.paint(painter, area, one, look);
            painter->setOpacity(1);
        }
    }
}

void DayGrid::paintNow(QPainter *painter) const
{
    const auto present = now();
    const auto column = int(m_first.daysTo(present.date()));
    if (column < 0 || column >= m_count) {
        return;
    }
    const auto y = yOf(present.time().hour() * 60 + present.time().minute());
    const auto red = EventColours::readable(QColor(0xda, 0x44, 0x53), palette().color(QPalette::Active, QPalette::Base), 3.0);
    auto faint = red;
    faint.setAlphaF(0.35F);
    painter->fillRect(m_gutter, y, viewport()->width(), 1, faint);
    painter->fillRect(columnLeft(column), y - 1, columnLeft(column + 1) - columnLeft(column), 2, red);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(red);
    painter->drawEllipse(QPointF(columnLeft(column) + 1, y), 5, 5);
    painter->setRenderHint(QPainter::Antialiasing, false);
}

void DayGrid::paintSlot(QPainter *painter) const
{
    if (!m_current.isNone() || ghost() || isOnPaper()) {
        return;
    }
    const auto accent = palette().color(QPalette::Active, QPalette::Highlight);
    auto tint = accent;
    tint.setAlphaF(hasFocus() ? 0.22F : 0.1F);
    const auto area = slotArea();
    painter->fillRect(area, tint);
    if (hasFocus()) {
        painter->setPen(QPen(EventColours::readable(accent, palette().color(QPalette::Active, QPalette::Base), 3.0), 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(area.adjusted(1, 1, -1, -1));
    }
}

void DayGrid::paintGhost(QPainter *painter, bool inStrip) const
{
    if (!ghost() || isInStrip(*ghost()) != inStrip) {
        return;
    }
    const auto &one = *ghost();
    EventPainter::Look look{.calendar = calendarOf(one).colour, .isSelected = true, .hasFocus = false, .isGhost = true, .times = OccurrenceWords::times(one)};
    const auto from = std::max(one.start.date(), m_first);
    const auto to = std::min(OccurrenceWords::lastDay(one), lastDay());
    if (from > to) {
        return;
    }
    const auto first = int(m_first.daysTo(from));
    const auto last = int(m_first.daysTo(to));
    if (inStrip) {
        int lane = 0;
        for (const auto &bar : std::as_const(m_bars)) {
            if (m_content.occurrences.at(bar.index).ref == one.ref) {
                lane = bar.lane;
            }
        }
        look.shape = EventPainter::Shape::Bar;
        m_painter.paint(painter, barArea({.first = first, .last = last, .lane = lane}), one, look);
        return;
    }
    for (int column = first; column <= last; ++column) {
        const auto day = m_first.addDays(column);
        const auto begin = one.start.date() < day ? 0 : one.start.time().hour() * 60 + one.start.time().minute();
        const auto end = one.end.date() > day ? minutesOfDay : one.end.time().hour() * 60 + one.end.time().minute();
        m_painter.paint(painter, boxArea(column, {.from = begin, .to = end}), one, look);
    }
}

void DayGrid::paintStrip(QPainter *painter, const Colours &used) const
{
    painter->fillRect(0, m_header, viewport()->width(), m_strip, used.base);
    for (int column = 0; column < m_count; ++column) {
        const auto day = m_first.addDays(column);
        const QRect area(columnLeft(column), m_header, columnLeft(column + 1) - columnLeft(column), m_strip);
        if (isOff(day)) {
            painter->fillRect(area, used.off);
        }
        painter->fillRect(area.left(), area.top(), 1, area.height(), used.line);
    }
    if (m_slot.isWholeDay()) {
        paintSlot(painter);
    }
    const auto lanes = visibleLanes();
    for (const auto &bar : std::as_const(m_bars)) {
        if (bar.lane >= lanes) {
            continue;
        }
        const auto &one = m_content.occurrences.at(bar.index);
        auto look = lookOf(bar.index, {.ref = one.ref});
        look.shape = EventPainter::Shape::Bar;
        look.isContinuedBefore = one.start.date() < m_first;
        look.isContinuedAfter = OccurrenceWords::lastDay(one) > lastDay();
        m_painter.paint(painter, barArea(bar), one, look);
    }
    for (int column = 0; column < m_count && m_lanes > lanes; ++column) {
        const auto hidden = EventLayout::hiddenOn(m_bars, column, lanes);
        if (hidden == 0) {
            continue;
        }
        const auto area = barArea({.first = column, .last = column, .lane = lanes});
        const GridItem item{.more = m_first.addDays(column)};
        const bool isCurrent = m_current == item;
        painter->setFont(font());
        painter->setPen(used.quiet);
        painter->drawText(area.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                          fontMetrics().elidedText(i18ncp("@item events for which there is no room", "+%1 more", "+%1 more", hidden), Qt::ElideRight, area.width() - 4));
        if (isCurrent) {
            painter->setPen(QPen(used.accent, 2));
            painter->drawRect(area.adjusted(1, 1, -1, -1));
        }
    }
    paintGhost(painter, true);
    painter->fillRect(0, hoursTop() - 1, viewport()->width(), 1, EventColours::mixed(used.base, used.ink, 0.28));
}

void DayGrid::paintHeader(QPainter *painter, const Colours &used) const
{
    const auto pad = fontMetrics().height() / 3;
    auto big = font();
    big.setPointSizeF(big.pointSizeF() * 1.5);
    big.setWeight(QFont::DemiBold);
    const QFontMetrics bigMetrics(big);
    const QLocale locale;
    painter->fillRect(0, 0, viewport()->width(), m_header, used.base);
    painter->setFont(font());
    painter->setPen(used.quiet);
    if (m_settings.showsWeekNumbers) {
        painter->drawText(QRect(0, pad, m_gutter, bigMetrics.height()), Qt::AlignCenter, i18nc("@info number of the week, short", "W %1", m_first.addDays(m_count / 2).weekNumber()));
    }
    for (int column = 0; column < m_count; ++column) {
        const auto day = m_first.addDays(column);
        const QRect area(columnLeft(column), 0, columnLeft(column + 1) - columnLeft(column), m_header);
        const bool isToday = day == now().date();
        painter->fillRect(area.left(), pad * 2, 1, m_header - pad * 2, used.line);
        const auto number = QString::number(day.day());
        auto side = std::max(bigMetrics.horizontalAdvance(number) + pad, bigMetrics.height());
        const QRect place(area.left() + pad, pad, side, bigMetrics.height());
        if (isToday) {
            const auto fill = palette().color(QPalette::Active, QPalette::Highlight);
            painter->setRenderHint(QPainter::Antialiasing);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawRoundedRect(place, place.height() / 2.0, place.height() / 2.0);
            painter->setRenderHint(QPainter::Antialiasing, false);
            painter->setPen(EventColours::contrast(Qt::white, fill) >= 3.0 ? QColor(Qt::white) : EventColours::readable(Qt::black, fill));
        } else {
            painter->setPen(used.ink);
        }
        painter->setFont(big);
        painter->drawText(place, Qt::AlignCenter, number);
        auto name = font();
        name.setWeight(isToday ? QFont::DemiBold : QFont::Normal);
        const QFontMetrics metrics(name);
        const QRect rest(place.right() + pad, pad, area.right() - place.right() - pad - 1, bigMetrics.height());
        auto words = locale.standaloneDayName(day.dayOfWeek(), QLocale::LongFormat);
        if (metrics.horizontalAdvance(words) > rest.width()) {
            words = locale.standaloneDayName(day.dayOfWeek(), QLocale::ShortFormat);
        }
        painter->setFont(name);
        painter->setPen(isToday ? used.ink : used.quiet);
        painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(words, Qt::ElideRight, rest.width()));
        if (const auto note = noteOf(day); !note.isEmpty()) {
            painter->setFont(font());
            painter->setPen(EventColours::readable(QColor(0xc0, 0x39, 0x2b), used.base));
            const QRect line(area.left() + pad, place.bottom() + pad / 2, area.width() - 2 * pad, fontMetrics().height());
            painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter, fontMetrics().elidedText(note, Qt::ElideRight, line.width()));
        }
    }
    painter->fillRect(0, m_header - 1, viewport()->width(), 1, used.line);
}

}
