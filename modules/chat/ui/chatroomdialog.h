// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatactions.h"
#include "chat/ui/chatform.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace Kontor
{

/// Makes a room or a space.
class ChatCreateDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatCreateDialog(ChatOutgoingRoom::Sort sort, const QString &spaceTitle, QWidget *parent);

    ChatOutgoingRoom room() const; ///< without the space it is to lie in
    bool isInSpace() const;

Q_SIGNALS:
    void roomWanted(const Kontor::ChatOutgoingRoom &room, bool isInSpace);

private:
    void update() override;

    ChatOutgoingRoom::Sort m_sort;
    QLineEdit *m_name;
    QLineEdit *m_topic;
    QComboBox *m_access;
    QLineEdit *m_alias;
    QLabel *m_aliasLabel;
    QCheckBox *m_encrypted;
    QCheckBox *m_inSpace;
    QPushButton *m_make;
};

/// What a room is called, what it is about, who may join and what newcomers can read. What one may not change is off.
class ChatSettingsDialog : public ChatForm
{
    Q_OBJECT
public:
    struct Settings {
        QString name{};
        QString topic{};
        bool isEncrypted = false;
        ChatActions::History history = ChatActions::History::Shared;
        ChatActions::JoinRule joinRule = ChatActions::JoinRule::Invited;
    };
    static Settings settingsOf(const ChatRoomFacts &facts);

    ChatSettingsDialog(const QString &title, const Settings &settings, ChatRights rights, QWidget *parent);

    Settings wanted() const;
    QByteArray picture() const; ///< a new one
    bool hasNewPicture() const;

    void save(ChatActions *actions, ItemId room); ///< what was changed, and nothing else

private:
    void choosePicture();
    void update() override;

    Settings m_settings;
    ChatRights m_rights;
    QLineEdit *m_name;
    QPlainTextEdit *m_topic;
    QPushButton *m_pictureButton;
    QLabel *m_pictureWords;
    QComboBox *m_joinRule;
    QComboBox *m_history;
    QCheckBox *m_encrypted;
    QPushButton *m_save;
    QByteArray m_picture;
    bool m_hasPicture = false;
};

}
