// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filetransactions.h"

#include <QThreadPool>
#include <QTimer>

#include <atomic>
#include <functional>

namespace Kontor
{

/// One step of undo: what leads back.
struct FileStep {
    struct Entry {
        enum class What { Created, Moved, Deleted, Favoured, Crossed };
        What what = What::Created;
        ItemId item{};
        ItemId parent{}; ///< Moved: where it was
        QString name{}; ///< Moved: what it was called
        ItemId original{}; ///< Crossed: what it was made of
        bool wasFavourite = false;
    };
    QString text{};
    QList<Entry> entries{};
};

struct FileActions::Private {
    FileActions *q = nullptr;
    std::shared_ptr<Outbox> outbox{};
    QList<FileStep> steps{};
    QHash<ItemId, int> open{};
    std::shared_ptr<std::atomic<bool>> ending = std::make_shared<std::atomic<bool>>(false);
    QThreadPool pool{}; ///< reads files of this machine
    bool isLookingAtDeletions = false;
    std::chrono::milliseconds undoTime{0};
    static constexpr qsizetype mostSteps = 20;

    /// \p fill makes the changes and the step, inside one transaction; \p text is said of the number of entries.
    using Fill = std::function<Result<void>(Transaction &, const Projector &, QList<Change> &, FileStep &)>;
    using Text = std::function<QString(qsizetype)>;
    QFuture<Result<std::shared_ptr<FileStep>>> act(Fill fill, Text text);
    QFuture<Result<void>> actVoid(Fill fill, Text text);

    void pushUndo(FileStep step, const Text &text);
    void takeBack(const FileStep &step);
    QTimer attic{};
    void lookIntoAttic();
    void forgetTold(); ///< deletions that a server has heard of: there is nothing left to take back
    void tell(const Error &error);

    template<class T>
    QFuture<Result<T>> telling(QFuture<Result<T>> future)
    {
        return future.then(q, [this](const Result<T> &done) {
            if (!done && done.error().kind != Error::Kind::Cancelled) {
                tell(done.error());
            }
            return done;
        });
    }

    /// What of the machine's files is read and written by: a thread of its own, which waits for the store.
    struct Worker {
        std::shared_ptr<Outbox> outbox;
        std::shared_ptr<std::atomic<bool>> ending;
    };
    Worker worker() const
    {
        return {outbox, ending};
    }
};

}
