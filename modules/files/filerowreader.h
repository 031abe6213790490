// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"

namespace Kontor
{

/// Rows of the table "file" as FileRow. Reader functions; errors: Storage.
namespace FileRowReader
{

/// The columns that read() expects, in its order; tables: file f, item i.
#define KONTOR_FILE_COLUMNS \
    "f.item, f.parent, f.collection, f.name, f.folder, f.size, f.modified, f.type, f.rights, f.marks, f.owner, f.locked_by, f.kept, f.revision, f.content, f.pinned, " \
    "f.offline, i.remote_id IS NULL AND i.payload IS NULL"

FileRow read(const Statement &row);

enum class Paths { No, Yes };
Result<QHash<qint64, FileRow>> rows(const Reader &reader, const QList<qint64> &ids, Paths paths);

/// Names of the folders above, from the top.
Result<QString> pathOf(const Reader &reader, ItemId folder);
}

/// What a FileView shows.
namespace FileListing
{
Result<QList<qint64>> ids(const Reader &reader, const FileView &view);
}

}
