// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "chat/ui/chatform.h"

#include <QTimer>

class QLineEdit;
class QListWidget;

namespace Kontor
{

/// Public rooms of a server, or the rooms of a space: looks among them and joins one. An address (#room:server) joins a room that
/// is not listed.
class ChatDirectoryDialog : public ChatForm
{
    Q_OBJECT
public:
    ChatDirectoryDialog(ChatServices *services, CollectionId account, QWidget *parent);
    ChatDirectoryDialog(ChatServices *services, CollectionId account, ItemId space, const QString &title, QWidget *parent);

    int count() const;

Q_SIGNALS:
    void joinWanted(const QString &roomIdOrAlias, const QStringList &via);
    void openWanted(const QString &roomId); ///< one that is joined already

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void ask();
    void fill(const QList<ChatPublicRoom> &rooms);
    void update() override;
    void take();
    std::optional<ChatPublicRoom> chosen() const;

    ChatServices *m_services;
    CollectionId m_account;
    ItemId m_space{};
    QLineEdit *m_words;
    QLineEdit *m_server;
    QListWidget *m_list;
    QPushButton *m_take;
    QList<ChatPublicRoom> m_rooms;
    QTimer m_pause;
    quint64 m_asks = 0;
};

}
