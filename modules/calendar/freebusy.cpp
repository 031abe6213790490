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
constexpr qsizetype mostSpans = 20'000;

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
FreeBusy::own(const Reader &reader, const QList<CollectionId> &calendars, const QDateTime &from, const QDateTime &to, const QTimeZone &local)
{
    return OccurrenceQuery::between(reader, calendars, from, to, local).transform([](const QList<Occurrence> &occurrences) {
        QList<Span> spans;
        for (const auto &occurrence : occurrences) {
            if (occurrence.flags.testAnyFlags(EventFlag::Transparent | EventFlag::Cancelled | EventFlag::Task) || occurrence.mine == Participation::Declined) {
                continue;
            }
            const bool isTentative = occurrence.mine == Participation::Tentative || occurrence.mine == Participation::NeedsAction
                || occurrence.flags.testFlag(EventFlag::TentativeStatus);
            spans << Span{occurrence.start.toUTC(), occurrence.end.toUTC(), isTentative ? Kind::Tentative : Kind::Busy};
        }
        return merged(spans);
    });
}

QDateTime FreeBusy::nextFree(const QList<QList<Span>> &people, const QDateTime &from, int minutes, const WorkingHours &hours, const QTimeZone &local, int days)
{
    constexpr int step = 15;
    QList<Span> all;
    for (const auto &person : people) {
        all << person;
    }
    all = merged(all);
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
            const auto end = start.addSecs(minutes * 60LL);
            const auto clash = std::ranges::find_if(all, [&](const Span &span) {
                return span.start < end && span.end > start;
            });
            if (clash == all.end()) {
                return start;
            }
            // Nothing can begin before that ends.
            while (start < clash->end) {
                start = start.addSecs(step * 60);
            }
        }
    }
    return {};
}

}
