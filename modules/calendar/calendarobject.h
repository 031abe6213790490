// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/timezone.h"

#include <optional>

namespace Kontor
{

/// A DATE or DATE-TIME value: what the clock shows, and where the clock hangs.
struct CalendarTime {
    bool isValid = false;
    bool isDate = false;
    qint64 wall = 0; ///< ms since epoch of the clock's reading taken as UTC; of a date: its 00:00
    TimeZone zone{};

    bool isFloating() const ///< the same clock time everywhere; dates too
    {
        return isDate || zone.isFloating();
    }
    /// What OccurrenceRef::recurrence is made of: the instant, or the wall clock of dates and floating times.
    qint64 key() const;
    qint64 instant(const QTimeZone &local) const;
    QDate date() const;
    /// With its own zone; LocalTime spec where it has none. Dates: 00:00, LocalTime spec.
    QDateTime toDateTime() const;

    /// "20260503T101500Z", "20260503"; \p calendar: the VCALENDAR whose VTIMEZONEs are looked at, or null.
    static CalendarTime parse(const QByteArray &value, const QByteArray &tzid, const ContentComponent *calendar);
    bool operator==(const CalendarTime &) const = default;
};

/// A DURATION: days are counted by the calendar, the rest by the clock (RFC 5545, 3.3.6).
struct CalendarDuration {
    bool isValid = false;
    qint64 days = 0; ///< weeks too
    qint64 exact = 0; ///< ms
    static CalendarDuration parse(const QByteArray &value);
    CalendarTime after(const CalendarTime &start) const;
    bool operator==(const CalendarDuration &) const = default;
};

/// One VEVENT, VTODO or VJOURNAL, understood as far as it can be.
struct CalendarComponent {
    enum class Kind { Event, Task, Journal };
    Kind kind = Kind::Event;
    QByteArray uid{}; ///< empty: it has none
    int index = 0; ///< its place among the object's components

    CalendarTime start{}; ///< DTSTART; events without one: the best there is (see isStartGuessed); tasks: may be invalid
    CalendarTime end{}; ///< exclusive; events: DTEND, or start and DURATION, or what RFC 5545, 3.6.1 says. Tasks: DUE
    CalendarDuration duration{}; ///< valid if DURATION was given
    bool isStartGuessed = false;
    bool isAllDay() const
    {
        return start.isValid ? start.isDate : end.isValid && end.isDate;
    }
    bool hasOddZone() const
    {
        return start.zone.isGuessed() || end.zone.isGuessed();
    }

    CalendarTime recurrenceId{}; ///< valid: an exception of a series
    qint64 recurrence = 0; ///< of an exception: OccurrenceRef::recurrence of the instance it replaces, as the master counts it
    bool isThisAndFuture = false; ///< RANGE=THISANDFUTURE
    QList<QByteArray> rules{}; ///< RRULE values
    QList<QByteArray> exceptRules{}; ///< EXRULE (RFC 2445; still around)
    struct ExtraDate {
        CalendarTime start{};
        CalendarTime end{}; ///< valid: a PERIOD
        bool operator==(const ExtraDate &) const = default;
    };
    QList<ExtraDate> extraDates{};
    QList<CalendarTime> exceptDates{};
    bool isRecurring() const
    {
        return !rules.isEmpty() || !extraDates.isEmpty();
    }

    QString summary{}, location{}, description{};
    QString descriptionHtml{}; ///< STYLED-DESCRIPTION or X-ALT-DESC; never loaded as it came
    QStringList categories{};
    QString url{};
    QString conference{}; ///< CONFERENCE, X-GOOGLE-CONFERENCE, X-MICROSOFT-SKYPETEAMSMEETINGURL, or a known link in location, url or text
    QString status{}; ///< upper case
    QString classification{}; ///< CLASS, upper case; empty: PUBLIC
    bool isTransparent = false;
    Attendee organizer{}; ///< empty address: none
    QList<Attendee> attendees{};
    struct Reminder {
        int place = 0; ///< among the VALARMs of the component
        Alarm alarm{};
        bool isRelatedToEnd = false;
        QByteArray action{}; ///< DISPLAY, AUDIO, EMAIL (which is the server's business)
        QDateTime acknowledged{}; ///< RFC 9074
        QByteArray name() const ///< its UID, or "#" and its place
        {
            return alarm.uid.isEmpty() ? QByteArray('#' + QByteArray::number(place)) : alarm.uid;
        }
        QByteArray snoozes{}; ///< UID of the alarm this one repeats later (RELATED-TO;RELTYPE=SNOOZE)
        bool operator==(const Reminder &) const = default;
    };
    QList<Reminder> reminders{};
    QList<EventAttachment> attachments{};
    int priority = 0;
    int percent = 0;
    QDateTime completed{}; ///< UTC
    QByteArray parentUid{}; ///< RELATED-TO of type PARENT
    int sequence = 0;
    QDateTime stamp{}; ///< DTSTAMP, UTC
    QDateTime lastModified{};
    QDateTime created{};
    QList<QByteArray> requestStatus{}; ///< REQUEST-STATUS, still escaped
    QString comment{}; ///< COMMENT: what somebody said with a reply

    bool isDone() const
    {
        return completed.isValid() || status == QLatin1StringView("COMPLETED") || percent >= 100;
    }
    /// How one of my addresses (lower case, without mailto:) answered; None: I am not invited.
    Participation participationOf(const QStringList &addresses) const;
    const Attendee *attendee(const QStringList &addresses) const;
};

/// One calendar object (RFC 4791, 4.1) or one iTIP message, read from its bytes. A value; never
/// writes, never fails: what could not be understood is told in problems. Thread-safe.
///
/// Bytes are read by our own ContentText and not by libical: one odd line must not cost the rest, a zone
/// nobody knows must keep its rules, and hostile input must not end the program. Series are
/// expanded by RecurrenceSet.
struct CalendarObject {
    static CalendarObject read(const QByteArray &bytes);

    QList<CalendarComponent> components{}; ///< in their order, without duplicates
    QByteArray method{}; ///< METHOD, upper case; empty in stored objects
    QByteArray productId{};
    QString calendarName{}; ///< X-WR-CALNAME, of files and feeds
    QStringList problems{}; ///< whole sentences, for the user
    enum class Understanding {
        Full,
        Partly, ///< see problems
        None, ///< no iCalendar at all, or nothing in it
    };
    Understanding understanding = Understanding::Full;

    QByteArray uid() const; ///< of the first component
    const CalendarComponent *master() const; ///< null: only exceptions (an invitation to one instance), or nothing
    QList<const CalendarComponent *> exceptions() const; ///< of the master's UID
    /// The exception with that RECURRENCE-ID key, else the master.
    const CalendarComponent *component(qint64 recurrence) const;
    bool isRecurring() const; ///< rules, extra dates, or only exceptions
    bool hasSeveralUids() const;

    /// One instance (or the only one, or with 0 the series) as the editor knows it.
    std::optional<EventDraft> draft(qint64 recurrence) const;
};

}
