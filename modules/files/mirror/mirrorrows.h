// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/mirror/mirrortypes.h"
#include "store/store.h"

namespace Kontor
{

/// The table "mirror_entry", and what mirrors read of "file". On the store's threads; errors: Storage.
namespace MirrorRows
{
Result<QList<MirrorEntry>> journal(const Reader &reader, qint64 mirror);

/// All that is shown below a folder.
Result<QList<MirrorRemote>> below(const Reader &reader, const FileTarget &folder);

/// Which of the journal's items, not among the remote ones, are on their way: their folder is not known yet.
Result<void> limbo(const Reader &reader, MirrorState &state);

/// Changes of ours that the server refused since it had something newer: both versions are to stay.
Result<QList<ChangeId>> conflicts(const Reader &reader, qint64 mirror);

/// \p before: the path it had; entries below come along.
Result<void> write(Transaction &transaction, qint64 mirror, const MirrorEntry &entry, const QString &before);
Result<void> remove(Transaction &transaction, qint64 mirror, const QString &path);
}

}
