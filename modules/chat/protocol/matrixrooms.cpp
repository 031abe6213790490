// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixrooms.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int mostAtOnce = 1000;
constexpr qint64 longestPage = qint64(200) << 20; ///< of history, state or members

QByteArray inRoom(QLatin1StringView root, const QString &room, const QStringList &parts)
{
    return matrixPath(root, QStringList{u"rooms"_s, room} + parts);
}

QString letter(MatrixDirection direction)
{
    return direction == MatrixDirection::Backwards ? u"b"_s : u"f"_s;
}

QString limited(int limit)
{
    return QString::number(std::clamp(limit, 1, mostAtOnce));
}

void addIfTold(MatrixRequest::Fields &fields, const QString &name, const QString &value)
{
    if (!value.isEmpty()) {
        fields.emplaceBack(name, value);
    }
}

/// A page of history; also of relations and threads, which name their ends otherwise.
Task<Result<MatrixMessages>> page(QPointer<MatrixConnection> connection, MatrixRequest request, QString room, QString from)
{
    request.atMost = longestPage;
    const auto answer = co_await sendMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    MatrixMessages messages;
    bool hasChunk = false;
    MatrixScan scan(answer->body);
    scan.members([&](const QString &key) {
        if (key == "chunk"_L1) {
            hasChunk = scan.kind() == MatrixScan::Kind::Array;
            messages.events = readMatrixEvents(scan, room, messages.unreadable);
        } else if (key == "state"_L1) {
            messages.state = readMatrixEvents(scan, room, messages.unreadable);
        } else if (key == "start"_L1) {
            messages.start = scan.text();
        } else if (key == "end"_L1 || key == "next_batch"_L1) {
            messages.end = scan.text();
        }
    });
    if (!scan.isAtEnd() || !hasChunk) {
        co_return matrixNonsense(answer->url, u"no page of events"_s);
    }
    if (messages.events.isEmpty() && messages.end == from) {
        messages.end.clear(); // or one would ask for ever
    }
    co_return messages;
}

Task<Result<QList<MatrixEvent>>> list(QPointer<MatrixConnection> connection, MatrixRequest request, QString room)
{
    request.atMost = longestPage;
    const auto answer = co_await sendMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    int unreadable = 0;
    QList<MatrixEvent> events;
    MatrixScan scan(answer->body);
    const auto chunk = [&] {
        events = readMatrixEvents(scan, room, unreadable);
    };
    if (scan.kind() == MatrixScan::Kind::Array) {
        chunk(); // "state" answers without a frame
    } else {
        scan.members([&](const QString &key) {
            if (key == "chunk"_L1) {
                chunk();
            }
        });
    }
    if (!scan.isAtEnd()) {
        co_return matrixNonsense(answer->url, u"no list of events"_s);
    }
    co_return events;
}

Task<Result<QString>> eventIdOf(QPointer<MatrixConnection> connection, MatrixRequest request)
{
    const auto answer = co_await askMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const QString id = MatrixJson::id(answer->value("event_id"_L1));
    if (id.isEmpty()) {
        co_return matrixNonsense(connection ? connection->homeserver() : QUrl(), u"no event id"_s);
    }
    co_return id;
}
}

MatrixRooms::MatrixRooms(MatrixConnection *connection)
    : m_connection(connection)
{
}

Task<Result<MatrixMessages>> MatrixRooms::messages(QString room, QString from, MatrixDirection direction, int limit, QString to) const
{
    MatrixRequest request{.path = inRoom(matrixClientV3, room, {u"messages"_s}), .query = {{u"dir"_s, letter(direction)}, {u"limit"_s, limited(limit)}, {u"filter"_s, uR"({"lazy_load_members":true})"_s}}};
    addIfTold(request.query, u"from"_s, from);
    addIfTold(request.query, u"to"_s, to);
    return page(m_connection, std::move(request), room, from);
}

Task<Result<MatrixMessages>> MatrixRooms::relations(QString room, MatrixRelationsQuestion question) const
{
    QStringList parts{u"relations"_s, question.eventId};
    if (!question.relation.isEmpty()) {
        parts << question.relation;
        if (!question.type.isEmpty()) {
            parts << question.type;
        }
    }
    MatrixRequest request{.path = inRoom(matrixClientV1, room, parts), .query = {{u"dir"_s, letter(question.direction)}, {u"limit"_s, limited(question.limit)}}};
    addIfTold(request.query, u"from"_s, question.from);
    addIfTold(request.query, u"to"_s, question.to);
    return page(m_connection, std::move(request), room, question.from);
}

Task<Result<MatrixMessages>> MatrixRooms::threads(QString room, QString from, int limit) const
{
    MatrixRequest request{.path = inRoom(matrixClientV1, room, {u"threads"_s}), .query = {{u"include"_s, u"all"_s}, {u"limit"_s, limited(limit)}}};
    addIfTold(request.query, u"from"_s, from);
    return page(m_connection, std::move(request), room, from);
}

Task<Result<MatrixContext>> MatrixRooms::context(QString room, QString event, int limit) const
{
    MatrixRequest request{.path = inRoom(matrixClientV3, room, {u"context"_s, event}), .query = {{u"limit"_s, limited(limit)}, {u"filter"_s, uR"({"lazy_load_members":true})"_s}}, .atMost = longestPage};
    const auto answer = co_await sendMatrix(m_connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    MatrixContext context;
    std::optional<MatrixEvent> middle;
    int unreadable = 0;
    MatrixScan scan(answer->body);
    scan.members([&](const QString &key) {
        if (key == "events_before"_L1) {
            context.before = readMatrixEvents(scan, room, unreadable);
        } else if (key == "events_after"_L1) {
            context.after = readMatrixEvents(scan, room, unreadable);
        } else if (key == "state"_L1) {
            context.state = readMatrixEvents(scan, room, unreadable);
        } else if (key == "event"_L1) {
            middle = MatrixEvent::read(scan.skip());
        } else if (key == "start"_L1) {
            context.start = scan.text();
        } else if (key == "end"_L1) {
            context.end = scan.text();
        }
    });
    if (!scan.isAtEnd() || !middle) {
        co_return matrixNonsense(answer->url, u"no context"_s);
    }
    std::ranges::reverse(context.before); // told newest first
    middle->roomId = room;
    context.event = *std::move(middle);
    co_return context;
}

Task<Result<MatrixEvent>> MatrixRooms::event(QString room, QString event) const
{
    MatrixRequest request{.path = inRoom(matrixClientV3, room, {u"event"_s, event}), .atMost = longestPage};
    const auto answer = co_await sendMatrix(m_connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    auto found = MatrixEvent::read(answer->body);
    if (!found || found->id != event) {
        co_return matrixNonsense(answer->url, u"no event, or another"_s);
    }
    found->roomId = room;
    co_return *std::move(found);
}

Task<Result<QList<MatrixEvent>>> MatrixRooms::state(QString room) const
{
    return list(m_connection, {.path = inRoom(matrixClientV3, room, {u"state"_s})}, room);
}

Task<Result<QJsonObject>> MatrixRooms::stateContent(QString room, QString type, QString key) const
{
    const QStringList parts = key.isEmpty() ? QStringList{u"state"_s, type} : QStringList{u"state"_s, type, key};
    return askMatrix(m_connection, {.path = inRoom(matrixClientV3, room, parts)});
}

Task<Result<QList<MatrixMember>>> MatrixRooms::joinedMembers(QString room) const
{
    MatrixRequest request{.path = inRoom(matrixClientV3, room, {u"joined_members"_s}), .atMost = longestPage};
    const auto answer = co_await sendMatrix(m_connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QList<MatrixMember> members;
    bool hasMembers = false;
    MatrixScan scan(answer->body);
    scan.members([&](const QString &key) {
        if (key != "joined"_L1) {
            return;
        }
        hasMembers = scan.kind() == MatrixScan::Kind::Object;
        scan.members([&](const QString &user) {
            MatrixMember member{.userId = MatrixJson::id(user)};
            scan.members([&](const QString &field) {
                if (field == "display_name"_L1) {
                    member.name = scan.text();
                } else if (field == "avatar_url"_L1) {
                    member.avatar = scan.text();
                }
            });
            if (!member.userId.isEmpty()) {
                members << member;
            }
        });
    });
    if (!scan.isAtEnd() || !hasMembers) {
        co_return matrixNonsense(answer->url, u"no list of members"_s);
    }
    co_return members;
}

Task<Result<QList<MatrixEvent>>> MatrixRooms::members(QString room, QString at, QString without) const
{
    MatrixRequest request{.path = inRoom(matrixClientV3, room, {u"members"_s})};
    addIfTold(request.query, u"at"_s, at);
    addIfTold(request.query, u"not_membership"_s, without);
    return list(m_connection, std::move(request), room);
}

Task<Result<MatrixMoment>> MatrixRooms::eventAt(QString room, qint64 at, MatrixDirection direction) const
{
    MatrixRequest request{.path = inRoom(matrixClientV1, room, {u"timestamp_to_event"_s}),
                          .query = {{u"ts"_s, QString::number(std::max<qint64>(at, 0))}, {u"dir"_s, letter(direction)}}};
    const auto answer = co_await askMatrix(m_connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const MatrixMoment moment{.eventId = MatrixJson::id(answer->value("event_id"_L1)), .at = MatrixJson::moment(answer->value("origin_server_ts"_L1))};
    if (moment.eventId.isEmpty()) {
        co_return matrixNonsense(m_connection ? m_connection->homeserver() : QUrl(), u"no event id"_s);
    }
    co_return moment;
}

Task<Result<QString>> MatrixRooms::say(QString room, QString type, QString transaction, QJsonObject content) const
{
    return eventIdOf(m_connection, matrixWrite("PUT", inRoom(matrixClientV3, room, {u"send"_s, type, transaction}), content));
}

Task<Result<QString>> MatrixRooms::redact(QString room, QString event, QString transaction, QString reason) const
{
    const QJsonObject body = reason.isEmpty() ? QJsonObject() : QJsonObject{{u"reason"_s, reason}};
    return eventIdOf(m_connection, matrixWrite("PUT", inRoom(matrixClientV3, room, {u"redact"_s, event, transaction}), body));
}

Task<Result<QString>> MatrixRooms::putState(QString room, QString type, QString key, QJsonObject content) const
{
    const QStringList parts = key.isEmpty() ? QStringList{u"state"_s, type} : QStringList{u"state"_s, type, key};
    return eventIdOf(m_connection, matrixWrite("PUT", inRoom(matrixClientV3, room, parts), content));
}

Task<Result<void>> MatrixRooms::sendReceipt(QString room, QString event, QString type, QString thread) const
{
    const QJsonObject body = thread.isEmpty() ? QJsonObject() : QJsonObject{{u"thread_id"_s, thread}};
    return tellMatrix(m_connection, matrixWrite("POST", inRoom(matrixClientV3, room, {u"receipt"_s, type, event}), body));
}

Task<Result<void>> MatrixRooms::setReadMarkers(QString room, QString fullyRead, QString read, QString readPrivately) const
{
    QJsonObject body;
    const std::pair<QString, QString> markers[]{{u"m.fully_read"_s, fullyRead}, {u"m.read"_s, read}, {u"m.read.private"_s, readPrivately}};
    for (const auto &[type, event] : markers) {
        if (!event.isEmpty()) {
            body.insert(type, event);
        }
    }
    return tellMatrix(m_connection, matrixWrite("POST", inRoom(matrixClientV3, room, {u"read_markers"_s}), body));
}

Task<Result<void>> MatrixRooms::setTyping(QString room, QString user, std::chrono::milliseconds duration) const
{
    QJsonObject body{{u"typing"_s, duration.count() > 0}};
    if (duration.count() > 0) {
        body.insert(u"timeout"_s, qint64(duration.count()));
    }
    auto request = matrixWrite("PUT", inRoom(matrixClientV3, room, {u"typing"_s, user}), body);
    request.patience = {}; // by then it is no news any more
    return tellMatrix(m_connection, std::move(request));
}

}
