// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"
#include "store/blobs.h"

#include <QFuture>
#include <QObject>

namespace Kontor
{

struct ChatPerson {
    QString userId{};
    QString name{}; ///< safe to show
    QString avatar{};
};

struct ChatPublicRoom {
    QString roomId{};
    QString alias{};
    QString name{};
    QString topic{};
    QString avatar{};
    int people = 0;
    bool isSpace = false;
    bool isJoined = false;
    bool mayKnock = false;
};

/// A device of the person or of somebody else.
struct ChatDevice {
    QString deviceId{};
    QString name{};
    QString address{}; ///< as the server saw it last
    QDateTime seen{};
    bool isThisOne = false;
    bool isVerified = false;
    bool hasEncryption = false;
    QString fingerprint{}; ///< Ed25519, in groups of four
};

/// How far the encryption of an account is set up.
struct ChatEncryptionState {
    bool isAvailable = false; ///< else sentence says why
    QString sentence{};
    bool hasIdentity = false; ///< cross-signing keys exist on the server
    bool isVerified = false; ///< this device is signed by them
    bool hasRecovery = false; ///< secret storage exists
    bool hasBackup = false; ///< on the server
    bool isBackupUsed = false; ///< this device writes to it and may read it
    int keysToBackUp = 0;
    int keys = 0;
    QString deviceId{};
    QString fingerprint{};
};

/// A verification that is under way with another device or person.
struct ChatVerification {
    enum class Stage { Requested, Ready, Started, Emoji, Confirmed, Done, Cancelled };
    struct Emoji {
        int number = 0; ///< 0 to 63, by the specification's table
        QString symbol{};
    };
    QString id{};
    QString userId{};
    QString deviceId{};
    bool isOwn = false; ///< with another device of the same person
    bool isIncoming = false;
    Stage stage = Stage::Requested;
    QList<Emoji> emoji{}; ///< seven of them at stage Emoji
    QList<int> numbers{}; ///< three, where no emoji can be had
    QString reason{}; ///< of a cancelled one, a sentence
};

/// What can only be asked of the server or the encryption while they are there. Each answer comes once: a value, or an
/// error whose message is for the user (Offline at once without a connection). GUI thread; the app carries it over.
class ChatServices : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    /// Reads events into a gap (the user scrolled there); the timeline shows them by itself.
    virtual QFuture<Result<void>> fillGap(ItemId gap) = 0;
    /// Brings the timeline around an event or a date here. Answers the event's item.
    virtual QFuture<Result<ItemId>> bringEvent(ItemId room, const QString &eventId) = 0;
    virtual QFuture<Result<ItemId>> bringDay(ItemId room, const QDate &day) = 0;
    virtual QFuture<Result<void>> bringMembers(ItemId room) = 0;
    /// An attachment, or its thumbnail, kept here from then on; answers the blob. Progress in KiB.
    virtual QFuture<Result<BlobId>> bringAttachment(ItemId event) = 0;
    virtual QFuture<Result<BlobId>> bringThumbnail(ItemId event) = 0;
    virtual QFuture<Result<QByteArray>> picture(CollectionId account, const QString &mxc, int pixels) = 0; ///< of a person or room; kept

    virtual QFuture<Result<QList<ChatPerson>>> findPeople(CollectionId account, const QString &words) = 0;
    virtual QFuture<Result<QList<ChatPublicRoom>>> findRooms(CollectionId account, const QString &words, const QString &server) = 0;
    virtual QFuture<Result<QList<ChatPublicRoom>>> roomsOfSpace(ItemId space) = 0;

    virtual void tellTyping(ItemId room, Qt::CheckState on) = 0; ///< throttled; nothing is kept
    virtual QStringList typing(ItemId room) const = 0; ///< names

    virtual QFuture<Result<ChatEncryptionState>> encryption(CollectionId account) = 0;
    virtual QFuture<Result<QList<ChatDevice>>> devices(CollectionId account, const QString &userId) = 0;
    virtual QFuture<Result<void>> renameDevice(CollectionId account, const QString &deviceId, const QString &name) = 0;
    virtual QFuture<Result<void>> removeDevice(CollectionId account, const QString &deviceId, const QString &password) = 0;
    virtual QFuture<Result<bool>> isVerified(CollectionId account, const QString &userId) = 0;

    virtual QFuture<Result<ChatVerification>> verify(CollectionId account, const QString &userId, const QString &deviceId) = 0; ///< no device: the person, or any of one's own
    virtual QFuture<Result<void>> acceptVerification(CollectionId account, const QString &id) = 0;
    virtual QFuture<Result<void>> confirmVerification(CollectionId account, const QString &id) = 0; ///< the emoji are the same
    virtual QFuture<Result<void>> rejectVerification(CollectionId account, const QString &id) = 0; ///< they are not, or one does not want to
    virtual QFuture<Result<void>> trustNewIdentity(CollectionId account, const QString &userId) = 0; ///< a changed identity is accepted as it is

    /// Identity, secret storage and key backup, all at once; answers the recovery key, which is shown once. \p password
    /// where the server asks for it (Unauthorized says so).
    virtual QFuture<Result<QString>> setUpRecovery(CollectionId account, const QString &passphrase, const QString &password) = 0;
    /// By recovery key or passphrase: verifies this device, restores the backup; proves it by reading one session. Answers
    /// how many keys came back. Progress in keys.
    virtual QFuture<Result<int>> recover(CollectionId account, const QString &keyOrPassphrase) = 0;
    virtual QFuture<Result<void>> resetIdentity(CollectionId account, const QString &password) = 0;
    virtual QFuture<Result<int>> exportKeys(CollectionId account, const QString &path, const QString &passphrase) = 0;
    virtual QFuture<Result<int>> importKeys(CollectionId account, const QString &path, const QString &passphrase) = 0;
    virtual QFuture<Result<void>> askForKeys(ItemId event) = 0; ///< of one's other devices and of the backup, again

Q_SIGNALS:
    void typingChanged(Kontor::ItemId room);
    void verificationChanged(Kontor::CollectionId account, const Kontor::ChatVerification &verification);
    void encryptionChanged(Kontor::CollectionId account);
};

}
