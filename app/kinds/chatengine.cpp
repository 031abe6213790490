// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/chatengine.h"

#include "app/kinds/chatrecall.h"
#include "chat/crypto/cryptoprocess.h"

#include <QtConcurrentRun>

namespace Kontor::ChatEngine
{
QString keyFolder(const std::shared_ptr<Store> &store)
{
    return store->folder() + QStringLiteral("/chat-keys");
}

std::unique_ptr<Synchronizer> make(const Account &account, const std::shared_ptr<Store> &store, ResourceId resource)
{
    ChatSynchronizer::Options options;
    options.account = account;
    options.signIn = std::make_shared<ChatSignIn>(account.chatUser, ChatSignIn::shelfIn(store, resource));
    options.memory = std::make_shared<ChatRecall>(store, resource, account.keepDays);
    if (CryptoProcess::isInstalled()) {
        options.machine = std::make_shared<CryptoProcess>();
    }
    options.keyFolder = keyFolder(store);
    // Blobs are read off the network thread.
    options.content = [store](const QString &blob) { return QtConcurrent::run([store, blob] { return store->blobs().get(BlobId(blob)); }); };
    return std::make_unique<ChatSynchronizer>(std::move(options));
}

}
