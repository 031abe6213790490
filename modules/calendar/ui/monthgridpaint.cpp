// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/monthgrid.h"

#include "calendar/ui/eventcolours.h"
#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QLocale>
#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int daysOfWeek = 7;
}

void MonthGrid::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    painter.fillRect(event->rect(), palette().color(QPalette::Active, QPalette::Base));
    paintCells(&painter, event->rect());
    paintPieces(&painter, event->rect());
    paintGhost(&painter);
}

void MonthGrid::paintCells(QPainter *painter, const QRect &dirty) const
{
    const auto base = palette().color(QPalette::Active, QPalette::Base);
    const auto ink = palette().color(QPalette::Active, QPalette::Text);
    const auto highlight = palette().color(QPalette::Active, QPalette::Highlight);
    const auto line = EventColours::mixed(base, ink, 0.17);
    const auto off = EventColours::mixed(base, ink, 0.05);
    const auto quiet = EventColours::readable(EventColours::mixed(ink, base, 0.35), off);
    const QLocale locale;
    for (int column = 0; column < daysOfWeek; ++column) {
        const auto area = cell(0, column);
        const auto day = m_first.addDays(column).dayOfWeek();
        auto name = locale.standaloneDayName(day, QLocale::LongFormat);
        if (fontMetrics().horizontalAdvance(name) > area.width() - 8) {
            name = locale.standaloneDayName(day, QLocale::ShortFormat);
        }
        painter->setFont(font());
        painter->setPen(quiet);
        painter->drawText(QRect(area.left() + 6, 0, area.width() - 8, m_header), Qt::AlignLeft | Qt::AlignVCenter, name);
    }
    for (int week = 0; week < m_weekCount; ++week) {
        const auto monday = m_first.addDays(week * daysOfWeek);
        const auto row = cell(week, 0);
        painter->fillRect(0, row.top(), viewport()->width(), 1, line);
        painter->setFont(font());
        painter->setPen(quiet);
        if (m_settings.showsWeekNumbers) {
            painter->drawText(QRect(0, row.top(), m_gutter, m_dayHead + 2), Qt::AlignCenter, i18nc("@info number of the week, short", "W %1", monday.addDays(3).weekNumber()));
        }
        for (int column = 0; column < daysOfWeek; ++column) {
            const auto area = cell(week, column);
            if (!area.intersects(dirty)) {
                continue;
            }
            const auto day = monday.addDays(column);
            const bool isOff = !m_settings.isWorkingDay(day) || m_content.holidays.contains(day);
            if (isOff) {
                painter->fillRect(area.adjusted(0, 1, 0, 0), off);
            }
            auto tint = highlight;
            const bool isSelected = m_current.isNone() && !isOnPaper() && !ghost() && day >= m_slot.day && day < m_slot.day.addDays(std::max(1, m_slot.length));
            if (isSelected) {
                tint.setAlphaF(hasFocus() ? 0.18F : 0.08F);
                painter->fillRect(area.adjusted(0, 1, 0, 0), tint);
            }
            painter->fillRect(area.left(), area.top(), 1, area.height(), line);
            paintDayHead(painter, day, QRect(area.left(), area.top() + 1, area.width(), m_dayHead));
            if (isSelected && hasFocus()) {
                painter->setPen(QPen(EventColours::readable(highlight, base, 3.0), 2));
                painter->setBrush(Qt::NoBrush);
                painter->drawRect(area.adjusted(2, 2, -1, -1));
            }
        }
    }
}

void MonthGrid::paintDayHead(QPainter *painter, const QDate &day, const QRect &area) const
{
    const auto base = palette().color(QPalette::Active, QPalette::Base);
    const auto ink = palette().color(QPalette::Active, QPalette::Text);
    const auto off = EventColours::mixed(base, ink, 0.05);
    const bool isThisMonth = day.month() == m_month.month();
    const bool isToday = day == now().date();
    auto bold = font();
    bold.setWeight(isToday || day.day() == 1 ? QFont::Bold : QFont::Normal);
    const QFontMetrics metrics(bold);
    const auto text = day.day() == 1 ? QLocale().toString(day, i18nc("first day of a month within a calendar, see QLocale::toString()", "d MMM")) : QString::number(day.day());
    const auto pad = metrics.height() / 3;
    const QRect place(area.left() + 3, area.top() + 1, std::max(metrics.horizontalAdvance(text) + pad * 2, metrics.height()), metrics.height() + 1);
    painter->setFont(bold);
    if (isToday) {
        const auto fill = palette().color(QPalette::Active, QPalette::Highlight);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(fill);
        painter->drawRoundedRect(place, place.height() / 2.0, place.height() / 2.0);
        painter->setRenderHint(QPainter::Antialiasing, false);
        painter->setPen(EventColours::contrast(Qt::white, fill) >= 4.5 ? QColor(Qt::white) : EventColours::readable(Qt::black, fill));
    } else {
        painter->setPen(isThisMonth ? ink : EventColours::readable(EventColours::mixed(ink, base, 0.45), off));
    }
    painter->drawText(place, Qt::AlignCenter, text);
    if (const auto holiday = m_content.holidays.value(day); !holiday.isEmpty()) {
        const QRect rest(place.right() + pad, place.top(), area.right() - place.right() - pad - 4, place.height());
        painter->setFont(font());
        painter->setPen(EventColours::readable(QColor(0xc0, 0x39, 0x2b), off));
        painter->drawText(rest, Qt::AlignRight | Qt::AlignVCenter, fontMetrics().elidedText(holiday, Qt::ElideRight, rest.width()));
    }
}

void MonthGrid::paintPieces(QPainter *painter, const QRect &dirty) const
{
    const auto present = now();
    const auto base = palette().color(QPalette::Active, QPalette::Base);
    const auto ink = palette().color(QPalette::Active, QPalette::Text);
    const auto off = EventColours::mixed(base, ink, 0.05);
    for (const auto &piece : std::as_const(m_pieces)) {
        if (!piece.area.intersects(dirty)) {
            continue;
        }
        const bool isCurrent = m_current == piece.item;
        if (piece.index < 0) {
            painter->setFont(font());
            painter->setPen(EventColours::readable(EventColours::mixed(ink, base, 0.3), off));
            painter->drawText(piece.area.adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                              fontMetrics().elidedText(i18ncp("@item events for which there is no room", "+%1 more", "+%1 more", piece.more), Qt::ElideRight, piece.area.width() - 4));
            if (isCurrent) {
                painter->setPen(QPen(EventColours::readable(palette().color(QPalette::Active, QPalette::Highlight), base, 3.0), 2));
                painter->setBrush(Qt::NoBrush);
                painter->drawRect(piece.area.adjusted(1, 1, -1, -1));
            }
            continue;
        }
        const auto &one = m_content.occurrences.at(piece.index);
        const EventPainter::Look look{.shape = shapeOf(one),
                                      .calendar = calendarOf(one).colour,
                                      .isPast = std::max(one.start, one.end) <= present,
                                      .isSelected = isCurrent,
                                      .hasFocus = hasFocus(),
                                      .isOnPaper = isOnPaper(),
                                      .isContinuedBefore = piece.isContinuedBefore,
                                      .isContinuedAfter = piece.isContinuedAfter};
        painter->setOpacity(draggedPiece() && draggedPiece()->item == piece.item ? 0.4 : 1);
        m_painter.paint(painter, piece.area, one, look);
        painter->setOpacity(1);
    }
}

void MonthGrid::paintGhost(QPainter *painter) const
{
    if (!ghost()) {
        return;
    }
    const auto &one = *ghost();
    const auto from = std::max(0, int(m_first.daysTo(one.start.date())));
    const auto to = std::min(m_weekCount * daysOfWeek - 1, int(m_first.daysTo(OccurrenceWords::lastDay(one))));
    for (int week = from / daysOfWeek; from <= to && week <= to / daysOfWeek; ++week) {
        const auto monday = week * daysOfWeek;
        const EventPainter::Look look{.shape = shapeOf(one),
                                      .calendar = calendarOf(one).colour,
                                      .isSelected = true,
                                      .isGhost = true,
                                      .isContinuedBefore = from < monday,
                                      .isContinuedAfter = to >= monday + daysOfWeek};
        m_painter.paint(painter, barArea(week, {.first = std::max(from, monday) - monday, .last = std::min(to, monday + daysOfWeek - 1) - monday, .lane = 0}), one, look);
    }
}

}
