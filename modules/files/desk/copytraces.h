// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QString>

namespace Kontor
{

/// What the desktop remembers of files that were opened: lists of recent documents (recently-used.xbel of freedesktop.org,
/// KDE's own) and thumbnails. Blocking; any thread but the GUI's.
namespace CopyTraces
{
/// Forgets all files below \p folder in the lists, and the thumbnails of \p files (absolute paths).
void forget(const QString &folder, const QSet<QString> &files);
}

}
