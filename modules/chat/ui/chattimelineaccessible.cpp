// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chattimelineaccessible.h"

#include "chat/chattimelinemodel.h"
#include "chat/ui/chattimelinelist.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qsizetype mostKept = 200;

QAccessibleInterface *makeAccessible(const QString &className, QObject *object)
{
    if (className == QLatin1StringView("Kontor::ChatTimelineList")) {
        return new ChatTimelineAccessible(static_cast<ChatTimelineList *>(object));
    }
    return nullptr;
}
}

ChatTimelineRowAccessible::ChatTimelineRowAccessible(ChatTimelineList *list, const QModelIndex &index)
    : m_list(list)
    , m_index(index)
{
}

QModelIndex ChatTimelineRowAccessible::index() const
{
    return m_index;
}

bool ChatTimelineRowAccessible::isValid() const
{
    return m_list && m_index.isValid();
}

QObject *ChatTimelineRowAccessible::object() const
{
    return nullptr;
}

QWindow *ChatTimelineRowAccessible::window() const
{
    return m_list ? m_list->window()->windowHandle() : nullptr;
}

QAccessibleInterface *ChatTimelineRowAccessible::childAt(int, int) const
{
    return nullptr;
}

QAccessibleInterface *ChatTimelineRowAccessible::parent() const
{
    return QAccessible::queryAccessibleInterface(m_list);
}

QAccessibleInterface *ChatTimelineRowAccessible::child(int) const
{
    return nullptr;
}

int ChatTimelineRowAccessible::childCount() const
{
    return 0;
}

int ChatTimelineRowAccessible::indexOfChild(const QAccessibleInterface *) const
{
    return -1;
}

QString ChatTimelineRowAccessible::text(QAccessible::Text text) const
{
    if (text != QAccessible::Name || !isValid()) {
        return {};
    }
    const auto sentence = m_index.data(ChatTimelineModel::SpokenRole).toString();
    return sentence.isEmpty() ? i18nc("@info spoken: a row whose content is being read from disk", "loading") : sentence;
}

void ChatTimelineRowAccessible::setText(QAccessible::Text, const QString &)
{
}

QRect ChatTimelineRowAccessible::rect() const
{
    return isValid() ? m_list->visualRect(m_index).translated(m_list->viewport()->mapToGlobal(QPoint(0, 0))) : QRect();
}

QAccessible::Role ChatTimelineRowAccessible::role() const
{
    return QAccessible::ListItem;
}

QAccessible::State ChatTimelineRowAccessible::state() const
{
    QAccessible::State state;
    if (!isValid()) {
        state.invalid = true;
        return state;
    }
    state.focusable = true;
    state.focused = m_list->hasFocus() && m_list->currentIndex().row() == m_index.row();
    state.invisible = !m_list->viewport()->rect().intersects(m_list->visualRect(m_index));
    if (m_index.data(ChatTimelineModel::FoldedRole).toInt() > 1) {
        state.expandable = true;
        state.expanded = m_index.data(ChatTimelineModel::UnfoldedRole).toBool();
        state.collapsed = !state.expanded;
    }
    return state;
}

void *ChatTimelineRowAccessible::interface_cast(QAccessible::InterfaceType type)
{
    if (type == QAccessible::ActionInterface) {
        return static_cast<QAccessibleActionInterface *>(this);
    }
    if (type == QAccessible::AttributesInterface) {
        return static_cast<QAccessibleAttributesInterface *>(this);
    }
    return nullptr;
}

QStringList ChatTimelineRowAccessible::actionNames() const
{
    return {pressAction(), showMenuAction()};
}

void ChatTimelineRowAccessible::doAction(const QString &name)
{
    if (!isValid()) {
        return;
    }
    m_list->choose(m_index);
    if (name == pressAction()) {
        Q_EMIT m_list->chosen(m_index);
    } else if (name == showMenuAction()) {
        Q_EMIT m_list->contextMenuWanted(m_index, rect().center());
    }
}

QStringList ChatTimelineRowAccessible::keyBindingsForAction(const QString &) const
{
    return {};
}

QList<QAccessible::Attribute> ChatTimelineRowAccessible::attributeKeys() const
{
    return {QAccessible::Attribute::Custom};
}

QVariant ChatTimelineRowAccessible::attributeValue(QAccessible::Attribute) const
{
    if (!isValid()) {
        return {};
    }
    return QVariant::fromValue(QHash<QString, QString>{{QStringLiteral("posinset"), QString::number(m_index.row() + 1)},
                                                       {QStringLiteral("setsize"), QString::number(m_list->model()->rowCount())}});
}

ChatTimelineAccessible::ChatTimelineAccessible(ChatTimelineList *list)
    : QAccessibleWidget(list, QAccessible::List)
{
}

ChatTimelineAccessible::~ChatTimelineAccessible()
{
    for (const auto id : std::as_const(m_rows)) {
        QAccessible::deleteAccessibleInterface(id);
    }
}

void ChatTimelineAccessible::install()
{
    static const bool done = [] {
        QAccessible::installFactory(makeAccessible);
        return true;
    }();
    Q_UNUSED(done)
}

ChatTimelineList *ChatTimelineAccessible::list() const
{
    return static_cast<ChatTimelineList *>(widget());
}

QAccessibleInterface *ChatTimelineAccessible::row(const QModelIndex &index) const
{
    if (!index.isValid()) {
        return nullptr;
    }
    for (auto id = m_rows.begin(); id != m_rows.end();) {
        auto *known = static_cast<ChatTimelineRowAccessible *>(QAccessible::accessibleInterface(*id));
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
    auto *row = new ChatTimelineRowAccessible(list(), index);
    m_rows.append(QAccessible::registerAccessibleInterface(row));
    while (m_rows.size() > mostKept) {
        QAccessible::deleteAccessibleInterface(m_rows.takeFirst());
    }
    return row;
}

int ChatTimelineAccessible::childCount() const
{
    return int(list()->visibleRows().size());
}

QAccessibleInterface *ChatTimelineAccessible::child(int index) const
{
    return row(list()->visibleRows().value(index));
}

int ChatTimelineAccessible::indexOfChild(const QAccessibleInterface *child) const
{
    const auto *item = dynamic_cast<const ChatTimelineRowAccessible *>(child);
    return item ? int(list()->visibleRows().indexOf(item->index())) : -1;
}

QAccessibleInterface *ChatTimelineAccessible::childAt(int x, int y) const
{
    return row(list()->indexAt(list()->viewport()->mapFromGlobal(QPoint(x, y))));
}

QAccessibleInterface *ChatTimelineAccessible::focusChild() const
{
    return list()->hasFocus() ? row(list()->currentIndex()) : nullptr;
}

}
