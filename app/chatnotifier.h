// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatnews.h"
#include "app/screenlock.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>

class KNotification;

namespace Kontor
{

/// Tells of new messages and invitations in chats, as the push rules and the room's level want it: one notification for each
/// room, with what to answer, open and mark as read. Nothing of the room one is looking at, nothing of the content while the
/// screen is locked or where the user does not want it, nothing of history. GUI thread.
class ChatNotifier : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        std::shared_ptr<Store> store;
        std::function<ItemId()> lookedAt{}; ///< the room the user sees just now; 0: none
        std::function<void(ItemId room, const QString &text)> reply{};
        std::function<void(ItemId room)> markRead{};
    };
    explicit ChatNotifier(Parts parts, QObject *parent = nullptr);
    ~ChatNotifier() override;

    // In kontorrc, [Notifications].
    static bool isOn();
    static bool showsContent();

    /// What a notification of one room says; \p messages: all it tells of, oldest first.
    struct Words {
        QString title{};
        QString text{};
    };
    static Words words(const QList<ChatNews::Message> &messages, Qt::CheckState content);

Q_SIGNALS:
    void openWanted(ItemId room);
    void told(const QList<Kontor::ChatNews::Message> &messages, const QList<Kontor::ChatNews::Invitation> &invitations); ///< also where nobody shows it

private:
    struct Shown {
        QPointer<KNotification> notification;
        QList<ChatNews::Message> messages;
    };
    void look();
    void take(ChatNews news);
    void tell(ItemId room);
    void tell(const ChatNews::Invitation &invitation);
    void close(qint64 room);

    Parts m_parts;
    ScreenLock m_lock;
    QTimer m_pause;
    ChatNews::Mark m_mark;
    bool m_isLooking = false;
    bool m_lookAgain = false;
    QHash<qint64, Shown> m_shown; ///< by room
};

}
