// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/recurrenceset.h"

#include "calendar/recurrencerule.h"

#include <QSet>

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qint64 day = qint64(86400) * 1000;
constexpr int mostCounted = 20'000;
constexpr qint64 farthest = qint64(530) * 366 * day; // 2500

const CalendarTime &anchorOf(const CalendarComponent &component)
{
    return component.start.isValid ? component.start : component.end;
}

qint64 dayOf(qint64 wall)
{
    return wall >= 0 ? wall / day : -((-wall + day - 1) / day);
}

/// What the clock at \p anchor shows at \p time; dates take over its time of the day.
qint64 wallAt(const CalendarTime &anchor, const CalendarTime &time)
{
    if (anchor.isDate) {
        // A time in a series of days: usually local midnight, told in UTC.
        return time.isDate ? time.wall : dayOf(time.zone.isUtc() ? time.wall + day / 2 : time.wall) * day;
    }
    if (time.isDate) {
        return time.wall + (anchor.wall - dayOf(anchor.wall) * day);
    }
    if (time.zone.isFloating() || anchor.zone.isFloating()) {
        return time.wall;
    }
    return anchor.zone.wallOf(time.key(), QTimeZone::utc());
}

CalendarTime at(const CalendarTime &anchor, qint64 wall)
{
    auto time = anchor;
    time.wall = wall;
    return time;
}

/// The end of an instance that begins at \p start.
CalendarTime endOf(const CalendarComponent &component, const CalendarTime &start)
{
    if (!component.end.isValid) {
        return {};
    }
    if (component.duration.isValid) {
        return component.duration.after(start);
    }
    auto end = component.end;
    if (start.isDate || component.start.isFloating() || end.isFloating()) {
        end.wall += start.wall - component.start.wall;
        return end;
    }
    // DTEND means the same exact duration for all instances (RFC 5545, 3.8.5.3).
    const auto utc = QTimeZone::utc();
    const auto length = end.instant(utc) - component.start.instant(utc);
    end.wall = end.zone.wallOf(start.instant(utc) + length, utc);
    return end;
}

bool touches(const RecurrenceSet::Instance &instance, qint64 from, qint64 to)
{
    const auto start = instance.start();
    return start < to && (start >= from || instance.end() > from);
}

/// What a series leaves out, in the words of its anchor.
struct Excluded {
    const CalendarTime &anchor;
    QSet<qint64> keys; ///< not clock times: one that does not exist in spring is another one
    QSet<qint64> days;

    Excluded(const CalendarTime &seriesAnchor, const QList<CalendarTime> &times)
        : anchor(seriesAnchor)
    {
        for (const auto &time : times) {
            if (time.isDate && !anchor.isDate) {
                days.insert(dayOf(time.wall));
            } else {
                keys.insert(at(anchor, wallAt(anchor, time)).key());
            }
        }
    }
    bool contains(qint64 wall) const
    {
        return (!keys.isEmpty() && keys.contains(at(anchor, wall).key())) || (!days.isEmpty() && days.contains(dayOf(wall)));
    }
};

/// Until when a rule goes, as instant or wall clock.
struct Limit {
    enum class By { Nothing, Wall, Instant } by = By::Nothing;
    qint64 last = 0;

    Limit(const CalendarTime &anchor, const QByteArray &until)
    {
        const auto time = until.isEmpty() ? CalendarTime() : CalendarTime::parse(until, {}, nullptr);
        if (!time.isValid) {
            return;
        }
        by = By::Wall;
        last = time.isDate ? time.wall + day - 1 : anchor.isDate ? dayOf(time.wall) * day : time.wall;
        if (!time.isDate && time.zone.isUtc() && !anchor.isFloating()) {
            by = By::Instant;
        }
    }
    bool allows(const CalendarTime &anchor, qint64 wall) const
    {
        return by == By::Nothing || (by == By::Wall ? wall : anchor.zone.instantOf(wall, QTimeZone::utc())) <= last;
    }
    qint64 beyond(qint64 to) const
    {
        return by == By::Nothing ? to : std::min(to, last + 2 * day);
    }
};
}

struct RecurrenceSet::Slot {
    qint64 wall = 0;
    CalendarTime end{}; ///< of a PERIOD
};

bool RecurrenceSet::Instance::isWall() const
{
    return anchor().isFloating();
}

const CalendarTime &RecurrenceSet::Instance::anchor() const
{
    return startTime.isValid ? startTime : endTime;
}

qint64 RecurrenceSet::Instance::start() const
{
    return anchor().key();
}

qint64 RecurrenceSet::Instance::end() const
{
    if (!endTime.isValid || endTime.isFloating() != anchor().isFloating()) {
        return start();
    }
    return std::max(start(), endTime.key());
}

RecurrenceSet::RecurrenceSet(const CalendarObject &object)
{
    QHash<QByteArray, qsizetype> places;
    for (const auto &component : object.components) {
        auto place = places.constFind(component.uid);
        if (place == places.cend()) {
            place = places.insert(component.uid, m_series.size());
            m_series.emplaceBack();
        }
        auto &series = m_series[*place];
        if (!component.recurrenceId.isValid) {
            series.master = series.master ? series.master : &component;
            continue;
        }
        series.exceptions << &component;
        if (component.isThisAndFuture && anchorOf(component).isValid) {
            series.following << &component;
        }
    }
    for (auto &series : m_series) {
        std::sort(series.following.begin(), series.following.end(), [](const CalendarComponent *a, const CalendarComponent *b) {
            return a->recurrence < b->recurrence;
        });
    }
}

qint64 RecurrenceSet::slotKey(const CalendarTime &start, const CalendarTime &recurrenceId)
{
    return start.isValid ? at(start, wallAt(start, recurrenceId)).key() : recurrenceId.key();
}

/// The instance at a slot that has no exception of its own.
RecurrenceSet::Instance RecurrenceSet::instanceOf(const Series &series, qint64 wall, qint64 recurrence) const
{
    const auto after = std::lower_bound(series.following.begin(), series.following.end(), recurrence, [](const CalendarComponent *following, qint64 value) {
        return following->recurrence < value;
    });
    const auto *component = after == series.following.begin() ? series.master : *std::prev(after);
    const auto &own = anchorOf(*component);
    if (component != series.master) {
        // Moved as far as the first of them was.
        wall += own.wall - wallAt(own, at(anchorOf(*series.master), wallAt(anchorOf(*series.master), component->recurrenceId)));
    }
    Instance instance{.component = component->index, .recurrence = recurrence, .startTime = {}, .endTime = {}, .isException = false};
    if (component->start.isValid) {
        instance.startTime = at(component->start, wall);
        instance.endTime = endOf(*component, instance.startTime);
    } else {
        instance.endTime = at(component->end, wall);
    }
    return instance;
}

QList<RecurrenceSet::Slot> RecurrenceSet::slotsBetween(const CalendarComponent &master, qint64 from, qint64 to, int atMost, bool &isCut) const
{
    const auto &anchor = anchorOf(master);
    QList<Slot> found;
    const auto add = [&](qint64 wall) {
        found << Slot{.wall = wall, .end = {}};
    };
    if (anchor.wall >= from && anchor.wall < to) {
        add(anchor.wall);
    }
    for (const auto &value : master.rules) {
        const auto rule = RecurrenceRule::parse(value);
        if (!rule) {
            continue;
        }
        const Limit limit(anchor, rule->until);
        const auto starts = rule->starts(anchor.wall, from, limit.beyond(to), atMost);
        isCut |= starts.isCut;
        for (const auto wall : starts.walls) {
            if (limit.allows(anchor, wall)) {
                add(wall);
            }
        }
    }
    for (const auto &extra : master.extraDates) {
        const auto wall = wallAt(anchor, extra.start);
        if (wall >= from && wall < to) {
            found << Slot{.wall = wall, .end = extra.end};
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Slot &a, const Slot &b) {
        return a.wall != b.wall ? a.wall < b.wall : a.end.isValid && !b.end.isValid;
    });
    found.erase(std::unique(found.begin(),
                            found.end(),
                            [](const Slot &a, const Slot &b) {
                                return a.wall == b.wall;
                            }),
                found.end());

    const Excluded excluded(anchor, master.exceptDates);
    QSet<qint64> ruledOut;
    for (const auto &value : master.exceptRules) {
        if (const auto rule = RecurrenceRule::parse(value)) {
            const Limit limit(anchor, rule->until);
            const auto starts = rule->starts(anchor.wall, from, limit.beyond(to), atMost, RecurrenceRule::Start::IfItFits);
            for (const auto wall : starts.walls) {
                if (limit.allows(anchor, wall)) {
                    ruledOut.insert(wall);
                }
            }
        }
    }
    found.removeIf([&](const Slot &slot) {
        return excluded.contains(slot.wall) || ruledOut.contains(slot.wall);
    });
    return found;
}

void RecurrenceSet::addSeries(const Series &series, qint64 from, qint64 to, int atMost, Instances &found) const
{
    // Exceptions may lie anywhere, wherever the instance was they replace.
    QSet<qint64> replaced;
    for (const auto *exception : series.exceptions) {
        replaced.insert(exception->recurrence);
        if (anchorOf(*exception).isValid) {
            const Instance instance{.component = exception->index,
                                    .recurrence = exception->recurrence,
                                    .startTime = exception->start,
                                    .endTime = exception->end,
                                    .isException = true};
            if (touches(instance, from, to)) {
                found.list << instance;
            }
        }
    }
    if (!series.master || !anchorOf(*series.master).isValid) {
        return;
    }
    const auto &master = *series.master;
    const auto &anchor = anchorOf(master);
    if (!master.isRecurring() && series.exceptions.isEmpty()) {
        const Instance instance{.component = master.index, .recurrence = 0, .startTime = master.start, .endTime = master.end, .isException = false};
        if (touches(instance, from, to)) {
            found.list << instance;
        }
        return;
    }
    // How far a slot can lie from what it becomes: by its length, by what is moved along, by the zone.
    qint64 longest = 0, earlier = 0, later = 0;
    const auto measure = [&](const CalendarComponent &component) {
        if (component.start.isValid && component.end.isValid) {
            longest = std::max(longest, component.end.wall - component.start.wall);
        }
    };
    measure(master);
    for (const auto &extra : master.extraDates) {
        longest = std::max(longest, extra.end.isValid ? extra.end.wall - extra.start.wall : 0);
    }
    for (const auto *following : series.following) {
        measure(*following);
        const auto moved = anchorOf(*following).key() - following->recurrence;
        earlier = std::min(earlier, moved);
        later = std::max(later, moved);
    }
    auto slots_ = slotsBetween(master, from - longest - later - 2 * day, to - earlier + 2 * day, atMost, found.isCut);
    qint64 previous = std::numeric_limits<qint64>::min();
    for (const auto &slot : std::as_const(slots_)) {
        auto recurrence = at(anchor, slot.wall).key();
        if (recurrence == previous) {
            continue; // two clock times that a gap makes one
        }
        previous = recurrence;
        if (replaced.contains(recurrence == 0 ? 1 : recurrence)) {
            continue;
        }
        auto instance = instanceOf(series, slot.wall, recurrence == 0 ? 1 : recurrence);
        if (slot.end.isValid && !slot.end.isDate && instance.component == master.index) {
            instance.endTime = slot.end;
        }
        if (touches(instance, from, to)) {
            found.list << instance;
        }
    }
}

RecurrenceSet::Instances RecurrenceSet::between(qint64 from, qint64 to, int atMost) const
{
    Instances found;
    for (const auto &series : m_series) {
        addSeries(series, from, to, atMost, found);
    }
    std::stable_sort(found.list.begin(), found.list.end(), [](const Instance &a, const Instance &b) {
        return a.start() < b.start();
    });
    if (found.list.size() > atMost) {
        found.list.resize(atMost);
        found.isCut = true;
    }
    return found;
}

std::optional<RecurrenceSet::Instance> RecurrenceSet::instance(qint64 recurrence) const
{
    for (const auto &series : m_series) {
        for (const auto *exception : series.exceptions) {
            if (exception->recurrence == recurrence) {
                return Instance{
                    .component = exception->index, .recurrence = recurrence, .startTime = exception->start, .endTime = exception->end, .isException = true};
            }
        }
    }
    if (m_series.isEmpty() || !m_series.first().master || !anchorOf(*m_series.first().master).isValid) {
        return std::nullopt;
    }
    const auto &series = m_series.first();
    const auto &anchor = anchorOf(*series.master);
    return instanceOf(series, anchor.isFloating() ? recurrence : anchor.zone.wallOf(recurrence, QTimeZone::utc()), recurrence);
}

RecurrenceSet::Bounds RecurrenceSet::bounds() const
{
    Bounds bounds{.from = endless, .to = -endless};
    const auto include = [&bounds](qint64 from, qint64 to) {
        bounds.from = std::min(bounds.from, from - day);
        bounds.to = to >= endless ? endless : std::max(bounds.to, to + day);
    };
    for (const auto &series : m_series) {
        qint64 moved = 0;
        for (const auto *exception : series.exceptions) {
            const Instance instance{.component = 0, .recurrence = 0, .startTime = exception->start, .endTime = exception->end, .isException = true};
            if (instance.anchor().isValid) {
                include(instance.start(), instance.end());
                moved
                    = std::max(moved, exception->isThisAndFuture ? std::abs(instance.start() - exception->recurrence) + instance.end() - instance.start() : 0);
            }
        }
        if (!series.master || !anchorOf(*series.master).isValid) {
            continue;
        }
        const auto &master = *series.master;
        const auto &anchor = anchorOf(master);
        const Instance first{.component = 0, .recurrence = 0, .startTime = master.start, .endTime = master.end, .isException = false};
        const auto length = first.end() - first.start() + moved;
        include(first.start() - moved, first.end());
        for (const auto &extra : master.extraDates) {
            include(extra.start.key(), extra.end.isValid ? extra.end.key() : extra.start.key() + length);
        }
        for (const auto &value : master.rules) {
            const auto rule = RecurrenceRule::parse(value);
            if (!rule) {
                continue;
            }
            const Limit limit(anchor, rule->until);
            if (rule->count > 0 && rule->count <= mostCounted) {
                const auto starts = rule->starts(anchor.wall, anchor.wall, limit.beyond(farthest), mostCounted);
                include(anchor.key(),
                        starts.isCut || (starts.walls.isEmpty() && !starts.isOver) ? endless
                            : starts.walls.isEmpty()                               ? anchor.key()
                                                                                   : starts.walls.last() + day + length);
            } else {
                include(anchor.key(), limit.by == Limit::By::Nothing ? endless : limit.last + day + length);
            }
        }
    }
    return bounds;
}

}
