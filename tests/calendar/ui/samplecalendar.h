// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"

#include <QTimeZone>

namespace Kontor
{

/// A crowded but believable week of an office, from Monday 23 to Sunday 29 November 2026.
struct SampleCalendar {
    GridContent content;
    static inline const QDate monday{2026, 11, 23};
    static QDateTime now()
    {
        return QDateTime(QDate(2026, 11, 25), QTime(10, 40));
    }
    static constexpr CollectionId duty{1}, team{2}, home{3}, room{4};

    static QDateTime at(int day, int hour, int minute = 0)
    {
        return QDateTime(monday.addDays(day), QTime(hour, minute));
    }

    static CalendarInfo calendar(CollectionId id, const QString &name, const QColor &colour)
    {
        CalendarInfo info;
        info.id = id;
        info.name = name;
        info.colour = colour;
        info.isWritable = id != room;
        info.account = AccountId{1};
        info.accountAddress = QStringLiteral("anna.berg@kreis-musterland.example");
        return info;
    }

    OccurrenceRef add(CollectionId calendar, const QString &summary, const QDateTime &start, const QDateTime &end, const QString &location = {}, EventFlags flags = {},
                      Participation mine = Participation::None)
    {
        Occurrence one;
        one.ref = {.item = ItemId{qint64(content.occurrences.size()) + 1}};
        if (flags.testFlag(EventFlag::Recurring)) {
            one.ref.recurrence = start.toMSecsSinceEpoch();
        }
        one.calendar = calendar;
        one.summary = summary;
        one.location = location;
        one.start = start;
        one.end = end;
        one.flags = flags;
        one.mine = mine;
        content.occurrences << one;
        return one.ref;
    }

    OccurrenceRef addDays(CollectionId calendar, const QString &summary, int first, int last, EventFlags flags = {})
    {
        return add(calendar, summary, monday.addDays(first).startOfDay(), monday.addDays(last + 1).startOfDay(), {}, flags | EventFlag::AllDay);
    }

    void addCalendars()
    {
        for (const auto &one : {calendar(duty, QStringLiteral("Dienstlich"), QColor(0x1d, 0x99, 0xf3)), calendar(team, QStringLiteral("Referat 23"), QColor(0x27, 0xae, 0x60)),
                                calendar(home, QStringLiteral("Privat"), QColor(0xf6, 0x74, 0x00)), calendar(room, QStringLiteral("Raum 2.04"), QColor(0x9b, 0x59, 0xb6))}) {
            content.calendars.insert(one.id, one);
        }
    }

    OccurrenceRef briefing, night, invitation;

    void fill()
    {
        addCalendars();
        addDays(team, QStringLiteral("Haushaltsklausur der Abteilung"), -2, 1);
        addDays(home, QStringLiteral("Urlaub Jutta Sommer"), 2, 4);
        addDays(team, QStringLiteral("Abgabe Quartalsbericht"), 3, 3);
        addDays(home, QStringLiteral("Geburtstag Onkel Heinz"), 5, 5, EventFlag::Recurring);
        for (int day = 0; day < 5; ++day) {
            add(duty, QStringLiteral("Kurzabstimmung Team"), at(day, 9), at(day, 9, 15), {}, EventFlag::Recurring);
        }
        add(duty, QStringLiteral("Rücksprache mit der Amtsleitung"), at(0, 10), at(0, 11), QStringLiteral("Zimmer 3.12"));
        add(team, QStringLiteral("Projekt Umzug: Stand und nächste Schritte"), at(0, 10, 30), at(0, 12), QStringLiteral("Raum 2.04"), EventFlag::Recurring);
        add(room, QStringLiteral("Belegt: Referat 23"), at(0, 10, 30), at(0, 12), {}, EventFlag::ReadOnly);
        add(home, QStringLiteral("Zahnarzt Dr. Keller"), at(0, 16, 30), at(0, 17, 30), QStringLiteral("Marktplatz 3"), EventFlag::Private);
        add(duty, QStringLiteral("Vorstellungsgespräche Sachbearbeitung"), at(1, 8, 30), at(1, 12, 30), QStringLiteral("Sitzungssaal"));
        add(team, QStringLiteral("Mittag mit den Neuen"), at(1, 12, 30), at(1, 13, 30), QStringLiteral("Kantine"), EventFlag::Transparent);
        invitation = add(duty, QStringLiteral("Einführung E-Akte, Gruppe B"), at(1, 14), at(1, 16), QStringLiteral("Schulungsraum 1"), {}, Participation::NeedsAction);
        add(duty, QStringLiteral("Telefonat Landesrechenzentrum"), at(2, 8), at(2, 8, 30), {}, EventFlag::Waiting);
        add(team, QStringLiteral("Referatsrunde"), at(2, 9, 30), at(2, 11), QStringLiteral("Raum 2.04"), EventFlags(EventFlag::Recurring) | EventFlag::Exception);
        add(room, QStringLiteral("Belegt: Referatsrunde"), at(2, 9, 30), at(2, 11), {}, EventFlag::ReadOnly);
        add(duty, QStringLiteral("Datenschutz: Folgenabschätzung Videosprechstunde"), at(2, 10), at(2, 11, 30), QStringLiteral("online"), {}, Participation::Tentative);
        add(duty, QStringLiteral("Prüfung der Vergabe"), at(2, 13), at(2, 15));
        add(home, QStringLiteral("Kind abholen"), at(2, 15, 30), at(2, 16), {}, EventFlag::Recurring);
        add(duty, QStringLiteral("Jour fixe IT-Dienstleister"), at(3, 10), at(3, 11), QStringLiteral("online"), EventFlags(EventFlag::Recurring) | EventFlag::Cancelled);
        add(team, QStringLiteral("Brandschutzunterweisung"), at(3, 11), at(3, 12), QStringLiteral("Foyer"), {}, Participation::Declined);
        night = add(duty, QStringLiteral("Nachtbereitschaft Rechenzentrum"), at(3, 22), at(4, 6), {}, EventFlag::Recurring);
        briefing = add(duty, QStringLiteral("Lagebesprechung"), at(4, 14), at(4, 15), QStringLiteral("Raum 2.04"), EventFlag::Recurring);
        add(duty, QStringLiteral("Ausschuss für Digitales, öffentliche Sitzung"), at(4, 15), at(4, 18), QStringLiteral("Kreishaus, Großer Saal"));
        add(home, QStringLiteral("Chorprobe"), at(3, 19, 30), at(3, 21, 30), QStringLiteral("Gemeindehaus"), EventFlag::Recurring);
        add(home, QStringLiteral("Weihnachtsmarkt mit Familie Yıldız"), at(5, 16), at(5, 19), QStringLiteral("Domplatz"));
        content.holidays.insert(QDate(2026, 11, 18), QStringLiteral("Buß- und Bettag"));
        content.holidays.insert(QDate(2026, 12, 25), QStringLiteral("1. Weihnachtstag"));
        content.holidays.insert(QDate(2026, 12, 26), QStringLiteral("2. Weihnachtstag"));
    }
};

}
