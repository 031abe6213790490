// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "shell/itemlistview.h"

namespace Kontor
{

class CalendarListModel;

/// The calendars with their colours; what is ticked is shown.
class CalendarListView : public ItemListView
{
    Q_OBJECT
public:
    explicit CalendarListView(CalendarListModel *model, QWidget *parent = nullptr);

    const CalendarInfo *current() const;
    CollectionId calendarAt(const QPoint &position) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    void menuWanted(const QPoint &globalPosition);
    void currentCalendarChanged();
    void itemsDropped(const QList<Kontor::ItemId> &items, Kontor::CollectionId calendar);
    void icsDropped(const QByteArray &ics, Kontor::CollectionId calendar);
    void filesDropped(const QList<QUrl> &files, Kontor::CollectionId calendar);

protected:
    bool event(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    CalendarListModel *m_calendars;
};

}
