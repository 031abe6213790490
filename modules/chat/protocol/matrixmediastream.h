// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"

#include <QPointer>

namespace Kontor
{

/// A part of a file.
struct MatrixMediaPart {
    QByteArray bytes{};
    QByteArray type{}; ///< media type as the server says; of a stranger, like the bytes
    qint64 size = -1; ///< of the whole; -1: not told
    bool more = false; ///< there is more behind it
};

/// Files that are being read part by part. Synapse knows no ranges: asking anew for each part would send the whole file
/// each time. Thus an answer stays open, its octets wait at the server until somebody asks for the next part, and are
/// given up when nobody does for a while. Never more than a part of each file, and a little, is in memory. One thread;
/// owned by a connection and by those who read.
class MatrixMediaStreams : public std::enable_shared_from_this<MatrixMediaStreams>
{
public:
    /// The octets from \p offset on, \p length at most, of what GET \p path answers. An answer whose reader stands there is
    /// read on; otherwise a range is asked for.
    Task<Result<MatrixMediaPart>> read(QPointer<MatrixConnection> connection, QByteArray path, qint64 offset, qint64 length);

    int open() const
    {
        return int(m_streams.size());
    }

private:
    struct Stream;
    using Streams = std::shared_ptr<MatrixMediaStreams>;

    static Task<Result<MatrixMediaPart>> readFrom(Streams self, std::shared_ptr<Stream> stream, qint64 length);
    static Task<> run(QPointer<MatrixConnection> connection, std::shared_ptr<Stream> stream, MatrixRequest request);
    static Task<Result<void>> feed(std::shared_ptr<Stream> stream, HttpAnswer head, QByteArray bytes);
    std::shared_ptr<Stream> find(const QByteArray &path, qint64 offset) const;
    void makeRoom();

    QList<std::shared_ptr<Stream>> m_streams; ///< the one that was read last is the last
};

}
