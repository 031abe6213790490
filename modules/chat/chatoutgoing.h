// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chattypes.h"

namespace Kontor
{

/// Somebody who is meant by a piece of the text: the person or room that was chosen from the completion.
struct ChatOutgoingMention {
    QString text{}; ///< as it stands in the text: "@Anna Weber"
    QString id{}; ///< user id, room id or alias
    bool operator==(const ChatOutgoingMention &) const = default;
};

/// What somebody wrote into the field below a timeline, and what it belongs to. A value; drafts are kept as toCbor().
struct ChatOutgoing {
    enum class Kind { Text, Emote, Notice };

    QString text{}; ///< as typed: see ChatOutgoingText
    QList<ChatOutgoingMention> mentions{};
    ItemId replyTo{};
    QString threadRoot{}; ///< event id
    ItemId edits{}; ///< an own message that becomes this
    Kind kind = Kind::Text;

    bool isEmpty() const; ///< nothing to be sent or kept
    QByteArray toCbor() const;
    static ChatOutgoing fromCbor(const QByteArray &bytes); ///< what does not make sense is left out
    bool operator==(const ChatOutgoing &) const = default;
};

/// A file that is to be sent: one of this machine by its path, or bytes that were pasted.
struct ChatOutgoingFile {
    enum class Traces {
        Remove, ///< place, camera and the like are taken out of photographs
        Keep,
    };

    QString path{};
    QByteArray bytes{}; ///< if there is no path
    QString name{}; ///< as it shall be called; empty: as the path says
    QString caption{};
    ItemId replyTo{};
    QString threadRoot{}; ///< event id
    Traces traces = Traces::Remove;
};

/// A room that is to be made.
struct ChatOutgoingRoom {
    enum class Encryption { On, Off };
    enum class Access { Invited, Public };
    enum class Sort { Room, Space };

    QString name{};
    QString topic{};
    QString alias{}; ///< of a public one: the part before the colon
    QStringList invite{}; ///< user ids
    ItemId space{}; ///< it shall lie in; 0: none
    Encryption encryption = Encryption::On; ///< not for spaces
    Access access = Access::Invited;
    Sort sort = Sort::Room;
};

/// How the typed text becomes a message (Matrix client-server API, m.room.message). Pure functions.
///
/// A subset of Markdown: **bold**, *italic* and _italic_, ~~struck~~, `code`, fenced code, > quotes, lists, # headings,
/// [links](https://…), ||spoilers||. Everything else stands for itself, and no HTML that was typed becomes any.
namespace ChatOutgoingText
{
/// Reduced to what org.matrix.custom.html allows; empty: the text has no formatting.
QString html(const QString &text, const QList<ChatOutgoingMention> &mentions);

/// msgtype, body, formatted_body, m.mentions. \p text may differ from message.text (a command was taken off).
QJsonObject content(const ChatOutgoing &message, const QString &text);

struct Relation {
    QString eventId{}; ///< what is answered
    QString sender{}; ///< of that
    QString threadRoot{};
    QString lastOfThread{}; ///< answered by those who know no threads
};
/// m.relates_to for replies and threads, and who is told of it.
void relate(QJsonObject &content, const Relation &relation);

/// What replaces \p original by \p content (m.replace): who was told before is not told again.
QJsonObject replacement(const QJsonObject &content, const QString &eventId, const QJsonObject &original);
}

/// A command at the beginning of a text ("/topic Lunch"). A value.
struct ChatOutgoingCommand {
    enum class Kind {
        None, ///< no command: send text
        Text, ///< a message all the same: /me /shrug /tableflip /lenny /plain /notice /spoiler
        Topic,
        RoomName,
        Nick,
        Invite,
        Kick,
        Ban,
        Unban,
        Join,
        Part,
        Ignore,
        Unignore,
        Wrong, ///< unknown or incomplete; sentence says what
    };
    Kind kind = Kind::None;
    ChatOutgoing::Kind messageKind = ChatOutgoing::Kind::Text;
    bool isPlain = false; ///< no Markdown
    QString text{}; ///< what is to be sent
    QString subject{}; ///< user id, room id or alias
    QString rest{}; ///< reason, topic, name
    QString sentence{};

    static ChatOutgoingCommand parse(const QString &text);
    struct Help {
        QString command{}; ///< "/topic"
        QString arguments{}; ///< "<text>"
        QString sentence{};
    };
    static QList<Help> all(); ///< for completion
};

}
