// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a "/" at the beginning of a text means.
#include "chat/chatlink.h"
#include "chat/chatoutgoing.h"

#include <KLocalizedString>
#include <QHash>
#include <QRegularExpression>

namespace Kontor
{
namespace
{
using Command = ChatOutgoingCommand;

struct Known {
    const char *word;
    Command::Kind kind;
};
constexpr Known knownWords[] = {
    {"me", Command::Kind::Text},           {"shrug", Command::Kind::Text},   {"tableflip", Command::Kind::Text},
    {"unflip", Command::Kind::Text},       {"lenny", Command::Kind::Text},   {"plain", Command::Kind::Text},
    {"notice", Command::Kind::Text},       {"spoiler", Command::Kind::Text}, {"topic", Command::Kind::Topic},
    {"roomname", Command::Kind::RoomName}, {"nick", Command::Kind::Nick},    {"invite", Command::Kind::Invite},
    {"kick", Command::Kind::Kick},         {"remove", Command::Kind::Kick},  {"ban", Command::Kind::Ban},
    {"unban", Command::Kind::Unban},       {"join", Command::Kind::Join},    {"j", Command::Kind::Join},
    {"part", Command::Kind::Part},         {"leave", Command::Kind::Part},   {"ignore", Command::Kind::Ignore},
    {"unignore", Command::Kind::Unignore},
};

Command wrong(const QString &sentence)
{
    Command command;
    command.kind = Command::Kind::Wrong;
    command.sentence = sentence;
    return command;
}

Command message(const QString &word, const QString &rest)
{
    Command command;
    command.kind = Command::Kind::Text;
    command.text = rest;
    const auto with = [&](const QString &ornament) {
        command.isPlain = true;
        command.text = rest.isEmpty() ? ornament : QString(ornament + u' ' + rest);
    };
    if (word == u"me") {
        command.messageKind = ChatOutgoing::Kind::Emote;
    } else if (word == u"notice") {
        command.messageKind = ChatOutgoing::Kind::Notice;
    } else if (word == u"plain") {
        command.isPlain = true;
    } else if (word == u"spoiler") {
        command.text = u"||" + rest + u"||";
    } else if (word == u"shrug") {
        with(QStringLiteral("¯\\_(ツ)_/¯"));
    } else if (word == u"tableflip") {
        with(QStringLiteral("(╯°□°)╯︵ ┻━┻"));
    } else if (word == u"unflip") {
        with(QStringLiteral("┬──┬ ノ( ゜-゜ノ)"));
    } else if (word == u"lenny") {
        with(QStringLiteral("( ͡° ͜ʖ ͡°)"));
    }
    if (command.text.trimmed().isEmpty() || (word == u"spoiler" && rest.isEmpty())) {
        return wrong(i18nc("@info %1: a command, \"/me\"", "Write behind “%1” what is to be sent.", QString(u'/' + word)));
    }
    return command;
}

Command aboutPerson(Command command, const QString &word, const QString &rest)
{
    command.subject = rest.section(u' ', 0, 0, QString::SectionSkipEmpty);
    command.rest = rest.section(u' ', 1, -1, QString::SectionSkipEmpty).trimmed();
    if (!ChatLink::isUserId(command.subject)) {
        const auto link = ChatLink::parse(command.subject);
        if (!link || link->kind != ChatLink::Kind::Person) {
            return wrong(i18nc("@info %1: a command, \"/invite\"", "Write behind “%1” the address of a person, like @anna:example.org.", QString(u'/' + word)));
        }
        command.subject = link->id;
    }
    return command;
}
}

ChatOutgoingCommand ChatOutgoingCommand::parse(const QString &typed)
{
    Command command;
    if (typed.startsWith(QLatin1StringView("//"))) { // a slash that means itself
        command.kind = Kind::Text;
        command.text = typed.mid(1);
        return command;
    }
    // "/usr/bin" and "/ 2" are no commands.
    static const QRegularExpression form(QStringLiteral("^/([A-Za-z]+)(?:\\s+(.*))?$"), QRegularExpression::DotMatchesEverythingOption);
    const auto found = form.match(typed.trimmed());
    if (!found.hasMatch()) {
        return command;
    }
    const auto word = found.captured(1).toLower();
    const auto rest = found.captured(2).trimmed();
    const auto known = std::ranges::find_if(knownWords, [&word](const Known &one) {
        return word == QLatin1StringView(one.word);
    });
    if (known == std::end(knownWords)) {
        return wrong(
            i18nc("@info %1: what was typed, \"/foo\"", "There is no command “%1”. To send it as a message, write “/%1”.", QString(u'/' + found.captured(1))));
    }
    command.kind = known->kind;
    command.rest = rest;
    switch (command.kind) {
    case Kind::Text:
        return message(word, rest);
    case Kind::Invite:
    case Kind::Kick:
    case Kind::Ban:
    case Kind::Unban:
    case Kind::Ignore:
    case Kind::Unignore:
        return aboutPerson(command, word, rest);
    case Kind::Join: {
        const auto link = ChatLink::parse(rest);
        if (!link || link->kind == ChatLink::Kind::Person) {
            return wrong(i18nc("@info", "Write behind “/join” the address of a room, like #room:example.org."));
        }
        command.subject = link->id;
        command.rest = link->via.join(u' ');
        return command;
    }
    case Kind::RoomName:
    case Kind::Nick:
        return rest.isEmpty() ? wrong(i18nc("@info %1: a command, \"/nick\"", "Write the name behind “%1”.", QString(u'/' + word))) : command;
    case Kind::Topic: // an empty one takes it away
    case Kind::Part:
    case Kind::None:
    case Kind::Wrong:
        break;
    }
    return command;
}

QList<ChatOutgoingCommand::Help> ChatOutgoingCommand::all()
{
    const auto words = i18nc("@info what is to be typed behind a command", "message");
    const auto person = i18nc("@info what is to be typed behind a command", "person");
    const auto personAndReason = i18nc("@info what is to be typed behind a command", "person [reason]");
    return {
        {QStringLiteral("/me"), words, i18nc("@info what a command does", "Says what you do: “Anna is late”")},
        {QStringLiteral("/notice"), words, i18nc("@info what a command does", "Sends a message that notifies nobody")},
        {QStringLiteral("/plain"), words, i18nc("@info what a command does", "Sends the text as it stands, without formatting")},
        {QStringLiteral("/spoiler"), words, i18nc("@info what a command does", "Hides the text until it is wanted")},
        {QStringLiteral("/shrug"), words, i18nc("@info what a command does", "Puts ¯\\_(ツ)_/¯ before the text")},
        {QStringLiteral("/topic"),
         i18nc("@info what is to be typed behind a command", "topic"),
         i18nc("@info what a command does", "Changes the topic of the room")},
        {QStringLiteral("/roomname"),
         i18nc("@info what is to be typed behind a command", "name"),
         i18nc("@info what a command does", "Changes the name of the room")},
        {QStringLiteral("/nick"), i18nc("@info what is to be typed behind a command", "name"), i18nc("@info what a command does", "Changes your own name")},
        {QStringLiteral("/invite"), person, i18nc("@info what a command does", "Invites a person to the room")},
        {QStringLiteral("/kick"), personAndReason, i18nc("@info what a command does", "Removes a person from the room")},
        {QStringLiteral("/ban"), personAndReason, i18nc("@info what a command does", "Bans a person from the room")},
        {QStringLiteral("/unban"), person, i18nc("@info what a command does", "Lets a banned person come back")},
        {QStringLiteral("/ignore"), person, i18nc("@info what a command does", "Hides all that a person says")},
        {QStringLiteral("/unignore"), person, i18nc("@info what a command does", "Shows again what a person says")},
        {QStringLiteral("/join"), i18nc("@info what is to be typed behind a command", "room"), i18nc("@info what a command does", "Joins another room")},
        {QStringLiteral("/part"), {}, i18nc("@info what a command does", "Leaves the room")},
    };
}

}
