// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QStringList>

namespace Kontor
{

/// Who has files open, as far as this user may see: by the open files, working folders and command lines of other
/// processes. Blocking (reads /proc; some ten milliseconds); any thread but the GUI's.
namespace CopyHolders
{
struct Hold {
    bool isHeld = false; ///< by a process, or by the lock file of one
    bool isWritten = false; ///< somebody could write into the file right now
};
/// \p files: absolute paths; what lies beside a file in its folder counts as the file. In their order.
QList<Hold> of(const QStringList &files);
}

}
