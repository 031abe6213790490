// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/calendarsettings.h"

#include <QCalendarWidget>
#include <QHash>
#include <QSet>

namespace Kontor
{

/// A small month to go to a day by; days with events are bold, holidays named when pointed at.
class MonthNavigator : public QCalendarWidget
{
    Q_OBJECT
public:
    explicit MonthNavigator(QWidget *parent = nullptr);

    void setSettings(const CalendarSettings &settings); ///< first day of the week, numbers of weeks

    /// What the view beside it shows.
    void setSpan(const QDate &first, const QDate &last);
    void setHolidays(const QHash<QDate, QString> &holidays);
    void setBusyDays(const QSet<QDate> &days);

    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

    QDate firstShown() const; ///< the days in the six rows
    QDate lastShown() const;

Q_SIGNALS:
    void dayChosen(const QDate &day);
    void shownChanged();

protected:
    void paintCell(QPainter *painter, const QRect &rect, QDate date) const override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void speak(const QDate &day);
    void restyle();

    QDate m_first, m_last;
    QHash<QDate, QString> m_holidays;
    QSet<QDate> m_busy;
    mutable QHash<QDate, QRect> m_cells; ///< where each day was painted
    bool m_isSetting = false;
};

}
