// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/birthdaycalendar.h"

#include "accounts/account.h"
#include "contacts/birthdays.h"
#include "groupware/davchange.h"

#include <KLocalizedString>

namespace Kontor::BirthdayCalendar
{
namespace
{
Result<bool> isThere(const Reader &reader)
{
    return reader.prepare("SELECT EXISTS (SELECT 1 FROM resource WHERE kind = ?1)").value<bool>(ResourceKind::Contacts).transform([](const std::optional<bool> &there) {
        return there.value_or(false);
    });
}

QList<Occurrence> occurrences(const QList<Birthday> &birthdays, const QTimeZone &shown)
{
    QList<Occurrence> list;
    list.reserve(birthdays.size());
    for (const auto &one : birthdays) {
        Occurrence occurrence;
        occurrence.ref = {.item = one.contact, .recurrence = one.day.startOfDay(QTimeZone::UTC).toMSecsSinceEpoch()};
        occurrence.calendar = birthdayCalendar;
        occurrence.start = QDateTime(one.day, QTime(0, 0), shown);
        occurrence.end = QDateTime(one.day.addDays(1), QTime(0, 0), shown);
        occurrence.summary = one.age > 0 ? i18nc("@item a birthday: name, and how old somebody becomes", "%1 (%2)", one.name, one.age) : one.name;
        occurrence.flags = EventFlag::AllDay | EventFlag::ReadOnly | EventFlag::Transparent | EventFlag::Floating;
        list << occurrence;
    }
    return list;
}
}

Result<std::optional<CalendarInfo>> info(const Reader &reader)
{
    const auto there = isThere(reader);
    if (!there) {
        return std::unexpected(there.error());
    }
    std::optional<CalendarInfo> found;
    if (!*there) {
        return found;
    }
    return reader.prepare("SELECT is_shown, colour FROM birthday_calendar")
        .each([&found](const Statement &row) {
            CalendarInfo info;
            info.id = birthdayCalendar;
            info.name = i18nc("@item the calendar with the birthdays of all contacts", "Birthdays");
            info.role = DavRole::Birthdays;
            info.holdsTasks = false;
            info.isShown = row.integer(0) != 0;
            info.colour = QColor::fromString(row.text(1));
            if (!info.colour.isValid()) {
                info.colour = QColor(0xc2, 0x41, 0x6d);
            }
            found = info;
        })
        .transform([&found] {
            return found;
        });
}

Result<void> show(Transaction &transaction, Qt::CheckState shown)
{
    transaction.changes.collectionList = true;
    return transaction.prepare("UPDATE birthday_calendar SET is_shown = ?1").run(shown != Qt::Unchecked);
}

Result<void> setColour(Transaction &transaction, const QColor &colour)
{
    transaction.changes.collectionList = true;
    return transaction.prepare("UPDATE birthday_calendar SET colour = ?1").run(colour.isValid() ? colour.name() : QStringLiteral(""));
}

Result<QList<Occurrence>> between(const Reader &reader, QDate first, QDate last, const QTimeZone &shown)
{
    return Birthdays::between(reader, first, last).transform([&shown](const QList<Birthday> &birthdays) {
        return occurrences(birthdays, shown);
    });
}

Result<QList<Occurrence>> matching(const Reader &reader, const QString &words, int atMost, const QTimeZone &shown)
{
    const auto there = isThere(reader);
    if (!there || !*there) {
        return there.transform([](bool) {
            return QList<Occurrence>();
        });
    }
    const auto today = QDateTime::currentDateTime().toTimeZone(shown).date();
    return Birthdays::matching(reader, words, today, atMost).transform([&shown](const QList<Birthday> &birthdays) {
        return occurrences(birthdays, shown);
    });
}

Result<QSet<CollectionId>> books(const Reader &reader)
{
    return Birthdays::books(reader);
}

}
