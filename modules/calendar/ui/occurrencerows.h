// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"

#include <QAbstractListModel>

namespace Kontor
{

/// Occurrences as rows of a list, each day of a long one a row of its own: the agenda, and what a
/// search found. Plain values; a new list is compared with the old one, so that the selection stays.
class OccurrenceRows : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { DayRole = Qt::UserRole + 1, FirstOfDayRole, LastOfDayRole };

    using QAbstractListModel::QAbstractListModel;

    /// The days [first, last] of \p content.
    void setAgenda(const GridContent &content, const QDate &first, const QDate &last);
    /// As they are, in their order, one row each.
    void setFound(const GridContent &content);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    const Occurrence *at(const QModelIndex &index) const;
    QDate dayAt(const QModelIndex &index) const;
    CalendarInfo calendarOf(const Occurrence &occurrence) const;
    QModelIndex indexOf(const OccurrenceRef &ref) const;
    QModelIndex firstOn(const QDate &day) const; ///< the first row of that day or after

private:
    struct Row {
        int index;
        QDate day;
    };
    void setRows(const GridContent &content, QList<Row> rows);

    GridContent m_content;
    QList<Row> m_rows;
};

}
