// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/holidaynames.h"

#include "calendar/holidays.h"

#include <QtConcurrentRun>

namespace Kontor
{

void HolidayNames::setRegion(const QString &region)
{
    if (region == m_region) {
        return;
    }
    m_region = region;
    m_years.clear();
    m_reading.clear();
    Q_EMIT changed();
}

QString HolidayNames::region() const
{
    return m_region;
}

QHash<QDate, QString> HolidayNames::between(const QDate &first, const QDate &last)
{
    QHash<QDate, QString> found;
    for (int year = first.year(); !m_region.isEmpty() && year <= last.year(); ++year) {
        if (!m_years.contains(year)) {
            read(year);
            continue;
        }
        const auto &days = m_years[year];
        for (auto day = days.cbegin(); day != days.cend(); ++day) {
            if (day.key() >= first && day.key() <= last) {
                found.insert(day.key(), day.value());
            }
        }
    }
    return found;
}

void HolidayNames::read(int year)
{
    if (m_reading.contains(year)) {
        return;
    }
    m_reading.insert(year);
    QtConcurrent::run([region = m_region, year] {
        QHash<QDate, QString> days;
        const auto holidays = Holidays::between(region, QDate(year, 1, 1), QDate(year, 12, 31));
        for (auto day = holidays.cbegin(); day != holidays.cend(); ++day) {
            if (day.value().isFree) {
                days.insert(day.key(), day.value().name);
            }
        }
        return days;
    }).then(this, [this, region = m_region, year](const QHash<QDate, QString> &days) {
        if (region != m_region) {
            return; // another one was chosen meanwhile
        }
        m_years.insert(year, days);
        Q_EMIT changed();
    });
}

}
