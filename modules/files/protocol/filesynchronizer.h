// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "files/fileservices.h"
#include "files/fileshelf.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// How file servers are talked to: WebDAV (RFC 4918), and what Nextcloud adds where it is announced.
///
/// One collection for each space (the remote id is the href of its top folder); the files and folders in it are items. A
/// pull walks the tree: into every folder on a plain server, only into folders whose etag changed where etags propagate
/// (Nextcloud). Nothing is overwritten on the server that was not seen: writes have conditions, and where a server
/// ignores them it is looked at first. Names, sizes and hrefs of the server are never trusted: what leads out of the
/// space is passed over.
class FileSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    FileSynchronizer(Account account, FileShelf shelf, QObject *parent = nullptr);
    ~FileSynchronizer() override;

    Task<Result<QList<RemoteCollection>>> discover() override;
    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    bool concernsAll(const Change &change, const Error &error) const override;
    void stop() override;

    /// The folder the user looks at: on a server without propagating etags its news come with every pull, those of the
    /// rest in turn.
    void setFocusFolder(const QString &href);

    // What can only be asked while the server is there; see FileServices. \p href: of the item, \p facts: its payload.
    Task<Result<FileFeatures>> features();
    Task<Result<QList<FileShare>>> shares(QString href);
    Task<Result<FileShare>> share(QString href, FileShareWish wish);
    Task<Result<void>> unshare(QString shareId);
    Task<Result<QList<FileSharee>>> findSharees(QString href, QString words);
    Task<Result<QList<FileVersion>>> versions(FileFacts facts);
    Task<Result<void>> restoreVersion(FileFacts facts, QString versionHref);
    Task<Result<QByteArray>> versionPiece(QString versionHref, qint64 offset, qint64 length);
    Task<Result<QList<FileTrashEntry>>> trash();
    Task<Result<void>> restore(QStringList hrefs);
    Task<Result<void>> purge(QStringList hrefs);
    Task<Result<QUrl>> webOffice(FileFacts facts);
    Task<Result<QByteArray>> preview(FileFacts facts, int pixels);
    Task<Result<void>> lock(QString href);
    Task<Result<void>> unlock(QString href);

    /// Finds the space and lists its top; for account set-up.
    static Task<Result<void>> check(Account account);

    /// A renewed password, another server; ready() is emitted. In the synchronizer's thread.
    void setAccount(Account account);

Q_SIGNALS:
    /// The server's administrator asks for this account's data to be erased here (Nextcloud remote wipe).
    void wipeAsked();

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
