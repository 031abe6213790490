// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "store/store.h"
#include "sync/collection.h"

#include <QAbstractItemModel>

#include <memory>

namespace Kontor
{

/// The folder tree of all accounts: account → folders, special ones first, with unread counts.
///
/// Live; loads in the background. Also answers questions of actions and views about folders.
class FolderModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        CollectionRole = Qt::UserRole + 1, ///< qint64; 0 for an account row
        ResourceRole, ///< qint64
        AccountRole, ///< qint64
        FolderRoleRole, ///< FolderRole text
        UnreadRole, ///< int
        TotalRole, ///< int
        NameRole, ///< as shown, without the count
        ServerNameRole, ///< what the server calls it
        RightsRole, ///< int, Rights
        SubscribedRole, ///< bool
        PolicyRole, ///< text, offline policy
        ProblemRole, ///< why it was skipped, for the user
        SelectableRole, ///< bool: can hold messages
    };

    explicit FolderModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~FolderModel() override;

    QModelIndex indexOf(CollectionId folder) const;
    CollectionId folderWithRole(ResourceId resource, const QString &role) const;
    ResourceId resourceOf(CollectionId folder) const;
    QString nameOf(CollectionId folder) const;
    bool isLoaded() const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;
    Qt::DropActions supportedDropActions() const override;

Q_SIGNALS:
    void loaded();
    void messagesDropped(const QList<Kontor::ItemId> &items, Kontor::CollectionId target, Qt::DropAction action);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
