// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QCborMap>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QSize>
#include <QString>

#include <optional>

namespace Kontor
{

/// What a chat resource is made of: one collection for each account (its remote id is the Matrix user id), and in it items
/// of these kinds. The remote id tells which. All ids are taken as the server gave them, and never as anything else.
namespace ChatId
{
enum class Kind { Room, Event, Member, Gap, Account };
inline const QString Account = QStringLiteral("account"); ///< direct chats, ignored people, push rules, own profile
QString member(const QString &roomId, const QString &userId); ///< "!room:server/@user:server"
QString gap(const QString &roomId, const QString &token); ///< "gap:!room:server:TOKEN"
Kind kindOf(const QString &remoteId); ///< "!…" Room, "$…" Event
std::optional<Kind> kindOfPayload(const QByteArray &payload); ///< what toCbor() of the facts below made
}

/// Why an encrypted event cannot be read. Each has a sentence and, where there is one, an action (ui/chatproblem).
enum class ChatProblem {
    None = 0,
    NoKeyYet, ///< may still come
    KeyFromBefore, ///< sent before this device was there: the backup may have it
    Withheld, ///< the sender's device did not want to give it to us
    WithheldUnverified, ///< … since we are not verified
    NotMember, ///< we were not in the room then
    Damaged, ///< does not decrypt, or was seen before under another number
    Unsupported, ///< another algorithm
    NoCryptography, ///< the encryption is not installed, locked or broken down here
};

/// What is known of who encrypted an event.
enum class ChatTrust {
    Plain = 0, ///< was not encrypted
    Verified, ///< by a verified device of a verified person
    Unverified, ///< by a device that its owner signed; the person is not verified here. Nothing to be said.
    UnknownDevice, ///< by a device its owner did not sign, or that is gone
    IdentityChanged, ///< the person was verified and has another identity now
    Unauthenticated, ///< the key came by way of a backup or somebody else: who sent it cannot be proven
    PlainInEncrypted, ///< came in the clear in an encrypted room
    Mismatch, ///< the sender is not who encrypted it
};

/// A file that is part of an event, on the server.
struct ChatAttachment {
    QString url{}; ///< mxc://
    QJsonObject key{}; ///< EncryptedFile; empty: not encrypted
    QString name{};
    QString type{}; ///< media type as announced
    qint64 size = 0; ///< as announced
    QSize pixels{};
    qint64 duration = 0; ///< ms
    QString thumbnailUrl{};
    QJsonObject thumbnailKey{};
    QString thumbnailType{};
    QSize thumbnailPixels{};
    bool operator==(const ChatAttachment &) const = default;
};

/// What a server said of one event of a timeline; the payload of the item is its toCbor(). A value.
///
/// In a delta it is partial: ChatProjector::merge() keeps the order an event already has, a clear text once read, and that
/// it was redacted.
struct ChatEventFacts {
    QString eventId{}; ///< empty: only here so far
    QString roomId{};
    /// The place in the room: greater is later. Live events count up; what is read into a gap counts down below its number.
    qint64 order = 0;
    QString sender{};
    QString type{}; ///< as sent; "m.room.encrypted" for an encrypted one
    std::optional<QString> stateKey{}; ///< none: not a state event
    qint64 sent = 0; ///< ms since epoch, as the sender's server said; may be wrong
    /// As sent (encrypted ones: ciphertext), without what makes it large if it was too large. Of a redaction "redacts" stands
    /// here, in whatever version of rooms.
    QJsonObject content{};
    QJsonObject previous{}; ///< content it replaced, of state events (unsigned.prev_content)
    QString clearType{}; ///< decrypted; empty: not encrypted or not readable
    QJsonObject clear{}; ///< decrypted content, with m.relates_to of the envelope put in
    ChatProblem problem = ChatProblem::None;
    QString sessionId{}; ///< Megolm session it was encrypted with
    ChatTrust trust = ChatTrust::Plain;
    QString transactionId{}; ///< ours: it was sent by this device under that id
    bool isRedacted = false; ///< then content, clear and previous hold what the redaction leaves
    QString redactedBy{};
    QString redactionReason{};
    bool isTooLarge = false; ///< what it says was not kept

    // What apply() adds for pending changes; never from a server.
    bool isWaiting = false;
    QJsonObject draftFile{}; ///< of a file that waits to be sent: name, type, size, …
    ItemId ground{}; ///< the room's item, of one that waits to be sent

    QByteArray toCbor() const;
    static Result<ChatEventFacts> fromCbor(const QByteArray &bytes);

    /// What counts: the decrypted one where there is one.
    QString shownType() const;
    QJsonObject shownContent() const;
    bool operator==(const ChatEventFacts &) const = default;
};

/// What a server said of one room. In a delta it is partial: what is none or empty is as it was; see ChatProjector::merge().
struct ChatRoomFacts {
    QString roomId{};
    std::optional<QString> membership{}; ///< "join", "invite", "knock", "leave", "ban"
    /// Current state without members, by type and state key: what of it is kept is ChatProjector's matter (name, topic,
    /// avatar, canonical alias, encryption, join rules, history visibility, power levels, create, tombstone, pinned events,
    /// space children and parents, widgets and calls). In partial facts: what changed. The content of "m.room.create" has the
    /// sender as "creator", in whatever version of rooms.
    QHash<QString, QHash<QString, QJsonObject>> state{};
    std::optional<QStringList> heroes{}; ///< user ids
    std::optional<int> joined{}; ///< how many people
    std::optional<int> invited{};
    std::optional<int> notifications{}; ///< unread, as the server counts; -1: it does not count, so we do
    std::optional<int> highlights{}; ///< the same
    std::optional<QString> readEvent{}; ///< own read receipt
    std::optional<QString> fullyRead{}; ///< own marker
    std::optional<bool> isMarkedUnread{};
    std::optional<QHash<QString, double>> tags{}; ///< "m.favourite" → order
    std::optional<QString> inviter{};
    std::optional<bool> isEverythingOfMembersKnown{}; ///< all members were read once
    std::optional<bool> wasEncrypted{}; ///< never false again once it was true

    // What apply() adds for pending changes; never from a server.
    std::optional<int> notify{}; ///< ChatNotify that is wished
    QString directWith{}; ///< of a new room: user id

    QByteArray toCbor() const;
    static Result<ChatRoomFacts> fromCbor(const QByteArray &bytes);
    bool operator==(const ChatRoomFacts &) const = default;
};

/// A person in a room. Partial in deltas.
struct ChatMemberFacts {
    QString roomId{};
    QString userId{};
    std::optional<QString> membership{};
    std::optional<QString> name{}; ///< as the person says; never shown without ChatName
    std::optional<QString> avatar{}; ///< mxc
    std::optional<QString> receipt{}; ///< the last event the person has read
    std::optional<qint64> receiptTime{}; ///< ms since epoch

    QByteArray toCbor() const;
    static Result<ChatMemberFacts> fromCbor(const QByteArray &bytes);
    bool operator==(const ChatMemberFacts &) const = default;
};

/// A place in a timeline where events are missing that the server has. Filled from the newer end.
struct ChatGapFacts {
    QString roomId{};
    /// For GET /rooms/{roomId}/messages, dir=b. One that begins with "$" is the event right behind the gap instead, which was
    /// evicted in front of: the /context of that says where to go on.
    QString token{};
    qint64 order = 0; ///< between the events around it
    qint64 floor = 0; ///< what is read into it stays above this

    QByteArray toCbor() const;
    static Result<ChatGapFacts> fromCbor(const QByteArray &bytes);
    bool operator==(const ChatGapFacts &) const = default;
};
inline constexpr qint64 chatGapRoom = qint64(1) << 32; ///< numbers reserved below a new gap

/// Account data. Partial in deltas: what is none is as it was.
struct ChatAccountFacts {
    QString userId{};
    std::optional<QString> name{};
    std::optional<QString> avatar{};
    std::optional<QHash<QString, QStringList>> direct{}; ///< user id → rooms (m.direct)
    std::optional<QStringList> ignored{};
    std::optional<QJsonObject> pushRules{};

    QByteArray toCbor() const;
    static Result<ChatAccountFacts> fromCbor(const QByteArray &bytes);
    bool operator==(const ChatAccountFacts &) const = default;
};

/// The parts of an event that can be fetched (Synchronizer::fetch()): decrypted and whole.
namespace ChatPart
{
inline const QString File = QStringLiteral("file");
inline const QString Thumbnail = QStringLiteral("thumbnail");
}

/// How one event speaks of another one.
enum class ChatRelation {
    None = 0,
    Edit,
    Reaction,
    Redaction,
    Thread,
    Other, ///< references: answers to polls, verification, …
};

/// The words of the changes a chat resource knows (Change::kind), and of their arguments.
namespace ChatChange
{
/// A new event: type, content (JSON), transaction; a file: "file" (map: blobs of its pieces in order, name, type, size,
/// width, height, duration, thumbnail blob). Its ground is the room, it follows the room's last unsent one. Edits
/// (m.replace), reactions, replies, threads are events like any other.
/// "first" (content): what may have reached the server under the transaction before the user edited it. Then that is sent
/// again first, and content as its replacement (m.replace) under the transaction with ".edit" behind it.
inline const QString Send = QStringLiteral("send");
inline const QString Redact = QStringLiteral("redact"); ///< on the event's item: reason, transaction
inline const QString State = QStringLiteral("state"); ///< on the room: type, key, content; "file" as in Send: a picture, to be uploaded as it is, its address to be put into content as "url"
inline const QString Read = QStringLiteral("read"); ///< on the room: event, isPrivate; the newest wins
inline const QString MarkUnread = QStringLiteral("mark-unread"); ///< on the room: on
inline const QString Tag = QStringLiteral("tag"); ///< on the room: tag, on
inline const QString Notify = QStringLiteral("notify"); ///< on the room: level (ChatNotify)
inline const QString Create = QStringLiteral("create"); ///< a new room: name, topic, alias, isDirect, isSpace, isEncrypted, isPublic, invite, space, transaction
inline const QString Join = QStringLiteral("join"); ///< on the room, or a new one: room (id or alias), via, reason
inline const QString Leave = QStringLiteral("leave"); ///< on the room: reason; also: to decline an invitation
inline const QString Forget = QStringLiteral("forget");
inline const QString Member = QStringLiteral("member"); ///< on the room: user, what ("invite", "kick", "ban", "unban"), reason
inline const QString Profile = QStringLiteral("profile"); ///< on the account: name or avatar (mxc, "": none); or "file" as in Send: a picture to be uploaded
inline const QString Ignore = QStringLiteral("ignore"); ///< on the account: user, on
}

/// How much of a room is told by notifications.
enum class ChatNotify { Default = 0, All, Mentions, Nothing };

/// One row of the list of rooms. A value.
struct ChatRoomRow {
    ItemId item{};
    CollectionId account{};
    QString roomId{};
    QString title{}; ///< made safe to show (ChatName); never empty
    QString topic{};
    QString avatar{}; ///< mxc; of a direct chat, the person's
    QString membership{};
    QString inviter{}; ///< title of who invites
    QString directWith{}; ///< user id; empty: not a direct chat
    bool isSpace = false;
    bool isEncrypted = false;
    bool isFavourite = false;
    bool isLowPriority = false;
    bool isKeptOffline = false; ///< chosen: all of it is kept here
    bool isMarkedUnread = false;
    ChatNotify notify = ChatNotify::Default;
    int unread = 0; ///< that notify
    int mentions = 0;
    int people = 0;
    QString lastSender{}; ///< of the newest message: title
    QString lastText{}; ///< one line, plain
    QDateTime lastTime{};
    bool hasDraft = false;
    bool isWaiting = false; ///< something in it has not reached the server
    bool hasFailed = false; ///< something was refused
    bool operator==(const ChatRoomRow &) const = default;
};

/// What a row of a timeline is.
enum class ChatRowKind {
    Text,
    Notice, ///< by a bot
    Emote,
    Image,
    Audio,
    Video,
    File,
    Location,
    Poll,
    Sticker,
    State, ///< joined, named, …; several in a row are folded
    Call,
    Redacted,
    Unreadable, ///< encrypted, see problem
    Unknown,
    Gap, ///< older messages are on the server
    Day, ///< a date; made by the model
    Unread, ///< "new messages"; made by the model
};

struct ChatReaction {
    QString key{}; ///< an emoji, or any short text
    int count = 0;
    bool isMine = false;
    ItemId mine{}; ///< the event to be redacted to take it back
    QStringList names{}; ///< who, at most some
    bool operator==(const ChatReaction &) const = default;
};

/// One row of a timeline. A value.
struct ChatTimelineRow {
    ItemId item{}; ///< 0: made by the model
    ItemId room{};
    QString eventId{}; ///< empty: only here so far
    ChatRowKind kind = ChatRowKind::Text;
    QString sender{}; ///< user id
    QString senderName{}; ///< made safe to show, told apart from others of the same name
    QString senderAvatar{};
    bool isMine = false;
    QDateTime time{};
    QString text{}; ///< plain, safe; of an edited one the newest
    QString html{}; ///< reduced to what is safe (ChatHtml), or empty
    bool isEdited = false;
    bool mentionsMe = false;
    ItemId replyTo{}; ///< if it is here
    QString replyToId{};
    QString replyName{};
    QString replyText{};
    QString threadRoot{}; ///< event id; it belongs to that thread
    int threadCount = 0; ///< it is a root with so many answers
    std::optional<ChatAttachment> attachment{};
    QString attachmentBlob{}; ///< what is here of it: id of the whole content; empty: not here
    QStringList attachmentPieces{}; ///< instead of it: of a file we sent, if it lies here in several blobs
    QString thumbnailBlob{};
    QList<ChatReaction> reactions{};
    QStringList readers{}; ///< names of those who have read up to here and no further
    ChatProblem problem = ChatProblem::None;
    ChatTrust trust = ChatTrust::Plain;
    bool isPinned = false;
    bool isWaiting = false;
    bool hasFailed = false;
    QString failure{}; ///< the server's words, if it was refused
    ChangeId change{}; ///< what waits or failed
    bool operator==(const ChatTimelineRow &) const = default;
};

/// A person of a room, as shown.
struct ChatMemberRow {
    QString userId{};
    QString name{};
    QString avatar{};
    QString membership{};
    int power = 0;
    bool operator==(const ChatMemberRow &) const = default;
};

/// What the person may do in a room, by its power levels. Buttons follow it.
enum class ChatRight {
    Send = 0x001,
    React = 0x002,
    RedactOwn = 0x004,
    RedactAll = 0x008,
    Name = 0x010,
    Topic = 0x020,
    Picture = 0x040,
    Encrypt = 0x080,
    History = 0x100,
    Invite = 0x200,
    Kick = 0x400,
    Ban = 0x800,
    Pin = 0x1000,
    Powers = 0x2000,
    JoinRule = 0x4000,
    NotifyRoom = 0x8000, ///< @room
};
Q_DECLARE_FLAGS(ChatRights, ChatRight)
Q_DECLARE_OPERATORS_FOR_FLAGS(ChatRights)

}

Q_DECLARE_METATYPE(Kontor::ChatRoomRow)
Q_DECLARE_METATYPE(Kontor::ChatTimelineRow)
