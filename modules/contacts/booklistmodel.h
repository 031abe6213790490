// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contactquery.h"
#include "sync/collection.h"

#include <QAbstractListModel>

#include <memory>

namespace Kontor
{

/// Where contacts are: all of them, the address books of all accounts with their groups and
/// categories, the directories. Flat: what lies in a book has a level. Live; loads in the background.
class BookListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind { All, Account, Book, Group, Category, Directory };
    Q_ENUM(Kind)
    enum Role {
        KindRole = Qt::UserRole + 1, ///< int, Kind
        NameRole,
        LevelRole,
        CountRole, ///< contacts in it
        ColourRole, ///< "#rrggbb" of a book, or empty
        CollectionRole, ///< qint64: the book it is or lies in
        GroupRole, ///< qint64: the item of a group
        ResourceRole,
        AccountRole,
        RightsRole, ///< int, Rights of the book
        ProblemRole, ///< why the book was skipped, for the user
        SpokenRole,
    };

    explicit BookListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~BookListModel() override;

    /// What a list shows when this row is chosen.
    ContactView viewOf(const QModelIndex &index) const;
    QModelIndex indexOf(const ContactView &view) const;
    QModelIndex indexOfBook(CollectionId book) const;
    QModelIndex indexOfGroup(ItemId group) const;
    QString nameOf(CollectionId book) const;
    QColor colourOf(CollectionId book) const;
    Rights rightsOf(CollectionId book) const;

    /// Books one may add to, in order; the first is where new contacts go.
    QList<CollectionId> writableBooks() const;
    struct Place {
        ResourceId resource{};
        QString name{}; ///< of the account
        bool operator==(const Place &) const = default;
    };
    QList<Place> places() const; ///< where address books can be made
    QStringList categories() const;
    bool isLoaded() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    Qt::DropActions supportedDropActions() const override;
    bool canDropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column, const QModelIndex &parent) override;

Q_SIGNALS:
    void loaded(); ///< the first time
    void contactsDropped(const QList<Kontor::ItemId> &items, const QModelIndex &target);
    void filesDropped(const QStringList &paths, Kontor::CollectionId book);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
