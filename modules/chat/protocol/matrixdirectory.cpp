// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixdirectory.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostEntries = 10'000;
constexpr qsizetype longestText = 4096;

QString limited(int limit)
{
    return QString::number(std::clamp(limit, 1, 500));
}

MatrixPublicRoom roomOf(const QJsonObject &entry)
{
    MatrixPublicRoom room{.roomId = MatrixJson::id(entry.value("room_id"_L1)),
                          .alias = MatrixJson::id(entry.value("canonical_alias"_L1)),
                          .name = MatrixJson::text(entry.value("name"_L1), longestText),
                          .topic = MatrixJson::text(entry.value("topic"_L1), 16 * longestText),
                          .avatar = MatrixJson::text(entry.value("avatar_url"_L1), longestText),
                          .type = MatrixJson::id(entry.value("room_type"_L1)),
                          .joinRule = MatrixJson::id(entry.value("join_rule"_L1)),
                          .members = MatrixJson::count(entry.value("num_joined_members"_L1)),
                          .isReadable = MatrixJson::flag(entry.value("world_readable"_L1)),
                          .mayGuestsJoin = MatrixJson::flag(entry.value("guest_can_join"_L1))};
    if (room.joinRule.isEmpty()) {
        room.joinRule = u"public"_s;
    }
    const auto children = entry.value("children_state"_L1).toArray();
    for (const auto &child : children) {
        if (room.children.size() >= mostEntries) {
            break;
        }
        if (auto event = MatrixEvent::read(QJsonDocument(child.toObject()).toJson(QJsonDocument::Compact))) {
            event->roomId = room.roomId;
            room.children << *std::move(event);
        }
    }
    return room;
}

Task<Result<MatrixPublicRooms>> roomsOf(QPointer<MatrixConnection> connection, MatrixRequest request, QLatin1StringView name)
{
    const auto answer = co_await askMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    MatrixPublicRooms found{.next = MatrixJson::text(answer->value("next_batch"_L1), longestText)};
    if (const auto total = answer->value("total_room_count_estimate"_L1); total.isDouble()) {
        found.total = MatrixJson::count(total);
    }
    const auto entries = answer->value(name).toArray();
    for (const auto &entry : entries) {
        if (found.rooms.size() >= mostEntries) {
            break;
        }
        if (auto room = roomOf(entry.toObject()); !room.roomId.isEmpty()) {
            found.rooms << std::move(room);
        }
    }
    co_return found;
}
}

MatrixDirectory::MatrixDirectory(MatrixConnection *connection)
    : m_connection(connection)
{
}

Task<Result<MatrixPublicRooms>> MatrixDirectory::publicRooms(MatrixDirectoryQuestion question) const
{
    QJsonObject body{{u"limit"_s, std::clamp(question.limit, 1, 500)}};
    if (!question.since.isEmpty()) {
        body.insert(u"since"_s, question.since);
    }
    QJsonObject filter;
    if (!question.words.isEmpty()) {
        filter.insert(u"generic_search_term"_s, question.words);
    }
    if (question.onlySpaces) {
        filter.insert(u"room_types"_s, QJsonArray{u"m.space"_s});
    }
    if (!filter.isEmpty()) {
        body.insert(u"filter"_s, filter);
    }
    auto request = matrixWrite("POST", matrixPath(matrixClientV3, {u"publicRooms"_s}), body);
    if (!question.server.isEmpty()) {
        request.query.emplaceBack(u"server"_s, question.server);
    }
    return roomsOf(m_connection, std::move(request), "chunk"_L1);
}

Task<Result<MatrixPublicRooms>> MatrixDirectory::hierarchy(QString space, QString from, int depth, int limit) const
{
    MatrixRequest request{.path = matrixPath(matrixClientV1, {u"rooms"_s, space, u"hierarchy"_s}),
                          .query = {{u"limit"_s, limited(limit)}, {u"max_depth"_s, QString::number(std::max(depth, 1))}}};
    if (!from.isEmpty()) {
        request.query.emplaceBack(u"from"_s, from);
    }
    return roomsOf(m_connection, std::move(request), "rooms"_L1);
}

Task<Result<MatrixPeople>> MatrixDirectory::people(QString words, int limit) const
{
    const QJsonObject body{{u"search_term"_s, words}, {u"limit"_s, std::clamp(limit, 1, 50)}};
    const auto answer = co_await askMatrix(m_connection, matrixWrite("POST", matrixPath(matrixClientV3, {u"user_directory"_s, u"search"_s}), body));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    MatrixPeople found{.isLimited = MatrixJson::flag(answer->value("limited"_L1))};
    const auto results = answer->value("results"_L1).toArray();
    for (const auto &entry : results) {
        MatrixPerson person{.userId = MatrixJson::id(MatrixJson::at(entry, {"user_id"_L1})),
                            .name = MatrixJson::text(MatrixJson::at(entry, {"display_name"_L1}), longestText),
                            .avatar = MatrixJson::text(MatrixJson::at(entry, {"avatar_url"_L1}), longestText)};
        if (!person.userId.isEmpty() && found.people.size() < mostEntries) {
            found.people << person;
        }
    }
    co_return found;
}

Task<Result<MatrixAlias>> MatrixDirectory::resolve(QString alias) const
{
    const auto connection = m_connection;
    const auto answer = co_await askMatrix(connection, {.path = matrixPath(matrixClientV3, {u"directory"_s, u"room"_s, alias})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const MatrixAlias found{.roomId = MatrixJson::id(answer->value("room_id"_L1)), .servers = MatrixJson::ids(answer->value("servers"_L1), 100)};
    if (found.roomId.isEmpty()) {
        co_return matrixNonsense(connection ? connection->homeserver() : QUrl(), u"no room id"_s);
    }
    co_return found;
}

Task<Result<void>> MatrixDirectory::putAlias(QString alias, QString room) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"directory"_s, u"room"_s, alias}), {{u"room_id"_s, room}}));
}

Task<Result<void>> MatrixDirectory::removeAlias(QString alias) const
{
    return tellMatrix(m_connection, {.method = "DELETE", .path = matrixPath(matrixClientV3, {u"directory"_s, u"room"_s, alias})});
}

Task<Result<QStringList>> MatrixDirectory::aliases(QString room) const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"rooms"_s, room, u"aliases"_s})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return MatrixJson::ids(answer->value("aliases"_L1), mostEntries);
}

Task<Result<bool>> MatrixDirectory::isListed(QString room) const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"directory"_s, u"list"_s, u"room"_s, room})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->value("visibility"_L1).toString() == "public"_L1;
}

Task<Result<void>> MatrixDirectory::setListing(QString room, Listing listing) const
{
    const QString word = listing == Listing::Public ? u"public"_s : u"private"_s;
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"directory"_s, u"list"_s, u"room"_s, room}), {{u"visibility"_s, word}}));
}

}
