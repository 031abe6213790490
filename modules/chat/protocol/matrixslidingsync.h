// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixsync.h"

namespace Kontor
{

/// Where a sliding sync goes on. A value; the inside of a position.
struct MatrixSlidingPosition {
    QString pos{};
    QString toDevice{}; ///< where the messages between devices go on
    int end = 0; ///< the last room of the list's range that was asked for
    int count = -1; ///< rooms in all, as told; -1: not yet
    /// Events of each room as first asked for; 0: not yet asked. It stays: for a larger number servers send old events once
    /// more as if they were news ("expanded timeline").
    int timeline = 0;

    bool isComplete() const; ///< the range covers all rooms
    QByteArray toBytes() const;
    [[nodiscard]] static std::optional<MatrixSlidingPosition> of(const QByteArray &bytes);
};

/// POST …/org.matrix.simplified_msc3575/sync (MSC4186 as servers offer it). One list over all rooms, whose range grows with
/// each answer until it covers all; nothing ever leaves it, so no room's events are passed over.
MatrixRequest matrixSlidingRequest(const MatrixSyncQuestion &question, const MatrixSlidingPosition &from);

/// What it answers, in the terms of /v3/sync; the position is of MatrixSlidingPosition::toBytes(). A room that is told as
/// if for the first time counts as limited where anything is in front of its timeline, since nobody knows what happened
/// before.
Result<MatrixSyncAnswer> readMatrixSlidingSync(const QByteArray &json, const QString &user, const MatrixSlidingPosition &from, int timeline = 0);

}
