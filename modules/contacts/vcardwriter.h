// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"

namespace Kontor
{

/// Writes cards. Foreign ones keep every byte that is not concerned: unknown properties and
/// parameters, groups, order, spelling. Pure functions.
namespace VCardWriter
{
enum class Version { Three, Four };

/// A new card. Version 3 is what every server must take (RFC 6352 5.1), so it is what new cards are.
QByteArray create(const ContactDraft &card, Version version = Version::Three);

/// \p card with what differs between it and \p wanted, and nothing else. item and book mean nothing here.
QByteArray write(const QByteArray &card, const ContactDraft &wanted);

/// The card in another version, for programs that know that one only; unknown properties go along.
QByteArray converted(const QByteArray &card, Version version);

/// A UID nobody else has.
QString newUid();
}

}
