// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "groupware/davsynchronizer.h"
#include "net/davclient.h"

#include <QHash>
#include <QSet>

#include <memory>
#include <optional>

namespace Kontor
{

/// One server of one account while calls use it: they hold it, so that it outlives them.
struct DavLink {
    std::shared_ptr<HttpClient> http{};
    DavHome home{};

    DavClient client() const
    {
        return {*http, home.base};
    }
};

/// An etag in one spelling: weak or not does not count, as proxies that pack answers make them weak.
QString plainEtag(const QString &etag);

/// The revision of an item: the etag, and behind a line feed the schedule tag if there is one.
struct DavRevision {
    QString etag{}, scheduleTag{};
    QString toString() const;
    static DavRevision fromString(const QString &revision);
};

/// Where we stopped reading a collection.
struct DavToken {
    enum class Kind {
        Sync, ///< a sync-token (RFC 6578)
        Listing, ///< the ctag (or nothing) when all etags were listed
        Page, ///< inside of an answer too long for one delta; known only as long as we live
        Feed, ///< hash of a subscribed file
    };
    Kind kind = Kind::Sync;
    QString value{};
    int page = 0;
    QByteArray seen{}; ///< of a listing: what was there, eight bytes an object

    QByteArray toBytes() const;
    static std::optional<DavToken> fromBytes(const QByteArray &bytes);
};

/// What the server tells about a collection so cheaply that it can be asked now and then.
struct DavState {
    QString syncToken{}, ctag{};
    QByteArray toBytes() const;
    static DavState fromBytes(const QByteArray &bytes);
    bool isCurrent(const DavToken &token) const;
    bool isEmpty() const
    {
        return syncToken.isEmpty() && ctag.isEmpty();
    }
};

/// Xandikos: its token is the hash of a git tree. The difference of two trees does not tell of an object that came and went
/// in between, as one does that was created here and at once deleted elsewhere.
bool isHashOfState(const QString &token);

/// What a resource tells of its state.
DavState davStateOf(const DavResource &resource);

/// What all activities of one DavSynchronizer share: the sign-in, what was found, and the end.
class DavSynchronizerSession : public std::enable_shared_from_this<DavSynchronizerSession>
{
public:
    using Link = std::shared_ptr<const DavLink>;

    DavSynchronizerSession(Account account, DavKind kind, DavPace pace);

    /// The server, found when it is needed first; those who come meanwhile wait for the same answer.
    Task<Result<Link>> link();
    void forgetHome(); ///< the next link() looks for it again

    /// A client without the account's password, for subscribed calendars.
    std::shared_ptr<HttpClient> stranger(const QUrl &url);

    /// Until the time is over or stop().
    Task<> nap(std::chrono::milliseconds duration);

    void setAccount(Account account);
    void stop();

    static std::shared_ptr<HttpClient> httpFor(const Account &account, const DavKind &kind);
    static QUrl startOf(const Account &account, const DavKind &kind);

    Account account;
    const DavKind kind;
    const DavPace pace;
    bool isStopped = false;

    // What listing and reading have seen, by remote id.
    QHash<QString, DavState> states;
    QHash<QString, Rights> rights;
    QHash<QString, QString> names;
    QSet<QString> withoutSync; ///< collections that cannot say what changed
    QSet<ChangeId> asked; ///< removals that were refused once, since somebody else had changed the thing
    QString focus;

private:
    static Task<Result<Link>> find(std::shared_ptr<HttpClient> http, QUrl start, DavKind kind);

    std::shared_ptr<HttpClient> m_http;
    QHash<QString, std::shared_ptr<HttpClient>> m_strangers;
    Link m_link;
    bool m_isFinding = false;
    QList<Pending<Link>> m_waiting;
    QList<Pending<bool>> m_napping;
};

/// An href as a collection's remote id: normalHref() with a slash at its end.
QString collectionHref(const QString &href);

}
