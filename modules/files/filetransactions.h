// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "store/transaction.h"
#include "sync/projector.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// A file or folder as it is shown, with what an action needs to know besides. A value.
struct FileState {
    ItemId item{};
    CollectionId space{};
    ResourceId resource{};
    ItemId parent{};
    bool isAdrift = false; ///< its folder is not known yet
    QString name{};
    bool isFolder = false;
    qint64 size = 0;
    qint64 modified = 0;
    QString type{};
    QString revision{}; ///< of the server's content
    QString content{}; ///< key of unsent content
    QString kept{}; ///< key of whole content that is here
    FileRights rights = allFileRights;
    bool isFavourite = false;
    bool isHidden = false; ///< to be deleted, or on its way into another space
    QString href{}; ///< empty: the server does not know it (yet)
    bool isOnlyHere = false; ///< nor could it have heard of it

    /// Whole content that is here and is the newest there is; empty: none.
    QString newest() const;
};

/// A folder that is to take something in. A value.
struct FileGround {
    FileTarget target{};
    ResourceId resource{};
    QString href{}; ///< empty: the server does not know the folder yet
    QStringList path{}; ///< names from the top down to it, itself included
    FileRights rights = allFileRights;
};

/// Something that is to be put into a folder; its content is in the store. A value.
struct FileIncoming {
    QString name{};
    bool isFolder = false;
    StagedContent content{}; ///< of a folder only when it was modified
    BlobId blob{}; ///< its only piece, which no table names yet
};

/// Building blocks of FileActions: the files and folders of one transaction, what is there and what the changes made so far
/// will add. On the writer thread; errors: Storage, and those for the user.
class FileWork
{
public:
    FileWork(Transaction &transaction, const Projector &projector, QList<Change> &changes)
        : transaction(transaction)
        , projector(projector)
        , changes(changes)
    {
    }

    Result<std::optional<FileState>> find(ItemId item);
    Result<FileState> state(ItemId item); ///< NotFound with a sentence
    Result<QList<FileState>> children(const FileState &folder);
    Result<FileGround> ground(const FileTarget &target); ///< NotFound, or Forbidden where it is no folder

    struct Taken {
        ItemId item{};
        QString name{};
        bool isFolder = false;
        bool isNew = false; ///< made by this transaction, or by this upload
    };
    /// Who has the name, or one that differs in case and Unicode form alone; the same spelling first.
    Result<std::optional<Taken>> taken(const FileTarget &target, const QString &name, ItemId but = {});
    Result<QString> freeName(const FileTarget &target, const QString &name, ItemId but = {});

    /// The pending change after which the server has room for that name; none: it has.
    Result<ChangeId> vacating(const FileGround &ground, const QString &name, ItemId but = {});

    /// A new item with the change that makes it (Folder, Upload or Copy). \p arguments: without name and path.
    Result<ItemId> create(const FileGround &ground, const QString &name, const QString &kind, QCborMap arguments);

    struct Put {
        ItemId item{}; ///< 0: skipped
        QString name{};
        bool isNew = false;
    };
    /// \p own: what this action made itself, which nothing else of it may replace.
    Result<Put> put(const FileIncoming &incoming, const FileGround &ground, NameClash clash, const QSet<ItemId> &own);

    /// A new version. Nothing happens where it is the same as what is there.
    Result<void> save(ItemId item, const StagedContent &content, const QString &base);

    /// What was to be copied there has content that is here.
    Result<void> becomeUpload(Change copy, const QCborMap &content);

    /// Its place or name.
    Result<void> move(const FileState &state, const FileGround &ground, const QString &name);

    /// The server makes it of something that it has.
    Result<ItemId> serverCopy(const FileState &state, const FileGround &ground, const QString &name);

    /// As if it had never been made; for what exists only here, with all that does so below.
    Result<void> discardUntold(const FileState &state);

    /// A folder whose content is on its way out of it.
    Result<void> removeEmptied(const FileState &folder);

    /// With all below. What exists only here is gone at once; Forbidden where the server allows no removal.
    Result<void> remove(const FileState &state);

    /// A new item with the content of another, which is here: in another space, or not on the server yet. Folders with all
    /// below. \p crossed: called with each pair. NotFound when some content is not here.
    using Crossed = std::function<void(const FileState &from, ItemId to)>;
    Result<ItemId> copyFromHere(const FileState &state, const FileGround &ground, const QString &name, const Crossed &crossed = {});

    /// True where something below (or itself) has changes that the server has not carried out.
    Result<bool> hasChanges(const FileState &state);
    Result<bool> isBelow(ItemId item, ItemId folder); ///< or the same

    /// The last pending copy that is made of it or of something above or below it; none: 0.
    Result<ChangeId> lastCopyOf(const FileState &state);

    /// The content that a copy under another key consists of.
    Result<QString> copyContent(const QString &key);

    /// What Upload and Content say of it; its pieces too, so that a rescue of a damaged store finds them.
    Result<QCborMap> contentArguments(const QString &key, qint64 size, qint64 modified, const QString &type);

    Change changeOf(const FileState &state, const QString &kind) const;

    Transaction &transaction;
    const Projector &projector;
    QList<Change> &changes;
    QHash<std::pair<ItemId, QString>, Taken> added{}; ///< names this transaction adds, folded

private:
    Result<void> moveUntold(const FileState &state, const FileGround &ground, const QString &name);
    Result<void> removeOnlyHere(const FileState &state);
    Result<void> clearBelow(const FileState &folder);
    Result<void> allIsKnown(const FileState &folder);
    Result<void> dropRefused(ItemId item);
    Result<void> dropRefusedInto(ItemId folder);
    ChangeId later(ChangeId one, ChangeId other) const;

    std::optional<QList<std::pair<ChangeId, ItemId>>> m_copies{}; ///< pending, with what they are made of
};

}
