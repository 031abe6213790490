// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactquery.h"
#include "store/querymodel.h"

namespace Kontor
{

/// The people of a book, of a group, of a directory, or what a search found: one row each.
class ContactListModel : public TypedQueryModel<ContactRow>
{
    Q_OBJECT
public:
    enum Role {
        ContactRole = Qt::UserRole + 1, ///< ContactRow; invalid while it is loading
        SpokenRole, ///< one sentence for a screen reader
    };

    explicit ContactListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);

    void setView(const ContactView &view);
    const ContactView &view() const;

    ItemId itemAt(int row) const;
    QList<ItemId> itemsOf(const QModelIndexList &rows) const; ///< of address books; people of directories are left out

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

    /// Dragged contacts within the program: their ids.
    static QString itemsFormat();
    static QList<ItemId> itemsFrom(const QMimeData *content);

protected:
    Concern isConcerned(const ChangeSet &changes) const override;

private:
    ContactView m_view;
    bool m_hasView = false;
};

}
