// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/desk/copydesk.h"
#include "files/desk/copyport.h"

#include <QObject>

#include <functional>

namespace Kontor
{

/// Files opened with programs of this machine: private copies, what becomes of them, and their end.
///
/// A copy lies in a folder of its own (0700) below the session's runtime folder (tmpfs; else the store's folder), under
/// its real name. What a program saves there, also by writing a new file and renaming it over, is noticed, brought into
/// the store and queued; each saved state once. A copy goes when no program has it open any more, at the end of the
/// session, and at the next start, where what was saved before a crash is taken over first. Its empty folder is watched
/// on until the end of the session: what a program that nobody saw still saves there counts. Where the file may not be
/// written or is gone, a new file is made beside it on the server; so it is for what a program saves there under another
/// name, once that stays (CopyPatience::beside), and it gets new versions like the copy. Nothing about it stays in lists of
/// recent documents or among thumbnails. GUI thread.
///
/// What a saved state survives: a killed Kontor at once; a power cut or the end of the session on a tmpfs only once it is
/// in the store, which is a moment (CopyPatience::settle) after it was saved.
class OpenCopies : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        std::shared_ptr<Store> store;
        FileActions *actions = nullptr;
        FileContent *content = nullptr;
        std::function<void(ItemId)> opened{}; ///< e.g. to lock it on the server
        std::function<void(ItemId)> closed{};
        QString folder{}; ///< where copies lie; empty: the usual place
        CopyPatience patience{};
        CopyPort port{}; ///< what is empty is done by store, actions and content
    };
    explicit OpenCopies(Parts parts, QObject *parent = nullptr);
    ~OpenCopies() override;

    /// Takes over what a crash left behind and clears the folder; once, at start.
    QFuture<Result<int>> recover();

    /// Brings the content and writes the copy; opening it again answers the same copy. Progress and cancel as FileContent::bring().
    QFuture<Result<QString>> open(ItemId item);

    /// All that is open now.
    struct Copy {
        ItemId item{};
        QString path{};
        QString name{};
        QDateTime since{};
        bool hasUnsaved = false; ///< saved by the program, not yet in the store
    };
    QList<Copy> copies() const;
    void close(ItemId item); ///< takes over the last state and removes the copy
    /// The same with all; blocks for some seconds at most (shutdown, lock). What the store cannot take by then stays for
    /// recover().
    void closeAll();

Q_SIGNALS:
    void changed();
    void saved(Kontor::ItemId item, const QString &name); ///< queued for the server
    void failed(const Kontor::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
