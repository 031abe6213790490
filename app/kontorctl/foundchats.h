// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/store.h"

namespace Kontor
{

/// Messages of chats for what was typed, as "search" prints them.
struct FoundChats {
    struct Message {
        ChatTimelineRow row{};
        QString account{}; ///< address
        QString roomId{};
        QString room{}; ///< title
    };
    QList<Message> first{}; ///< newest first
    qint64 total = 0;

    static bool isAsked(const QString &text); ///< false: what was typed can be no message of a chat
    /// \p account: an address; empty: all.
    static Result<FoundChats> matching(const Reader &reader, const QString &text, const QString &account, qint64 limit);
};

}
