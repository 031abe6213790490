// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarpane.h"

#include "calendar/calendarlistmodel.h"
#include "calendar/ui/calendardialogs.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/datedialog.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/neweventline.h"
#include "calendar/ui/scopequestion.h"

#include <QDialog>

namespace Kontor
{

QList<Pane::TourStep> CalendarPane::tour()
{
    using View = CalendarViews::View;
    const auto openDialog = [](QDialog *dialog) -> QWidget * {
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->show();
        return dialog;
    };
    const auto view = [this](View view) {
        return [this, view]() -> QWidget * {
            search({});
            m_views->setView(view);
            m_views->goTo(QDate::currentDate());
            m_views->front()->setFocus();
            return nullptr;
        };
    };
    /// The first event, from the top, for which \p fits; none: the first.
    const auto select = [this](auto fits) {
        const auto &all = m_views->content().occurrences;
        const auto one = std::ranges::find_if(all, fits);
        if (!all.isEmpty()) {
            m_views->setCurrent(one == all.end() ? all.first().ref : one->ref);
        }
        m_views->front()->setFocus();
    };
    return {
        {QStringLiteral("calendar-week"), view(View::Week)},
        {QStringLiteral("calendar-event"),
         [select]() -> QWidget * {
             select([](const Occurrence &one) { return one.flags.testFlag(EventFlag::HasAttendees) && !one.isAllDay(); });
             return nullptr;
         }},
        {QStringLiteral("calendar-day"), view(View::Day)},
        {QStringLiteral("calendar-workweek"), view(View::WorkWeek)},
        {QStringLiteral("calendar-month"), view(View::Month)},
        {QStringLiteral("calendar-month-more"),
         [this]() -> QWidget * {
             const auto items = m_views->monthGrid()->items();
             const auto more = std::ranges::find_if(items, [](const GridItem &item) { return item.more.isValid(); });
             m_views->monthGrid()->open(more == items.end() ? GridItem{.more = QDate::currentDate()} : *more);
             return m_views->findChild<QWidget *>(QStringLiteral("dayPopup"));
         }},
        {QStringLiteral("calendar-agenda"), view(View::Agenda)},
        {QStringLiteral("calendar-search"),
         [this]() -> QWidget * {
             search(QStringLiteral("a"));
             return nullptr;
         }},
        {QStringLiteral("calendar-search-nothing"),
         [this]() -> QWidget * {
             search(QStringLiteral("xyzzy-nowhere"));
             return nullptr;
         }},
        {QStringLiteral("dialog-new-event"),
         [this, view]() -> QWidget * {
             view(View::Week)();
             const auto start = EventShift::at(QDate::currentDate(), 14 * 60);
             return m_editing->create(start, start.addSecs(3600), false, {}, m_views->currentArea());
         }},
        {QStringLiteral("dialog-repeating-event"),
         [this, openDialog]() -> QWidget * {
             const auto &all = m_views->content().occurrences;
             const auto one = std::ranges::find_if(all, [](const Occurrence &each) { return each.flags.testFlag(EventFlag::Recurring); });
             return openDialog(new ScopeQuestion(ScopeQuestion::About::Deleting, one == all.end() ? Occurrence() : *one, this));
         }},
        {QStringLiteral("dialog-go-to-date"), [this, openDialog]() -> QWidget * { return openDialog(new DateDialog(QDate::currentDate(), this)); }},
        {QStringLiteral("dialog-new-calendar"), [this, openDialog]() -> QWidget * { return openDialog(m_dialogs->createDialog()); }},
        {QStringLiteral("dialog-calendar"),
         [this, openDialog]() -> QWidget * {
             const auto calendars = m_calendars->calendars();
             return calendars.isEmpty() ? nullptr : openDialog(m_dialogs->changeDialog(calendars.first()));
         }},
    };
}

}
