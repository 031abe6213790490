// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/matrixconnection.h"
#include "chat/protocol/matrixevent.h"

#include <QPointer>

namespace Kontor
{

enum class MatrixDirection { Backwards, Forwards };

/// A page of a room's history, in the direction that was asked for.
struct MatrixMessages {
    QList<MatrixEvent> events{};
    QList<MatrixEvent> state{}; ///< members that are needed to show them (lazy loading)
    QString start{};
    QString end{}; ///< where the next page begins; empty: there is no more
    int unreadable = 0; ///< dropped entries
};

/// An event with what stands around it, oldest first.
struct MatrixContext {
    QList<MatrixEvent> before{};
    MatrixEvent event{};
    QList<MatrixEvent> after{};
    QList<MatrixEvent> state{};
    QString start{}; ///< for /messages backwards from the first
    QString end{}; ///< for /messages forwards from the last
};

/// One of those in a room, as joined_members tells it.
struct MatrixMember {
    QString userId{};
    QString name{}; ///< as the person wrote it; not cleaned
    QString avatar{}; ///< mxc: address
};

/// Where in time an event stands (timestamp_to_event).
struct MatrixMoment {
    QString eventId{};
    qint64 at = 0;
};

/// The part of a room's relations that is wanted.
struct MatrixRelationsQuestion {
    QString eventId{};
    QString relation{}; ///< "m.thread"; empty: any
    QString type{}; ///< of event; empty: any
    QString from{};
    QString to{};
    int limit = 50;
    MatrixDirection direction = MatrixDirection::Backwards;
};

/// What is read from and said in one room. One function for each request; safe to repeat unless told otherwise. Same thread,
/// ends and errors as MatrixConnection; Cancelled once that is gone.
class MatrixRooms
{
public:
    explicit MatrixRooms(MatrixConnection *connection);

    // Reading
    Task<Result<MatrixMessages>> messages(QString room, QString from, MatrixDirection direction, int limit, QString to = {}) const; ///< empty \p from: from the newest
    Task<Result<MatrixContext>> context(QString room, QString event, int limit) const;
    Task<Result<MatrixEvent>> event(QString room, QString event) const;
    Task<Result<QList<MatrixEvent>>> state(QString room) const;
    Task<Result<QJsonObject>> stateContent(QString room, QString type, QString key = {}) const;
    Task<Result<QList<MatrixMember>>> joinedMembers(QString room) const;
    /// m.room.member events. \p at: a position of a timeline (prev_batch), so that nothing later is told; \p without: a
    /// membership ("leave") that is of no interest.
    Task<Result<QList<MatrixEvent>>> members(QString room, QString at = {}, QString without = {}) const;
    Task<Result<MatrixMessages>> relations(QString room, MatrixRelationsQuestion question) const;
    Task<Result<MatrixMessages>> threads(QString room, QString from = {}, int limit = 50) const; ///< roots, newest activity first
    Task<Result<MatrixMoment>> eventAt(QString room, qint64 at, MatrixDirection direction) const; ///< NotFound: none there

    // Saying. Answers are event ids; the same transaction id gives the same one, whatever happened to the first answer.
    Task<Result<QString>> say(QString room, QString type, QString transaction, QJsonObject content) const;
    Task<Result<QString>> redact(QString room, QString event, QString transaction, QString reason = {}) const;
    Task<Result<QString>> putState(QString room, QString type, QString key, QJsonObject content) const;

    Task<Result<void>> sendReceipt(QString room, QString event, QString type, QString thread = {}) const; ///< "m.read", "m.read.private"
    /// Each may be empty: m.fully_read, m.read, m.read.private.
    Task<Result<void>> setReadMarkers(QString room, QString fullyRead, QString read, QString readPrivately) const;
    Task<Result<void>> setTyping(QString room, QString user, std::chrono::milliseconds duration) const; ///< 0: no longer

private:
    QPointer<MatrixConnection> m_connection;
};

}
