// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizerupload.h"

namespace Kontor
{

/// Carries out changes to files and folders. Each is safe to repeat: what happened already is found there.
class FileSynchronizerPush : public std::enable_shared_from_this<FileSynchronizerPush>
{
public:
    FileSynchronizerPush(std::shared_ptr<FileSynchronizerSession> session, std::shared_ptr<FileSynchronizerUpload> upload);

    Task<Result<Receipt>> push(Change change);

private:
    using Link = FileSynchronizerSession::Link;

    enum class Verb { Move, Copy };

    Task<Result<Receipt>> carryOut(Link link, Change change);
    Task<Result<Receipt>> makeFolder(Link link, Change change, QString target);
    Task<Result<Receipt>> move(Link link, Change change, QString target);
    Task<Result<Receipt>> copy(Link link, Change change, QString target);
    Task<Result<Receipt>> remove(Link link, Change change);
    Task<Result<Receipt>> setFavourite(Link link, Change change);

    Task<Result<QString>> target(Link link, Change change);
    Task<Result<void>> makeOne(Link link, QString href);
    Task<Result<HttpAnswer>> sendOnce(Link link, Verb verb, QString from, QString to);
    Task<Result<int>> send(Link link, Verb verb, QString from, QString to);
    Task<Result<Receipt>> relocated(Link link, Verb verb, Change change, QString from, QString folder);
    Task<Result<bool>> hasArrived(Link link, Verb verb, Change change, QString from, QString to);
    Task<Result<Receipt>> receiptAt(Link link, QString href, Verb verb);
    Task<Result<bool>> hasNews(Link link, CollectionId space, QString folder, std::shared_ptr<int> left);
    Task<Result<bool>> isEmpty(Link link, QString folder);

    std::shared_ptr<FileSynchronizerSession> m_session;
    std::shared_ptr<FileSynchronizerUpload> m_upload;
};

}
