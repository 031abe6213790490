// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/eventlayout.h"
#include "calendar/ui/eventpainter.h"
#include "calendar/ui/gridview.h"

namespace Kontor
{

/// The weeks of a month, a day in each field; what does not fit is counted.
class MonthGrid : public GridView
{
    Q_OBJECT
public:
    explicit MonthGrid(QWidget *parent = nullptr);

    /// Which days are worked, with which day weeks begin, and whether they have numbers.
    void setSettings(const CalendarSettings &settings);

    void setDate(const QDate &day) override;
    QDate firstDay() const override;
    QDate lastDay() const override;
    void step(int direction) override;
    QString spanTitle() const override;

    QList<GridItem> items() const override;
    QList<GridPiece> pieces() const override;
    QRect slotArea() const override;
    std::optional<GridSlot> slotAt(const QPoint &position) const override;

protected:
    void arrange() override;
    void reveal(const GridItem &item) override;
    bool moveSlot(int key, Qt::KeyboardModifiers modifiers) override;
    void shiftByKey(int key, Qt::KeyboardModifiers modifiers) override;
    GridSlot slotOf(const Occurrence &occurrence) const override;
    void paintEvent(QPaintEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Week {
        QList<EventLayout::Bar> bars;
        QList<bool> shown; ///< of each bar
        QList<int> hidden; ///< how many, of each day
    };
    QRect cell(int week, int column) const;
    QRect barArea(int week, const EventLayout::Bar &bar) const;
    int lanes() const;
    void collectItems();
    void collectPieces();
    EventPainter::Shape shapeOf(const Occurrence &occurrence) const;
    void paintCells(QPainter *painter, const QRect &dirty) const;
    void paintDayHead(QPainter *painter, const QDate &day, const QRect &area) const;
    void paintPieces(QPainter *painter, const QRect &dirty) const;
    void paintGhost(QPainter *painter) const;

    CalendarSettings m_settings = CalendarSettings::read();
    QDate m_month; ///< its first day
    QDate m_first; ///< in the upper left corner
    int m_weekCount = 6;
    int m_gutter = 0, m_header = 0, m_line = 0, m_dayHead = 0;
    int m_wheel = 0;
    EventPainter m_painter;
    QList<Week> m_weeks;
    QList<GridItem> m_items;
    QList<GridPiece> m_pieces;
};

}
