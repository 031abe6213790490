// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatoutgoing.h"
#include "chat/ui/chatcompletion.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;

namespace Kontor
{

class ChatComposerText;

/// Where a message is written: the text, what it answers or changes, and the buttons for files, emoji and sending.
/// Knows nothing of rooms but their ids; what it holds is a ChatOutgoing.
class ChatComposer : public QWidget
{
    Q_OBJECT
public:
    explicit ChatComposer(QWidget *parent = nullptr);
    ~ChatComposer() override;

    ChatComposerText *text() const;
    ChatCompletion *completion() const;
    void setActions(QAction *attach, QAction *emoji); ///< their buttons, left and right of the text
    void setFind(ChatCompletion::Find find);
    void setEnterSends(Qt::CheckState on);

    /// Another room or thread: what is written is put away (draftChanged() was emitted for it) and replaced.
    void setPlace(const QString &words); ///< "Write to Budget, encrypted"
    void setContent(const ChatOutgoing &content, const QString &about = {}); ///< about: the text that is answered or changed, in the bar
    ChatOutgoing content() const;
    bool isEmpty() const;

    void startReply(ItemId to, const QString &name, const QString &text);
    void startEdit(const ChatOutgoing &message);
    void endEdit(); ///< also of an answer: what is typed stays, unless it was an edit
    bool isEditing() const;
    void setThread(const QString &threadRoot);

    void insert(const QString &text); ///< at the cursor
    void setTyping(const QStringList &names);

    void send();

Q_SIGNALS:
    void sendWanted(const Kontor::ChatOutgoing &message);
    void contentChanged(const Kontor::ChatOutgoing &content); ///< by the user; edits are not drafts
    void typingChanged(Qt::CheckState on);
    void editLastWanted();
    void left(); ///< Escape, with nothing to give up
    void filesOffered(const QStringList &paths);
    void pictureOffered(const QByteArray &png);

private:
    void showBar(const QString &words);
    void noteChange();
    void take(const ChatMentions::Suggestion &suggestion, const ChatMentions::Trigger &trigger);
    void escape();
    void stopTyping();

    ChatComposerText *m_text;
    ChatCompletion *m_completion;
    QWidget *m_bar;
    QLabel *m_barWords;
    QToolButton *m_barClose;
    QToolButton *m_attach;
    QToolButton *m_emoji;
    QToolButton *m_send;
    QLabel *m_typing;
    ChatOutgoing m_about; ///< what it answers or changes; its text is not used
    QList<ChatOutgoingMention> m_mentions;
    ChatOutgoing m_beforeEdit;
    QString m_barBeforeEdit;
    QTimer m_typingTimer;
    bool m_isTyping = false;
    bool m_isSetting = false;
};

}
