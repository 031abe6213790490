// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/cryptoprocess.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QUrl>

#include <memory>

namespace Kontor
{

class Workplace;

/// The smallest client that can hold an encrypted conversation: a machine, and plain requests to a real server. Blocks.
class CryptoClient
{
public:
    /// \p folder: of the keys.
    CryptoClient(const Workplace &workplace, int user, const QString &folder);
    ~CryptoClient();
    Q_DISABLE_COPY_MOVE(CryptoClient)

    bool signIn(); ///< a new device
    Result<CryptoOpened> open(); ///< its keys, and tells the server of them
    void restart(); ///< the machine, as at the next start of a program; the position in the server's news is kept
    void killMachine(); ///< SIGKILL

    struct Answer {
        int status = 0;
        QJsonObject body;
    };
    Answer ask(const QByteArray &method, const QString &path, const QByteArray &body = {});
    Answer ask(const QByteArray &method, const QString &path, const QJsonObject &body);

    /// Sends what the machine wants sent until nothing new comes.
    bool pump();
    bool carry(const QList<CryptoRequest> &requests);
    /// One look at the server's news; false where the machine could not take them, and then they come again.
    bool sync();
    QString createRoom(const QStringList &invited);
    /// Encrypts and sends; the event's id, or empty.
    QString send(const QString &room, const QJsonObject &content, const QString &type = QStringLiteral("m.room.message"),
                 const CryptoRoomPolicy &policy = {});
    QString sendText(const QString &room, const QString &text);
    /// The clear event with this text, after as many looks as it takes.
    CryptoDecrypted waitForText(const QString &room, const QString &text);
    QList<CryptoDecrypted> decryptAll(const QString &room); ///< all encrypted events that came
    QList<QJsonObject> timeline(const QString &room) const; ///< all events that came, as the server gave them

    CryptoProcess &machine()
    {
        return *m_machine;
    }
    QString user() const
    {
        return m_identity.userId;
    }
    CryptoIdentity &identity()
    {
        return m_identity;
    }

    QList<CryptoVerification> verifications; ///< as told
    QList<CryptoRoomKey> arrived; ///< keys that receive() confirmed
    QStringList secrets; ///< values that other devices gave

private:
    void makeMachine();

    const Workplace &m_workplace;
    int m_index;
    QUrl m_server;
    QByteArray m_token;
    QString m_since;
    CryptoIdentity m_identity;
    std::unique_ptr<CryptoProcess> m_machine;
    QNetworkAccessManager m_network;
    QHash<QString, QList<QJsonObject>> m_timelines;
    int m_transaction = 0;
};

}
