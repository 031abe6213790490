// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/gridcontent.h"

#include <QWidget>

#include <optional>

class QStackedWidget;

namespace Kontor
{

class AgendaModel;
class AgendaView;
class DayGrid;
class EmptyState;
class GridView;
class MonthGrid;

/// The calendar's views in one place: which is in front, which day it shows, what is current in it.
/// All show the same content; what the user wants comes from whichever is in front.
class CalendarViews : public QWidget
{
    Q_OBJECT
public:
    enum class View { Day, WorkWeek, Week, Month, Agenda };

    explicit CalendarViews(QWidget *parent = nullptr);

    void setView(View view);
    View view() const
    {
        return m_view;
    }
    static QString keyOf(View view); ///< for the settings: "week"
    static std::optional<View> viewOf(const QString &key);

    void goTo(const QDate &day);
    void step(int direction);
    QDate day() const;
    QDate firstDay() const; ///< what must be read for the view in front
    QDate lastDay() const;
    QString spanTitle() const;

    void setContent(const GridContent &content);
    void setAgenda(AgendaModel *agenda); ///< the live one; without it the agenda shows the content's days
    void showFound(const GridContent &content, const QString &words); ///< instead of the view, until endSearch()
    void endSearch();
    bool isSearching() const;

    const Occurrence *current() const;
    QRect currentArea() const; ///< global: where a question about it is best asked
    void setCurrent(const OccurrenceRef &ref);
    void createHere(); ///< as Return on a free slot
    bool mayChangeCurrent() const;

    QWidget *front() const; ///< takes the focus
    DayGrid *dayGrid() const
    {
        return m_days;
    }
    MonthGrid *monthGrid() const
    {
        return m_month;
    }
    AgendaView *agenda() const
    {
        return m_agenda;
    }
    const GridContent &content() const
    {
        return m_content;
    }
    QString spokenPlace() const;
    void setNow(const std::optional<QDateTime> &now); ///< for pictures and tests
    void setSettings(const CalendarSettings &settings);
    void setTypingCreates(Qt::CheckState on);

Q_SIGNALS:
    void viewChanged();
    void spanChanged(); ///< other days are shown, or must be read
    void currentChanged();
    void chosen(const Kontor::Occurrence &occurrence);
    void creationWanted(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title);
    void rescheduleWanted(const Kontor::Occurrence &before, const QDateTime &start, const QDateTime &end);
    void turnWanted(const Kontor::Occurrence &before, const Kontor::Occurrence &after);
    void removalWanted(const Kontor::Occurrence &occurrence);
    void doneWanted(const Kontor::Occurrence &task, Qt::CheckState done);
    void contextMenuWanted(const QPoint &globalPosition);
    void draggedOut(const Kontor::Occurrence &occurrence);

private:
    void connectGrid(GridView *grid);
    void connectAgenda();
    GridView *grid() const; ///< null: the agenda
    void showMore(GridView *grid, const QDate &day, const QRect &area);
    void updateFront();
    void beginAgenda();

    View m_view = View::Week;
    bool m_isSearching = false;
    QDate m_agendaFirst;
    AgendaModel *m_agendaModel = nullptr;
    GridContent m_content;
    QStackedWidget *m_stack;
    DayGrid *m_days;
    MonthGrid *m_month;
    AgendaView *m_agenda;
    EmptyState *m_empty;
};

}
