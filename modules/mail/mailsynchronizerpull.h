// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailpayload.h"
#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizertoken.h"
#include "sync/collection.h"
#include "sync/delta.h"

#include <QHash>
#include <QMap>

#include <deque>
#include <memory>

namespace Kontor
{

/// Reads mailboxes: what changed since a token, and everything when there is none.
///
/// A call of pull() opens the mailbox, learns what changed (QRESYNC; CONDSTORE and a count;
/// or a scan of all flags), and reads one batch of unread messages, newest first. Further
/// batches are asked for ahead, so that the wire stays busy while the engine writes.
class MailSynchronizerPull : public std::enable_shared_from_this<MailSynchronizerPull>
{
public:
    explicit MailSynchronizerPull(std::shared_ptr<MailSynchronizerConnection> connection);

    Task<Result<Delta>> pull(Collection collection);

    /// Forgets what was asked ahead.
    void stop();

    /// The generation of a mailbox as the store knows it; 0: not met yet.
    quint32 uidValidityOf(const QString &remoteId) const
    {
        return m_validities.value(remoteId);
    }
    void remember(const QString &remoteId, quint32 uidValidity)
    {
        m_validities.insert(remoteId, uidValidity);
    }
    /// True when SELECT said that nothing may be changed here.
    bool isReadOnly(const QString &remoteId) const
    {
        return m_readOnly.contains(remoteId);
    }

private:
    using Session = std::shared_ptr<ImapSession>;

    /// What the server said of one message so far.
    struct Row {
        MailPayload payload;
        quint64 modSeq = 0;
        bool isWhole = false;
        bool hasFlags = false;
        bool isRefused = false; ///< the payload only says that the server does not deliver it
    };
    static Row refusedRow();
    using Rows = QMap<quint32, Row>;

    struct Batch {
        UidSet uids;
        Task<Result<Rows>> reading;
    };

    /// Reading the missing messages of one mailbox, newest first.
    struct Stream {
        MailSynchronizerToken token; ///< what the engine has got so far
        QByteArray handedOut; ///< the same as bytes: the next call brings it back
        QList<UidSet> batches; ///< not asked for yet, newest first
        std::deque<Batch> ahead;
        std::weak_ptr<ImapSession> session;
        bool isExact = false; ///< all UIDs in batches exist, so a silent gap is an error
    };

    Task<Result<std::shared_ptr<Stream>>> begin(Session session, Collection collection, std::shared_ptr<Delta> delta);
    Task<Result<void>> learnChanges(Session session, ImapSelected selected, MailSynchronizerToken known, std::shared_ptr<MailSynchronizerToken> next, std::shared_ptr<Delta> delta);
    Task<Result<void>> scanFlags(Session session, ImapSelected selected, MailSynchronizerToken known, std::shared_ptr<MailSynchronizerToken> next, std::shared_ptr<Delta> delta);
    Task<Result<void>> findMissing(Session session, std::shared_ptr<Stream> stream);
    Task<Result<void>> readBatch(Session session, Collection collection, std::shared_ptr<Stream> stream, std::shared_ptr<Delta> delta);
    void askAhead(const Session &session, const QString &remoteId, Stream &stream);
    Task<Result<Rows>> read(Session session, UidSet uids, bool isExact);
    Task<Result<Rows>> readOnce(Session session, UidSet uids, QByteArray items);
    Task<Result<Rows>> readReluctant(Session session, quint32 uid, Error error);

    std::shared_ptr<MailSynchronizerConnection> m_connection;
    QHash<QString, std::shared_ptr<Stream>> m_streams;
    QHash<QString, quint32> m_validities;
    QHash<QString, int> m_batchSizes; ///< smaller than usual where connections broke
    QSet<QString> m_readOnly;
    struct Scan {
        QByteArray digest;
        QMap<quint32, QStringList> flags;
    };
    QHash<QByteArray, Scan> m_scans; ///< of servers without mod-sequences
    int m_refusals = 0; ///< messages the server would not tell anything about, in this pull
    bool m_isStopped = false;
};

}
