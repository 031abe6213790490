// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/services.h"

#include "accounts/keyring.h"
#include "app/chatdesk.h"
#include "app/engines.h"
#include "app/filecabinet.h"
#include "app/fileswipe.h"
#include "app/housekeeping.h"
#include "app/kinds/enginekind.h"
#include "app/kinds/lettercourier.h"
#include "app/peopleinquiry.h"
#include "app/question.h"
#include "app/serversearch.h"
#include "calendar/calendaractions.h"
#include "calendar/occurrencehorizon.h"
#include "contacts/contactactions.h"
#include "contacts/directorylookup.h"
#include "store/rescue.h"
#include "store/storageproblem.h"
#include "sync/collectionreconciler.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QDir>
#include <QTimer>
#include <QtConcurrentRun>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
Services::Services(const Options &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_engines(std::make_unique<Engines>())
    , m_people(std::make_unique<PeopleInquiry>(m_engines.get()))
{
    connect(m_engines.get(), &Engines::statusChanged, this, &Services::statusChanged);
    connect(m_engines.get(), &Engines::wipeAsked, this, [this](AccountId asked) {
        const auto account = std::ranges::find(std::as_const(m_accounts), asked, &Account::id);
        if (m_wipe && account != m_accounts.cend()) {
            m_wipe->begin(*account);
        }
    });
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
    m_isWaitingForKey = true;
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
    m_isWaitingForKey = false;
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
        auto opened = Store::open({.folder = folder, .key = key, .schemas = EngineKind::schemas()});
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
    m_outbox = EngineKind::makeOutbox(m_store);
    m_engines->use(m_store, m_outbox);
    m_serverSearch = std::make_unique<ServerSearch>(m_store, m_engines.get());
    m_housekeeping = std::make_unique<Housekeeping>(m_store, m_outbox);
    m_housekeeping->setPause(m_options.pauseBeforeSweeping);
    m_horizon = std::make_unique<OccurrenceHorizon>(m_store);
    m_accountStore = std::make_unique<AccountStore>(m_store);
    m_mailActions = new MailActions(m_outbox, this);
    m_calendarActions = new CalendarActions(m_outbox, this);
    m_contactActions = new ContactActions(m_outbox, this);
    m_directory = new DirectoryLookup(m_store, this);
    m_files = std::make_unique<FileCabinet>(m_outbox, m_engines.get(), [this](const ItemRef &item, const QString &part) {
        return m_serverSearch->fetch(item, part);
    });
    connect(m_files.get(), &FileCabinet::failed, this, &Services::filesFailed);
    m_chat = std::make_unique<ChatDesk>(m_outbox, m_engines.get(), [this](const ItemRef &item, const QString &part) { return m_serverSearch->fetch(item, part); });
    connect(m_chat.get(), &ChatDesk::failed, this, &Services::chatFailed);
    m_wipe = std::make_unique<FilesWipe>(FilesWipe::Parts{.store = m_store, .engines = m_engines.get(), .files = m_files.get(), .housekeeping = m_housekeeping.get()});
    connect(m_wipe.get(), &FilesWipe::erased, this, &Services::filesGone);
    connect(m_wipe.get(), &FilesWipe::failed, this, &Services::filesFailed);
    m_courier = std::make_unique<LetterCourier>(m_store, m_mailActions, [this] {
        return m_accounts;
    });
    connect(m_courier.get(), &LetterCourier::stranded, this, &Services::letterStranded);
    connect(m_courier.get(), &LetterCourier::failed, this, &Services::storageFailed);
    m_loader = std::make_shared<MessageLoader>(m_store, [this](const ItemRef &item) {
        return m_serverSearch->fetch(item, QString());
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
    m_store->read([](const Reader &reader) { return FilesWipe::open(reader); }).then(this, [this](const Result<QList<AccountId>> &toErase) {
        if (!m_store) {
            return; // it was shut down meanwhile
        }
        m_accountStore->accounts().then(this, [this, toErase](const Result<QList<Account>> &accounts) {
            if (!m_store) {
                return;
            }
            if (!accounts || !toErase) {
                m_storeError = accounts ? toErase.error() : accounts.error();
                set(State::StoreBroken);
                return;
            }
            m_accounts = *accounts;
            set(State::Ready);
            Q_EMIT accountsChanged();
            for (const auto &account : std::as_const(m_accounts)) {
                auto kinds = account.resourceKinds();
                if (toErase->contains(account.id)) {
                    kinds.removeAll(ResourceKind::Files);
                }
                startEngines(account, kinds);
            }
            countWaiting();
            m_courier->look();
            m_files->begin();
            m_wipe->goOn();
        });
    });
}

void Services::filesGone(AccountId account, const QString &sentence)
{
    for (auto &known : m_accounts) {
        if (known.id == account) {
            known.files.clear();
            known.filesUserName.clear();
            known.filesPassword.clear();
        }
    }
    Q_EMIT accountsChanged();
    Q_EMIT filesErased(sentence);
}

void Services::startEngines(const Account &account, const QStringList &kinds)
{
    for (const auto &kind : kinds) {
        m_accountStore->resource(account.id, kind).then(this, [this, account, kind](const Result<ResourceId> &resource) {
            const bool isStillThere = std::ranges::any_of(std::as_const(m_accounts), [&](const Account &known) {
                return known.id == account.id && known.resourceKinds().contains(kind);
            });
            if (!m_store || !isStillThere) {
                return;
            }
            if (resource) {
                m_engines->start(account, kind, *resource);
            } else {
                Q_EMIT storageFailed(resource.error());
            }
        });
    }
}

Services::State Services::state() const
{
    return m_state;
}

bool Services::isWaitingForKey() const
{
    return m_isWaitingForKey;
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

CalendarActions *Services::calendarActions() const
{
    return m_calendarActions;
}

ContactActions *Services::contactActions() const
{
    return m_contactActions;
}

ChatDesk *Services::chat() const
{
    return m_chat.get();
}

FileCabinet *Services::files() const
{
    return m_files.get();
}

DirectoryLookup *Services::directory() const
{
    return m_directory;
}

QList<Account> Services::accounts() const
{
    return m_accounts;
}

QFuture<Result<AccountId>> Services::saveAccount(const Account &account)
{
    const auto before = std::ranges::find(std::as_const(m_accounts), account.id, &Account::id);
    QStringList dropped;
    if (before != m_accounts.cend()) {
        dropped = before->resourceKinds();
        dropped.removeIf([kinds = account.resourceKinds()](const QString &kind) { return kinds.contains(kind); });
    }
    for (const auto &kind : std::as_const(dropped)) {
        m_engines->stop(account.id, kind); // before its rows go
    }
    return m_accountStore->save(account).then(this, [this, account, dropped](const Result<AccountId> &saved) {
        if (!saved) {
            const auto known = std::ranges::find(std::as_const(m_accounts), account.id, &Account::id);
            if (known != m_accounts.cend()) {
                startEngines(*known, dropped);
            }
            return saved;
        }
        auto kept = account;
        kept.id = *saved;
        adopt(kept);
        return saved;
    });
}

void Services::adopt(const Account &account)
{
    bool isKnown = false;
    for (auto &known : m_accounts) {
        if (known.id == account.id) {
            known = account;
            isKnown = true;
        }
    }
    if (!isKnown) {
        m_accounts << account;
    }
    startEngines(account, m_engines->renew(account));
    Q_EMIT accountsChanged();
}

QFuture<Result<AccountId>> Services::saveAccount(const Account &account, const ChatCredentials &chat)
{
    auto answer = std::make_shared<Question<AccountId>>();
    m_engines->stop(account.id, ResourceKind::Chat, [this, account, chat, answer] { // it holds what it signed in with before
        if (!m_store) {
            answer->end(std::unexpected(cancelled()));
            return;
        }
        m_accountStore->save(account).then(this, [this, account, chat, answer](const Result<AccountId> &saved) {
            if (!saved || !m_chat) {
                startEngines(account, {ResourceKind::Chat});
                answer->end(saved);
                return;
            }
            auto kept = account;
            kept.id = *saved;
            m_chat->keep(kept.id, chat).then(this, [this, kept, answer](const Result<void> &done) {
                if (m_store) {
                    adopt(kept);
                }
                answer->end(done.transform([&kept] { return kept.id; }));
            });
        });
    });
    return answer->future();
}

QFuture<Result<void>> Services::removeAccount(AccountId account)
{
    m_engines->stop(account);
    const auto known = std::ranges::find(std::as_const(m_accounts), account, &Account::id);
    if (!m_chat || known == m_accounts.cend() || !known->hasChat()) {
        return removeNow(account);
    }
    return m_chat->remembered(account, known->chatUser)
        .then(this,
              [this, authorities = known->ownCertificates](const Result<std::optional<ChatCredentials>> &credentials) {
                  // Otherwise the device stays in the person's list, and is sent keys. Without a network it does.
                  return m_chat && credentials && *credentials ? m_chat->signOut(**credentials, authorities) : QtFuture::makeReadyValueFuture(Result<void>());
              })
        .unwrap()
        .then(this, [this, account](const Result<void> &) { return m_store ? removeNow(account) : QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(cancelled()))); })
        .unwrap();
}

QFuture<Result<void>> Services::removeNow(AccountId account)
{
    return m_accountStore->remove(account).then(this, [this, account](const Result<void> &removed) {
        if (removed) {
            m_accounts.removeIf([account](const Account &known) {
                return known.id == account;
            });
            Q_EMIT accountsChanged();
            return removed;
        }
        for (const auto &known : std::as_const(m_accounts)) {
            if (known.id == account) {
                startEngines(known, known.resourceKinds()); // it is still there
            }
        }
        return removed;
    });
}

QFuture<Result<void>> Services::check(const Account &account)
{
    return m_engines->check(account);
}

QFuture<Result<void>> Services::subscribe(AccountId account, const QUrl &feed)
{
    const auto known = std::ranges::find(std::as_const(m_accounts), account, &Account::id);
    if (known == m_accounts.cend()) {
        return QtFuture::makeReadyValueFuture(Result<void>(failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."))));
    }
    auto trial = *known; // only the feed is tried, not the account's own servers
    trial.imap = {};
    trial.smtp = {};
    trial.calendars.clear();
    trial.contacts.clear();
    trial.feeds = {feed.toString()};
    return check(trial)
        .then(this, [this, account, feed](const Result<void> &answered) {
            const auto now = std::ranges::find(std::as_const(m_accounts), account, &Account::id);
            if (!answered || now == m_accounts.cend()) {
                return QtFuture::makeReadyValueFuture(answered ? Result<void>(failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."))) : answered);
            }
            auto changed = *now;
            if (!changed.feeds.contains(feed.toString())) {
                changed.feeds << feed.toString();
            }
            return saveAccount(changed).then([](const Result<AccountId> &saved) {
                return saved.transform([](AccountId) {});
            });
        })
        .unwrap();
}

QFuture<Result<void>> Services::unsubscribe(CollectionId calendar)
{
    struct Place {
        AccountId account;
        QString remoteId;
    };
    const auto remove = [calendar, projector = m_outbox->projector(ResourceKind::Calendar)](Transaction &transaction) {
        return CollectionReconciler(transaction, *projector).remove(calendar);
    };
    return m_store
        ->read([calendar](const Reader &reader) {
            Place place;
            return reader.prepare("SELECT r.account, k.remote_id FROM collection k JOIN resource r ON r.id = k.resource WHERE k.id = ?1")
                .each([&place](const Statement &row) { place = {row.get<AccountId>(0), row.text(1)}; }, calendar)
                .transform([&place] { return place; });
        })
        .then(this, [this](const Result<Place> &place) {
            const auto known = place ? std::ranges::find(std::as_const(m_accounts), place->account, &Account::id) : m_accounts.cend();
            if (known == m_accounts.cend()) {
                return QtFuture::makeReadyValueFuture(Result<AccountId>(failure(Error::Kind::NotFound, i18nc("@info", "This account no longer exists."))));
            }
            auto changed = *known;
            changed.feeds.removeAll(place->remoteId);
            return saveAccount(changed);
        })
        .unwrap()
        .then(this, [this, remove](const Result<AccountId> &saved) {
            return saved ? m_store->write(remove) : QtFuture::makeReadyValueFuture(Result<void>(std::unexpected(saved.error())));
        })
        .unwrap();
}

QFuture<GroupwareSearch::Places> Services::findGroupware(const Account &account)
{
    return m_engines->findGroupware(account);
}

PeopleInquiry *Services::people() const
{
    return m_people.get();
}

QList<SyncStatus> Services::statuses() const
{
    return m_engines->statuses();
}

QList<SyncStatus> Services::statuses(const QString &kind) const
{
    auto list = m_engines->statuses();
    list.removeIf([&](const SyncStatus &status) {
        const auto *engine = m_engines->of(status.resource);
        return !engine || engine->kind != kind;
    });
    return list;
}

QString Services::titleOf(ResourceId resource) const
{
    const auto *engine = m_engines->of(resource);
    if (!engine) {
        return {};
    }
    const auto *kind = EngineKind::find(engine->kind);
    return engine->kind == ResourceKind::Mail || !kind ? engine->account.address
                                                       : i18nc("@item an account's address and what of it, e.g. calendars", "%1 (%2)", engine->account.address, kind->title());
}

QString Services::addressOf(ResourceId resource) const
{
    const auto *engine = m_engines->of(resource);
    return engine ? engine->account.address : QString();
}

QFuture<Result<Services::Unsent>> Services::unsentOf(AccountId account) const
{
    return m_store->read([account](const Reader &reader) -> Result<Unsent> {
        Unsent unsent;
        return reader.prepare("SELECT c.kind = 'send', count(*) FROM change c JOIN resource r ON r.id = c.resource WHERE r.account = ?1 GROUP BY 1")
            .each(
                [&unsent](const Statement &row) {
                    (row.integer(0) != 0 ? unsent.messages : unsent.others) = int(row.integer(1));
                },
                account)
            .transform([&unsent] {
                return unsent;
            });
    });
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
    if (!m_store) {
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
    m_engines->syncNow();
}

void Services::setFocus(CollectionId collection)
{
    m_engines->setFocus(collection);
}

QFuture<Result<int>> Services::searchOnServer(const QString &words, CollectionId folder)
{
    return m_serverSearch->find(words, folder);
}

void Services::rebuild()
{
    set(State::Starting); // whoever looks into the store lets go of it
    const std::weak_ptr<Store> old = m_store;
    shutDown();
    rescueOnceClosed(old, 600); // half a minute
}

void Services::rescueOnceClosed(const std::weak_ptr<Store> &old, int patience)
{
    const auto waitOn = [this, old, patience] {
        QTimer::singleShot(50ms, this, [this, old, patience] {
            rescueOnceClosed(old, patience - 1);
        });
    };
    if (!old.expired() && patience > 0) { // an answer under way still holds it
        waitOn();
        return;
    }
    QtConcurrent::run([folder = m_options.folder, key = m_key] {
        return StoreRescue::run({.folder = folder, .key = key, .schemas = EngineKind::schemas()});
    }).then(this, [this, waitOn, patience](const Result<StoreRescue::Report> &report) {
        if (!report && storageProblem(report.error()) == StorageProblem::InUse && patience > 0) {
            waitOn(); // nobody holds it any more, but another thread is still closing it
            return;
        }
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
    m_wipe.reset();
    m_chat.reset(); // keeps what was typed last
    m_files.reset(); // takes over what programs saved last
    m_engines->stopAll();
    m_store->drain();
    m_store->disconnect(this);
    m_horizon.reset();
    m_housekeeping.reset();
    m_courier.reset();
    m_loader.reset();
    m_serverSearch.reset();
    delete std::exchange(m_directory, nullptr);
    delete std::exchange(m_contactActions, nullptr);
    delete std::exchange(m_calendarActions, nullptr);
    delete std::exchange(m_mailActions, nullptr);
    m_outbox.reset();
    m_accountStore.reset();
    m_store.reset();
}

}
