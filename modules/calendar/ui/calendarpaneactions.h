// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/holidays.h"
#include "calendar/ui/calendarviews.h"
#include "shell/paneactions.h"

#include <functional>

class QAction;
class QMenu;

namespace Kontor
{

class CalendarPane;

/// The calendar pane's actions: what they do, their shortcuts, and when they are possible.
class CalendarPaneActions : public PaneActions
{
    Q_OBJECT
public:
    explicit CalendarPaneActions(CalendarPane *pane);

    void popUpContextMenu(const QPoint &position);
    void popUpCalendarMenu(const QPoint &position);
    void updateViews(); ///< ticks the view in front
    void followRegion(); ///< ticks whose holidays are shown

    void setSingleKeys(Qt::CheckState on) override;

private:
    void addViews();
    void addEvents();
    void addAnswers();
    void addCalendars();
    void addOptions();
    void addFiles();
    void offerRegions(const QList<Holidays::Region> &regions);
    void update();
    void withCurrent(const std::function<void(const Occurrence &occurrence)> &run) const;

    CalendarPane *m_pane;
    QMenu *m_holidayMenu;
    QMenu *m_contextMenu = nullptr;
    QMenu *m_calendarMenu = nullptr;
    QList<QAction *> m_views;
};

}
