// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "base/await.h"
#include "mail/protocol/imapsession.h"

#include <QElapsedTimer>

#include <deque>
#include <memory>
#include <optional>

namespace Kontor
{

/// Lets one task after another through. Waiting ends with Cancelled after stop(). One thread.
class Turns : public std::enable_shared_from_this<Turns>
{
public:
    enum class Urgency { Usual, Soon };

    /// Held while it is somebody's turn; the next one follows when the last copy dies.
    using Turn = std::shared_ptr<void>;

    Task<Result<Turn>> take(Urgency urgency = Urgency::Usual);
    bool isTaken() const
    {
        return m_isTaken;
    }
    void stop();

private:
    void pass();

    std::deque<Pending<void>> m_waiting;
    bool m_isTaken = false;
    bool m_isStopped = false;
};

/// What all connections of one account share: who signs in, and what the server said to that.
/// A refused password is not tried again by the next connection at once, since servers lock
/// accounts after a few wrong ones.
struct MailSignIn {
    Account account;
    std::shared_ptr<Turns> turns = std::make_shared<Turns>();
    std::optional<Error> refused;
    std::optional<Error> unreachable; ///< why the last connection could not be opened
    QElapsedTimer refusedAt;
    bool isStopped = false;

    ImapSession::Settings imapSettings() const;
    Credential credential() const;
};

/// One IMAP connection, opened when it is needed and used by one task at a time.
class MailSynchronizerConnection : public std::enable_shared_from_this<MailSynchronizerConnection>
{
public:
    explicit MailSynchronizerConnection(std::shared_ptr<MailSignIn> signIn);
    ~MailSynchronizerConnection();

    /// Whoever holds it may send commands and select mailboxes.
    struct Lease {
        Turns::Turn turn;
        std::shared_ptr<ImapSession> session;
        bool isFresh = false; ///< the connection was opened for this lease
    };
    Task<Result<Lease>> lease(Turns::Urgency urgency = Turns::Urgency::Usual);

    bool isBusy() const
    {
        return m_turns->isTaken();
    }
    void stop();
    void close(); ///< the next lease opens anew

    /// Opens \p mailbox for reading and writing unless it is open already. \p uidValidity 0: any;
    /// another one than the server's gives Conflict: our UIDs mean other messages now.
    static Task<Result<void>> select(std::shared_ptr<ImapSession> session, QByteArray mailbox, quint32 uidValidity, ImapSession::Access access);

private:
    Task<Result<void>> open();

    std::shared_ptr<MailSignIn> m_signIn;
    std::shared_ptr<Turns> m_turns = std::make_shared<Turns>();
    std::shared_ptr<ImapSession> m_session;
};

}
