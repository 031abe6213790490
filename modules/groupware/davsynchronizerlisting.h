// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizerfeeds.h"
#include "groupware/davsynchronizersession.h"

namespace Kontor
{

/// Finds all collections: one's own, those of others one may act for, what lies in folders, the
/// scheduling inbox and the subscribed calendars.
class DavSynchronizerListing : public std::enable_shared_from_this<DavSynchronizerListing>
{
public:
    DavSynchronizerListing(std::shared_ptr<DavSynchronizerSession> session, std::shared_ptr<DavSynchronizerFeeds> feeds);

    Task<Result<QList<RemoteCollection>>> discover();

    /// Only the states, for watch(); collections that were not there before are in it, too.
    Task<Result<QHash<QString, DavState>>> states();

private:
    using Link = DavSynchronizerSession::Link;

    struct Seen {
        QList<DavResource> collections{};
        QStringList folders{};
    };

    Task<Result<QList<DavResource>>> resourcesWithStates(Link link, QList<XmlName> properties);
    Task<Result<QList<DavResource>>> resources(Link link, QList<XmlName> properties);
    Task<Result<QList<DavResource>>> resourcesOfHome(Link link, QString home, QList<XmlName> properties);
    Task<QHash<QString, QString>> ownerNames(Link link, QList<RemoteCollection> collections);
    Seen sort(const DavMultistatus &answer, const QString &home) const;
    bool isWanted(const DavResource &resource) const;
    RemoteCollection collectionOf(const DavLink &link, const DavResource &resource) const;
    QString roleOf(const DavLink &link, const DavResource &resource) const;
    Rights rightsOf(const DavResource &resource) const;
    QCborMap attributesOf(const DavLink &link, const DavResource &resource) const;

    std::shared_ptr<DavSynchronizerSession> m_session;
    std::shared_ptr<DavSynchronizerFeeds> m_feeds;
    QHash<QString, QString> m_ownerNames; ///< by href of the principal
    bool m_asksCtags = false; ///< there are collections without a token that says enough
};

}
