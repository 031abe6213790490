// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatmentions.h"

#include <QFrame>
#include <QTimer>

class QKeyEvent;
class QListWidget;
class QTextEdit;

namespace Kontor
{

/// The list that offers people, rooms, emoji and commands while a message is typed. The focus stays in the text; Up and Down
/// choose, Tab or Return take, Escape closes. What is chosen is spoken.
class ChatCompletion : public QFrame
{
    Q_OBJECT
public:
    using Find = std::function<QFuture<Result<QList<ChatMentions::Suggestion>>>(const ChatMentions::Trigger &trigger)>;

    explicit ChatCompletion(QTextEdit *edit);

    void setFind(Find find);
    bool isOpen() const;
    int count() const;
    QString chosenTitle() const;

    bool takeKey(QKeyEvent *event); ///< true: it was for the list
    void close();

Q_SIGNALS:
    void taken(const Kontor::ChatMentions::Suggestion &suggestion, const Kontor::ChatMentions::Trigger &trigger);

private:
    void ask();
    void offer(const ChatMentions::Trigger &trigger, const QList<ChatMentions::Suggestion> &found);
    void choose(int row);
    void take();
    void place();
    std::optional<ChatMentions::Trigger> triggerNow() const;

    QTextEdit *m_edit;
    QListWidget *m_list;
    Find m_find;
    QList<ChatMentions::Suggestion> m_offered;
    std::optional<ChatMentions::Trigger> m_trigger;
    std::optional<qsizetype> m_dismissed; ///< where a list was closed by Escape: not offered again there
    QTimer m_pause;
    quint64 m_asks = 0;
};

}
