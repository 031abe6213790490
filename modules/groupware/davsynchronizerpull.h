// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/davsynchronizersession.h"

namespace Kontor
{

/// Reads what changed in a collection: by sync-collection (RFC 6578), else by comparing etags; the
/// objects themselves by multiget, or with the first answer where the server is so kind.
class DavSynchronizerPull : public std::enable_shared_from_this<DavSynchronizerPull>
{
public:
    explicit DavSynchronizerPull(std::shared_ptr<DavSynchronizerSession> session);

    Task<Result<Delta>> pull(Collection collection);
    Task<Result<FetchedPart>> fetch(ItemRef item);

    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const;

private:
    using Link = DavSynchronizerSession::Link;

    /// An object that the server named, perhaps with what is in it.
    struct Object {
        QString href{}; ///< as the server writes it
        DavRevision revision{};
        QByteArray bytes{};
    };
    /// What a server said in one answer, or several.
    struct Listing {
        QList<Object> changed{};
        QStringList removed{};
        std::optional<QStringList> present{};
        DavToken next{};
        bool more = false;
    };
    struct Pages {
        QString id{};
        Listing listing{};
    };
    enum class Reach { News, Everything };

    Task<Result<Listing>> read(Link link, Collection collection);
    Task<Result<Listing>> sync(Link link, QString href, QString token, Reach reach);
    Task<Result<DavMultistatus>> ask(Link link, QString href, QString token);
    static Task<Result<DavState>> look(Link link, QString href);
    Task<Result<Listing>> compareEtags(Link link, QString href, std::optional<DavToken> token);
    Task<Result<Delta>> deliver(Link link, QString remoteId, std::shared_ptr<Pages> pages, int page);
    Task<Result<QList<RemoteItem>>> items(Link link, QString href, QList<Object> objects);
    static Task<Result<QList<RemoteItem>>> multiget(std::shared_ptr<DavSynchronizerPull> self, Link link, QString href, QList<Object> objects);
    static Task<Result<std::optional<RemoteItem>>> single(Link link, Object object);

    Listing listingOf(const DavMultistatus &answer, const QString &href) const;
    static void noteAll(Listing &listing);
    Object objectOf(const DavResource &resource) const;
    XmlName dataName() const;

    std::shared_ptr<DavSynchronizerSession> m_session;
    QHash<QString, std::shared_ptr<Pages>> m_pages;
    QSet<QString> m_withoutData; ///< collections whose sync-collection gives no data
    QSet<QString> m_begun; ///< collections of which the server gave the first pages only: what follows is new as well
};

}
