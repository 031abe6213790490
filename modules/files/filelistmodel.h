// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "store/querymodel.h"

namespace Kontor
{

/// What the list shows.
struct FileView {
    enum class Place { Folder, Recent, Favourites, SharedWithMe, Offline, Conflicts, Search };
    enum class Sort { Name, Size, Modified, Type };

    Place place = Place::Folder;
    FileTarget folder{}; ///< for Folder; for Search: only below it, space 0: everywhere
    QString words{}; ///< for Search: see FileSearch
    Sort sort = Sort::Name;
    Qt::SortOrder order = Qt::AscendingOrder;
    bool operator==(const FileView &) const = default;
};

/// The files and folders of one folder, of a special place, or what a search found: one row each, folders first.
class FileListModel : public TypedQueryModel<FileRow>
{
    Q_OBJECT
public:
    enum Role {
        FileRole = Qt::UserRole + 1, ///< FileRow; invalid while it is loading
        SpokenRole, ///< one sentence for a screen reader
    };
    enum Column { NameColumn, SizeColumn, ModifiedColumn, StateColumn, ColumnCount };

    explicit FileListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);

    void setView(const FileView &view);
    const FileView &view() const;

    ItemId itemAt(int row) const;
    QList<ItemId> itemsOf(const QModelIndexList &rows) const;

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override; ///< item ids, and kontor:/ URLs for other programs

    static QString itemsFormat();
    static QList<ItemId> itemsFrom(const QMimeData *content);

protected:
    Concern isConcerned(const ChangeSet &changes) const override;

private:
    void learnPlace();

    std::shared_ptr<Store> m_store;
    FileView m_view;
    bool m_hasView = false;
    bool m_isLearning = false;
    QString m_folderPath{};
    QHash<CollectionId, QString> m_spaces{}; ///< titles
};

/// Questions of one answer. Reader functions for Store::read().
namespace FileQuery
{
struct Space {
    CollectionId id{};
    ResourceId resource{};
    AccountId account{};
    QString title{}; ///< the account's address, or what the server calls it
    qint64 quotaUsed = -1;
    qint64 quotaAvailable = -1;
    bool wasRead = false; ///< completely, at least once
    bool operator==(const Space &) const = default;
};
Result<QList<Space>> spaces(const Reader &reader);
Result<FileRow> row(const Reader &reader, ItemId item); ///< NotFound
Result<QList<FileRow>> path(const Reader &reader, ItemId folder); ///< from the top down to it
Result<QList<FileRow>> folders(const Reader &reader, const FileTarget &parent); ///< for the tree, by name
Result<QList<FileRow>> children(const Reader &reader, const FileTarget &parent); ///< all, hidden ones left out
/// By path from the top of a space, "a/b.txt"; NotFound.
Result<FileRow> find(const Reader &reader, CollectionId space, const QString &path);
}

}
