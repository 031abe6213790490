// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// Names of people and rooms as strangers chose them, made safe to show. Pure functions that take every input.
namespace ChatName
{
inline constexpr qsizetype longest = 100; ///< characters of a name that is shown

/// One line of a name: nothing that is not seen, turns the direction of writing, stands on top of other lines or breaks
/// them. Empty if nothing remains.
QString safe(const QString &name, qsizetype atMost = longest);

/// A user or room id as it can be shown: the same for everything but ids that no server should have allowed.
QString id(const QString &id);

/// What names that can be mistaken for one another have in common: without case, accents, spaces and signs, lookalikes of
/// other scripts as the Latin letters they look like. Never empty unless the name is.
QString skeleton(const QString &name);

/// Whether it reads like somebody's address, or like a name with one behind it.
bool pretends(const QString &name, const QString &userId);

enum class Twins { None, Some };
/// How a person is called in a room: \p name is safe() already or empty; with the id behind it where others have a name
/// that looks the same, and where the name pretends to be an id.
QString shown(const QString &name, const QString &userId, Twins twins);

/// For the middle of a sentence: letters written from right to left stay inside of the name.
QString isolated(const QString &name);
}

}
