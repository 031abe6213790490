// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "sync/change.h"

namespace Kontor
{

/// What a change makes of the facts it is about. Pure functions.
namespace ChatRowsChanges
{
enum class Stage {
    Wished, ///< for the user alone: with signs that it waits; what was refused is not done
    Done, ///< the server did it
};
ChatEventFacts event(ChatEventFacts facts, const Change &change, Stage stage);
ChatRoomFacts room(ChatRoomFacts facts, const Change &change, Stage stage);
ChatAccountFacts account(ChatAccountFacts facts, const Change &change, Stage stage);

/// What the change makes if nothing is known of its item.
ChatId::Kind kindOf(const Change &change);

/// Both in one; none: they stay two.
std::optional<QCborMap> combined(const Change &older, const Change &newer);

/// The content of a file that is to be sent: ids of blobs, in order.
QStringList pieces(const QCborMap &arguments);
QString thumbnail(const QCborMap &arguments);
}

}
