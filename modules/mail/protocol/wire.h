// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "mail/protocol/incomingbuffer.h"
#include "net/serveraddress.h"
#include "net/tlspolicy.h"

#include <QElapsedTimer>
#include <QObject>

#include <chrono>
#include <memory>

class QSslSocket;

namespace Kontor
{

class Deflate;

/// One TLS connection to a mail server: bytes in, bytes out, and the reason why it ended.
///
/// Knows nothing of lines. What arrives is in incoming() until consumed. One thread, event loop
/// needed. May be deleted at any time; pending calls then return Cancelled.
class Wire : public QObject
{
    Q_OBJECT
public:
    explicit Wire(TlsPolicy policy, QObject *parent = nullptr);
    ~Wire() override;

    /// Connects. With Security::Tls the connection is encrypted and checked when this returns;
    /// with StartTls it is plain until startTls(). Offline, Timeout, Forbidden (certificate), Protocol.
    Task<Result<void>> open(ServerAddress address, std::chrono::milliseconds atMost);

    /// Begins TLS after the server agreed to it. Refuses with Protocol when plain text is
    /// waiting behind the server's answer, for an attacker may have put it there (CVE-2011-0411).
    Task<Result<void>> startTls(std::chrono::milliseconds atMost);

    /// What startTls() says when plain text was slipped in.
    static Error injectionProblem();

    /// From now on both directions are compressed (RFC 4978); unread bytes are taken as compressed.
    Result<void> startCompression();

    bool isOpen() const;
    bool isEncrypted() const;
    bool isCompressed() const
    {
        return m_deflate != nullptr;
    }
    ServerAddress address() const
    {
        return m_address;
    }

    IncomingBuffer &incoming()
    {
        return m_incoming;
    }

    /// Queues \p bytes; never blocks. Callers of large amounts wait for drained() while unsent()
    /// is above HighWater.
    void write(const QByteArray &bytes);
    qint64 unsent() const;
    static constexpr qint64 HighWater = 256 * 1024;
    static constexpr qint64 LowWater = 64 * 1024;

    /// Closes after what was written has left, or at once; lost() is not emitted for it.
    void close();
    void abort();

    /// Time since it last went on: some hundred octets came, any went, whoever understands them
    /// noted progress, or open(). A few octets now and then are no progress.
    std::chrono::milliseconds silence() const;
    /// What came is a whole answer.
    void noteProgress();

    /// Bytes as they were on the wire (inside TLS), since open().
    qint64 bytesReceived() const
    {
        return m_received;
    }
    qint64 bytesSent() const
    {
        return m_sent;
    }

Q_SIGNALS:
    /// incoming() has grown.
    void received();
    /// unsent() fell to LowWater or below.
    void drained();
    /// The connection ended without our asking: Offline, Timeout, Forbidden or Protocol. Once per open().
    void lost(const Kontor::Error &error);

private:
    enum class Phase { Closed, Connecting, Plain, Securing, Encrypted };

    void read();
    bool inflate(QByteArrayView bytes);
    void socketFailed();
    void certificateRefused(const QList<QSslError> &errors);
    void fail(Error error);
    Error socketProblem() const;
    Task<Result<void>> settled(std::chrono::milliseconds atMost);

    struct Waiting;
    TlsPolicy m_policy;
    ServerAddress m_address;
    std::unique_ptr<QSslSocket> m_socket;
    std::unique_ptr<Waiting> m_waiting;
    std::unique_ptr<Deflate> m_deflate;
    IncomingBuffer m_incoming;
    QElapsedTimer m_lastProgress;
    qint64 m_progressAt = 0; // octets received then
    Phase m_phase = Phase::Closed;
    bool m_aboveLowWater = false;
    qint64 m_received = 0;
    qint64 m_sent = 0;
};

}
