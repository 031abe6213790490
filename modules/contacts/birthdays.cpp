// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/birthdays.h"

#include "accounts/account.h"
#include "contacts/contacttext.h"
#include "store/search.h"

#include <QSet>

#include <algorithm>

namespace Kontor::Birthdays
{
namespace
{
// In books that are shown and that the user has not deleted.
#define KONTOR_HAS_BIRTHDAY \
    "c.birthday <> '' AND c.flags & 1 = 0 AND c.collection IN (SELECT id FROM collection WHERE subscribed = 1) " \
    "AND c.collection NOT IN (SELECT d.collection FROM change d WHERE d.item IS NULL AND d.collection IS NOT NULL AND d.kind = 'deleteCollection' AND d.state <> 3)"

/// "MM-DD" or "YYYY-MM-DD"
QDate dayOf(const QString &text)
{
    return QDate::fromString(text.size() > 5 ? text : QString(QString::number(yearUnknown) + u'-' + text), Qt::ISODate);
}

int ageIn(QDate born, int year)
{
    return born.year() == yearUnknown ? 0 : year - born.year();
}

void sortByDay(QList<Birthday> &found)
{
    std::ranges::stable_sort(found, {}, [](const Birthday &one) {
        return std::pair(one.day, one.name);
    });
}
}

QDate inYear(QDate born, int year)
{
    if (!born.isValid() || (born.year() != yearUnknown && year < born.year())) {
        return {};
    }
    const QDate day(year, born.month(), born.day());
    return day.isValid() ? day : QDate(year, 2, 28);
}

Result<QList<Birthday>> between(const Reader &reader, QDate first, QDate last)
{
    QList<Birthday> found;
    if (!first.isValid() || last < first) {
        return found;
    }
    constexpr int mostYears = 50;
    const auto key = [](QDate day) {
        return day.toString(QStringLiteral("MM-dd"));
    };
    const bool isWholeYear = first.daysTo(last) >= 364;
    QSet<std::pair<QString, QString>> known; // who is in two address books
    return reader
        .prepare("SELECT c.item, c.name, c.birthday FROM contact c WHERE " KONTOR_HAS_BIRTHDAY
                 " AND (CASE WHEN ?1 <= ?2 THEN substr(c.birthday, -5) BETWEEN ?1 AND ?2 ELSE substr(c.birthday, -5) >= ?1 OR substr(c.birthday, -5) <= ?2 END "
                 "OR substr(c.birthday, -5) = '02-29') ORDER BY c.item")
        .each(
            [&](const Statement &row) {
                const auto name = row.text(1), text = row.text(2);
                if (known.contains({name, text})) {
                    return;
                }
                known.insert({name, text});
                const auto born = dayOf(text);
                for (int year = first.year(); year <= std::min(last.year(), first.year() + mostYears); ++year) {
                    const auto day = inYear(born, year);
                    if (day.isValid() && day >= first && day <= last) {
                        found << Birthday{.contact = row.get<ItemId>(0), .name = name, .day = day, .age = ageIn(born, year)};
                    }
                }
            },
            isWholeYear ? QStringLiteral("01-01") : key(first),
            isWholeYear ? QStringLiteral("12-31") : key(last))
        .transform([&found] {
            sortByDay(found);
            return found;
        });
}

Result<QList<Birthday>> matching(const Reader &reader, const QString &words, QDate from, int atMost)
{
    QList<Birthday> found;
    const auto expression = ftsWords(words);
    if (expression.isEmpty()) {
        return found;
    }
    const auto wanted = ContactText::folded(words).split(u' ', Qt::SkipEmptyParts);
    QSet<std::pair<QString, QString>> known;
    return reader
        .prepare("SELECT c.item, c.name, c.birthday FROM search_index s JOIN contact c ON c.item = s.rowid WHERE search_index MATCH ?1 AND " KONTOR_HAS_BIRTHDAY
                 " ORDER BY c.item")
        .each(
            [&](const Statement &row) {
                const auto name = row.text(1), text = row.text(2);
                const auto folded = ContactText::folded(name); // the index knows notes and addresses, too
                const bool isNamed = std::ranges::all_of(wanted, [&folded](const QString &word) {
                    return ContactText::beginsAWord(folded, word);
                });
                if (!isNamed || found.size() >= atMost || known.contains({name, text})) {
                    return;
                }
                known.insert({name, text});
                const auto born = dayOf(text);
                for (const auto year : {from.year(), from.year() + 1}) {
                    if (const auto day = inYear(born, year); day.isValid() && day >= from) {
                        found << Birthday{.contact = row.get<ItemId>(0), .name = name, .day = day, .age = ageIn(born, year)};
                        break;
                    }
                }
            },
            expression)
        .transform([&found] {
            sortByDay(found);
            return found;
        });
}

Result<std::optional<BirthdayPerson>> person(const Reader &reader, ItemId contact)
{
    std::optional<BirthdayPerson> found;
    return reader.prepare("SELECT c.item, c.name, c.email, k.name, c.birthday FROM contact c JOIN collection k ON k.id = c.collection WHERE c.item = ?1 AND c.birthday <> ''")
        .each(
            [&found](const Statement &row) {
                found = BirthdayPerson{.contact = row.get<ItemId>(0), .name = row.text(1), .address = row.text(2), .book = row.text(3), .born = dayOf(row.text(4))};
            },
            contact)
        .transform([&found] {
            return found;
        });
}

Result<QSet<CollectionId>> books(const Reader &reader)
{
    QSet<CollectionId> found;
    return reader.prepare("SELECT k.id FROM collection k JOIN resource r ON r.id = k.resource WHERE r.kind = ?1")
        .each(
            [&found](const Statement &row) {
                found.insert(row.get<CollectionId>(0));
            },
            ResourceKind::Contacts)
        .transform([&found] {
            return found;
        });
}

}
