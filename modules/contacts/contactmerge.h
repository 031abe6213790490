// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

namespace Kontor::ContactMerge
{

/// \p now with what differs between \p before and \p after; lists entry by entry.
ContactDraft carried(const ContactDraft &before, const ContactDraft &after, const ContactDraft &now);

/// Everything of all, the first one's word first: what cannot be kept twice (name, birthday) is the
/// first that has it, a second organisation, title or note goes into the note.
ContactDraft merged(const QList<ContactDraft> &cards);

/// \p card as \p wanted, together with the properties of the others that nobody here understands.
QByteArray written(const QByteArray &card, const QList<QByteArray> &others, const ContactDraft &wanted);

}
