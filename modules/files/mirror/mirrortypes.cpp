// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/mirror/mirrortypes.h"

namespace Kontor
{

QString MirrorRemote::key() const
{
    return content.isEmpty() ? fileContentKey(item, revision) : content;
}

QString MirrorRemote::version() const
{
    if (isFolder) {
        return QStringLiteral("");
    }
    // A server without etags: what else it says has to do.
    return content.isEmpty() && revision.isEmpty() ? QStringLiteral("%1@/%2/%3").arg(item.value).arg(size).arg(modified) : key();
}

}
