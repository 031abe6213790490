// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"
#include "groupware/propertyedit.h"

namespace Kontor
{

/// When two content lines, values or components are the same although they are spelled differently.
namespace ContentIdentity
{

/// What a line says, in one spelling: folding, case of names, order of parameters, defaults, escapes do not count.
QByteArray canonical(const ContentLine &line);

/// Which entry of a list the line is (the address of an ATTENDEE, the number of a TEL), whatever is said of it.
QByteArray entry(const ContentLine &line);

/// The parameters as canonical() sees them, by name.
QMap<QByteArray, QList<QByteArray>> parameters(const ContentLine &line);

/// A DATE or DATE-TIME with its zone as one comparable text: instants are equal across zones.
QByteArray instant(const QByteArray &zone, const QByteArray &value);

/// Of "…" in "RECURRENCE-ID…": ";TZID=Europe/Berlin:20260105T090000", ":20260105" or only the value.
QByteArray instant(const QByteArray &recurrenceId);

/// Several lines are usual.
bool isList(QByteArrayView property);

/// Each line names somebody or something else: its value is never edited, only replaced.
bool isIdentity(QByteArrayView property);

/// Several values in a line, each an entry of its own: EXDATE, CATEGORIES.
bool isSet(QByteArrayView property);

/// Changes with every edit, by whomever: never a reason for a conflict.
bool isWeak(QByteArrayView property);

/// "TEL", or "ITEM1.TEL" where the line has a group.
QByteArray propertyOf(const ContentLine &line);

/// The key in one spelling, so that equal ones mean the same component.
QByteArray normalized(const ComponentKey &key);

/// A component of an object that edits can name, with where it stands.
struct Located {
    ComponentKey key{};
    ContentComponent *component = nullptr;
    ContentComponent *parent = nullptr;
};

/// All of them in the order of the file; of equal keys the first only.
QList<Located> locate(ContentText &text);

}

}
