// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "chat/chattypes.h"
#include "store/transaction.h"

namespace Kontor
{

/// The words of one message in the index of chat (table chat_words).
///
/// Rows are numbered by time, so that newest first is the order of the index. Besides words there are marks, which no word of
/// a message can be: "every", "r17" (room), "u…" (sender), "kimage", "kvideo", "kaudio", "kfile", "kmedia" (any of these),
/// "klink", "kpoll", "klocation", "ksticker".
namespace ChatWords
{
struct Document {
    ItemId item{};
    ItemId room{};
    QString sender{};
    ChatRowKind kind = ChatRowKind::Text;
    qint64 sent = 0; ///< ms since epoch
    QString body{};
    QString names{};
};

/// Replaces what is known of the message under row \p words (0: nothing); answers the row that has it now.
Result<qint64> write(Transaction &transaction, qint64 words, const Document &document);
/// Nothing of it is left in the file, not even where words of others would have to be merged first.
Result<void> remove(Transaction &transaction, qint64 words);

inline const QString everyMark = QStringLiteral("every");

/// Takes out what went by the thousand (table chat_unsaid), at most so many; answers how many.
Result<int> sweep(Transaction &transaction, int atMost);

qint64 rowOf(qint64 sent, ItemId item); ///< the first that may be it
qint64 firstRowOf(qint64 time); ///< all rows of that time or later have this number or a greater one
QString roomMark(ItemId room);
QString senderMark(const QString &userId);
}

}
