// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/freebusy.h"

#include "calendar/calendarobject.h"
#include "calendar/eventlines.h"
#include "calendar/occurrencequery.h"

namespace Kontor
{
namespace
{
constexpr qsizetype mostSpans = 5'000; // of one person in some weeks: more is nonsense

FreeBusy::Kind kindOf(const QByteArray &word)
{
    const auto type = word.toUpper();
    return type == "BUSY-TENTATIVE" ? FreeBusy::Kind::Tentative : type == "BUSY-UNAVAILABLE" ? FreeBusy::Kind::Unavailable : FreeBusy::Kind::Busy;
}

QDateTime instantOf(const CalendarTime &time)
{
    return time.isValid ? QDateTime::fromMSecsSinceEpoch(time.instant(QTimeZone::systemTimeZone()), QTimeZone::UTC) : QDateTime();
}

void readLine(const ContentLine &line, QList<FreeBusy::Span> &spans)
{
    const auto type = line.parameter("FBTYPE");
    if (type.toUpper() == "FREE") {
        return;
    }
    const auto periods = line.value().split(',');
    for (const auto &period : periods) {
        const auto slash = period.indexOf('/');
        const auto start = CalendarTime::parse(period.first(std::max<qsizetype>(0, slash)).trimmed(), {}, nullptr);
        const auto rest = period.mid(slash + 1).trimmed();
        const auto duration = CalendarDuration::parse(rest);
        const auto end = duration.isValid ? duration.after(start) : CalendarTime::parse(rest, {}, nullptr);
        if (slash > 0 && start.isValid && end.isValid && spans.size() < mostSpans) {
            spans << FreeBusy::Span{instantOf(start), instantOf(end), kindOf(type)};
        }
    }
}
}

std::optional<QList<FreeBusy::Span>> FreeBusy::read(const QByteArray &answer, const QDateTime &from, const QDateTime &to)
{
    const auto text = ContentText::parse(answer);
    QList<Span> spans;
    bool isAny = false;
    for (const auto *calendar : text.root.components("VCALENDAR")) {
        isAny = true; // one without VFREEBUSY says: nothing to do then
        const auto answers = calendar->components("VFREEBUSY");
        for (const auto *one : answers) {
            const auto lines = one->lines("FREEBUSY");
            for (const auto *line : lines) {
                readLine(*line, spans);
            }
            // Radicale: no such line, but one VFREEBUSY for each busy time. A single one as long as what was asked for says
            // that there is nothing (RFC 4791, 7.10).
            const auto start = instantOf(EventLines::timeOf(*one, "DTSTART", calendar).time);
            const auto end = instantOf(EventLines::timeOf(*one, "DTEND", calendar).time);
            const bool isFrame = start <= from && end >= to;
            const auto type = one->value("FBTYPE");
            if (lines.isEmpty() && start.isValid() && end.isValid() && (!isFrame || !type.isEmpty()) && type.toUpper() != "FREE" && spans.size() < mostSpans) {
                spans << Span{start, end, kindOf(type)};
            }
        }
    }
    if (!isAny) {
        return std::nullopt;
    }
    spans.removeIf([&](const Span &span) {
        return span.end <= from || span.start >= to || span.start >= span.end;
    });
    for (auto &span : spans) {
        span.start = std::max(span.start, from.toUTC());
        span.end = std::min(span.end, to.toUTC());
    }
    return merged(spans);
}

QList<FreeBusy::Span> FreeBusy::merged(QList<Span> spans)
{
    // Sweep over all borders: at each moment what counts most.
    QList<QDateTime> borders;
    for (const auto &span : std::as_const(spans)) {
        borders << span.start.toUTC() << span.end.toUTC();
    }
    std::ranges::sort(borders);
    borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
    std::ranges::sort(spans, {}, &Span::start);
    const auto weight = [](Kind kind) {
        return kind == Kind::Busy ? 3 : kind == Kind::Unavailable ? 2 : 1;
    };
    QList<Span> result;
    QList<Span> open;
    qsizetype next = 0;
    for (qsizetype i = 0; i + 1 < borders.size(); ++i) {
        while (next < spans.size() && spans.at(next).start <= borders.at(i)) {
            open << spans.at(next++);
        }
        open.removeIf([&](const Span &span) {
            return span.end <= borders.at(i);
        });
        if (open.isEmpty()) {
            continue;
        }
        const auto kind = std::ranges::max_element(open, {}, [&weight](const Span &span) {
                              return weight(span.kind);
                          })->kind;
        if (!result.isEmpty() && result.last().end == borders.at(i) && result.last().kind == kind) {
            result.last().end = borders.at(i + 1);
        } else {
            result << Span{borders.at(i), borders.at(i + 1), kind};
        }
    }
    return result;
}

Result<QList<FreeBusy::Span>>
FreeBusy::own(const Reader &reader, const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to, const QTimeZone &local, const OccurrenceRef &except)
{
    return OccurrenceQuery::between(reader, calendars, from, to, local).transform([&except](const QList<Occurrence> &occurrences) {
        QList<Span> spans;
        for (const auto &occurrence : occurrences) {
            if (occurrence.flags.testAnyFlags(EventFlag::Transparent | EventFlag::Cancelled | EventFlag::Task) || occurrence.mine == Participation::Declined) {
                continue;
            }
            if (except.item && occurrence.ref.item == except.item && (except.recurrence == 0 || occurrence.ref.recurrence == except.recurrence)) {
                continue;
            }
            const bool isTentative = occurrence.mine == Participation::Tentative || occurrence.mine == Participation::NeedsAction
                || occurrence.flags.testFlag(EventFlag::TentativeStatus);
            spans << Span{occurrence.start.toUTC(), occurrence.end.toUTC(), isTentative ? Kind::Tentative : Kind::Busy};
        }
        return merged(spans);
    });
}

namespace
{
/// All spans of all people, one after the other.
class Crowd
{
public:
    explicit Crowd(const QList<QList<FreeBusy::Span>> &people)
    {
        QList<FreeBusy::Span> all;
        for (const auto &person : people) {
            all << person;
        }
        m_spans = FreeBusy::merged(all);
    }

    /// When what is in the way of [start, end) ends; null: nothing is.
    QDateTime endOfClash(const QDateTime &start, const QDateTime &end) const
    {
        const auto first = std::ranges::upper_bound(m_spans, start, {}, &FreeBusy::Span::end);
        return first != m_spans.end() && first->start < end ? first->end : QDateTime();
    }

private:
    QList<FreeBusy::Span> m_spans;
};
}

QDateTime FreeBusy::nextFree(const QList<QList<Span>> &people, const QDateTime &from, int minutes, const WorkingHours &hours, const QTimeZone &local, int days)
{
    constexpr int step = 15;
    const Crowd crowd(people);
    const auto begin = from.toTimeZone(local);
    for (int day = 0; day <= days; ++day) {
        const auto date = begin.date().addDays(day);
        if (!hours.days.contains(date.dayOfWeek())) {
            continue;
        }
        const QDateTime opens(date, hours.from, local);
        const QDateTime closes(date, hours.to, local);
        auto start = std::max(opens, begin);
        const auto past = (start.time().hour() * 60 + start.time().minute()) % step;
        if (past != 0 || start.time().second() != 0 || start.time().msec() != 0) {
            start = QDateTime(date, QTime(start.time().hour(), start.time().minute() - past), local).addSecs(step * 60);
        }
        while (start.addSecs(minutes * 60LL) <= closes) {
            const auto clash = crowd.endOfClash(start, start.addSecs(minutes * 60LL));
            if (!clash.isValid()) {
                return start;
            }
            while (start < clash) { // nothing can begin before that ends
                start = start.addSecs(step * 60);
            }
        }
    }
    return {};
}

QDateTime FreeBusy::nextFree(const QList<QList<Span>> &people, const QDateTime &from, const Length &length, const WorkingHours &hours, const QTimeZone &local, int days)
{
    const Crowd crowd(people);
    const auto begin = from.toTimeZone(local);
    for (int day = 0; day <= days; ++day) {
        const QDateTime start(begin.date().addDays(day), begin.time(), local);
        const auto end = QDateTime(start.date().addDays(length.days), start.time(), local).addSecs(length.seconds);
        if (hours.days.contains(start.date().dayOfWeek()) && !crowd.endOfClash(start, end).isValid()) {
            return start;
        }
    }
    return {};
}

}
