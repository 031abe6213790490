// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizerlisting.h"

namespace Kontor
{

/// Looks now and then whether anything changed: often at the collection the user sees, less often at
/// the others, and once more before the time is over.
class DavSynchronizerWatch : public std::enable_shared_from_this<DavSynchronizerWatch>
{
public:
    DavSynchronizerWatch(std::shared_ptr<DavSynchronizerSession> session, std::shared_ptr<DavSynchronizerListing> listing);

    Task<Result<Hint>> watch(std::chrono::seconds atMost);

private:
    Task<Result<Hint>> lookEverywhere();
    Task<Result<Hint>> lookAt(QString collection);
    Hint compare(const QHash<QString, DavState> &now);
    bool isNews(const QString &collection, const DavState &now) const;

    std::shared_ptr<DavSynchronizerSession> m_session;
    std::shared_ptr<DavSynchronizerListing> m_listing;
};

}
