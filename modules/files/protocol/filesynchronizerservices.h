// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizerfetch.h"

namespace Kontor
{

/// What only clouds offer besides keeping files; elsewhere each answer is Forbidden, with a sentence that says so.
class FileSynchronizerServices : public std::enable_shared_from_this<FileSynchronizerServices>
{
public:
    FileSynchronizerServices(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerFetch> fetch);

    Task<Result<FileFeatures>> features();
    Task<Result<QList<FileShare>>> shares(QString href);
    Task<Result<FileShare>> share(QString href, FileShareWish wish);
    Task<Result<void>> unshare(QString shareId);
    Task<Result<QList<FileSharee>>> findSharees(QString href, QString words);
    Task<Result<QList<FileVersion>>> versions(FileFacts facts);
    Task<Result<void>> restoreVersion(QString versionHref);
    Task<Result<QByteArray>> versionPiece(QString versionHref, qint64 offset, qint64 length);
    Task<Result<QList<FileTrashEntry>>> trash();
    Task<Result<void>> restore(QStringList hrefs);
    Task<Result<void>> purge(QStringList hrefs);
    Task<Result<QUrl>> webOffice(FileFacts facts);
    Task<Result<QByteArray>> preview(FileFacts facts, int pixels);
    enum class LockWish { Lock, Unlock };
    Task<Result<void>> lock(QString href, LockWish wish);

private:
    using Cloud = std::shared_ptr<CloudServer>;

    Task<Result<FileSynchronizerSession::Link>> cloud();
    static QString pathOf(const CloudServer &cloud, const QString &href);

    std::shared_ptr<FileSynchronizerSession> m_session;
    std::shared_ptr<FileSynchronizerFetch> m_fetch;
};

}
