// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/transaction.h"

namespace Kontor
{

/// How much of rooms is kept here at least; what was fetched on scroll stays as long as there is room for it. A value.
struct ChatRetention {
    int keepDays = 90; ///< as Account has it; negative: everything
    int keepEvents = 20'000; ///< of each room the newest ones, however old

    /// Takes away the oldest events of rooms that have more than that, at most so many; answers how many. A gap takes their
    /// place, which is filled again when one scrolls there. Never taken: what is not sent, what waits for a server, files that
    /// were opened, and anything of rooms that are kept whole. \p now: ms since epoch. Writer thread; errors: Storage.
    Result<int> evict(Transaction &transaction, ResourceId resource, qint64 now, int atMost) const;

private:
    struct Room {
        ItemId item{};
        CollectionId collection{};
        QString roomId{};
    };
    Result<int> evictOf(Transaction &transaction, const Room &room, qint64 since, int atMost) const;
};

}
