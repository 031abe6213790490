// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobs.h"

namespace Kontor
{

/// Finds the blobs that what is not sent yet consists of, without knowing any module: ids that
/// stand as texts in the arguments of changes (CBOR) and in rows about items that have a change
/// and no place on a server. Error kind: Storage.
class VitalBlobs
{
public:
    /// In the arguments of changes, by change.
    static Result<QHash<qint64, QSet<BlobId>>> ofChanges(Database &index);

    /// All. Texts that only look like an id may be among them.
    static Result<QSet<BlobId>> all(Database &index);

    /// Makes \p reserve hold a copy of these, the smallest first until \p mostBytes (plain) are
    /// reached, and nothing else. Answers what did not fit. Those that are not in \p blobs are left out.
    static Result<QSet<BlobId>> keep(const QSet<BlobId> &wanted, const Blobs &blobs, Blobs &reserve, qint64 mostBytes);
};

}
