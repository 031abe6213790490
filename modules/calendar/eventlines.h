// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarobject.h"
#include "groupware/contenttext.h"

namespace Kontor
{

using ComponentPointer = std::shared_ptr<ContentComponent>;

/// A time as it stands, or is to stand, in a line: the clock's reading and how its zone is spelled.
struct LineTime {
    CalendarTime time{};
    QByteArray tzid{}; ///< as the object spells it; empty: UTC, floating or a date
    bool operator==(const LineTime &) const = default;
};

/// Reads and replaces single lines of a calendar object, and leaves every other byte alone.
namespace EventLines
{
using Parameters = QList<std::pair<QByteArray, QList<QByteArray>>>;

/// The VCALENDAR of a text; null: there is none.
ComponentPointer calendarOf(const ContentText &text);
/// Its VEVENTs and VTODOs, or those of one kind.
QList<ComponentPointer> items(const ContentComponent &calendar);
QList<ComponentPointer> children(const ContentComponent &component, QByteArrayView name);
/// A copy that shares nothing.
ComponentPointer copied(const ContentComponent &component);
void append(ContentComponent &component, const ComponentPointer &child);
void remove(ContentComponent &component, const ContentComponent *child);

QList<QByteArray> logical(const ContentComponent &component, QByteArrayView name); ///< unfolded lines of that name
/// Makes the lines of that name these: those that are there already stay as they are, at their place.
void setLogical(ContentComponent &component, QByteArrayView name, const QList<QByteArray> &lines);
void remove(ContentComponent &component, QByteArrayView name);
void set(ContentComponent &component, QByteArrayView name, const QByteArray &value); ///< without parameters; empty: removes
/// Gives the first line of that name another text and keeps its parameters (but ALTREP); empty: removes.
void setText(ContentComponent &component, QByteArrayView name, const QString &text);

QByteArray line(const QByteArray &name, const Parameters &parameters, const QByteArray &value); ///< one logical line
QByteArray withParameter(const ContentLine &line, const QByteArray &name, const QList<QByteArray> &values); ///< logical; no values: without it

LineTime timeOf(const ContentLine &line, const ContentComponent *calendar); ///< of its first value
LineTime timeOf(const ContentComponent &component, QByteArrayView name, const ContentComponent *calendar);
/// All values of EXDATE or RDATE lines; periods are not split (see values()).
struct DateValue {
    LineTime time{};
    QByteArray rest{}; ///< "/PT1H" of a period
};
QList<DateValue> dates(const ContentComponent &component, QByteArrayView name, const ContentComponent *calendar);
void setDates(ContentComponent &component, const QByteArray &name, const QList<DateValue> &values, const ContentComponent *calendar);

QByteArray value(const CalendarTime &time); ///< "20260503T101500Z", "20260503"
QByteArray timeLine(const QByteArray &name, const LineTime &time, const Parameters &others = {});
QByteArray timeLine(const ContentLine &old, const LineTime &time); ///< with the head as it was, where that still fits
QByteArray utc(const QDateTime &time);
QByteArray address(const QByteArray &value); ///< of ATTENDEE or ORGANIZER: without mailto:, lower case
}

}
