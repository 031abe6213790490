// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/taskpanel.h"

#include "calendar/ui/eventcolours.h"
#include "calendar/ui/eventsigns.h"
#include "shell/itemlistview.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
}

QString dueWords(const TaskRow &task, const QDateTime &now)
{
    if (!task.due.isValid()) {
        return {};
    }
    const QLocale locale;
    const auto days = now.date().daysTo(task.due.date());
    QString day;
    if (days == 0) {
        day = i18nc("@info when a task is due", "today");
    } else if (days == 1) {
        day = i18nc("@info when a task is due", "tomorrow");
    } else if (days == -1) {
        day = i18nc("@info when a task was due", "yesterday");
    } else if (std::abs(days) < 7) {
        day = locale.toString(task.due.date(), i18nc("a day of these weeks, see QLocale::toString()", "ddd d MMM"));
    } else {
        day = locale.toString(task.due.date(), QLocale::ShortFormat);
    }
    return task.isDueAllDay ? day : i18nc("@info day, time a task is due", "%1, %2", day, Words::time(task.due.time()));
}

/// A box to tick, the task, and below it when it is due.
class TaskDelegate : public QStyledItemDelegate
{
public:
    TaskDelegate(TaskModel *tasks, const QHash<CollectionId, CalendarInfo> *calendars, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_tasks(tasks)
        , m_calendars(calendars)
    {
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {option.fontMetrics.averageCharWidth() * 20, option.fontMetrics.height() * 5 / 2};
    }
    static QRect tickArea(const QFontMetrics &metrics, const QRect &row, int level)
    {
        const auto side = metrics.height();
        return {row.left() + side / 2 + std::min(level, 6) * side * 5 / 4, row.center().y() - side / 2, side, side};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const auto *task = m_tasks->rowAt(index);
        const auto base = option.palette.color(QPalette::Active, QPalette::Base);
        const auto ink = option.palette.color(QPalette::Active, QPalette::Text);
        const auto highlight = option.palette.color(QPalette::Active, QPalette::Highlight);
        const auto &metrics = option.fontMetrics;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const bool hasFocus = option.widget && option.widget->hasFocus();
        if (isSelected || option.state.testFlag(QStyle::State_MouseOver)) {
            auto tint = highlight;
            tint.setAlphaF(isSelected ? (hasFocus ? 0.32F : 0.2F) : 0.1F);
            painter->fillRect(option.rect, tint);
            if (isSelected && hasFocus) {
                painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), highlight);
            }
        }
        if (!task) {
            painter->restore();
            return;
        }
        const auto now = QDateTime::currentDateTime();
        const auto quiet = EventColours::readable(EventColours::mixed(ink, base, 0.4), base);
        const auto box = tickArea(metrics, option.rect, task->level);
        const auto calendar = m_calendars->value(task->calendar);
        const auto colour = EventColours::readable(calendar.colour.isValid() ? calendar.colour : highlight, base, 3.0);
        painter->setPen(QPen(colour, 1.8));
        painter->setBrush(task->isDone() ? QBrush(colour) : QBrush(Qt::NoBrush));
        painter->drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 3, 3);
        if (task->isDone()) {
            EventSigns::paint(painter, QRectF(box).adjusted(3, 3, -3, -3), EventSigns::Sign::Done, EventColours::readable(Qt::white, colour, 3.0));
        } else if (task->percent > 0) { // how far it is, from below
            const auto height = (box.height() - 6) * std::clamp(task->percent, 0, 100) / 100;
            painter->fillRect(QRect(box.left() + 3, box.bottom() - 2 - height, box.width() - 6, height), colour);
        }
        auto text = QRect(box.right() + metrics.averageCharWidth(), option.rect.top() + metrics.height() / 4, 0, metrics.height());
        text.setRight(option.rect.right() - metrics.averageCharWidth());
        auto right = text.right();
        const auto side = metrics.height() * 2 / 3;
        Occurrence signsOf;
        signsOf.flags = task->flags & ~EventFlags(EventFlag::Done);
        for (const auto sign : EventSigns::of(signsOf)) {
            right -= side;
            EventSigns::paint(painter, QRectF(right, text.center().y() - side / 2.0, side, side), sign, quiet);
            right -= side / 3;
        }
        text.setRight(right);
        auto font = option.font;
        font.setStrikeOut(task->isDone());
        const bool isImportant = task->priority > 0 && task->priority < 5; // RFC 5545, 3.8.1.9
        font.setBold(isImportant && !task->isDone());
        painter->setFont(font);
        painter->setPen(task->isDone() ? quiet : ink);
        auto title = Words::withoutTricks(task->summary).simplified();
        if (title.isEmpty()) {
            title = i18nc("@item a task without a title", "No title");
        }
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(font).elidedText(title, Qt::ElideRight, text.width()));
        QStringList below;
        const bool isOverdue = task->isOverdue(now);
        if (isOverdue) {
            below << i18nc("@info state of a task", "overdue");
        }
        if (const auto due = dueWords(*task, now); !due.isEmpty()) {
            below << due;
        }
        if (isImportant) {
            below << i18nc("@info priority of a task", "important");
        }
        if (task->percent > 0 && !task->isDone()) {
            below << i18nc("@info how much of a task is done", "%1 %", task->percent);
        }
        if (below.isEmpty()) {
            below << Words::withoutTricks(calendar.name);
        }
        painter->setFont(option.font);
        painter->setPen(isOverdue ? EventColours::readable(QColor(0xc0, 0x39, 0x2b), base) : quiet);
        const QRect second(text.left(), text.bottom() + 1, option.rect.right() - text.left() - metrics.averageCharWidth(), metrics.height());
        painter->drawText(second, Qt::AlignLeft | Qt::AlignVCenter, metrics.elidedText(below.join(QStringLiteral(" · ")), Qt::ElideRight, second.width()));
        painter->restore();
    }

private:
    TaskModel *m_tasks;
    const QHash<CollectionId, CalendarInfo> *m_calendars;
};
}

TaskPanel::TaskPanel(TaskModel *tasks, QWidget *parent)
    : QWidget(parent)
    , m_tasks(tasks)
    , m_entry(new QLineEdit(this))
    , m_list(new ItemListView({.spoken = TaskModel::SpokenRole, .level = TaskModel::LevelRole}, this))
    , m_empty(new QLabel(i18nc("@info", "No open tasks."), this))
    , m_done(new QCheckBox(i18nc("@option:check of the list of tasks", "Show done"), this))
    , m_sort(new QComboBox(this))
{
    setObjectName(QStringLiteral("taskPanel"));
    setAccessibleName(i18nc("@label", "Tasks"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_entry->setObjectName(QStringLiteral("taskEntry"));
    m_entry->setAccessibleName(i18nc("@label:textbox", "New task"));
    m_entry->setPlaceholderText(i18nc("@info:placeholder", "New task"));
    m_entry->setClearButtonEnabled(true);
    layout->addWidget(m_entry);
    m_list->setObjectName(QStringLiteral("tasks"));
    m_list->setAccessibleName(i18nc("@label", "Tasks"));
    m_list->setHeaderHidden(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setModel(tasks);
    m_list->setItemDelegate(new TaskDelegate(tasks, &m_calendars, m_list));
    m_list->installEventFilter(this);
    m_list->viewport()->installEventFilter(this);
    layout->addWidget(m_list, 1);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    layout->addWidget(m_empty, 1);
    auto *foot = new QHBoxLayout;
    m_done->setObjectName(QStringLiteral("tasksDone"));
    m_sort->setObjectName(QStringLiteral("tasksSort"));
    m_sort->addItem(i18nc("@item:inlistbox order of tasks", "By due date"), int(TaskModel::SortBy::Due));
    m_sort->addItem(i18nc("@item:inlistbox order of tasks", "By priority"), int(TaskModel::SortBy::Priority));
    m_sort->addItem(i18nc("@item:inlistbox order of tasks", "By name"), int(TaskModel::SortBy::Name));
    auto *caption = new QLabel(i18nc("@label:listbox order of tasks", "Order:"), this);
    caption->setBuddy(m_sort);
    caption->hide(); // the names say it; a screen reader still has the label
    foot->addWidget(m_done);
    foot->addStretch(1);
    foot->addWidget(m_sort);
    layout->addLayout(foot);
    m_done->setChecked(settings().readEntry("TasksDone", false));
    m_sort->setCurrentIndex(std::max(0, m_sort->findData(settings().readEntry("TasksSort", 0))));
    connect(m_entry, &QLineEdit::returnPressed, this, [this] {
        if (const auto title = m_entry->text().trimmed(); !title.isEmpty()) {
            m_entry->clear();
            Q_EMIT createWanted(title);
        }
    });
    connect(m_done, &QCheckBox::toggled, this, [this](bool on) {
        settings().writeEntry("TasksDone", on);
        updateState();
    });
    connect(m_sort, &QComboBox::activated, this, [this] {
        settings().writeEntry("TasksSort", m_sort->currentData().toInt());
        updateState();
    });
    connect(m_list, &ItemListView::chosen, this, [this] {
        if (const auto task = current()) {
            Q_EMIT chosen(*task);
        }
    });
    connect(m_list, &ItemListView::currentRowChanged, this, &TaskPanel::currentChanged);
    connect(m_list, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) { Q_EMIT contextMenuWanted(position); });
    const auto countChanged = [this] {
        const bool isEmpty = m_tasks->rowCount() == 0;
        m_list->setVisible(!isEmpty);
        m_empty->setVisible(isEmpty);
    };
    connect(tasks, &QAbstractItemModel::modelReset, this, countChanged);
    connect(tasks, &QAbstractItemModel::rowsInserted, this, countChanged);
    connect(tasks, &QAbstractItemModel::rowsRemoved, this, countChanged);
    countChanged();
    updateState();
}

void TaskPanel::updateState()
{
    auto view = m_tasks->view();
    view.sortBy = TaskModel::SortBy(m_sort->currentData().toInt());
    view.done = m_done->isChecked() ? TaskModel::View::Done::Shown : TaskModel::View::Done::Hidden;
    view.calendars.clear();
    for (const auto &calendar : std::as_const(m_calendars)) {
        if (calendar.isShown && calendar.holdsTasks) {
            view.calendars << calendar.id;
        }
    }
    std::ranges::sort(view.calendars);
    m_tasks->setView(view);
}

void TaskPanel::setCalendars(const QList<CalendarInfo> &calendars)
{
    m_calendars.clear();
    for (const auto &calendar : calendars) {
        m_calendars.insert(calendar.id, calendar);
    }
    m_entry->setVisible(std::ranges::any_of(calendars, [](const CalendarInfo &one) { return one.isWritable && one.holdsTasks; }));
    updateState();
    m_list->viewport()->update();
}

std::optional<Occurrence> TaskPanel::current() const
{
    const auto *task = m_tasks->rowAt(m_list->currentIndex());
    if (!task) {
        return std::nullopt;
    }
    Occurrence one;
    one.ref = task->ref;
    one.calendar = task->calendar;
    one.summary = task->summary;
    one.flags = task->flags | EventFlag::Task;
    one.flags.setFlag(EventFlag::AllDay, task->isDueAllDay);
    one.end = task->due;
    one.start = task->start.isValid() ? task->start : task->due;
    return one;
}

void TaskPanel::toggle(const QModelIndex &index)
{
    const auto *task = m_tasks->rowAt(index);
    if (task && m_calendars.value(task->calendar).isWritable && !task->flags.testAnyFlags(EventFlag::ReadOnly | EventFlag::Unreadable)) {
        Q_EMIT doneWanted(task->ref, task->isDone() ? Qt::Unchecked : Qt::Checked);
    }
}

bool TaskPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Space && key->modifiers() == Qt::NoModifier) {
            toggle(m_list->currentIndex());
            return true;
        }
        if (key->key() == Qt::Key_Delete && key->modifiers() == Qt::NoModifier) {
            if (const auto task = current(); task && m_calendars.value(task->calendar).isWritable) {
                Q_EMIT removalWanted(*task);
            }
            return true;
        }
    }
    // Else the window's shortcut would delete the event that is selected in the grid.
    if (watched == m_list && event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        event->accept();
        return true;
    }
    if (watched == m_list->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const auto position = mouse->position().toPoint();
        const auto index = m_list->indexAt(position);
        const auto *task = m_tasks->rowAt(index);
        if (task && mouse->button() == Qt::LeftButton
            && TaskDelegate::tickArea(m_list->fontMetrics(), m_list->visualRect(index), task->level).adjusted(-5, -5, 5, 5).contains(position)) {
            toggle(index);
        }
    }
    if (watched == m_list->viewport() && event->type() == QEvent::Resize) {
        m_list->setColumnWidth(0, m_list->viewport()->width());
    }
    return QWidget::eventFilter(watched, event);
}

}
