// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "store/store.h"

#include <QHash>
#include <QTimeZone>

#include <optional>

namespace Kontor
{

/// Busy times of people and rooms, and the next time when all of them are free. Pure functions of values.
namespace FreeBusy
{
enum class Kind { Busy, Tentative, Unavailable };

struct Span {
    QDateTime start{}, end{}; ///< UTC
    Kind kind = Kind::Busy;
    bool operator==(const Span &) const = default;
};

/// The spans in an answer of a server, joined where they touch, by start. Understands VFREEBUSY with FREEBUSY lines
/// and one VFREEBUSY for each span without any (Radicale). Null: not an answer, so nothing is known.
std::optional<QList<Span>> read(const QByteArray &answer, const QDateTime &from, const QDateTime &to);

/// Joins and sorts; busy beats tentative where both are.
QList<Span> merged(QList<Span> spans);

/// My own, from the calendars here: not transparent, not cancelled, not declined, and not \p except itself.
Result<QList<Span>>
own(const Reader &reader, const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to, const QTimeZone &local, const OccurrenceRef &except = {});

/// What was told of people, by address in lower case; of who is missing nothing is known.
using Told = QHash<QString, QList<Span>>;

struct WorkingHours {
    QTime from{8, 0}, to{18, 0};
    QList<int> days{1, 2, 3, 4, 5}; ///< Qt::DayOfWeek
};

/// The first start from \p from on, on a quarter of an hour, at which nobody is busy for so many minutes, within working hours of
/// \p local. Null: none within \p days days.
QDateTime nextFree(const QList<QList<Span>> &people, const QDateTime &from, int minutes, const WorkingHours &hours, const QTimeZone &local, int days = 60);

/// The same for what takes longer than a working day: the first working day from \p from on, at its time of the day, from which
/// nobody is busy until so much later.
struct Length {
    int days = 0; ///< by the clock, as whole days are
    qint64 seconds = 0;
};
QDateTime nextFree(const QList<QList<Span>> &people, const QDateTime &from, const Length &length, const WorkingHours &hours, const QTimeZone &local, int days = 60);
}

}
