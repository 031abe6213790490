// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"

#include <QIcon>

namespace Kontor
{

/// How a file looks in lists: its icon, what marks it, and what is said of it. Pure functions; GUI thread.
namespace FileLook
{
QIcon icon(const FileRow &row);
QIcon icon(const QString &mediaType); ///< also of what is no row
QString typeName(const FileRow &row); ///< "PDF document"

struct Mark {
    QIcon icon{};
    QString words{}; ///< what it means
};
QList<Mark> marks(const FileRow &row); ///< most important first
QString sizeText(const FileRow &row); ///< empty where nobody knows
QString modifiedText(const FileRow &row);
}

}
