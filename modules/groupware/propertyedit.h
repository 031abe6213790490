// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"

#include <QCborMap>

namespace Kontor
{

/// Which component of an object is meant: the VCARD, the master VEVENT or VTODO ("" recurrenceId), or an
/// exception; below it perhaps one of its VALARMs.
struct ComponentKey {
    QByteArray name{}; ///< "VEVENT", "VTODO", "VCARD"
    QByteArray uid{};
    QByteArray recurrenceId{}; ///< what follows the name in its line (";TZID=Europe/Berlin:20260105T090000"); compared as an instant where it can be
    QByteArray alarm{}; ///< of the VALARM in it that is meant: its UID (RFC 9074), or what it does and when
    auto operator<=>(const ComponentKey &) const = default;
};

/// A wished state of one property, or of one whole component, of an object; what makes an edit
/// survive a newer version by somebody else: properties nobody else touched merge without a word.
struct PropertyEdit {
    enum class Kind {
        Property, ///< before and after are the logical lines of that property (several: ATTENDEE, EXDATE, TEL)
        AddComponent, ///< after: the whole new component (an exception, an alarm) as text; before: the series an exception was made of
        RemoveComponent, ///< before: what it was
    };
    Kind kind = Kind::Property;
    ComponentKey component{};
    QByteArray property{}; ///< upper case; for a vCard "group.NAME" where it has a group
    QList<QByteArray> before{}, after{}; ///< logical lines (unfolded, no line end); empty: absent
    bool weak = false; ///< DTSTAMP, LAST-MODIFIED, SEQUENCE, REV: never a reason for a conflict
    QList<QByteArray> context{}; ///< what else of its series it goes by, see SeriesContext
    bool operator==(const PropertyEdit &) const = default;
};

/// What changes \p before into \p after, property by property; lines that mean the same are no edit.
QList<PropertyEdit> editsBetween(const QByteArray &before, const QByteArray &after);

/// Carries the edits out on bytes that may be newer than those the edits were made on. Touches
/// nothing but the lines concerned; lists (ATTENDEE, EXDATE, CATEGORIES, TEL, MEMBER…) merge line by
/// line. What is already as wished stays (so repeating is safe). Conflict, with the clashing properties
/// in \p clashes, where somebody else changed the same property to something else.
Result<QByteArray> applyEdits(const QByteArray &bytes, const QList<PropertyEdit> &edits, QList<PropertyEdit> *clashes = nullptr);

QCborArray toCbor(const QList<PropertyEdit> &edits);
QList<PropertyEdit> editsFromCbor(const QCborArray &array);

}
