// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engines.h"

#include "app/kinds/enginekind.h"
#include "app/kinds/signintrial.h"
#include "files/protocol/filesynchronizer.h"

#include <QEventLoop>
#include <QNetworkInformation>
#include <QTimer>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
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

void Engines::use(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox)
{
    m_store = std::move(store);
    m_outbox = std::move(outbox);
}

void Engines::start(const Account &account, const QString &name, ResourceId resource)
{
    const auto *kind = EngineKind::find(name);
    if (!kind || of(resource)) {
        return;
    }
    watchNetwork();
    m_engines.append({.account = account, .kind = name, .resource = resource, .engine = nullptr, .synchronizer = nullptr, .status = {}});
    m_engines.last().status.resource = resource;
    m_network.run([this, account, resource, kind, store = m_store, projector = m_outbox->projector(name)] {
        auto synchronizer = kind->makeSynchronizer(account, store, resource);
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

void Engines::made(ResourceId resource, SyncEngine *engine, Synchronizer *synchronizer)
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
        if (auto *files = qobject_cast<FileSynchronizer *>(synchronizer)) {
            connect(files, &FileSynchronizer::wipeAsked, this, [this, resource] {
                if (const auto *asked = of(resource)) {
                    Q_EMIT wipeAsked(asked->account.id);
                }
            });
        }
        Q_EMIT began(resource);
        engine->start();
        return;
    }
    engine->deleteLater(); // removed meanwhile
}

void Engines::end(qsizetype place)
{
    if (auto *engine = m_engines.at(place).engine) {
        engine->disconnect(this);
        connect(engine, &SyncEngine::stopped, engine, &QObject::deleteLater);
        engine->stop();
    }
    m_engines.removeAt(place);
}

void Engines::stop(AccountId account)
{
    for (auto i = m_engines.size(); i-- > 0;) {
        if (m_engines.at(i).account.id == account) {
            end(i);
        }
    }
}

void Engines::stop(AccountId account, const QString &kind)
{
    for (auto i = m_engines.size(); i-- > 0;) {
        if (m_engines.at(i).account.id == account && m_engines.at(i).kind == kind) {
            end(i);
        }
    }
}

void Engines::stop(AccountId account, const QString &kind, std::function<void()> ended)
{
    const auto *known = of(account, kind);
    if (!known || !known->engine) {
        stop(account, kind);
        QMetaObject::invokeMethod(this, std::move(ended), Qt::QueuedConnection);
        return;
    }
    auto *wait = new QTimer(this); // whichever comes first
    wait->setSingleShot(true);
    connect(wait, &QTimer::timeout, this, [wait, ended = std::move(ended)] {
        wait->deleteLater();
        ended();
    });
    wait->start(5s);
    connect(known->engine, &SyncEngine::stopped, wait, [wait] { wait->start(0ms); });
    stop(account, kind);
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
    m_outbox.reset();
}

QStringList Engines::renew(const Account &account)
{
    auto missing = account.resourceKinds();
    for (auto &engine : m_engines) {
        if (engine.account.id != account.id) {
            continue;
        }
        missing.removeOne(engine.kind);
        engine.account = account;
        if (engine.engine) {
            m_network.run([synchronizer = engine.synchronizer, running = engine.engine, kind = EngineKind::find(engine.kind), account] {
                kind->setAccount(synchronizer, account);
                running->renew();
            });
        }
    }
    return missing;
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
            stop(engine.account.id, engine.kind);
            start(engine.account, engine.kind, engine.resource);
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

const Engines::Engine *Engines::of(AccountId account, const QString &kind) const
{
    for (const auto &engine : m_engines) {
        if (engine.account.id == account && engine.kind == kind) {
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
        SignInTrial::run(account, context, [promise](const Result<void> &outcome) {
            promise->addResult(outcome);
            promise->finish();
        });
    });
    return promise->future();
}

QFuture<GroupwareSearch::Places> Engines::findGroupware(const Account &account)
{
    auto promise = std::make_shared<QPromise<GroupwareSearch::Places>>();
    promise->start();
    m_network.run([promise, account, context = m_network.context()] {
        GroupwareSearch::run(account, context, [promise](const GroupwareSearch::Places &places) {
            promise->addResult(places);
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

bool Engines::hasNetwork(const Engine &engine) const
{
    return !m_isWatchingNetwork || QNetworkInformation::instance()->reachability() != QNetworkInformation::Reachability::Disconnected
        || EngineKind::find(engine.kind)->isHere(engine.account);
}

bool Engines::isReachable(const Engine &engine) const
{
    return hasNetwork(engine) && (!engine.status.error || engine.status.error->kind != Error::Kind::Offline);
}

void Engines::tellNetwork(const Engine &engine) const
{
    if (engine.engine) {
        engine.engine->setOnline(hasNetwork(engine));
    }
}

}
