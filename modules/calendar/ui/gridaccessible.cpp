// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/gridaccessible.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QCalendarWidget>
#include <QSet>
#include <QWindow>

namespace Kontor
{
namespace
{
constexpr qsizetype mostShown = 200; // a screen reader asks for all of them, one by one
constexpr qsizetype mostKept = 400;

/// The table of a small month: one thing with a day that the arrows change. As a table every step would read a week
/// of bare numbers; the steps are announced.
class DayTableAccessible : public QAccessibleWidget
{
public:
    DayTableAccessible(QWidget *table, QCalendarWidget *calendar)
        : QAccessibleWidget(table, QAccessible::SpinBox)
        , m_calendar(calendar)
    {
        QObject::connect(calendar, &QCalendarWidget::selectionChanged, table, [table] {
            QAccessibleEvent event(table, QAccessible::NameChanged);
            QAccessible::updateAccessibility(&event);
        });
    }

    QString text(QAccessible::Text text) const override
    {
        return text == QAccessible::Name ? i18nc("@label spoken: what the small calendar is for, its day", "%1: %2", widget()->accessibleName(), OccurrenceWords::day(m_calendar->selectedDate()))
                                         : QAccessibleWidget::text(text);
    }
    int childCount() const override
    {
        return 0;
    }
    QAccessibleInterface *child(int) const override // the view asks for the cell it has gone to
    {
        return const_cast<DayTableAccessible *>(this);
    }

private:
    QCalendarWidget *m_calendar;
};

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className == QLatin1String("QtPrivate::QCalendarView")) {
        auto *calendar = qobject_cast<QCalendarWidget *>(object->parent());
        return calendar ? new DayTableAccessible(static_cast<QWidget *>(object), calendar) : nullptr;
    }
    return className == QLatin1String("Kontor::GridView") ? new GridAccessible(static_cast<GridView *>(object)) : nullptr;
}

const GridItem *itemOf(const QAccessibleInterface *interface)
{
    const auto *item = dynamic_cast<const GridItemAccessible *>(interface);
    return item ? &item->item() : nullptr;
}
}

GridItemAccessible::GridItemAccessible(GridView *view, const GridItem &item, const QString &name)
    : m_view(view)
    , m_item(item)
    , m_name(name)
{
}

bool GridItemAccessible::isCurrent() const
{
    return m_view->currentItem() == m_item && (!m_item.isNone() || m_view->spoken(m_item) == m_name);
}

bool GridItemAccessible::isValid() const
{
    return m_view && (!m_item.isOccurrence() || m_view->occurrence(m_item));
}

QObject *GridItemAccessible::object() const
{
    return nullptr;
}

QWindow *GridItemAccessible::window() const
{
    return m_view ? m_view->window()->windowHandle() : nullptr;
}

QAccessibleInterface *GridItemAccessible::childAt(int, int) const
{
    return nullptr;
}

QAccessibleInterface *GridItemAccessible::parent() const
{
    return QAccessible::queryAccessibleInterface(m_view);
}

QAccessibleInterface *GridItemAccessible::child(int) const
{
    return nullptr;
}

int GridItemAccessible::childCount() const
{
    return 0;
}

int GridItemAccessible::indexOfChild(const QAccessibleInterface *) const
{
    return -1;
}

QString GridItemAccessible::text(QAccessible::Text text) const
{
    return text == QAccessible::Name && isValid() ? m_name : QString();
}

void GridItemAccessible::setText(QAccessible::Text, const QString &)
{
}

QRect GridItemAccessible::rect() const
{
    return isValid() ? m_view->areaOf(m_item).translated(m_view->canvas()->mapToGlobal(QPoint(0, 0))) : QRect();
}

QAccessible::Role GridItemAccessible::role() const
{
    return QAccessible::ListItem;
}

QAccessible::State GridItemAccessible::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.focusable = true;
    state.focused = isCurrent() && m_view->hasFocus();
    // "Not selected" after every event tells nothing; only the one that is selected says so.
    state.selectable = isCurrent() && !m_item.isNone();
    state.selected = state.selectable;
    state.invisible = m_view->areaOf(m_item).isEmpty();
    const auto *shown = m_view->occurrence(m_item);
    state.readOnly = shown && !m_view->mayChange(*shown);
    return state;
}

void *GridItemAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface *>(this) : nullptr;
}

QStringList GridItemAccessible::actionNames() const
{
    return {pressAction(), showMenuAction(), setFocusAction()};
}

void GridItemAccessible::doAction(const QString &name)
{
    if (!isValid()) {
        return;
    }
    if (name == setFocusAction()) {
        m_view->setFocus(Qt::OtherFocusReason);
        m_view->setCurrentItem(m_item);
    } else if (name == pressAction()) {
        m_view->setCurrentItem(m_item);
        m_view->open(m_item);
    } else if (name == showMenuAction()) {
        m_view->setCurrentItem(m_item);
        Q_EMIT m_view->contextMenuWanted(rect().center());
    }
}

QStringList GridItemAccessible::keyBindingsForAction(const QString &) const
{
    return {};
}

GridAccessible::GridAccessible(GridView *view)
    : QAccessibleWidget(view, QAccessible::List)
{
}

GridAccessible::~GridAccessible()
{
    for (const auto id : std::as_const(m_items)) {
        QAccessible::deleteAccessibleInterface(id);
    }
}

void GridAccessible::install()
{
    static const bool done = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(done)
}

GridView *GridAccessible::view() const
{
    return static_cast<GridView *>(widget());
}

QList<GridItem> GridAccessible::shown() const
{
    const auto area = view()->canvas()->rect();
    QSet<OccurrenceRef> refs;
    QSet<QDate> more;
    const auto pieces = view()->pieces();
    for (const auto &piece : pieces) {
        if (piece.area.intersects(area)) {
            piece.item.isOccurrence() ? void(refs.insert(piece.item.ref)) : void(more.insert(piece.item.more));
        }
    }
    QList<GridItem> shown;
    const auto all = view()->items();
    for (const auto &item : all) {
        if (shown.size() == mostShown) {
            break;
        }
        if (item.isOccurrence() ? refs.contains(item.ref) : more.contains(item.more)) {
            shown << item;
        }
    }
    return shown << GridItem{}; // the slot
}

QAccessibleInterface *GridAccessible::item(const GridItem &wanted) const
{
    const auto name = view()->spoken(wanted);
    for (auto known = m_items.begin(); known != m_items.end();) {
        auto *interface = QAccessible::accessibleInterface(*known);
        if (!interface || !interface->isValid()) { // its event is gone
            QAccessible::deleteAccessibleInterface(*known);
            known = m_items.erase(known);
            continue;
        }
        if (const auto *item = dynamic_cast<const GridItemAccessible *>(interface); item && item->item() == wanted && item->name() == name) {
            return interface;
        }
        ++known;
    }
    auto *made = new GridItemAccessible(view(), wanted, name);
    m_items.append(QAccessible::registerAccessibleInterface(made));
    while (m_items.size() > mostKept) {
        QAccessible::deleteAccessibleInterface(m_items.takeFirst());
    }
    return made;
}

int GridAccessible::childCount() const
{
    return int(shown().size());
}

QAccessibleInterface *GridAccessible::child(int index) const
{
    const auto items = shown();
    return index >= 0 && index < items.size() ? item(items.at(index)) : nullptr;
}

int GridAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *wanted = itemOf(child);
    return wanted ? int(shown().indexOf(*wanted)) : -1;
}

QAccessibleInterface *GridAccessible::childAt(int x, int y) const
{
    const auto position = view()->canvas()->mapFromGlobal(QPoint(x, y));
    const auto pieces = view()->pieces();
    for (const auto &piece : pieces) {
        if (piece.area.contains(position)) {
            return item(piece.item);
        }
    }
    return nullptr;
}

QAccessibleInterface *GridAccessible::focusChild() const
{
    return view()->hasFocus() ? item(view()->currentItem()) : nullptr;
}

QString GridAccessible::text(QAccessible::Text text) const
{
    if (text == QAccessible::Description) {
        return view()->spanTitle();
    }
    return QAccessibleWidget::text(text);
}

void *GridAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::SelectionInterface ? static_cast<QAccessibleSelectionInterface *>(this) : QAccessibleWidget::interface_cast(type);
}

int GridAccessible::selectedItemCount() const
{
    return view()->currentItem().isNone() ? 0 : 1;
}

QList<QAccessibleInterface *> GridAccessible::selectedItems() const
{
    return view()->currentItem().isNone() ? QList<QAccessibleInterface *>() : QList{item(view()->currentItem())};
}

QAccessibleInterface *GridAccessible::selectedItem(int index) const
{
    return selectedItems().value(index);
}

bool GridAccessible::isSelected(QAccessibleInterface *child) const
{
    const auto *wanted = itemOf(child);
    return wanted && !wanted->isNone() && *wanted == view()->currentItem();
}

bool GridAccessible::select(QAccessibleInterface *child)
{
    const auto *wanted = itemOf(child);
    if (!wanted) {
        return false;
    }
    view()->setCurrentItem(GridItem(*wanted));
    return true;
}

bool GridAccessible::unselect(QAccessibleInterface *child)
{
    return isSelected(child) && clear();
}

bool GridAccessible::selectAll()
{
    return false; // one at a time
}

bool GridAccessible::clear()
{
    view()->setCurrentItem({});
    return true;
}

}
