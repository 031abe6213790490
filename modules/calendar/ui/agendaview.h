// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"
#include "shell/itemlistview.h"

#include <optional>

namespace Kontor
{

class AgendaModel;
class OccurrenceRows;

/// Events as a list, day after day: what the grids show, one line each.
class AgendaView : public ItemListView
{
    Q_OBJECT
public:
    explicit AgendaView(QWidget *parent = nullptr);

    /// Plain values: what a search found, and for tests.
    OccurrenceRows *rows() const
    {
        return m_rows;
    }
    /// Live, without an end; shown unless what was found is.
    void setAgenda(AgendaModel *agenda);
    void showFound(Qt::CheckState on);
    bool isLive() const;

    void setCalendars(const QHash<CollectionId, CalendarInfo> &calendars);
    const Occurrence *at(const QModelIndex &index) const; ///< null: the heading of a day, or not read yet
    QDate dayAt(const QModelIndex &index) const;
    const Occurrence *current() const;
    QDate currentDay() const;
    CalendarInfo calendarOf(const Occurrence &occurrence) const;
    void setCurrent(const OccurrenceRef &ref);
    void showDay(const QDate &day); ///< now, or once it has been read
    bool mayChange(const Occurrence &occurrence) const;

    void setNow(const std::optional<QDateTime> &now);
    QDateTime now() const;

Q_SIGNALS:
    void currentOccurrenceChanged();
    void occurrenceChosen(const Kontor::Occurrence &occurrence);
    void rescheduleWanted(const Kontor::Occurrence &before, const QDateTime &start, const QDateTime &end);
    void removalWanted(const Kontor::Occurrence &occurrence);
    void doneWanted(const Kontor::Occurrence &task, Qt::CheckState done);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showWanted();

    OccurrenceRows *m_rows;
    AgendaModel *m_agenda = nullptr;
    QHash<CollectionId, CalendarInfo> m_calendars;
    QDate m_wantedDay;
    std::optional<QDateTime> m_now;
};

}
