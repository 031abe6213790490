// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "groupware/contenttext.h"

namespace Kontor
{

/// What stands in vCards of versions 3 and 4 (RFC 2426, 6350), whatever their spelling. Pure functions.
namespace VCardReader
{
/// The first card of the bytes; item and book stay empty. What is missing or unreadable stays empty.
ContactDraft read(const QByteArray &bytes);
ContactDraft read(const ContentComponent &card);

/// False when the bytes hold no card that has anything to show.
bool isReadable(const QByteArray &bytes);

/// The VCARD of a file's text; null if it has none.
const ContentComponent *cardOf(const ContentText &text);

/// Each card of a file as bytes of its own, in order. Cards of version 2.1 and of programs that
/// fold and encode in odd ways come out as version 3.
QList<QByteArray> split(const QByteArray &file);
}

}
