// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace Kontor
{

class EmptyState;
class FolderModel;
class MessageListBar;
class MessageListModel;

/// Says what the list shows and how much of it, and why it is empty when it is.
class MessageListCaption : public QObject
{
    Q_OBJECT
public:
    MessageListCaption(const FolderModel *folders, const MessageListModel *messages, MessageListBar *bar, EmptyState *empty, QObject *parent);

    /// The list has nothing to show and knows it.
    bool isEmpty() const;
    void update();

private:
    void explainEmptiness();

    const FolderModel *m_folders;
    const MessageListModel *m_messages;
    MessageListBar *m_bar;
    EmptyState *m_empty;
};

}
