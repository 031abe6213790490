// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Kontor
{

/// Names of attachments made harmless, and which of them can do harm.
namespace AttachmentName
{
/// A file name without directories, control characters, direction overrides, trailing dots and
/// blanks, reserved names; never empty, at most 200 characters with the extension kept.
QString safe(const QString &name, const QByteArray &mimeType);

/// Programs, scripts, macro documents, disk images, shortcuts, and names that hide their type
/// behind a second extension or a gap.
bool isDangerous(const QString &name, const QString &mimeType);
}

}
