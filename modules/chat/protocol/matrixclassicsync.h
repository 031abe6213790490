// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixsync.h"

namespace Kontor
{

/// GET /v3/sync. \p since: next_batch of the last answer, or empty.
MatrixRequest matrixClassicRequest(const MatrixSyncQuestion &question, const QString &since);

/// What it answers; the position is the bare next_batch. Protocol where it is no sync or breaks off.
Result<MatrixSyncAnswer> readMatrixClassicSync(const QByteArray &json);

}
