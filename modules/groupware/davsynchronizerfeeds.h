// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "groupware/contenttext.h"
#include "groupware/davsynchronizersession.h"

#include <QDateTime>
#include <QDeadlineTimer>

#include <optional>

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
///
/// Whatever the file's server answers, what was read before stays: a file that is missing, cut short, too long or no
/// calendar at all is a problem of that calendar alone, and so is a server that is down, as long as others answer.
class DavSynchronizerFeeds : public std::enable_shared_from_this<DavSynchronizerFeeds>
{
public:
    explicit DavSynchronizerFeeds(std::shared_ptr<DavSynchronizerSession> session);

    /// All of them; one that cannot be fetched is there with what was known of it, or without a name. Error: Cancelled.
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
        QDateTime fetched{}; ///< null: not since the program began
        QDeadlineTimer fresh{}; ///< until then it need not be asked again
        QString told{}; ///< the hash that pull() has answered last
        std::optional<Error> problem{}; ///< of the last attempt
    };
    /// LastAnswer: what the last attempt gave, unless there has been none.
    enum class Freshness { LastAnswer, Now };

    Task<Result<void>> refresh(QString feed, Freshness freshness);
    Task<Result<void>> ask(QString feed, std::shared_ptr<Known> known);
    Error asProblemOf(const QString &feed, Error error) const;

    std::shared_ptr<DavSynchronizerSession> m_session;
    QHash<QString, Known> m_known;
};

/// "webcal://x" is fetched as "https://x".
QUrl feedAddress(const QString &feed);

}
