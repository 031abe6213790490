// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"
#include "mail/protocol/credential.h"
#include "mail/protocol/smtpreply.h"
#include "net/serveraddress.h"
#include "net/tlspolicy.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <functional>
#include <memory>

namespace Kontor
{

class Wire;

/// Who sends to whom; addresses without angle brackets ("jörg@müller.example").
struct SmtpEnvelope {
    QString sender; ///< empty: the null sender of notifications
    QStringList recipients;

    /// What happens when some recipients are refused for good.
    enum class Partial {
        Refuse, ///< nothing is sent to anybody, so that the user can mend the address
        Continue, ///< the others get it
    };
    Partial partial = Partial::Refuse;

    enum class Notify { Default, FailureAndDelay, SuccessToo, Never };
    Notify notify = Notify::Default; ///< DSN (RFC 3461), where offered
    QByteArray envelopeId; ///< ENVID, where DSN is offered; printable ASCII
};

/// The server's word on one recipient.
struct SmtpRecipient {
    QString address;
    bool isAccepted = false;
    QString reason{}; ///< the server's words when refused
    bool isPassing = false; ///< refused for now (4xx)
};

/// How sending ended.
struct SmtpOutcome {
    enum class Kind {
        Sent, ///< the server took responsibility
        NotSent, ///< certainly nobody gets it; see error
        Uncertain, ///< the last octet left, but no answer came: never repeat silently; see error
    };
    Kind kind = Kind::NotSent;
    Error error{}; ///< unless Sent
    QList<SmtpRecipient> recipients;
    QString serverWords; ///< the final answer ("2.0.0 Ok: queued as …")
};

/// One connection to a submission server (RFC 5321, RFC 6409).
///
/// Calls one after the other, not at once. Every call ends: with a value, an error, Cancelled
/// after stop() or destruction. After an error of kind Offline, Timeout or Cancelled the session
/// is used up; otherwise further mails may be sent. One thread with an event loop.
class SmtpSession : public QObject
{
    Q_OBJECT
public:
    /// How the message itself travels.
    enum class Transfer {
        Data, ///< DATA, which every server knows
        Chunks, ///< BDAT (RFC 3030) where offered
    };

    struct Settings {
        TlsPolicy tls;
        std::chrono::milliseconds connectTimeout{30'000};
        // RFC 5321 4.5.3.2
        std::chrono::milliseconds greetingTimeout{300'000};
        std::chrono::milliseconds commandTimeout{300'000};
        std::chrono::milliseconds dataStartTimeout{120'000};
        std::chrono::milliseconds blockTimeout{180'000};
        std::chrono::milliseconds dataEndTimeout{600'000};
        Transfer transfer = Transfer::Chunks;
        QByteArray clientHost; ///< for EHLO; empty: [127.0.0.1], which tells nothing of our network
    };

    explicit SmtpSession(Settings settings, QObject *parent = nullptr);
    ~SmtpSession() override;

    /// TCP, TLS (or STARTTLS, which must succeed), greeting, EHLO.
    Task<Result<void>> open(ServerAddress address);

    /// AUTH with the best mechanism both sides know. Unauthorized: wrong password or token.
    Task<Result<void>> signIn(Credential credential);

    /// Awaited right before the octets after which the server may deliver; if it fails nothing
    /// is delivered.
    using CommitPoint = std::function<Task<Result<void>>()>;

    /// Sends one mail. \p message is a whole message (RFC 5322); line ends are normalised.
    /// \p progress gets octets sent so far.
    Task<SmtpOutcome> send(SmtpEnvelope envelope, QByteArray message, CommitPoint commitPoint = {}, std::function<void(qint64)> progress = {});

    Task<Result<void>> noop();
    /// QUIT; the connection is closed afterwards in any case.
    Task<Result<void>> quit();

    /// Everything pending and later returns Cancelled; the connection is closed.
    void stop();

    bool isOpen() const;
    bool has(const QByteArray &extension) const; ///< "SMTPUTF8"
    qint64 sizeLimit() const; ///< octets the server accepts; 0: not said
    const QHash<QByteArray, QByteArray> &extensions() const
    {
        return m_extensions;
    }

private:
    struct Submission;

    Task<Result<SmtpReply>> reply(std::chrono::milliseconds silence);
    Task<Result<SmtpReply>> command(QByteArray line, std::chrono::milliseconds silence);
    Task<Result<void>> hello();
    Task<Result<void>> authenticate(QByteArray mechanism, Credential credential, std::shared_ptr<bool> hasProven);
    Task<Result<void>> offerRecipients(std::shared_ptr<Submission> submission);
    Task<Result<void>> sendData(std::shared_ptr<Submission> submission);
    Task<Result<void>> sendChunks(std::shared_ptr<Submission> submission);
    Result<void> mayGoOn();
    Task<Result<void>> drain(std::chrono::milliseconds silence);
    Task<Result<void>> conclude(std::shared_ptr<Submission> submission);
    Task<> reset();
    void readReplies();
    void wireLost(const Error &error);
    void fail(Error error);

    struct Waiting;
    Settings m_settings;
    std::unique_ptr<Wire> m_wire;
    std::unique_ptr<Waiting> m_waiting;
    SmtpReplyParser m_parser;
    QList<SmtpReply> m_replies; // arrived, not asked for yet
    QHash<QByteArray, QByteArray> m_extensions; // upper case name, parameters
    ServerAddress m_address;
    std::optional<Error> m_ended;
    bool m_isSignedIn = false;
};

}
