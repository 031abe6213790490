// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatentry.h"

#include <QPointer>

namespace Kontor
{

class NetworkThread;

/// Signs in to chat on the network thread; pages are opened in the user's own browser.
class NetworkChatEntry : public ChatEntry
{
    Q_OBJECT
public:
    explicit NetworkChatEntry(NetworkThread *network, QObject *parent = nullptr);
    ~NetworkChatEntry() override;

    QFuture<Result<ChatEntryOffer>> look(const QString &start, const QByteArray &authorities) override;
    QFuture<Result<ChatCredentials>> signIn(const Wish &wish) override;
    void cancel() override;
    QFuture<Result<void>> signOut(const ChatCredentials &credentials, const QByteArray &authorities) override;

    /// How the ways of a server are told to the user.
    static ChatEntryOffer offerOf(const ChatEntrance::Found &found);

private:
    /// The attempt under way. It is made, used and ended on the network thread.
    struct Attempt {
        std::shared_ptr<ChatEntrance> entrance{};
        bool isCancelled = false;
    };
    template <class T>
    using Run = std::function<void(const std::shared_ptr<ChatEntrance> &entrance, const ChatEntrance::Done<T> &done)>;
    template <class T>
    QFuture<Result<T>> attempt(const QByteArray &authorities, Run<T> run);

    NetworkThread *m_network;
    std::shared_ptr<Attempt> m_attempt;
};

}
