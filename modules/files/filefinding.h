// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filesearch.h"
#include "store/store.h"

#include <vector>

namespace Kontor
{

/// Finds files by what a FileSearch says. Each word must be in the name (anywhere in it, so that compounds are found) or
/// begin a word of the content that is here; case, accents and German spellings do not matter. Reader functions; errors:
/// Storage.
namespace FileFinding
{
/// What was found, with what sorts it by name. A value.
struct Hit {
    qint64 item = 0;
    bool isFolder = false;
    QByteArray sort{}; ///< fileSortKey(), UTF-8
};

/// Nothing for an empty search. \p below: only in that folder, however deep; space 0: everywhere.
Result<std::vector<Hit>> hits(const Reader &reader, const FileSearch &search, const FileTarget &below);
}

}
