// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace Kontor
{

/// Where the reading of an account stands; the token of its collection. A value.
///
/// What cannot be read is an empty one: then everything is read again, and what is known is recognised by its id.
struct ChatSynchronizerToken {
    QByteArray position{}; ///< of MatrixSyncAnswer; empty: from scratch
    qint64 counter = 0; ///< the last order that was given to a live event; even
    quint64 serial = 0; ///< counts the deltas, so that one that was not written is told again
    QString device{}; ///< that read so far: transaction ids belong to it

    QByteArray toCbor() const;
    static ChatSynchronizerToken fromCbor(const QByteArray &bytes);
    bool operator==(const ChatSynchronizerToken &) const = default;
};

}
