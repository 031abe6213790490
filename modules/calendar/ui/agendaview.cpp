// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/agendaview.h"

#include "calendar/agendamodel.h"
#include "calendar/ui/eventcolours.h"
#include "calendar/ui/eventshift.h"
#include "calendar/ui/eventsigns.h"
#include "calendar/ui/occurrencerows.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace Kontor
{
namespace
{
/// The day beside its first event, then time, title with place, and the calendar.
class AgendaDelegate : public QStyledItemDelegate
{
public:
    explicit AgendaDelegate(AgendaView *view)
        : QStyledItemDelegate(view)
        , m_view(view)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.fontMetrics.averageCharWidth() * 40, option.fontMetrics.height() * 2};
    }

    /// Where a task's box to tick is.
    static QRect tickArea(const QFontMetrics &metrics, const QRect &row)
    {
        const auto side = metrics.height();
        return {timeLeft(metrics) + widthOfTimes(metrics) + side, row.center().y() - side / 2, side, side};
    }
    static int widthOfTimes(const QFontMetrics &metrics)
    {
        const auto longest = QLocale().toString(QTime(22, 0), QLocale::ShortFormat); // "10:00 PM"
        return metrics.horizontalAdvance(QString(longest + QStringLiteral(" – ") + longest));
    }
    static int timeLeft(const QFontMetrics &metrics)
    {
        return metrics.averageCharWidth() * 15;
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *one = m_view->at(index);
        if (!one) {
            paintHeading(painter, option, index);
            return;
        }
        const auto base = option.palette.color(QPalette::Active, QPalette::Base);
        const auto ink = option.palette.color(QPalette::Active, QPalette::Text);
        const auto highlight = option.palette.color(QPalette::Active, QPalette::Highlight);
        const auto &metrics = option.fontMetrics;
        const auto day = m_view->dayAt(index);
        const bool isToday = day == m_view->now().date();
        const bool isPast = std::max(one->start, one->end) <= m_view->now();
        const auto quiet = EventColours::readable(EventColours::mixed(ink, base, 0.4), base);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (index.data(OccurrenceRows::FirstOfDayRole).toBool() && index.row() > 0) {
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), option.rect.width(), 1), EventColours::mixed(base, ink, 0.15));
        }
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const bool hasFocus = m_view->hasFocus();
        const auto left = timeLeft(metrics);
        const QRect row = option.rect.adjusted(left - metrics.averageCharWidth(), 1, 0, -1);
        if (isSelected || option.state.testFlag(QStyle::State_MouseOver)) {
            auto tint = highlight;
            tint.setAlphaF(isSelected ? (hasFocus ? 0.32F : 0.2F) : 0.1F);
            painter->fillRect(row, tint);
            if (isSelected && hasFocus) {
                painter->fillRect(QRect(row.left(), row.top(), 3, row.height()), highlight);
            }
        }
        if (index.data(OccurrenceRows::FirstOfDayRole).toBool()) {
            auto bold = option.font;
            bold.setBold(isToday);
            painter->setFont(bold);
            painter->setPen(isToday ? EventColours::readable(highlight, base) : ink);
            const QRect head(option.rect.left() + metrics.averageCharWidth(), option.rect.top(), left - 2 * metrics.averageCharWidth(), option.rect.height());
            painter->drawText(head, Qt::AlignLeft | Qt::AlignVCenter,
                              QFontMetrics(bold).elidedText(QLocale().toString(day, i18nc("a day beside its events, see QLocale::toString()", "ddd d MMM")), Qt::ElideRight, head.width()));
        }
        painter->setFont(option.font);
        painter->setPen(isPast ? quiet : ink);
        const auto timeWidth = widthOfTimes(metrics);
        painter->drawText(QRect(left, option.rect.top(), timeWidth + metrics.averageCharWidth(), option.rect.height()), Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(timesOn(*one, day), Qt::ElideRight, timeWidth + metrics.averageCharWidth()));
        auto box = tickArea(metrics, option.rect);
        const auto colour = EventColours::of(m_view->calendarOf(*one).colour, option.palette, EventColours::Tone::Soft, isPast ? EventColours::Time::Past : EventColours::Time::Present).edge;
        painter->setPen(QPen(colour, 1.8));
        const bool isDone = one->flags.testFlag(EventFlag::Done);
        if (one->flags.testFlag(EventFlag::Task)) {
            painter->setBrush(isDone ? QBrush(colour) : QBrush(Qt::NoBrush));
            painter->drawRoundedRect(QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5), 3, 3);
            if (isDone) {
                EventSigns::paint(painter, QRectF(box).adjusted(3, 3, -3, -3), EventSigns::Sign::Done, EventColours::readable(Qt::white, colour, 3.0));
            }
        } else {
            const bool isOpen = one->mine == Participation::NeedsAction || one->mine == Participation::Tentative || one->mine == Participation::Declined;
            painter->setBrush(isOpen ? QBrush(Qt::NoBrush) : QBrush(colour));
            const auto round = box.width() / 4.0;
            painter->drawEllipse(QRectF(box).adjusted(round, round, -round, -round));
        }
        auto right = option.rect.right() - metrics.averageCharWidth();
        const auto name = Words::withoutTricks(m_view->calendarOf(*one).name);
        if (option.rect.width() > metrics.averageCharWidth() * 90) {
            const auto width = metrics.averageCharWidth() * 20;
            painter->setPen(quiet);
            painter->drawText(QRect(right - width, option.rect.top(), width, option.rect.height()), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(name, Qt::ElideRight, width));
            right -= width + metrics.averageCharWidth();
        }
        const auto signs = EventSigns::of(*one);
        const auto side = metrics.height() * 2 / 3;
        for (const auto sign : signs) {
            right -= side;
            EventSigns::paint(painter, QRectF(right, option.rect.center().y() - side / 2.0, side, side), sign, quiet);
            right -= side / 2;
        }
        const QRect text(box.right() + metrics.averageCharWidth(), option.rect.top(), right - box.right() - metrics.averageCharWidth() * 2, option.rect.height());
        auto font = option.font;
        font.setWeight(QFont::DemiBold);
        font.setStrikeOut(isDone || one->mine == Participation::Declined || one->flags.testFlag(EventFlag::Cancelled));
        const QFontMetrics bold(font);
        const auto title = OccurrenceWords::title(*one);
        painter->setFont(font);
        painter->setPen(isPast ? quiet : ink);
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, bold.elidedText(title, Qt::ElideRight, text.width()));
        const auto used = bold.horizontalAdvance(title) + metrics.averageCharWidth() * 2;
        auto after = OccurrenceWords::states(*one);
        after.prepend(Words::withoutTricks(one->location).simplified());
        after.removeAll(QString());
        if (text.width() - used > metrics.averageCharWidth() * 6 && !after.isEmpty()) {
            painter->setFont(option.font);
            painter->setPen(quiet);
            painter->drawText(text.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(after.join(QStringLiteral(" · ")), Qt::ElideRight, text.width() - used));
        }
        painter->restore();
    }

private:
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
    {
        const auto day = m_view->dayAt(index);
        if (!day.isValid()) {
            return; // not read yet
        }
        const auto base = option.palette.color(QPalette::Active, QPalette::Base);
        const auto ink = option.palette.color(QPalette::Active, QPalette::Text);
        const auto highlight = option.palette.color(QPalette::Active, QPalette::Highlight);
        const auto pad = option.fontMetrics.averageCharWidth();
        painter->save();
        painter->fillRect(QRect(option.rect.left(), option.rect.bottom() - 1, option.rect.width(), 1), EventColours::mixed(base, ink, 0.15));
        if (option.state.testFlag(QStyle::State_Selected)) {
            auto tint = highlight;
            tint.setAlphaF(m_view->hasFocus() ? 0.32F : 0.2F);
            painter->fillRect(option.rect, tint);
        }
        auto bold = option.font;
        bold.setBold(true);
        painter->setFont(bold);
        painter->setPen(day == m_view->now().date() ? EventColours::readable(highlight, base) : ink);
        painter->drawText(option.rect.adjusted(pad, 0, -pad, -2), Qt::AlignLeft | Qt::AlignBottom, index.data().toString());
        painter->restore();
    }
    static QString timesOn(const Occurrence &one, const QDate &day)
    {
        const bool isMultiDay = one.start.date() != OccurrenceWords::lastDay(one);
        if (one.isAllDay() || (isMultiDay && one.start.date() < day && OccurrenceWords::lastDay(one) > day)) {
            return i18nc("@info of an event", "All day");
        }
        if (isMultiDay) {
            return one.start.date() == day ? i18nc("@info begin of an event that ends on another day", "from %1", OccurrenceWords::time(one.start))
                                           : i18nc("@info end of an event that began the day before", "until %1", OccurrenceWords::time(one.end));
        }
        return OccurrenceWords::times(one);
    }
    AgendaView *m_view;
};
}

AgendaView::AgendaView(QWidget *parent)
    : ItemListView({.spoken = Qt::AccessibleTextRole}, parent)
    , m_rows(new OccurrenceRows(this))
{
    setObjectName(QStringLiteral("agenda"));
    setAccessibleName(i18nc("@label", "Agenda"));
    setHeaderHidden(true);
    setFrameShape(NoFrame);
    setSelectionMode(SingleSelection);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new AgendaDelegate(this));
    setModel(m_rows);
    connect(this, &ItemListView::currentRowChanged, this, &AgendaView::currentOccurrenceChanged);
    connect(this, &ItemListView::chosen, this, [this](const QModelIndex &index) {
        if (const auto *one = at(index)) {
            Q_EMIT occurrenceChosen(Occurrence(*one));
        }
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!isLive() || m_agenda->rowCount() == 0) {
            return;
        }
        if (value >= verticalScrollBar()->maximum() - verticalScrollBar()->pageStep()) {
            m_agenda->extend(AgendaModel::Direction::Later);
        } else if (value == verticalScrollBar()->minimum()) {
            m_agenda->extend(AgendaModel::Direction::Earlier);
        }
    });
}

void AgendaView::setAgenda(AgendaModel *agenda)
{
    m_agenda = agenda;
    connect(agenda, &QueryModel::queryFinished, this, &AgendaView::showWanted);
    showFound(Qt::Unchecked);
}

void AgendaView::showFound(Qt::CheckState on)
{
    auto *wanted = on == Qt::Checked || !m_agenda ? static_cast<QAbstractItemModel *>(m_rows) : m_agenda;
    if (model() != wanted) {
        setModel(wanted);
        setColumnWidth(0, viewport()->width());
        Q_EMIT currentOccurrenceChanged();
    }
}

bool AgendaView::isLive() const
{
    return m_agenda && model() == m_agenda;
}

void AgendaView::setCalendars(const QHash<CollectionId, CalendarInfo> &calendars)
{
    m_calendars = calendars;
    viewport()->update();
}

CalendarInfo AgendaView::calendarOf(const Occurrence &occurrence) const
{
    return isLive() ? m_calendars.value(occurrence.calendar) : m_rows->calendarOf(occurrence);
}

const Occurrence *AgendaView::at(const QModelIndex &index) const
{
    if (!isLive()) {
        return m_rows->at(index);
    }
    const auto *row = m_agenda->rowAt(index);
    return row && row->occurrence ? &*row->occurrence : nullptr;
}

QDate AgendaView::dayAt(const QModelIndex &index) const
{
    if (!isLive()) {
        return m_rows->dayAt(index);
    }
    const auto *row = m_agenda->rowAt(index);
    return row ? row->day : QDate();
}

const Occurrence *AgendaView::current() const
{
    return at(currentIndex());
}

QDate AgendaView::currentDay() const
{
    return dayAt(currentIndex());
}

void AgendaView::setCurrent(const OccurrenceRef &ref)
{
    if (const auto index = isLive() ? m_agenda->indexOf(ref) : m_rows->indexOf(ref); index.isValid()) {
        m_wantedDay = {};
        setCurrentIndex(index);
        scrollTo(index);
    }
}

void AgendaView::showDay(const QDate &day)
{
    m_wantedDay = day;
    showWanted();
}

void AgendaView::showWanted()
{
    const auto index = !m_wantedDay.isValid() ? QModelIndex() : isLive() ? m_agenda->headingOf(m_wantedDay) : m_rows->firstOn(m_wantedDay);
    if (index.isValid() && (!isLive() || m_agenda->isReady())) {
        m_wantedDay = {};
        setCurrentIndex(index);
        scrollTo(index, PositionAtTop);
    }
}

bool AgendaView::mayChange(const Occurrence &occurrence) const
{
    return !occurrence.flags.testAnyFlags(EventFlag::ReadOnly | EventFlag::Unreadable) && calendarOf(occurrence).isWritable;
}

void AgendaView::setNow(const std::optional<QDateTime> &now)
{
    m_now = now;
    viewport()->update();
}

QDateTime AgendaView::now() const
{
    return m_now ? *m_now : QDateTime::currentDateTime();
}

void AgendaView::keyPressEvent(QKeyEvent *event)
{
    using EventShift::Part;
    const auto *one = current();
    const auto modifiers = event->modifiers() & ~Qt::KeypadModifier;
    const auto key = event->key();
    const bool isArrow = key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    if (one && isArrow && modifiers.testFlag(Qt::AltModifier)) { // as in the grids
        const auto direction = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1;
        const bool isAcross = key == Qt::Key_Left || key == Qt::Key_Right;
        const auto before = *one;
        const auto part = modifiers.testFlag(Qt::ShiftModifier) ? Part::End : Part::Whole;
        const auto after = EventShift::shifted(before, isAcross ? direction : 0, isAcross || before.isAllDay() ? 0 : direction * EventShift::step, part);
        if (mayChange(before) && !before.flags.testFlag(EventFlag::Task) && (after.start != before.start || after.end != before.end)) {
            Q_EMIT rescheduleWanted(before, after.start, after.end);
        }
        event->accept();
        return;
    }
    if (one && key == Qt::Key_Space && modifiers == Qt::NoModifier && one->flags.testFlag(EventFlag::Task) && mayChange(*one)) {
        Q_EMIT doneWanted(Occurrence(*one), one->flags.testFlag(EventFlag::Done) ? Qt::Unchecked : Qt::Checked);
        event->accept();
        return;
    }
    if (one && key == Qt::Key_Delete && modifiers == Qt::NoModifier) {
        if (mayChange(*one)) {
            Q_EMIT removalWanted(Occurrence(*one));
        }
        event->accept();
        return;
    }
    ItemListView::keyPressEvent(event);
}

void AgendaView::mouseReleaseEvent(QMouseEvent *event)
{
    const auto position = event->position().toPoint();
    const auto index = indexAt(position);
    const auto *one = at(index);
    if (one && event->button() == Qt::LeftButton && one->flags.testFlag(EventFlag::Task) && mayChange(*one)
        && AgendaDelegate::tickArea(fontMetrics(), visualRect(index)).adjusted(-4, -4, 4, 4).contains(position)) {
        Q_EMIT doneWanted(Occurrence(*one), one->flags.testFlag(EventFlag::Done) ? Qt::Unchecked : Qt::Checked);
    }
    ItemListView::mouseReleaseEvent(event);
}

void AgendaView::resizeEvent(QResizeEvent *event)
{
    ItemListView::resizeEvent(event);
    setColumnWidth(0, viewport()->width());
}

}
