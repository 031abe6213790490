// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <functional>

namespace Kontor
{

/// What an event says, in the words of a timeline. A value.
struct ChatSaid {
    ChatRowKind kind = ChatRowKind::Unknown;
    bool isRow = false; ///< it stands in the timeline by itself
    QString text{}; ///< plain, safe; of a reaction its key; of state nothing (ChatText::state() says it)
    QString html{}; ///< reduced, or empty
    ChatRelation relation = ChatRelation::None;
    QString relates{}; ///< event id it is about: of Thread the root, of Redaction what is redacted
    QString reply{}; ///< event id it answers
    QString fileName{}; ///< of an attachment; safe
};

/// What stands in the contents of events. Pure functions; nothing that comes from outside is trusted: any field may be missing,
/// of any type, or of any size.
namespace ChatText
{
inline constexpr qsizetype longestText = 1 << 16; ///< UTF-16 units of a row
inline constexpr qsizetype longestLine = 300;

/// Several lines as they are shown: without control characters and what turns the direction of writing.
QString lines(const QString &text, qsizetype atMost = longestText);
/// The same in one line.
QString line(const QString &text, qsizetype atMost = longestLine);
/// A reaction: short, and never empty unless there is none.
QString key(const QString &key);

ChatSaid of(const ChatEventFacts &facts);
std::optional<ChatAttachment> attachment(const ChatEventFacts &facts);

/// Whom a message mentions by m.mentions.
struct Mentions {
    bool areSaid = false; ///< the sender's client knows m.mentions: nothing else counts
    QStringList people{};
    bool isRoom = false;
};
Mentions mentions(const QJsonObject &content);

/// A state event as a sentence: "Anna changed the name of the room to …". \p nameOf: how a person is called, safe to show.
using NameOf = std::function<QString(const QString &userId)>;
QString state(const ChatEventFacts &facts, const NameOf &nameOf);

/// One line for the list of rooms and for quotes: what a message with these properties says.
QString summary(ChatRowKind kind, const QString &text);
}

}
