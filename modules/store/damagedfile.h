// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/cipherpages.h"
#include "store/database.h"

namespace Kontor
{

/// What StoreRescue does with the files of a database that is, or may be, damaged.
class DamagedFile
{
public:
    enum class Health { Whole, Damaged };
    /// Reads all of it. A wrong key and missing rights are errors.
    static Result<Health> healthOf(const Database::Options &options);

    /// Moves a database with its log; returns the new path.
    static Result<QString> putAside(const QString &path);

    /// What a rescue that was interrupted put aside last; empty: nothing.
    static QString lastAside(const QString &path);

    /// Gives a damaged file a first page by which SQLite can find the rest: its own if that is
    /// whole, else one of the \p copies, in either case with the file's real length.
    static void mendFirstPage(const QString &path, const CipherPages &pages, const QStringList &copies);

    /// Of a database's files: itself, its log and the index of that.
    static QStringList suffixes();
};

}
