// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/freebusywords.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor::FreeBusyWords
{
namespace
{
constexpr int mostTold = 3; // spans of one sentence

bool touches(const FreeBusy::Span &span, const QDateTime &from, const QDateTime &to)
{
    return from == to ? span.start <= from && span.end > from : span.start < to && span.end > from;
}

/// A time of the day, with the weekday where it is another day than \p day.
QString clock(const QDateTime &when, const QDate &day)
{
    const auto local = when.toLocalTime();
    return local.date() == day ? OccurrenceWords::time(local)
                               : i18nc("@info a short weekday and a time", "%1 %2", QLocale().standaloneDayName(local.date().dayOfWeek(), QLocale::ShortFormat), OccurrenceWords::time(local));
}

struct Part {
    FreeBusy::Kind kind;
    QString start, end; ///< empty: all the time
};

QList<Part> parts(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to)
{
    QList<Part> list;
    const auto day = from.toLocalTime().date();
    for (const auto &span : times.spans) {
        if (!touches(span, from, to)) {
            continue;
        }
        // Long ones need no hours: they last from before until after the days in question.
        const bool isLong = span.start <= QDateTime(day, QTime(0, 0)) && span.end >= QDateTime(to.toLocalTime().addMSecs(-1).date().addDays(1), QTime(0, 0));
        list << Part{.kind = span.kind, .start = isLong ? QString() : clock(span.start, day), .end = isLong ? QString() : clock(span.end, day)};
    }
    return list;
}

QString shownPart(const Part &part)
{
    if (part.start.isEmpty()) {
        switch (part.kind) {
        case FreeBusy::Kind::Tentative:
            return i18nc("@info somebody's time", "tentative all day");
        case FreeBusy::Kind::Unavailable:
            return i18nc("@info somebody's time", "unavailable all day");
        case FreeBusy::Kind::Busy:
            break;
        }
        return i18nc("@info somebody's time", "busy all day");
    }
    switch (part.kind) {
    case FreeBusy::Kind::Tentative:
        return i18nc("@info somebody's time: from, until", "tentative %1–%2", part.start, part.end);
    case FreeBusy::Kind::Unavailable:
        return i18nc("@info somebody's time: from, until", "unavailable %1–%2", part.start, part.end);
    case FreeBusy::Kind::Busy:
        break;
    }
    return i18nc("@info somebody's time: from, until", "busy %1–%2", part.start, part.end);
}

QString spokenPart(const Part &part)
{
    if (part.start.isEmpty()) {
        return shownPart(part);
    }
    switch (part.kind) {
    case FreeBusy::Kind::Tentative:
        return i18nc("@info spoken, somebody's time: from, until", "tentative %1 to %2", part.start, part.end);
    case FreeBusy::Kind::Unavailable:
        return i18nc("@info spoken, somebody's time: from, until", "unavailable %1 to %2", part.start, part.end);
    case FreeBusy::Kind::Busy:
        break;
    }
    return i18nc("@info spoken, somebody's time: from, until", "busy %1 to %2", part.start, part.end);
}

QString told(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to, QString (*words)(const Part &))
{
    switch (times.state) {
    case FreeBusyInquiry::State::Asked:
        return i18nc("@info somebody's time: the server has not answered yet", "being asked");
    case FreeBusyInquiry::State::Unknown:
        return i18nc("@info somebody's time", "not known");
    case FreeBusyInquiry::State::Known:
        break;
    }
    const auto list = parts(times, from, to);
    if (list.isEmpty()) {
        return i18nc("@info somebody's time", "free");
    }
    QStringList spans;
    for (const auto &part : list.first(std::min<qsizetype>(list.size(), mostTold))) {
        spans << words(part);
    }
    if (list.size() > mostTold) {
        spans << i18ncp("@info somebody's time: so many more spans", "%1 more", "%1 more", list.size() - mostTold);
    }
    return spans.join(QStringLiteral(", "));
}
}

Verdict verdict(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to)
{
    if (times.state != FreeBusyInquiry::State::Known) {
        return times.state == FreeBusyInquiry::State::Asked ? Verdict::Asked : Verdict::Unknown;
    }
    auto worst = Verdict::Free;
    for (const auto &span : times.spans) {
        if (touches(span, from, to)) {
            worst = std::max(worst, span.kind == FreeBusy::Kind::Busy ? Verdict::Busy : span.kind == FreeBusy::Kind::Unavailable ? Verdict::Unavailable : Verdict::Tentative);
        }
    }
    return worst;
}

Sentence sentence(const FreeBusyInquiry::Times &times, const QDateTime &from, const QDateTime &to)
{
    return {.shown = told(times, from, to, &shownPart), .spoken = told(times, from, to, &spokenPart)};
}

QString kind(FreeBusy::Kind kind)
{
    switch (kind) {
    case FreeBusy::Kind::Tentative:
        return i18nc("@info somebody's time", "tentative");
    case FreeBusy::Kind::Unavailable:
        return i18nc("@info somebody's time", "unavailable");
    case FreeBusy::Kind::Busy:
        break;
    }
    return i18nc("@info somebody's time", "busy");
}

QString summary(const QList<Verdict> &verdicts)
{
    const auto count = [&verdicts](Verdict verdict) { return std::ranges::count(verdicts, verdict); };
    if (!verdicts.isEmpty() && count(Verdict::Free) == verdicts.size()) {
        return i18nc("@info of all who are invited", "Everybody is free.");
    }
    QStringList words;
    if (const auto free = count(Verdict::Free); free > 0) {
        words << i18nc("@info how many people", "Free: %1.", free);
    }
    if (const auto busy = count(Verdict::Busy) + count(Verdict::Unavailable); busy > 0) {
        words << i18nc("@info how many people", "Busy: %1.", busy);
    }
    if (const auto tentative = count(Verdict::Tentative); tentative > 0) {
        words << i18nc("@info how many people", "Tentative: %1.", tentative);
    }
    if (const auto asked = count(Verdict::Asked); asked > 0) {
        words << i18nc("@info how many people", "Being asked: %1.", asked);
    }
    if (const auto unknown = count(Verdict::Unknown); unknown > 0) {
        words << i18nc("@info how many people", "Not known: %1.", unknown);
    }
    return words.join(QLatin1Char(' '));
}

}
