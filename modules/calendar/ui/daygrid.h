// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/eventlayout.h"
#include "calendar/ui/eventpainter.h"
#include "calendar/ui/gridview.h"

namespace Kontor
{

/// Days side by side with their hours, whole-day events above: the day, the work week and the week.
class DayGrid : public GridView
{
    Q_OBJECT
public:
    enum class Span { Day, WorkWeek, Week };

    explicit DayGrid(QWidget *parent = nullptr);

    void setSpan(Span span);
    Span span() const
    {
        return m_span;
    }
    void setDate(const QDate &day) override;
    QDate firstDay() const override;
    QDate lastDay() const override;
    void step(int direction) override;
    QString spanTitle() const override;

    QList<GridItem> items() const override;
    QList<GridPiece> pieces() const override;
    QRect slotArea() const override;
    std::optional<GridSlot> slotAt(const QPoint &position) const override;

    /// Which hours and days are worked, the others are shaded; with which day weeks begin, and whether they have numbers.
    void setSettings(const CalendarSettings &settings);

    /// The hour at the top, so that it can be shown again the next time.
    double topHour() const;
    void setTopHour(double hour);

    void showHours(int from, int to); ///< just these fill the view, as on paper

    QRect areaOfTime(const QDate &day, int fromMinute, int toMinute) const; ///< in the viewport

protected:
    void arrange() override;
    void reveal(const GridItem &item) override;
    bool moveSlot(int key, Qt::KeyboardModifiers modifiers) override;
    void shiftByKey(int key, Qt::KeyboardModifiers modifiers) override;
    void scrollWhileDragging(const QPoint &position) override;
    GridSlot slotOf(const Occurrence &occurrence) const override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    struct Colours;
    Colours colours() const;
    QList<QDate> days() const;
    int columnLeft(int column) const;
    int columnAt(int x) const;
    int yOf(double minute) const;
    int hoursTop() const;
    QRect hoursArea() const;
    QRect boxArea(int column, const EventLayout::Box &box) const;
    QRect barArea(const EventLayout::Bar &bar) const;
    int visibleLanes() const;
    bool isInStrip(const Occurrence &occurrence) const;
    bool isOff(const QDate &day) const; ///< nobody works
    void measure();
    void layOutEvents();
    void collectItems();
    EventPainter::Look lookOf(int index, const GridItem &item) const;

    void paintDay(QPainter *painter, int column, const Colours &colours) const;
    void paintHours(QPainter *painter, const Colours &colours) const;
    void paintBoxes(QPainter *painter, const QRect &dirty) const;
    void paintNow(QPainter *painter) const;
    void paintGhost(QPainter *painter, bool inStrip) const;
    void paintSlot(QPainter *painter) const;
    void paintStrip(QPainter *painter, const Colours &colours) const;
    void paintHeader(QPainter *painter, const Colours &colours) const;
    QString noteOf(const QDate &day) const;

    CalendarSettings m_settings = CalendarSettings::read();
    Span m_span = Span::Week;
    QDate m_first;
    int m_count = 7;
    int m_gutter = 0, m_header = 0, m_strip = 0, m_line = 0;
    double m_hour = 48; ///< height in pixels
    bool m_hasScrolled = false;
    std::optional<std::pair<int, int>> m_hours; ///< see showHours()
    int m_wheel = 0;
    EventPainter m_painter;
    QList<QList<EventLayout::Box>> m_boxes; ///< of each day
    QList<EventLayout::Bar> m_bars;
    int m_lanes = 0;
    QList<GridItem> m_items;
};

}
