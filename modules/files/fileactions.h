// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "sync/outbox.h"

#include <QFuture>
#include <QObject>
#include <QUrl>

#include <chrono>

#include <memory>

namespace Kontor
{

/// Content that was brought into the store and waits to be named by a change.
struct StagedContent {
    QString key{};
    qint64 size = 0;
    qint64 modified = 0; ///< ms since epoch
    QString type{}; ///< media type by name and first bytes
};

/// Where something goes: a folder of a space, or its top.
struct FileTarget {
    CollectionId space{};
    ItemId folder{}; ///< 0: the top
    bool operator==(const FileTarget &) const = default;
};

/// What to do where a name is taken.
enum class NameClash {
    KeepBoth, ///< "Report (2).odt"
    Replace, ///< a new version of the file that is there; folders are joined
    Skip,
};

/// A conflict: what the user wanted and what the server has now.
struct FileConflict {
    ChangeId change{};
    ItemId item{};
    QString name{};
    QString kind{}; ///< FileChange
    QString sentence{}; ///< why, for the user
    QString mineKey{}; ///< content that is here, if it is about content
    qint64 mineSize = 0;
    QDateTime mineModified{};
    qint64 theirSize = -1; ///< -1: it no longer exists there
    QDateTime theirModified{};
};

/// Everything the user may do with files. Each call returns at once; the store shows the result in the next commit,
/// the server hears of it when it can. Any failure to queue is told by failed(), also where the call answers it.
/// Names are proposed, not forced: see FileName::problem(). GUI thread.
class FileActions : public QObject
{
    Q_OBJECT
public:
    explicit FileActions(std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);
    ~FileActions() override;

    std::shared_ptr<Outbox> outbox() const; ///< for what acts by itself, with no step to undo

    QFuture<Result<ItemId>> createFolder(const FileTarget &target, const QString &name);
    /// From a template's bytes; "" makes an empty one.
    QFuture<Result<ItemId>> createFile(const FileTarget &target, const QString &name, const QByteArray &bytes);

    /// Files and whole folder trees of this machine; symbolic links are not followed. The content is copied into the
    /// store piece by piece first, so that the originals may go. Progress: bytes in KiB; can be cancelled (what was
    /// queued until then stays). Answers the new items at the top.
    QFuture<Result<QList<ItemId>>> upload(const QStringList &paths, const FileTarget &target, NameClash clash);
    QFuture<Result<ItemId>> uploadBytes(const QByteArray &bytes, const QString &name, const FileTarget &target, NameClash clash);

    /// Which of these names are taken there.
    QFuture<Result<QStringList>> taken(const FileTarget &target, const QStringList &names) const;

    /// Brings a file of this machine into the store, to be named by save(). Off the GUI thread, bounded memory.
    QFuture<Result<StagedContent>> stage(const QString &path) const;

    /// A new version of a file. \p base: the revision that was edited; if the server has another by then it is a conflict.
    /// Without any difference to what is there, nothing happens.
    QFuture<Result<void>> save(ItemId item, const StagedContent &content, const QString &base);

    QFuture<Result<void>> rename(ItemId item, const QString &name);
    /// Within a space; between spaces it is copied there and deleted here once that is done.
    QFuture<Result<void>> move(const QList<ItemId> &items, const FileTarget &target, NameClash clash);
    QFuture<Result<void>> copy(const QList<ItemId> &items, const FileTarget &target, NameClash clash);
    QFuture<Result<void>> remove(const QList<ItemId> &items); ///< to the server's trash, where there is one
    void setFavourite(const QList<ItemId> &items, Qt::CheckState on);

    // Kept offline: ours alone, no server is told.
    QFuture<Result<void>> pin(const QList<ItemId> &items);
    QFuture<Result<void>> unpin(const QList<ItemId> &items);
    struct Size {
        int files = 0;
        qint64 bytes = 0;
        qint64 missing = 0; ///< of these, bytes not here yet
    };
    QFuture<Result<Size>> sizeOf(const QList<ItemId> &items) const; ///< with all below
    QFuture<Result<void>> forget(const QList<ItemId> &items); ///< the local copies of what is not pinned and not unsent

    // Conflicts
    QFuture<Result<QList<FileConflict>>> conflicts() const;
    void keepBoth(ChangeId change); ///< mine becomes a file of its own beside theirs, with a name that says so
    void keepMine(ChangeId change); ///< a new version on top of what the server has now
    void keepTheirs(ChangeId change);

    // Undo: the last step that no server has heard of, or whose reverse is another change.
    bool canUndo() const;
    QString undoText() const; ///< "Undo: Move"
    void undo();
    void setUndoTime(std::chrono::milliseconds time); ///< for which deletions wait before a server hears of them; none at first

    /// What is open is not forgotten; each hold() has its release().
    void hold(ItemId item);
    void release(ItemId item);

    /// The cache is kept below this many bytes by forgetting what was opened longest ago, never what is pinned, open or
    /// unsent.
    /// Answers what was freed.
    QFuture<Result<qint64>> evict(qint64 atMost);

Q_SIGNALS:
    void undoChanged();
    void takenBack(); ///< undo() is done
    void failed(const Kontor::Error &error);

public:
    struct Private; ///< for the files it is written in

private:
    std::unique_ptr<Private> d;
};

}
