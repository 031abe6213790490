// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixclassicsync.h"

#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"
#include "chat/protocol/matrixsyncparts.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype mostHeroes = 50;
constexpr qsizetype mostThreads = 1000;

QByteArray filter(int timeline)
{
    const QJsonObject lazily{{u"lazy_load_members"_s, true}};
    const QJsonObject room{
        {u"timeline"_s, QJsonObject{{u"limit"_s, timeline}, {u"lazy_load_members"_s, true}}},
        {u"state"_s, lazily},
        {u"ephemeral"_s, QJsonObject{{u"types"_s, QJsonArray{u"m.receipt"_s, u"m.typing"_s}}}},
    };
    return MatrixJson::bytes({{u"room"_s, room}, {u"presence"_s, QJsonObject{{u"types"_s, QJsonArray()}}}});
}

std::pair<int, int> readCounts(MatrixScan &scan, std::optional<int> &notifications, std::optional<int> &highlights)
{
    scan.members([&](const QString &key) {
        if (key == "notification_count"_L1) {
            notifications = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "highlight_count"_L1) {
            highlights = MatrixJson::count(QJsonValue(double(scan.number())));
        }
    });
    return {notifications.value_or(0), highlights.value_or(0)};
}

/// {"events": […]}
template<class Read>
void events(MatrixScan &scan, Read read)
{
    scan.members([&](const QString &key) {
        if (key == "events"_L1) {
            read();
        }
    });
}

void readTimeline(MatrixScan &scan, MatrixRoomNews &room, int &unreadable)
{
    scan.members([&](const QString &key) {
        if (key == "events"_L1) {
            room.timeline = readMatrixEvents(scan, room.roomId, unreadable);
        } else if (key == "limited"_L1) {
            room.isLimited = scan.flag();
        } else if (key == "prev_batch"_L1) {
            room.previous = scan.text();
        }
    });
}

void readSummary(MatrixScan &scan, MatrixRoomNews &room)
{
    scan.members([&](const QString &key) {
        if (key == "m.heroes"_L1 && scan.kind() == MatrixScan::Kind::Array) {
            QStringList heroes;
            scan.elements([&] {
                const QString hero = MatrixJson::id(scan.text());
                if (!hero.isEmpty() && heroes.size() < mostHeroes) {
                    heroes << hero;
                }
            });
            room.heroes = heroes;
        } else if (key == "m.joined_member_count"_L1) {
            room.joined = MatrixJson::count(QJsonValue(double(scan.number())));
        } else if (key == "m.invited_member_count"_L1) {
            room.invited = MatrixJson::count(QJsonValue(double(scan.number())));
        }
    });
}

void readEphemeral(MatrixScan &scan, MatrixRoomNews &room)
{
    scan.elements([&] {
        QString type;
        MatrixScan peek = scan;
        peek.members([&](const QString &key) {
            if (key == "type"_L1) {
                type = peek.text();
            }
        });
        scan.members([&](const QString &key) {
            if (key != "content"_L1) {
                return;
            }
            if (type == "m.receipt"_L1) {
                readMatrixReceipts(scan, room.receipts);
            } else if (type == "m.typing"_L1) {
                readMatrixTyping(scan, room);
            }
        });
    });
}

void readRoom(MatrixScan &scan, MatrixRoomNews &room, int &unreadable)
{
    scan.members([&](const QString &key) {
        if (key == "timeline"_L1) {
            readTimeline(scan, room, unreadable);
        } else if (key == "state"_L1) {
            events(scan, [&] {
                room.state = readMatrixEvents(scan, room.roomId, unreadable);
            });
        } else if (key == "invite_state"_L1 || key == "knock_state"_L1) {
            events(scan, [&] {
                room.stripped = readMatrixEvents(scan, room.roomId, unreadable);
            });
        } else if (key == "account_data"_L1) {
            events(scan, [&] {
                readMatrixAccountData(scan, room.accountData, unreadable);
            });
        } else if (key == "ephemeral"_L1) {
            events(scan, [&] {
                readEphemeral(scan, room);
            });
        } else if (key == "unread_notifications"_L1) {
            readCounts(scan, room.notifications, room.highlights);
        } else if (key == "unread_thread_notifications"_L1) {
            scan.members([&](const QString &root) {
                std::optional<int> notifications;
                std::optional<int> highlights;
                const auto counts = readCounts(scan, notifications, highlights);
                if (room.threadCounts.size() < mostThreads) {
                    room.threadCounts.insert(root, counts);
                }
            });
        } else if (key == "summary"_L1) {
            readSummary(scan, room);
        }
    });
}

std::optional<MatrixRoomNews::Membership> membershipOf(const QString &key)
{
    using Membership = MatrixRoomNews::Membership;
    if (key == "join"_L1) {
        return Membership::Join;
    }
    if (key == "invite"_L1) {
        return Membership::Invite;
    }
    if (key == "knock"_L1) {
        return Membership::Knock;
    }
    return key == "leave"_L1 ? std::optional(Membership::Leave) : std::nullopt;
}

void readRooms(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    scan.members([&](const QString &key) {
        const auto membership = membershipOf(key);
        if (!membership) {
            return;
        }
        scan.members([&](const QString &id) {
            if (!isMatrixRoomId(id)) {
                ++answer.unreadable;
                return;
            }
            MatrixRoomNews room{.roomId = id, .membership = *membership};
            readRoom(scan, room, answer.unreadable);
            answer.rooms << std::move(room);
        });
    });
}
}

MatrixRequest matrixClassicRequest(const MatrixSyncQuestion &question, const QString &since)
{
    MatrixRequest request{.path = matrixPath(matrixClientV3, {u"sync"_s}),
                          .query = {{u"filter"_s, QString::fromUtf8(filter(question.timeline))},
                                    {u"set_presence"_s, u"offline"_s},
                                    {u"timeout"_s, QString::number(question.wait.count())}}};
    if (!since.isEmpty()) {
        request.query.emplaceBack(u"since"_s, since);
    }
    return request;
}

Result<MatrixSyncAnswer> readMatrixClassicSync(const QByteArray &json)
{
    MatrixSyncAnswer answer;
    MatrixScan scan(json);
    scan.members([&](const QString &key) {
        if (key == "next_batch"_L1) {
            answer.position = scan.text().toUtf8();
        } else if (key == "rooms"_L1) {
            readRooms(scan, answer);
        } else if (key == "account_data"_L1) {
            events(scan, [&] {
                readMatrixAccountData(scan, answer.accountData, answer.unreadable);
            });
        } else if (key == "to_device"_L1) {
            events(scan, [&] {
                readMatrixToDevice(scan, answer);
            });
        } else if (key == "device_lists"_L1) {
            readMatrixDeviceLists(scan, answer);
        } else if (key == "device_one_time_keys_count"_L1) {
            readMatrixKeyCounts(scan, answer);
        } else if (key == "device_unused_fallback_key_types"_L1) {
            readMatrixFallbackKeys(scan, answer);
        }
    });
    if (!scan.isAtEnd() || answer.position.isEmpty()) {
        return matrixNonsense({}, scan.isBroken() ? u"a sync that breaks off"_s : u"a sync without a position"_s);
    }
    return answer;
}

}
