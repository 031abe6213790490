// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"

namespace Kontor
{

/// What is said of files. Pure functions.
namespace FileWords
{
QString size(qint64 bytes); ///< "24 KiB"; empty for what is not known
QString time(const QDateTime &when); ///< "today 14:05", "23 Nov 2026"
QString kind(const FileRow &row); ///< "Word document", "folder"
QStringList states(const FileRow &row); ///< "kept offline", "waiting to be uploaded", …
QString sentence(const FileRow &row); ///< all of it, for a screen reader
}

}
