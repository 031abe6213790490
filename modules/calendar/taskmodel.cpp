// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/taskmodel.h"

#include "calendar/eventconflict.h"
#include "calendar/timezone.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QLocale>
#include <QMutex>
#include <QTimer>

#include <algorithm>
#include <limits>

namespace Kontor
{

namespace
{
constexpr int deepest = 20;
constexpr int taskKind = 1; // CalendarComponent::Kind::Task
using TaskRows = QHash<qint64, TaskRow>;

QDateTime localTime(qint64 time, bool isWall)
{
    if (!isWall) {
        return QDateTime::fromMSecsSinceEpoch(time);
    }
    const auto clock = QDateTime::fromMSecsSinceEpoch(time, QTimeZone::UTC);
    return QDateTime(clock.date(), clock.time());
}

/// All tasks of some calendars, unordered.
Result<QList<TaskRow>> readTasks(const Reader &reader, const QList<CollectionId> &calendars, QHash<qint64, QByteArray> &parents)
{
    QSet<ItemId> waiting, contested;
    const auto *sql = "SELECT c.item, max" KONTOR_CHANGE_IS_CONTESTED " FROM change c WHERE c.item IS NOT NULL GROUP BY c.item";
    auto asked = reader.prepare(sql).each([&](const Statement &row) {
        waiting.insert(row.get<ItemId>(0));
        if (row.integer(1) != 0) {
            contested.insert(row.get<ItemId>(0));
        }
    });
    if (!asked) {
        return std::unexpected(asked.error());
    }
    QList<TaskRow> tasks;
    auto &select = reader.prepare(
        "SELECT o.item, o.recurrence, o.summary, o.start, o.due, o.is_wall, o.flags, o.priority, o.percent, o.completed, o.uid, o.parent, c.rights "
        "FROM calendar_object o JOIN collection c ON c.id = o.collection WHERE o.collection = ?1 AND o.kind = ?2");
    for (const auto calendar : calendars) {
        auto read = select.each(
            [&](const Statement &row) {
                TaskRow task;
                task.ref = {.item = row.get<ItemId>(0), .recurrence = row.integer(1)};
                task.calendar = calendar;
                task.summary = row.text(2);
                const bool isWall = row.integer(5) != 0;
                task.flags = EventFlags::fromInt(int(row.integer(6)));
                task.isDueAllDay = task.flags.testFlag(EventFlag::AllDay);
                if (!row.isNull(3)) {
                    task.start = localTime(row.integer(3), isWall);
                }
                if (!row.isNull(4)) {
                    task.due = localTime(row.integer(4), isWall);
                }
                task.priority = int(row.integer(7));
                task.percent = int(row.integer(8));
                if (!row.isNull(9)) {
                    task.completed = QDateTime::fromMSecsSinceEpoch(row.integer(9));
                }
                task.uid = row.blob(10);
                parents.insert(task.ref.item.value, row.blob(11));
                task.flags.setFlag(EventFlag::Waiting, waiting.contains(task.ref.item));
                task.flags.setFlag(EventFlag::Contested, contested.contains(task.ref.item));
                task.flags.setFlag(EventFlag::ReadOnly,
                                   task.flags.testFlag(EventFlag::ReadOnly) || !Rights::fromInt(int(row.integer(12))).testFlag(Right::Write));
                tasks << task;
            },
            calendar,
            taskKind);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return tasks;
}

bool isBefore(const TaskRow &a, const TaskRow &b, TaskModel::SortBy by)
{
    const auto due = [](const TaskRow &task) {
        return task.due.isValid() ? task.due.toMSecsSinceEpoch() : std::numeric_limits<qint64>::max();
    };
    const auto priority = [](const TaskRow &task) {
        return task.priority == 0 ? 10 : task.priority;
    };
    if (a.isDone() != b.isDone()) {
        return b.isDone();
    }
    if (by == TaskModel::SortBy::Priority && priority(a) != priority(b)) {
        return priority(a) < priority(b);
    }
    if (by != TaskModel::SortBy::Name && due(a) != due(b)) {
        return due(a) < due(b);
    }
    if (by == TaskModel::SortBy::Due && priority(a) != priority(b)) {
        return priority(a) < priority(b);
    }
    const auto names = a.summary.localeAwareCompare(b.summary);
    return names != 0 ? names < 0 : a.ref < b.ref;
}

/// In order, subtasks below their task. What names itself or nobody as its parent is at the top.
class Tree
{
public:
    Tree(QList<TaskRow> tasks, const QHash<qint64, QByteArray> &parents, TaskModel::SortBy by)
        : m_tasks(std::move(tasks))
    {
        std::sort(m_tasks.begin(), m_tasks.end(), [by](const TaskRow &a, const TaskRow &b) {
            return isBefore(a, b, by);
        });
        QHash<QByteArray, qsizetype> byUid;
        for (qsizetype i = 0; i < m_tasks.size(); ++i) {
            if (!m_tasks.at(i).uid.isEmpty()) {
                byUid.insert(m_tasks.at(i).uid, i);
            }
        }
        for (qsizetype i = 0; i < m_tasks.size(); ++i) {
            const auto parent = byUid.value(parents.value(m_tasks.at(i).ref.item.value), -1);
            m_children[parent == i ? -1 : parent] << i;
        }
        addBelow(-1, 0);
        for (qsizetype i = 0; i < m_tasks.size(); ++i) { // rings of parents
            if (!m_seen.contains(i)) {
                add(i, 0);
            }
        }
    }

    QList<qint64> ids{};
    TaskRows rows{};

private:
    void addBelow(qsizetype parent, int level)
    {
        for (const auto list = m_children.value(parent); const auto child : list) {
            add(child, level);
        }
    }
    void add(qsizetype index, int level)
    {
        if (m_seen.contains(index)) {
            return;
        }
        m_seen.insert(index);
        auto task = m_tasks.at(index);
        task.level = std::min(level, deepest);
        task.children = int(m_children.value(index).size());
        ids << task.ref.item.value;
        rows.insert(task.ref.item.value, task);
        if (level < 1000) {
            addBelow(index, level + 1);
        }
    }

    QList<TaskRow> m_tasks;
    QHash<qsizetype, QList<qsizetype>> m_children;
    QSet<qsizetype> m_seen;
};

Result<Tree> readTree(const Reader &reader, const TaskModel::View &view)
{
    QHash<qint64, QByteArray> parents;
    return readTasks(reader, view.calendars, parents).transform([&](QList<TaskRow> tasks) {
        if (view.done == TaskModel::View::Done::Hidden) {
            tasks.removeIf([](const TaskRow &task) {
                return task.isDone() || task.flags.testFlag(EventFlag::Cancelled);
            });
        }
        return Tree(std::move(tasks), parents, view.sortBy);
    });
}

QString dueInWords(const TaskRow &task, const QDateTime &now)
{
    const auto days = now.date().daysTo(task.due.date());
    const auto day = days == 0 ? i18nc("@info spoken: a task is due", "due today")
        : days == 1            ? i18nc("@info spoken: a task is due", "due tomorrow")
        : days == -1           ? i18nc("@info spoken: a task was due", "due yesterday")
                               : i18nc("@info spoken: a task is due, %1 is a day", "due %1", QLocale().toString(task.due.date(), QLocale::LongFormat));
    return task.isDueAllDay
        ? day
        : i18nc("@info spoken: when a task is due, then the time", "%1, %2", day, QLocale().toString(task.due.time(), QLocale::ShortFormat));
}

QString spoken(const TaskRow &task, const QDateTime &now)
{
    QStringList parts;
    if (task.isDone()) {
        parts << i18nc("@info state of a task, spoken", "done");
    } else if (task.isOverdue(now)) {
        parts << i18nc("@info state of a task, spoken", "overdue");
    }
    parts << (task.summary.isEmpty() ? i18nc("@info in place of the title of a task", "(no title)") : task.summary);
    if (task.due.isValid()) {
        parts << dueInWords(task, now);
    }
    if (task.priority >= 1 && task.priority <= 4) {
        parts << i18nc("@info priority of a task, spoken", "important");
    } else if (task.priority >= 6) {
        parts << i18nc("@info priority of a task, spoken", "less important");
    }
    if (task.percent > 0 && task.percent < 100) {
        parts << i18nc("@info progress of a task, spoken", "%1 percent done", task.percent);
    }
    if (task.flags.testFlag(EventFlag::Recurring)) {
        parts << i18nc("@info state of a task, spoken", "repeats");
    }
    if (task.children > 0) {
        parts << i18ncp("@info spoken", "%1 subtask", "%1 subtasks", task.children);
    }
    if (task.level > 0) {
        parts << i18nc("@info spoken, of a subtask", "level %1", task.level + 1);
    }
    if (task.flags.testFlag(EventFlag::Contested)) {
        parts << i18nc("@info state of a task, spoken", "also changed elsewhere");
    } else if (task.flags.testFlag(EventFlag::Waiting)) {
        parts << i18nc("@info state of a task, spoken", "not on the server yet");
    }
    return parts.join(QLatin1StringView(", ")) + u'.';
}
}

bool TaskRow::isOverdue(const QDateTime &now) const
{
    if (isDone() || !due.isValid() || flags.testFlag(EventFlag::Cancelled)) {
        return false;
    }
    return isDueAllDay ? due.date() < now.date() : due < now;
}

struct TaskModel::Private {
    View view;
    QTimer minute; ///< overdue comes by itself
};

TaskModel::TaskModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<TaskRow>(std::move(store), parent)
    , d(std::make_unique<Private>())
{
    d->minute.setInterval(std::chrono::minutes(1));
    connect(&d->minute, &QTimer::timeout, this, [this] {
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, 0), {OverdueRole, SpokenRole, Qt::AccessibleTextRole});
        }
    });
    d->minute.start();
}

TaskModel::~TaskModel() = default;

void TaskModel::setView(const View &view)
{
    const auto transition = view.calendars == d->view.calendars ? Transition::Compare : Transition::Reset;
    d->view = view;
    if (view.calendars.isEmpty()) {
        clearQuery();
        return;
    }
    setTypedQuery(
        [view](const Reader &reader) {
            return readTree(reader, view).transform([](const Tree &tree) {
                return tree.ids;
            });
        },
        [view](const Reader &reader, const QList<qint64> &wanted) {
            return readTree(reader, view).transform([&wanted](const Tree &tree) {
                TaskRows rows;
                for (const auto id : wanted) {
                    if (const auto row = tree.rows.constFind(id); row != tree.rows.cend()) {
                        rows.insert(id, *row);
                    }
                }
                return rows;
            });
        },
        transition);
}

TaskModel::View TaskModel::view() const
{
    return d->view;
}

OccurrenceRef TaskModel::refAt(int row) const
{
    const auto *task = rowAt(row);
    return task ? task->ref : OccurrenceRef();
}

QModelIndex TaskModel::indexOf(ItemId item) const
{
    return QueryModel::indexOf(item.value);
}

int TaskModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant TaskModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == IdRole) {
        return idAt(index.row());
    }
    const auto *task = rowAt(index.row());
    if (!task) {
        return role == SpokenRole || role == Qt::AccessibleTextRole ? QVariant(i18nc("@info spoken while a task of the list is being loaded", "Loading…"))
                                                                    : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return task->summary;
    case Qt::CheckStateRole:
        return task->isDone() ? Qt::Checked : task->percent > 0 ? Qt::PartiallyChecked : Qt::Unchecked;
    case TaskRole:
        return QVariant::fromValue(*task);
    case LevelRole:
        return task->level;
    case OverdueRole:
        return task->isOverdue(QDateTime::currentDateTime());
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return spoken(*task, QDateTime::currentDateTime());
    default:
        return {};
    }
}

Qt::ItemFlags TaskModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QueryModel::Concern TaskModel::isConcerned(const ChangeSet &changes) const
{
    const bool isMine
        = changes.manyItems || changes.collectionList || std::any_of(d->view.calendars.begin(), d->view.calendars.end(), [&changes](CollectionId calendar) {
              return changes.collections.contains(calendar);
          });
    return isMine ? Concern::Ids : Concern::None;
}

}
