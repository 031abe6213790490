// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizersession.h"
#include "groupware/propertyedit.h"

namespace Kontor
{

/// Carries out changes to events, tasks and cards. Before anything is overwritten somebody looks what
/// is there now, so that repeating is safe and nothing of others gets lost.
class DavSynchronizerPush : public std::enable_shared_from_this<DavSynchronizerPush>
{
public:
    explicit DavSynchronizerPush(std::shared_ptr<DavSynchronizerSession> session);

    Task<Result<Receipt>> create(Change change);
    Task<Result<Receipt>> edit(Change change);
    Task<Result<Receipt>> replace(Change change);
    Task<Result<Receipt>> remove(Change change);
    Task<Result<Receipt>> move(Change change);

private:
    using Link = DavSynchronizerSession::Link;

    /// Forbidden, with a sentence, where listing has said that it is not allowed.
    Result<void> allowed(const QString &collection, Right right) const;

    /// NotFound is no error here, but nothing.
    static Task<Result<std::optional<DavObject>>> look(Link link, QString href);
    /// A card of version 4 that the server only shows as version 3 (Cyrus), as it really is; nothing: it is as it is shown.
    Task<std::optional<DavObject>> asStored(Link link, QString href, DavObject shown);
    Task<Result<Receipt>> write(Link link, QString href, QByteArray bytes, DavCondition condition);
    Task<Result<DavObject>> put(Link link, QString href, QByteArray bytes, DavCondition condition);
    Task<Result<void>> removeThere(Link link, QString href, DavCondition condition);
    Task<> takeTurn();
    Result<Receipt> created(const DavObject &there, const QByteArray &wished, const QString &href, const Change &change) const;
    Task<Result<Receipt>> transfer(Link link, Change change, QString target);
    Task<Result<Receipt>> moved(Link link, Change change, QString target);

    std::shared_ptr<DavSynchronizerSession> m_session;

    // Xandikos locks out whoever writes at the same moment as another (423): then one writes after the other.
    bool m_takesTurns = false;
    int m_writing = 0;
};

}
