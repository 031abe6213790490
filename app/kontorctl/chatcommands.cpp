// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "chatkeycommands.h"
#include "chatstand.h"

#include <KLocalizedString>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

namespace Kontor
{
namespace
{
QJsonObject toJson(const ChatRoomRow &row, const QString &account)
{
    return {{QStringLiteral("item"), row.item.value},
            {QStringLiteral("account"), account},
            {QStringLiteral("room"), row.roomId},
            {QStringLiteral("title"), row.title},
            {QStringLiteral("topic"), row.topic},
            {QStringLiteral("membership"), row.membership},
            {QStringLiteral("direct"), row.directWith},
            {QStringLiteral("space"), row.isSpace},
            {QStringLiteral("encrypted"), row.isEncrypted},
            {QStringLiteral("favourite"), row.isFavourite},
            {QStringLiteral("unread"), row.unread},
            {QStringLiteral("mentions"), row.mentions},
            {QStringLiteral("people"), row.people},
            {QStringLiteral("lastSender"), row.lastSender},
            {QStringLiteral("lastText"), row.lastText},
            {QStringLiteral("lastTime"), row.lastTime.isValid() ? row.lastTime.toUTC().toString(Qt::ISODate) : QString()},
            {QStringLiteral("waiting"), row.isWaiting},
            {QStringLiteral("failed"), row.hasFailed}};
}

QString line(const ChatRoomRow &row)
{
    QStringList marks;
    if (row.membership == u"invite") {
        marks << i18nc("@info:shell a mark of a room", "invitation");
    }
    if (row.isSpace) {
        marks << i18nc("@info:shell a mark of a room", "space");
    }
    if (row.isEncrypted) {
        marks << i18nc("@info:shell a mark of a room", "encrypted");
    }
    if (row.unread > 0) {
        marks << i18ncp("@info:shell a mark of a room", "%1 unread", "%1 unread", row.unread);
    }
    if (row.mentions > 0) {
        marks << i18ncp("@info:shell a mark of a room", "1 mention", "%1 mentions", row.mentions);
    }
    if (row.hasFailed) {
        marks << i18nc("@info:shell a mark of a room", "not sent");
    } else if (row.isWaiting) {
        marks << i18nc("@info:shell a mark of a room", "waiting");
    }
    return QStringList{row.title, row.roomId, marks.join(QStringLiteral(", "))}.join(u'\t');
}

QString kindWord(ChatRowKind kind)
{
    switch (kind) {
    case ChatRowKind::Text:
        return QStringLiteral("text");
    case ChatRowKind::Notice:
        return QStringLiteral("notice");
    case ChatRowKind::Emote:
        return QStringLiteral("emote");
    case ChatRowKind::Image:
        return QStringLiteral("image");
    case ChatRowKind::Audio:
        return QStringLiteral("audio");
    case ChatRowKind::Video:
        return QStringLiteral("video");
    case ChatRowKind::File:
        return QStringLiteral("file");
    case ChatRowKind::Location:
        return QStringLiteral("location");
    case ChatRowKind::Poll:
        return QStringLiteral("poll");
    case ChatRowKind::Sticker:
        return QStringLiteral("sticker");
    case ChatRowKind::State:
        return QStringLiteral("state");
    case ChatRowKind::Call:
        return QStringLiteral("call");
    case ChatRowKind::Redacted:
        return QStringLiteral("redacted");
    case ChatRowKind::Unreadable:
        return QStringLiteral("unreadable");
    case ChatRowKind::Gap:
        return QStringLiteral("gap");
    case ChatRowKind::Unknown:
    case ChatRowKind::Day:
    case ChatRowKind::Unread:
        break;
    }
    return QStringLiteral("unknown");
}

QString problemWord(ChatProblem problem)
{
    switch (problem) {
    case ChatProblem::None:
        return {};
    case ChatProblem::NoKeyYet:
        return QStringLiteral("noKeyYet");
    case ChatProblem::KeyFromBefore:
        return QStringLiteral("keyFromBefore");
    case ChatProblem::Withheld:
        return QStringLiteral("withheld");
    case ChatProblem::WithheldUnverified:
        return QStringLiteral("withheldUnverified");
    case ChatProblem::NotMember:
        return QStringLiteral("notMember");
    case ChatProblem::Damaged:
        return QStringLiteral("damaged");
    case ChatProblem::Unsupported:
        return QStringLiteral("unsupported");
    case ChatProblem::NoCryptography:
        return QStringLiteral("noCryptography");
    }
    return {};
}

QString trustWord(ChatTrust trust)
{
    switch (trust) {
    case ChatTrust::Plain:
        return QStringLiteral("plain");
    case ChatTrust::Verified:
        return QStringLiteral("verified");
    case ChatTrust::Unverified:
        return QStringLiteral("unverified");
    case ChatTrust::UnknownDevice:
        return QStringLiteral("unknownDevice");
    case ChatTrust::IdentityChanged:
        return QStringLiteral("identityChanged");
    case ChatTrust::Unauthenticated:
        return QStringLiteral("unauthenticated");
    case ChatTrust::PlainInEncrypted:
        return QStringLiteral("plainInEncrypted");
    case ChatTrust::Mismatch:
        return QStringLiteral("mismatch");
    }
    return {};
}

QJsonObject toJson(const ChatTimelineRow &row)
{
    QJsonArray reactions;
    for (const auto &reaction : row.reactions) {
        reactions << QJsonObject{{QStringLiteral("key"), reaction.key}, {QStringLiteral("count"), reaction.count}, {QStringLiteral("mine"), reaction.isMine}};
    }
    QJsonObject object{{QStringLiteral("item"), row.item.value},
                       {QStringLiteral("event"), row.eventId},
                       {QStringLiteral("kind"), kindWord(row.kind)},
                       {QStringLiteral("sender"), row.sender},
                       {QStringLiteral("senderName"), row.senderName},
                       {QStringLiteral("mine"), row.isMine},
                       {QStringLiteral("time"), row.time.toUTC().toString(Qt::ISODateWithMs)},
                       {QStringLiteral("text"), row.text},
                       {QStringLiteral("edited"), row.isEdited},
                       {QStringLiteral("replyTo"), row.replyToId},
                       {QStringLiteral("thread"), row.threadRoot},
                       {QStringLiteral("threadCount"), row.threadCount},
                       {QStringLiteral("reactions"), reactions},
                       {QStringLiteral("problem"), problemWord(row.problem)},
                       {QStringLiteral("trust"), trustWord(row.trust)},
                       {QStringLiteral("pinned"), row.isPinned},
                       {QStringLiteral("waiting"), row.isWaiting},
                       {QStringLiteral("failed"), row.hasFailed},
                       {QStringLiteral("failure"), row.failure}};
    if (row.attachment) {
        object.insert(QStringLiteral("file"), QJsonObject{{QStringLiteral("name"), row.attachment->name}, {QStringLiteral("type"), row.attachment->type}, {QStringLiteral("size"), row.attachment->size}, {QStringLiteral("here"), !row.attachmentBlob.isEmpty()}});
    }
    return object;
}

QString line(const ChatTimelineRow &row)
{
    QStringList marks;
    if (row.isEdited) {
        marks << i18nc("@info:shell a mark of a message", "edited");
    }
    if (row.threadCount > 0) {
        marks << i18ncp("@info:shell a mark of a message", "1 answer in its thread", "%1 answers in its thread", row.threadCount);
    }
    for (const auto &reaction : row.reactions) {
        marks << QStringLiteral("%1 %2").arg(reaction.key).arg(reaction.count);
    }
    if (row.hasFailed) {
        marks << i18nc("@info:shell a mark of a message; %1: a sentence", "not sent: %1", row.failure);
    } else if (row.isWaiting) {
        marks << i18nc("@info:shell a mark of a message", "waiting");
    }
    const auto text = row.text.isEmpty() && row.attachment ? row.attachment->name : row.text;
    const auto what = row.kind == ChatRowKind::Gap          ? i18nc("@info:shell", "(older messages are on the server)")
        : row.kind == ChatRowKind::Unreadable ? i18nc("@info:shell", "(encrypted; cannot be read here)")
        : row.kind == ChatRowKind::Redacted   ? i18nc("@info:shell", "(deleted)")
                                                : text;
    return QStringLiteral("%1  %2  %3: %4%5")
        .arg(QString::number(row.item.value), QLocale().toString(row.time.toLocalTime(), QLocale::ShortFormat), row.senderName, what, marks.isEmpty() ? QString() : QStringLiteral("  [%1]").arg(marks.join(QStringLiteral(", "))));
}

ExitCode finish(const Result<void> &done, Report &report)
{
    if (!done) {
        return report.fail(done.error());
    }
    report.line(i18nc("@info:shell", "Done here; the server is told with the next round."));
    return ExitCode::Ok;
}

ExitCode finishItem(ChatStand &stand, const Result<ItemId> &item, Report &report)
{
    stand.settle();
    if (!item) {
        return report.fail(item.error());
    }
    report.set(QStringLiteral("item"), item->value);
    return finish({}, report);
}

ExitCode listRooms(ChatStand &stand, const Invocation &, Report &report)
{
    const auto rooms = stand.rooms();
    if (!rooms) {
        return report.fail(rooms.error());
    }
    QJsonArray list;
    for (const auto &row : *rooms) {
        report.line(line(row));
        list << toJson(row, stand.addressOf(row.account));
    }
    report.set(QStringLiteral("rooms"), list);
    return ExitCode::Ok;
}

ExitCode readRoom(ChatStand &stand, const Invocation &invocation, Report &report)
{
    bool isNumber = true;
    const int count = invocation.has(QStringLiteral("last")) ? invocation.value(QStringLiteral("last")).toInt(&isNumber) : 50;
    if (invocation.words.size() != 1 || !isNumber || count < 1) {
        return report.usage(i18nc("@info:shell", "Please name one room: chat read ROOM [--last NUMBER]."));
    }
    const auto room = stand.room(invocation.words.first());
    const auto rows = room.and_then([&](const ChatRoomRow &row) { return stand.last(row.item, std::min(count, 100'000)); });
    if (!rows) {
        return report.fail(rows.error());
    }
    QJsonArray list;
    for (const auto &row : *rows) {
        report.line(line(row));
        list << toJson(row);
    }
    report.set(QStringLiteral("room"), toJson(*room, stand.addressOf(room->account)));
    report.set(QStringLiteral("messages"), list);
    return ExitCode::Ok;
}

ExitCode sendMessage(ChatStand &stand, const Invocation &invocation, Report &report)
{
    const auto file = invocation.value(QStringLiteral("file"));
    if (invocation.words.isEmpty() || (invocation.words.size() == 1 && file.isEmpty())) {
        return report.usage(i18nc("@info:shell", "Please name a room and what to send: chat send ROOM TEXT, or chat send ROOM --file FILE."));
    }
    const auto room = stand.room(invocation.words.first());
    if (!room) {
        return report.fail(room.error());
    }
    ChatOutgoing message{.text = invocation.words.sliced(1).join(u' '), .threadRoot = invocation.value(QStringLiteral("thread"))};
    if (invocation.has(QStringLiteral("reply"))) {
        const auto answered = stand.event(invocation.value(QStringLiteral("reply")));
        if (!answered) {
            return report.fail(answered.error());
        }
        message.replyTo = *answered;
    }
    if (file.isEmpty()) {
        return finishItem(stand, await(stand.actions().send(room->item, message)), report);
    }
    if (const QFileInfo info(file); !info.isFile()) {
        return report.fail(Error{.kind = Error::Kind::NotFound, .message = i18nc("@info:shell", "The file %1 does not exist.", file), .detail = {}});
    }
    return finishItem(stand,
                      await(stand.actions().sendFile(room->item, {.path = QFileInfo(file).absoluteFilePath(), .caption = message.text, .replyTo = message.replyTo, .threadRoot = message.threadRoot})),
                      report);
}

/// "chat react MESSAGE EMOJI", "chat edit MESSAGE TEXT", "chat redact MESSAGE [REASON]", "chat discard", "chat retry".
ExitCode changeMessage(ChatStand &stand, const Invocation &invocation, Report &report)
{
    const bool needsText = invocation.command == u"chat react" || invocation.command == u"chat edit";
    if (invocation.words.size() < (needsText ? 2 : 1)) {
        return report.usage(i18nc("@info:shell", "Please name a message by its number or id; “kontorctl chat read ROOM” shows them."));
    }
    const auto event = stand.event(invocation.words.first());
    if (!event) {
        return report.fail(event.error());
    }
    const auto text = invocation.words.sliced(1).join(u' ');
    Result<void> done;
    if (invocation.command == u"chat react") {
        done = await(stand.actions().react(*event, text));
    } else if (invocation.command == u"chat redact") {
        done = await(stand.actions().redact(*event, text));
    } else if (invocation.command == u"chat discard") {
        done = await(stand.actions().discard(*event));
    } else if (invocation.command == u"chat retry") {
        done = await(stand.actions().retry(*event));
    } else {
        const auto before = await(stand.actions().startEdit(*event));
        const auto room = before.and_then([&](const ChatOutgoing &) {
            return stand.profile().read([event = *event](const Reader &reader) { return reader.prepare("SELECT room FROM chat_event WHERE item = ?1").value<ItemId>(event); });
        });
        done = room.and_then([&](const std::optional<ItemId> &in) {
            auto after = *before;
            after.text = text;
            return await(stand.actions().send(in.value_or(ItemId()), after)).transform([](ItemId) { });
        });
    }
    stand.settle();
    return finish(done, report);
}

ExitCode changeRoom(ChatStand &stand, const Invocation &invocation, Report &report)
{
    const bool needsPeople = invocation.command == u"chat invite";
    if (invocation.words.size() < (needsPeople ? 2 : 1)) {
        return report.usage(needsPeople ? i18nc("@info:shell", "Please name a room and people: chat invite ROOM @NAME:SERVER...") : i18nc("@info:shell", "Please name one room."));
    }
    const auto name = invocation.words.first();
    const auto room = stand.room(name);
    if (invocation.command == u"chat join" && (!room || room->membership != u"invite")) {
        const auto place = stand.place();
        if (!place) {
            return report.fail(place.error());
        }
        return finishItem(stand, await(stand.actions().join(place->id, name)), report);
    }
    if (!room) {
        return report.fail(room.error());
    }
    Result<void> done;
    if (needsPeople) {
        done = await(stand.actions().invite(room->item, invocation.words.sliced(1)));
    } else if (invocation.command == u"chat leave") {
        done = await(stand.actions().leave({room->item}));
    } else if (invocation.command == u"chat mark") {
        stand.actions().markRead(room->item);
    } else {
        done = await(stand.actions().accept(room->item));
    }
    stand.settle();
    return finish(done, report);
}

/// "chat create NAME [--plain]", "chat begin @NAME:SERVER".
ExitCode makeRoom(ChatStand &stand, const Invocation &invocation, Report &report)
{
    if (invocation.words.isEmpty()) {
        return report.usage(i18nc("@info:shell", "Please name the new room, or with “chat begin” the person."));
    }
    const auto place = stand.place();
    if (!place) {
        return report.fail(place.error());
    }
    if (invocation.command == u"chat begin") {
        return finishItem(stand, await(stand.actions().startDirectChat(place->id, invocation.words.first())), report);
    }
    const ChatOutgoingRoom room{.name = invocation.words.first(),
                                .invite = invocation.words.sliced(1),
                                .encryption = invocation.has(QStringLiteral("plain")) ? ChatOutgoingRoom::Encryption::Off : ChatOutgoingRoom::Encryption::On};
    return finishItem(stand, await(stand.actions().create(place->id, room)), report);
}

struct Verb {
    ExitCode (*run)(ChatStand &, const Invocation &, Report &);
    Profile::Use use;
};

const QHash<QString, Verb> &verbs()
{
    static const QHash<QString, Verb> known{
        {QStringLiteral("chat rooms"), {listRooms, Profile::Use::Read}},     {QStringLiteral("chat read"), {readRoom, Profile::Use::Read}},
        {QStringLiteral("chat send"), {sendMessage, Profile::Use::Write}},   {QStringLiteral("chat react"), {changeMessage, Profile::Use::Write}},
        {QStringLiteral("chat edit"), {changeMessage, Profile::Use::Write}}, {QStringLiteral("chat redact"), {changeMessage, Profile::Use::Write}},
        {QStringLiteral("chat retry"), {changeMessage, Profile::Use::Write}}, {QStringLiteral("chat discard"), {changeMessage, Profile::Use::Write}},
        {QStringLiteral("chat join"), {changeRoom, Profile::Use::Write}},    {QStringLiteral("chat leave"), {changeRoom, Profile::Use::Write}},
        {QStringLiteral("chat invite"), {changeRoom, Profile::Use::Write}},  {QStringLiteral("chat mark"), {changeRoom, Profile::Use::Write}},
        {QStringLiteral("chat get"), {ChatKeyCommands::getFile, Profile::Use::Write}},
        {QStringLiteral("chat keys"), {ChatKeyCommands::showKeys, Profile::Use::Write}},
        {QStringLiteral("chat keys setup"), {ChatKeyCommands::setUp, Profile::Use::Write}},
        {QStringLiteral("chat keys export"), {ChatKeyCommands::exportKeys, Profile::Use::Write}},
        {QStringLiteral("chat keys import"), {ChatKeyCommands::importKeys, Profile::Use::Write}},
        {QStringLiteral("chat recover"), {ChatKeyCommands::recover, Profile::Use::Write}},
        {QStringLiteral("chat devices"), {ChatKeyCommands::showDevices, Profile::Use::Write}},
        {QStringLiteral("chat verify"), {ChatKeyCommands::verify, Profile::Use::Write}},
        {QStringLiteral("chat create"), {makeRoom, Profile::Use::Write}},    {QStringLiteral("chat begin"), {makeRoom, Profile::Use::Write}},
    };
    return known;
}
}

QStringList chatVerbs()
{
    return verbs().keys();
}

ExitCode workOnChat(const Invocation &invocation, Report &report)
{
    const auto verb = verbs().value(invocation.command);
    auto profile = Profile::open(invocation, verb.use);
    if (!profile) {
        return report.fail(profile.error());
    }
    ChatStand stand(**profile);
    if (auto chosen = stand.choose(invocation.value(QStringLiteral("account"))); !chosen) {
        return report.fail(chosen.error());
    }
    return verb.run(stand, invocation, report);
}

}
