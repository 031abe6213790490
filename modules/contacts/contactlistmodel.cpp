// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactlistmodel.h"

#include <KLocalizedString>
#include <QIODevice>
#include <QMimeData>

namespace Kontor
{
namespace
{
QString spoken(const ContactRow &row)
{
    QStringList parts = {row.name};
    if (row.isGroup) {
        parts << i18nc("@info spoken: this contact is a group", "group");
    }
    if (!row.organization.isEmpty() && row.organization != row.name) {
        parts << row.organization;
    }
    if (!row.email.isEmpty() && row.email != row.name) {
        parts << row.email;
    } else if (!row.phone.isEmpty() && row.phone != row.name) {
        parts << row.phone;
    }
    if (isOfDirectory(row.item)) {
        parts << i18nc("@info spoken: this person is from the directory", "from the directory");
    }
    if (row.isWaiting) {
        parts << i18nc("@info spoken: a change to a contact has not reached the server", "waiting to be sent");
    }
    return QString(parts.join(QLatin1StringView(", ")) + u'.');
}
}

ContactListModel::ContactListModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<ContactRow>(std::move(store), parent)
{
}

void ContactListModel::setView(const ContactView &view)
{
    if (m_hasView && view == m_view) {
        return;
    }
    const bool isSamePlace = m_hasView && view.where == m_view.where && view.book == m_view.book && view.group == m_view.group && view.category == m_view.category
        && view.directory == m_view.directory;
    m_hasView = true;
    m_view = view;
    setTypedQuery(
        [view](const Reader &reader) {
            return ContactQuery::ids(reader, view);
        },
        [](const Reader &reader, const QList<qint64> &wanted) {
            return ContactQuery::rows(reader, wanted);
        },
        isSamePlace ? Transition::Compare : Transition::Reset);
}

const ContactView &ContactListModel::view() const
{
    return m_view;
}

QueryModel::Concern ContactListModel::isConcerned(const ChangeSet &changes) const
{
    if (changes.manyItems || changes.accounts || changes.collectionList) {
        return Concern::Ids;
    }
    // A group may have members in other books of its account.
    const bool isOneBook = m_view.where == ContactView::Where::Contacts && m_view.book && !m_view.group && m_view.search.isEmpty();
    if (isOneBook) {
        return changes.collections.contains(m_view.book) ? Concern::Ids : Concern::None;
    }
    return changes.items.isEmpty() && changes.collections.isEmpty() ? Concern::None : Concern::Ids;
}

ItemId ContactListModel::itemAt(int row) const
{
    return ItemId{idAt(row)};
}

QList<ItemId> ContactListModel::itemsOf(const QModelIndexList &rows) const
{
    QList<ItemId> items;
    for (const auto &index : rows) {
        const auto item = itemAt(index.row());
        if (item && !isOfDirectory(item) && !items.contains(item)) {
            items << item;
        }
    }
    return items;
}

int ContactListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ContactListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    if (role == IdRole) {
        return idAt(index.row());
    }
    const auto *row = rowAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return row ? QVariant(row->name) : QVariant();
    case Qt::ToolTipRole:
        return row ? QVariant(row->email) : QVariant();
    case ContactRole:
        return row ? QVariant::fromValue(*row) : QVariant();
    case SpokenRole:
    case Qt::AccessibleTextRole:
        return row ? spoken(*row) : i18nc("@info spoken while a contact of the list is being loaded", "Loading…");
    default:
        return {};
    }
}

Qt::ItemFlags ContactListModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

QString ContactListModel::itemsFormat()
{
    return QStringLiteral("application/x-kontor-contacts");
}

QStringList ContactListModel::mimeTypes() const
{
    return {itemsFormat()};
}

QMimeData *ContactListModel::mimeData(const QModelIndexList &indexes) const
{
    const auto items = itemsOf(indexes);
    if (items.isEmpty()) {
        return nullptr;
    }
    QByteArrayList ids;
    QStringList addresses;
    for (const auto item : items) {
        ids << QByteArray::number(item.value);
    }
    for (const auto &index : indexes) {
        if (const auto *row = rowAt(index); row && !row->email.isEmpty()) {
            addresses << QString(row->name + QLatin1StringView(" <") + row->email + u'>');
        }
    }
    auto *content = new QMimeData;
    content->setData(itemsFormat(), ids.join(' '));
    content->setText(addresses.join(QLatin1StringView(", ")));
    return content;
}

QList<ItemId> ContactListModel::itemsFrom(const QMimeData *content)
{
    QList<ItemId> items;
    for (const auto ids = content->data(itemsFormat()).split(' '); const auto &id : ids) {
        if (const auto value = id.toLongLong(); value > 0) {
            items << ItemId{value};
        }
    }
    return items;
}

}
