// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "sync/synchronizer.h"

#include <QHash>

#include <functional>

namespace Kontor
{

/// A chat server of one person in memory: what others say is queued by its functions and told by the next pull; what is
/// pushed is remembered in the order in which it arrived.
struct ChatActionsServer {
    QString userId = QStringLiteral("@me:example.org");

    struct Arrived {
        QString eventId{};
        QString roomId{};
        QString type{};
        QJsonObject content{};
        QString transaction{};
    };
    QList<Arrived> events{}; ///< each once, in order
    QList<Change> pushed{}; ///< everything that was tried
    QHash<QString, QString> transactions{}; ///< → event id

    enum class Strikes { Nothing, BeforeEffect, AfterEffect };
    std::function<Strikes(const Change &)> fault{}; ///< the network
    std::function<std::optional<Error>(const Change &)> refusal{}; ///< the server says no

    QList<RemoteItem> news{};
    qint64 order = 1000;
    int nextId = 1;

    void tell(const ChatRoomFacts &facts);
    void tell(const ChatMemberFacts &facts);
    void tell(const ChatAccountFacts &facts);
    void tell(const ChatGapFacts &facts);
    /// Answers the event's id.
    QString say(const QString &room, const QString &sender, const QString &text, const QJsonObject &more = {});
    QString event(ChatEventFacts facts);

    Result<Receipt> carryOut(const Change &change);
};

class ChatActionsSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    explicit ChatActionsSynchronizer(ChatActionsServer *server, QObject *parent = nullptr);

    Task<Result<QList<RemoteCollection>>> discover() override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

private:
    ChatActionsServer *m_server;
};

}
