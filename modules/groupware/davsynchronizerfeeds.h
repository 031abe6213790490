// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"
#include "groupware/davsynchronizersession.h"

#include <QElapsedTimer>

namespace Kontor
{

/// One object of a subscribed file, with the time zones it needs.
struct FeedObject {
    QString id{}; ///< the UID
    QString revision{}; ///< hash of the bytes
    QByteArray bytes{};
};

/// Splits a file of many events into one object a UID; events without one are known by their content.
QList<FeedObject> splitFeed(const QByteArray &bytes);

/// Calendars that are only a file somewhere (webcal:, ICS): read-only, fetched now and then.
class DavSynchronizerFeeds : public std::enable_shared_from_this<DavSynchronizerFeeds>
{
public:
    explicit DavSynchronizerFeeds(std::shared_ptr<DavSynchronizerSession> session);

    /// All of them; one that cannot be fetched is there with what was known of it. Error: Cancelled.
    Task<Result<QList<RemoteCollection>>> list();
    Task<Result<Delta>> pull(Collection collection);
    Task<Result<FetchedPart>> fetch(ItemRef item);

    bool isFeed(const QString &remoteId) const;

    /// Fetches it once, for set-up.
    static Task<Result<void>> check(std::shared_ptr<DavSynchronizerSession> session, QString feed);

private:
    struct Known {
        QByteArray etag{}, lastModified{};
        QByteArray bytes{};
        QString hash{};
        QString name{};
        QString colour{};
        QElapsedTimer fetched{};
    };
    enum class Freshness { Enough, Now };

    Task<Result<void>> refresh(QString feed, Freshness freshness);

    std::shared_ptr<DavSynchronizerSession> m_session;
    QHash<QString, Known> m_known;
};

/// "webcal://x" is fetched as "https://x".
QUrl feedAddress(const QString &feed);

}
