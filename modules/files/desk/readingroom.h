// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QFuture>
#include <QThreadPool>

#include <memory>

namespace Kontor
{

/// Where content lies while its words are read: a private folder, made when it is needed, that holds one file at a time. GUI
/// thread; the work is done in a thread of its own, in order.
class ReadingRoom
{
public:
    /// \p base: the private folder is made in it. \p store: the folder of the store.
    ReadingRoom(const QString &base, const QString &store);
    ~ReadingRoom(); ///< clear(), and waits until that is done
    Q_DISABLE_COPY_MOVE(ReadingRoom)

    void tidy(); ///< removes what a crash left
    QFuture<Result<QString>> place(); ///< the path that the next file is to have
    QFuture<Result<void>> write(const QString &path, const QByteArray &bytes);

    /// The file, once \p writing, which somebody else may still do, has ended.
    void remove(const QFuture<Result<void>> &writing);
    void clear(); ///< the folder, with whatever is in it

private:
    struct Private;
    std::shared_ptr<Private> d;
    QThreadPool m_pool;
};

}
