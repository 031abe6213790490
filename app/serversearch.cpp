// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/serversearch.h"

#include "app/engines.h"
#include "mail/mailsynchronizer.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qsizetype mostFetched = 500;

Error notConnected()
{
    return {Error::Kind::Offline, i18nc("@info", "The server is not connected."), {}, {}};
}

template <class T>
void tell(const std::shared_ptr<QPromise<Result<T>>> &answer, Result<T> value)
{
    answer->addResult(std::move(value));
    answer->finish();
}
}

ServerSearch::ServerSearch(std::shared_ptr<Store> store, Engines *engines, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_engines(engines)
{
}

QFuture<Result<ServerSearch::Place>> ServerSearch::placeOf(CollectionId folder)
{
    return m_store->read([folder](const Reader &reader) -> Result<Place> {
        Place place;
        auto done = reader.prepare("SELECT resource, remote_id FROM collection WHERE id = ?1")
                        .each([&](const Statement &row) { place = {ResourceId{row.integer(0)}, row.text(1)}; }, folder);
        if (!done) {
            return std::unexpected(done.error());
        }
        return place;
    });
}

QFuture<Result<BlobId>> ServerSearch::fetch(const ItemRef &item, const QString &part)
{
    auto answer = std::make_shared<QPromise<Result<BlobId>>>();
    answer->start();
    placeOf(item.collection).then(this, [this, answer, item, part](const Result<Place> &place) {
        const auto *engine = place ? m_engines->of(place->resource) : nullptr;
        if (!engine || !engine->engine) {
            tell<BlobId>(answer, std::unexpected(notConnected()));
            return;
        }
        engine->engine->fetchNow(item, part).then([answer](const Result<BlobId> &blob) { tell(answer, blob); });
    });
    return answer->future();
}

QFuture<Result<int>> ServerSearch::find(const QString &words, CollectionId folder)
{
    auto answer = std::make_shared<QPromise<Result<int>>>();
    answer->start();
    placeOf(folder).then(this, [this, answer, words, folder](const Result<Place> &place) {
        if (!place) {
            tell<int>(answer, std::unexpected(place.error()));
            return;
        }
        ask(*place, folder, words, answer);
    });
    return answer->future();
}

void ServerSearch::ask(const Place &place, CollectionId folder, const QString &words, const Answer &answer)
{
    const auto *engine = m_engines->of(place.resource);
    auto *synchronizer = engine ? qobject_cast<MailSynchronizer *>(engine->synchronizer) : nullptr;
    if (!synchronizer || place.remoteId.isEmpty()) {
        tell<int>(answer, std::unexpected(notConnected()));
        return;
    }
    const auto heard = [this, place, folder, answer](const Result<QStringList> &uids) {
        if (uids) {
            fetch(place, folder, *uids, answer);
        } else {
            tell<int>(answer, std::unexpected(uids.error()));
        }
    };
    m_engines->network().run([this, synchronizer, remote = place.remoteId, words, heard] {
        QCoro::connect(synchronizer->searchOnServer(remote, words), synchronizer, [this, heard](const Result<QStringList> &uids) {
            QMetaObject::invokeMethod(this, [uids, heard] { heard(uids); }, Qt::QueuedConnection);
        });
    });
}

void ServerSearch::fetch(const Place &place, CollectionId folder, const QStringList &uids, const Answer &answer)
{
    m_store
        ->read([folder, remote = place.remoteId, uids](const Reader &reader) -> Result<QList<ItemRef>> {
            QList<ItemRef> missing;
            auto &find = reader.prepare("SELECT item.id, mail_message.size FROM item JOIN mail_message ON mail_message.item = item.id "
                                        "WHERE item.collection = ?1 AND item.remote_id = ?2 AND mail_message.body IS NULL");
            for (const auto &uid : uids.first(std::min(uids.size(), mostFetched))) {
                auto done
                    = find.each([&](const Statement &row) { missing << ItemRef{ItemId{row.integer(0)}, folder, remote, uid, row.integer(1)}; }, folder, uid);
                if (!done) {
                    return std::unexpected(done.error());
                }
            }
            return missing;
        })
        .then(this, [this, resource = place.resource, answer](const Result<QList<ItemRef>> &missing) {
            if (!missing) {
                tell<int>(answer, std::unexpected(missing.error()));
                return;
            }
            const auto *engine = m_engines->of(resource); // the account may be gone meanwhile
            if (!engine || !engine->engine) {
                tell<int>(answer, std::unexpected(notConnected()));
                return;
            }
            for (const auto &item : *missing) {
                engine->engine->fetchNow(item, QString()); // the list follows as they arrive
            }
            tell<int>(answer, int(missing->size()));
        });
}

}
