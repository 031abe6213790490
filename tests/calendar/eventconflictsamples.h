// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/eventconflict.h"
#include "calendar/eventwriter.h"
#include "calendaractionsfixture.h"

namespace Kontor::ConflictSamples
{

inline const QByteArray plain = "DTSTAMP:20260101T000000Z\r\nDTSTART:20360504T080000Z\r\nDTEND:20360504T090000Z\r\nSUMMARY:Runde\r\nLOCATION:hier\r\n"
                         "X-OTHER;X-P=\"a,b\":\\,odd\r\n";
inline const QByteArray weekly = "DTSTAMP:20260101T000000Z\r\nDTSTART:20360505T080000Z\r\nDTEND:20360505T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=6\r\n"
                          "SUMMARY:Runde\r\nLOCATION:hier\r\n";

inline QByteArray with(QByteArray text, const QByteArray &before, const QByteArray &after)
{
    Q_ASSERT(text.contains(before));
    return text.replace(before, after);
}

inline QByteArray instance(const QByteArray &date, const QByteArray &lines)
{
    return componentText("RECURRENCE-ID:" + date + "T080000Z\r\nDTSTAMP:20260101T000000Z\r\n" + lines);
}

inline QStringList keysOf(const QList<EventConflict::Field> &fields)
{
    QStringList keys;
    for (const auto &field : fields) {
        keys << field.key;
    }
    return keys;
}

/// What one gets who wins everywhere, where both made something of the same.
inline QByteArray mineOver(const QByteArray &theirs, const QByteArray &base, const QByteArray &mine)
{
    return EventConflict::carried(theirs, editsBetween(base, mine));
}

/// For messages, which end with a line.
inline QByteArray seen(const QByteArrayList &texts)
{
    return texts.join("\n\n").replace("\r\n", "|");
}

/// Without what is written with every edit.
inline QByteArray withoutStamps(const QByteArray &text)
{
    QByteArray rest;
    for (const auto &line : text.split('\n')) {
        const auto name = line.left(line.indexOf(':'));
        if (name != "DTSTAMP" && name != "LAST-MODIFIED" && name != "SEQUENCE") {
            rest += line + '\n';
        }
    }
    return rest;
}

/// Instances of their own that belong to no instance of the series.
inline qsizetype strays(const QByteArray &object)
{
    const auto sheet = EventSheet::open(object);
    return std::ranges::count_if(sheet->exceptions, [&sheet](const ComponentPointer &exception) {
        const auto wall = sheet->wallOfException(*exception);
        return !wall || !sheet->isByRule(*wall);
    });
}

}
