// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/calendarparts.h"
#include "calendar/ui/calendarviews.h"
#include "shell/pane.h"

#include <QTimer>

class QSplitter;

namespace Kontor
{

class AgendaModel;
class CalendarDialogs;
class CalendarEditing;
class CalendarHead;
class CalendarListModel;
class CalendarListView;
class CalendarPaneActions;
class CalendarTransfer;
class HolidayNames;
class MonthNavigator;
class OccurrenceModel;
class OccurrencePanel;
class TaskModel;
class TaskPanel;
struct BirthdayPerson;

/// Calendar: the small month and the calendars, the days, and what is known of the selected event.
class CalendarPane : public Pane
{
    Q_OBJECT
public:
    explicit CalendarPane(const CalendarParts &parts, QWidget *parent = nullptr);
    ~CalendarPane() override;

    QString id() const override;
    QString title() const override;
    QIcon icon() const override;
    KActionCollection *actions() override;
    void open(const ItemUrl &item) override; ///< "event": an item, "day": a Julian day
    QList<QWidget *> focusRing() const override;
    QWidget *entrance() const override;
    QString whereAmI() const override;
    void search(const QString &text) override;
    QStringList searchCompletions(const QString &text, int cursor) const override;
    QList<TourStep> tour() override;
    bool mayClose() override;
    QSize minimumSizeHint() const override;

    // For the actions.
    const CalendarParts &parts() const
    {
        return m_parts;
    }
    CalendarViews *views() const
    {
        return m_views;
    }
    CalendarListModel *calendars() const
    {
        return m_calendars;
    }
    CalendarListView *calendarList() const
    {
        return m_calendarList;
    }
    CalendarEditing *editing() const
    {
        return m_editing;
    }
    CalendarDialogs *dialogs() const
    {
        return m_dialogs;
    }
    CalendarTransfer *transfer() const
    {
        return m_transfer;
    }
    CalendarHead *head() const
    {
        return m_head;
    }
    void chooseView(CalendarViews::View view);
    void goToday();
    void askForDate();
    void showDetails(Qt::CheckState on);
    void showTasks(Qt::CheckState on);
    void enterTask();
    /// What the keys and the menu are about: the task that has the focus, else the current event.
    std::optional<Occurrence> chosenOccurrence() const;
    bool mayChangeChosen() const;
    void compareVersions(); ///< what the user made of the chosen event, and what somebody else did
    void showDeclined(Qt::CheckState on);
    void followSettings(); ///< they were changed
    void setHolidayRegion(const QString &region); ///< as KHolidays names it; empty: none
    QString holidayRegion() const;
    void openOccurrence(const Occurrence &occurrence);
    void openEditor(const EventDraft &draft); ///< one window each
    void openContact(ItemId contact); ///< whose birthday it is
    void writeToPerson(const Occurrence &birthday);
    void showInCalendar(const QDateTime &when, const OccurrenceRef &ref); ///< goes to its day and selects it

Q_SIGNALS:
    void selectionChanged();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void connectModels();
    void connectViews();
    void followSpan();
    void followOverview();
    void updateContent();
    void updateHead();
    void updateDetails();
    void updateBadge();
    void withPerson(const Occurrence &birthday, std::function<void(const BirthdayPerson &person)> run);

    void arrangeSide();
    void saveState() const;

    CalendarParts m_parts;
    CalendarListModel *m_calendars;
    OccurrenceModel *m_occurrences;
    OccurrenceModel *m_overview; ///< of the small month
    AgendaModel *m_agendaModel;
    HolidayNames *m_holidays;
    MonthNavigator *m_navigator;
    CalendarListView *m_calendarList;
    CalendarHead *m_head;
    QWidget *m_left; ///< the small month above the calendars
    QWidget *m_middle; ///< the head above the views
    CalendarViews *m_views;
    OccurrencePanel *m_details;
    TaskModel *m_taskModel;
    TaskPanel *m_tasks;
    QSplitter *m_side; ///< details above tasks
    QSplitter *m_outer;
    CalendarEditing *m_editing;
    CalendarDialogs *m_dialogs;
    CalendarTransfer *m_transfer;
    CalendarPaneActions *m_actions;
    QTimer m_detailsTimer;
    OccurrenceRef m_wanted; ///< to be selected once it has been read
    QString m_searched;
    int m_searches = 0;
    bool m_wantsDetails = true;
    bool m_wantsTasks = true;
    bool m_showsTask = false; ///< the task list had the focus last, not the days
};

}
