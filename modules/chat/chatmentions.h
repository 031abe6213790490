// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "store/store.h"

namespace Kontor
{

/// Completion while a message is typed: people ("@an"), rooms ("#bud"), emoji (":thu"), commands ("/to").
/// What is here suffices; nothing is asked of a server.
class ChatMentions
{
public:
    enum class Kind { Person, EveryOne, Room, Emoji, Command };

    /// A word at the cursor that can be completed.
    struct Trigger {
        Kind kind = Kind::Person;
        qsizetype from = 0; ///< where its sign stands
        qsizetype to = 0;
        QString words{}; ///< without the sign
    };
    static std::optional<Trigger> trigger(const QString &text, qsizetype cursor);

    struct Suggestion {
        Kind kind = Kind::Person;
        QString title{}; ///< safe to show
        QString detail{}; ///< id, name of an emoji, what a command does
        QString avatar{}; ///< mxc
        QString insert{}; ///< takes the place of the word, without a space after it
        std::optional<ChatOutgoingMention> mention{}; ///< goes into ChatOutgoing::mentions
    };
    /// Best first. People: who spoke last, then those whose name begins so, then the others.
    static QFuture<Result<QList<Suggestion>>> find(std::shared_ptr<Store> store, ItemId room, const Trigger &trigger, int atMost = 12);

    /// Mentions whose text no longer stands in the text are left out.
    static QList<ChatOutgoingMention> present(const QString &text, const QList<ChatOutgoingMention> &mentions);
};

}
