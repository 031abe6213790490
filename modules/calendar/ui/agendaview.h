// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"
#include "shell/itemlistview.h"

#include <optional>

namespace Kontor
{

class OccurrenceRows;

/// Events as a list, day after day: what the grids show, one line each.
class AgendaView : public ItemListView
{
    Q_OBJECT
public:
    explicit AgendaView(QWidget *parent = nullptr);

    OccurrenceRows *rows() const
    {
        return m_rows;
    }
    const Occurrence *current() const;
    QDate currentDay() const;
    void setCurrent(const OccurrenceRef &ref);
    void showDay(const QDate &day);
    bool mayChange(const Occurrence &occurrence) const;

    void setNow(const std::optional<QDateTime> &now);
    QDateTime now() const;

Q_SIGNALS:
    void currentOccurrenceChanged();
    void occurrenceChosen(const Kontor::Occurrence &occurrence);
    void rescheduleWanted(const Kontor::Occurrence &before, const QDateTime &start, const QDateTime &end);
    void removalWanted(const Kontor::Occurrence &occurrence);
    void doneWanted(const Kontor::Occurrence &task, Qt::CheckState done);
    void endReached(); ///< the list could go on

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    OccurrenceRows *m_rows;
    std::optional<QDateTime> m_now;
};

}
