// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "store/store.h"

namespace Kontor
{

/// The files and folders that a search found.
struct FoundFiles {
    struct File {
        FileRow row{};
        QString account{};
    };
    QList<File> first{}; ///< not more than were asked for
    qint64 total = 0;

    /// \p text as typed, see FileSearch; \p account: only of this one, empty: all. On a reader thread.
    static Result<FoundFiles> matching(const Reader &reader, const QString &text, const QString &account, qint64 atMost);
};

}
