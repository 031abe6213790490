// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatdesk.h"

#include "accounts/accountstore.h"
#include "app/chatinquiry.h"
#include "app/chatsettingspage.h"
#include "app/networkchatentry.h"
#include "app/question.h"
#include "chat/chatdrafts.h"

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto undoTime = 8s; ///< as long as the notice with its button stays

/// Runs a step of the sign-in on the network thread, where it lives.
template <class T, class Step>
QFuture<Result<T>> onNetwork(NetworkThread &network, const std::shared_ptr<ChatSignIn> &signIn, Step step)
{
    auto question = std::make_shared<Question<T>>();
    network.run([question, signIn, step = std::move(step), context = network.context()] {
        QCoro::connect(step(*signIn), context, [question, signIn](const Result<T> &result) { question->end(result); });
    });
    return question->future();
}
}

ChatDesk::ChatDesk(std::shared_ptr<Outbox> outbox, Engines *engines, Fetch fetch, QObject *parent)
    : QObject(parent)
    , m_store(outbox->store())
    , m_engines(engines)
    , m_actions(std::make_unique<ChatActions>(outbox))
    , m_drafts(std::make_unique<ChatDrafts>(outbox->store()))
    , m_inquiry(std::make_unique<ChatInquiry>(outbox->store(), engines, std::move(fetch)))
    , m_entry(std::make_unique<NetworkChatEntry>(&engines->network()))
{
    m_actions->setUndoTime(undoTime);
    connect(m_actions.get(), &ChatActions::failed, this, &ChatDesk::failed);
    followSettings();
}

ChatDesk::~ChatDesk()
{
    end();
}

void ChatDesk::end()
{
    m_entry->cancel();
    m_drafts->flush();
}

void ChatDesk::followSettings()
{
    m_actions->setReceipts(ChatSettingsPage::hasPrivateReceipts() ? ChatActions::Receipts::Private : ChatActions::Receipts::Public);
    m_inquiry->setTellsTyping(ChatSettingsPage::tellsTyping() ? Qt::Checked : Qt::Unchecked);
}

void ChatDesk::setFocusRoom(ItemId room)
{
    m_focusRoom = room;
}

ItemId ChatDesk::focusRoom() const
{
    return m_focusRoom;
}

ChatActions *ChatDesk::actions() const
{
    return m_actions.get();
}

ChatDrafts *ChatDesk::drafts() const
{
    return m_drafts.get();
}

ChatServices *ChatDesk::services() const
{
    return m_inquiry.get();
}

ChatEntry *ChatDesk::entry() const
{
    return m_entry.get();
}

QFuture<Result<void>> ChatDesk::keep(AccountId account, const ChatCredentials &credentials)
{
    return AccountStore(m_store)
        .resource(account, ResourceKind::Chat)
        .then(this,
              [this, credentials](const Result<ResourceId> &resource) {
                  if (!resource) {
                      return QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(resource.error())));
                  }
                  const auto signIn = std::make_shared<ChatSignIn>(credentials.userId, ChatSignIn::shelfIn(m_store, *resource));
                  return onNetwork<void>(m_engines->network(), signIn, [credentials](ChatSignIn &one) { return one.signedIn(credentials); });
              })
        .unwrap();
}

QFuture<Result<std::optional<ChatCredentials>>> ChatDesk::remembered(AccountId account, const QString &userId)
{
    using Known = Result<std::optional<ChatCredentials>>;
    return AccountStore(m_store)
        .resource(account, ResourceKind::Chat)
        .then(this,
              [this, userId](const Result<ResourceId> &resource) {
                  if (!resource) {
                      return QtFuture::makeReadyValueFuture(Known(std::unexpected(resource.error())));
                  }
                  const auto signIn = std::make_shared<ChatSignIn>(userId, ChatSignIn::shelfIn(m_store, *resource));
                  return onNetwork<std::optional<ChatCredentials>>(m_engines->network(), signIn, [](ChatSignIn &one) { return one.remembered(); });
              })
        .unwrap();
}

QFuture<int> ChatDesk::unsavedKeys(AccountId account)
{
    return m_store
        ->read([account](const Reader &reader) {
            return reader.prepare("SELECT k.id FROM collection k JOIN resource r ON r.id = k.resource WHERE r.account = ?1 AND r.kind = 'chat'").value<CollectionId>(account);
        })
        .then(this,
              [this](const Result<std::optional<CollectionId>> &collection) {
                  return collection && *collection ? m_inquiry->encryption(**collection)
                                                   : QtFuture::makeReadyValueFuture(Result<ChatEncryptionState>(ChatEncryptionState()));
              })
        .unwrap()
        .then([](const Result<ChatEncryptionState> &state) { return !state || !state->isAvailable ? 0 : state->isBackupUsed ? state->keysToBackUp : state->keys; });
}

QFuture<Result<void>> ChatDesk::signOut(const ChatCredentials &credentials, const QByteArray &authorities)
{
    return m_entry->signOut(credentials, authorities);
}

}
