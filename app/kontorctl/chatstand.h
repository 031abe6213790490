// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatactions.h"
#include "chat/chattypes.h"
#include "profile.h"

#include <memory>

namespace Kontor
{

/// What the commands about chat work with: the accounts of a profile that have chat, and rooms and messages in them as one
/// names them on a command line. Blocks.
class ChatStand
{
public:
    struct Place {
        CollectionId id{};
        ResourceId resource{};
        Account account{};
    };

    explicit ChatStand(Profile &profile);
    ~ChatStand();
    Q_DISABLE_COPY_MOVE(ChatStand)

    /// The chat of an account's address or Matrix id; without one all there are.
    Result<void> choose(const QString &account);
    /// The only one that was chosen; NotFound says what to do.
    Result<Place> place() const;

    Result<QList<ChatRoomRow>> rooms(); ///< with spaces; newest first
    /// By id, alias, the Matrix id of who a direct chat is with, or title.
    Result<ChatRoomRow> room(const QString &name);
    Result<QList<ChatTimelineRow>> last(ItemId room, int count); ///< oldest first
    /// By the server's id or the number that "chat read" prints.
    Result<ItemId> event(const QString &name);
    QString addressOf(CollectionId account) const;
    Result<Place> placeOf(CollectionId account) const;

    Profile &profile();
    ChatActions &actions(); ///< needs a profile that may be written

    /// Lets what was begun come to its end.
    void settle();

private:
    Profile &m_profile;
    QList<Place> m_places;
    std::unique_ptr<ChatActions> m_actions;
};

}
