// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatrowschanges.h"

#include "chat/chatfacts.h"

#include <QCborArray>
#include <QCborValue>
#include <QJsonDocument>

namespace Kontor
{
namespace
{
QString text(const Change &change, const char *key)
{
    return change.arguments.value(QLatin1StringView(key)).toString();
}

bool isOn(const Change &change, const char *key)
{
    return change.arguments.value(QLatin1StringView(key)).toBool();
}

QJsonObject json(const Change &change, const char *key)
{
    const auto value = change.arguments.value(QLatin1StringView(key));
    if (value.isMap()) {
        return value.toMap().toJsonObject();
    }
    return QJsonDocument::fromJson(value.isByteArray() ? value.toByteArray() : value.toString().toUtf8()).object();
}

bool isRefused(const Change &change, ChatRowsChanges::Stage stage)
{
    return stage == ChatRowsChanges::Stage::Wished && change.state == ChangeState::Parked;
}

/// What of a file the row shows: nothing of its content.
QJsonObject fileFacts(const QCborMap &arguments)
{
    const auto file = arguments.value(QLatin1StringView("file")).toMap();
    QJsonObject facts;
    for (const auto key : {QLatin1StringView("name"), QLatin1StringView("type"), QLatin1StringView("size"), QLatin1StringView("width"), QLatin1StringView("height"),
                           QLatin1StringView("duration")}) {
        if (const auto value = file.value(key); !value.isUndefined()) {
            facts.insert(key, value.toJsonValue());
        }
    }
    return facts;
}

QString messageType(const QString &mediaType)
{
    if (mediaType.startsWith(QLatin1StringView("image/"))) {
        return QStringLiteral("m.image");
    }
    if (mediaType.startsWith(QLatin1StringView("video/"))) {
        return QStringLiteral("m.video");
    }
    return mediaType.startsWith(QLatin1StringView("audio/")) ? QStringLiteral("m.audio") : QStringLiteral("m.file");
}

void begin(ChatRoomFacts &facts, const Change &change)
{
    facts.membership = QStringLiteral("join");
    const auto put = [&facts](const char *type, const char *key, const QString &value) {
        if (!value.isEmpty()) {
            ChatFacts::putState(facts, QString::fromLatin1(type), QString(), {{QString::fromLatin1(key), value}});
        }
    };
    put("m.room.name", "name", text(change, "name"));
    put("m.room.topic", "topic", text(change, "topic"));
    put("m.room.create", "type", isOn(change, "isSpace") ? QStringLiteral("m.space") : QString());
    put("m.room.encryption", "algorithm", isOn(change, "isEncrypted") ? QStringLiteral("m.megolm.v1.aes-sha2") : QString());
    QStringList invited;
    for (const auto people = change.arguments.value(QLatin1StringView("invite")).toArray(); const auto &person : people) {
        invited << person.toString();
    }
    facts.heroes = invited;
    facts.joined = 1;
    facts.invited = int(invited.size());
    if (isOn(change, "isDirect") && !invited.isEmpty()) {
        facts.directWith = invited.first();
    }
}

void join(ChatRoomFacts &facts, const Change &change)
{
    facts.membership = QStringLiteral("join");
    const auto room = text(change, "room");
    if (facts.roomId.isEmpty() && room.startsWith(u'!')) {
        facts.roomId = room;
    } else if (facts.state.isEmpty() && room.startsWith(u'#')) {
        ChatFacts::putState(facts, QStringLiteral("m.room.canonical_alias"), QString(), {{QStringLiteral("alias"), room}});
    }
}

void tag(ChatRoomFacts &facts, const Change &change)
{
    auto tags = facts.tags.value_or(QHash<QString, double>());
    if (isOn(change, "on")) {
        tags.insert(text(change, "tag"), change.arguments.value(QLatin1StringView("order")).toDouble(0.5));
    } else {
        tags.remove(text(change, "tag"));
    }
    facts.tags = tags;
}
}

ChatId::Kind ChatRowsChanges::kindOf(const Change &change)
{
    if (change.kind == ChatChange::Send || change.kind == ChatChange::Redact) {
        return ChatId::Kind::Event;
    }
    return change.kind == ChatChange::Profile || change.kind == ChatChange::Ignore ? ChatId::Kind::Account : ChatId::Kind::Room;
}

ChatEventFacts ChatRowsChanges::event(ChatEventFacts facts, const Change &change, Stage stage)
{
    if (change.kind == ChatChange::Send) {
        facts.type = text(change, "type");
        facts.content = json(change, "content");
        facts.transactionId = text(change, "transaction");
        facts.ground = change.ground;
        facts.sent = facts.sent != 0 ? facts.sent : change.created.isValid() ? change.created.toMSecsSinceEpoch() : 0;
        if (const auto room = text(change, "room"); facts.roomId.isEmpty() && !room.isEmpty()) {
            facts.roomId = room;
        }
        if (change.arguments.contains(QLatin1StringView("file"))) {
            facts.draftFile = fileFacts(change.arguments);
            if (!facts.content.contains(QLatin1StringView("msgtype"))) {
                facts.content.insert(QStringLiteral("msgtype"), messageType(facts.draftFile.value(QLatin1StringView("type")).toString()));
            }
        }
    } else if (change.kind == ChatChange::Redact && !isRefused(change, stage)) {
        ChatFacts::redact(facts, QString(), text(change, "reason"));
    }
    facts.isWaiting = stage == Stage::Wished;
    if (stage == Stage::Done) {
        facts.ground = {};
    }
    return facts;
}

ChatRoomFacts ChatRowsChanges::room(ChatRoomFacts facts, const Change &change, Stage stage)
{
    if (change.kind == ChatChange::Create) {
        begin(facts, change);
        return facts;
    }
    if (change.kind == ChatChange::Join && (!isRefused(change, stage) || !facts.membership)) {
        join(facts, change);
    }
    if (isRefused(change, stage)) {
        return facts;
    }
    if (change.kind == ChatChange::State) {
        ChatFacts::putState(facts, text(change, "type"), text(change, "key"), json(change, "content"));
    } else if (change.kind == ChatChange::Read) {
        facts.readEvent = text(change, "event");
        facts.fullyRead = text(change, "event");
        facts.notifications = -1; // what is left unread, if anything, is counted here until the server says so
        facts.highlights = -1;
        facts.isMarkedUnread = false;
    } else if (change.kind == ChatChange::MarkUnread) {
        facts.isMarkedUnread = isOn(change, "on");
    } else if (change.kind == ChatChange::Tag) {
        tag(facts, change);
    } else if (change.kind == ChatChange::Notify && stage == Stage::Wished) {
        facts.notify = int(change.arguments.value(QLatin1StringView("level")).toInteger());
    } else if (change.kind == ChatChange::Leave || change.kind == ChatChange::Forget) {
        facts.membership = QStringLiteral("leave");
    }
    return facts;
}

ChatAccountFacts ChatRowsChanges::account(ChatAccountFacts facts, const Change &change, Stage stage)
{
    if (isRefused(change, stage)) {
        return facts;
    }
    if (change.kind == ChatChange::Profile) {
        if (change.arguments.contains(QLatin1StringView("name"))) {
            facts.name = text(change, "name");
        }
        if (change.arguments.contains(QLatin1StringView("avatar"))) {
            facts.avatar = text(change, "avatar");
        }
    } else if (change.kind == ChatChange::Ignore) {
        auto ignored = facts.ignored.value_or(QStringList());
        ignored.removeAll(text(change, "user"));
        if (isOn(change, "on")) {
            ignored << text(change, "user");
        }
        facts.ignored = ignored;
    }
    return facts;
}

std::optional<QCborMap> ChatRowsChanges::combined(const Change &older, const Change &newer)
{
    const auto same = [&](const char *key) {
        return text(older, key) == text(newer, key);
    };
    if (older.kind == ChatChange::Send || older.kind == ChatChange::Create || older.kind == ChatChange::Profile) {
        // The newer text, or the other half of a profile. It stays the same message: what recognises it does not change.
        auto arguments = older.arguments;
        for (const auto &[key, value] : newer.arguments) {
            if (key.toString() != QLatin1StringView("transaction") || !arguments.contains(key)) {
                arguments.insert(key, value);
            }
        }
        return arguments;
    }
    const bool lastCounts = older.kind == ChatChange::Read || older.kind == ChatChange::MarkUnread || older.kind == ChatChange::Notify || older.kind == ChatChange::Redact
        || older.kind == ChatChange::Leave || older.kind == ChatChange::Forget || older.kind == ChatChange::Join || (older.kind == ChatChange::Tag && same("tag"))
        || (older.kind == ChatChange::State && same("type") && same("key")) || (older.kind == ChatChange::Ignore && same("user"));
    return lastCounts ? std::optional(newer.arguments) : std::nullopt;
}

QStringList ChatRowsChanges::pieces(const QCborMap &arguments)
{
    QStringList blobs;
    for (const auto list = arguments.value(QLatin1StringView("file")).toMap().value(QLatin1StringView("blobs")).toArray(); const auto &blob : list) {
        if (blob.isString()) {
            blobs << blob.toString();
        }
    }
    return blobs;
}

QString ChatRowsChanges::thumbnail(const QCborMap &arguments)
{
    return arguments.value(QLatin1StringView("file")).toMap().value(QLatin1StringView("thumbnail")).toString();
}

}
