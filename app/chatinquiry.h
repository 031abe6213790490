// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engines.h"
#include "chat/chatservices.h"
#include "store/store.h"

#include <chrono>
#include <functional>
#include <memory>

namespace Kontor
{

class ChatSynchronizer;
template <class T>
class Question;

/// Carries what only the server or the encryption can answer to the synchronizer's thread and back; see ChatServices. Every
/// question ends, Offline at once without a connection, and one that was cancelled meanwhile is not asked. GUI thread.
class ChatInquiry : public ChatServices
{
    Q_OBJECT
public:
    /// As SyncEngine::fetchNow(); it brings content to the store.
    using Fetch = std::function<QFuture<Result<BlobId>>(const ItemRef &item, const QString &part)>;
    ChatInquiry(std::shared_ptr<Store> store, Engines *engines, Fetch fetch, QObject *parent = nullptr);
    ~ChatInquiry() override;

    void setTellsTyping(Qt::CheckState on);

    QFuture<Result<void>> fillGap(ItemId gap) override;
    QFuture<Result<ItemId>> bringEvent(ItemId room, const QString &eventId) override;
    QFuture<Result<ItemId>> bringDay(ItemId room, const QDate &day) override;
    QFuture<Result<void>> bringMembers(ItemId room) override;
    QFuture<Result<BlobId>> bringAttachment(ItemId event) override;
    QFuture<Result<BlobId>> bringThumbnail(ItemId event) override;
    QFuture<Result<QByteArray>> picture(CollectionId account, const QString &mxc, int pixels) override;

    QFuture<Result<QList<ChatPerson>>> findPeople(CollectionId account, const QString &words) override;
    QFuture<Result<QList<ChatPublicRoom>>> findRooms(CollectionId account, const QString &words, const QString &server) override;
    QFuture<Result<QList<ChatPublicRoom>>> roomsOfSpace(ItemId space) override;

    void tellTyping(ItemId room, Qt::CheckState on) override;
    QStringList typing(ItemId room) const override;

    QFuture<Result<ChatEncryptionState>> encryption(CollectionId account) override;
    QFuture<Result<QList<ChatDevice>>> devices(CollectionId account, const QString &userId) override;
    QFuture<Result<void>> renameDevice(CollectionId account, const QString &deviceId, const QString &name) override;
    QFuture<Result<void>> removeDevice(CollectionId account, const QString &deviceId, const QString &password) override;
    QFuture<Result<bool>> isVerified(CollectionId account, const QString &userId) override;

    QFuture<Result<ChatVerification>> verify(CollectionId account, const QString &userId, const QString &deviceId) override;
    QFuture<Result<void>> acceptVerification(CollectionId account, const QString &id) override;
    QFuture<Result<void>> confirmVerification(CollectionId account, const QString &id) override;
    QFuture<Result<void>> rejectVerification(CollectionId account, const QString &id) override;
    QFuture<Result<void>> trustNewIdentity(CollectionId account, const QString &userId) override;

    QFuture<Result<QString>> setUpRecovery(CollectionId account, const QString &passphrase, const QString &password) override;
    QFuture<Result<int>> recover(CollectionId account, const QString &keyOrPassphrase) override;
    QFuture<Result<void>> resetIdentity(CollectionId account, const QString &password) override;
    QFuture<Result<int>> exportKeys(CollectionId account, const QString &path, const QString &passphrase) override;
    QFuture<Result<int>> importKeys(CollectionId account, const QString &path, const QString &passphrase) override;
    QFuture<Result<void>> askForKeys(ItemId event) override;

private:
    /// Where something is, for the server.
    struct Place {
        ResourceId resource{};
        CollectionId account{};
        ItemRef item{};
        QByteArray payload{};
    };
    QFuture<Result<Place>> placeOf(ItemId item) const;
    QFuture<Result<Place>> placeOf(CollectionId account) const;

    template <class T>
    using Ask = std::function<void(ChatSynchronizer *, const Place &, const std::shared_ptr<Question<T>> &)>;
    template <class T>
    QFuture<Result<T>> ask(const QFuture<Result<Place>> &place, std::chrono::milliseconds patience, Ask<T> put);

    QFuture<Result<BlobId>> bring(ItemId event, const QString &part);
    void keepPicture(CollectionId account, const QString &mxc, int pixels, const QByteArray &bytes);
    QFuture<Result<ItemId>> arrival(ItemId room, const QString &eventId); ///< once a pull has written it
    void listen(ResourceId resource);
    void takeTyping(ResourceId resource, const QString &roomId, const QStringList &userIds);

    std::shared_ptr<Store> m_store;
    Engines *m_engines;
    Fetch m_fetch;
    bool m_tellsTyping = true;
    QHash<qint64, QStringList> m_typing; ///< names by room
    QHash<qint64, qint64> m_told; ///< when typing was told last, by room; ms since epoch
};

}
