// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixmembership.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
QJsonObject because(const QString &reason, QJsonObject body = {})
{
    if (!reason.isEmpty()) {
        body.insert(u"reason"_s, reason);
    }
    return body;
}

MatrixRequest onUser(const QString &room, const QString &what, const QString &user, const QString &reason)
{
    return matrixWrite("POST", matrixPath(matrixClientV3, {u"rooms"_s, room, what}), because(reason, {{u"user_id"_s, user}}));
}

/// A write that a server refuses where there is nothing to be done. It says so with the code of what is forbidden, thus one
/// looks.
Task<Result<void>> reach(QPointer<MatrixConnection> connection, MatrixRequest request, QString room, QString user, QStringList memberships)
{
    const auto done = co_await tellMatrix(connection, std::move(request));
    if (done || (done.error().kind != Error::Kind::Forbidden && done.error().kind != Error::Kind::NotFound)) {
        co_return done;
    }
    const auto member = co_await askMatrix(connection, {.path = matrixPath(matrixClientV3, {u"rooms"_s, room, u"state"_s, u"m.room.member"_s, user})});
    if (member && memberships.contains(MatrixJson::id(member->value("membership"_L1)))) {
        co_return {};
    }
    co_return done;
}

Task<Result<QString>> roomIdOf(QPointer<MatrixConnection> connection, MatrixRequest request)
{
    const auto answer = co_await askMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const QString id = MatrixJson::id(answer->value("room_id"_L1));
    if (id.isEmpty()) {
        co_return matrixNonsense(connection ? connection->homeserver() : QUrl(), u"no room id"_s);
    }
    co_return id;
}

MatrixRequest entry(const QString &way, const QString &roomOrAlias, const QStringList &via, const QString &reason)
{
    constexpr qsizetype mostServers = 10;
    auto request = matrixWrite("POST", matrixPath(matrixClientV3, {way, roomOrAlias}), because(reason));
    for (const auto &server : via.first(std::min(via.size(), mostServers))) {
        request.query.emplaceBack(u"via"_s, server);
        request.query.emplaceBack(u"server_name"_s, server); // before v1.12
    }
    request.timeout = std::chrono::minutes(5); // a large room of another server
    return request;
}
}

MatrixMembership::MatrixMembership(MatrixConnection *connection)
    : m_connection(connection)
{
}

Task<Result<QString>> MatrixMembership::join(QString roomOrAlias, QStringList via, QString reason) const
{
    return roomIdOf(m_connection, entry(u"join"_s, roomOrAlias, via, reason));
}

Task<Result<QString>> MatrixMembership::knock(QString roomOrAlias, QStringList via, QString reason) const
{
    return roomIdOf(m_connection, entry(u"knock"_s, roomOrAlias, via, reason));
}

Task<Result<void>> MatrixMembership::leave(QString room, QString reason) const
{
    const auto connection = m_connection;
    const auto left = co_await tellMatrix(connection, matrixWrite("POST", matrixPath(matrixClientV3, {u"rooms"_s, room, u"leave"_s}), because(reason)));
    if (left || (left.error().kind != Error::Kind::Forbidden && left.error().kind != Error::Kind::NotFound)) {
        co_return left;
    }
    const auto rooms = co_await MatrixMembership(connection.data()).joinedRooms();
    if (rooms && !rooms->contains(room)) {
        co_return {};
    }
    co_return left;
}

Task<Result<void>> MatrixMembership::forget(QString room) const
{
    return tellMatrix(m_connection, matrixWrite("POST", matrixPath(matrixClientV3, {u"rooms"_s, room, u"forget"_s}), {}));
}

Task<Result<void>> MatrixMembership::invite(QString room, QString user, QString reason) const
{
    return reach(m_connection, onUser(room, u"invite"_s, user, reason), room, user, {u"invite"_s, u"join"_s});
}

Task<Result<void>> MatrixMembership::kick(QString room, QString user, QString reason) const
{
    return reach(m_connection, onUser(room, u"kick"_s, user, reason), room, user, {u"leave"_s, u"ban"_s});
}

Task<Result<void>> MatrixMembership::ban(QString room, QString user, QString reason) const
{
    return reach(m_connection, onUser(room, u"ban"_s, user, reason), room, user, {u"ban"_s});
}

Task<Result<void>> MatrixMembership::unban(QString room, QString user, QString reason) const
{
    return reach(m_connection, onUser(room, u"unban"_s, user, reason), room, user, {u"leave"_s, u"join"_s, u"invite"_s});
}

Task<Result<QString>> MatrixMembership::create(QJsonObject description) const
{
    auto request = matrixWrite("POST", matrixPath(matrixClientV3, {u"createRoom"_s}), description);
    request.timeout = std::chrono::minutes(3);
    return roomIdOf(m_connection, std::move(request));
}

Task<Result<QStringList>> MatrixMembership::joinedRooms() const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"joined_rooms"_s})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return MatrixJson::ids(answer->value("joined_rooms"_L1), 1'000'000);
}

}
