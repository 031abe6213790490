// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "mail/messagesearch.h"
#include "store/querymodel.h"

#include <functional>

namespace Kontor
{

/// The messages of a folder (or a search), one row each, or one per thread with its messages
/// below when opened. Flat: threads are shown by a level, not by parents. Virtual: 100,000 rows
/// cost an id list.
class MessageListModel : public TypedQueryModel<MessageRow>
{
    Q_OBJECT
public:
    enum Column { UnreadColumn, StarColumn, AttachmentColumn, SubjectColumn, PersonColumn, AddressColumn, DateColumn, SizeColumn, TagsColumn, ColumnCount };
    enum Role {
        ItemRole = Qt::UserRole + 1, ///< qint64
        MessageRole, ///< MessageRow; invalid while it is loading
        LevelRole, ///< int: 0 for the first of a thread
        ExpandedRole, ///< bool
        ThreadSizeRole, ///< int: messages of the thread in this folder; 1 without threads
        UnreadInThreadRole, ///< int
        FolderNameRole, ///< text: where it lies; empty where all lie in the same folder
        SpokenRole, ///< one sentence for a screen reader
    };
    enum class SortBy { Date, Person, Subject, Size, Unread, Starred, Attachment };
    struct View {
        CollectionId folder; ///< none: all folders (search)
        MessageSearch search;
        SortBy sortBy = SortBy::Date;
        Qt::SortOrder order = Qt::DescendingOrder;
        enum class Threads { Off, On } threads = Threads::On;
        enum class Show { All, Unread, Starred, WithAttachment } show = Show::All;
        bool showRecipients = false; ///< folders of sent mail: To instead of From
    };

    explicit MessageListModel(std::shared_ptr<Store> store, QObject *parent = nullptr);
    ~MessageListModel() override;

    void setView(const View &view);

    /// What the folders of found messages are called; without it they are not named.
    void setFolderNames(std::function<QString(CollectionId)> names);
    View view() const;

    void setExpanded(const QModelIndex &index, bool expanded);
    QModelIndex indexOf(ItemId item) const;
    ItemId itemAt(int row) const;
    QList<ItemId> itemsOf(const QModelIndexList &rows) const; ///< a closed thread stands for all its messages
    QModelIndex nextUnread(const QModelIndex &from) const; ///< invalid: none below

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override; ///< items, and message/rfc822 files for other programs when here

protected:
    Concern isConcerned(const ChangeSet &changes) const override;

private:
    enum class Extent { First, All };
    void runQuery(Transition transition, Extent extent);
    struct Private;
    std::unique_ptr<Private> d;
};

}

Q_DECLARE_METATYPE(Kontor::MessageRow)
