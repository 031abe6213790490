// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "shell/paneactions.h"

class QMenu;
class QModelIndex;
class QPoint;

namespace Kontor
{

class ChatConversation;
class ChatPane;

/// What the menus, keys and buttons of the chat pane do.
class ChatPaneActions : public PaneActions
{
    Q_OBJECT
public:
    explicit ChatPaneActions(ChatPane *pane);

    QList<QAction *> headerActions() const;
    QList<QAction *> threadActions() const;
    QList<QAction *> roomActions() const; ///< in the details
    void popUpMessageMenu(const QPoint &position);
    void popUpRoomMenu(const QModelIndex &index, const QPoint &position);
    void popUpPersonMenu(const Kontor::ChatMemberRow &person, const QPoint &position);

private:
    void addGoing();
    void addRooms();
    void addMessages();
    void addHandingOn();
    void addAccounts();
    void update();
    void updateUndo();
    void append(QMenu *menu, std::initializer_list<const char *> names);
    void withUndo(const QString &sentence);
    void chooseReaction();
    void toMail();
    void toTask();
    void goToRoom(int step);
    void leave();
    void enable(std::initializer_list<const char *> names, bool on);
    void show(std::initializer_list<const char *> names, bool on);

    ChatPane *m_pane;
    QMenu *m_menu;
};

}
