// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "store/blobs.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// How mail servers are talked to: IMAP for folders and messages, SMTP for sending.
///
/// Up to three IMAP connections: one for pulls and pushes, one for bodies, one that waits
/// (NOTIFY or IDLE). Uses QRESYNC or CONDSTORE where offered and is correct without.
class MailSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    /// \p readBlob reads a message to send or append; called on the pool.
    using ReadBlob = std::function<Result<QByteArray>(BlobId)>;

    MailSynchronizer(Account account, ReadBlob readBlob, QObject *parent = nullptr);
    ~MailSynchronizer() override;

    Task<Result<QList<RemoteCollection>>> discover() override;
    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    bool concernsAll(const Change &change, const Error &error) const override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void setFocus(const QString &remoteId) override;
    void stop() override;

    /// Searches on the server, for what is not cached. Answers remote ids (uids).
    Task<Result<QStringList>> searchOnServer(QString collectionRemoteId, QString words);

    /// Signs in once at IMAP and SMTP and says what does not work; for account set-up.
    static Task<Result<void>> check(Account account);

    /// New settings (a renewed password, another server): connections are opened anew with them
    /// and ready() is emitted. In the synchronizer's thread.
    void setAccount(Account account);

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
