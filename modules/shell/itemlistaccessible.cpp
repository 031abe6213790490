// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/itemlistaccessible.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr int mostVisible = 200;
constexpr qsizetype mostKept = 400;

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className == QLatin1String("Kontor::ItemListView")) {
        return new ItemListAccessible(static_cast<ItemListView *>(object));
    }
    if (className == QLatin1String("QStackedWidget")) {
        // Qt's own role makes a screen reader say "layered pane, 0 items" at each change.
        return new QAccessibleWidget(static_cast<QWidget *>(object), QAccessible::Client);
    }
    return nullptr;
}

QModelIndex rowOf(const QAccessibleInterface *item)
{
    const auto *row = dynamic_cast<const ItemListRowAccessible *>(item);
    return row ? row->index() : QModelIndex();
}
}

ItemListRowAccessible::ItemListRowAccessible(ItemListView *view, const QModelIndex &index)
    : m_view(view)
    , m_index(index)
{
}

QModelIndex ItemListRowAccessible::index() const
{
    return m_index;
}

bool ItemListRowAccessible::isValid() const
{
    return m_view && m_index.isValid();
}

QObject *ItemListRowAccessible::object() const
{
    return nullptr;
}

QWindow *ItemListRowAccessible::window() const
{
    return m_view ? m_view->window()->windowHandle() : nullptr;
}

QAccessibleInterface *ItemListRowAccessible::childAt(int, int) const
{
    return nullptr;
}

QAccessibleInterface *ItemListRowAccessible::parent() const
{
    return QAccessible::queryAccessibleInterface(m_view);
}

QAccessibleInterface *ItemListRowAccessible::child(int) const
{
    return nullptr;
}

int ItemListRowAccessible::childCount() const
{
    return 0;
}

int ItemListRowAccessible::indexOfChild(const QAccessibleInterface *) const
{
    return -1;
}

QString ItemListRowAccessible::text(QAccessible::Text text) const
{
    if (text != QAccessible::Name || !isValid()) {
        return {};
    }
    const auto sentence = m_index.data(m_view->roles().spoken).toString();
    return sentence.isEmpty() ? i18nc("@info spoken: a row whose content is being read from disk", "loading") : sentence;
}

void ItemListRowAccessible::setText(QAccessible::Text, const QString &)
{
}

QRect ItemListRowAccessible::rect() const
{
    if (!isValid()) {
        return {};
    }
    auto area = m_view->visualRect(m_index);
    area.setLeft(0);
    area.setRight(m_view->viewport()->width());
    return area.translated(m_view->viewport()->mapToGlobal(QPoint(0, 0)));
}

QAccessible::Role ItemListRowAccessible::role() const
{
    return QAccessible::ListItem;
}

QAccessible::State ItemListRowAccessible::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.focusable = true;
    // While nothing is selected "not selected" after every row tells nothing.
    state.selectable = m_view->selectionModel()->hasSelection();
    state.extSelectable = state.selectable;
    state.selected = m_view->selectionModel()->isSelected(m_index);
    state.focused = m_view->hasFocus() && m_view->currentIndex().row() == m_index.row();
    state.invisible = !m_view->viewport()->rect().intersects(m_view->visualRect(m_index));
    if (m_view->isExpandable(m_index)) {
        state.expandable = true;
        state.expanded = m_view->isOpen(m_index);
        state.collapsed = !state.expanded;
    }
    return state;
}

void *ItemListRowAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::ActionInterface) {
        return static_cast<QAccessibleActionInterface *>(this);
    }
    if (type == QAccessible::AttributesInterface) {
        return static_cast<QAccessibleAttributesInterface *>(this);
    }
    return nullptr;
}

QStringList ItemListRowAccessible::actionNames() const
{
    QStringList names{pressAction(), showMenuAction()};
    if (isValid() && m_view->isExpandable(m_index)) {
        names << toggleAction();
    }
    return names;
}

void ItemListRowAccessible::doAction(const QString &name)
{
    if (!isValid()) {
        return;
    }
    if (name == pressAction()) {
        m_view->setCurrentIndex(m_index);
    } else if (name == showMenuAction()) {
        m_view->setCurrentIndex(m_index);
        Q_EMIT m_view->contextMenuWanted(m_index, rect().center());
    } else if (name == toggleAction()) {
        m_view->requestExpanded(m_index, m_view->isOpen(m_index) ? Qt::Unchecked : Qt::Checked);
    }
}

QStringList ItemListRowAccessible::keyBindingsForAction(const QString &) const
{
    return {};
}

QList<QAccessible::Attribute> ItemListRowAccessible::attributeKeys() const
{
    return {QAccessible::Attribute::Custom, QAccessible::Attribute::Level};
}

QVariant ItemListRowAccessible::attributeValue(QAccessible::Attribute key) const
{
    if (!isValid()) {
        return {};
    }
    if (key == QAccessible::Attribute::Level) {
        return m_view->levelOf(m_index) + 1;
    }
    return QVariant::fromValue(QHash<QString, QString>{{QStringLiteral("posinset"), QString::number(m_index.row() + 1)},
                                                       {QStringLiteral("setsize"), QString::number(m_view->model()->rowCount())}});
}

ItemListAccessible::ItemListAccessible(ItemListView *view)
    : QAccessibleWidget(view, QAccessible::List)
{
}

ItemListAccessible::~ItemListAccessible()
{
    for (const auto id : std::as_const(m_rows)) {
        QAccessible::deleteAccessibleInterface(id);
    }
}

void ItemListAccessible::install()
{
    static const bool done = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(done)
}

ItemListView *ItemListAccessible::view() const
{
    return static_cast<ItemListView *>(widget());
}

QModelIndexList ItemListAccessible::visibleRows() const
{
    QModelIndexList rows;
    if (!view()->model()) {
        return rows;
    }
    auto index = view()->indexAt(QPoint(1, 1)).siblingAtColumn(0);
    const auto bottom = view()->viewport()->height();
    while (index.isValid() && rows.size() < mostVisible && view()->visualRect(index.siblingAtColumn(view()->treePosition() < 0 ? 0 : view()->treePosition())).top() < bottom) {
        rows << index;
        index = index.siblingAtRow(index.row() + 1);
    }
    return rows;
}

QAccessibleInterface *ItemListAccessible::row(const QModelIndex &wanted) const
{
    const auto index = wanted.siblingAtColumn(0);
    if (!index.isValid()) {
        return nullptr;
    }
    for (auto id = m_rows.begin(); id != m_rows.end();) {
        auto *known = static_cast<ItemListRowAccessible *>(QAccessible::accessibleInterface(*id));
        if (!known || !known->isValid()) { // its row is gone
            QAccessible::deleteAccessibleInterface(*id);
            id = m_rows.erase(id);
            continue;
        }
        if (known->index() == index) {
            return known;
        }
        ++id;
    }
    auto *row = new ItemListRowAccessible(view(), index);
    m_rows.append(QAccessible::registerAccessibleInterface(row));
    while (m_rows.size() > mostKept) {
        QAccessible::deleteAccessibleInterface(m_rows.takeFirst());
    }
    return row;
}

int ItemListAccessible::childCount() const
{
    return int(visibleRows().size());
}

QAccessibleInterface *ItemListAccessible::child(int index) const
{
    const auto rows = visibleRows();
    return index >= 0 && index < rows.size() ? row(rows.at(index)) : nullptr;
}

int ItemListAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto index = rowOf(child);
    return index.isValid() ? int(visibleRows().indexOf(index)) : -1;
}

QAccessibleInterface *ItemListAccessible::childAt(int x, int y) const
{
    return row(view()->indexAt(view()->viewport()->mapFromGlobal(QPoint(x, y))));
}

QAccessibleInterface *ItemListAccessible::focusChild() const
{
    return view()->hasFocus() ? row(view()->currentIndex()) : nullptr;
}

void *ItemListAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::SelectionInterface) {
        return static_cast<QAccessibleSelectionInterface *>(this);
    }
    if (type == QAccessible::AttributesInterface) {
        return static_cast<QAccessibleAttributesInterface *>(this);
    }
    return QAccessibleWidget::interface_cast(type);
}

int ItemListAccessible::selectedItemCount() const
{
    return int(selectedItems().size());
}

QList<QAccessibleInterface *> ItemListAccessible::selectedItems() const
{
    // Only what can be seen: a screen reader asks for every selected child one by one.
    QList<QAccessibleInterface *> items;
    const auto rows = visibleRows();
    for (const auto &index : rows) {
        if (view()->selectionModel()->isSelected(index)) {
            items << row(index);
        }
    }
    return items;
}

QAccessibleInterface *ItemListAccessible::selectedItem(int index) const
{
    return selectedItems().value(index);
}

bool ItemListAccessible::isSelected(QAccessibleInterface *item) const
{
    return view()->selectionModel()->isSelected(rowOf(item));
}

bool ItemListAccessible::select(QAccessibleInterface *item)
{
    view()->selectionModel()->select(rowOf(item), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    return rowOf(item).isValid();
}

bool ItemListAccessible::unselect(QAccessibleInterface *item)
{
    view()->selectionModel()->select(rowOf(item), QItemSelectionModel::Deselect | QItemSelectionModel::Rows);
    return rowOf(item).isValid();
}

bool ItemListAccessible::selectAll()
{
    view()->selectAll();
    return true;
}

bool ItemListAccessible::clear()
{
    view()->clearSelection();
    return true;
}

QList<QAccessible::Attribute> ItemListAccessible::attributeKeys() const
{
    return {QAccessible::Attribute::Custom};
}

QVariant ItemListAccessible::attributeValue(QAccessible::Attribute) const
{
    return QVariant::fromValue(QHash<QString, QString>{{QStringLiteral("setsize"), QString::number(view()->model() ? view()->model()->rowCount() : 0)}});
}

}
