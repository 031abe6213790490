// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filecontent.h"
#include "files/worker/fileplaces.h"
#include "sync/outbox.h"

#include <QThreadPool>

#include <atomic>
#include <functional>
#include <memory>

namespace Kontor
{

class FolderNews;

/// Which content of a file another program has read or written last: what it saves next was made from that. A value.
struct FileSeen {
    QString revision{}; ///< of the server's content
    QByteArray content{}; ///< hashOf() its pieces

    static QByteArray hashOf(const QStringList &blobs);
};

/// What all connections of other programs work with. On the thread of the sockets.
struct FileServing {
    std::shared_ptr<Store> store{};
    std::shared_ptr<Outbox> outbox{};
    std::function<QFuture<Result<FileContent::Here>>(ItemId)> bring{}; ///< FileContent::bring(), from this thread
    QThreadPool pool{}; ///< reads and writes content
    FolderNews *news = nullptr;
    std::atomic<bool> isLocked = false;

    void noteSeen(ItemId item, const FileSeen &seen);
    FileSeen seenOf(ItemId item) const
    {
        return seen.value(item);
    }

    QHash<ItemId, FileSeen> seen{};
};

/// What other programs do to the tree, each in one transaction of the outbox. Nothing of it is a step to undo here: the
/// programs have their own. Any thread.
namespace FileErrands
{
enum class Replacing { No, Yes };
enum class Depth { OnlyEmpty, All };

QFuture<WorkerRefusal> makeFolder(const std::shared_ptr<Outbox> &outbox, const FileBerth &berth);
QFuture<WorkerRefusal> move(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, const FileBerth &berth, Replacing replacing);
QFuture<WorkerRefusal> copy(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, const FileBerth &berth, Replacing replacing);
QFuture<WorkerRefusal> remove(const std::shared_ptr<Outbox> &outbox, const FilePlace &what, Depth depth);

struct Saved {
    WorkerRefusal refusal{};
    ItemId item{};
    FileSeen seen{};
};
/// Content that lies in the store under a key becomes a file, or a new version of the one that is there. \p seen: what the
/// program had read of that.
QFuture<Saved> save(const std::shared_ptr<Outbox> &outbox, const FileBerth &berth, const StagedContent &content, const FileSeen &seen, Replacing replacing);
}

}
