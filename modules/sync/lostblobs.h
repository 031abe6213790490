// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "sync/synccontext.h"

namespace Kontor
{

/// Makes the projector forget blobs that are gone, so that they are fetched again. Network thread.
class LostBlobs
{
public:
    explicit LostBlobs(SyncContext &context);

    /// Where the file of blobs had to be made anew: looks what is missing. Once; then it is at no cost.
    Task<Result<void>> check();

    Task<Result<void>> forget(QSet<BlobId> lost);

private:
    SyncContext &m_context;
    bool m_isChecked = false;
};

}
