// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatname.h"
#include "chat/chattext.h"

#include <KLocalizedString>
#include <QJsonArray>

namespace Kontor
{
namespace
{
/// Who did what to whom, with names that are safe in the middle of a sentence.
struct Scene {
    QString who{};
    QString whom{};
    bool isSelf = false;
    const QJsonObject &now;
    const QJsonObject &before;
    const ChatText::NameOf &nameOf;
};

QString quoted(const QJsonObject &content, const char *key, qsizetype atMost = 200)
{
    return ChatName::isolated(ChatText::line(content.value(QLatin1StringView(key)).toString(), atMost));
}

QString membership(const QJsonObject &content)
{
    return content.value(QLatin1StringView("membership")).toString();
}

QString withReason(const QString &sentence, const QJsonObject &content)
{
    const auto reason = quoted(content, "reason");
    return reason.isEmpty() ? sentence : i18nc("@info %1 is a sentence about what somebody did, %2 the reason given", "%1: %2", sentence, reason);
}

QString profileChange(const Scene &scene)
{
    const auto now = ChatName::safe(scene.now.value(QLatin1StringView("displayname")).toString());
    const auto before = ChatName::safe(scene.before.value(QLatin1StringView("displayname")).toString());
    if (now != before && !scene.before.isEmpty()) {
        if (before.isEmpty()) {
            return i18nc("@info in a chat, %1 is a person, %2 a name", "%1 is now called %2", scene.whom, ChatName::isolated(now));
        }
        return now.isEmpty() ? i18nc("@info in a chat, %1 is a name, %2 a person", "%1 is now called %2", ChatName::isolated(before), scene.whom)
                             : i18nc("@info in a chat, both are names of the same person", "%1 is now called %2", ChatName::isolated(before), ChatName::isolated(now));
    }
    if (scene.now.value(QLatin1StringView("avatar_url")) != scene.before.value(QLatin1StringView("avatar_url")) && !scene.before.isEmpty()) {
        return i18nc("@info in a chat, %1 is a person", "%1 changed their picture", scene.whom);
    }
    return i18nc("@info in a chat, %1 is a person", "%1 is here", scene.whom);
}

QString leave(const Scene &scene)
{
    const auto before = membership(scene.before);
    if (before == QLatin1StringView("ban")) {
        return i18nc("@info in a chat, both are people", "%1 lifted the ban of %2", scene.who, scene.whom);
    }
    if (before == QLatin1StringView("invite")) {
        return scene.isSelf ? i18nc("@info in a chat, %1 is a person", "%1 declined the invitation", scene.who)
                            : i18nc("@info in a chat, both are people", "%1 took back the invitation of %2", scene.who, scene.whom);
    }
    if (before == QLatin1StringView("knock")) {
        return scene.isSelf ? i18nc("@info in a chat, %1 is a person", "%1 no longer wants to join", scene.who)
                            : i18nc("@info in a chat, both are people", "%1 did not let %2 in", scene.who, scene.whom);
    }
    return scene.isSelf ? i18nc("@info in a chat, %1 is a person", "%1 left", scene.who)
                        : i18nc("@info in a chat, both are people", "%1 removed %2", scene.who, scene.whom);
}

QString member(const Scene &scene)
{
    const auto now = membership(scene.now);
    const auto before = membership(scene.before);
    if (now == QLatin1StringView("join")) {
        if (before == QLatin1StringView("join")) {
            return profileChange(scene);
        }
        return before == QLatin1StringView("invite") ? i18nc("@info in a chat, %1 is a person", "%1 accepted the invitation", scene.whom)
                                                     : i18nc("@info in a chat, %1 is a person", "%1 joined", scene.whom);
    }
    if (now == QLatin1StringView("invite")) {
        return withReason(i18nc("@info in a chat, both are people", "%1 invited %2", scene.who, scene.whom), scene.now);
    }
    if (now == QLatin1StringView("ban")) {
        return withReason(i18nc("@info in a chat, both are people", "%1 banned %2", scene.who, scene.whom), scene.now);
    }
    if (now == QLatin1StringView("knock")) {
        return withReason(i18nc("@info in a chat, %1 is a person", "%1 asks to join", scene.whom), scene.now);
    }
    return now == QLatin1StringView("leave") ? withReason(leave(scene), scene.now)
                                             : i18nc("@info in a chat, %1 is a person", "%1 changed something about the people of the room", scene.who);
}

QString name(const Scene &scene)
{
    const auto now = quoted(scene.now, "name");
    return now.isEmpty() ? i18nc("@info in a chat, %1 is a person", "%1 removed the name of the room", scene.who)
                         : i18nc("@info in a chat, %1 is a person", "%1 named the room “%2”", scene.who, now);
}

QString topic(const Scene &scene)
{
    const auto now = quoted(scene.now, "topic");
    return now.isEmpty() ? i18nc("@info in a chat, %1 is a person", "%1 removed the topic", scene.who)
                         : i18nc("@info in a chat, %1 is a person", "%1 set the topic: %2", scene.who, now);
}

QString picture(const Scene &scene)
{
    return quoted(scene.now, "url").isEmpty() ? i18nc("@info in a chat, %1 is a person", "%1 removed the picture of the room", scene.who)
                                              : i18nc("@info in a chat, %1 is a person", "%1 changed the picture of the room", scene.who);
}

QString alias(const Scene &scene)
{
    const auto now = quoted(scene.now, "alias");
    return now.isEmpty() ? i18nc("@info in a chat, %1 is a person", "%1 changed the addresses of the room", scene.who)
                         : i18nc("@info in a chat, %1 is a person, %2 an address", "%1 gave the room the address %2", scene.who, now);
}

QString joinRule(const Scene &scene)
{
    const auto rule = scene.now.value(QLatin1StringView("join_rule")).toString();
    if (rule == QLatin1StringView("public")) {
        return i18nc("@info in a chat, %1 is a person", "%1 opened the room for everybody", scene.who);
    }
    if (rule == QLatin1StringView("knock")) {
        return i18nc("@info in a chat, %1 is a person", "%1 lets everybody ask to join", scene.who);
    }
    if (rule == QLatin1StringView("restricted") || rule == QLatin1StringView("knock_restricted")) {
        return i18nc("@info in a chat, %1 is a person", "%1 opened the room for the people of a space", scene.who);
    }
    return i18nc("@info in a chat, %1 is a person", "%1 lets only those join who are invited", scene.who);
}

QString history(const Scene &scene)
{
    const auto rule = scene.now.value(QLatin1StringView("history_visibility")).toString();
    if (rule == QLatin1StringView("world_readable")) {
        return i18nc("@info in a chat, %1 is a person", "%1 lets everybody read the history, also without joining", scene.who);
    }
    if (rule == QLatin1StringView("shared")) {
        return i18nc("@info in a chat, %1 is a person", "%1 lets all people of the room read its whole history", scene.who);
    }
    if (rule == QLatin1StringView("invited")) {
        return i18nc("@info in a chat, %1 is a person", "%1 lets people read the history from their invitation on", scene.who);
    }
    return i18nc("@info in a chat, %1 is a person", "%1 lets people read the history from their joining on", scene.who);
}

QString powers(const Scene &scene)
{
    const auto now = scene.now.value(QLatin1StringView("users")).toObject();
    const auto before = scene.before.value(QLatin1StringView("users")).toObject();
    QStringList changed;
    constexpr qsizetype mostNamed = 3;
    for (auto one = now.begin(); one != now.end() && changed.size() <= mostNamed && !scene.before.isEmpty(); ++one) {
        if (before.value(one.key()) != one.value()) {
            changed << one.key();
        }
    }
    if (changed.size() == 1) {
        const auto power = now.value(changed.first()).toInt();
        const auto whom = ChatName::isolated(scene.nameOf(changed.first()));
        if (power >= 100) {
            return i18nc("@info in a chat, both are people", "%1 made %2 an administrator", scene.who, whom);
        }
        return power >= 50 ? i18nc("@info in a chat, both are people", "%1 made %2 a moderator", scene.who, whom)
                           : i18nc("@info in a chat, both are people", "%1 changed the rights of %2", scene.who, whom);
    }
    return i18nc("@info in a chat, %1 is a person", "%1 changed who may do what", scene.who);
}

QString pins(const Scene &scene)
{
    const auto now = scene.now.value(QLatin1StringView("pinned")).toArray().size();
    const auto before = scene.before.value(QLatin1StringView("pinned")).toArray().size();
    if (now != before && !scene.before.isEmpty()) {
        return now > before ? i18nc("@info in a chat, %1 is a person", "%1 pinned a message", scene.who)
                            : i18nc("@info in a chat, %1 is a person", "%1 unpinned a message", scene.who);
    }
    return i18nc("@info in a chat, %1 is a person", "%1 changed the pinned messages", scene.who);
}

QString widget(const Scene &scene)
{
    const auto what = quoted(scene.now, "name");
    if (scene.now.value(QLatin1StringView("url")).toString().isEmpty()) {
        return i18nc("@info in a chat, %1 is a person", "%1 removed an application from the room", scene.who);
    }
    return what.isEmpty() ? i18nc("@info in a chat, %1 is a person", "%1 added an application to the room", scene.who)
                          : i18nc("@info in a chat, %1 is a person, %2 the name of an application", "%1 added %2 to the room", scene.who, what);
}

QString created(const Scene &scene)
{
    return scene.now.value(QLatin1StringView("type")).toString() == QLatin1StringView("m.space")
        ? i18nc("@info in a chat, %1 is a person", "%1 created this space", scene.who)
        : i18nc("@info in a chat, %1 is a person", "%1 created this room", scene.who);
}

QString other(const Scene &scene, const QString &type)
{
    if (type == QLatin1StringView("m.room.encryption")) {
        return i18nc("@info in a chat, %1 is a person", "%1 turned on encryption", scene.who);
    }
    if (type == QLatin1StringView("m.room.guest_access")) {
        return i18nc("@info in a chat, %1 is a person", "%1 changed whether guests may join", scene.who);
    }
    if (type == QLatin1StringView("m.room.tombstone")) {
        return i18nc("@info in a chat, %1 is a person", "%1 closed this room; the conversation goes on in another one", scene.who);
    }
    if (type == QLatin1StringView("m.room.third_party_invite")) {
        return i18nc("@info in a chat, %1 is a person, %2 somebody's address", "%1 invited %2", scene.who, quoted(scene.now, "display_name"));
    }
    return i18nc("@info in a chat, %1 is a person", "%1 changed a setting of the room", scene.who);
}
}

QString ChatText::state(const ChatEventFacts &facts, const NameOf &nameOf)
{
    const auto key = facts.stateKey.value_or(QString());
    const auto type = facts.shownType();
    const auto content = facts.shownContent();
    const bool isOfPerson = type == QLatin1StringView("m.room.member");
    const Scene scene{.who = ChatName::isolated(nameOf(facts.sender)),
                      .whom = isOfPerson ? ChatName::isolated(nameOf(key)) : QString(),
                      .isSelf = key == facts.sender,
                      .now = content,
                      .before = facts.previous,
                      .nameOf = nameOf};
    if (isOfPerson) {
        return member(scene);
    }
    static const QHash<QString, QString (*)(const Scene &)> sentences{
        {QStringLiteral("m.room.name"), name},
        {QStringLiteral("m.room.topic"), topic},
        {QStringLiteral("m.room.avatar"), picture},
        {QStringLiteral("m.room.canonical_alias"), alias},
        {QStringLiteral("m.room.join_rules"), joinRule},
        {QStringLiteral("m.room.history_visibility"), history},
        {QStringLiteral("m.room.power_levels"), powers},
        {QStringLiteral("m.room.pinned_events"), pins},
        {QStringLiteral("m.room.create"), created},
        {QStringLiteral("im.vector.modular.widgets"), widget},
        {QStringLiteral("m.widget"), widget},
    };
    const auto sentence = sentences.value(type);
    return sentence ? sentence(scene) : other(scene, type);
}

}
