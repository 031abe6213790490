// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include "accounts/keyring.h"
#include "app/housekeeping.h"
#include "base/log.h"
#include "mail/mailprojector.h"
#include "mail/mailsynchronizer.h"
#include "store/rescue.h"
#include "store/rescue.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QHostAddress>
#include <QNetworkInformation>
#include <QTimer>
#include <QtConcurrentRun>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
QStringList schemas()
{
    return {QStringLiteral(":/kontor/schema/store"), QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"),
            QStringLiteral(":/kontor/schema/mail")};
}

bool isHere(const Account &account)
{
    return account.imap.host == QLatin1String("localhost") || QHostAddress(account.imap.host).isLoopback();
}
}

Services::Services(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
}

Services::~Services()
{
    shutDown();
}

void Services::set(State state)
{
    m_state = state;
    Q_EMIT stateChanged();
}

void Services::begin()
{
    set(State::Starting);
    if (!QDir().mkpath(m_options.folder)) {
        m_storeError = {Error::Kind::Storage, i18nc("@info", "The folder %1 cannot be made.", m_options.folder), {}, {}};
        set(State::StoreBroken);
        return;
    }
    QFile::setPermissions(m_options.folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    const auto source = m_options.keySource ? m_options.keySource : KeyRing::usualSource(m_options.folder);
    auto ring = std::make_shared<KeyRing>(source, m_options.folder);
    ring->unlock().then(this, [this, ring](const KeyAnswer &answer) {
        keyArrived(answer);
    });
}

void Services::beginWithPassphrase(const QString &passphrase)
{
    m_options.keySource = KeyRing::usualSource(m_options.folder, passphrase);
    begin();
}

void Services::keyArrived(const KeyAnswer &answer)
{
    if (answer.state != KeyState::Present) {
        m_keyAnswer = answer;
        set(State::KeyMissing);
        return;
    }
    m_key = answer.key;
    openStore(answer.key);
}

void Services::openStore(const QByteArray &key)
{
    // Off the GUI thread: a schema change on a large store takes its time.
    QtConcurrent::run([folder = m_options.folder, key] {
        auto opened = Store::open({.folder = folder, .key = key, .schemas = schemas()});
        if (opened) {
            (*opened)->moveToThread(QCoreApplication::instance()->thread()); // not of a pool thread that ends
        }
        return opened;
    }).then(this, [this](const Result<std::shared_ptr<Store>> &opened) {
        storeOpened(opened);
    });
}

void Services::storeOpened(const Result<std::shared_ptr<Store>> &opened)
{
    if (!opened) {
        m_storeError = opened.error();
        set(State::StoreBroken);
        return;
    }
    m_store = *opened;
    m_outbox = std::make_shared<Outbox>(m_store);
    const auto projector = std::make_shared<MailProjector>([blobs = &m_store->blobs()](const BlobId &blob) {
        return blobs->get(blob);
    });
    m_outbox->addProjector(QStringLiteral("mail"), projector);
    m_housekeeping = std::make_unique<Housekeeping>(m_store, projector);
    m_accountStore = std::make_unique<AccountStore>(m_store);
    m_mailActions = new MailActions(m_outbox, this);
    m_loader = std::make_shared<MessageLoader>(m_store, [this](const ItemRef &item) {
        return fetchBody(item);
    });
    connect(m_store.get(), &Store::broken, this, &Services::storageFailed);
    connect(m_store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox) {
            countWaiting();
            Q_EMIT outboxChanged();
        }
    });
    loadAccounts();
}

void Services::loadAccounts()
{
    m_accountStore->accounts().then(this, [this](const Result<QList<Account>> &accounts) {
        if (!accounts) {
            m_storeError = accounts.error();
            set(State::StoreBroken);
            return;
        }
        m_accounts = *accounts;
        set(State::Ready);
        Q_EMIT accountsChanged();
        for (const auto &account : std::as_const(m_accounts)) {
            startEngine(account);
        }
        countWaiting();
        watchNetwork();
    });
}

void Services::startEngine(const Account &account)
{
    m_accountStore->resource(account.id, QStringLiteral("mail")).then(this, [this, account](const Result<ResourceId> &resource) {
        if (!resource) {
            Q_EMIT storageFailed(resource.error());
            return;
        }
        m_engines.append({.account = account, .resource = *resource, .engine = nullptr, .synchronizer = nullptr, .status = {}});
        m_engines.last().status.resource = *resource;
        m_network.run([this, account, resource = *resource, store = m_store, projector = m_outbox->projector(QStringLiteral("mail"))] {
            auto synchronizer = std::make_unique<MailSynchronizer>(account, [store](const BlobId &blob) {
                return store->blobs().get(blob);
            });
            auto *pointer = synchronizer.get();
            SyncEngine::Options options;
            options.resource = resource;
            options.store = store;
            options.projector = projector;
            options.synchronizer = std::move(synchronizer);
            auto *engine = new SyncEngine(std::move(options));
            QMetaObject::invokeMethod(
                this,
                [this, account, resource, engine, pointer] {
                    for (auto &known : m_engines) {
                        if (known.resource == resource && !known.engine) {
                            known.engine = engine;
                            known.synchronizer = pointer;
                            connect(engine, &SyncEngine::statusChanged, this, [this, resource](const SyncStatus &status) {
                                for (auto &one : m_engines) {
                                    if (one.resource == resource) {
                                        one.status = status;
                                    }
                                }
                                Q_EMIT statusChanged(status);
                            });
                            engine->start();
                            return;
                        }
                    }
                    engine->deleteLater(); // removed meanwhile
                },
                Qt::QueuedConnection);
        });
    });
}

void Services::stopEngine(AccountId account)
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

Services::State Services::state() const
{
    return m_state;
}

KeyAnswer Services::keyAnswer() const
{
    return m_keyAnswer;
}

Error Services::storeError() const
{
    return m_storeError;
}

QString Services::folder() const
{
    return m_options.folder;
}

bool Services::hasVault() const
{
    return KeyRing::isVaultIn(m_options.folder);
}

std::shared_ptr<Store> Services::store() const
{
    return m_store;
}

std::shared_ptr<Outbox> Services::outbox() const
{
    return m_outbox;
}

std::shared_ptr<MessageLoader> Services::loader() const
{
    return m_loader;
}

MailActions *Services::mailActions() const
{
    return m_mailActions;
}

QList<Account> Services::accounts() const
{
    return m_accounts;
}

QFuture<Result<AccountId>> Services::saveAccount(const Account &account)
{
    return m_accountStore->save(account).then(this, [this, account](const Result<AccountId> &saved) {
        if (!saved) {
            return saved;
        }
        auto kept = account;
        kept.id = *saved;
        bool isKnown = false;
        for (auto &known : m_accounts) {
            if (known.id == kept.id) {
                known = kept;
                isKnown = true;
            }
        }
        if (!isKnown) {
            m_accounts << kept;
        }
        bool isRunning = false;
        for (auto &engine : m_engines) {
            if (engine.account.id != kept.id) {
                continue;
            }
            isRunning = true;
            engine.account = kept;
            if (engine.engine) {
                m_network.run([synchronizer = engine.synchronizer, running = engine.engine, kept] {
                    synchronizer->setAccount(kept);
                    running->renew();
                });
            }
        }
        if (!isRunning) {
            startEngine(kept);
        }
        Q_EMIT accountsChanged();
        return saved;
    });
}

QFuture<Result<void>> Services::removeAccount(AccountId account)
{
    stopEngine(account);
    return m_accountStore->remove(account).then(this, [this, account](const Result<void> &removed) {
        if (removed) {
            m_accounts.removeIf([account](const Account &known) {
                return known.id == account;
            });
            Q_EMIT accountsChanged();
        }
        return removed;
    });
}

QFuture<Result<void>> Services::check(const Account &account)
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

QList<SyncStatus> Services::statuses() const
{
    QList<SyncStatus> list;
    for (const auto &engine : m_engines) {
        list << engine.status;
    }
    return list;
}

QString Services::addressOf(ResourceId resource) const
{
    const auto *engine = engineOf(resource);
    return engine ? engine->account.address : QString();
}

const Services::Engine *Services::engineOf(ResourceId resource) const
{
    for (const auto &engine : m_engines) {
        if (engine.resource == resource) {
            return &engine;
        }
    }
    return nullptr;
}

int Services::waitingChanges() const
{
    return m_waiting;
}

void Services::countWaiting()
{
    if (m_isCounting) {
        m_countAgain = true;
        return;
    }
    m_isCounting = true;
    m_store
        ->read(
            [](const Reader &reader) -> Result<std::optional<qint64>> {
                return reader.prepare("SELECT count(*) FROM change").value<qint64>();
            },
            Store::Urgency::Background)
        .then(this, [this](const Result<std::optional<qint64>> &count) {
            m_isCounting = false;
            const auto waiting = count ? int(count->value_or(0)) : m_waiting;
            if (waiting != m_waiting) {
                m_waiting = waiting;
                Q_EMIT waitingChanged();
            }
            if (std::exchange(m_countAgain, false)) {
                countWaiting();
            }
        });
}

void Services::syncNow()
{
    for (const auto &engine : std::as_const(m_engines)) {
        if (engine.engine) {
            engine.engine->renew();
            engine.engine->syncNow();
        }
    }
}

QFuture<Result<BlobId>> Services::fetchBody(const ItemRef &item)
{
    auto promise = std::make_shared<QPromise<Result<BlobId>>>();
    promise->start();
    m_store
        ->read([folder = item.collection](const Reader &reader) -> Result<std::optional<ResourceId>> {
            return reader.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(folder);
        })
        .then(this, [this, promise, item](const Result<std::optional<ResourceId>> &resource) {
            const auto *engine = resource && *resource ? engineOf(**resource) : nullptr;
            if (!engine || !engine->engine) {
                promise->addResult(failure(Error::Kind::Offline, i18nc("@info", "The server is not connected.")));
                promise->finish();
                return;
            }
            engine->engine->fetchNow(item, QString()).then([promise](const Result<BlobId> &blob) {
                promise->addResult(blob);
                promise->finish();
            });
        });
    return promise->future();
}

QFuture<Result<int>> Services::searchOnServer(const QString &words, CollectionId folder)
{
    auto promise = std::make_shared<QPromise<Result<int>>>();
    promise->start();
    struct Place {
        ResourceId resource;
        QString remoteId;
    };
    m_store
        ->read([folder](const Reader &reader) -> Result<Place> {
            Place place;
            auto done = reader.prepare("SELECT resource, remote_id FROM collection WHERE id = ?1")
                            .each(
                                [&](const Statement &row) {
                                    place = {ResourceId{row.integer(0)}, row.text(1)};
                                },
                                folder);
            if (!done) {
                return std::unexpected(done.error());
            }
            return place;
        })
        .then(this, [this, promise, words, folder](const Result<Place> &place) {
            const auto *engine = place ? engineOf(place->resource) : nullptr;
            const auto fail = [promise](const Error &error) {
                promise->addResult(std::unexpected(error));
                promise->finish();
            };
            if (!engine || !engine->engine || place->remoteId.isEmpty()) {
                fail({Error::Kind::Offline, i18nc("@info", "The server is not connected."), {}, {}});
                return;
            }
            const auto fetchFound = [this, promise, folder, remote = place->remoteId, running = engine->engine](const QStringList &uids) {
                m_store
                    ->read([folder, remote, uids](const Reader &reader) -> Result<QList<ItemRef>> {
                        QList<ItemRef> missing;
                        auto &find = reader.prepare(
                            "SELECT item.id, mail_message.size FROM item JOIN mail_message ON mail_message.item = item.id "
                            "WHERE item.collection = ?1 AND item.remote_id = ?2 AND mail_message.body IS NULL");
                        for (const auto &uid : uids.first(std::min<qsizetype>(uids.size(), 500))) {
                            auto done = find.each(
                                [&](const Statement &row) {
                                    missing << ItemRef{ItemId{row.integer(0)}, folder, remote, uid, row.integer(1)};
                                },
                                folder, uid);
                            if (!done) {
                                return std::unexpected(done.error());
                            }
                        }
                        return missing;
                    })
                    .then(this, [promise, running](const Result<QList<ItemRef>> &missing) {
                        if (!missing) {
                            promise->addResult(std::unexpected(missing.error()));
                        } else {
                            for (const auto &item : *missing) {
                                running->fetchNow(item, QString()); // the list follows as they arrive
                            }
                            promise->addResult(int(missing->size()));
                        }
                        promise->finish();
                    });
            };
            m_network.run([this, synchronizer = engine->synchronizer, remote = place->remoteId, words, fetchFound, fail] {
                QCoro::connect(synchronizer->searchOnServer(remote, words), synchronizer, [this, fetchFound, fail](const Result<QStringList> &uids) {
                    QMetaObject::invokeMethod(
                        this,
                        [uids, fetchFound, fail] {
                            uids ? fetchFound(*uids) : fail(uids.error());
                        },
                        Qt::QueuedConnection);
                });
            });
        });
    return promise->future();
}

void Services::watchNetwork()
{
    if (!QNetworkInformation::loadDefaultBackend()) {
        return; // then the engines find out by trying
    }
    auto *network = QNetworkInformation::instance();
    const auto tell = [this, network] {
        const bool isOnline = network->reachability() != QNetworkInformation::Reachability::Disconnected;
        for (const auto &engine : std::as_const(m_engines)) {
            if (engine.engine) {
                engine.engine->setOnline(isOnline || isHere(engine.account));
            }
        }
    };
    connect(network, &QNetworkInformation::reachabilityChanged, this, tell);
}

void Services::rebuild()
{
    set(State::Starting);
    QtConcurrent::run([folder = m_options.folder, key = m_key] {
        return StoreRescue::run({.folder = folder, .key = key, .schemas = schemas()});
    }).then(this, [this](const Result<StoreRescue::Report> &report) {
        if (!report) {
            m_storeError = report.error();
            set(State::StoreBroken);
            return;
        }
        Q_EMIT rescued(StoreRescue::sentence(*report));
        openStore(m_key);
    });
}

void Services::shutDown()
{
    if (!m_store) {
        return;
    }
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
        loop.exec();
    }
    for (const auto &engine : std::as_const(m_engines)) {
        if (engine.engine) {
            engine.engine->deleteLater(); // in its own thread, before that ends
        }
    }
    m_engines.clear();
    m_store->drain();
    m_housekeeping.reset();
    m_loader.reset();
    delete m_mailActions;
    m_mailActions = nullptr;
    m_outbox.reset();
    m_accountStore.reset();
    m_store.reset();
}

}
