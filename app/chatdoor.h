// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatexchange.h"
#include "app/chatnotifier.h"

#include <QObject>
#include <QTimer>
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
        std::function<bool()> isSeen{}; ///< the pane is in front in the active window
    };
    explicit ChatDoor(Parts parts);
    ~ChatDoor() override;

    void begin(); ///< the store is there
    void end();

    bool hasChat() const; ///< an account with chat
    ChatExchange *exchange() const;

    static bool isChatLink(const QUrl &url); ///< matrix: or https://matrix.to/
    bool openLink(const QUrl &url); ///< false: it is none, or there is no chat
    /// Like openLink(), and once there are accounts if there are none yet.
    void openLater(const QUrl &url);

Q_SIGNALS:
    void badgeChanged(int count); ///< mentions and invitations

private:
    Q_SLOT void follow(const QUrl &url); ///< a link that was clicked somewhere
    void show(const ChatLink &link);
    void showEvent(ItemId room, const QString &eventId);
    void offerToJoin(CollectionId account, const ChatLink &link);
    void countBadge();
    void takeLinks();
    void leaveLinks();

    Parts m_parts;
    ChatExchange *m_exchange;
    std::unique_ptr<ChatNotifier> m_notifier;
    QUrl m_waiting;
    bool m_takesLinks = false;
    QTimer m_counting;
    int m_badge = -1;
};

}
