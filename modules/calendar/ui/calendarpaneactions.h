// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/holidays.h"
#include "calendar/ui/calendarviews.h"

#include <QKeySequence>
#include <QObject>

#include <functional>

class KActionCollection;
class QAction;
class QMenu;

namespace Kontor
{

class CalendarPane;

/// The calendar pane's actions: what they do, their shortcuts, and when they are possible.
class CalendarPaneActions : public QObject
{
    Q_OBJECT
public:
    explicit CalendarPaneActions(CalendarPane *pane);

    KActionCollection *collection() const;
    void popUpContextMenu(const QPoint &position);
    void popUpCalendarMenu(const QPoint &position);
    void updateViews(); ///< ticks the view in front

    /// Letters and digits without Ctrl as shortcuts, on or off (a setting).
    void setSingleKeys(Qt::CheckState on);

private:
    QAction *add(const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, std::function<void()> run);
    void addViews();
    void addEvents();
    void addAnswers();
    void addCalendars();
    void addOptions();
    void addFiles();
    void offerRegions(const QList<Holidays::Region> &regions);
    void update();
    void withCurrent(const std::function<void(const Occurrence &occurrence)> &run) const;
    QAction *named(const char *name) const;

    CalendarPane *m_pane;
    KActionCollection *m_collection;
    QMenu *m_holidayMenu;
    QMenu *m_contextMenu = nullptr;
    QMenu *m_calendarMenu = nullptr;
    QList<QAction *> m_views;
    QList<QAction *> m_singleKeyed;
};

}
