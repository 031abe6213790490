// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatcall.h"

#include "app/kinds/enginekind.h"
#include "net/tlspolicy.h"

#include <QCoreApplication>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

ChatCall::ChatCall(Profile &profile, const ChatStand::Place &place)
{
    TlsPolicy::prepare();
    auto synchronizer = EngineKind::find(ResourceKind::Chat)->makeSynchronizer(place.account, profile.store(), place.resource);
    m_server = static_cast<ChatSynchronizer *>(synchronizer.get());
    SyncEngine::Options options;
    options.resource = place.resource;
    options.store = profile.store();
    options.projector = profile.outbox()->projector(ResourceKind::Chat);
    options.synchronizer = std::move(synchronizer);
    m_engine = std::make_unique<SyncEngine>(std::move(options));
}

ChatCall::~ChatCall()
{
    QEventLoop loop;
    bool isStopped = false;
    QObject::connect(m_engine.get(), &SyncEngine::stopped, &loop, [&] {
        isStopped = true;
        loop.quit();
    });
    m_engine->stop();
    if (m_isWatching && !isStopped) {
        QTimer::singleShot(10s, &loop, &QEventLoop::quit);
        loop.exec();
    }
    m_engine.reset();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

Result<void> ChatCall::round()
{
    return awaited<void>(m_engine->round());
}

void ChatCall::watch()
{
    m_isWatching = true;
    m_engine->start();
}

ChatSynchronizer &ChatCall::server()
{
    return *m_server;
}

SyncEngine &ChatCall::engine()
{
    return *m_engine;
}

}
