// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarviews.h"

#include "calendar/agendamodel.h"
#include "calendar/ui/agendaview.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/daypopup.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/occurrencerows.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr int agendaDays = 28; // of the content, where there is no live agenda, and on paper
}

CalendarViews::CalendarViews(QWidget *parent)
    : QWidget(parent)
    , m_agendaFirst(QDate::currentDate())
    , m_stack(new QStackedWidget(this))
    , m_days(new DayGrid(this))
    , m_month(new MonthGrid(this))
    , m_agenda(new AgendaView(this))
    , m_empty(new EmptyState(this))
{
    setObjectName(QStringLiteral("calendarViews"));
    m_days->setObjectName(QStringLiteral("dayGrid"));
    m_month->setObjectName(QStringLiteral("monthGrid"));
    m_stack->setObjectName(QStringLiteral("calendarStack"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    for (auto *view : {static_cast<QWidget *>(m_days), static_cast<QWidget *>(m_month), static_cast<QWidget *>(m_agenda), static_cast<QWidget *>(m_empty)}) {
        m_stack->addWidget(view);
    }
    connectGrid(m_days);
    connectGrid(m_month);
    connectAgenda();
}

void CalendarViews::connectGrid(GridView *grid)
{
    connect(grid, &GridView::chosen, this, &CalendarViews::chosen);
    connect(grid, &GridView::creationWanted, this, &CalendarViews::creationWanted);
    connect(grid, &GridView::rescheduleWanted, this, &CalendarViews::rescheduleWanted);
    connect(grid, &GridView::turnWanted, this, &CalendarViews::turnWanted);
    connect(grid, &GridView::removalWanted, this, &CalendarViews::removalWanted);
    connect(grid, &GridView::contextMenuWanted, this, &CalendarViews::contextMenuWanted);
    connect(grid, &GridView::draggedOut, this, &CalendarViews::draggedOut);
    connect(grid, &GridView::moreWanted, this, [this, grid](const QDate &day, const QRect &area) { showMore(grid, day, area); });
    connect(grid, &GridView::dayWanted, this, [this](const QDate &day) {
        setView(View::Day);
        goTo(day);
    });
    connect(grid, &GridView::currentChanged, this, [this, grid] {
        if (grid == this->grid()) {
            Q_EMIT currentChanged();
        }
    });
    connect(grid, &GridView::spanChanged, this, [this, grid] {
        if (grid == this->grid()) {
            Q_EMIT spanChanged();
        }
    });
}

void CalendarViews::connectAgenda()
{
    connect(m_agenda, &AgendaView::occurrenceChosen, this, &CalendarViews::chosen);
    connect(m_agenda, &AgendaView::rescheduleWanted, this, &CalendarViews::rescheduleWanted);
    connect(m_agenda, &AgendaView::removalWanted, this, &CalendarViews::removalWanted);
    connect(m_agenda, &AgendaView::doneWanted, this, &CalendarViews::doneWanted);
    connect(m_agenda, &AgendaView::currentOccurrenceChanged, this, &CalendarViews::currentChanged);
    connect(m_agenda, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) { Q_EMIT contextMenuWanted(position); });
}

void CalendarViews::setAgenda(AgendaModel *agenda)
{
    m_agendaModel = agenda;
    m_agenda->setAgenda(agenda);
    connect(agenda, &QueryModel::queryFinished, this, &CalendarViews::updateFront);
    agenda->setDay(m_agendaFirst);
}

GridView *CalendarViews::grid() const
{
    if (m_view == View::Agenda) {
        return nullptr;
    }
    return m_view == View::Month ? static_cast<GridView *>(m_month) : m_days;
}

QString CalendarViews::keyOf(View view)
{
    switch (view) {
    case View::Day:
        return QStringLiteral("day");
    case View::WorkWeek:
        return QStringLiteral("workweek");
    case View::Week:
        return QStringLiteral("week");
    case View::Month:
        return QStringLiteral("month");
    case View::Agenda:
        break;
    }
    return QStringLiteral("agenda");
}

std::optional<CalendarViews::View> CalendarViews::viewOf(const QString &key)
{
    for (const auto view : {View::Day, View::WorkWeek, View::Week, View::Month, View::Agenda}) {
        if (keyOf(view) == key) {
            return view;
        }
    }
    return std::nullopt;
}

void CalendarViews::setView(View view)
{
    const auto shownDay = day();
    const auto *shown = current();
    const auto ref = shown ? shown->ref : OccurrenceRef();
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    const auto *before = front();
    m_view = view;
    if (view == View::Day || view == View::WorkWeek || view == View::Week) {
        m_days->setSpan(view == View::Day ? DayGrid::Span::Day : view == View::Week ? DayGrid::Span::Week : DayGrid::Span::WorkWeek);
    }
    if (auto *grid = this->grid()) {
        grid->setDate(shownDay);
    } else {
        m_agendaFirst = shownDay;
        beginAgenda();
    }
    setContent(m_content);
    if (ref.item) {
        setCurrent(ref);
    }
    if (auto *grid = this->grid(); hadFocus && grid && grid == before) { // the same one for one day and for seven
        Announcer::sayNow(grid, grid->accessibleName());
        grid->speakLater();
    } else if (hadFocus) {
        front()->setFocus(Qt::OtherFocusReason);
    }
    Q_EMIT viewChanged();
    Q_EMIT spanChanged();
    Q_EMIT currentChanged();
}

QDate CalendarViews::day() const
{
    if (const auto *grid = this->grid()) {
        return grid->currentDay();
    }
    const auto day = m_agenda->currentDay();
    return day.isValid() && !m_isSearching ? day : m_agendaFirst;
}

QDate CalendarViews::firstDay() const
{
    const auto *grid = this->grid();
    return grid ? grid->firstDay() : m_agendaFirst;
}

QDate CalendarViews::lastDay() const
{
    const auto *grid = this->grid();
    return grid ? grid->lastDay() : m_agendaFirst.addDays(agendaDays - 1);
}

QString CalendarViews::spanTitle() const
{
    if (m_isSearching) {
        return i18nc("@title", "Search results");
    }
    const auto *grid = this->grid();
    return grid ? grid->spanTitle() : i18nc("@title the first day of the agenda", "From %1", QLocale().toString(m_agendaFirst, i18nc("last day of a span, see QLocale::toString()", "d MMMM yyyy")));
}

void CalendarViews::goTo(const QDate &day)
{
    if (auto *grid = this->grid()) {
        grid->setDate(day);
        grid->speakLater();
        return;
    }
    m_agendaFirst = day;
    beginAgenda();
    setContent(m_content);
    Q_EMIT spanChanged();
    Q_EMIT currentChanged();
}

void CalendarViews::beginAgenda()
{
    if (m_agendaModel) {
        m_agendaModel->setDay(m_agendaFirst);
    }
    m_agenda->showDay(m_agendaFirst);
}

void CalendarViews::step(int direction)
{
    if (auto *grid = this->grid()) {
        grid->step(direction);
        return;
    }
    goTo(m_agendaFirst.addDays(direction * 7));
}

void CalendarViews::setContent(const GridContent &content)
{
    m_content = content;
    m_agenda->setCalendars(content.calendars);
    if (m_isSearching) {
        return;
    }
    if (auto *grid = this->grid()) {
        grid->setContent(content);
    } else if (!m_agendaModel) {
        m_agenda->rows()->setAgenda(content, firstDay(), lastDay());
    }
    updateFront();
}

void CalendarViews::updateFront()
{
    if (m_isSearching || m_view == View::Agenda) {
        const bool isEmpty = m_agenda->model()->rowCount() == 0 && (!m_agenda->isLive() || m_agendaModel->isReady());
        if (isEmpty && !m_isSearching) {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("view-calendar-list")), i18nc("@info", "Nothing planned"),
                                i18nc("@info", "There are no events or tasks in the calendars that are shown."));
        }
        m_stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_empty) : m_agenda);
        return;
    }
    m_stack->setCurrentWidget(grid());
}

void CalendarViews::showFound(const GridContent &content, const QString &words)
{
    m_isSearching = true;
    m_agenda->showFound(Qt::Checked);
    m_agenda->rows()->setFound(content);
    m_agenda->scrollToTop();
    m_agenda->setAccessibleName(i18nc("@label", "Search results"));
    if (content.occurrences.isEmpty()) {
        m_empty->setContent(QIcon::fromTheme(QStringLiteral("edit-find")), i18nc("@info", "Nothing found"),
                            i18nc("@info", "No event or task contains “%1”.", Words::shortened(Words::withoutTricks(words), 60)));
    }
    updateFront();
    Announcer::sayNow(this, i18ncp("@info spoken: what a search found", "%1 event found", "%1 events found", int(content.occurrences.size())));
    Q_EMIT viewChanged();
    Q_EMIT currentChanged();
}

void CalendarViews::endSearch()
{
    if (!m_isSearching) {
        return;
    }
    m_isSearching = false;
    m_agenda->showFound(Qt::Unchecked);
    m_agenda->setAccessibleName(i18nc("@label", "Agenda"));
    setContent(m_content);
    Q_EMIT viewChanged();
    Q_EMIT currentChanged();
}

bool CalendarViews::isSearching() const
{
    return m_isSearching;
}

const Occurrence *CalendarViews::current() const
{
    const auto *grid = m_isSearching ? nullptr : this->grid();
    return grid ? grid->current() : m_agenda->current();
}

bool CalendarViews::mayChangeCurrent() const
{
    const auto *shown = current();
    return shown && (m_isSearching || !grid() ? m_agenda->mayChange(*shown) : grid()->mayChange(*shown));
}

QRect CalendarViews::currentArea() const
{
    const auto *grid = m_isSearching ? nullptr : this->grid();
    const auto *area = grid ? grid->canvas() : m_agenda->viewport();
    const auto place = grid ? grid->areaOf(grid->currentItem()) : m_agenda->visualRect(m_agenda->currentIndex());
    const auto shown = place.isEmpty() ? QRect(area->rect().center(), QSize(1, 1)) : place;
    return {area->mapToGlobal(shown.topLeft()), shown.size()};
}

void CalendarViews::setCurrent(const OccurrenceRef &ref)
{
    const auto *grid = m_isSearching ? nullptr : this->grid();
    if (!grid) {
        m_agenda->setCurrent(ref);
        return;
    }
    const GridItem item{.ref = ref};
    const auto *shown = grid->occurrence(item);
    if (!shown) {
        return;
    }
    const GridItem more{.more = std::max(shown->start.date(), grid->firstDay())};
    const auto items = grid->items();
    this->grid()->setCurrentItem(items.contains(item) || !items.contains(more) ? item : more); // it may be one of "3 more"
}

void CalendarViews::createHere()
{
    auto *grid = m_isSearching ? nullptr : this->grid();
    if (!grid) {
        const auto settings = CalendarSettings::read();
        const auto start = EventShift::at(day(), std::min(settings.workingFrom + 1, 23) * 60);
        Q_EMIT creationWanted(start, start.addSecs(settings.length * 60LL), false, {});
        return;
    }
    grid->createAtSlot({});
}

QWidget *CalendarViews::front() const
{
    return m_stack->currentWidget() == m_empty ? m_agenda : m_stack->currentWidget();
}

QString CalendarViews::spokenPlace() const
{
    const auto *grid = m_isSearching ? nullptr : this->grid();
    if (grid) {
        return i18nc("@info spoken: kind of view, days shown, what is current", "%1, %2, %3", grid->accessibleName(), grid->spanTitle(), grid->spoken(grid->currentItem()));
    }
    const auto index = m_agenda->currentIndex();
    return index.isValid() ? i18nc("@info spoken: agenda, position, count, what is current", "%1, %2 of %3, %4", m_agenda->accessibleName(), index.row() + 1, m_agenda->model()->rowCount(),
                                   index.data(Qt::AccessibleTextRole).toString())
                           : m_agenda->accessibleName();
}

void CalendarViews::setNow(const std::optional<QDateTime> &now)
{
    m_days->setNow(now);
    m_month->setNow(now);
    m_agenda->setNow(now);
}

void CalendarViews::setSettings(const CalendarSettings &settings)
{
    m_days->setSettings(settings);
    m_month->setSettings(settings);
    m_days->setNewLength(settings.length);
    m_month->setNewLength(settings.length);
}

void CalendarViews::setTypingCreates(Qt::CheckState on)
{
    m_days->setTypingCreates(on);
    m_month->setTypingCreates(on);
}

void CalendarViews::showMore(GridView *grid, const QDate &day, const QRect &area)
{
    auto *popup = new DayPopup(grid->content(), day, grid->now(), this);
    connect(popup, &DayPopup::chosen, this, &CalendarViews::chosen);
    connect(popup, &DayPopup::dayWanted, grid, &GridView::dayWanted);
    popup->showBeside(QRect(grid->canvas()->mapToGlobal(area.topLeft()), area.size()));
}

}
