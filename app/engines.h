// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/networkthread.h"
#include "sync/projector.h"
#include "sync/syncengine.h"

#include <QObject>

#include <memory>

namespace Kontor
{

class MailSynchronizer;

/// The engines of all accounts: started, told of new passwords and of the network, and ended.
/// GUI thread; the engines themselves live on the network thread.
class Engines : public QObject
{
    Q_OBJECT
public:
    struct Engine {
        Account account;
        ResourceId resource;
        SyncEngine *engine = nullptr; ///< null: still being made
        MailSynchronizer *synchronizer = nullptr;
        SyncStatus status;
    };

    explicit Engines(QObject *parent = nullptr);
    ~Engines() override;

    /// What the engines of the following start() work with; again after stopAll().
    void use(std::shared_ptr<Store> store, std::shared_ptr<const Projector> projector);

    void start(const Account &account, ResourceId resource);
    void stop(AccountId account);

    /// Ends all and waits for them, for some seconds at most.
    void stopAll();

    /// Hands a changed account to its engine; false: there is none.
    bool renew(const Account &account);

    /// A round now in each; one that stopped (a full disk) is made anew.
    void syncNow();

    /// The collection the user looks at; each engine knows whether it is one of its own.
    void setFocus(CollectionId collection);

    const Engine *of(ResourceId resource) const;
    QList<SyncStatus> statuses() const;

    /// Signs in at both servers of an account that need not be saved.
    QFuture<Result<void>> check(const Account &account);

    NetworkThread &network();

Q_SIGNALS:
    void statusChanged(const Kontor::SyncStatus &status);

private:
    void made(ResourceId resource, SyncEngine *engine, MailSynchronizer *synchronizer);
    void watchNetwork();
    void tellNetwork(const Engine &engine) const;

    std::shared_ptr<Store> m_store;
    std::shared_ptr<const Projector> m_projector;
    QList<Engine> m_engines;
    NetworkThread m_network;
    CollectionId m_focus;
    bool m_isWatchingNetwork = false;
};

}
