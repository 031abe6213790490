// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

namespace Kontor
{

/// How what a server says in pieces becomes one word, in whatever order the pieces come. Pure functions.
namespace ChatFacts
{
/// \p later was said after \p known. The order of an event stays, what was read of it stays, what was redacted stays so.
ChatEventFacts merged(ChatEventFacts known, const ChatEventFacts &later);
ChatRoomFacts merged(ChatRoomFacts known, const ChatRoomFacts &later);
ChatMemberFacts merged(ChatMemberFacts known, const ChatMemberFacts &later);
ChatAccountFacts merged(ChatAccountFacts known, const ChatAccountFacts &later);

/// Takes away all that an event said. What it was about stays, without words, so that a withdrawn edit is no message.
void redact(ChatEventFacts &facts, const QString &by, const QString &reason);

/// Puts state into a room's facts if it is of those that are kept, and of a size that makes sense.
void putState(ChatRoomFacts &facts, const QString &type, const QString &key, const QJsonObject &content);

/// The content of a state event without a key; empty: it has none.
QJsonObject state(const ChatRoomFacts &facts, const QString &type);
}

}
