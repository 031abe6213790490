// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatpower.h"

#include <QJsonArray>

namespace Kontor
{
namespace
{
/// Older rooms have levels as text now and then.
int number(const QJsonValue &value, int usual)
{
    const auto bounded = [](double found) {
        return int(std::clamp(found, -1e6, double(ChatPower::most - 1)));
    };
    if (value.isDouble()) {
        return bounded(value.toDouble());
    }
    bool isNumber = false;
    const auto found = value.toString().trimmed().toDouble(&isNumber);
    return isNumber && found == found ? bounded(found) : usual;
}
}

ChatPower::ChatPower(const ChatRoomFacts &room)
{
    const auto contents = room.state.value(QStringLiteral("m.room.power_levels"));
    m_hasLevels = contents.contains(QString());
    m_levels = contents.value(QString());
    m_isNew = room.roomId.isEmpty();
    const auto create = room.state.value(QStringLiteral("m.room.create")).value(QString());
    const auto version = create.value(QLatin1StringView("room_version")).toString();
    bool isNumber = false;
    m_areCreatorsAbove = version.toInt(&isNumber) >= 12 && isNumber;
    if (const auto creator = create.value(QLatin1StringView("creator")).toString(); !creator.isEmpty()) {
        m_creators << creator;
    }
    if (m_areCreatorsAbove) {
        for (const auto others = create.value(QLatin1StringView("additional_creators")).toArray(); const auto &other : others) {
            m_creators << other.toString();
        }
    }
}

int ChatPower::level(const char *key, int usual) const
{
    return number(m_levels.value(QLatin1StringView(key)), usual);
}

int ChatPower::stateLevel(const QString &type) const
{
    const auto usual = level("state_default", m_hasLevels ? 50 : 0);
    const auto special = m_levels.value(QLatin1StringView("events")).toObject().value(type);
    const bool isTombstone = m_areCreatorsAbove && type == QLatin1StringView("m.room.tombstone");
    return special.isUndefined() ? (isTombstone ? 150 : usual) : number(special, usual);
}

int ChatPower::eventLevel(const QString &type) const
{
    const auto usual = level("events_default", 0);
    return number(m_levels.value(QLatin1StringView("events")).toObject().value(type), usual);
}

int ChatPower::of(const QString &userId) const
{
    if (m_isNew || (m_areCreatorsAbove && m_creators.contains(userId))) {
        return most;
    }
    if (!m_hasLevels) {
        return m_creators.contains(userId) ? 100 : 0;
    }
    return number(m_levels.value(QLatin1StringView("users")).toObject().value(userId), level("users_default", 0));
}

bool ChatPower::maySendState(const QString &userId, const QString &type) const
{
    return of(userId) >= stateLevel(type);
}

bool ChatPower::maySend(const QString &userId, const QString &type) const
{
    return of(userId) >= eventLevel(type);
}

bool ChatPower::mayNotifyRoom(const QString &userId) const
{
    return of(userId) >= number(m_levels.value(QLatin1StringView("notifications")).toObject().value(QLatin1StringView("room")), 50);
}

bool ChatPower::mayKick(const QString &userId, const QString &other) const
{
    return of(userId) >= level("kick", 50) && of(userId) > of(other);
}

bool ChatPower::mayBan(const QString &userId, const QString &other) const
{
    return of(userId) >= level("ban", 50) && of(userId) > of(other);
}

ChatRights ChatPower::rights(const QString &userId, const QString &membership) const
{
    if (membership != QLatin1StringView("join")) {
        return {};
    }
    const auto power = of(userId);
    ChatRights rights;
    const auto set = [&rights](ChatRight right, bool may) {
        rights.setFlag(right, may);
    };
    // In encrypted rooms what is sent is m.room.encrypted; who may send the one may send the other, as a rule.
    set(ChatRight::Send, maySend(userId, QStringLiteral("m.room.message")));
    set(ChatRight::React, maySend(userId, QStringLiteral("m.reaction")));
    const bool mayRedact = maySend(userId, QStringLiteral("m.room.redaction"));
    set(ChatRight::RedactOwn, mayRedact);
    set(ChatRight::RedactAll, mayRedact && power >= level("redact", 50));
    set(ChatRight::Name, maySendState(userId, QStringLiteral("m.room.name")));
    set(ChatRight::Topic, maySendState(userId, QStringLiteral("m.room.topic")));
    set(ChatRight::Picture, maySendState(userId, QStringLiteral("m.room.avatar")));
    set(ChatRight::Encrypt, maySendState(userId, QStringLiteral("m.room.encryption")));
    set(ChatRight::History, maySendState(userId, QStringLiteral("m.room.history_visibility")));
    set(ChatRight::Invite, power >= level("invite", 0));
    set(ChatRight::Kick, power >= level("kick", 50));
    set(ChatRight::Ban, power >= level("ban", 50));
    set(ChatRight::Pin, maySendState(userId, QStringLiteral("m.room.pinned_events")));
    set(ChatRight::Powers, maySendState(userId, QStringLiteral("m.room.power_levels")));
    set(ChatRight::JoinRule, maySendState(userId, QStringLiteral("m.room.join_rules")));
    set(ChatRight::NotifyRoom, mayNotifyRoom(userId));
    return rights;
}

}
