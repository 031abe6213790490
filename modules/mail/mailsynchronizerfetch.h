// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizerconnection.h"
#include "mail/mailsynchronizerpull.h"
#include "sync/synchronizer.h"

#include <QHash>
#include <QPointer>

#include <deque>
#include <memory>

namespace Kontor
{

/// Reads bodies: joins the wishes for one mailbox into few commands, four under way, on a
/// connection of its own. A single wish that arrives while a crowd is being served goes over
/// the main connection: somebody opened a message and waits.
class MailSynchronizerFetch : public std::enable_shared_from_this<MailSynchronizerFetch>
{
public:
    MailSynchronizerFetch(std::shared_ptr<MailSynchronizerConnection> bodies,
                          std::shared_ptr<MailSynchronizerConnection> main,
                          std::shared_ptr<const MailSynchronizerPull> pull);

    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset);
    void stop();

private:
    using Session = std::shared_ptr<ImapSession>;

    struct Wish {
        quint32 uid = 0;
        QString remoteId; ///< of the mailbox
        QByteArray part;
        qint64 offset = 0;
        qint64 size = 0;
        bool isRange = false; ///< large: read in pieces
        bool isSecondLook = false; ///< the server was asked for news of the mailbox in between
        Pending<FetchedPart> answer;
    };
    using Wishes = QList<Wish>;

    Task<> sort();
    Task<> serve();
    Task<> serveUrgent(Wish wish);
    Task<Result<void>> open(Session session, QString remoteId);
    Wishes nextBatch(Wishes &of) const;
    static Task<bool> seesNews(Session session);
    Task<> read(Session session, Wishes wishes);
    Task<> readRange(Session session, Wish wish);
    static void answerAll(const Wishes &wishes, const Error &error);

    std::shared_ptr<MailSynchronizerConnection> m_bodies;
    std::shared_ptr<MailSynchronizerConnection> m_main;
    std::shared_ptr<const MailSynchronizerPull> m_pull;
    Wishes m_arrived; ///< in this turn of the event loop
    QHash<QString, Wishes> m_waiting; ///< by mailbox
    QStringList m_order; ///< mailboxes with wishes, first come
    bool m_isSorting = false;
    bool m_isServing = false;
    bool m_isStopped = false;
};

}
