// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <optional>

namespace Kontor
{

/// Whose keys, where they lie, and what opens them. A value; holds a secret.
struct CryptoIdentity {
    QString userId{};
    QString deviceId{};
    QString folder{}; ///< of this device alone; made if it is not there
    QByteArray passphrase{}; ///< 32 bytes or more, random
    /// The device's Ed25519 key as opening it told before (CryptoOpened::fingerprint). With it the store must be there and
    /// hold exactly that key, otherwise opening fails; without it a device is made where there is none yet.
    QString fingerprint{};

    bool operator==(const CryptoIdentity &) const = default;
};

/// What opening a store told. Keep the fingerprint at once, in the same store as the passphrase.
struct CryptoOpened {
    QString fingerprint{}; ///< Ed25519, unpadded base64
    QString senderKey{}; ///< Curve25519, unpadded base64
    bool isNew = false; ///< these keys were made just now
    /// The store could not be read any more and an earlier state of it was put back: some keys may be missing. Tell the user.
    bool isRestored = false;
    QDateTime made{}; ///< when, by our clock
    QString version{}; ///< of the library

    bool operator==(const CryptoOpened &) const = default;
};

/// Why there is no machine. The Error of a call has a kind and a sentence as everywhere; this is for the buttons.
enum class CryptoTrouble {
    None,
    NotInstalled, ///< the package or the process is missing
    InUse, ///< another program has this store open
    StoreGone, ///< there were keys before and now there are none
    WrongPassphrase,
    OtherDevice, ///< the store is one of another user or device, or of other keys than known
    Damaged, ///< it is there and cannot be read
    Crashed, ///< the process ended; the next call starts it again
    DiskFull, ///< nothing can be written; what was there is whole
};

/// A request that somebody has to send to the homeserver; its answer goes to CryptoMachine::answered(). A value.
struct CryptoRequest {
    enum class Kind {
        KeysUpload,
        KeysQuery,
        KeysClaim,
        ToDevice,
        SignatureUpload,
        RoomMessage, ///< in an encrypted room: encrypt() the body first, and send that as m.room.encrypted
        KeysBackup,
        SigningKeysUpload, ///< needs the user's password (or what else the server asks) the first time; nothing to be answered
    };
    QString id{}; ///< empty: nothing waits for the answer
    Kind kind = Kind::KeysUpload;
    QByteArray method{}; ///< "POST" or "PUT"
    QString path{}; ///< percent-encoded, with /_matrix/client/v3 and the query if there is one
    QByteArray body{}; ///< JSON
    QString roomId{}; ///< of a RoomMessage
    QString eventType{}; ///< of a RoomMessage
    QString transaction{}; ///< of a RoomMessage and a ToDevice

    bool operator==(const CryptoRequest &) const = default;
};

/// What one answer of /sync says that concerns keys.
struct CryptoSync {
    enum class Counts {
        Whole, ///< /v3/sync: an algorithm that is not named has no keys left
        Changed, ///< sliding sync, or nothing known: what is not named is as it was
    };
    QJsonArray toDevice{}; ///< events as they came
    QStringList changed{}; ///< device_lists
    QStringList left{};
    QMap<QString, qint64> keyCounts{}; ///< device_one_time_keys_count
    Counts counts = Counts::Whole;
    std::optional<QStringList> unusedFallbacks{}; ///< device_unused_fallback_key_types; none: not said
};

/// A room key that can be used from now on.
struct CryptoRoomKey {
    QString roomId{};
    QString sessionId{};

    bool operator==(const CryptoRoomKey &) const = default;
};

/// Somebody says that we do not get a key.
struct CryptoWithheld {
    QString roomId{};
    QString sessionId{};
    QString sender{};
    QString code{}; ///< "m.unverified", "m.blacklisted", "m.unauthorised", "m.unavailable", "m.no_olm" …

    bool operator==(const CryptoWithheld &) const = default;
};

/// A to-device event after it went through the machine.
struct CryptoToDevice {
    enum class State {
        Decrypted,
        Plain,
        Undecryptable,
        Invalid,
    };
    State state = State::Plain;
    QJsonObject event{}; ///< type, sender, content; keys and secrets in it are blanked
    QString senderDevice{};
    bool isSenderVerified = false;
};

/// What came of one CryptoSync. All of it is saved by the time this is returned.
struct CryptoReceived {
    QList<CryptoToDevice> events{};
    QList<CryptoRoomKey> roomKeys{};
    QList<CryptoWithheld> withheld{};
};

/// How the keys of a room are handed out.
struct CryptoRoomPolicy {
    enum class Share {
        AllDevices,
        ErrorOnChange, ///< fails with Conflict where a verified user has an unsigned device or another identity
        SignedDevices, ///< only devices that their owner signed
        TrustedDevices, ///< only devices that we verified
    };
    enum class History {
        Invited,
        Joined,
        Shared,
        WorldReadable,
    };
    Share share = Share::AllDevices;
    History history = History::Shared;
    qint64 rotationMessages = 100;
    qint64 rotationMilliseconds = 604'800'000; ///< a week

    bool operator==(const CryptoRoomPolicy &) const = default;
};

/// What is remembered of a room that is encrypted. There is no way back from it.
struct CryptoRoomSettings {
    QString algorithm = QStringLiteral("m.megolm.v1.aes-sha2");
    std::optional<qint64> rotationMessages{};
    std::optional<qint64> rotationMilliseconds{};
    bool isOnlyTrusted = false;

    bool operator==(const CryptoRoomSettings &) const = default;
};

/// How far one may believe who wrote something.
struct CryptoShield {
    enum class Colour {
        None, ///< nothing to warn of
        Grey,
        Red,
    };
    enum class Cause {
        None,
        AuthenticityNotGuaranteed, ///< the key came from a backup or a file
        UnknownDevice, ///< of a device that is not known (any more)
        UnsignedDevice, ///< its owner did not confirm the device
        UnverifiedIdentity, ///< we did not verify the person
        IdentityChanged, ///< we had verified the person, and now it is another identity
        MismatchedSender, ///< the key is one of somebody else
    };
    Colour colour = Colour::None;
    Cause cause = Cause::None;

    bool operator==(const CryptoShield &) const = default;
};

/// An event to decrypt.
struct CryptoEvent {
    QString roomId{};
    QJsonObject event{}; ///< whole, as the server gave it: event_id, sender, type, content, origin_server_ts
};

/// What became of an event: clear text, or why not.
struct CryptoDecrypted {
    enum class Failure {
        None,
        NoKey, ///< not here (yet)
        KeyWithheld, ///< the sender's device does not give it to us; see withheldCode
        KeyTooNew, ///< the key we have begins after this message
        NotAMember, ///< sent when we were not in the room
        UnknownDevice, ///< the policy refuses senders whose device is not known
        UnsignedDevice, ///< the policy refuses senders whose device is not signed
        IdentityChanged, ///< the policy refuses senders whose verified identity changed
        WrongSender, ///< somebody else's key: an attempt to deceive
        UnknownAlgorithm,
        Damaged, ///< no encrypted event at all, or altered on its way
        Duplicate, ///< the same place of the same session was seen with another event: a replay
        NoMachine, ///< see the Error of the call; not given by decrypt() itself
    };
    QString eventId{};
    QString sessionId{}; ///< as the event claims
    QString type{}; ///< of the clear event
    QJsonObject content{}; ///< of the clear event, with m.relates_to
    QJsonObject unsignedPart{};
    QString sender{};
    QString senderDevice{}; ///< to be believed only as far as the shield goes
    QString senderKey{}; ///< Curve25519
    CryptoShield shield{};
    Failure failure = Failure::None;
    QString withheldCode{};

    bool isClear() const
    {
        return failure == Failure::None;
    }
};

/// A device of somebody.
struct CryptoDevice {
    enum class Trust {
        Unset,
        Verified, ///< by us, by hand
        Blocked, ///< gets no keys
        Ignored, ///< the user does not want to be warned of it
    };
    QString userId{};
    QString deviceId{};
    QString name{};
    QString fingerprint{}; ///< Ed25519
    QString senderKey{}; ///< Curve25519
    Trust trust = Trust::Unset;
    bool isSigned = false; ///< by its owner
    bool isVerified = false; ///< all in all
    bool isDehydrated = false;
    QDateTime firstSeen{};

    bool operator==(const CryptoDevice &) const = default;
};

/// A user's cross-signing identity and devices, as far as they are known here.
struct CryptoUser {
    QString userId{};
    QString masterKey{}; ///< empty: has no identity, or none is known
    bool isVerified = false;
    bool wasVerified = false;
    bool isViolated = false; ///< was verified, and is somebody else now: tell, and let the user verify or withdraw
    bool needsApproval = false; ///< another identity than first seen: tell, and let the user approve
    QList<CryptoDevice> devices{};

    bool operator==(const CryptoUser &) const = default;
};

/// One of the seven pictures that two people compare.
struct CryptoEmoji {
    int index = 0; ///< 0 to 63; the specification has the names in many languages
    QString symbol{};
    QString name{}; ///< English

    bool operator==(const CryptoEmoji &) const = default;
};

/// How a verification stands.
struct CryptoVerification {
    enum class Phase {
        Asked, ///< by us; they have to accept
        Requested, ///< by them; we have to accept
        Ready, ///< both want to: startEmoji()
        Started, ///< keys are being exchanged
        Comparing, ///< the emoji are there: confirm() or mismatch()
        Confirmed, ///< by us; they have to confirm
        Done,
        Cancelled, ///< see cancelCode
        Elsewhere, ///< another device of ours took it
    };
    QString flowId{};
    QString userId{};
    QString deviceId{}; ///< empty: not known yet
    QString roomId{}; ///< empty: between devices
    Phase phase = Phase::Asked;
    bool isOurs = false; ///< we asked
    bool isSelf = false; ///< it is about a device of our own
    QList<CryptoEmoji> emoji{};
    QList<int> decimals{};
    QString cancelCode{}; ///< "m.user", "m.mismatched_sas", "m.timeout", "m.accepted" …
    QString cancelReason{}; ///< what the other side says; not to be trusted
    bool isCancelledByUs = false;

    bool operator==(const CryptoVerification &) const = default;
};

/// A verification and what has to be sent for it, in this order.
struct CryptoVerificationStep {
    CryptoVerification verification{};
    QList<CryptoRequest> requests{};
};

/// Which private cross-signing keys are here, and what our identity is worth.
struct CryptoSigningStatus {
    bool hasMaster = false;
    bool hasSelfSigning = false;
    bool hasUserSigning = false;
    bool isIdentityKnown = false; ///< the server has one; asked by a KeysQuery, so not right after opening
    bool isIdentityVerified = false;
    bool isDeviceSigned = false;

    bool isComplete() const
    {
        return hasMaster && hasSelfSigning && hasUserSigning;
    }
    bool operator==(const CryptoSigningStatus &) const = default;
};

/// The private keys of an identity, unpadded base64. Secrets.
struct CryptoSigningKeys {
    QString master{};
    QString selfSigning{};
    QString userSigning{};

    bool operator==(const CryptoSigningKeys &) const = default;
};

/// What has to be sent, in this order, to make an identity public.
struct CryptoBootstrap {
    std::optional<CryptoRequest> deviceKeys{};
    CryptoRequest signingKeys{}; ///< the server wants the user's consent for this one
    CryptoRequest signatures{};
};

/// A key backup that does not exist yet.
struct CryptoNewBackup {
    QByteArray key{}; ///< 32 bytes; RecoveryKey::toText() is what the user keeps. A secret
    QString publicKey{};
    QByteArray body{}; ///< JSON of POST /_matrix/client/v3/room_keys/version
};

/// How the backup stands on our side.
struct CryptoBackupStatus {
    bool isEnabled = false; ///< new room keys are going there
    bool hasKey = false; ///< it can be read
    QString version{};
    QString publicKey{}; ///< of the key that is here; empty without one
    qint64 backedUp = 0;
    qint64 total = 0;

    bool operator==(const CryptoBackupStatus &) const = default;
};

/// What is thought of a backup that the server offers.
struct CryptoBackupTrust {
    bool isSigned = false; ///< by this device or our own verified identity: may be written to
    bool isOurKey = false; ///< we have the private key of it
};

/// How an import went.
struct CryptoImport {
    qint64 total = 0; ///< keys that were found
    qint64 imported = 0; ///< that are better than what was here
    qint64 damaged = 0; ///< that could not be read

    bool operator==(const CryptoImport &) const = default;
};

}
