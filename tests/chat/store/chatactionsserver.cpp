// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/store/chatactionsserver.h"

#include "base/await.h"

namespace Kontor
{
namespace
{
template <class Facts>
RemoteItem itemOf(const QString &remoteId, const Facts &facts)
{
    return RemoteItem{.remoteId = remoteId, .revision = {}, .payload = facts.toCbor(), .partial = true};
}

Error offline()
{
    return Error{.kind = Error::Kind::Offline, .message = QStringLiteral("The cable is out."), .detail = {}};
}
}

void ChatActionsServer::tell(const ChatRoomFacts &facts)
{
    news << itemOf(facts.roomId, facts);
}

void ChatActionsServer::tell(const ChatMemberFacts &facts)
{
    news << itemOf(ChatId::member(facts.roomId, facts.userId), facts);
}

void ChatActionsServer::tell(const ChatAccountFacts &facts)
{
    news << itemOf(ChatId::Account, facts);
}

void ChatActionsServer::tell(const ChatGapFacts &facts)
{
    news << itemOf(ChatId::gap(facts.roomId, facts.token), facts);
}

QString ChatActionsServer::event(ChatEventFacts facts)
{
    if (facts.eventId.isEmpty()) {
        facts.eventId = QStringLiteral("$event%1").arg(nextId++);
    }
    if (facts.order == 0) {
        facts.order = ++order;
    }
    if (facts.sent == 0) {
        facts.sent = 1'760'000'000'000 + facts.order * 1000;
    }
    news << itemOf(facts.eventId, facts);
    return facts.eventId;
}

QString ChatActionsServer::say(const QString &room, const QString &sender, const QString &text, const QJsonObject &more)
{
    ChatEventFacts facts;
    facts.roomId = room;
    facts.sender = sender;
    facts.type = QStringLiteral("m.room.message");
    facts.content = {{QStringLiteral("msgtype"), QStringLiteral("m.text")}, {QStringLiteral("body"), text}};
    for (auto one = more.begin(); one != more.end(); ++one) {
        facts.content.insert(one.key(), one.value());
    }
    return event(facts);
}

Result<Receipt> ChatActionsServer::carryOut(const Change &change)
{
    if (refusal) {
        if (const auto error = refusal(change)) {
            return std::unexpected(*error);
        }
    }
    const auto text = [&change](const char *key) {
        return change.arguments.value(QLatin1StringView(key)).toString();
    };
    if (change.kind == ChatChange::Create) {
        return Receipt{.remoteId = QStringLiteral("!new%1:example.org").arg(nextId++)};
    }
    if (change.kind == ChatChange::Join) {
        ChatRoomFacts facts;
        facts.roomId = !change.itemRemoteId.isEmpty() ? change.itemRemoteId
            : text("room").startsWith(u'!')           ? text("room")
                                                      : QStringLiteral("!joined%1:example.org").arg(nextId++);
        facts.membership = QStringLiteral("join");
        return Receipt{.remoteId = facts.roomId, .payload = facts.toCbor(), .partial = true};
    }
    if (change.kind != ChatChange::Send) {
        return Receipt{};
    }
    if (change.groundRemoteId.isEmpty()) {
        return std::unexpected(Error{.kind = Error::Kind::NotFound, .message = QStringLiteral("No room."), .detail = {}});
    }
    const auto transaction = text("transaction");
    auto &eventId = transactions[transaction];
    const auto content = change.arguments.value(QLatin1StringView("content")).toMap().toJsonObject();
    if (eventId.isEmpty()) {
        eventId = QStringLiteral("$sent%1").arg(nextId++);
        events << Arrived{eventId, change.groundRemoteId, text("type"), content, transaction};
    }
    ChatEventFacts facts;
    facts.eventId = eventId;
    facts.roomId = change.groundRemoteId;
    facts.order = ++order;
    facts.sender = userId;
    facts.type = text("type");
    facts.content = content;
    facts.sent = 1'760'000'000'000 + order * 1000;
    facts.transactionId = transaction;
    return Receipt{.remoteId = eventId, .payload = facts.toCbor()};
}

ChatActionsSynchronizer::ChatActionsSynchronizer(ChatActionsServer *server, QObject *parent)
    : Synchronizer(parent)
    , m_server(server)
{
}

Task<Result<QList<RemoteCollection>>> ChatActionsSynchronizer::discover()
{
    RemoteCollection account;
    account.remoteId = m_server->userId;
    account.name = m_server->userId;
    co_return QList<RemoteCollection>{account};
}

Task<Result<Delta>> ChatActionsSynchronizer::pull(Collection)
{
    Delta delta;
    delta.changed = std::exchange(m_server->news, {});
    delta.token = QByteArray::number(m_server->nextId);
    co_return delta;
}

Task<Result<Receipt>> ChatActionsSynchronizer::push(Change change, CommitPoint)
{
    using Strikes = ChatActionsServer::Strikes;
    m_server->pushed << change;
    const auto strikes = m_server->fault ? m_server->fault(change) : Strikes::Nothing;
    if (strikes == Strikes::BeforeEffect) {
        co_return std::unexpected(offline());
    }
    auto receipt = m_server->carryOut(change);
    if (strikes == Strikes::AfterEffect) {
        co_return std::unexpected(offline());
    }
    co_return receipt;
}

Task<Result<FetchedPart>> ChatActionsSynchronizer::fetch(ItemRef, QString, qint64)
{
    co_return failure(Error::Kind::NotFound, QStringLiteral("There is nothing here."));
}

Task<Result<Hint>> ChatActionsSynchronizer::watch(std::chrono::seconds)
{
    co_return failure(Error::Kind::Cancelled, QStringLiteral("Nobody waits."));
}

void ChatActionsSynchronizer::stop()
{
}

}
