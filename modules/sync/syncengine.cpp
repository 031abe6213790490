// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/syncengine.h"

#include "sync/syncloop.h"

#include <QPromise>

namespace Kontor
{
namespace
{
using Answer = std::shared_ptr<QPromise<Result<BlobId>>>;

Task<> answerFetch(std::shared_ptr<SyncLoop> loop, ItemRef item, QString part, Answer answer)
{
    auto result = co_await loop->fetchNow(std::move(item), std::move(part));
    answer->addResult(std::move(result));
    answer->finish();
}

Task<> answerRound(std::shared_ptr<SyncLoop> loop, Pending<bool> answer)
{
    auto result = co_await loop->round();
    answer.complete(result.transform([] {
        return true;
    }));
}
}

SyncEngine::SyncEngine(Options options, QObject *parent)
    : QObject(parent)
    , d(SyncLoop::create(std::move(options)))
{
    qRegisterMetaType<SyncStatus>();
    connect(d.get(), &SyncLoop::statusChanged, this, &SyncEngine::statusChanged);
    connect(d.get(), &SyncLoop::ended, this, &SyncEngine::stopped);
}

SyncEngine::~SyncEngine()
{
    d->stop();
}

void SyncEngine::start()
{
    QMetaObject::invokeMethod(d.get(), &SyncLoop::start);
}

void SyncEngine::stop()
{
    QMetaObject::invokeMethod(d.get(), &SyncLoop::stop, Qt::QueuedConnection);
}

void SyncEngine::syncNow()
{
    QMetaObject::invokeMethod(d.get(), &SyncLoop::syncNow);
}

void SyncEngine::renew()
{
    QMetaObject::invokeMethod(d.get(), &SyncLoop::renew);
}

void SyncEngine::setOnline(bool online)
{
    QMetaObject::invokeMethod(d.get(), [loop = d.get(), online] {
        loop->setOnline(online);
    });
}

void SyncEngine::setFocus(CollectionId collection)
{
    QMetaObject::invokeMethod(d.get(), [loop = d, collection] {
        loop->launch(loop->focus(collection));
    });
}

QFuture<Result<BlobId>> SyncEngine::fetchNow(ItemRef item, QString part)
{
    auto answer = std::make_shared<QPromise<Result<BlobId>>>();
    answer->start();
    auto future = answer->future();
    QMetaObject::invokeMethod(d.get(), [loop = d, item = std::move(item), part = std::move(part), answer] {
        loop->launch(answerFetch(loop, item, part, answer));
    });
    return future;
}

Task<Result<void>> SyncEngine::round()
{
    // The round goes on, and ends well, even if the caller and the engine go away.
    const Pending<bool> answer;
    d->launch(answerRound(d, answer));
    auto result = co_await answer.result(std::chrono::hours(24 * 20));
    co_return result.transform([](bool) { });
}

SyncStatus SyncEngine::status() const
{
    return d->report().status();
}

}
