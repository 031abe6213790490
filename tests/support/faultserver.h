// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/serveraddress.h"
#include "net/tlspolicy.h"
#include "support/testcertificates.h"

#include <QByteArray>
#include <QList>
#include <QTcpServer>

#include <functional>
#include <memory>

class QSslSocket;

namespace Kontor
{

/// A server that follows a script, for everything real servers do not do: lies, drops, silence.
///
/// The script is played from the start for each connection, in the caller's thread by its event
/// loop. Afterwards problem() and leftover() tell what the client did otherwise:
/// "and nothing else was sent".
class FaultServer : public QTcpServer
{
    Q_OBJECT
public:
    explicit FaultServer(ServerAddress::Security security = ServerAddress::Security::Tls,
                         const TestCertificates::Identity &identity = TestCertificates::instance().good);
    ~FaultServer() override;

    ServerAddress address() const;
    /// Trusts the test authority.
    static TlsPolicy trusting();

    // --- the script

    FaultServer &say(const QByteArray &bytes);
    /// The next line of the client; * stands for any text. Without the line end.
    FaultServer &expect(const QByteArray &line);
    /// The client's next octets, exactly.
    FaultServer &expectBytes(const QByteArray &bytes);
    /// Waits for a line and says what \p answer makes of it.
    FaultServer &answer(std::function<QByteArray(const QByteArray &line)> answer);
    /// \p count octets of 'x', never in memory at once.
    FaultServer &flood(qint64 count);
    FaultServer &beginTls();
    /// Ends the connection; without it the server falls silent at the end.
    FaultServer &hangUp();

    /// Says \p bytes at once, besides the script; nothing without a connection.
    void trickle(const QByteArray &bytes);
    /// Ends every connection when so many octets were said in it.
    void dropAfter(qint64 octets);
    void clearScript();

    // --- what happened

    /// The first line that was not expected; empty: none.
    QByteArray problem() const
    {
        return m_problem;
    }
    /// What the client sent behind the end of the script.
    QByteArray leftover() const
    {
        return m_input;
    }
    bool isFinished() const
    {
        return m_step >= m_script.size();
    }
    /// How many steps of the script are done.
    qsizetype step() const
    {
        return m_step;
    }
    /// Octets said in the last connection.
    qint64 said() const
    {
        return m_said;
    }
    int connections() const
    {
        return m_connections;
    }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Step {
        enum class Kind { Say, Expect, ExpectBytes, Answer, Flood, BeginTls, HangUp };
        Kind kind = Kind::Say;
        QByteArray bytes{};
        std::function<QByteArray(const QByteArray &)> answer{};
        qint64 count = 0;
    };
    void play();
    bool playStep(const Step &step);
    bool takeLine(QByteArray &line);
    bool write(const QByteArray &bytes);
    void complain(const QByteArray &expected, const QByteArray &got);

    ServerAddress::Security m_security;
    TestCertificates::Identity m_identity;
    QList<Step> m_script;
    QSslSocket *m_socket = nullptr;
    QByteArray m_input;
    QByteArray m_problem;
    qsizetype m_step = 0;
    qint64 m_flooded = 0;
    qint64 m_said = 0;
    qint64 m_dropAfter = -1;
    int m_connections = 0;
    bool m_isPlaying = false;
};

}
