// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/kinds/chatentrance.h"

#include <QFuture>
#include <QObject>
#include <QUrl>

namespace Kontor
{

/// How one way of signing in to a homeserver looks to the user. A value.
struct ChatEntryWay {
    enum class Kind {
        Password,
        Sso, ///< m.login.sso in the browser
        OAuth, ///< the Matrix OAuth API in the browser
    };
    Kind kind = Kind::Password;
    QString id{}; ///< of an identity provider; empty: the server asks itself
    QString title{}; ///< of it, safe to show; empty: none
    bool operator==(const ChatEntryWay &) const = default;
};

/// A homeserver that was found, and how one gets in. A value.
struct ChatEntryOffer {
    QUrl homeserver{};
    QString domain{}; ///< of the ids: "example.org"
    QList<ChatEntryWay> ways{}; ///< the likeliest first; empty: none that Kontor knows
    ChatEntrance::Found found{}; ///< all that was learned
};

/// Signs in to chat for the dialog that asks. One thing at a time; each answer comes once: a value, an error whose message is for
/// the user, Timeout, or Cancelled. GUI thread.
class ChatEntry : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// \p start: a Matrix id, a domain or the address of a server; \p authorities: own certificates to trust.
    virtual QFuture<Result<ChatEntryOffer>> look(const QString &start, const QByteArray &authorities) = 0;

    struct Wish {
        ChatEntryOffer offer{};
        ChatEntryWay way{};
        QString user{}; ///< for a password: local part or Matrix id
        QString password{};
        QString device{}; ///< its name
        QString deviceId{}; ///< of one that signs in again; empty: a new one
        QByteArray authorities{};
    };
    /// In the browser it may take minutes.
    virtual QFuture<Result<ChatCredentials>> signIn(const Wish &wish) = 0;
    virtual void cancel() = 0;

    /// Ends a device at its server. What is here is not touched.
    virtual QFuture<Result<void>> signOut(const ChatCredentials &credentials, const QByteArray &authorities) = 0;

    /// "Kontor on laptop".
    static QString usualDeviceName();
};

}
