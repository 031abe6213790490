// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

namespace Kontor
{

/// Who may do what in a room, by its power levels (client-server API, m.room.power_levels; for room versions 12 and later also
/// its creators). A value; what is missing or makes no sense is as the specification's defaults.
class ChatPower
{
public:
    ChatPower() = default; ///< of a room without power levels
    explicit ChatPower(const ChatRoomFacts &room);

    static constexpr int most = 1'000'000; ///< of creators, whom nobody outranks

    int of(const QString &userId) const;
    ChatRights rights(const QString &userId, const QString &membership) const;
    bool maySendState(const QString &userId, const QString &type) const;
    bool maySend(const QString &userId, const QString &type) const;
    bool mayNotifyRoom(const QString &userId) const;
    /// Whether one may remove or ban the other.
    bool mayKick(const QString &userId, const QString &other) const;
    bool mayBan(const QString &userId, const QString &other) const;

private:
    int level(const char *key, int usual) const;
    int stateLevel(const QString &type) const;
    int eventLevel(const QString &type) const;

    QJsonObject m_levels{};
    bool m_hasLevels = false;
    bool m_isNew = false; ///< it exists only here: the person makes it
    bool m_areCreatorsAbove = false;
    QStringList m_creators{};
};

}
