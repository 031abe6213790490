// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/eventshift.h"

#include <QDate>
#include <QHash>
#include <QRect>

namespace Kontor
{

/// What a grid shows: plain values, so that it needs no store.
struct GridContent {
    QList<Occurrence> occurrences{};
    QHash<CollectionId, CalendarInfo> calendars{};
    QHash<QDate, QString> holidays{};
};

/// Something in a grid that can be selected: an occurrence, or "3 more" of a day. Neither: the slot.
struct GridItem {
    OccurrenceRef ref{};
    QDate more{};
    bool isOccurrence() const
    {
        return bool(ref.item);
    }
    bool isNone() const
    {
        return !ref.item && !more.isValid();
    }
    bool operator==(const GridItem &) const = default;
};

/// Where (a part of) an item is painted, in the viewport.
struct GridPiece {
    GridItem item{};
    int index = -1; ///< of the occurrence
    int more = 0; ///< how many are not shown
    QRect area{};
    bool isContinuedBefore = false, isContinuedAfter = false;
    bool isAcross = false; ///< lies across days: its ends are left and right
};

/// The empty place the keyboard stands on: a day, or a time of it.
struct GridSlot {
    QDate day{};
    int minute = -1; ///< of the wall clock; -1: the whole day
    int length = 30; ///< minutes selected; for whole days: number of days
    bool isWholeDay() const
    {
        return minute < 0;
    }
    bool operator==(const GridSlot &) const = default;
};

}
