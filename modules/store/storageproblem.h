// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

struct sqlite3;

namespace Kontor
{

/// What exactly is wrong behind an Error of kind Storage; decides what the user is offered.
enum class StorageProblem {
    None, ///< not an error of kind Storage
    Damaged, ///< the file's content is broken: offer StoreRescue
    WrongKey, ///< the file is whole, but the key does not open it
    DiskFull, ///< no space or quota left: stop writing, try again later
    Unreadable, ///< the disk itself reported an error
    InUse, ///< another process has it open
    NotPermitted, ///< missing rights in the file system
    TooNew, ///< written by a newer version of the program
    Other, ///< anything else, including mistakes of our own
};

/// The problem an error stands for; it travels as the first word of Error::detail.
[[nodiscard]] StorageProblem storageProblem(const Error &error);

/// True when the file's content is broken, as opposed to a wrong key or a full disk.
[[nodiscard]] bool isDamaged(const Error &error);

/// An error of kind Storage with the usual sentence for the problem.
[[nodiscard]] std::unexpected<Error> storageFailure(StorageProblem problem, const QString &detail);

/// The error for what SQLite just answered on this connection.
[[nodiscard]] Error sqliteError(sqlite3 *handle, int code);

/// The error for a failed system call; \p code is errno.
[[nodiscard]] std::unexpected<Error> systemFailure(int code, const QString &what);

}
