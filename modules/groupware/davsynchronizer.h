// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "net/davhome.h"
#include "sync/synchronizer.h"

#include <memory>

namespace Kontor
{

/// What an address book and a calendar do differently.
struct DavKind {
    DavService service = DavService::Calendars;
    QByteArray contentType{}; ///< of PUT
    QString suffix{}; ///< ".ics", ".vcf"
    bool isCalendar() const
    {
        return service == DavService::Calendars;
    }
};

/// How often and how much at once; for tests other than usual.
struct DavPace {
    std::chrono::milliseconds focused = std::chrono::seconds(30); ///< between two looks at the collection the user sees
    std::chrono::milliseconds others = std::chrono::minutes(3);
    std::chrono::milliseconds feeds = std::chrono::minutes(10);
    int page = 1000; ///< objects of one delta
    int batch = 200; ///< objects of one multiget
    int batchesAtOnce = 4;
};

/// How CalDAV and CardDAV servers are talked to (RFC 4791, 6352, 6578, 6638).
///
/// An item's remote id is its normalHref(), its payload the bytes the server gave, its revision the etag,
/// a line feed, and the schedule tag if there is one. pull() uses sync-collection, else ctag and etags
/// (present), and reads objects by multiget in batches. push(Edit) reads the object anew, applies the edits
/// to what is there now (so that a lost answer is recognised, and edits of others are kept), and writes with
/// If-Match (or If-Schedule-Tag-Match where only scheduling data moved). watch() asks for ctags now and then.
///
/// Subscribed calendars (Account::feeds) are collections of their own, read-only: one file, split by UID into
/// items, whose remote id is the UID and whose revision a hash.
class DavSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    DavSynchronizer(Account account, DavKind kind, QObject *parent = nullptr);
    DavSynchronizer(Account account, DavKind kind, DavPace pace, QObject *parent = nullptr);
    ~DavSynchronizer() override;

    static DavKind calendars();
    static DavKind contacts();

    Task<Result<QList<RemoteCollection>>> discover() override;
    bool isCurrent(const RemoteCollection &remote, const QByteArray &token) const override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void setFocus(const QString &remoteId) override;
    void stop() override;

    /// Signs in once and finds the home; for account set-up.
    static Task<Result<void>> check(Account account, DavKind kind);

    /// Free and busy times of people or rooms, by the scheduling outbox (RFC 6638, 5): for each address
    /// the answer as iCalendar text, or empty where the server knows nothing of it.
    Task<Result<QHash<QString, QByteArray>>> freeBusy(QString organizer, QStringList addresses, QDateTime from, QDateTime to);

    /// Rooms, resources and people the server knows (principal-property-search, RFC 3744 9.4).
    struct Principal {
        QString name{}, address{}, kind{}; ///< kind: INDIVIDUAL, ROOM, RESOURCE, GROUP (RFC 6638, 2.4.2)
    };
    Task<Result<QList<Principal>>> findPrincipals(QString words);

    /// New settings (a renewed password, another server); ready() is emitted. In the synchronizer's thread.
    void setAccount(Account account);

private:
    struct Private;
    std::shared_ptr<Private> d; // outlives the object until the last call has returned
};

}
