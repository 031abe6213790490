// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventplacement.h"

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/eventshift.h"

#include <QTimeZone>

namespace Kontor::EventPlacement
{
namespace
{
/// As the event tells its times: floating ones stay floating, and what had no clock before gets that of this place.
QDateTime inForm(const QDateTime &time, const QDateTime &model, bool wasAllDay, bool isAllDay)
{
    if (isAllDay) {
        return {time.date(), QTime(0, 0)};
    }
    if (wasAllDay || !model.isValid()) {
        return time.toTimeZone(QTimeZone::systemTimeZone());
    }
    return model.timeSpec() == Qt::LocalTime ? QDateTime(time.toLocalTime().date(), time.toLocalTime().time()) : time.toTimeZone(model.timeRepresentation());
}
}

EventDraft moved(EventDraft draft, const Occurrence &before, const Occurrence &after)
{
    const bool wasAllDay = draft.isAllDay;
    const bool isAllDay = after.isAllDay();
    draft.isAllDay = isAllDay;
    if (!draft.isTask) {
        draft.end = isAllDay ? QDateTime(std::max(after.start, after.end.addMSecs(-1)).date(), QTime(0, 0)) : inForm(after.end, draft.end, wasAllDay, isAllDay);
        draft.start = inForm(after.start, draft.start, wasAllDay, isAllDay);
        return draft;
    }
    const bool hasDue = draft.end.isValid();
    auto &anchor = hasDue ? draft.end : draft.start;
    const auto old = anchor;
    anchor = inForm(after.start, old, wasAllDay, isAllDay);
    if (hasDue && draft.start.isValid()) {
        const auto day = draft.start.date().addDays(before.start.date().daysTo(after.start.date()));
        if (isAllDay) {
            draft.start = QDateTime(day, QTime(0, 0));
        } else {
            draft.start = wasAllDay ? QDateTime(day, anchor.time(), anchor.timeRepresentation()) : draft.start.addMSecs(old.msecsTo(anchor));
        }
    }
    return draft;
}

Occurrence turned(const Occurrence &occurrence)
{
    const auto settings = CalendarSettings::read();
    const auto day = occurrence.start.date();
    return occurrence.isAllDay() ? EventShift::timed(occurrence, day, settings.workingFrom * 60, settings.length) : EventShift::wholeDay(occurrence, day);
}

}
