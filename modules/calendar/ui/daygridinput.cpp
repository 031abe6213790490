// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/daygrid.h"

#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int minutesOfDay = 24 * 60;
constexpr int slotMinutes = 30;
}

bool DayGrid::moveSlot(int key, Qt::KeyboardModifiers modifiers)
{
    auto slot = m_slot;
    const bool extends = modifiers.testFlag(Qt::ShiftModifier);
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const auto direction = key == Qt::Key_Left ? -1 : 1;
        if (extends && slot.isWholeDay()) {
            slot.length = std::max(1, slot.length + direction);
            break;
        }
        slot.day = slot.day.addDays(direction);
        if (m_span == Span::WorkWeek && (slot.day < m_first || slot.day > lastDay())) { // over the weekend
            slot.day = direction < 0 ? lastDay().addDays(-7) : m_first.addDays(7);
        }
        slot.length = slot.isWholeDay() ? 1 : slotMinutes;
        break;
    }
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const auto direction = key == Qt::Key_Up ? -1 : 1;
        if (slot.isWholeDay()) {
            if (direction < 0) {
                return true;
            }
            slot.minute = m_settings.workingFrom * 60;
            slot.length = slotMinutes;
            break;
        }
        if (extends) {
            slot.length = std::clamp(slot.length + direction * slotMinutes, slotMinutes, minutesOfDay - slot.minute);
            break;
        }
        slot.length = slotMinutes;
        slot.minute += direction * slotMinutes;
        // Times that clocks leave out on this day are passed over.
        while (slot.minute > 0 && slot.minute < minutesOfDay && EventShift::at(slot.day, slot.minute).time() != QTime(slot.minute / 60, slot.minute % 60)) {
            slot.minute += direction * slotMinutes;
        }
        if (slot.minute < 0) {
            slot.minute = -1;
            slot.length = 1;
        }
        slot.minute = std::min(slot.minute, minutesOfDay - slotMinutes);
        break;
    }
    case Qt::Key_Home:
        slot.day = m_first;
        break;
    case Qt::Key_End:
        slot.day = lastDay();
        break;
    default:
        return false;
    }
    if (slot.day < m_first || slot.day > lastDay()) {
        setDate(slot.day);
    }
    changeSlot(slot);
    return true;
}

void DayGrid::shiftByKey(int key, Qt::KeyboardModifiers modifiers)
{
    using EventShift::Part;
    const auto *shown = current();
    if (!shown) {
        return;
    }
    const auto part = modifiers.testFlag(Qt::ShiftModifier) ? Part::End : Part::Whole;
    const bool isBack = key == Qt::Key_Left || key == Qt::Key_Up;
    const bool isAcross = key == Qt::Key_Left || key == Qt::Key_Right;
    if (isAcross) {
        wantShift(isBack ? -1 : 1, 0, part);
    } else if (part == Part::Whole && shown->isAllDay()) { // as with the slots: below the whole day are its hours
        if (!isBack) {
            wantTurn(EventShift::timed(*shown, shown->start.date(), m_settings.workingFrom * 60, m_settings.length));
        }
    } else if (part == Part::Whole && isBack && shown->start.time() == QTime(0, 0) && !isInStrip(*shown)) { // and above midnight the whole day
        wantTurn(EventShift::wholeDay(*shown, shown->start.date()));
    } else if (!shown->isAllDay()) {
        wantShift(0, isBack ? -EventShift::step : EventShift::step, part);
    }
}

void DayGrid::scrollWhileDragging(const QPoint &position)
{
    auto *bar = verticalScrollBar();
    const auto edge = m_line;
    if (position.y() > viewport()->height() - edge) {
        bar->setValue(bar->value() + int(m_hour / 4));
    } else if (position.y() < hoursTop() + edge && position.y() > m_header && draggedPiece() && !draggedPiece()->isAcross) {
        bar->setValue(bar->value() - int(m_hour / 4));
    }
}

void DayGrid::mousePressEvent(QMouseEvent *event)
{
    const auto position = event->position().toPoint();
    const auto column = columnAt(position.x());
    if (event->button() == Qt::LeftButton && column >= 0 && position.y() < m_header && m_count > 1) {
        Q_EMIT dayWanted(m_first.addDays(column));
        return;
    }
    GridView::mousePressEvent(event);
}

void DayGrid::wheelEvent(QWheelEvent *event)
{
    const auto sideways = event->angleDelta().x();
    if (sideways == 0 || std::abs(sideways) < std::abs(event->angleDelta().y())) {
        GridView::wheelEvent(event);
        return;
    }
    m_wheel += sideways;
    constexpr int notch = 120;
    if (std::abs(m_wheel) >= notch) {
        step(m_wheel > 0 ? -1 : 1);
        m_wheel = 0;
    }
    event->accept();
}

}
