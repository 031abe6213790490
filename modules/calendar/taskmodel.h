// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/querymodel.h"

namespace Kontor
{

/// One line of the task list. Of a recurring task: the first instance still to be done.
struct TaskRow {
    OccurrenceRef ref{};
    CollectionId calendar{};
    QString summary{};
    QDateTime start{}, due{}; ///< local time; null: none. A whole day: its 00:00
    bool isDueAllDay = false;
    EventFlags flags{};
    int priority = 0;
    int percent = 0;
    QDateTime completed{};
    QByteArray uid{};
    int level = 0; ///< subtasks are below their task
    int children = 0; ///< subtasks shown below
    bool isDone() const
    {
        return flags.testFlag(EventFlag::Done);
    }
    bool isOverdue(const QDateTime &now) const;
    bool operator==(const TaskRow &) const = default;
};

/// Tasks as a flat list with levels; live.
class TaskModel : public TypedQueryModel<TaskRow>
{
    Q_OBJECT
public:
    enum Role { TaskRole = Qt::UserRole + 1, LevelRole, OverdueRole, SpokenRole };
    enum class SortBy { Due, Priority, Name };
    struct View {
        QList<CollectionId> calendars{};
        SortBy sortBy = SortBy::Due;
        enum class Done { Hidden, Shown } done = Done::Hidden;
        bool operator==(const View &) const = default;
    };

    explicit TaskModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~TaskModel() override;

    void setView(const View &view);
    View view() const;

    OccurrenceRef refAt(int row) const; ///< none while it is being loaded
    QModelIndex indexOf(ItemId item) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override; ///< name; check state; spoken sentence
    Qt::ItemFlags flags(const QModelIndex &index) const override;

protected:
    Concern isConcerned(const ChangeSet &changes) const override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}

Q_DECLARE_METATYPE(Kontor::TaskRow)
