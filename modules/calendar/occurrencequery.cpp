// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/occurrencequery.h"

#include "calendar/birthdaycalendar.h"
#include "calendar/eventconflict.h"
#include "calendar/occurrenceexpansion.h"
#include "store/search.h"
#include "sync/collection.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>
#include <optional>

namespace Kontor
{

namespace
{
constexpr qint64 day = qint64(86400) * 1000;
constexpr int mostOnTheSpot = 5'000; ///< instances of one series in one span
constexpr qsizetype mostAtOnce = 100'000;

struct Row {
    ItemId item{};
    CollectionId collection{};
    qint64 recurrence = 0;
    int part = 0;
    qint64 start = 0, end = 0;
    bool isWall = false;
};

template <class Id>
QString jsonOf(const QSet<Id> &ids)
{
    QJsonArray array;
    for (const auto id : ids) {
        array.append(id.value);
    }
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

/// What the user's clock shows; its answers have the local spec where it is the machine's own.
class LocalClock
{
public:
    explicit LocalClock(const QTimeZone &local)
        : m_zone(local.timeSpec() == Qt::LocalTime ? QTimeZone::systemTimeZone() : local)
        , m_shown(m_zone == QTimeZone::systemTimeZone() ? QTimeZone(QTimeZone::LocalTime) : m_zone)
    {
    }
    qint64 wallOf(qint64 instant) const
    {
        return wallOfInstant(instant, m_zone);
    }
    const QTimeZone &zone() const
    {
        return m_shown;
    }
    /// Thousands of events begin and end at a few hundred times; asking for the zone takes longer than all else.
    QDateTime shown(qint64 time, bool isWall)
    {
        auto &known = m_known[isWall ? 1 : 0][time];
        if (known.isNull()) {
            if (isWall) {
                const auto clock = QDateTime::fromMSecsSinceEpoch(time, QTimeZone::UTC);
                known = QDateTime(clock.date(), clock.time(), m_shown);
            } else {
                known = QDateTime::fromMSecsSinceEpoch(time, m_shown);
            }
        }
        return known;
    }

private:
    std::array<QHash<qint64, QDateTime>, 2> m_known;
    QTimeZone m_zone;
    QTimeZone m_shown;
};

/// Reads rows and gives them the words and flags of their parts.
class RowReader
{
public:
    RowReader(const Reader &reader, const QTimeZone &local)
        : m_reader(reader)
        , m_clock(local)
    {
    }

    void setSpan(qint64 from, qint64 to)
    {
        m_from = from;
        m_to = to;
        m_fromWall = m_clock.wallOf(from);
        m_toWall = m_clock.wallOf(to);
    }

    Result<void> readCalendar(CollectionId calendar)
    {
        const auto from = m_from - day, to = m_to + day; // clock times may be a day off
        // What recurs beyond the rows made ahead.
        QSet<ItemId> beyond;
        QList<std::pair<ItemId, QByteArray>> series;
        auto done
            = m_reader
                  .prepare("SELECT item, series FROM calendar_object WHERE collection = ?1 AND series IS NOT NULL AND series_from < ?3 AND series_to > ?2 "
                           "AND (expanded_from > ?2 OR expanded_to < ?3)")
                  .each(
                      [&](const Statement &row) {
                          beyond.insert(row.get<ItemId>(0));
                          series << std::pair(row.get<ItemId>(0), row.blob(1));
                      },
                      calendar,
                      from,
                      to);
        if (!done) {
            return done;
        }
        const auto take = [&](const Statement &row) {
            add({.item = row.get<ItemId>(0),
                 .collection = calendar,
                 .recurrence = row.integer(1),
                 .part = int(row.integer(2)),
                 .start = row.integer(3),
                 .end = row.integer(4),
                 .isWall = row.integer(5) != 0},
                beyond);
        };
        done = m_reader
                   .prepare("SELECT item, recurrence, part, start, end, is_wall FROM calendar_occurrence WHERE collection = ?1 AND is_long = 0 AND start >= ?2 "
                            "AND start < ?3")
                   .each(take, calendar, from - OccurrenceExpansion::shortest, to);
        if (!done) {
            return done;
        }
        done = m_reader
                   .prepare("SELECT item, recurrence, part, start, end, is_wall FROM calendar_occurrence WHERE collection = ?1 AND is_long = 1 AND start < ?3 "
                            "AND end > ?2")
                   .each(take, calendar, from, to);
        if (!done) {
            return done;
        }
        for (const auto &[item, bytes] : std::as_const(series)) {
            const auto object = CalendarObject::read(bytes);
            for (const auto found = RecurrenceSet(object).between(from, to, mostOnTheSpot); const auto &instance : found.list) {
                add({.item = item,
                     .collection = calendar,
                     .recurrence = instance.recurrence,
                     .part = instance.component,
                     .start = instance.start(),
                     .end = instance.end(),
                     .isWall = instance.isWall()},
                    {});
            }
        }
        return {};
    }

    void addAny(const Row &row)
    {
        m_rows << row;
    }

    /// In the order of the rows.
    Result<QList<Occurrence>> occurrences()
    {
        if (auto read = readParts().and_then([this] {
                return readStates();
            });
            !read) {
            return std::unexpected(read.error());
        }
        QList<Occurrence> list;
        list.reserve(m_rows.size());
        for (const auto &row : std::as_const(m_rows)) {
            const auto part = m_parts.constFind({row.item.value, row.part});
            if (part == m_parts.cend()) {
                continue;
            }
            auto occurrence = *part;
            occurrence.ref.recurrence = row.recurrence;
            occurrence.calendar = row.collection;
            occurrence.start = row.start == noTime ? QDateTime() : m_clock.shown(row.start, row.isWall);
            occurrence.end = row.end == row.start ? occurrence.start : m_clock.shown(row.end, row.isWall);
            occurrence.flags.setFlag(EventFlag::Waiting, m_waiting.contains(row.item));
            occurrence.flags.setFlag(EventFlag::Contested, m_contested.contains(row.item));
            occurrence.flags.setFlag(EventFlag::ReadOnly, occurrence.flags.testFlag(EventFlag::ReadOnly) || m_readOnly.contains(row.collection));
            list << std::move(occurrence);
        }
        return list;
    }

    static constexpr qint64 noTime = std::numeric_limits<qint64>::min();

private:
    void add(const Row &row, const QSet<ItemId> &without)
    {
        const auto from = row.isWall ? m_fromWall : m_from, to = row.isWall ? m_toWall : m_to;
        if (row.start >= to || (row.end <= from && row.start < from) || without.contains(row.item) || m_rows.size() >= mostAtOnce) {
            return;
        }
        m_rows << row;
    }

    Result<void> readParts()
    {
        QSet<ItemId> items;
        for (const auto &row : std::as_const(m_rows)) {
            items.insert(row.item);
        }
        m_parts.reserve(items.size());
        return m_reader
            .prepare("SELECT p.item, p.part, p.summary, p.location, p.zone, p.conference, p.flags, p.mine FROM json_each(?1) j CROSS JOIN calendar_part p ON "
                     "p.item = j.value")
            .each(
                [this](const Statement &row) {
                    Occurrence part;
                    part.ref.item = row.get<ItemId>(0);
                    part.summary = row.text(2);
                    part.location = row.text(3);
                    part.zone = row.text(4);
                    part.conference = row.text(5);
                    part.flags = EventFlags::fromInt(int(row.integer(6)));
                    part.mine = Participation(row.integer(7));
                    m_parts.insert({row.integer(0), int(row.integer(1))}, part);
                },
                jsonOf(items));
    }

    Result<void> readStates()
    {
        const auto *sql = "SELECT c.item, max" KONTOR_CHANGE_IS_CONTESTED " FROM change c WHERE c.item IS NOT NULL GROUP BY c.item";
        auto done = m_reader.prepare(sql).each([this](const Statement &row) {
            m_waiting.insert(row.get<ItemId>(0));
            if (row.integer(1) != 0) {
                m_contested.insert(row.get<ItemId>(0));
            }
        });
        if (!done) {
            return done;
        }
        return m_reader.prepare("SELECT id FROM collection WHERE rights & ?1 = 0")
            .each(
                [this](const Statement &row) {
                    m_readOnly.insert(row.get<CollectionId>(0));
                },
                Rights(Right::Write).toInt());
    }

    const Reader &m_reader;
    LocalClock m_clock;
    qint64 m_from = 0, m_to = 0, m_fromWall = 0, m_toWall = 0;
    QList<Row> m_rows;
    QHash<std::pair<qint64, int>, Occurrence> m_parts;
    QSet<ItemId> m_waiting, m_contested;
    QSet<CollectionId> m_readOnly;
};

void sortByDay(QList<Occurrence> &list)
{
    struct Key {
        qint64 day;
        int rank; ///< whole days, birthdays, what has a time
        qint64 start;
        qsizetype index;
    };
    QList<Key> keys;
    keys.reserve(list.size());
    for (qsizetype i = 0; i < list.size(); ++i) {
        const auto &one = list.at(i);
        keys << Key{.day = one.start.date().toJulianDay(), .rank = !one.isAllDay() ? 2 : one.calendar == birthdayCalendar ? 1 : 0, .start = one.start.toMSecsSinceEpoch(), .index = i};
    }
    std::sort(keys.begin(), keys.end(), [&list](const Key &a, const Key &b) {
        if (a.day != b.day) {
            return a.day < b.day;
        }
        if (a.rank != b.rank) {
            return a.rank < b.rank;
        }
        if (a.start != b.start) {
            return a.start < b.start;
        }
        const auto &one = list.at(a.index), &other = list.at(b.index);
        return one.summary != other.summary ? one.summary < other.summary : one.ref < other.ref;
    });
    QList<Occurrence> sorted;
    sorted.reserve(list.size());
    for (const auto &key : std::as_const(keys)) {
        sorted << std::move(list[key.index]);
    }
    list = std::move(sorted);
}
}

Result<QList<Occurrence>>
OccurrenceQuery::between(const Reader &reader, const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to, const QTimeZone &local)
{
    RowReader rows(reader, local);
    rows.setSpan(from.toMSecsSinceEpoch(), to.toMSecsSinceEpoch());
    QList<Occurrence> birthdays;
    for (const auto calendar : calendars) {
        if (calendar == birthdayCalendar) {
            const auto zone = LocalClock(local).zone();
            const auto found = BirthdayCalendar::between(reader, from.toTimeZone(zone).date(), to.addMSecs(-1).toTimeZone(zone).date(), zone);
            if (!found) {
                return std::unexpected(found.error());
            }
            birthdays = *found;
        } else if (auto read = rows.readCalendar(calendar); !read) {
            return std::unexpected(read.error());
        }
    }
    return rows.occurrences().transform([&birthdays](QList<Occurrence> list) {
        list += birthdays;
        sortByDay(list);
        return list;
    });
}

Result<QList<Occurrence>> OccurrenceQuery::matching(const Reader &reader, const QString &words, int atMost, const QTimeZone &local)
{
    const auto expression = ftsWords(words);
    if (expression.isEmpty()) {
        return QList<Occurrence>();
    }
    struct Hit {
        ItemId item;
        CollectionId collection;
        std::optional<qint64> time;
        bool isWall;
        qint64 recurrence;
    };
    QList<Hit> hits;
    auto found = reader
                     .prepare("SELECT o.item, o.collection, coalesce(o.due, o.start), o.is_wall, o.recurrence FROM search_index s JOIN calendar_object o ON "
                              "o.item = s.rowid "
                              "WHERE search_index MATCH ?1 AND o.collection NOT IN (SELECT d.collection FROM change d WHERE d.item IS NULL AND d.collection IS NOT NULL "
                              "AND d.kind = 'deleteCollection' AND d.state <> 3) ORDER BY coalesce(o.due, o.start) DESC LIMIT ?2")
                     .each(
                         [&hits](const Statement &row) {
                             hits << Hit{.item = row.get<ItemId>(0),
                                         .collection = row.get<CollectionId>(1),
                                         .time = row.isNull(2) ? std::nullopt : std::optional(row.integer(2)),
                                         .isWall = row.integer(3) != 0,
                                         .recurrence = row.integer(4)};
                         },
                         expression,
                         std::max(0, atMost));
    if (!found) {
        return std::unexpected(found.error());
    }
    // Of a series the next instance, else the last.
    const auto now = QDateTime::currentMSecsSinceEpoch();
    auto &next = reader.prepare("SELECT recurrence, part, start, end, is_wall FROM calendar_occurrence WHERE item = ?1 "
                                "ORDER BY start >= ?2 DESC, CASE WHEN start >= ?2 THEN start ELSE -start END LIMIT 1");
    RowReader rows(reader, local);
    for (const auto &hit : std::as_const(hits)) {
        Row row{.item = hit.item,
                .collection = hit.collection,
                .recurrence = hit.recurrence,
                .part = 0,
                .start = hit.time.value_or(RowReader::noTime),
                .end = hit.time.value_or(RowReader::noTime),
                .isWall = hit.isWall};
        auto asked = next.each(
            [&row](const Statement &statement) {
                row.recurrence = statement.integer(0);
                row.part = int(statement.integer(1));
                row.start = statement.integer(2);
                row.end = statement.integer(3);
                row.isWall = statement.integer(4) != 0;
            },
            hit.item,
            now);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        rows.addAny(row);
    }
    const auto birthdays = BirthdayCalendar::matching(reader, words, atMost, LocalClock(local).zone());
    if (!birthdays) {
        return std::unexpected(birthdays.error());
    }
    return rows.occurrences().transform([&birthdays](QList<Occurrence> list) {
        list += *birthdays;
        std::stable_sort(list.begin(), list.end(), [](const Occurrence &a, const Occurrence &b) {
            return a.start.isValid() != b.start.isValid() ? a.start.isValid() : a.start > b.start;
        });
        return list;
    });
}

}
