// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/chatinquiry.h"

#include "app/chatasking.h"
#include "chat/chatname.h"

#include <QDateTime>
#include <QPointer>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto arrivalPatience = 20s; ///< of what was fetched, until it is written
constexpr auto typingPause = 4s; ///< between two notices of the same
}

ChatInquiry::ChatInquiry(std::shared_ptr<Store> store, Engines *engines, Fetch fetch, QObject *parent)
    : ChatServices(parent)
    , m_store(std::move(store))
    , m_engines(engines)
    , m_fetch(std::move(fetch))
{
    connect(engines, &Engines::began, this, &ChatInquiry::listen);
}

ChatInquiry::~ChatInquiry() = default;

void ChatInquiry::setTellsTyping(Qt::CheckState on)
{
    m_tellsTyping = on == Qt::Checked;
}

void ChatInquiry::listen(ResourceId resource)
{
    const auto *engine = m_engines->of(resource);
    auto *server = engine ? qobject_cast<ChatSynchronizer *>(engine->synchronizer) : nullptr;
    if (!server) {
        return;
    }
    connect(server, &ChatSynchronizer::typingChanged, this, [this, resource](const QString &roomId, const QStringList &userIds) { takeTyping(resource, roomId, userIds); });
    const auto withAccount = [this, resource](auto use) {
        m_store
            ->read([resource](const Reader &reader) {
                return reader.prepare("SELECT id FROM collection WHERE resource = ?1 AND remote_id IS NOT NULL ORDER BY id LIMIT 1").value<CollectionId>(resource);
            })
            .then(this, [use](const Result<std::optional<CollectionId>> &account) {
                if (account && *account) {
                    use(**account);
                }
            });
    };
    connect(server, &ChatSynchronizer::verificationChanged, this, [this, withAccount](const ChatVerification &verification) {
        withAccount([this, verification](CollectionId account) { Q_EMIT verificationChanged(account, verification); });
    });
    connect(server, &ChatSynchronizer::encryptionChanged, this, [this, withAccount] { withAccount([this](CollectionId account) { Q_EMIT encryptionChanged(account); }); });
}

QFuture<Result<ChatInquiry::Place>> ChatInquiry::placeOf(ItemId item) const
{
    return m_store->read([item](const Reader &reader) -> Result<Place> {
        Place place;
        auto read = reader
                        .prepare("SELECT k.resource, k.id, k.remote_id, i.remote_id, i.payload FROM item i JOIN collection k ON k.id = i.collection "
                                 "WHERE i.id = ?1 AND i.remote_id IS NOT NULL")
                        .each(
                            [&](const Statement &row) {
                                place.resource = row.get<ResourceId>(0);
                                place.account = row.get<CollectionId>(1);
                                place.item = {.id = item, .collection = place.account, .collectionRemoteId = row.text(2), .remoteId = row.text(3)};
                                place.payload = row.blob(4);
                            },
                            item);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (!place.resource) {
            return failure(Error::Kind::NotFound, i18nc("@info", "The server does not have this yet."));
        }
        return place;
    });
}

QFuture<Result<ChatInquiry::Place>> ChatInquiry::placeOf(CollectionId account) const
{
    return m_store->read([account](const Reader &reader) -> Result<Place> {
        auto resource = reader.prepare("SELECT resource FROM collection WHERE id = ?1").value<ResourceId>(account);
        if (!resource) {
            return std::unexpected(resource.error());
        }
        if (!*resource) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This no longer exists."));
        }
        return Place{.resource = **resource, .account = account};
    });
}

QFuture<Result<void>> ChatInquiry::fillGap(ItemId gap)
{
    return ask<void>(placeOf(gap), usualPatience, [](ChatSynchronizer *server, const Place &place, const auto &question) {
        const auto facts = ChatGapFacts::fromCbor(place.payload);
        if (facts) {
            pass(server->fillGap(*facts), server, question);
        } else {
            question->end(std::unexpected(facts.error()));
        }
    });
}

/// What was fetched becomes an item with the next pull.
QFuture<Result<ItemId>> ChatInquiry::arrival(ItemId room, const QString &eventId)
{
    auto question = std::make_shared<Question<ItemId>>();
    auto *watch = new QTimer(this);
    watch->setSingleShot(true);
    const auto look = [this, room, eventId, question, watch = QPointer(watch)] {
        m_store->read([room, eventId](const Reader &reader) {
            return reader.prepare("SELECT e.item FROM chat_event e WHERE e.room = ?1 AND e.event_id = ?2").value<ItemId>(room, eventId);
        }).then(this, [question, watch](const Result<std::optional<ItemId>> &item) {
            if (!item || *item) {
                question->end(item.transform([](const std::optional<ItemId> &found) { return *found; }));
                if (watch) {
                    watch->deleteLater();
                }
            }
        });
    };
    connect(watch, &QTimer::timeout, this, [question, watch] {
        question->end(std::unexpected(timeoutFailure()));
        watch->deleteLater();
    });
    connect(m_store.get(), &Store::changed, watch, look);
    watch->start(arrivalPatience);
    look();
    return question->future();
}

QFuture<Result<ItemId>> ChatInquiry::bringEvent(ItemId room, const QString &eventId)
{
    return ask<void>(placeOf(room), usualPatience, [eventId](ChatSynchronizer *server, const Place &place, const auto &question) { pass(server->bringEvent(place.item.remoteId, eventId), server, question); })
        .then(this, [this, room, eventId](const Result<void> &done) { return done ? arrival(room, eventId) : QtFuture::makeReadyValueFuture(Result<ItemId>(std::unexpected(done.error()))); })
        .unwrap();
}

QFuture<Result<ItemId>> ChatInquiry::bringDay(ItemId room, const QDate &day)
{
    return ask<QString>(placeOf(room), usualPatience, [day](ChatSynchronizer *server, const Place &place, const auto &question) { pass(server->bringDay(place.item.remoteId, day), server, question); })
        .then(this, [this, room](const Result<QString> &event) { return event ? arrival(room, *event) : QtFuture::makeReadyValueFuture(Result<ItemId>(std::unexpected(event.error()))); })
        .unwrap();
}

QFuture<Result<void>> ChatInquiry::bringMembers(ItemId room)
{
    return ask<void>(placeOf(room), usualPatience, [](ChatSynchronizer *server, const Place &place, const auto &question) { pass(server->bringMembers(place.item.remoteId), server, question); });
}

QFuture<Result<BlobId>> ChatInquiry::bring(ItemId event, const QString &part)
{
    return placeOf(event)
        .then(this, [this, part](const Result<Place> &place) {
            return place ? m_fetch(place->item, part) : QtFuture::makeReadyValueFuture(Result<BlobId>(std::unexpected(place.error())));
        })
        .unwrap();
}

QFuture<Result<QByteArray>> ChatInquiry::picture(CollectionId account, const QString &mxc, int pixels)
{
    if (!mxc.startsWith(QLatin1String("mxc://"))) {
        return QtFuture::makeReadyValueFuture(Result<QByteArray>(failure(Error::Kind::NotFound, i18nc("@info", "There is no picture."))));
    }
    return m_store->read([account, mxc, pixels](const Reader &reader) { return reader.prepare("SELECT blob FROM chat_picture WHERE collection = ?1 AND url = ?2 AND pixels = ?3").value<BlobId>(account, mxc, pixels); })
        .then(QtFuture::Launch::Async,
              [store = m_store](const Result<std::optional<BlobId>> &kept) -> Result<QByteArray> {
                  if (!kept || !*kept) {
                      return failure(Error::Kind::NotFound, {});
                  }
                  return store->blobs().get(**kept);
              })
        .then(this,
              [this, account, mxc, pixels](const Result<QByteArray> &kept) {
                  if (kept) {
                      return QtFuture::makeReadyValueFuture(kept);
                  }
                  return ask<QByteArray>(placeOf(account), usualPatience, [mxc, pixels](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->picture(mxc, pixels), server, question); })
                      .then(this, [this, account, mxc, pixels](const Result<QByteArray> &bytes) {
                          if (bytes) {
                              keepPicture(account, mxc, pixels, *bytes);
                          }
                          return bytes;
                      });
              })
        .unwrap();
}

void ChatInquiry::keepPicture(CollectionId account, const QString &mxc, int pixels, const QByteArray &bytes)
{
    m_store->write([store = m_store.get(), account, mxc, pixels, bytes](Transaction &transaction) -> Result<void> { // the store outlives its writer's work
        return store->blobs().put(bytes).and_then([&](const BlobId &blob) {
            return transaction.prepare("INSERT INTO chat_picture (collection, url, pixels, blob, used) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET blob = ?4, used = ?5")
                .run(account, mxc, pixels, blob, QDateTime::currentMSecsSinceEpoch());
        });
    });
}

QFuture<Result<QList<ChatPerson>>> ChatInquiry::findPeople(CollectionId account, const QString &words)
{
    return ask<QList<ChatPerson>>(placeOf(account), usualPatience, [words](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->findPeople(words), server, question); });
}

QFuture<Result<QList<ChatPublicRoom>>> ChatInquiry::findRooms(CollectionId account, const QString &words, const QString &host)
{
    return ask<QList<ChatPublicRoom>>(placeOf(account), longPatience, [words, host](ChatSynchronizer *server, const Place &, const auto &question) { pass(server->findRooms(words, host), server, question); });
}

QFuture<Result<QList<ChatPublicRoom>>> ChatInquiry::roomsOfSpace(ItemId space)
{
    return ask<QList<ChatPublicRoom>>(placeOf(space), longPatience, [](ChatSynchronizer *server, const Place &place, const auto &question) { pass(server->roomsOfSpace(place.item.remoteId), server, question); });
}

void ChatInquiry::tellTyping(ItemId room, Qt::CheckState on)
{
    if (!m_tellsTyping) {
        return;
    }
    const auto now = QDateTime::currentMSecsSinceEpoch();
    if (on == Qt::Checked && now - m_told.value(room.value) < std::chrono::milliseconds(typingPause).count()) {
        return;
    }
    if (on == Qt::Unchecked && !m_told.contains(room.value)) {
        return;
    }
    if (on == Qt::Checked) {
        m_told.insert(room.value, now);
    } else {
        m_told.remove(room.value);
    }
    placeOf(room).then(this, [this, on](const Result<Place> &place) {
        const auto server = place ? serverOf<ChatSynchronizer>(*m_engines, m_engines->of(place->resource)) : Result<ChatSynchronizer *>(std::unexpected(place.error()));
        if (server) {
            m_engines->network().run([server = *server, roomId = place->item.remoteId, on] { server->tellTyping(roomId, on); });
        }
    });
}

QStringList ChatInquiry::typing(ItemId room) const
{
    return m_typing.value(room.value);
}

void ChatInquiry::takeTyping(ResourceId resource, const QString &roomId, const QStringList &userIds)
{
    struct Found {
        ItemId room{};
        QStringList names{};
    };
    m_store
        ->read([resource, roomId, userIds](const Reader &reader) -> Result<Found> {
            Found found;
            auto room = reader.prepare("SELECT r.item FROM chat_room r JOIN collection k ON k.id = r.collection WHERE k.resource = ?1 AND r.room_id = ?2").value<ItemId>(resource, roomId);
            if (!room) {
                return std::unexpected(room.error());
            }
            found.room = room->value_or(ItemId());
            for (const auto &user : userIds) {
                auto name = reader.prepare("SELECT name FROM chat_member WHERE room = ?1 AND user_id = ?2 AND name <> ''").value<QString>(found.room, user);
                if (!name) {
                    return std::unexpected(name.error());
                }
                found.names << name->value_or(ChatName::id(user));
            }
            return found;
        })
        .then(this, [this](const Result<Found> &found) {
            if (!found || !found->room || m_typing.value(found->room.value) == found->names) {
                return;
            }
            if (found->names.isEmpty()) {
                m_typing.remove(found->room.value);
            } else {
                m_typing.insert(found->room.value, found->names);
            }
            Q_EMIT typingChanged(found->room);
        });
}

}
