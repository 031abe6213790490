// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventzones.h"

namespace Kontor
{
namespace
{
constexpr int ruleFrom = 2040; // the database's rules for ever hold by then, if there are any (2037 ends the old tables)
constexpr int regularYears = 6;
constexpr int lastListed = 2087; // as far as Morocco's changes are known

struct Change {
    QDateTime at; ///< UTC
    int from = 0, to = 0; ///< seconds
    bool isDaylight = false;
    QString name;
    QDateTime clock() const ///< what the clock shows when it is changed
    {
        return at.addSecs(from);
    }
};

QList<Change> changesOf(const QTimeZone &zone, int firstYear, int lastYear)
{
    const QDateTime begin(QDate(firstYear, 1, 1), QTime(0, 0), QTimeZone::UTC);
    const QDateTime end(QDate(lastYear, 12, 31), QTime(23, 59), QTimeZone::UTC);
    QList<Change> changes;
    auto offset = zone.offsetFromUtc(begin);
    for (const auto &transition : zone.transitions(begin, end)) {
        const auto at = transition.atUtc;
        if (at <= begin || (transition.offsetFromUtc == offset && !changes.isEmpty() && changes.last().isDaylight == (transition.daylightTimeOffset != 0))) {
            continue;
        }
        changes << Change{at.toUTC(), offset, transition.offsetFromUtc, transition.daylightTimeOffset != 0, transition.abbreviation};
        offset = transition.offsetFromUtc;
    }
    return changes;
}

/// The day as a rule may say it: month, and n-th weekday from the front or the back of the month.
QByteArray yearlyRule(const QDateTime &clock, bool isFromBack)
{
    static const QList<QByteArray> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    const auto day = clock.date();
    const auto nth = isFromBack ? -((day.daysInMonth() - day.day()) / 7 + 1) : (day.day() - 1) / 7 + 1;
    return QByteArray("FREQ=YEARLY;BYMONTH=" + QByteArray::number(day.month()) + ";BYDAY=" + QByteArray::number(nth) + weekdays.at(day.dayOfWeek() - 1));
}

/// One rule all of these follow, each in another year; empty: there is none.
QByteArray ruleFor(const QList<Change> &changes, bool isFromBack)
{
    const auto &first = changes.first();
    const auto rule = yearlyRule(first.clock(), isFromBack);
    const bool holds = std::ranges::all_of(changes, [&](const Change &change) {
        return yearlyRule(change.clock(), isFromBack) == rule && change.clock().time() == first.clock().time() && change.from == first.from
            && change.to == first.to;
    });
    return holds ? rule : QByteArray();
}

QByteArray offsetText(int seconds)
{
    const auto away = std::abs(seconds);
    QByteArray text = QByteArray(seconds < 0 ? "-" : "+") + QByteArray::number(away / 3600).rightJustified(2, '0')
        + QByteArray::number(away / 60 % 60).rightJustified(2, '0');
    if (away % 60) {
        text += QByteArray::number(away % 60).rightJustified(2, '0');
    }
    return text;
}

ComponentPointer made(const QByteArray &name)
{
    auto component = std::make_shared<ContentComponent>();
    component->name = name;
    component->begin = ContentLine::fromLogical(QByteArray("BEGIN:" + name));
    component->end = ContentLine::fromLogical(QByteArray("END:" + name));
    return component;
}

ComponentPointer observance(bool isDaylight, const QDateTime &clock, int from, int to, const QString &name, const QByteArray &rule)
{
    auto component = made(isDaylight ? QByteArrayLiteral("DAYLIGHT") : QByteArrayLiteral("STANDARD"));
    const auto add = [&component](const QByteArray &line) {
        component->parts << ContentComponent::Part{nullptr, ContentLine::fromLogical(line)};
    };
    add(QByteArray("DTSTART:" + clock.toString(QStringLiteral("yyyyMMdd'T'HHmmss")).toLatin1()));
    add(QByteArray("TZOFFSETFROM:" + offsetText(from)));
    add(QByteArray("TZOFFSETTO:" + offsetText(to)));
    if (!name.isEmpty()) {
        add(QByteArray("TZNAME:" + escapedText(name)));
    }
    if (!rule.isEmpty()) {
        add(QByteArray("RRULE:" + rule));
    }
    return component;
}
}

ComponentPointer EventZones::definition(const QTimeZone &zone, const QDateTime &around)
{
    if (!zone.isValid()) {
        return nullptr;
    }
    auto component = made(QByteArrayLiteral("VTIMEZONE"));
    component->parts << ContentComponent::Part{nullptr, ContentLine::fromLogical(QByteArray("TZID:" + zone.id()))};
    const auto firstYear = std::min(around.date().year() - 1, 2025);
    const auto changes = changesOf(zone, firstYear, lastListed);

    // Which half years follow a rule, and since when.
    QList<Change> listed;
    for (const bool isDaylight : {true, false}) {
        QList<Change> kind;
        QList<Change> late;
        for (const auto &change : changes) {
            if (change.isDaylight == isDaylight) {
                kind << change;
                if (change.at.date().year() >= ruleFrom && change.at.date().year() < ruleFrom + regularYears) {
                    late << change;
                }
            }
        }
        const bool isFromBack = late.size() == regularYears && !ruleFor(late, true).isEmpty();
        const auto rule = late.size() == regularYears ? ruleFor(late, isFromBack) : QByteArray();
        if (rule.isEmpty()) {
            listed << kind;
            continue;
        }
        qsizetype since = kind.size();
        for (qsizetype i = kind.size() - 1; i >= 0; --i) { // back to the first year it held without a break
            if (ruleFor({kind.at(i), late.first()}, isFromBack).isEmpty()
                || (since < kind.size() && kind.at(since).at.date().year() - kind.at(i).at.date().year() != 1)) {
                break;
            }
            since = i;
        }
        listed << kind.first(since);
        const auto &first = kind.at(since);
        EventLines::append(*component, observance(isDaylight, first.clock(), first.from, first.to, first.name, rule));
    }
    std::ranges::sort(listed, {}, &Change::at);
    for (const auto &change : std::as_const(listed)) {
        EventLines::append(*component, observance(change.isDaylight, change.clock(), change.from, change.to, change.name, {}));
    }
    // What holds before the first change.
    const QDateTime begin(QDate(firstYear, 1, 1), QTime(0, 0), QTimeZone::UTC);
    const auto offset = zone.offsetFromUtc(begin);
    auto before
        = observance(zone.isDaylightTime(begin), QDateTime(QDate(1970, 1, 1), QTime(0, 0), QTimeZone::UTC), offset, offset, zone.abbreviation(begin), {});
    component->parts.insert(1, ContentComponent::Part{before, {}});
    return component;
}

}
