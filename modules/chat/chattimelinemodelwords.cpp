// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chattimelinemodelwords.h"

#include "chat/chatroomlistmodel.h"
#include "chat/chatemoji.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor
{
namespace
{
constexpr qsizetype mostSpoken = 2000; // signs of one message
constexpr int mostReactions = 8;

QString named(const QString &kind, const ChatTimelineRow &row)
{
    const auto name = row.attachment ? row.attachment->name : QString();
    auto said = name.isEmpty() ? kind : i18nc("@info spoken of a message; %1: \"Picture\", %2: name of the file", "%1 %2", kind, name);
    if (!row.text.isEmpty() && row.text != name) {
        said += u": " + row.text;
    }
    return said;
}
}

QString ChatTimelineWords::content(const ChatTimelineRow &row)
{
    switch (row.kind) {
    case ChatRowKind::Image:
        return named(i18nc("@info spoken of a message", "Picture"), row);
    case ChatRowKind::Audio:
        return named(i18nc("@info spoken of a message", "Voice or music"), row);
    case ChatRowKind::Video:
        return named(i18nc("@info spoken of a message", "Video"), row);
    case ChatRowKind::File:
        return named(i18nc("@info spoken of a message", "File"), row);
    case ChatRowKind::Sticker:
        return named(i18nc("@info spoken of a message", "Sticker"), row);
    case ChatRowKind::Location:
        return i18nc("@info spoken of a message; %1: a place", "Location %1", row.text);
    case ChatRowKind::Poll:
        return i18nc("@info spoken of a message; %1: a question", "Poll %1", row.text);
    case ChatRowKind::Redacted:
        return i18nc("@info", "Deleted message");
    case ChatRowKind::Unreadable:
        return problem(row.problem);
    case ChatRowKind::Gap:
        return i18nc("@info a place in a list of messages", "Older messages are on the server");
    case ChatRowKind::Day:
        return day(row.time.date());
    case ChatRowKind::Unread:
        return i18nc("@info a line in a list of messages", "New messages");
    default:
        return row.text.size() > mostSpoken ? QString(row.text.left(mostSpoken) + u'…') : row.text;
    }
}

QString ChatTimelineWords::problem(ChatProblem problem)
{
    switch (problem) {
    case ChatProblem::None:
        return {};
    case ChatProblem::NoKeyYet:
        return i18nc("@info", "The key to this message has not arrived yet.");
    case ChatProblem::KeyFromBefore:
        return i18nc("@info", "This message was sent before this device was there. The key backup may have its key.");
    case ChatProblem::Withheld:
        return i18nc("@info", "The sender's device did not share the key to this message.");
    case ChatProblem::WithheldUnverified:
        return i18nc("@info", "The sender shares keys only with verified devices, and this one is not.");
    case ChatProblem::NotMember:
        return i18nc("@info", "You were not in the room when this message was sent.");
    case ChatProblem::Damaged:
        return i18nc("@info", "This message is damaged and cannot be decrypted.");
    case ChatProblem::Unsupported:
        return i18nc("@info", "This message is encrypted in a way that is not supported.");
    case ChatProblem::NoCryptography:
        return i18nc("@info", "The encryption is not available on this computer at the moment.");
    }
    return {};
}

QString ChatTimelineWords::warning(ChatTrust trust)
{
    switch (trust) {
    case ChatTrust::Plain:
    case ChatTrust::Verified:
    case ChatTrust::Unverified:
        return {};
    case ChatTrust::UnknownDevice:
        return i18nc("@info of an encrypted message", "encrypted by an unknown device");
    case ChatTrust::IdentityChanged:
        return i18nc("@info of an encrypted message", "the sender's identity has changed");
    case ChatTrust::Unauthenticated:
        return i18nc("@info of an encrypted message", "who sent it cannot be proven on this device");
    case ChatTrust::PlainInEncrypted:
        return i18nc("@info of a message", "not encrypted");
    case ChatTrust::Mismatch:
        return i18nc("@info of an encrypted message", "the sender is not who encrypted it");
    }
    return {};
}

QString ChatTimelineWords::reactions(const QList<ChatReaction> &reactions)
{
    if (reactions.isEmpty()) {
        return {};
    }
    const auto table = ChatEmojiTable::load();
    int count = 0;
    QStringList kinds;
    for (const auto &reaction : reactions) {
        count += reaction.count;
        if (kinds.size() < mostReactions) {
            const auto name = table->nameOf(reaction.key);
            kinds << i18nc("@info spoken of a reaction; %1: name of an emoji, %2: how many", "%1 %2", name.isEmpty() ? reaction.key : name, reaction.count);
        }
    }
    return i18ncp("@info spoken of a message; %2: which", "%1 reaction: %2", "%1 reactions: %2", count, kinds.join(QLatin1StringView(", ")));
}

QString ChatTimelineWords::day(const QDate &day, const QDate &today)
{
    if (day == today) {
        return i18nc("@info a day", "Today");
    }
    if (day == today.addDays(-1)) {
        return i18nc("@info a day", "Yesterday");
    }
    return QLocale().toString(day, QLocale::LongFormat);
}

QString ChatTimelineWords::folded(int count)
{
    return i18ncp("@info several changes of a room in one line", "%1 change to the room", "%1 changes to the room", count);
}

QString ChatTimelineWords::sentence(const ChatTimelineRow &row, const ChatTimelineShape &shape)
{
    switch (row.kind) {
    case ChatRowKind::Gap:
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        return content(row);
    default:
        break;
    }
    if (shape.folded > 0 && !shape.isUnfolded) {
        return i18nc("@info spoken; %1: \"5 changes to the room\"", "%1, collapsed", folded(shape.folded));
    }
    const auto time = ChatRoomListModel::clockText(row.time.toLocalTime().time());
    QStringList parts;
    if (row.kind == ChatRowKind::State) {
        parts << content(row) << time;
        if (shape.isUnfolded) {
            parts << i18nc("@info spoken; %1: \"5 changes to the room\"", "%1, expanded", folded(shape.folded));
        }
        return parts.join(QLatin1StringView(", "));
    }
    const auto said = row.kind == ChatRowKind::Emote ? i18nc("@info what somebody does; %1: name", "%1 %2", row.senderName, content(row)) : content(row);
    parts << i18nc("@info spoken of a message; %1: who, %2: time, %3: what was said", "%1, %2: %3", row.senderName, time, said);
    if (!row.replyToId.isEmpty()) {
        parts << (row.replyName.isEmpty()
                      ? i18nc("@info spoken of a message", "an answer")
                      : i18nc("@info spoken of a message; %1: who is answered, %2: what that one said", "in reply to %1: %2", row.replyName, row.replyText));
    }
    if (row.isEdited) {
        parts << i18nc("@info spoken of a message", "edited");
    }
    if (row.mentionsMe) {
        parts << i18nc("@info spoken of a message", "mentions you");
    }
    if (const auto all = reactions(row.reactions); !all.isEmpty()) {
        parts << all;
    }
    if (row.threadCount > 0) {
        parts << i18ncp("@info spoken of a message", "thread with %1 answer", "thread with %1 answers", row.threadCount);
    }
    if (row.isPinned) {
        parts << i18nc("@info spoken of a message", "pinned");
    }
    if (const auto odd = warning(row.trust); !odd.isEmpty()) {
        parts << odd;
    }
    if (row.hasFailed) {
        parts << (row.failure.isEmpty() ? i18nc("@info spoken of a message", "not sent")
                                        : i18nc("@info spoken of a message; %1: why", "not sent: %1", row.failure));
    } else if (row.isWaiting) {
        parts << i18nc("@info spoken of a message", "waiting to be sent");
    }
    if (!row.readers.isEmpty()) {
        parts << i18nc("@info spoken of a message; %1: names", "read by %1", row.readers.join(QLatin1StringView(", ")));
    }
    return parts.join(QLatin1StringView(", "));
}

}
