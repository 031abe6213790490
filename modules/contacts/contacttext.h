// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

namespace Kontor::ContactText
{

/// Lower case without accents, ß as ss, single blanks: for sorting (DIN 5007: ä with a) and for finding.
QString folded(const QString &text);

/// True when \p start stands at the beginning of a word of \p text; both folded.
bool beginsAWord(const QString &text, const QString &start);

/// What a card is called: FN, else the parts of the name, else what else tells people apart. Never empty.
QString shownName(const ContactDraft &card);

/// "Dr. Ada Lovelace" of the parts alone; empty if there are none.
QString nameOfParts(const ContactDraft &card);

/// Two letters for people without a picture, e.g. "AL".
QString initials(const QString &name);

/// 0 … count - 1, always the same for the same name.
int colourOf(const QString &name, int count);

/// The digits of a phone number, for comparing: without punctuation, a leading 00 as +.
QString digits(const QString &number);

/// One line without control characters, at most so long.
QString line(const QString &text, qsizetype atMost = 500);

/// The preferred entry, else the first one; empty if there is none.
QString preferred(const QList<ContactField> &fields);

}
