// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatroomlistmodel.h"

#include <QLineEdit>
#include <QTimer>

namespace Kontor
{

/// Finds rooms and people by what is typed: says how many there are, Return opens the first, Down goes into the list.
class ChatRoomFilter : public QLineEdit
{
    Q_OBJECT
public:
    explicit ChatRoomFilter(ChatRoomListModel *rooms, QWidget *parent = nullptr);

Q_SIGNALS:
    void roomChosen(Kontor::ItemId room);
    void listWanted(Kontor::ItemId first); ///< to be the current one there

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    ItemId first() const;
    void sayFound();

    ChatRoomListModel *m_rooms;
    QTimer m_pause; ///< in the typing
    QString m_said; ///< words that were answered
};

}
