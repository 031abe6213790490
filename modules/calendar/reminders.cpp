// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/reminders.h"

#include "calendar/timezone.h"

namespace Kontor
{
namespace
{
constexpr qint64 oneDay = 24LL * 60 * 60 * 1000;
constexpr int mostDue = 200;

struct Row {
    Occurrence occurrence;
    QByteArray alarm;
    qint64 at = 0; ///< instant
    qint64 end = 0; ///< instant
    qint64 acknowledged = 0, again = 0; ///< remembered here
    bool isPutOff = false; ///< the instance that comes again
};

/// What is remembered here is remembered of an alarm. In a series it is the last instance that rang by then which was put off.
void findPutOff(QList<Row> &rows)
{
    QHash<std::pair<ItemId, QByteArray>, Row *> last;
    for (auto &row : rows) {
        if (row.again != 0 && row.at <= row.acknowledged) {
            auto *&found = last[{row.occurrence.ref.item, row.alarm}];
            found = !found || found->at < row.at ? &row : found;
        }
    }
    for (auto *row : std::as_const(last)) {
        row->isPutOff = true;
    }
}

/// All alarms whose time, by whatever clock, may lie in a span.
Result<QList<Row>> alarmsBetween(const Reader &reader, qint64 from, qint64 to, const QTimeZone &local)
{
    QList<Row> rows;
    return reader
        .prepare("SELECT a.item, a.recurrence, a.alarm, a.at, a.is_wall, a.start, a.end, o.collection, p.summary, p.location, p.zone, p.conference, p.flags, "
                 "p.mine, "
                 "d.acknowledged, d.again FROM calendar_alarm a JOIN calendar_object o ON o.item = a.item JOIN calendar_part p ON p.item = a.item AND p.part = "
                 "a.part "
                 "JOIN collection c ON c.id = o.collection LEFT JOIN calendar_dismissed d ON d.item = a.item AND d.alarm = a.alarm "
                 "WHERE ((a.at > ?1 AND a.at <= ?2) OR (d.again > ?1 AND d.again <= ?2)) AND c.role NOT IN ('inbox', 'feed') AND c.policy <> 'hidden' "
                 "AND c.id NOT IN (SELECT x.collection FROM change x WHERE x.item IS NULL AND x.collection IS NOT NULL AND x.kind = 'deleteCollection' AND x.state <> 3) "
                 "ORDER BY a.at LIMIT 2000")
        .each(
            [&](const Statement &row) {
                Row found;
                const bool isWall = row.integer(4) != 0;
                const auto instant = [&](qint64 time) {
                    return isWall ? instantOfWall(time, local) : time;
                };
                auto &occurrence = found.occurrence;
                occurrence.ref = {row.get<ItemId>(0), row.integer(1)};
                found.alarm = row.blob(2);
                found.at = instant(row.integer(3));
                occurrence.start = QDateTime::fromMSecsSinceEpoch(instant(row.integer(5)), local);
                occurrence.end = QDateTime::fromMSecsSinceEpoch(instant(row.integer(6)), local);
                found.end = occurrence.end.toMSecsSinceEpoch();
                occurrence.calendar = row.get<CollectionId>(7);
                occurrence.summary = row.text(8);
                occurrence.location = row.text(9);
                occurrence.zone = row.text(10);
                occurrence.conference = row.text(11);
                occurrence.flags = EventFlags::fromInt(int(row.integer(12)));
                occurrence.mine = Participation(row.integer(13));
                found.acknowledged = row.integer(14);
                found.again = row.integer(15);
                rows << found;
            },
            from,
            to)
        .transform([&rows] {
            findPutOff(rows);
            return rows;
        });
}

/// When it rings; 0: not (any more).
qint64 dueAt(const Row &row)
{
    if (row.occurrence.mine == Participation::Declined || row.occurrence.flags.testAnyFlags(EventFlag::Cancelled | EventFlag::Done)) {
        return 0;
    }
    if (row.isPutOff) {
        return row.again;
    }
    return row.acknowledged >= row.at && row.acknowledged != 0 ? 0 : row.at;
}
}

Result<QList<Reminder>> Reminders::due(const Reader &reader, const QDateTime &since, const QDateTime &until, const QTimeZone &local)
{
    const auto from = since.toMSecsSinceEpoch();
    const auto to = until.toMSecsSinceEpoch();
    return alarmsBetween(reader, from - oneDay, to + oneDay, local).transform([&](const QList<Row> &rows) {
        QList<Reminder> reminders;
        for (const auto &row : rows) {
            const auto at = dueAt(row);
            const bool isOver = !row.occurrence.flags.testFlag(EventFlag::Task) && row.end + oneDay < to && row.at + oneDay < to;
            if (at > from && at <= to && !isOver) {
                reminders << Reminder{.occurrence = row.occurrence, .alarm = row.alarm, .due = QDateTime::fromMSecsSinceEpoch(at, QTimeZone::UTC)};
            }
        }
        std::ranges::stable_sort(reminders, {}, &Reminder::due);
        return reminders.first(std::min<qsizetype>(reminders.size(), mostDue));
    });
}

Result<QDateTime> Reminders::next(const Reader &reader, const QDateTime &after, const QTimeZone &local)
{
    const auto from = after.toMSecsSinceEpoch();
    return alarmsBetween(reader, from - oneDay, from + 31 * oneDay, local).transform([from](const QList<Row> &rows) {
        qint64 next = 0;
        for (const auto &row : rows) {
            const auto at = dueAt(row);
            if (at > from && (next == 0 || at < next)) {
                next = at;
            }
        }
        return next == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(next, QTimeZone::UTC);
    });
}

}
