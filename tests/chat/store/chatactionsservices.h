// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"

#include <QPromise>

#include <functional>

namespace Kontor
{

/// The server as far as a timeline asks for it; all else is offline.
class ChatActionsServices : public ChatServices
{
    Q_OBJECT
public:
    using ChatServices::ChatServices;

    std::function<Result<void>(ItemId)> onGap{}; ///< answered by the event loop, as a server would
    std::function<Result<ItemId>(const QString &)> onEvent{};
    std::function<Result<ItemId>(const QDate &)> onDay{};
    int gapsAsked = 0;

    QFuture<Result<void>> fillGap(ItemId gap) override
    {
        ++gapsAsked;
        return later<void>([this, gap] {
            return onGap ? onGap(gap) : Result<void>(offline());
        });
    }
    QFuture<Result<ItemId>> bringEvent(ItemId, const QString &eventId) override
    {
        return later<ItemId>([this, eventId] {
            return onEvent ? onEvent(eventId) : Result<ItemId>(offline());
        });
    }
    QFuture<Result<ItemId>> bringDay(ItemId, const QDate &day) override
    {
        return later<ItemId>([this, day] {
            return onDay ? onDay(day) : Result<ItemId>(offline());
        });
    }
    QFuture<Result<void>> bringMembers(ItemId) override
    {
        return never<void>();
    }
    QFuture<Result<BlobId>> bringAttachment(ItemId) override
    {
        return never<BlobId>();
    }
    QFuture<Result<BlobId>> bringThumbnail(ItemId) override
    {
        return never<BlobId>();
    }
    QFuture<Result<QByteArray>> picture(CollectionId, const QString &, int) override
    {
        return never<QByteArray>();
    }
    QFuture<Result<QList<ChatPerson>>> findPeople(CollectionId, const QString &) override
    {
        return never<QList<ChatPerson>>();
    }
    QFuture<Result<QList<ChatPublicRoom>>> findRooms(CollectionId, const QString &, const QString &) override
    {
        return never<QList<ChatPublicRoom>>();
    }
    QFuture<Result<QList<ChatPublicRoom>>> roomsOfSpace(ItemId) override
    {
        return never<QList<ChatPublicRoom>>();
    }
    void tellTyping(ItemId, Qt::CheckState) override
    {
    }
    QStringList typing(ItemId) const override
    {
        return {};
    }
    QFuture<Result<ChatEncryptionState>> encryption(CollectionId) override
    {
        return never<ChatEncryptionState>();
    }
    QFuture<Result<QList<ChatDevice>>> devices(CollectionId, const QString &) override
    {
        return never<QList<ChatDevice>>();
    }
    QFuture<Result<void>> renameDevice(CollectionId, const QString &, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<void>> removeDevice(CollectionId, const QString &, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<bool>> isVerified(CollectionId, const QString &) override
    {
        return never<bool>();
    }
    QFuture<Result<ChatVerification>> verify(CollectionId, const QString &, const QString &) override
    {
        return never<ChatVerification>();
    }
    QFuture<Result<void>> acceptVerification(CollectionId, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<void>> confirmVerification(CollectionId, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<void>> rejectVerification(CollectionId, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<void>> trustNewIdentity(CollectionId, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<QString>> setUpRecovery(CollectionId, const QString &, const QString &) override
    {
        return never<QString>();
    }
    QFuture<Result<int>> recover(CollectionId, const QString &) override
    {
        return never<int>();
    }
    QFuture<Result<void>> resetIdentity(CollectionId, const QString &) override
    {
        return never<void>();
    }
    QFuture<Result<int>> exportKeys(CollectionId, const QString &, const QString &) override
    {
        return never<int>();
    }
    QFuture<Result<int>> importKeys(CollectionId, const QString &, const QString &) override
    {
        return never<int>();
    }
    QFuture<Result<void>> askForKeys(ItemId) override
    {
        return never<void>();
    }

private:
    static std::unexpected<Error> offline()
    {
        return failure(Error::Kind::Offline, QStringLiteral("There is no network."));
    }
    template <class T>
    static QFuture<Result<T>> never()
    {
        QPromise<Result<T>> promise;
        promise.start();
        const Result<T> answer = offline();
        promise.addResult(answer);
        promise.finish();
        return promise.future();
    }
    template <class T>
    QFuture<Result<T>> later(std::function<Result<T>()> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        QMetaObject::invokeMethod(
            this,
            [promise, work] {
                promise->addResult(work());
                promise->finish();
            },
            Qt::QueuedConnection);
        return promise->future();
    }
};

}
