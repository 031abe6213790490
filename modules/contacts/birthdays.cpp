// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/birthdays.h"

#include <algorithm>

namespace Kontor::Birthdays
{

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
    constexpr int mostYears = 50;
    return reader.prepare("SELECT item, name, birthday FROM contact WHERE birthday <> '' AND flags & 1 = 0")
        .each([&](const Statement &row) {
            const auto text = row.text(2);
            const auto isWhole = text.size() > 5;
            const auto born = QDate::fromString(isWhole ? text : QString(QString::number(yearUnknown) + u'-' + text), Qt::ISODate);
            for (int year = first.year(); year <= std::min(last.year(), first.year() + mostYears); ++year) {
                const auto day = inYear(born, year);
                if (day.isValid() && day >= first && day <= last) {
                    found << Birthday{.contact = row.get<ItemId>(0), .name = row.text(1), .day = day, .age = isWhole ? year - born.year() : 0};
                }
            }
        })
        .transform([&found] {
            std::ranges::stable_sort(found, {}, [](const Birthday &one) {
                return std::pair(one.day, one.name);
            });
            return found;
        });
}

}
