// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/taskmodel.h"

#include <QHash>
#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace Kontor
{

class ItemListView;

/// The tasks beside the calendar: a line to enter one quickly, the list with subtasks, and what it shows.
class TaskPanel : public QWidget
{
    Q_OBJECT
public:
    explicit TaskPanel(TaskModel *tasks, QWidget *parent = nullptr);

    ItemListView *list() const
    {
        return m_list;
    }
    QLineEdit *entry() const
    {
        return m_entry;
    }
    std::optional<Occurrence> current() const; ///< as everything else that is shown in a calendar

    void setCalendars(const QList<CalendarInfo> &calendars); ///< those shown, for their colours, and whether tasks can be made

Q_SIGNALS:
    void createWanted(const QString &title);
    void doneWanted(const Kontor::OccurrenceRef &task, Qt::CheckState done);
    void chosen(const Kontor::Occurrence &task);
    void removalWanted(const Kontor::Occurrence &task);
    void contextMenuWanted(const QPoint &globalPosition);
    void currentChanged();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void toggle(const QModelIndex &index);
    void updateState();

    TaskModel *m_tasks;
    QHash<CollectionId, CalendarInfo> m_calendars;
    QLineEdit *m_entry;
    ItemListView *m_list;
    QLabel *m_empty;
    QCheckBox *m_done;
    QComboBox *m_sort;
};

}
