// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatmembermodel.h"
#include "chat/ui/chatparts.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QTabWidget;

namespace Kontor
{

class ChatExcerptList;
class ItemListView;

/// The side of a room: what it is, who is in it, what is pinned, which files it has.
class ChatDetails : public QWidget
{
    Q_OBJECT
public:
    explicit ChatDetails(const ChatParts &parts, QWidget *parent = nullptr);
    ~ChatDetails() override;

    enum class Tab { Room, People, Pinned, Files };
    void show(const ChatRoomRow &room);
    void clear();
    void goTo(Tab tab);
    Tab tab() const;
    void setActions(const QList<QAction *> &actions); ///< buttons of the first tab
    QWidget *current() const; ///< what has the focus of this side

    ItemListView *people() const;
    std::optional<ChatMemberRow> chosenPerson() const;

Q_SIGNALS:
    void messageChosen(const Kontor::ChatTimelineRow &row);
    void personChosen(const QString &userId, const QString &name);
    void personMenuWanted(const Kontor::ChatMemberRow &person, const QPoint &globalPosition);
    void notifyChosen(Kontor::ChatNotify level);

private:
    QWidget *buildRoom();
    QWidget *buildPeople();
    void refresh();

    ChatParts m_parts;
    ChatRoomRow m_room;
    QTabWidget *m_tabs;
    QLabel *m_about;
    QLabel *m_encryption;
    QComboBox *m_notify;
    QWidget *m_buttons;
    ChatMemberModel *m_members;
    QLineEdit *m_filter;
    QComboBox *m_show;
    ItemListView *m_people;
    ChatExcerptList *m_pinned;
    ChatExcerptList *m_files;
    QTimer m_pause;
    quint64 m_reads = 0;
};

}
