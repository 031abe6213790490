// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/holidays.h"

#include <KHolidays/HolidayRegion>
#include <KLocalizedString>
#include <QLocale>
#include <QMutex>

#include <algorithm>

namespace Kontor
{

namespace
{
/// KHolidays reads its files without a lock.
QMutex &holidayMutex()
{
    static QMutex mutex;
    return mutex;
}

QList<Holidays::Region> germanStates()
{
    return {
        {QStringLiteral("de-bw_de"), i18nc("@item German state", "Baden-Württemberg")},
        {QStringLiteral("de-by_de"), i18nc("@item German state", "Bavaria")},
        {QStringLiteral("de-be_de"), i18nc("@item German state", "Berlin")},
        {QStringLiteral("de-bb_de"), i18nc("@item German state", "Brandenburg")},
        {QStringLiteral("de-hb_de"), i18nc("@item German state", "Bremen")},
        {QStringLiteral("de-hh_de"), i18nc("@item German state", "Hamburg")},
        {QStringLiteral("de-he_de"), i18nc("@item German state", "Hesse")},
        {QStringLiteral("de-mv_de"), i18nc("@item German state", "Mecklenburg-Western Pomerania")},
        {QStringLiteral("de-ni_de"), i18nc("@item German state", "Lower Saxony")},
        {QStringLiteral("de-nw_de"), i18nc("@item German state", "North Rhine-Westphalia")},
        {QStringLiteral("de-rp_de"), i18nc("@item German state", "Rhineland-Palatinate")},
        {QStringLiteral("de-sl_de"), i18nc("@item German state", "Saarland")},
        {QStringLiteral("de-sn_de"), i18nc("@item German state", "Saxony")},
        {QStringLiteral("de-st_de"), i18nc("@item German state", "Saxony-Anhalt")},
        {QStringLiteral("de-sh_de"), i18nc("@item German state", "Schleswig-Holstein")},
        {QStringLiteral("de-th_de"), i18nc("@item German state", "Thuringia")},
    };
}
}

QList<Holidays::Region> Holidays::regions()
{
    const QMutexLocker lock(&holidayMutex());
    const auto known = KHolidays::HolidayRegion::regionCodes();
    const auto byName = [](const Region &a, const Region &b) {
        return a.name.localeAwareCompare(b.name) < 0;
    };
    auto states = germanStates();
    states.removeIf([&known](const Region &state) {
        return !known.contains(state.code);
    });
    std::sort(states.begin(), states.end(), byName);
    QList<Region> others;
    for (const auto &code : known) {
        if (std::none_of(states.begin(), states.end(), [&code](const Region &state) {
                return state.code == code;
            })) {
            // The library's names of German regions are English or Austrian at times.
            const auto name = code == QLatin1StringView("de_de") ? i18nc("@item the whole country, its holidays", "Germany") : KHolidays::HolidayRegion::name(code);
            others << Region{.code = code, .name = name};
        }
    }
    std::sort(others.begin(), others.end(), byName);
    return states + others;
}

QString Holidays::defaultRegion()
{
    const QMutexLocker lock(&holidayMutex());
    const auto territory = QLocale::territoryToCode(QLocale::system().territory()).toLower();
    return KHolidays::HolidayRegion::defaultRegionCode(territory, QLocale::languageToCode(QLocale::system().language()));
}

QHash<QDate, Holidays::Holiday> Holidays::between(const QString &region, const QDate &first, const QDate &last)
{
    QHash<QDate, Holiday> days;
    if (region.isEmpty() || !first.isValid() || last < first) {
        return days;
    }
    const QMutexLocker lock(&holidayMutex());
    const KHolidays::HolidayRegion source(region);
    if (!source.isValid()) {
        return days;
    }
    for (const auto found = source.rawHolidays(first, last); const auto &holiday : found) {
        const bool isFree = holiday.dayType() == KHolidays::Holiday::NonWorkday;
        for (auto day = std::max(first, holiday.observedStartDate()); day <= std::min(last, holiday.observedEndDate()); day = day.addDays(1)) {
            const auto known = days.constFind(day);
            if (known == days.cend()) {
                days.insert(day, {.name = holiday.name(), .isFree = isFree});
            } else if (!known->name.contains(holiday.name())) {
                days.insert(day, {.name = known->name + QLatin1StringView(", ") + holiday.name(), .isFree = known->isFree || isFree});
            }
        }
    }
    return days;
}

int Holidays::weekNumber(const QDate &day)
{
    return day.weekNumber();
}

bool Holidays::isWorkingDay(const QDate &day, const QHash<QDate, Holiday> &holidays, const QList<int> &workingDays)
{
    const auto holiday = holidays.constFind(day);
    return workingDays.contains(day.dayOfWeek()) && (holiday == holidays.cend() || !holiday->isFree);
}

}
