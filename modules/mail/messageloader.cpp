// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messageloader.h"

#include "store/storageproblem.h"

#include <KLocalizedString>
#include <QMutex>
#include <QtConcurrentRun>

namespace Kontor
{

using Parsed = std::shared_ptr<const MessageContent>;

struct MessageLoader::Private {
    std::shared_ptr<Store> store;
    Fetch fetch;

    struct Kept {
        ItemId item;
        BlobId body;
        Parsed content;
    };
    static constexpr qsizetype mostKept = 12;
    static constexpr qint64 mostKeptBytes = qint64(32) << 20; ///< raw sizes, as a measure
    mutable QMutex mutex; ///< guards kept: read-ahead fills it from the pool
    QList<Kept> kept; ///< the last used is the last

    Parsed known(ItemId item, const BlobId &body)
    {
        const QMutexLocker lock(&mutex);
        for (qsizetype i = kept.size() - 1; i >= 0; --i) {
            if (kept[i].item == item && (body.isEmpty() || kept[i].body == body)) {
                kept.append(kept.takeAt(i));
                return kept.last().content;
            }
        }
        return {};
    }

    void keep(ItemId item, const BlobId &body, const Parsed &content)
    {
        const QMutexLocker lock(&mutex);
        kept.removeIf([item](const Kept &other) { return other.item == item; });
        kept << Kept{item, body, content};
        qint64 sum = 0;
        for (const auto &one : std::as_const(kept)) {
            sum += one.content->size;
        }
        while (kept.size() > 1 && (kept.size() > mostKept || sum > mostKeptBytes)) {
            sum -= kept.first().content->size;
            kept.removeFirst();
        }
    }
};

namespace
{
struct Place {
    ItemRef item;
    BlobId body;
};

Result<Place> placeOf(const Reader &reader, ItemId item)
{
    Place place;
    auto asked = reader
                     .prepare("SELECT i.id, i.collection, c.remote_id, i.remote_id, m.size, m.body FROM mail_message m JOIN item i ON i.id = m.item "
                              "JOIN collection c ON c.id = i.collection WHERE m.item = ?1")
                     .each(
                         [&place](const Statement &row) {
                             place.item.id = row.get<ItemId>(0);
                             place.item.collection = row.get<CollectionId>(1);
                             place.item.collectionRemoteId = row.text(2);
                             place.item.remoteId = row.text(3);
                             place.item.size = row.integer(4);
                             place.body = row.text(5);
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    if (!place.item.id) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This message no longer exists."));
    }
    return place;
}

/// Where the body is; fetched first if it is not here.
QFuture<Result<Place>> bodyOf(const std::shared_ptr<Store> &store, const MessageLoader::Fetch &fetch, ItemId item)
{
    return store->read([item](const Reader &reader) { return placeOf(reader, item); })
        .then([store, fetch](Result<Place> place) -> QFuture<Result<Place>> {
            // A blob that was lost (a damaged file) is fetched again.
            if (!place || (!place->body.isEmpty() && store->blobs().contains(place->body))) {
                return QtFuture::makeReadyValueFuture(place);
            }
            if (place->item.remoteId.isEmpty() || !fetch) {
                return QtFuture::makeReadyValueFuture(Result<Place>(
                    failure(Error::Kind::NotFound, i18nc("@info", "The text of this message is not on this computer and cannot be fetched right now."))));
            }
            return fetch(place->item)
                .then([place = *place](const Result<BlobId> &blob) mutable -> Result<Place> {
                    if (!blob) {
                        return std::unexpected(blob.error());
                    }
                    place.body = *blob;
                    return place;
                })
                .onCanceled([]() -> Result<Place> { return cancelled(); });
        })
        .unwrap();
}

/// The body's bytes; one that turns out to be damaged is fetched again.
QFuture<Result<QByteArray>> bytesOf(const std::shared_ptr<Store> &store, const MessageLoader::Fetch &fetch, const Place &place)
{
    auto bytes = store->blobs().get(place.body);
    const bool isLost = !bytes && (bytes.error().kind == Error::Kind::NotFound || isDamaged(bytes.error()));
    if (!isLost || place.item.remoteId.isEmpty() || !fetch) {
        return QtFuture::makeReadyValueFuture(std::move(bytes));
    }
    return fetch(place.item)
        .then(QtFuture::Launch::Async,
              [store](const Result<BlobId> &blob) -> Result<QByteArray> {
                  return blob ? store->blobs().get(*blob) : Result<QByteArray>(std::unexpected(blob.error()));
              })
        .onCanceled([]() -> Result<QByteArray> { return cancelled(); });
}
}

MessageLoader::MessageLoader(std::shared_ptr<Store> store, Fetch fetch)
    : d(std::make_shared<Private>())
{
    d->store = std::move(store);
    d->fetch = std::move(fetch);
}

MessageLoader::~MessageLoader() = default;

QFuture<Result<Parsed>> MessageLoader::load(ItemId item)
{
    auto d = this->d;
    return bodyOf(d->store, d->fetch, item)
        .then(QtFuture::Launch::Async,
              [d, item](const Result<Place> &place) -> QFuture<Result<Parsed>> {
                  if (!place) {
                      return QtFuture::makeReadyValueFuture(Result<Parsed>(std::unexpected(place.error())));
                  }
                  if (auto known = d->known(item, place->body)) {
                      return QtFuture::makeReadyValueFuture(Result<Parsed>(known));
                  }
                  return bytesOf(d->store, d->fetch, *place).then([d, item, body = place->body](const Result<QByteArray> &raw) -> Result<Parsed> {
                      if (!raw) {
                          return std::unexpected(raw.error());
                      }
                      auto content = std::make_shared<const MessageContent>(MessageContent::parse(*raw));
                      d->keep(item, body, content);
                      return content;
                  });
              })
        .unwrap();
}

void MessageLoader::readAhead(const QList<ItemId> &neighbours)
{
    constexpr qsizetype most = 4;
    constexpr qint64 largest = 8 << 20;
    for (const auto item : neighbours.first(std::min(neighbours.size(), most))) {
        if (d->known(item, {})) {
            continue;
        }
        auto d = this->d;
        d->store->read([item](const Reader &reader) { return placeOf(reader, item); }, Store::Urgency::Background)
            .then(QtFuture::Launch::Async, [d, item](const Result<Place> &place) {
                if (!place || place->body.isEmpty() || place->item.size > largest || d->known(item, place->body)) {
                    return;
                }
                if (const auto raw = d->store->blobs().get(place->body, largest)) {
                    d->keep(item, place->body, std::make_shared<const MessageContent>(MessageContent::parse(*raw)));
                }
            });
    }
}

QFuture<Result<QByteArray>> MessageLoader::raw(ItemId item)
{
    return bodyOf(d->store, d->fetch, item)
        .then(QtFuture::Launch::Async,
              [store = d->store, fetch = d->fetch](const Result<Place> &place) {
                  return place ? bytesOf(store, fetch, *place) : QtFuture::makeReadyValueFuture(Result<QByteArray>(std::unexpected(place.error())));
              })
        .unwrap();
}

QFuture<Result<QByteArray>> MessageLoader::attachment(ItemId item, QString partId)
{
    return raw(item).then(QtFuture::Launch::Async, [partId](const Result<QByteArray> &raw) -> Result<QByteArray> {
        return raw ? MessageContent::attachmentBytes(*raw, partId) : Result<QByteArray>(std::unexpected(raw.error()));
    });
}

}
