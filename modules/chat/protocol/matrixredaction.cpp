// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixevent.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
/// What nobody knows is read as the newest.
int numberOf(const QString &roomVersion)
{
    bool isNumber = false;
    const int number = roomVersion.toInt(&isNumber);
    return isNumber && number > 0 ? number : std::numeric_limits<int>::max();
}

QJsonObject only(const QJsonObject &object, std::initializer_list<QLatin1StringView> keys)
{
    QJsonObject kept;
    for (const auto &key : keys) {
        if (const auto found = object.constFind(key); found != object.constEnd()) {
            kept.insert(key, *found);
        }
    }
    return kept;
}

QJsonObject redactedMember(const QJsonObject &content, int version)
{
    auto kept = only(content, {"membership"_L1});
    if (version >= 9) {
        kept = only(content, {"membership"_L1, "join_authorised_via_users_server"_L1});
    }
    const auto invite = content.value("third_party_invite"_L1).toObject();
    if (version >= 11 && invite.contains("signed"_L1)) {
        kept.insert("third_party_invite"_L1, only(invite, {"signed"_L1}));
    }
    return kept;
}
}

QJsonObject redactedMatrixContent(const QString &type, const QJsonObject &content, const QString &roomVersion)
{
    const int version = numberOf(roomVersion);
    if (type == "m.room.member"_L1) {
        return redactedMember(content, version);
    }
    if (type == "m.room.create"_L1) {
        return version >= 11 ? content : only(content, {"creator"_L1});
    }
    if (type == "m.room.join_rules"_L1) {
        return version >= 8 ? only(content, {"join_rule"_L1, "allow"_L1}) : only(content, {"join_rule"_L1});
    }
    if (type == "m.room.power_levels"_L1) {
        auto kept = only(content, {"ban"_L1, "events"_L1, "events_default"_L1, "kick"_L1, "redact"_L1, "state_default"_L1, "users"_L1, "users_default"_L1});
        if (version >= 11 && content.contains("invite"_L1)) {
            kept.insert("invite"_L1, content.value("invite"_L1));
        }
        return kept;
    }
    if (type == "m.room.history_visibility"_L1) {
        return only(content, {"history_visibility"_L1});
    }
    if (type == "m.room.aliases"_L1 && version <= 5) {
        return only(content, {"aliases"_L1});
    }
    if (type == "m.room.redaction"_L1 && version >= 11) {
        return only(content, {"redacts"_L1});
    }
    return {};
}

QJsonObject redactedMatrixEvent(const QJsonObject &event, const QString &roomVersion)
{
    auto kept = only(event, {"event_id"_L1, "type"_L1, "room_id"_L1, "sender"_L1, "state_key"_L1, "hashes"_L1, "signatures"_L1, "depth"_L1, "prev_events"_L1,
                             "auth_events"_L1, "origin_server_ts"_L1});
    if (numberOf(roomVersion) < 11) {
        for (const auto key : {"prev_state"_L1, "origin"_L1, "membership"_L1}) {
            if (event.contains(key)) {
                kept.insert(key, event.value(key));
            }
        }
    }
    kept.insert("content"_L1, redactedMatrixContent(event.value("type"_L1).toString(), event.value("content"_L1).toObject(), roomVersion));
    return kept;
}

}
