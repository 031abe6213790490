// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixslidingsync.h"

#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"
#include "chat/protocol/matrixsyncparts.h"

#include <QCborArray>
#include <QCborValue>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr int firstRange = 20; ///< rooms: what one sees first comes first
constexpr int step = 100;
constexpr int allRooms = 1'000'000;
constexpr int mostEvents = 10'000;
constexpr qsizetype mostHeroes = 50;
constexpr auto listName = "all"_L1;

QJsonArray requiredState()
{
    QJsonArray state;
    for (const auto type : {"m.room.create"_L1, "m.room.name"_L1, "m.room.topic"_L1, "m.room.avatar"_L1, "m.room.canonical_alias"_L1, "m.room.encryption"_L1,
                            "m.room.join_rules"_L1, "m.room.history_visibility"_L1, "m.room.guest_access"_L1, "m.room.power_levels"_L1,
                            "m.room.tombstone"_L1, "m.room.pinned_events"_L1}) {
        state << QJsonArray{QString(type), QString()};
    }
    for (const auto type : {"m.space.child"_L1, "m.space.parent"_L1, "m.widget"_L1, "im.vector.modular.widgets"_L1, "m.call.member"_L1,
                            "org.matrix.msc3401.call.member"_L1}) {
        state << QJsonArray{QString(type), u"*"_s};
    }
    state << QJsonArray{u"m.room.member"_s, u"$ME"_s} << QJsonArray{u"m.room.member"_s, u"$LAZY"_s};
    return state;
}

/// The end of the range to ask for next.
int nextEnd(const MatrixSlidingPosition &from)
{
    if (from.pos.isEmpty()) {
        return firstRange - 1;
    }
    return from.isComplete() ? allRooms : std::min(from.end + step, allRooms);
}

QStringList readHeroes(MatrixScan &scan)
{
    QStringList heroes;
    scan.elements([&] {
        QString hero;
        if (scan.kind() == MatrixScan::Kind::Text) {
            hero = scan.text();
        } else {
            scan.members([&](const QString &key) {
                if (key == "user_id"_L1) {
                    hero = scan.text();
                }
            });
        }
        hero = MatrixJson::id(hero);
        if (!hero.isEmpty() && heroes.size() < mostHeroes) {
            heroes << hero;
        }
    });
    return heroes;
}

/// The last word on our own membership.
QString ownMembership(const QList<MatrixEvent> &events, const QString &user)
{
    const auto own = std::find_if(events.crbegin(), events.crend(), [&user](const MatrixEvent &event) {
        return event.type == "m.room.member"_L1 && event.stateKey == user;
    });
    return own == events.crend() ? QString() : MatrixJson::id(own->content.value("membership"_L1));
}

MatrixRoomNews::Membership membershipOf(const MatrixRoomNews &room, QString word, const QString &user)
{
    using Membership = MatrixRoomNews::Membership;
    for (const auto *const events : {&room.stripped, &room.state, &room.timeline}) {
        word = word.isEmpty() ? ownMembership(*events, user) : word;
    }
    if (word == "knock"_L1) {
        return Membership::Knock;
    }
    if (word == "invite"_L1 || (word.isEmpty() && !room.stripped.isEmpty())) {
        return Membership::Invite;
    }
    return word == "leave"_L1 || word == "ban"_L1 ? Membership::Leave : Membership::Join;
}

MatrixRoomNews readRoom(MatrixScan &scan, const QString &id, const QString &user, int &unreadable)
{
    MatrixRoomNews room{.roomId = id, .stateIsAfter = true};
    QString membership;
    int notifications = 0;
    int highlights = 0;
    scan.members([&](const QString &key) {
        if (key == "required_state"_L1) {
            room.state = readMatrixEvents(scan, id, unreadable);
        } else if (key == "timeline"_L1) {
            room.timeline = readMatrixEvents(scan, id, unreadable);
        } else if (key == "invite_state"_L1 || key == "stripped_state"_L1 || key == "knock_state"_L1) {
            room.stripped = readMatrixEvents(scan, id, unreadable);
        } else if (key == "initial"_L1 || key == "unstable_expanded_timeline"_L1 || key == "expanded_timeline"_L1) {
            room.isInitial = scan.flag() || room.isInitial;
        } else if (key == "limited"_L1) {
            room.isLimited = scan.flag();
        } else if (key == "prev_batch"_L1) {
            room.previous = scan.text();
        } else if (key == "heroes"_L1) {
            room.heroes = readHeroes(scan);
        } else if (key == "joined_count"_L1) {
            room.joined = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "invited_count"_L1) {
            room.invited = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "notification_count"_L1) {
            notifications = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "highlight_count"_L1) {
            highlights = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "membership"_L1) {
            membership = MatrixJson::id(scan.text());
        }
    });
    // Synapse writes zeros whatever is unread; whether nothing is, only receipts and rules tell.
    if (notifications > 0 || highlights > 0) {
        room.notifications = notifications;
        room.highlights = highlights;
    }
    room.isLimited = room.isLimited || (room.isInitial && !room.previous.isEmpty());
    room.membership = membershipOf(room, membership, user);
    return room;
}

using Places = QHash<QString, qsizetype>; ///< of rooms in the answer

/// {"rooms": {"!id": …}}, each of which belongs to a room of the answer or makes one.
template<class Read>
void eachRoom(MatrixScan &scan, MatrixSyncAnswer &answer, Places &places, Read read)
{
    scan.members([&](const QString &key) {
        if (key != "rooms"_L1) {
            return;
        }
        scan.members([&](const QString &id) {
            if (!isMatrixRoomId(id)) {
                ++answer.unreadable;
                return;
            }
            auto place = places.constFind(id);
            if (place == places.constEnd()) {
                place = places.insert(id, answer.rooms.size());
                answer.rooms << MatrixRoomNews{.roomId = id, .membership = MatrixRoomNews::Membership::Same, .stateIsAfter = true};
            }
            read(answer.rooms[*place]);
        });
    });
}

/// {"content": …}
template<class Read>
void content(MatrixScan &scan, Read read)
{
    scan.members([&](const QString &key) {
        if (key == "content"_L1) {
            read();
        }
    });
}

void readEncryption(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    scan.members([&](const QString &key) {
        if (key == "device_lists"_L1) {
            readMatrixDeviceLists(scan, answer);
        } else if (key == "device_one_time_keys_count"_L1) {
            readMatrixKeyCounts(scan, answer);
        } else if (key == "device_unused_fallback_key_types"_L1) {
            readMatrixFallbackKeys(scan, answer);
        }
    });
}

void readExtensions(MatrixScan &scan, MatrixSyncAnswer &answer, MatrixSlidingPosition &next)
{
    Places places;
    for (qsizetype at = 0; at < answer.rooms.size(); ++at) {
        places.insert(answer.rooms.at(at).roomId, at);
    }
    scan.members([&](const QString &name) {
        if (name == "to_device"_L1) {
            scan.members([&](const QString &key) {
                if (key == "next_batch"_L1) {
                    next.toDevice = scan.text();
                } else if (key == "events"_L1) {
                    readMatrixToDevice(scan, answer);
                }
            });
        } else if (name == "e2ee"_L1) {
            readEncryption(scan, answer);
        } else if (name == "account_data"_L1) {
            MatrixScan rooms = scan;
            scan.members([&](const QString &key) {
                if (key == "global"_L1) {
                    readMatrixAccountData(scan, answer.accountData, answer.unreadable);
                }
            });
            eachRoom(rooms, answer, places, [&](MatrixRoomNews &room) {
                readMatrixAccountData(rooms, room.accountData, answer.unreadable);
            });
        } else if (name == "receipts"_L1) {
            eachRoom(scan, answer, places, [&](MatrixRoomNews &room) {
                content(scan, [&] {
                    readMatrixReceipts(scan, room.receipts);
                });
            });
        } else if (name == "typing"_L1) {
            eachRoom(scan, answer, places, [&](MatrixRoomNews &room) {
                content(scan, [&] {
                    readMatrixTyping(scan, room);
                });
            });
        }
    });
}
}

bool MatrixSlidingPosition::isComplete() const
{
    return count >= 0 && end >= count - 1;
}

QByteArray MatrixSlidingPosition::toBytes() const
{
    return QCborValue(QCborArray{pos, toDevice, end, count, timeline}).toCbor();
}

std::optional<MatrixSlidingPosition> MatrixSlidingPosition::of(const QByteArray &bytes)
{
    const auto list = QCborValue::fromCbor(bytes).toArray();
    if (list.size() != 5 || list.at(0).toString().isEmpty()) {
        return std::nullopt;
    }
    return MatrixSlidingPosition{.pos = list.at(0).toString(),
                                 .toDevice = list.at(1).toString(),
                                 .end = int(std::clamp<qint64>(list.at(2).toInteger(), 0, allRooms)),
                                 .count = int(std::clamp<qint64>(list.at(3).toInteger(-1), -1, allRooms)),
                                 .timeline = int(std::clamp<qint64>(list.at(4).toInteger(), 0, mostEvents))};
}

MatrixRequest matrixSlidingRequest(const MatrixSyncQuestion &question, const MatrixSlidingPosition &from)
{
    const QJsonObject list{{u"ranges"_s, QJsonArray{QJsonArray{0, nextEnd(from)}}},
                           {u"timeline_limit"_s, from.timeline > 0 ? from.timeline : question.timeline},
                           {u"required_state"_s, requiredState()}};
    const QJsonObject enabled{{u"enabled"_s, true}};
    QJsonObject toDevice = enabled;
    toDevice.insert(u"limit"_s, 500);
    if (!from.toDevice.isEmpty()) {
        toDevice.insert(u"since"_s, from.toDevice);
    }
    const QJsonObject body{{u"conn_id"_s, u"kontor"_s},
                           {u"lists"_s, QJsonObject{{QString(listName), list}}},
                           {u"extensions"_s,
                            QJsonObject{{u"to_device"_s, toDevice}, {u"e2ee"_s, enabled}, {u"account_data"_s, enabled}, {u"receipts"_s, enabled}, {u"typing"_s, enabled}}}};
    auto request = matrixWrite("POST", "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync", body);
    // While rooms are still missing the server would wait for news of those it told already.
    const bool mayWait = from.pos.isEmpty() || from.isComplete();
    request.query = {{u"timeout"_s, QString::number(mayWait ? question.wait.count() : 0)}};
    if (!from.pos.isEmpty()) {
        request.query.emplaceBack(u"pos"_s, from.pos);
    }
    return request;
}

Result<MatrixSyncAnswer> readMatrixSlidingSync(const QByteArray &json, const QString &user, const MatrixSlidingPosition &from, int timeline)
{
    MatrixSyncAnswer answer{.areKeyCountsWhole = false};
    MatrixSlidingPosition next{.toDevice = from.toDevice, .end = nextEnd(from), .count = from.count, .timeline = from.timeline > 0 ? from.timeline : timeline};
    MatrixScan scan(json);
    std::optional<MatrixScan> extensions; // read last: they add to rooms
    scan.members([&](const QString &key) {
        if (key == "pos"_L1) {
            next.pos = scan.text();
        } else if (key == "lists"_L1) {
            scan.members([&](const QString &name) {
                if (name != listName) {
                    return;
                }
                scan.members([&](const QString &field) {
                    if (field == "count"_L1) {
                        next.count = int(std::clamp<qint64>(scan.number(-1), -1, allRooms));
                    }
                });
            });
        } else if (key == "rooms"_L1) {
            scan.members([&](const QString &id) {
                if (!isMatrixRoomId(id)) {
                    ++answer.unreadable;
                    return;
                }
                answer.rooms << readRoom(scan, id, user, answer.unreadable);
            });
        } else if (key == "extensions"_L1) {
            extensions = scan;
        }
    });
    if (!scan.isAtEnd() || next.pos.isEmpty()) {
        return matrixNonsense({}, scan.isBroken() ? u"a sync that breaks off"_s : u"a sync without a position"_s);
    }
    if (extensions) {
        readExtensions(*extensions, answer, next);
        if (extensions->isBroken()) {
            return matrixNonsense({}, u"extensions that break off"_s);
        }
    }
    answer.more = !next.isComplete() && next.count >= 0;
    answer.position = next.toBytes();
    return answer;
}

}
