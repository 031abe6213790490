// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/gridview.h"

#include "calendar/ui/gridaccessible.h"
#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QToolTip>

#include <algorithm>
#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int mostNamed = 4; // events of a slot; Tab goes over all of them
}

GridView::GridView(QWidget *parent)
    : QAbstractScrollArea(parent)
{
    GridAccessible::install();
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    m_minute.setInterval(30s); // the line of the present moment
    connect(&m_minute, &QTimer::timeout, this, [this] { viewport()->update(); });
    m_minute.start();
}

GridView::~GridView() = default;

void GridView::setContent(const GridContent &content)
{
    m_content = content;
    m_indexes.clear();
    m_indexes.reserve(content.occurrences.size());
    for (int i = 0; i < int(content.occurrences.size()); ++i) {
        m_indexes.insert(content.occurrences.at(i).ref, i);
    }
    if (m_drag.isMoving && !m_drag.isCreating && !occurrence(m_drag.piece.item)) {
        cancelDrag();
    }
    arrange();
    if (!m_current.isNone() && !items().contains(m_current)) {
        m_current = {}; // deleted, or it went elsewhere; the slot stays where it was
        Q_EMIT currentChanged();
        speakLater();
    }
    viewport()->update();
    Q_EMIT contentChanged();
}

const Occurrence *GridView::occurrence(const GridItem &item) const
{
    const auto index = item.isOccurrence() ? m_indexes.value(item.ref, -1) : -1;
    return index < 0 ? nullptr : &m_content.occurrences.at(index);
}

const Occurrence *GridView::current() const
{
    return occurrence(m_current);
}

QDate GridView::currentDay() const
{
    if (m_current.more.isValid()) {
        return m_current.more;
    }
    const auto *occurrence = current();
    return occurrence ? std::clamp(occurrence->start.date(), firstDay(), lastDay()) : m_slot.day;
}

CalendarInfo GridView::calendarOf(const Occurrence &occurrence) const
{
    return m_content.calendars.value(occurrence.calendar);
}

bool GridView::mayChange(const Occurrence &occurrence) const
{
    return !occurrence.flags.testAnyFlags(EventFlag::ReadOnly | EventFlag::Unreadable) && calendarOf(occurrence).isWritable;
}

void GridView::setCurrentItem(const GridItem &item)
{
    if (!item.isNone()) {
        if (const auto *chosen = occurrence(item)) {
            m_slot = slotOf(*chosen);
        } else if (item.more.isValid()) {
            m_slot.day = item.more;
        }
        reveal(item);
    }
    if (m_current != item) {
        m_current = item;
        Q_EMIT currentChanged();
    }
    viewport()->update();
    speakLater();
}

void GridView::setSlot(const GridSlot &slot)
{
    if (slot.day < firstDay() || slot.day > lastDay()) {
        setDate(slot.day);
    }
    changeSlot(slot);
}

void GridView::showAsOnPaper()
{
    m_isOnPaper = true;
    m_slot = {};
    m_current = {};
    viewport()->update();
}

GridContent GridView::visibleContent() const
{
    auto content = m_content;
    content.occurrences.removeIf([this](const Occurrence &one) { return one.start.date() > lastDay() || OccurrenceWords::lastDay(one) < firstDay(); });
    return content;
}

void GridView::changeSlot(const GridSlot &slot)
{
    const bool isOther = m_slot != slot || !m_current.isNone();
    m_slot = slot;
    m_current = {};
    reveal({});
    viewport()->update();
    if (isOther) {
        Q_EMIT currentChanged();
    }
    speakLater();
}

void GridView::setNow(const std::optional<QDateTime> &now)
{
    m_now = now;
    viewport()->update();
}

QDateTime GridView::now() const
{
    return m_now ? *m_now : QDateTime::currentDateTime();
}

void GridView::setTypingCreates(Qt::CheckState on)
{
    m_typingCreates = on == Qt::Checked;
}

QRect GridView::areaOf(const GridItem &item) const
{
    if (item.isNone()) {
        return slotArea() & viewport()->rect();
    }
    QRect area;
    const auto all = pieces();
    for (const auto &piece : all) {
        if (piece.item == item) {
            area |= piece.area & viewport()->rect();
        }
    }
    return area;
}

QString GridView::spoken(const GridItem &item) const
{
    if (const auto *shown = occurrence(item)) {
        return OccurrenceWords::sentence(*shown, calendarOf(*shown));
    }
    if (item.more.isValid()) {
        const auto all = pieces();
        const auto piece = std::ranges::find(all, item, &GridPiece::item);
        return i18ncp("@info spoken: events of a day for which there is no room", "%1 more event on %2", "%1 more events on %2", piece == all.end() ? 0 : piece->more,
                      OccurrenceWords::day(item.more));
    }
    // The slot: the day, the time, what kind of day it is, and how much is there.
    QStringList parts{OccurrenceWords::day(m_slot.day)};
    const auto begin = m_slot.isWholeDay() ? m_slot.day.startOfDay() : EventShift::at(m_slot.day, m_slot.minute);
    const auto end = m_slot.isWholeDay() ? m_slot.day.addDays(std::max(1, m_slot.length)).startOfDay() : EventShift::at(m_slot.day, m_slot.minute + m_slot.length);
    if (!m_slot.isWholeDay()) {
        parts << i18nc("@info spoken: begin and end", "%1 to %2", OccurrenceWords::time(begin), OccurrenceWords::time(end));
    }
    if (m_slot.day == now().date()) {
        parts << i18nc("@info spoken", "today");
    }
    if (const auto holiday = m_content.holidays.value(m_slot.day); !holiday.isEmpty()) {
        parts << holiday;
    }
    if (const auto note = OccurrenceWords::clockNote(m_slot.day); !note.isEmpty()) {
        parts << note;
    }
    int count = 0;
    QStringList titles;
    for (const auto &one : std::as_const(m_content.occurrences)) {
        const bool isHere = one.start < end && (one.end > begin || (one.end <= one.start && one.start >= begin));
        const bool isOfDay = one.isAllDay() && !m_slot.isWholeDay(); // told once, above the hours
        if (isHere && !isOfDay && ++count <= mostNamed) {
            titles << OccurrenceWords::title(one);
        }
    }
    parts << (count == 0 ? i18nc("@info spoken: nothing at this time", "free")
                         : i18ncp("@info spoken: how many events, the first titles", "%1 event: %2", "%1 events: %2", count, titles.join(QStringLiteral(", "))));
    return parts.join(QStringLiteral(", "));
}

void GridView::speakLater()
{
    if (m_speechQueued || !QAccessible::isActive()) {
        return;
    }
    m_speechQueued = true;
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_speechQueued = false;
            auto *grid = hasFocus() ? dynamic_cast<GridAccessible *>(QAccessible::queryAccessibleInterface(this)) : nullptr;
            if (auto *item = grid ? grid->item(m_current) : nullptr) {
                QAccessibleEvent event(item, QAccessible::Focus);
                QAccessible::updateAccessibility(&event);
            }
        },
        Qt::QueuedConnection);
}

void GridView::open(const GridItem &item)
{
    if (item.more.isValid()) {
        Q_EMIT moreWanted(item.more, areaOf(item));
    } else if (const auto *shown = occurrence(item)) {
        Q_EMIT chosen(Occurrence(*shown));
    } else {
        createAtSlot({});
    }
}

void GridView::createAtSlot(const QString &title)
{
    if (m_slot.isWholeDay()) {
        Q_EMIT creationWanted(m_slot.day.startOfDay(), m_slot.day.addDays(std::max(1, m_slot.length)).startOfDay(), true, title);
        return;
    }
    const auto start = EventShift::at(m_slot.day, m_slot.minute);
    Q_EMIT creationWanted(start, start.addSecs((m_newLength > 0 && m_slot.length == GridSlot().length ? m_newLength : m_slot.length) * 60), false, title);
}

void GridView::setNewLength(int minutes)
{
    m_newLength = minutes;
}

void GridView::wantTurn(const Occurrence &after)
{
    const auto *shown = current();
    if (shown && mayChange(*shown)) {
        Q_EMIT turnWanted(Occurrence(*shown), after);
    }
}

void GridView::wantShift(int days, int minutes, EventShift::Part part)
{
    const auto *shown = current();
    const bool isMoment = shown && shown->flags.testFlag(EventFlag::Task); // when it is due, not how long it takes
    if (!shown || !mayChange(*shown) || (isMoment && part != EventShift::Part::Whole)) {
        return;
    }
    const auto before = *shown;
    const auto after = EventShift::shifted(before, days, minutes, part);
    if (after.start != before.start || after.end != before.end) {
        Q_EMIT rescheduleWanted(before, after.start, after.end);
    }
}

bool GridView::stepItem(int direction)
{
    const auto all = items();
    auto index = all.indexOf(m_current);
    if (index < 0) { // from the slot: the first one after it, or the last before
        const auto from = m_slot.isWholeDay() ? m_slot.day.startOfDay() : EventShift::at(m_slot.day, m_slot.minute);
        const auto begin = [this](const GridItem &item) {
            const auto *shown = occurrence(item);
            return shown ? std::max(shown->start, firstDay().startOfDay()) : item.more.endOfDay();
        };
        const auto next = std::ranges::find_if(all, [&](const GridItem &item) { return begin(item) >= from; });
        index = next - all.begin() - (direction > 0 ? 1 : 0);
    }
    const auto wanted = index + direction;
    if (wanted < 0 || wanted >= all.size()) {
        return false;
    }
    setCurrentItem(all.at(wanted));
    return true;
}

bool GridView::focusNextPrevChild(bool next)
{
    // Tab goes over the events, and on to the next part after the last one.
    return stepItem(next ? 1 : -1) || QAbstractScrollArea::focusNextPrevChild(next);
}

bool GridView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && m_drag.isPressed && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QAbstractScrollArea::event(event);
}

void GridView::keyPressEvent(QKeyEvent *event)
{
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const auto key = event->key();
    const bool isArrow = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    if (key == Qt::Key_Escape) {
        if (m_drag.isPressed) {
            cancelDrag();
            return;
        }
        if (!m_current.isNone()) {
            changeSlot(m_slot);
            return;
        }
        event->ignore();
        return;
    }
    if (isArrow && modifiers.testFlag(Qt::AltModifier)) {
        shiftByKey(key, modifiers);
        event->accept();
        return;
    }
    if ((modifiers & ~Qt::ShiftModifier) == Qt::NoModifier && moveSlot(key, modifiers)) {
        event->accept();
        return;
    }
    if (modifiers == Qt::NoModifier) {
        switch (key) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            open(m_current);
            return;
        case Qt::Key_Space:
            if (m_current.more.isValid()) {
                open(m_current);
                return;
            }
            break;
        case Qt::Key_Delete:
            if (const auto *shown = current(); shown && mayChange(*shown)) {
                Q_EMIT removalWanted(Occurrence(*shown));
            }
            return;
        case Qt::Key_PageUp:
        case Qt::Key_PageDown:
            step(key == Qt::Key_PageUp ? -1 : 1);
            return;
        default:
            break;
        }
    }
    const auto text = event->text();
    if (m_typingCreates && (modifiers & ~Qt::ShiftModifier) == Qt::NoModifier && !text.isEmpty() && text.at(0).isLetterOrNumber()) {
        createAtSlot(text);
        return;
    }
    event->ignore();
}

void GridView::focusInEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusInEvent(event);
    viewport()->update();
    speakLater();
}

void GridView::focusOutEvent(QFocusEvent *event)
{
    QAbstractScrollArea::focusOutEvent(event);
    viewport()->update();
}

void GridView::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    arrange();
}

void GridView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange) {
        arrange();
        viewport()->update();
    }
}

bool GridView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto piece = pieceAt(help->pos());
        if (piece && !m_drag.isMoving) {
            QToolTip::showText(help->globalPos(), spoken(piece->item).toHtmlEscaped(), viewport(), piece->area);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

}
