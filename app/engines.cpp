// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engines.h"

#include "mail/mailsynchronizer.h"

#include <QEventLoop>
#include <QHostAddress>
#include <QNetworkInformation>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
bool isHere(const Account &account)
{
    return account.imap.host == QLatin1String("localhost") || QHostAddress(account.imap.host).isLoopback();
}
}

Engines::Engines(QObject *parent)
    : QObject(parent)
{
}

Engines::~Engines()
{
    stopAll();
}

NetworkThread &Engines::network()
{
    return m_network;
}

void Engines::use(std::shared_ptr<Store> store, std::shared_ptr<const Projector> projector)
{
    m_store = std::move(store);
    m_projector = std::move(projector);
}

void Engines::start(const Account &account, ResourceId resource)
{
    watchNetwork();
    m_engines.append({.account = account, .resource = resource, .engine = nullptr, .synchronizer = nullptr, .status = {}});
    m_engines.last().status.resource = resource;
    m_network.run([this, account, resource, store = m_store, projector = m_projector] {
        auto synchronizer = std::make_unique<MailSynchronizer>(account, [store](const BlobId &blob) { return store->blobs().get(blob); });
        auto *pointer = synchronizer.get();
        SyncEngine::Options options;
        options.resource = resource;
        options.store = store;
        options.projector = projector;
        options.synchronizer = std::move(synchronizer);
        auto *engine = new SyncEngine(std::move(options));
        QMetaObject::invokeMethod(this, [this, resource, engine, pointer] { made(resource, engine, pointer); }, Qt::QueuedConnection);
    });
}

void Engines::made(ResourceId resource, SyncEngine *engine, MailSynchronizer *synchronizer)
{
    for (auto &known : m_engines) {
        if (known.resource != resource || known.engine) {
            continue;
        }
        known.engine = engine;
        known.synchronizer = synchronizer;
        connect(engine, &SyncEngine::statusChanged, this, [this, resource](const SyncStatus &status) {
            for (auto &one : m_engines) {
                if (one.resource == resource) {
                    one.status = status;
                }
            }
            Q_EMIT statusChanged(status);
        });
        if (m_isWatchingNetwork) {
            tellNetwork(known);
        }
        engine->setFocus(m_focus);
        engine->start();
        return;
    }
    engine->deleteLater(); // removed meanwhile
}

void Engines::stop(AccountId account)
{
    for (qsizetype i = 0; i < m_engines.size(); ++i) {
        if (m_engines.at(i).account.id != account) {
            continue;
        }
        if (auto *engine = m_engines.at(i).engine) {
            engine->disconnect(this);
            connect(engine, &SyncEngine::stopped, engine, &QObject::deleteLater);
            engine->stop();
        }
        m_engines.removeAt(i);
        return;
    }
}

void Engines::stopAll()
{
    int running = 0;
    QEventLoop loop;
    for (const auto &engine : std::as_const(m_engines)) {
        if (!engine.engine) {
            continue;
        }
        ++running;
        engine.engine->disconnect(this);
        connect(engine.engine, &SyncEngine::stopped, &loop, [&] {
            if (--running == 0) {
                loop.quit();
            }
        });
        engine.engine->stop();
    }
    if (running > 0) {
        QTimer::singleShot(5s, &loop, &QEventLoop::quit);
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
    for (const auto &engine : std::as_const(m_engines)) {
        if (engine.engine) {
            engine.engine->deleteLater(); // in its own thread, before that ends
        }
    }
    m_engines.clear();
    m_store.reset();
    m_projector.reset();
}

bool Engines::renew(const Account &account)
{
    for (auto &engine : m_engines) {
        if (engine.account.id != account.id) {
            continue;
        }
        engine.account = account;
        if (engine.engine) {
            m_network.run([synchronizer = engine.synchronizer, running = engine.engine, account] {
                synchronizer->setAccount(account);
                running->renew();
            });
        }
        return true;
    }
    return false;
}

void Engines::setFocus(CollectionId collection)
{
    m_focus = collection;
    for (const auto &engine : std::as_const(m_engines)) {
        if (engine.engine) {
            engine.engine->setFocus(collection);
        }
    }
}

void Engines::syncNow()
{
    const auto engines = m_engines;
    for (const auto &engine : engines) {
        if (!engine.engine) {
            continue;
        }
        if (engine.status.activity == SyncStatus::Activity::Stopped) {
            stop(engine.account.id);
            start(engine.account, engine.resource);
            continue;
        }
        engine.engine->renew();
        engine.engine->syncNow();
    }
}

const Engines::Engine *Engines::of(ResourceId resource) const
{
    for (const auto &engine : m_engines) {
        if (engine.resource == resource) {
            return &engine;
        }
    }
    return nullptr;
}

QList<SyncStatus> Engines::statuses() const
{
    QList<SyncStatus> list;
    for (const auto &engine : m_engines) {
        list << engine.status;
    }
    return list;
}

QFuture<Result<void>> Engines::check(const Account &account)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    m_network.run([promise, account, context = m_network.context()] {
        QCoro::connect(MailSynchronizer::check(account), context, [promise](const Result<void> &outcome) {
            promise->addResult(outcome);
            promise->finish();
        });
    });
    return promise->future();
}

void Engines::watchNetwork()
{
    if (m_isWatchingNetwork || !QNetworkInformation::loadDefaultBackend()) {
        return; // without a backend the engines find out by trying
    }
    m_isWatchingNetwork = true;
    connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged, this, [this] {
        for (const auto &engine : std::as_const(m_engines)) {
            tellNetwork(engine);
        }
    });
}

void Engines::tellNetwork(const Engine &engine) const
{
    if (engine.engine) {
        const bool isOnline = QNetworkInformation::instance()->reachability() != QNetworkInformation::Reachability::Disconnected;
        engine.engine->setOnline(isOnline || isHere(engine.account));
    }
}

}
