// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"

#include <QPromise>

namespace Kontor
{

/// A server and an encryption in memory; notes what it is asked.
class FakeChatServices : public ChatServices
{
    Q_OBJECT
public:
    QStringList calls{};
    QList<ChatPerson> people{};
    QList<ChatPublicRoom> rooms{};
    QList<ChatDevice> known{};
    ChatEncryptionState state{};
    std::optional<Error> refusal{};
    QString password{}; ///< empty: none is asked for
    QString recoveryKey = QStringLiteral("EsTc 1234 5678 9abc");
    ChatVerification verification{};
    QStringList nowTyping{};
    std::shared_ptr<QPromise<Result<QString>>> slowRecovery{}; ///< answers when the test does

    template<class T>
    QFuture<Result<T>> answer(const QString &call, T value)
    {
        calls << call;
        return QtFuture::makeReadyValueFuture(refusal ? Result<T>(std::unexpected(*refusal)) : Result<T>(std::move(value)));
    }
    QFuture<Result<void>> done(const QString &call)
    {
        calls << call;
        return QtFuture::makeReadyValueFuture(refusal ? Result<void>(std::unexpected(*refusal)) : Result<void>());
    }

    QFuture<Result<void>> fillGap(ItemId gap) override
    {
        return done(QStringLiteral("fillGap %1").arg(gap.value));
    }
    QFuture<Result<ItemId>> bringEvent(ItemId, const QString &eventId) override
    {
        return answer(QString(QStringLiteral("bringEvent ") + eventId), ItemId());
    }
    QFuture<Result<ItemId>> bringDay(ItemId, const QDate &day) override
    {
        return answer(QString(QStringLiteral("bringDay ") + day.toString(Qt::ISODate)), ItemId());
    }
    QFuture<Result<void>> bringMembers(ItemId) override
    {
        return done(QStringLiteral("bringMembers"));
    }
    QFuture<Result<BlobId>> bringAttachment(ItemId event) override
    {
        return answer(QStringLiteral("bringAttachment %1").arg(event.value), BlobId());
    }
    QFuture<Result<BlobId>> bringThumbnail(ItemId event) override
    {
        return answer(QStringLiteral("bringThumbnail %1").arg(event.value), BlobId());
    }
    QFuture<Result<QByteArray>> picture(CollectionId, const QString &mxc, int) override
    {
        return answer(QString(QStringLiteral("picture ") + mxc), QByteArray());
    }
    QFuture<Result<QList<ChatPerson>>> findPeople(CollectionId, const QString &words) override
    {
        QList<ChatPerson> found;
        for (const auto &person : people) {
            if (person.name.contains(words, Qt::CaseInsensitive)) {
                found << person;
            }
        }
        return answer(QString(QStringLiteral("findPeople ") + words), found);
    }
    QFuture<Result<QList<ChatPublicRoom>>> findRooms(CollectionId, const QString &words, const QString &server) override
    {
        QList<ChatPublicRoom> found;
        for (const auto &room : rooms) {
            if (room.name.contains(words, Qt::CaseInsensitive)) {
                found << room;
            }
        }
        return answer(QString(QStringLiteral("findRooms ") + words + u'@' + server), found);
    }
    QFuture<Result<QList<ChatPublicRoom>>> roomsOfSpace(ItemId) override
    {
        return answer(QStringLiteral("roomsOfSpace"), rooms);
    }
    void tellTyping(ItemId room, Qt::CheckState on) override
    {
        calls << QStringLiteral("typing %1 %2").arg(room.value).arg(on == Qt::Checked);
    }
    QStringList typing(ItemId) const override
    {
        return nowTyping;
    }
    QFuture<Result<ChatEncryptionState>> encryption(CollectionId) override
    {
        return QtFuture::makeReadyValueFuture(Result<ChatEncryptionState>(state));
    }
    QFuture<Result<QList<ChatDevice>>> devices(CollectionId, const QString &) override
    {
        return answer(QStringLiteral("devices"), known);
    }
    QFuture<Result<void>> renameDevice(CollectionId, const QString &deviceId, const QString &name) override
    {
        return done(QString(QStringLiteral("rename ") + deviceId + u' ' + name));
    }
    QFuture<Result<void>> removeDevice(CollectionId, const QString &deviceId, const QString &given) override
    {
        if (given != password) {
            calls << QStringLiteral("remove refused");
            return QtFuture::makeReadyValueFuture(Result<void>(failure(Error::Kind::Unauthorized, QStringLiteral("The password is needed."))));
        }
        known.removeIf([&deviceId](const ChatDevice &device) {
            return device.deviceId == deviceId;
        });
        return done(QString(QStringLiteral("remove ") + deviceId));
    }
    QFuture<Result<bool>> isVerified(CollectionId, const QString &) override
    {
        return QtFuture::makeReadyValueFuture(Result<bool>(false));
    }
    QFuture<Result<ChatVerification>> verify(CollectionId, const QString &userId, const QString &deviceId) override
    {
        verification = {.id = QStringLiteral("v1"), .userId = userId, .deviceId = deviceId, .isOwn = userId == QLatin1StringView("@anna:example.org")};
        return answer(QString(QStringLiteral("verify ") + userId + u' ' + deviceId), verification);
    }
    QFuture<Result<void>> acceptVerification(CollectionId, const QString &id) override
    {
        return done(QString(QStringLiteral("accept ") + id));
    }
    QFuture<Result<void>> confirmVerification(CollectionId, const QString &id) override
    {
        return done(QString(QStringLiteral("confirm ") + id));
    }
    QFuture<Result<void>> rejectVerification(CollectionId, const QString &id) override
    {
        return done(QString(QStringLiteral("reject ") + id));
    }
    QFuture<Result<void>> trustNewIdentity(CollectionId, const QString &userId) override
    {
        return done(QString(QStringLiteral("trust ") + userId));
    }
    QFuture<Result<QString>> setUpRecovery(CollectionId, const QString &passphrase, const QString &given) override
    {
        if (slowRecovery) {
            return slowRecovery->future();
        }
        if (given != password) {
            calls << QStringLiteral("recovery refused");
            return QtFuture::makeReadyValueFuture(Result<QString>(failure(Error::Kind::Unauthorized, QStringLiteral("The password is needed."))));
        }
        return answer(QString(QStringLiteral("recovery ") + passphrase), recoveryKey);
    }
    QFuture<Result<int>> recover(CollectionId, const QString &key) override
    {
        if (key != recoveryKey) {
            calls << QStringLiteral("recover refused");
            return QtFuture::makeReadyValueFuture(Result<int>(failure(Error::Kind::Forbidden, QStringLiteral("This is not the recovery key."))));
        }
        return answer(QStringLiteral("recover"), 12);
    }
    QFuture<Result<void>> resetIdentity(CollectionId, const QString &) override
    {
        return done(QStringLiteral("reset"));
    }
    QFuture<Result<int>> exportKeys(CollectionId, const QString &path, const QString &passphrase) override
    {
        return answer(QString(QStringLiteral("export ") + path.section(u'/', -1) + u' ' + passphrase), 34);
    }
    QFuture<Result<int>> importKeys(CollectionId, const QString &path, const QString &passphrase) override
    {
        return answer(QString(QStringLiteral("import ") + path.section(u'/', -1) + u' ' + passphrase), 5);
    }
    QFuture<Result<void>> askForKeys(ItemId event) override
    {
        return done(QStringLiteral("askForKeys %1").arg(event.value));
    }

    void go(ChatVerification::Stage stage, const QList<int> &emoji = {})
    {
        verification.stage = stage;
        for (const auto number : emoji) {
            verification.emoji << ChatVerification::Emoji{.number = number};
        }
        Q_EMIT verificationChanged(CollectionId{1}, verification);
    }
};

}
