// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixsyncanswer.h"

namespace Kontor
{

class MatrixScan;

// What the answers of both ways of syncing are made of. Each reads the value ahead, whatever it is.

/// True for what may be a room's id.
bool isMatrixRoomId(const QString &id);

/// [{type, content}, …]
void readMatrixAccountData(MatrixScan &scan, QList<MatrixAccountDatum> &data, int &unreadable);
/// {"$event": {"m.read": {"@user": {"ts": …}}}}
void readMatrixReceipts(MatrixScan &scan, QList<MatrixReceipt> &receipts);
/// {"user_ids": […]}
void readMatrixTyping(MatrixScan &scan, MatrixRoomNews &room);
/// [event, …]
void readMatrixToDevice(MatrixScan &scan, MatrixSyncAnswer &answer);
/// {"changed": […], "left": […]}
void readMatrixDeviceLists(MatrixScan &scan, MatrixSyncAnswer &answer);
/// {"signed_curve25519": 50}
void readMatrixKeyCounts(MatrixScan &scan, MatrixSyncAnswer &answer);
/// ["signed_curve25519"]
void readMatrixFallbackKeys(MatrixScan &scan, MatrixSyncAnswer &answer);

}
