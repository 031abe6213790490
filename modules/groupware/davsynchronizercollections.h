// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizersession.h"

namespace Kontor
{

/// Makes, renames, recolours and deletes calendars and address books.
class DavSynchronizerCollections : public std::enable_shared_from_this<DavSynchronizerCollections>
{
public:
    explicit DavSynchronizerCollections(std::shared_ptr<DavSynchronizerSession> session);

    Task<Result<Receipt>> make(Change change);
    Task<Result<Receipt>> set(Change change);
    Task<Result<Receipt>> remove(Change change);

private:
    using Link = DavSynchronizerSession::Link;

    QList<XmlElement> properties(const Change &change) const;
    XmlElement creation(const Change &change, const QByteArray &method) const;
    Task<Result<bool>> isThere(Link link, QString href);

    std::shared_ptr<DavSynchronizerSession> m_session;
};

}
