// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/gridview.h"

#include <KLocalizedString>
#include <QApplication>
#include <QContextMenuEvent>
#include <QToolTip>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int gripSize = 6; // pixels at the ends of an event by which it is made longer
constexpr int outside = 24; // pixels beyond the view where a moved event becomes a dragged one
}

std::optional<GridPiece> GridView::pieceAt(const QPoint &position) const
{
    const auto all = pieces();
    const auto piece = std::ranges::find_if(all.rbegin(), all.rend(), [&](const GridPiece &one) { return one.area.contains(position); });
    return piece == all.rend() ? std::nullopt : std::optional(*piece);
}

EventShift::Part GridView::partAt(const GridPiece &piece, const QPoint &position) const
{
    using EventShift::Part;
    const auto length = piece.isAcross ? piece.area.width() : piece.area.height();
    const auto place = piece.isAcross ? position.x() - piece.area.left() : position.y() - piece.area.top();
    const auto grip = std::min(gripSize, length / 4);
    if (piece.index < 0 || (piece.isAcross && !m_content.occurrences.at(piece.index).isAllDay()) || m_content.occurrences.at(piece.index).flags.testFlag(EventFlag::Task)) {
        return Part::Whole; // days cannot be added to a time of day, nor anything to the moment a task is due
    }
    if (place >= length - grip && !piece.isContinuedAfter) {
        return Part::End;
    }
    return place < grip && !piece.isContinuedBefore ? Part::Start : Part::Whole;
}

void GridView::updateCursor(const QPoint &position)
{
    const auto piece = pieceAt(position);
    const auto *shown = piece ? occurrence(piece->item) : nullptr;
    if (!piece) {
        viewport()->unsetCursor();
    } else if (!shown) {
        viewport()->setCursor(Qt::PointingHandCursor);
    } else if (mayChange(*shown) && partAt(*piece, position) != EventShift::Part::Whole) {
        viewport()->setCursor(piece->isAcross ? Qt::SizeHorCursor : Qt::SizeVerCursor);
    } else {
        viewport()->setCursor(Qt::ArrowCursor);
    }
}

void GridView::mousePressEvent(QMouseEvent *event)
{
    const auto position = event->position().toPoint();
    if (event->button() != Qt::LeftButton) {
        if (event->button() == Qt::RightButton && m_drag.isPressed) {
            cancelDrag();
        }
        return;
    }
    const auto piece = pieceAt(position);
    const auto slot = slotAt(position);
    if (piece) {
        setCurrentItem(piece->item);
        if (piece->item.more.isValid()) {
            Q_EMIT moreWanted(piece->item.more, piece->area);
            return;
        }
    } else if (slot) {
        auto whole = *slot;
        if (!whole.isWholeDay()) { // half an hour, wherever the quarter is
            whole.minute -= whole.minute % 30;
            whole.length = 30;
        }
        changeSlot(whole);
    }
    if (!slot) {
        return;
    }
    const auto *shown = piece ? occurrence(piece->item) : nullptr;
    m_drag = {.isPressed = !shown || mayChange(*shown), .isCreating = !shown, .from = position, .slot = *slot};
    if (shown) {
        m_drag.piece = *piece;
        m_drag.part = partAt(*piece, position);
    }
}

void GridView::mouseMoveEvent(QMouseEvent *event)
{
    const auto position = event->position().toPoint();
    if (!m_drag.isPressed) {
        updateCursor(position);
        return;
    }
    if (!m_drag.isMoving && (position - m_drag.from).manhattanLength() < QApplication::startDragDistance()) {
        return;
    }
    m_drag.isMoving = true;
    if (!m_drag.isCreating && m_drag.part == EventShift::Part::Whole && !rect().adjusted(-outside, -outside, outside, outside).contains(position)) {
        const auto *shown = occurrence(m_drag.piece.item);
        const auto copy = shown ? *shown : Occurrence();
        cancelDrag();
        Q_EMIT draggedOut(copy);
        return;
    }
    scrollWhileDragging(position);
    updateGhost(position);
}

void GridView::updateGhost(const QPoint &position)
{
    const auto slot = slotAt(position);
    if (!slot) {
        return;
    }
    const auto days = int(m_drag.slot.day.daysTo(slot->day));
    const auto minutes = slot->isWholeDay() || m_drag.slot.isWholeDay() ? 0 : slot->minute - m_drag.slot.minute;
    if (m_drag.isCreating) {
        Occurrence created;
        created.summary = i18nc("@item an event while it is drawn with the mouse", "New Event");
        const auto &from = m_drag.slot;
        if (from.isWholeDay()) {
            created.flags = EventFlag::AllDay;
            created.start = std::min(from.day, slot->day).startOfDay();
            created.end = std::max(from.day, slot->day).addDays(1).startOfDay();
        } else {
            const auto begin = std::min(from.minute, from.minute + minutes);
            created.start = EventShift::at(from.day, begin);
            created.end = EventShift::at(from.day, std::max(from.minute, from.minute + minutes) + EventShift::step);
        }
        m_ghost = created;
    } else if (const auto *shown = occurrence(m_drag.piece.item)) {
        const auto day = shown->start.date().addDays(days);
        const bool isMoved = m_drag.part == EventShift::Part::Whole;
        if (isMoved && shown->isAllDay() && !slot->isWholeDay()) { // from the days above into the hours
            m_ghost = EventShift::timed(*shown, slot->day, slot->minute, m_newLength > 0 ? m_newLength : 60);
        } else if (isMoved && !shown->isAllDay() && slot->isWholeDay() && !m_drag.slot.isWholeDay()) {
            m_ghost = EventShift::wholeDay(*shown, day);
        } else {
            m_ghost = EventShift::shifted(*shown, days, minutes, m_drag.part);
        }
    }
    viewport()->update();
}

void GridView::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_drag.isPressed) {
        return;
    }
    const auto drag = std::exchange(m_drag, {});
    const auto ghost = std::exchange(m_ghost, {});
    viewport()->update();
    if (!drag.isMoving || !ghost) {
        return;
    }
    if (drag.isCreating) {
        if (ghost->isAllDay()) {
            m_slot = {.day = ghost->start.date(), .minute = -1, .length = int(ghost->start.date().daysTo(ghost->end.date()))};
        } else {
            const auto minute = ghost->start.time().hour() * 60 + ghost->start.time().minute();
            m_slot = {.day = ghost->start.date(), .minute = minute, .length = int(ghost->start.secsTo(ghost->end) / 60)};
        }
        Q_EMIT creationWanted(ghost->start, ghost->end, ghost->isAllDay(), {});
        return;
    }
    const auto *shown = occurrence(drag.piece.item);
    if (shown && ghost->isAllDay() != shown->isAllDay()) {
        Q_EMIT turnWanted(Occurrence(*shown), *ghost);
    } else if (shown && (ghost->start != shown->start || ghost->end != shown->end)) {
        Q_EMIT rescheduleWanted(Occurrence(*shown), ghost->start, ghost->end);
    }
}

void GridView::cancelDrag()
{
    m_drag = {};
    m_ghost.reset();
    viewport()->unsetCursor();
    viewport()->update();
}

void GridView::scrollWhileDragging(const QPoint &)
{
}

void GridView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    cancelDrag();
    const auto position = event->position().toPoint();
    if (const auto piece = pieceAt(position)) {
        open(piece->item);
    } else if (slotAt(position)) {
        createAtSlot({});
    }
}

void GridView::contextMenuEvent(QContextMenuEvent *event)
{
    cancelDrag();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        const auto area = areaOf(m_current);
        Q_EMIT contextMenuWanted(viewport()->mapToGlobal(area.isEmpty() ? viewport()->rect().center() : area.center()));
        return;
    }
    const auto position = viewport()->mapFromGlobal(event->globalPos());
    if (const auto piece = pieceAt(position)) {
        setCurrentItem(piece->item);
    } else if (const auto slot = slotAt(position)) {
        changeSlot({.day = slot->day, .minute = slot->isWholeDay() ? -1 : slot->minute - slot->minute % 30, .length = slot->isWholeDay() ? 1 : 30});
    }
    Q_EMIT contextMenuWanted(event->globalPos());
}

}
