// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>
#include <QTcpSocket>

#include <memory>

namespace Kontor
{

/// Stands between client and server and breaks the connection where it is told to.
///
/// A conversation consists of turns: 0 is what the server says first, 1 what the client answers,
/// and so on. Both may speak at once, so the number of turns differs a little from one to the next.
class CuttingProxy : public QObject
{
    Q_OBJECT
public:
    enum class Way { ToServer, ToClient };

    explicit CuttingProxy(quint16 server);

    quint16 port() const
    {
        return m_listener.serverPort();
    }

    /// The connections from now on break after so many bytes on that way.
    void cutAfter(Way way, qint64 bytes);

    /// The connections from now on break after so many bytes of that turn, at the latest at its end.
    void cutInTurn(int turn, qint64 bytes);

    void cutNowhere();

    /// Of the newest connection, up to where it was cut.
    qint64 passed(Way way) const;
    QList<qint64> turns() const; ///< how many bytes each had
    bool hasCut() const;

private:
    struct Cut {
        enum class Where { Nowhere, Way, Turn } where = Where::Nowhere;
        Way way = Way::ToServer;
        int turn = 0;
        qint64 after = 0;
    };
    struct Conversation {
        Cut cut;
        qint64 passed[2] = {0, 0};
        QList<qint64> turns;
        Way speaking = Way::ToServer;
        bool hasCut = false;
    };

    void accept();
    static void forward(Conversation &conversation, QTcpSocket *from, QTcpSocket *to, Way way);
    static qint64 room(const Conversation &conversation);

    QTcpServer m_listener;
    quint16 m_server;
    Cut m_cut;
    std::shared_ptr<Conversation> m_newest = std::make_shared<Conversation>();
};

}
