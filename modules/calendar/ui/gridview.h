// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/gridcontent.h"

#include <QAbstractScrollArea>
#include <QTimer>

#include <optional>

namespace Kontor
{

/// What day, week and month have in common: days with occurrences in them, one of which is current,
/// and a slot the keyboard moves over; creating, moving and resizing by mouse and keys. Shows plain
/// values and tells by signals what the user wants; see GridAccessible for what is spoken.
class GridView : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit GridView(QWidget *parent = nullptr);
    ~GridView() override;

    void setContent(const GridContent &content);
    const GridContent &content() const
    {
        return m_content;
    }

    /// Shows the span around a day and puts the slot there.
    virtual void setDate(const QDate &day) = 0;
    virtual QDate firstDay() const = 0;
    virtual QDate lastDay() const = 0;
    virtual void step(int direction) = 0; ///< the span before or after

    /// "23 – 29 November 2026", for the head of the pane and for speech.
    virtual QString spanTitle() const = 0;

    /// What can be selected, in the order of time.
    virtual QList<GridItem> items() const = 0;
    /// What can be seen of it.
    virtual QList<GridPiece> pieces() const = 0;
    virtual QRect slotArea() const = 0;
    virtual std::optional<GridSlot> slotAt(const QPoint &position) const = 0;

    GridItem currentItem() const
    {
        return m_current;
    }
    void setCurrentItem(const GridItem &item);
    const Occurrence *current() const; ///< null: the slot, or "3 more"
    const Occurrence *occurrence(const GridItem &item) const;
    GridSlot currentSlot() const
    {
        return m_slot;
    }
    void setSlot(const GridSlot &slot);
    void showAsOnPaper(); ///< no slot, nothing current, and events with an outline instead of colours alone
    GridContent visibleContent() const; ///< only what lies in the span
    QDate currentDay() const;

    QRect areaOf(const GridItem &item) const; ///< in the viewport; empty when scrolled away
    QString spoken(const GridItem &item) const;
    bool mayChange(const Occurrence &occurrence) const;
    CalendarInfo calendarOf(const Occurrence &occurrence) const;

    /// The time taken as now; without a value the clock's. For pictures and tests.
    void setNow(const std::optional<QDateTime> &now);
    QDateTime now() const;

    void open(const GridItem &item); ///< as Return does
    void createAtSlot(const QString &title);
    QWidget *canvas() const
    {
        return viewport();
    }

    void speakLater(); ///< what is current, if the focus is here

    /// Letters begin a new event, unless they are shortcuts.
    void setTypingCreates(Qt::CheckState on);

    void setNewLength(int minutes); ///< of an event on a slot nobody drew larger

Q_SIGNALS:
    void contentChanged();
    void currentChanged();
    void spanChanged();
    void chosen(const Kontor::Occurrence &occurrence);
    void moreWanted(const QDate &day, const QRect &area); ///< in the viewport
    void creationWanted(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title);
    void rescheduleWanted(const Kontor::Occurrence &before, const QDateTime &start, const QDateTime &end);
    void turnWanted(const Kontor::Occurrence &before, const Kontor::Occurrence &after); ///< whole days into a time, or back
    void removalWanted(const Kontor::Occurrence &occurrence);
    void contextMenuWanted(const QPoint &globalPosition);
    void dayWanted(const QDate &day);
    void draggedOut(const Kontor::Occurrence &occurrence);

protected:
    virtual void arrange() = 0; ///< content or span changed
    virtual void reveal(const GridItem &item) = 0;
    virtual bool moveSlot(int key, Qt::KeyboardModifiers modifiers) = 0;
    virtual void shiftByKey(int key, Qt::KeyboardModifiers modifiers) = 0;
    virtual void scrollWhileDragging(const QPoint &position);
    virtual GridSlot slotOf(const Occurrence &occurrence) const = 0;

    void wantShift(int days, int minutes, EventShift::Part part);
    void wantTurn(const Occurrence &after);
    void changeSlot(const GridSlot &slot);

    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

    /// What would be if the mouse were released now.
    const std::optional<Occurrence> &ghost() const
    {
        return m_ghost;
    }
    const GridPiece *draggedPiece() const
    {
        return m_drag.isMoving ? &m_drag.piece : nullptr;
    }

    bool isOnPaper() const
    {
        return m_isOnPaper;
    }

    GridContent m_content;
    GridSlot m_slot;
    GridItem m_current;
    QHash<OccurrenceRef, int> m_indexes;

private:
    struct Drag {
        bool isPressed = false, isMoving = false;
        bool isCreating = false;
        QPoint from{};
        GridSlot slot{};
        GridPiece piece{};
        EventShift::Part part = EventShift::Part::Whole;
    };
    std::optional<GridPiece> pieceAt(const QPoint &position) const;
    EventShift::Part partAt(const GridPiece &piece, const QPoint &position) const;
    void updateCursor(const QPoint &position);
    void updateGhost(const QPoint &position);
    void cancelDrag();
    bool stepItem(int direction);

    std::optional<QDateTime> m_now;
    std::optional<Occurrence> m_ghost;
    Drag m_drag;
    QTimer m_minute;
    bool m_speechQueued = false;
    bool m_typingCreates = false;
    int m_newLength = 0; ///< 0: as long as the slot
    bool m_isOnPaper = false;
};

}
