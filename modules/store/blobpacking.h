// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/blobfiles.h"
#include "store/packedblob.h"

namespace Kontor
{

constexpr qsizetype largeBlobFrom = 256 * 1024; ///< compressed bytes: from here on a blob gets a file of its own

/// Compresses a blob; a large one lies in its file afterwards. Error kind: Storage.
Result<PackedBlob> packedBlob(const QByteArray &bytes, const BlobFiles &files, SealedFileWriter::Durability durability);

}
