// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowsnames.h"

#include "chat/chatname.h"
#include "sync/changerows.h"

namespace Kontor
{

void ChatRowsNames::want(ItemId room, const QString &userId)
{
    if (!userId.isEmpty()) {
        m_wanted[room].insert(userId);
    }
}

Result<void> ChatRowsNames::load()
{
    Result<void> done;
    for (auto room = m_wanted.cbegin(); done && room != m_wanted.cend(); ++room) {
        done = m_reader
                   .prepare("SELECT m.user_id, m.name, m.avatar, m.skeleton <> '' AND EXISTS (SELECT 1 FROM chat_member t WHERE t.room = m.room AND t.skeleton = m.skeleton "
                            "AND t.user_id <> m.user_id AND t.membership IN ('join', 'invite')) "
                            "FROM json_each(?2) j CROSS JOIN chat_member m ON m.room = ?1 AND m.user_id = j.value")
                   .each(
                       [&](const Statement &row) {
                           const auto twins = row.integer(3) != 0 ? ChatName::Twins::Some : ChatName::Twins::None;
                           m_people.insert({room.key().value, row.text(0)}, Person{ChatName::shown(row.text(1), row.text(0), twins), row.text(2)});
                       },
                       room.key(),
                       jsonList(QStringList(room->cbegin(), room->cend())));
    }
    return done;
}

QString ChatRowsNames::name(ItemId room, const QString &userId) const
{
    const auto found = m_people.constFind({room.value, userId});
    return found == m_people.cend() ? ChatName::id(userId) : found->name;
}

QString ChatRowsNames::avatar(ItemId room, const QString &userId) const
{
    return m_people.value({room.value, userId}).avatar;
}

}
