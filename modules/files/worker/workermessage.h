// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QCborMap>
#include <QString>

#include <optional>

#include <sys/types.h>

namespace Kontor
{

/// What the KIO worker and the running client say to each other over the local socket: CBOR maps, each with its length
/// (four bytes, the highest first) in front. The worker asks one thing at a time and is answered in order; closing the
/// connection takes back what is under way.
///
/// | asked: "do" | with | answered |
/// |---|---|---|
/// | stat | path | entry, done |
/// | list | path | entries …, done |
/// | read | path, from, length (-1: to the end) | about, then bytes …, done |
/// | write | path, overwrite, append, modified | go; then the worker sends bytes … and end, answered by done |
/// | folder | path | done |
/// | move, copy | path, to, overwrite | done |
/// | remove | path, below (also what lies in it) | done |
/// | space | path | total, available |
///
/// "done" may come with what was asked for; instead of it, at any point, "refused" with a WorkerReason and a sentence. Who
/// waits hears "progress" about once a second.
namespace WorkerMessage
{
inline constexpr int version = 1; ///< "version" of each request
inline constexpr quint32 mostBytes = 1 << 20; ///< of one frame
inline constexpr qsizetype portion = 256 << 10; ///< bytes of content in one frame
inline constexpr int mostEntries = 400; ///< of a folder in one frame

QByteArray frame(const QCborMap &message);

/// $XDG_RUNTIME_DIR/kontor/files.socket
QString socketPath();

/// Whether a process of that user is at the other end of a connected socket (SO_PEERCRED).
bool isPeer(qintptr descriptor, uid_t user);
}

/// Why something was refused. The numbers go over the socket.
enum class WorkerReason {
    None = 0,
    Missing = 1,
    FileExists = 2,
    FolderExists = 3,
    IsFolder = 4,
    IsFile = 5,
    Denied = 6,
    Unsupported = 7, ///< to be done by reading and writing
    NotEmpty = 8,
    Other = 9, ///< the sentence says it
};

/// Takes frames apart. What breaks the rules is never read any further.
class WorkerFrames
{
public:
    void add(const QByteArray &bytes);

    /// The next whole message; none: more bytes are needed, or isBroken().
    std::optional<QCborMap> next();

    bool isBroken() const
    {
        return m_isBroken;
    }
    qsizetype waiting() const ///< bytes not read yet
    {
        return m_bytes.size();
    }

private:
    QByteArray m_bytes;
    bool m_isBroken = false;
};

}
