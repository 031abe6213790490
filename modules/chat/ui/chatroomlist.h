// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatroomlistmodel.h"
#include "shell/itemlistview.h"

#include <QStyledItemDelegate>

namespace Kontor
{

class ChatPictures;

/// The list of rooms: sections that can be closed, and in them rooms with picture, last message, time and what is unread.
class ChatRoomList : public ItemListView
{
    Q_OBJECT
public:
    ChatRoomList(ChatRoomListModel *rooms, ChatPictures *pictures, QWidget *parent = nullptr);

    ChatPictures *pictures() const;
    ChatRoomListModel *rooms() const;
    std::optional<ChatRoomListRow> rowAt(const QModelIndex &index) const;
    ItemId chosenRoom() const;
    void choose(ItemId room); ///< also before it is listed; without roomChosen()

    void keyboardSearch(const QString &search) override;

Q_SIGNALS:
    void roomChosen(Kontor::ItemId room);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void showChosen();
    void toggle(const QModelIndex &index);

    ChatRoomListModel *m_rooms;
    ChatPictures *m_pictures;
    ItemId m_chosen{};
    bool m_isShowing = false;
};

/// Paints a room in two lines, and headings.
class ChatRoomDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit ChatRoomDelegate(ChatRoomList *list);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index) override;

private:
    void paintHeading(QPainter *painter, const QStyleOptionViewItem &option, const ChatRoomListRow &row) const;
    void paintRoom(QPainter *painter, const QStyleOptionViewItem &option, const ChatRoomRow &room) const;

    ChatRoomList *m_list;
};

}
