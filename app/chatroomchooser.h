// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/store.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace Kontor
{

/// Lets the user choose one of the rooms one may write in: the newest first, fewer as one types.
class ChatRoomChooser : public QDialog
{
    Q_OBJECT
public:
    ChatRoomChooser(const std::shared_ptr<Store> &store, const QString &title, QWidget *parent = nullptr);

    ItemId room() const; ///< 0: none

private:
    void fill();

    QList<ChatRoomRow> m_rooms;
    QLineEdit *m_words;
    QListWidget *m_list;
    QPushButton *m_choose;
};

}
