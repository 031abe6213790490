// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filetransactions.h"

#include <atomic>
#include <functional>

class QFile;

namespace Kontor
{

/// Brings files and folder trees of this machine into the store, piece by piece in bounded memory, and queues their upload:
/// many small files with one transaction.
///
/// Symbolic links, devices and the like are passed over; what cannot be read is told by problems(), the rest goes on.
/// Blocks: on a thread of its own, not the store's, nor the GUI's.
class FileImport
{
public:
    struct Options {
        std::shared_ptr<Outbox> outbox{};
        std::shared_ptr<std::atomic<bool>> ending{}; ///< the program ends
        FileTarget target{};
        NameClash clash = NameClash::KeepBoth;
        std::function<bool()> isCancelled{};
        std::function<void(qint64 done, qint64 all)> progress{}; ///< bytes
    };
    explicit FileImport(Options options);

    /// The new items (or those with a new version) at the top. Cancelled: what was queued until then stays.
    Result<QList<ItemId>> paths(const QStringList &paths);
    Result<ItemId> bytes(const QByteArray &bytes, const QString &name); ///< 0: skipped
    Result<StagedContent> stage(const QString &path);

    const QList<ItemId> &created() const; ///< at the top, and new
    const QList<Error> &problems() const;

private:
    struct Source { ///< a file or folder on its way
        QString name{};
        qsizetype folder = -1; ///< place among m_folders of the one it lies in; -1: the target
        bool isFolder = false;
        bool isTop = false;
        qsizetype place = -1; ///< its own among m_folders
        StagedContent content{};
        QByteArray bytes{}; ///< of a small file, until it is a blob
        BlobId blob{}; ///< not in the table yet

        FileIncoming incoming() const
        {
            return {name, isFolder, content, blob};
        }
    };
    struct Folder {
        ItemId item{};
        bool isSkipped = false;
    };

    bool isStopped() const;
    void note(const Error &error);
    void walk(int parent, const QByteArray &name, const QString &path, qsizetype folder, int depth);
    Result<void> addFile(int descriptor, qint64 size, const QString &path, Source source);
    Result<StagedContent> read(QFile &file, const QString &name);
    Result<void> keep(const QString &key, int place, const QByteArray &piece) const; ///< any thread
    Result<void> flush();
    Result<void> write(QList<Source> sources);

    Options m_options;
    QList<Source> m_batch;
    qint64 m_batchSize = 0;
    QList<Folder> m_folders;
    QSet<ItemId> m_own; ///< made by this import: never replaced by another part of it
    QList<ItemId> m_top;
    QList<ItemId> m_created;
    QList<Error> m_problems;
    std::optional<Error> m_error; ///< nothing goes on after this
    qint64 m_done = 0;
    qint64 m_all = 0;
};

}
