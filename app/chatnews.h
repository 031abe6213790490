// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/store.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// What is new in chats between two looks at the store, as far as it is to be told. Values and a pure read.
///
/// New is what came behind the newest event that was there at the last look: what is read into a gap or scrolled up to is
/// older, and so is the first timeline of a room that one just joined. What could not be decrypted at first waits for some
/// looks, since only its clear text says whether it is to be told.
struct ChatNews {
    struct Message {
        ItemId item{};
        ItemId room{};
        QString roomTitle{}; ///< safe to show
        QString sender{}; ///< safe to show
        QString text{}; ///< one line
        bool isDirect = false;
        bool isMention = false;
    };
    struct Invitation {
        ItemId room{};
        QString roomTitle{};
        QString inviter{};
    };
    /// What one look leaves to the next.
    struct Mark {
        bool isFirst = true;
        QHash<qint64, qint64> newest{}; ///< position by joined room
        QSet<qint64> invited{}; ///< rooms
        QHash<qint64, int> unread{}; ///< that could not be decrypted yet: looks that are left
    };

    QList<Message> messages{}; ///< oldest first, some at most
    QList<Invitation> invitations{};
    QSet<qint64> read{}; ///< rooms with nothing unread
    Mark mark{};

    static Result<ChatNews> since(const Reader &reader, Mark mark);
};

}
