// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/kinds/groupwaresearch.h"
#include "app/networkthread.h"
#include "sync/outbox.h"
#include "sync/syncengine.h"

#include <QObject>

#include <functional>

#include <memory>

namespace Kontor
{

/// The engines of all accounts, one for each kind of resource an account has: started, told of new passwords and of the network, and ended.
/// GUI thread; the engines themselves live on the network thread.
class Engines : public QObject
{
    Q_OBJECT
public:
    struct Engine {
        Account account;
        QString kind; ///< ResourceKind
        ResourceId resource;
        SyncEngine *engine = nullptr; ///< null: still being made
        Synchronizer *synchronizer = nullptr; ///< of that kind; lives on the network thread
        SyncStatus status;
    };

    explicit Engines(QObject *parent = nullptr);
    ~Engines() override;

    /// What the engines of the following start() work with; again after stopAll().
    void use(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox);

    /// Makes an engine unless there is one; of a kind nobody knows none is made.
    void start(const Account &account, const QString &kind, ResourceId resource);
    void stop(AccountId account);
    void stop(AccountId account, const QString &kind);
    /// \p ended: when it does nothing any more, after some seconds at most.
    void stop(AccountId account, const QString &kind, std::function<void()> ended);

    /// Ends all and waits for them, for some seconds at most.
    void stopAll();

    /// Hands a changed account to its engines; answers the kinds that have none yet.
    QStringList renew(const Account &account);

    /// A round now in each; one that stopped (a full disk) is made anew.
    void syncNow();

    /// The collection the user looks at; each engine knows whether it is one of its own.
    void setFocus(CollectionId collection);

    const Engine *of(ResourceId resource) const;
    const Engine *of(AccountId account, const QString &kind) const;
    bool isReachable(const Engine &engine) const; ///< as far as the network and its last round tell
    QList<SyncStatus> statuses() const;

    /// Signs in at all servers of an account that need not be saved.
    QFuture<Result<void>> check(const Account &account);

    /// Looks for the calendars and contacts of an account that need not be saved.
    QFuture<GroupwareSearch::Places> findGroupware(const Account &account);

    NetworkThread &network();

Q_SIGNALS:
    void statusChanged(const Kontor::SyncStatus &status);
    void began(ResourceId resource); ///< its engine is there, and about to start
    void wipeAsked(AccountId account); ///< its server wants its files erased here; see FilesWipe

private:
    void made(ResourceId resource, SyncEngine *engine, Synchronizer *synchronizer);
    void end(qsizetype place);
    void watchNetwork();
    bool hasNetwork(const Engine &engine) const;
    void tellNetwork(const Engine &engine) const;

    std::shared_ptr<Store> m_store;
    std::shared_ptr<Outbox> m_outbox;
    QList<Engine> m_engines;
    NetworkThread m_network;
    CollectionId m_focus;
    bool m_isWatchingNetwork = false;
};

}
