// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"
#include "files/fileservices.h"
#include "files/worker/workermessage.h"

namespace Kontor
{

/// Why something asked from outside is not done. A value; without a reason: it is done.
struct WorkerRefusal {
    WorkerReason reason = WorkerReason::None;
    QString sentence{};

    explicit operator bool() const
    {
        return reason != WorkerReason::None;
    }
    static WorkerRefusal of(const Error &error);
};

/// Where a path of kontor:/ leads to: "/" lists the spaces, "/space" is the top of one, and below lie its files. A value.
struct FilePlace {
    enum class Kind { Root, Top, Entry };
    Kind kind = Kind::Root;
    FileQuery::Space space{};
    FileRow row{}; ///< of an Entry

    bool isFolder() const;
    FileTarget target() const; ///< as a folder that others lie in
};

/// Where something new is to lie, and what is there now. A value.
struct FileBerth {
    FilePlace folder{};
    QString name{};
    std::optional<FileRow> there{};
    QString problem{}; ///< why nothing can have this name there
};

/// The tree of kontor:/ as paths. Reader functions; errors: Storage, NotFound.
namespace FilePlaces
{
Result<FilePlace> find(const Reader &reader, const QString &path);

/// NotFound where its folder is not there; Forbidden where no folder of a space is meant.
Result<FileBerth> berth(const Reader &reader, const QString &path);

/// As one says it: "/space/folder/file", without doubled slashes or one at the end.
QString clean(const QString &path);
}

/// What is told of a file, a folder or a space to other programs.
namespace FileEntries
{
QCborMap entry(const FilePlace &place);
QCborMap entry(const FileRow &row);
QCborMap entry(const FileQuery::Space &space);

/// What of a folder's entries other programs see, in a number.
size_t print(const QList<FileRow> &rows);
size_t print(const QList<FileQuery::Space> &spaces);
}

}
