// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/occurrencerows.h"

#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{

void OccurrenceRows::setAgenda(const GridContent &content, const QDate &first, const QDate &last)
{
    QList<Row> rows;
    for (int i = 0; i < int(content.occurrences.size()); ++i) {
        const auto &one = content.occurrences.at(i);
        const auto to = std::min(OccurrenceWords::lastDay(one), last);
        for (auto day = std::max(one.start.date(), first); day <= to; day = day.addDays(1)) {
            rows << Row{i, day};
        }
    }
    std::ranges::stable_sort(rows, {}, [&content](const Row &row) {
        const auto &one = content.occurrences.at(row.index);
        const bool isFirst = one.isAllDay() || one.start.date() < row.day;
        return std::tuple(row.day, isFirst ? 0 : 1, one.start.toMSecsSinceEpoch());
    });
    setRows(content, std::move(rows));
}

void OccurrenceRows::setFound(const GridContent &content)
{
    QList<Row> rows;
    for (int i = 0; i < int(content.occurrences.size()); ++i) {
        rows << Row{i, content.occurrences.at(i).start.date()};
    }
    setRows(content, std::move(rows));
}

void OccurrenceRows::setRows(const GridContent &content, QList<Row> rows)
{
    // Where each occurrence on each day stands now: the selection goes along.
    QHash<std::pair<OccurrenceRef, QDate>, int> places;
    for (int row = 0; row < int(rows.size()); ++row) {
        places.insert({content.occurrences.at(rows.at(row).index).ref, rows.at(row).day}, row);
    }
    const bool keepsNothing = m_rows.isEmpty() || rows.isEmpty();
    if (keepsNothing) {
        beginResetModel();
        m_content = content;
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    Q_EMIT layoutAboutToBeChanged();
    const auto before = persistentIndexList();
    QModelIndexList after;
    QList<std::pair<OccurrenceRef, QDate>> keys;
    for (const auto &old : before) {
        keys << std::pair(m_content.occurrences.at(m_rows.at(old.row()).index).ref, m_rows.at(old.row()).day);
    }
    m_content = content;
    m_rows = std::move(rows);
    for (const auto &key : std::as_const(keys)) {
        const auto row = places.value(key, -1);
        after << (row < 0 ? QModelIndex() : index(row));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged();
}

int OccurrenceRows::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

const Occurrence *OccurrenceRows::at(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? &m_content.occurrences.at(m_rows.at(index.row()).index) : nullptr;
}

QDate OccurrenceRows::dayAt(const QModelIndex &index) const
{
    return index.isValid() && index.row() < m_rows.size() ? m_rows.at(index.row()).day : QDate();
}

CalendarInfo OccurrenceRows::calendarOf(const Occurrence &occurrence) const
{
    return m_content.calendars.value(occurrence.calendar);
}

QModelIndex OccurrenceRows::indexOf(const OccurrenceRef &ref) const
{
    const auto row = std::ranges::find_if(m_rows, [&](const Row &one) { return m_content.occurrences.at(one.index).ref == ref; });
    return row == m_rows.end() ? QModelIndex() : index(int(row - m_rows.begin()));
}

QModelIndex OccurrenceRows::firstOn(const QDate &day) const
{
    const auto row = std::ranges::find_if(m_rows, [&](const Row &one) { return one.day >= day; });
    return row == m_rows.end() ? QModelIndex() : index(int(row - m_rows.begin()));
}

QVariant OccurrenceRows::data(const QModelIndex &index, int role) const
{
    const auto *one = at(index);
    if (!one) {
        return {};
    }
    const auto row = index.row();
    switch (role) {
    case Qt::DisplayRole:
        return OccurrenceWords::title(*one);
    case Qt::AccessibleTextRole: {
        const auto sentence = OccurrenceWords::sentence(*one, calendarOf(*one));
        const auto day = m_rows.at(row).day;
        const auto first = one->start.date();
        return day > first ? i18nc("@info spoken: a later day of a long event, then the event", "%1, day %2 of %3: %4", OccurrenceWords::day(day), first.daysTo(day) + 1,
                                   first.daysTo(OccurrenceWords::lastDay(*one)) + 1, sentence)
                           : sentence;
    }
    case Qt::ToolTipRole:
        return OccurrenceWords::sentence(*one, calendarOf(*one)).toHtmlEscaped();
    case DayRole:
        return m_rows.at(row).day;
    case FirstOfDayRole:
        return row == 0 || m_rows.at(row - 1).day != m_rows.at(row).day;
    case LastOfDayRole:
        return row + 1 == m_rows.size() || m_rows.at(row + 1).day != m_rows.at(row).day;
    default:
        return {};
    }
}

}
