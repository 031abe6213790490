// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "accounts/keysource.h"
#include "app/kinds/groupwaresearch.h"
#include "mail/mailactions.h"
#include "mail/messageloader.h"
#include "sync/outbox.h"
#include "sync/syncstatus.h"

#include <QObject>

#include <chrono>

namespace Kontor
{

struct ChatCredentials;
class CalendarActions;
class ChatDesk;
class ContactActions;
class DirectoryLookup;
class Engines;
class FileCabinet;
class FilesWipe;
class Housekeeping;
class LetterCourier;
class OccurrenceHorizon;
class PeopleInquiry;
class ServerSearch;

/// Everything the panes live on: store, outbox, accounts, engines. Made once by main and handed
/// down. GUI thread; engines live on the network thread.
///
/// What the panes use exists in State::Ready only; whoever holds it lets go when another state is told.
class Services : public QObject
{
    Q_OBJECT
public:
    struct Options {
        QString folder; ///< of the store
        std::shared_ptr<KeySource> keySource{}; ///< null: the usual one
        std::chrono::milliseconds pauseBeforeSweeping = std::chrono::minutes(1); ///< see Housekeeping::setPause()
    };
    enum class State { Starting, KeyMissing, StoreBroken, Ready };

    explicit Services(const Options &options, QObject *parent = nullptr);
    ~Services() override;

    /// Key, store, accounts, engines, in this order; stops with a signal where a person is needed.
    void begin();
    void beginWithPassphrase(const QString &passphrase);

    /// The damaged store is kept aside, what can be rescued is taken over, the rest comes anew from
    /// the server. Also while it is in use.
    void rebuild();

    State state() const;
    bool isWaitingForKey() const; ///< in Starting: the key store has not answered yet
    KeyAnswer keyAnswer() const; ///< in KeyMissing
    Error storeError() const; ///< in StoreBroken
    QString folder() const;
    bool hasVault() const;

    std::shared_ptr<Store> store() const;
    std::shared_ptr<Outbox> outbox() const;
    std::shared_ptr<MessageLoader> loader() const;
    MailActions *mailActions() const;
    CalendarActions *calendarActions() const;
    ContactActions *contactActions() const;
    DirectoryLookup *directory() const;
    FileCabinet *files() const;
    ChatDesk *chat() const;

    QList<Account> accounts() const;
    QFuture<Result<AccountId>> saveAccount(const Account &account);
    /// The same, with what its chat signs in with; the chat's engine begins anew with it.
    QFuture<Result<AccountId>> saveAccount(const Account &account, const ChatCredentials &chat);
    /// Signs out of chat first, if the server can be reached.
    QFuture<Result<void>> removeAccount(AccountId account);
    QFuture<Result<void>> check(const Account &account);
    /// Adds a calendar on the web to an account, once it has answered.
    QFuture<Result<void>> subscribe(AccountId account, const QUrl &feed);
    /// Ends that; the calendar is gone at once, also without a network.
    QFuture<Result<void>> unsubscribe(CollectionId calendar);
    QFuture<GroupwareSearch::Places> findGroupware(const Account &account);
    PeopleInquiry *people() const; ///< when they are busy and who there is, as their server says

    QList<SyncStatus> statuses() const;
    QList<SyncStatus> statuses(const QString &kind) const; ///< ResourceKind
    QString addressOf(ResourceId resource) const;
    QString titleOf(ResourceId resource) const; ///< whose it is and, unless it is mail, what
    int waitingChanges() const;

    /// What an account has not told its server yet; removing the account would lose it.
    struct Unsent {
        int messages = 0; ///< to be sent
        int others = 0;
    };
    QFuture<Result<Unsent>> unsentOf(AccountId account) const;
    void syncNow();

    /// The collection the user looks at; its news come first.
    void setFocus(CollectionId collection);

    /// Searches a folder on the server and fetches what it found; answers how many.
    QFuture<Result<int>> searchOnServer(const QString &words, CollectionId folder);

    /// Ends the engines and lets the store finish; blocks for some seconds at most.
    void shutDown();

Q_SIGNALS:
    void stateChanged();
    void accountsChanged();
    void statusChanged(const Kontor::SyncStatus &status);
    void waitingChanged();
    void outboxChanged();
    void storageFailed(const Kontor::Error &error);
    void chatFailed(const Kontor::Error &error); ///< something about chat that nobody waits for an answer to
    void filesFailed(const Kontor::Error &error); ///< something about files that nobody waits for an answer to
    void filesErased(const QString &sentence); ///< since the server asked for it
    void letterStranded(const QString &sentence); ///< an invitation or an answer that no account can send
    void rescued(const QString &sentence); ///< what became of a damaged store

private:
    void keyArrived(const KeyAnswer &answer);
    void openStore(const QByteArray &key);
    void storeOpened(const Result<std::shared_ptr<Store>> &opened);
    void loadAccounts();
    void filesGone(AccountId account, const QString &sentence);
    void adopt(const Account &account);
    QFuture<Result<void>> removeNow(AccountId account);
    void startEngines(const Account &account, const QStringList &kinds);
    void countWaiting();
    void rescueOnceClosed(const std::weak_ptr<Store> &old, int patience);
    void set(State state);

    Options m_options;
    State m_state = State::Starting;
    bool m_isWaitingForKey = false;
    KeyAnswer m_keyAnswer;
    QByteArray m_key;
    Error m_storeError;
    std::shared_ptr<Store> m_store;
    std::shared_ptr<Outbox> m_outbox;
    std::unique_ptr<Housekeeping> m_housekeeping;
    std::unique_ptr<OccurrenceHorizon> m_horizon; ///< lets series go on as time goes by
    std::unique_ptr<AccountStore> m_accountStore;
    std::shared_ptr<MessageLoader> m_loader;
    MailActions *m_mailActions = nullptr;
    CalendarActions *m_calendarActions = nullptr;
    ContactActions *m_contactActions = nullptr;
    DirectoryLookup *m_directory = nullptr;
    std::unique_ptr<FileCabinet> m_files;
    std::unique_ptr<ChatDesk> m_chat;
    std::unique_ptr<FilesWipe> m_wipe;
    std::unique_ptr<LetterCourier> m_courier;
    QList<Account> m_accounts;
    std::unique_ptr<Engines> m_engines;
    std::unique_ptr<ServerSearch> m_serverSearch;
    std::unique_ptr<PeopleInquiry> m_people;
    int m_waiting = 0;
    bool m_isCounting = false;
    bool m_countAgain = false;
};

}
