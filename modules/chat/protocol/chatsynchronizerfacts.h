// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "chat/crypto/cryptotypes.h"
#include "chat/protocol/matrixsyncanswer.h"
#include "sync/delta.h"

namespace Kontor
{

/// How what a server says becomes items of the collection. Pure functions; any thread.
namespace ChatSynchronizerFacts
{
/// What an event is, but for its order and for what it was decrypted to.
ChatEventFacts event(const MatrixEvent &event, const QString &roomId);

/// The event as it was sent, for decryption. Works also for what was read long ago.
CryptoEvent envelope(const ChatEventFacts &facts);
bool isEncrypted(const ChatEventFacts &facts); ///< and not redacted, so there is something to decrypt

/// Puts in what became of the event. \p made: when this device was made (ms since epoch), for what is older.
void readInto(ChatEventFacts &facts, const CryptoDecrypted &read, qint64 made);
ChatProblem problemOf(const CryptoDecrypted &read, qint64 sent, qint64 made);
ChatTrust trustOf(const CryptoShield &shield);

/// What a redaction leaves of an event that is known; \p version: the room's ("" as the newest).
void redact(ChatEventFacts &facts, const QString &redactedBy, const QString &reason, const QString &version);

/// What a sync says of a room, without its timeline and members: state, counts, markers, tags. \p user: the account's own.
ChatRoomFacts room(const MatrixRoomNews &news, const QString &user);
/// State events of a room (no members) put into its facts, in order.
void addState(ChatRoomFacts &facts, const MatrixEvent &event);
/// What a member event says; nullopt: it is none.
std::optional<ChatMemberFacts> member(const MatrixEvent &event, const QString &roomId);
/// What a person's read receipts of a room say; the account's own are none.
QList<ChatMemberFacts> receipts(const MatrixRoomNews &news, const QString &user);
/// What account data of a sync say; nullopt: nothing that is kept.
std::optional<ChatAccountFacts> account(const QList<MatrixAccountDatum> &data, const QString &user);

RemoteItem item(const ChatEventFacts &facts); ///< partial
RemoteItem wholeItem(const ChatEventFacts &facts); ///< takes the place of all that was known
RemoteItem item(const ChatRoomFacts &facts);
RemoteItem item(const ChatMemberFacts &facts);
RemoteItem item(const ChatAccountFacts &facts);
RemoteItem item(const ChatGapFacts &facts); ///< whole

/// Arguments of changes that hold JSON: a map, or text.
QJsonObject json(const QCborValue &value);
}

}
