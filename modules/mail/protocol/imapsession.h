// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "mail/protocol/credential.h"
#include "mail/protocol/imapcommand.h"
#include "mail/protocol/imaptypes.h"
#include "net/serveraddress.h"
#include "net/tlspolicy.h"

#include <QObject>

#include <chrono>
#include <memory>

namespace Kontor
{

class ImapEngine;

/// One connection to an IMAP server (RFC 3501, RFC 9051), commands pipelined.
///
/// Start as many calls as you like without waiting: they are sent in order, many at once, and
/// each returns when its own answer is there. Every call ends: with a value, the server's
/// refusal as an Error, Timeout after silence (the connection is given up then), Offline when
/// the connection is lost, Cancelled after stop() or destruction. A session is not opened
/// twice: after it is lost make a new one. Mailbox names are in wire form everywhere.
/// One thread with an event loop; not from inside the callbacks handed in may it be deleted
/// (use deleteLater()).
class ImapSession : public QObject
{
    Q_OBJECT
public:
    struct Settings {
        TlsPolicy tls;
        std::chrono::milliseconds connectTimeout{30'000};
        std::chrono::milliseconds silence{90'000}; ///< no byte for so long while we wait for an answer: Timeout
        std::chrono::milliseconds idleRenewal{25 * 60'000}; ///< below the 29 minutes of RFC 2177
        qsizetype window = 64; ///< commands under way at once
        qint64 literalLimit = 64LL * 1024 * 1024; ///< longer ones are passed over and reported as omitted
        qint64 lineLimit = 16LL * 1024 * 1024; ///< all of a response that is not literals
        QString clientName = QStringLiteral("Kontor");
        QString clientVersion;
    };

    explicit ImapSession(Settings settings, QObject *parent = nullptr);
    ~ImapSession() override;

    // --- connection

    /// TCP, TLS (or STARTTLS, which must succeed), greeting, capabilities.
    Task<Result<void>> open(ServerAddress address);

    /// AUTHENTICATE or LOGIN with the best mechanism both sides know, then fresh capabilities.
    /// Unauthorized: wrong password or token. Nothing to do when the greeting was PREAUTH.
    Task<Result<void>> signIn(Credential credential);

    /// ENABLE what of \p wanted the server offers; returns what is on now.
    Task<Result<QList<QByteArray>>> enable(QList<QByteArray> wanted);

    /// Tells who we are and returns who the server says it is; empty where ID is not offered.
    Task<Result<ImapId>> identify();

    /// COMPRESS=DEFLATE; nothing happens where not offered or already on.
    Task<Result<void>> compress();

    Task<Result<void>> noop();

    /// LOGOUT; the connection is closed afterwards in any case.
    Task<Result<void>> logout();

    /// Everything pending and later returns Cancelled; the connection is closed.
    void stop();

    bool isOpen() const;
    bool isSignedIn() const;
    bool has(const QByteArray &capability) const;
    const ImapCapabilities &capabilities() const;
    bool isEnabled(const QByteArray &extension) const;

    /// The open mailbox, wire form; empty: none. Changes when SELECT's answer arrives.
    QByteArray selectedMailbox() const;
    bool isSelectedReadOnly() const;

    qint64 bytesReceived() const; ///< on the wire
    qint64 bytesSent() const;
    int malformedResponses() const; ///< passed over, for diagnosis

    // --- any command

    Task<Result<ImapReply>> run(ImapCommand command);

    // --- mailboxes (imapsessionmailboxes.cpp)

    Task<Result<ImapNamespaces>> namespaces();

    /// All mailboxes below \p prefix matching \p pattern, with subscription and special use, and
    /// with their status if \p status is not empty. One round trip with LIST-EXTENDED and
    /// LIST-STATUS, else LIST, LSUB and pipelined STATUS commands. A STATUS that is refused only
    /// leaves that status absent.
    Task<Result<QList<ImapMailbox>>> list(QByteArray prefix, QByteArray pattern, QList<QByteArray> status);

    /// The STATUS items worth asking this server for: MESSAGES UIDNEXT UIDVALIDITY UNSEEN and,
    /// where known, HIGHESTMODSEQ SIZE.
    QList<QByteArray> statusItems() const;
    Task<Result<ImapMailboxStatus>> status(QByteArray mailbox, QList<QByteArray> items);

    enum class Access { ReadWrite, ReadOnly };
    /// SELECT or EXAMINE; with \p known and QRESYNC enabled also what happened since; with
    /// CONDSTORE the highest mod-sequence.
    Task<Result<ImapSelected>> select(QByteArray mailbox, Access access = Access::ReadWrite, std::optional<ImapKnownState> known = {});
    /// UNSELECT where offered, else EXAMINE of a mailbox that cannot exist: never expunges.
    Task<Result<void>> unselect();

    /// \p specialUse ("\\Sent") is passed on where CREATE-SPECIAL-USE is offered.
    Task<Result<void>> create(QByteArray mailbox, QByteArray specialUse = {});
    Task<Result<void>> rename(QByteArray from, QByteArray to);
    Task<Result<void>> remove(QByteArray mailbox);
    enum class Subscription { Subscribed, Unsubscribed };
    Task<Result<void>> subscribe(QByteArray mailbox, Subscription subscription);

    Task<Result<QList<ImapQuota>>> quota(QByteArray mailbox);

    // --- messages of the selected mailbox (imapsessionmessages.cpp)

    using EachFetch = std::function<void(ImapFetch &&)>;

    /// UID FETCH: \p items without parentheses ("FLAGS BODY.PEEK[HEADER]"), each message handed
    /// on as it arrives. \p modifiers: "CHANGEDSINCE 5 VANISHED". UIDs that do not exist are not
    /// reported. One command: keep the set to 100–500 UIDs (UidSet::split()) and start several
    /// calls at once.
    Task<Result<ImapReply>> fetch(UidSet uids, QByteArray items, EachFetch each, QByteArray modifiers = {});

    /// The same for any number of UIDs: batches of \p batch UIDs, four under way.
    Task<Result<void>> fetchInBatches(UidSet uids, QByteArray items, EachFetch each, int batch = 250);

    /// What changed in \p uids since \p modSeq, each with flags and modSeq; returns what is gone
    /// (needs QRESYNC enabled; empty with CONDSTORE alone, which does not tell).
    Task<Result<UidSet>> changedSince(UidSet uids, quint64 modSeq, EachFetch each);

    enum class StoreMode { Add, Remove, Replace };
    /// \p unchangedSince 0: unconditional. Not silent: the server's word comes back in changed.
    Task<Result<ImapStored>> store(UidSet uids, StoreMode mode, QList<QByteArray> flags, quint64 unchangedSince = 0);

    Task<Result<ImapCopied>> copy(UidSet uids, QByteArray target);
    /// MOVE, or COPY, mark as deleted and expunge exactly these (a lost answer in between leaves
    /// messages in both places, never in none).
    Task<Result<ImapCopied>> move(UidSet uids, QByteArray target);

    /// Removes exactly these for good: UID EXPUNGE, or where UIDPLUS is missing, EXPUNGE with
    /// the deleted marks of all others taken off for that moment.
    Task<Result<void>> expunge(UidSet uids);

    /// UID SEARCH: \p criteria as on the wire, all ASCII ("UNSEEN SINCE 1-Jan-2026").
    Task<Result<UidSet>> search(QByteArray criteria);
    /// \p key is e.g. "TEXT" or "SUBJECT"; \p text may hold any characters (CHARSET UTF-8 where needed).
    Task<Result<UidSet>> searchText(QByteArray key, QString text, QByteArray furtherCriteria = {});

    /// Adds a message to any mailbox. \p date invalid: now.
    Task<Result<ImapAppended>> append(QByteArray mailbox, QList<QByteArray> flags, QDateTime date, ImapSource message);

    // --- watching (imapsessionwatch.cpp)

    /// Asks for news of all mailboxes (RFC 5465); Forbidden/Protocol where refused, then use
    /// watch() with a selected mailbox and poll the others.
    Task<Result<void>> notify();
    bool isNotifying() const;

    /// Waits for news: silently after notify(), else by IDLE (needs IDLE and a selected mailbox,
    /// else Forbidden). Other calls may be made meanwhile; IDLE is broken off for them and begun
    /// again. News that arrived since the last watch() count.
    Task<Result<ImapNews>> watch(std::chrono::milliseconds atMost);

Q_SIGNALS:
    /// An untagged response that no command took: EXISTS, EXPUNGE, VANISHED, FETCH, STATUS, LIST…
    void unsolicited(const Kontor::ImapResponse &response);
    /// The server's words that must be shown to the user (ALERT).
    void alerted(const QString &text);
    /// The connection ended without our asking. Once.
    void lost(const Kontor::Error &error);

private:
    Task<Result<void>> refreshCapabilities();
    Task<Result<void>> startTls();
    Task<Result<void>> authenticate(QByteArray mechanism, Credential credential, std::shared_ptr<bool> hasProven);
    Task<Result<void>> login(Credential credential);
    Task<Result<ImapStatus>> exchange(ImapCommand command);
    Task<Result<QList<ImapMailbox>>> listAtOnce(QByteArray prefix, QByteArray pattern, QList<QByteArray> status);
    Task<Result<QList<ImapMailbox>>> listStepwise(QByteArray prefix, QByteArray pattern);
    Task<Result<ImapCopied>> transfer(QByteArray command, UidSet uids, QByteArray target);
    Task<Result<UidSet>> searchBy(ImapCommand command);
    Task<Result<void>> expungeAmongOthers(UidSet uids);
    Task<Result<void>> watchOnce(std::chrono::milliseconds atMost);

    std::unique_ptr<ImapEngine> m_engine;
};

}
