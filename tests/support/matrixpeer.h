// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <QUrl>

namespace Kontor
{

class Workplace;

/// The foreign Matrix client (server "matrixpeer" of a workplace): another person, or another device of one's own.
///
/// Commands, their members and their answers stand in tests/workplace/README.md. The event loop runs while it works, since
/// it often waits for what the program under test does.
class MatrixPeer
{
public:
    /// Several may speak to one workplace's client, each as a session of its own; the session "peer" is signed in already.
    explicit MatrixPeer(const Workplace &workplace, const QString &session = QStringLiteral("peer"));

    /// A new session as the workplace's user with this index; \p more are further members, as {"accept", true}.
    bool signIn(const Workplace &workplace, int user, const QJsonObject &more = {});

    /// What it answers; empty and error() when it could not.
    QJsonObject tell(const QString &command, const QJsonObject &order = {});

    /// The members of tell("wait"): an event like this, or an empty object after its time.
    QJsonObject event(const QString &room, const QJsonObject &like);

    /// Sends a text and returns the event's id.
    QString send(const QString &room, const QString &text);

    QString user() const
    {
        return m_user;
    }
    QString device() const
    {
        return m_device;
    }
    QString error() const
    {
        return m_error;
    }

private:
    QUrl m_url;
    QString m_session;
    QString m_user;
    QString m_device;
    QString m_error;
};

}
