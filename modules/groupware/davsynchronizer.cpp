// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davsynchronizer.h"

#include "groupware/davchange.h"
#include "groupware/davsynchronizercollections.h"
#include "groupware/davsynchronizerfeeds.h"
#include "groupware/davsynchronizerlisting.h"
#include "groupware/davsynchronizerpeople.h"
#include "groupware/davsynchronizerpull.h"
#include "groupware/davsynchronizerpush.h"
#include "groupware/davsynchronizersession.h"
#include "groupware/davsynchronizerwatch.h"

#include <KLocalizedString>

namespace Kontor
{

struct DavSynchronizer::Private {
    Private(Account account, DavKind kind, DavPace pace)
        : session(std::make_shared<DavSynchronizerSession>(std::move(account), std::move(kind), pace))
    {
    }

    std::shared_ptr<DavSynchronizerSession> session;
    std::shared_ptr<DavSynchronizerFeeds> feeds = std::make_shared<DavSynchronizerFeeds>(session);
    std::shared_ptr<DavSynchronizerListing> listing = std::make_shared<DavSynchronizerListing>(session, feeds);
    std::shared_ptr<DavSynchronizerPull> pull = std::make_shared<DavSynchronizerPull>(session);
    std::shared_ptr<DavSynchronizerPush> push = std::make_shared<DavSynchronizerPush>(session);
    std::shared_ptr<DavSynchronizerCollections> collections = std::make_shared<DavSynchronizerCollections>(session);
    std::shared_ptr<DavSynchronizerWatch> watch = std::make_shared<DavSynchronizerWatch>(session, listing);
    std::shared_ptr<DavSynchronizerPeople> people = std::make_shared<DavSynchronizerPeople>(session);
};

namespace
{
/// Calls that come after stop(), and those that were under way, return Cancelled.
template<class T>
Task<Result<T>> unlessStopped(std::shared_ptr<DavSynchronizerSession> session, Task<Result<T>> call)
{
    auto result = co_await call;
    if (session->isStopped && !result) {
        co_return cancelled();
    }
    co_return result;
}

Task<Result<Receipt>> refuse(QString message)
{
    co_return failure(Error::Kind::Forbidden, message);
}
}

DavSynchronizer::DavSynchronizer(Account account, DavKind kind, QObject *parent)
    : DavSynchronizer(std::move(account), std::move(kind), DavPace{}, parent)
{
}

DavSynchronizer::DavSynchronizer(Account account, DavKind kind, DavPace pace, QObject *parent)
    : Synchronizer(parent)
    , d(std::make_shared<Private>(std::move(account), std::move(kind), pace))
{
}

DavSynchronizer::~DavSynchronizer()
{
    d->session->stop();
}

DavKind DavSynchronizer::calendars()
{
    return {DavService::Calendars, "text/calendar; charset=utf-8", QStringLiteral(".ics")};
}

DavKind DavSynchronizer::contacts()
{
    return {DavService::Contacts, "text/vcard; charset=utf-8", QStringLiteral(".vcf")};
}

Task<Result<QList<RemoteCollection>>> DavSynchronizer::discover()
{
    return unlessStopped(d->session, d->listing->discover());
}

bool DavSynchronizer::isCurrent(const RemoteCollection &remote, const QByteArray &token) const
{
    return d->pull->isCurrent(remote, token);
}

Task<Result<Delta>> DavSynchronizer::pull(Collection collection)
{
    if (d->feeds->isFeed(collection.remoteId)) {
        return unlessStopped(d->session, d->feeds->pull(std::move(collection)));
    }
    return unlessStopped(d->session, d->pull->pull(std::move(collection)));
}

Task<Result<Receipt>> DavSynchronizer::push(Change change, CommitPoint)
{
    if (d->feeds->isFeed(change.collectionRemoteId) || d->feeds->isFeed(change.destinationRemoteId)) {
        return refuse(i18nc("@info", "A subscribed calendar can only be read."));
    }
    const auto kind = change.kind;
    const auto pushing = [this](Task<Result<Receipt>> task) {
        return unlessStopped(d->session, std::move(task));
    };
    if (kind == DavChange::Create) {
        return pushing(d->push->create(std::move(change)));
    }
    if (kind == DavChange::Edit) {
        return pushing(d->push->edit(std::move(change)));
    }
    if (kind == DavChange::Replace) {
        return pushing(d->push->replace(std::move(change)));
    }
    if (kind == DavChange::Delete) {
        return pushing(d->push->remove(std::move(change)));
    }
    if (kind == DavChange::Move) {
        return pushing(d->push->move(std::move(change)));
    }
    if (kind == DavChange::MakeCollection) {
        return pushing(d->collections->make(std::move(change)));
    }
    if (kind == DavChange::SetCollection) {
        return pushing(d->collections->set(std::move(change)));
    }
    if (kind == DavChange::DeleteCollection) {
        return pushing(d->collections->remove(std::move(change)));
    }
    return refuse(i18nc("@info", "This version of Kontor cannot carry out “%1”.", kind));
}

Task<Result<FetchedPart>> DavSynchronizer::fetch(ItemRef item, QString, qint64)
{
    if (d->feeds->isFeed(item.collectionRemoteId)) {
        return unlessStopped(d->session, d->feeds->fetch(std::move(item)));
    }
    return unlessStopped(d->session, d->pull->fetch(std::move(item)));
}

Task<Result<Hint>> DavSynchronizer::watch(std::chrono::seconds atMost)
{
    return unlessStopped(d->session, d->watch->watch(atMost));
}

void DavSynchronizer::setFocus(const QString &remoteId)
{
    d->session->focus = remoteId;
}

void DavSynchronizer::stop()
{
    d->session->stop();
}

void DavSynchronizer::setAccount(Account account)
{
    d->session->setAccount(std::move(account));
    Q_EMIT ready();
}

Task<Result<void>> DavSynchronizer::check(Account account, DavKind kind)
{
    if (DavSynchronizerSession::startOf(account, kind).isEmpty()) {
        const auto session = std::make_shared<DavSynchronizerSession>(account, kind, DavPace{});
        for (const auto feeds = account.feeds; const auto &feed : feeds) {
            auto fetched = co_await DavSynchronizerFeeds::check(session, feed);
            if (!fetched) {
                co_return fetched;
            }
        }
        co_return Result<void>{};
    }
    const auto http = DavSynchronizerSession::httpFor(account, kind);
    const auto start = DavSynchronizerSession::startOf(account, kind);
    auto home = co_await findDavHome(http.get(), start, kind.service);
    co_return home.transform([](const DavHome &) { });
}

Task<Result<QHash<QString, QByteArray>>> DavSynchronizer::freeBusy(QString organizer, QStringList addresses, QDateTime from, QDateTime to)
{
    return unlessStopped(d->session, d->people->freeBusy(std::move(organizer), std::move(addresses), from, to));
}

Task<Result<QList<DavSynchronizer::Principal>>> DavSynchronizer::findPrincipals(QString words)
{
    return unlessStopped(d->session, d->people->find(std::move(words)));
}

}
