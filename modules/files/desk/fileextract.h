// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QFuture>
#include <QImage>
#include <QString>

namespace Kontor
{

/// Reads what lies in a file, in a process of its own with bounds on time, memory and output, so that a hostile file
/// harms nobody (libexec/kontor-extract: KFileMetaData for text of PDF, ODF, OOXML and plain text; Poppler and Qt for
/// pictures). The file lies in a private folder for as long as that takes. Any thread.
namespace FileExtract
{
bool canRead(const QString &mediaType); ///< is there text to be had?
bool canDraw(const QString &mediaType); ///< a preview?

/// At most some hundred kilobytes of text; NotFound where there is none, Storage where it cannot be tried now. Cancelling
/// the future ends the process within moments.
QFuture<Result<QString>> text(const QString &path, const QString &mediaType);

/// A picture no larger than \p pixels on its longer side, never more than it has.
QFuture<Result<QImage>> preview(const QString &path, const QString &mediaType, int pixels);
}

}
