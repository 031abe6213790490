// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/serveraddress.h"
#include "support/testcertificates.h"

#include <QByteArray>
#include <QMap>
#include <QTcpServer>

#include <functional>

class QSslSocket;

namespace Kontor
{

/// A small IMAP server with one mailbox that is honest until told to lie, for whole rounds of the
/// engine. Any number of connections, in the caller's thread by its event loop.
class LyingServer : public QTcpServer
{
    Q_OBJECT
public:
    explicit LyingServer(const TestCertificates::Identity &identity = TestCertificates::instance().good);
    ~LyingServer() override;

    ServerAddress address() const;

    struct Answer {
        QByteArray before; ///< said first
        qint64 flood = 0; ///< then so many octets of 'x', never in memory at once
        QByteArray after; ///< then this
        bool thenHonestly = false; ///< and then what an honest server says
    };
    /// What to answer to a command of a client ("UID FETCH 1:3 (FLAGS)"); nothing: the truth.
    using Lie = std::function<std::optional<Answer>(const QByteArray &tag, const QByteArray &command)>;

    QMap<quint32, QByteArray> messages; ///< INBOX, by UID
    QMap<quint32, QByteArray> flags;
    QByteArray capabilities = "IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ UIDPLUS";
    QByteArray password = "geheim";
    QByteArray folders; ///< further answers to LIST, whole lines
    Lie lie;
    qint64 dropAfter = -1; ///< ends each connection after so many octets
    qint64 said = 0; ///< octets in all connections
    int signIns = 0;

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    struct Client;
    void read(Client *client);
    void command(Client *client, const QByteArray &line);
    void write(Client *client, const QByteArray &bytes);
    void flood(Client *client);
    QByteArray honest(const QByteArray &tag, const QByteArray &command);
    QByteArray fetched(const QByteArray &command) const;
    QByteArray stored(const QByteArray &command);

    TestCertificates::Identity m_identity;
};

}
