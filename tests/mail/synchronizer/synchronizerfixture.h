// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailsynchronizer.h"
#include "mail/synchronizer/mailboxmirror.h"
#include "support/otherclient.h"
#include "support/waiting.h"
#include "support/workplace.h"

#include <QMutex>

#include <memory>

namespace Kontor
{

/// A synchronizer for the workplace's first user, and another client in the same mailbox.
class SynchronizerFixture
{
public:
    explicit SynchronizerFixture(const Workplace &workplace, const QString &service = QStringLiteral("imap"), int user = 0);

    /// As another process on the same account.
    std::unique_ptr<MailSynchronizer> anotherSynchronizer() const;

    /// A fresh mailbox below the top: a test has it for itself.
    QByteArray newMailbox();

    /// Pulls until there is no more; false after an error, which is in \c error.
    bool pull(const QByteArray &mailbox, MailboxMirror &mirror);

    Result<Receipt> push(Change change);
    Change change(const QByteArray &mailbox, int uid, const QString &kind, const QCborMap &arguments = {}, const MailboxMirror *mirror = nullptr) const;

    BlobId keep(const QByteArray &bytes);

    std::optional<RemoteCollection> discovered(const QString &remoteId);

    Account account;
    std::unique_ptr<MailSynchronizer> synchronizer;
    OtherClient other;
    Error error;
    int commits = 0;

private:
    struct Blobs {
        QMutex mutex;
        QHash<BlobId, QByteArray> bytes;
    };
    std::shared_ptr<Blobs> m_blobs = std::make_shared<Blobs>();
};

}
