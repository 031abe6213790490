// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatexchange.h"
#include "app/chatnotifier.h"

#include <QObject>
#include <QUrl>

#include <memory>

namespace Kontor
{

struct ChatLink;
class Services;

/// What the window does for chat besides its pane: notifications, links that mean a room or a person wherever they are
/// clicked, and what other panes ask for. GUI thread.
class ChatDoor : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        Services *services = nullptr;
        Workbench *workbench = nullptr;
        QWidget *window = nullptr;
        std::function<void()> raise{}; ///< the window
        std::function<ItemId()> lookedAt{}; ///< the room one sees in the active window; 0: none
        std::function<bool(const ChatLink &link)> showLink{}; ///< false: there is no pane for it just now
        ChatExchange::ChooseRoom chooseRoom{};
    };
    explicit ChatDoor(Parts parts);
    ~ChatDoor() override;

    void begin(); ///< the store is there
    void end();

    bool hasChat() const; ///< an account with chat
    ChatExchange *exchange() const;

    static bool isChatLink(const QUrl &url); ///< matrix: or https://matrix.to/
    bool openLink(const QUrl &url);
    /// Like openLink(), and once there are accounts if there are none yet.
    void openLater(const QUrl &url);

private:
    Q_SLOT void follow(const QUrl &url); ///< a link that was clicked somewhere
    void takeLinks();
    void leaveLinks();

    Parts m_parts;
    ChatExchange *m_exchange;
    std::unique_ptr<ChatNotifier> m_notifier;
    QUrl m_waiting;
    bool m_takesLinks = false;
};

}
