// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

namespace Kontor
{

/// How messages are said in words. Pure functions.
namespace MessageSentence
{
/// "today 14:05", "yesterday 9:30", "Tuesday 9:30", "3 May 2026".
QString dateInWords(const QDateTime &date, const QDateTime &now);

struct Thread {
    int size = 1;
    int unread = 0;
};
enum class Person { Sender, Recipients };

/// One sentence for a screen reader: what matters first.
QString spoken(const MessageRow &message, const Thread &thread, Person person, const QDateTime &now);

/// "Anna Berg", or the address, or what to say when there is neither.
QString person(const MessageRow &message, Person person);
QString subject(const MessageRow &message);
}

}
