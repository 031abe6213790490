// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

#include <QIcon>
#include <QWidget>

#include <functional>

class QAction;
class QHBoxLayout;
class QLabel;
class QToolButton;

namespace Kontor
{

class ChatPictures;

/// The line above a timeline: the room's picture, title and topic, how it is encrypted, and buttons.
class ChatHeader : public QWidget
{
    Q_OBJECT
public:
    ChatHeader(ChatPictures *pictures, QWidget *parent = nullptr);

    void setActions(const QList<QAction *> &actions);
    void show(const ChatRoomRow &room);
    void showThread(const QString &room); ///< "Thread in …"
    void clear();

private:
    void paintPicture();

    ChatPictures *m_pictures;
    ChatRoomRow m_room;
    QLabel *m_picture;
    QLabel *m_title;
    QLabel *m_lock;
    QLabel *m_topic;
    QHBoxLayout *m_buttons;
};

/// A strip that says what is special about a room, with what can be done: an invitation, a room one is no longer in, one that
/// goes on elsewhere, a device that is not verified.
class ChatBanner : public QWidget
{
    Q_OBJECT
public:
    explicit ChatBanner(QWidget *parent = nullptr);

    struct Choice {
        QString text{};
        std::function<void()> run{};
    };
    void say(const QIcon &icon, const QString &sentence, const QList<Choice> &choices = {});
    void clear(); ///< nothing is special
    QString sentence() const;
    bool isShown() const;

private:
    QLabel *m_icon;
    QLabel *m_words;
    QHBoxLayout *m_choices;
};

}
