// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/occurrenceexpansion.h"

#include <algorithm>

namespace Kontor
{

namespace
{
constexpr qint64 minute = 60'000;
constexpr qint64 day = 1440 * minute;
constexpr int mostOfFinite = 400;
constexpr int mostOfEndless = 2'000;
constexpr int mostAlarms = 500;
constexpr qint64 alarmsAhead = 62 * day;
constexpr qint64 alarmsBack = 8 * day;
constexpr qint64 earliestReminder = 60 * day; ///< before the start; earlier ones of recurring events are not looked for

/// Days back, days ahead, and after how many it goes on.
struct Horizon {
    int back, ahead, renew;
};
constexpr Horizon horizons[] = {{366, 732, 30}, {60, 180, 30}, {8, 32, 8}, {2, 4, 2}};

OccurrenceExpansion::Row rowOf(const RecurrenceSet::Instance &instance)
{
    return {.start = instance.start(), .end = instance.end(), .recurrence = instance.recurrence, .part = instance.component, .isWall = instance.isWall()};
}

/// The one instance of a series an absolute reminder means: the one that begins nearest to it.
qsizetype nearest(const QList<RecurrenceSet::Instance> &instances, const CalendarComponent &component, qint64 at)
{
    qsizetype found = -1;
    for (qsizetype i = 0; i < instances.size(); ++i) {
        if (instances.at(i).component != component.index) {
            continue;
        }
        if (found < 0 || std::abs(instances.at(i).start() - at) < std::abs(instances.at(found).start() - at)) {
            found = i;
        }
    }
    return found;
}

void addAlarms(OccurrenceExpansion &expansion, const CalendarObject &object, const RecurrenceSet &set, qint64 now)
{
    const auto system = QTimeZone::systemTimeZone();
    const bool recurs = object.isRecurring();
    const bool isAny = std::any_of(object.components.begin(), object.components.end(), [](const CalendarComponent &component) {
        return !component.reminders.isEmpty();
    });
    if (!isAny) {
        return;
    }
    const auto instances = recurs ? set.between(now - 9 * day, now + alarmsAhead + earliestReminder, mostOfEndless).list
                                  : set.between(-RecurrenceSet::endless, RecurrenceSet::endless, mostOfEndless).list;
    if (recurs) {
        expansion.renew = std::min(expansion.renew, now + alarmsAhead / 2);
    }
    const auto add = [&](const RecurrenceSet::Instance &instance, const CalendarComponent::Reminder &reminder, qint64 at, bool isWall) {
        const auto instant = isWall ? instantOfWall(at, system) : at;
        const bool isOver = reminder.acknowledged.isValid() && reminder.acknowledged.toMSecsSinceEpoch() >= instant;
        if (isOver || instant < now - alarmsBack || (recurs && instant > now + alarmsAhead) || expansion.alarms.size() >= mostAlarms) {
            return;
        }
        expansion.alarms << OccurrenceExpansion::Alarm{.part = instance.component,
                                                       .recurrence = instance.recurrence,
                                                       .name = reminder.name(),
                                                       .at = at,
                                                       .start = instance.start(),
                                                       .end = instance.end(),
                                                       .isWall = isWall};
    };
    for (const auto &component : object.components) {
        if (component.isDone() || component.status == QLatin1StringView("CANCELLED")) {
            continue;
        }
        for (const auto &reminder : component.reminders) {
            if (reminder.action == "EMAIL" || reminder.action == "NONE") { // the server's business; Apple's "no reminder"
                continue;
            }
            if (reminder.alarm.at.isValid()) {
                const auto at = reminder.alarm.at.toMSecsSinceEpoch();
                if (const auto which = nearest(instances, component, at); which >= 0) {
                    add(instances.at(which), reminder, at, false);
                }
                continue;
            }
            for (const auto &instance : instances) {
                if (instance.component == component.index) {
                    const auto base = reminder.isRelatedToEnd ? instance.end() : instance.start();
                    add(instance, reminder, base - reminder.alarm.minutesBefore * minute, instance.isWall());
                }
            }
        }
    }
}

bool isTask(const CalendarObject &object)
{
    return !object.components.isEmpty() && object.components.first().kind == CalendarComponent::Kind::Task;
}

/// A task stands where it is due, however long ago it may be begun. Of a recurring one only what is done
/// and what is to be done next: nobody sees all that will come as work of today.
void placeTasks(OccurrenceExpansion &expansion, const CalendarObject &object, const RecurrenceSet &set, const QDateTime &now)
{
    constexpr int mostDone = 400;
    QList<RecurrenceSet::Instance> shown;
    if (!object.isRecurring()) {
        shown = set.between(-RecurrenceSet::endless, RecurrenceSet::endless, mostDone).list;
    } else {
        for (const auto &component : object.components) {
            if (component.isDone() && component.recurrenceId.isValid) {
                if (auto done = set.instance(RecurrenceSet::slotKey(object.components.first().start, component.recurrenceId)); done && done->isException) {
                    shown << *std::move(done);
                }
            }
        }
        if (auto open = OccurrenceExpansion::openInstance(object, set, now)) {
            shown << *std::move(open);
        }
    }
    for (const auto &instance : std::as_const(shown)) {
        auto row = rowOf(instance);
        if (instance.endTime.isValid) {
            row.start = instance.endTime.key();
            row.end = row.start + (object.components.at(instance.component).isAllDay() ? day : 0);
            row.isWall = instance.endTime.isFloating();
        }
        expansion.rows << row;
    }
    expansion.from = -RecurrenceSet::endless;
    expansion.to = RecurrenceSet::endless;
}

void appendLine(QByteArray &text, const ContentLine &line)
{
    text += line.raw;
    if (!line.raw.endsWith('\n')) {
        text += "\r\n";
    }
}

void appendWhole(QByteArray &text, const ContentComponent &component)
{
    text += "BEGIN:" + component.name + "\r\n";
    for (const auto &part : component.parts) {
        if (part.component) {
            appendWhole(text, *part.component);
        } else {
            appendLine(text, part.line);
        }
    }
    text += "END:" + component.name + "\r\n";
}
}

OccurrenceExpansion OccurrenceExpansion::of(const CalendarObject &object, const QDateTime &now)
{
    const RecurrenceSet set(object);
    OccurrenceExpansion expansion;
    expansion.bounds = set.bounds();
    const auto today = now.toMSecsSinceEpoch();
    if (isTask(object)) {
        placeTasks(expansion, object, set, now);
        addAlarms(expansion, object, set, today);
        return expansion;
    }
    RecurrenceSet::Instances found;
    bool isWhole = !object.isRecurring();
    if (isWhole || expansion.bounds.to < RecurrenceSet::endless) {
        found = set.between(-RecurrenceSet::endless, RecurrenceSet::endless, mostOfFinite);
        isWhole = isWhole || !found.isCut;
    }
    if (isWhole) {
        expansion.from = -RecurrenceSet::endless;
        expansion.to = RecurrenceSet::endless;
    } else {
        found = {};
        expansion.from = expansion.to = today;
        expansion.renew = today + horizons[3].renew * day;
        for (const auto &horizon : horizons) {
            const auto from = today - horizon.back * day, to = today + horizon.ahead * day;
            auto some = set.between(from - day, to + day, mostOfEndless);
            if (!some.isCut) {
                found = std::move(some);
                expansion.from = from;
                expansion.to = to;
                expansion.renew = expansion.bounds.to < to ? RecurrenceSet::endless : today + horizon.renew * day;
                break;
            }
        }
    }
    expansion.rows.reserve(found.list.size());
    for (const auto &instance : std::as_const(found.list)) {
        expansion.rows << rowOf(instance);
    }
    addAlarms(expansion, object, set, today);
    return expansion;
}

std::optional<RecurrenceSet::Instance> OccurrenceExpansion::openInstance(const CalendarObject &object, const RecurrenceSet &set, const QDateTime &now)
{
    constexpr int most = 5'000;
    const auto ahead = now.addYears(2).toMSecsSinceEpoch();
    const auto found = set.between(-RecurrenceSet::endless, std::min(ahead, set.bounds().to), most);
    const auto open = std::find_if(found.list.begin(), found.list.end(), [&object](const RecurrenceSet::Instance &instance) {
        const auto &component = object.components.at(instance.component);
        return !component.isDone() && component.status != QLatin1StringView("CANCELLED");
    });
    return open == found.list.end() ? std::nullopt : std::optional(*open);
}

Result<void> OccurrenceExpansion::write(Transaction &transaction, ItemId item, CollectionId collection, qint64 after) const
{
    auto &insert = transaction.prepare("INSERT OR IGNORE INTO calendar_occurrence (collection, is_long, start, item, recurrence, part, end, is_wall) "
                                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const auto &row : rows) {
        if (row.start < after) {
            continue;
        }
        if (auto done = insert.run(collection, row.end - row.start > shortest ? 1 : 0, row.start, item, row.recurrence, row.part, row.end, row.isWall ? 1 : 0);
            !done) {
            return done;
        }
    }
    if (auto done = transaction.prepare("DELETE FROM calendar_alarm WHERE item = ?1").run(item); !done) {
        return done;
    }
    auto &remind = transaction.prepare(
        "INSERT OR IGNORE INTO calendar_alarm (item, part, recurrence, alarm, at, is_wall, start, end) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    for (const auto &alarm : alarms) {
        if (auto done = remind.run(item, alarm.part, alarm.recurrence, alarm.name, alarm.at, alarm.isWall ? 1 : 0, alarm.start, alarm.end); !done) {
            return done;
        }
    }
    return {};
}

QByteArray OccurrenceExpansion::seriesOf(const CalendarObject &object, const QByteArray &bytes)
{
    if (!object.isRecurring()) {
        return {};
    }
    static const QSet<QByteArray> kept{"UID",
                                       "DTSTART",
                                       "DTEND",
                                       "DUE",
                                       "DURATION",
                                       "RRULE",
                                       "EXRULE",
                                       "RDATE",
                                       "EXDATE",
                                       "RECURRENCE-ID",
                                       "STATUS",
                                       "SEQUENCE",
                                       "LAST-MODIFIED",
                                       "CREATED",
                                       "PERCENT-COMPLETE",
                                       "COMPLETED",
                                       "DTSTAMP",
                                       "X-LIC-LOCATION"};
    const auto text = ContentText::parse(bytes);
    auto calendars = text.root.components("VCALENDAR");
    if (calendars.isEmpty()) {
        calendars << &text.root;
    }
    QByteArray series;
    for (const auto *calendar : std::as_const(calendars)) {
        series += "BEGIN:VCALENDAR\r\n"; // each with its own zones
        for (const auto &part : calendar->parts) {
            if (!part.component) {
                continue;
            }
            const auto &component = *part.component;
            if (component.name == "VTIMEZONE") {
                if (!QTimeZone::isTimeZoneIdAvailable(component.value("TZID").trimmed().left(100))) {
                    appendWhole(series, component);
                }
            } else if (component.name == "VEVENT" || component.name == "VTODO" || component.name == "VJOURNAL") {
                series += "BEGIN:" + component.name + "\r\n";
                for (const auto &inner : component.parts) {
                    if (!inner.component && kept.contains(inner.line.name)) {
                        appendLine(series, inner.line);
                    } else if (inner.component && inner.component->name == "VALARM") {
                        series += "BEGIN:VALARM\r\n";
                        for (const char *name : {"TRIGGER", "ACTION", "UID", "X-WR-ALARMUID", "ACKNOWLEDGED", "RELATED-TO"}) {
                            if (const auto *line = inner.component->line(name)) {
                                appendLine(series, *line);
                            }
                        }
                        series += "END:VALARM\r\n";
                    }
                }
                series += "END:" + component.name + "\r\n";
            }
        }
        series += "END:VCALENDAR\r\n";
    }
    return series;
}

}
