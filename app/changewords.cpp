// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/changewords.h"

#include "chat/chattypes.h"
#include "files/filetypes.h"
#include "groupware/davchange.h"
#include "mail/mailchange.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor::ChangeWords
{
namespace
{
QStringList texts(const QCborValue &value)
{
    QStringList list;
    const auto array = value.toArray();
    for (const auto &entry : array) {
        list << entry.toString();
    }
    return list;
}

QString flagWords(const QStringList &add, const QStringList &remove)
{
    const auto is = [](const QStringList &list, const char *flag) {
        return list.contains(QString::fromLatin1(flag), Qt::CaseInsensitive);
    };
    if (is(add, "\\Seen")) {
        return i18nc("@item a change", "Mark as read");
    }
    if (is(remove, "\\Seen")) {
        return i18nc("@item a change", "Mark as unread");
    }
    if (is(add, "\\Flagged")) {
        return i18nc("@item a change", "Add a star");
    }
    if (is(remove, "\\Flagged")) {
        return i18nc("@item a change", "Remove the star");
    }
    if (is(add, "$Junk")) {
        return i18nc("@item a change", "Mark as junk");
    }
    if (is(add, "$NotJunk")) {
        return i18nc("@item a change", "Mark as not junk");
    }
    if (is(add, "\\Answered")) {
        return i18nc("@item a change", "Mark as answered");
    }
    if (is(add, "$Forwarded")) {
        return i18nc("@item a change", "Mark as forwarded");
    }
    if (!add.isEmpty()) {
        return i18nc("@item a change", "Add the tag %1", add.join(QStringLiteral(", ")));
    }
    return i18nc("@item a change", "Remove the tag %1", remove.join(QStringLiteral(", ")));
}
}

namespace
{
using Thing = ChangeSubject::Thing;

QString ofMail(const Change &change, const QString &folder)
{
    const auto &kind = change.kind;
    const auto &arguments = change.arguments;
    QString words;
    if (kind == MailChange::Flags) {
        words = flagWords(texts(arguments.value(QStringLiteral("add"))), texts(arguments.value(QStringLiteral("remove"))));
    } else if (kind == MailChange::Move) {
        words = folder.isEmpty() ? i18nc("@item a change", "Move to another folder") : i18nc("@item a change", "Move to the folder “%1”", folder);
    } else if (kind == MailChange::Copy) {
        words = folder.isEmpty() ? i18nc("@item a change", "Copy to another folder") : i18nc("@item a change", "Copy to the folder “%1”", folder);
    } else if (kind == MailChange::Delete) {
        words = i18nc("@item a change", "Delete for good");
    } else if (kind == MailChange::Leave) {
        words = i18nc("@item a change: from one account to another", "Move to another account");
    } else if (kind == MailChange::Append) {
        words = folder.isEmpty() ? i18nc("@item a change", "Save on the server") : i18nc("@item a change", "Save in the folder “%1”", folder);
    } else if (kind == MailChange::Send) {
        const auto recipients = texts(arguments.value(QStringLiteral("recipients")));
        words = recipients.size() == 1 ? i18nc("@item a change", "Send to %1", recipients.first())
                                       : i18ncp("@item a change", "Send to %1 recipient", "Send to %1 recipients", recipients.size());
    } else if (kind == MailChange::CreateFolder) {
        words = i18nc("@item a change", "Create the folder “%1”", arguments.value(QStringLiteral("name")).toString());
    } else if (kind == MailChange::RenameFolder) {
        words = i18nc("@item a change", "Rename the folder to “%1”", arguments.value(QStringLiteral("name")).toString());
    } else if (kind == MailChange::DeleteFolder) {
        words = i18nc("@item a change", "Delete the folder “%1”", folder);
    } else if (kind == MailChange::Subscribe) {
        words = arguments.value(QStringLiteral("on")).toBool() ? i18nc("@item a change", "Subscribe to the folder “%1”", folder) : i18nc("@item a change", "Unsubscribe from the folder “%1”", folder);
    } else if (kind == MailChange::EmptyFolder) {
        words = i18nc("@item a change", "Empty the folder “%1”", folder);
    } else {
        words = i18nc("@item a change that has no words of its own", "Another change");
    }
    return words;
}

/// One of three, each a whole phrase for the translators.
QString choose(Thing thing, const QString &event, const QString &task, const QString &contact)
{
    return thing == Thing::Task ? task : thing == Thing::Contact ? contact : event;
}

QString ofCollection(const Change &change, Thing thing, const QString &folder)
{
    const bool isBook = thing == Thing::Contact;
    const auto named = change.arguments.value(QStringLiteral("name")).toString();
    const auto name = named.isEmpty() ? folder : named;
    if (change.kind == DavChange::MakeCollection) {
        return isBook ? i18nc("@item a change", "Create the address book “%1”", name) : i18nc("@item a change", "Create the calendar “%1”", name);
    }
    if (change.kind == DavChange::SetCollection) {
        return isBook ? i18nc("@item a change", "Change the address book “%1”", name) : i18nc("@item a change", "Change the calendar “%1”", name);
    }
    return isBook ? i18nc("@item a change", "Delete the address book “%1”", name) : i18nc("@item a change", "Delete the calendar “%1”", name);
}

QString ofGroupware(const Change &change, Thing thing, const QString &folder)
{
    const auto &kind = change.kind;
    if (kind == DavChange::MakeCollection || kind == DavChange::SetCollection || kind == DavChange::DeleteCollection) {
        return ofCollection(change, thing, folder);
    }
    if (kind == DavChange::Create) {
        return choose(thing, i18nc("@item a change", "Create the event"), i18nc("@item a change", "Create the task"), i18nc("@item a change", "Create the contact"));
    }
    if (kind == DavChange::Edit) {
        return choose(thing, i18nc("@item a change", "Change the event"), i18nc("@item a change", "Change the task"), i18nc("@item a change", "Change the contact"));
    }
    if (kind == DavChange::Delete) {
        return choose(thing, i18nc("@item a change", "Delete the event"), i18nc("@item a change", "Delete the task"), i18nc("@item a change", "Delete the contact"));
    }
    if (kind == DavChange::Replace) {
        return choose(thing, i18nc("@item a change", "Keep my version of the event"), i18nc("@item a change", "Keep my version of the task"),
                      i18nc("@item a change", "Keep my version of the contact"));
    }
    if (kind == DavChange::Move) {
        return thing == Thing::Contact ? i18nc("@item a change", "Move to the address book “%1”", folder) : i18nc("@item a change", "Move to the calendar “%1”", folder);
    }
    if (kind == DavChange::Leave) {
        return i18nc("@item a change: from one account to another", "Move to another account");
    }
    return i18nc("@item a change that has no words of its own", "Another change");
}
}

namespace
{
QString ofFile(const Change &change)
{
    if (change.kind == FileChange::Folder) {
        return i18nc("@item a change", "Create the folder");
    }
    if (change.kind == FileChange::Upload) {
        return i18nc("@item a change", "Upload the file");
    }
    if (change.kind == FileChange::Content) {
        return i18nc("@item a change", "Upload a new version");
    }
    if (change.kind == FileChange::Move) {
        return i18nc("@item a change to a file", "Move or rename");
    }
    if (change.kind == FileChange::Copy) {
        return i18nc("@item a change to a file", "Copy");
    }
    if (change.kind == FileChange::Delete) {
        return i18nc("@item a change to a file", "Delete");
    }
    if (change.kind == FileChange::Favourite) {
        return change.arguments.value(QStringLiteral("on")).toBool() ? i18nc("@item a change to a file", "Make it a favourite") : i18nc("@item a change to a file", "No longer a favourite");
    }
    return i18nc("@item a change that has no words of its own", "Another change");
}
}

namespace
{
/// \p named: with the room's name, \p unnamed: where that is not known.
QString inRoom(const QString &room, const QString &named, const QString &unnamed)
{
    return room.isEmpty() ? unnamed : named;
}

QString ofSending(const Change &change, const QString &room)
{
    const auto content = ChangeSubject::contentOf(change);
    const auto relation = content.value(QLatin1String("m.relates_to")).toObject();
    if (change.arguments.value(QStringLiteral("type")).toString() == QLatin1String("m.reaction")) {
        const auto key = Words::shortened(Words::withoutTricks(relation.value(QLatin1String("key")).toString()), 20);
        return inRoom(room, i18nc("@item a change; %1: an emoji, %2: a room", "React with %1 in “%2”", key, room), i18nc("@item a change; %1: an emoji", "React with %1", key));
    }
    if (relation.value(QLatin1String("rel_type")).toString() == QLatin1String("m.replace")) {
        return inRoom(room, i18nc("@item a change", "Edit a message in “%1”", room), i18nc("@item a change", "Edit a message"));
    }
    if (change.arguments.contains(QStringLiteral("file"))) {
        return inRoom(room, i18nc("@item a change; %1: a room", "Send a file to “%1”", room), i18nc("@item a change", "Send a file"));
    }
    return inRoom(room, i18nc("@item a change; %1: a room", "Send to “%1”", room), i18nc("@item a change", "Send a chat message"));
}

QString ofRoomState(const Change &change, const QString &room)
{
    const auto type = change.arguments.value(QStringLiteral("type")).toString();
    if (type == QLatin1String("m.room.name")) {
        return inRoom(room, i18nc("@item a change", "Rename the room “%1”", room), i18nc("@item a change", "Rename a room"));
    }
    if (type == QLatin1String("m.room.topic")) {
        return inRoom(room, i18nc("@item a change", "Change the topic of “%1”", room), i18nc("@item a change", "Change the topic of a room"));
    }
    if (type == QLatin1String("m.room.avatar")) {
        return inRoom(room, i18nc("@item a change", "Change the picture of “%1”", room), i18nc("@item a change", "Change the picture of a room"));
    }
    if (type == QLatin1String("m.room.encryption")) {
        return inRoom(room, i18nc("@item a change", "Switch on encryption in “%1”", room), i18nc("@item a change", "Switch on encryption in a room"));
    }
    if (type == QLatin1String("m.room.pinned_events")) {
        return inRoom(room, i18nc("@item a change", "Change the pinned messages of “%1”", room), i18nc("@item a change", "Change the pinned messages of a room"));
    }
    if (type == QLatin1String("m.room.power_levels")) {
        return inRoom(room, i18nc("@item a change", "Change who may do what in “%1”", room), i18nc("@item a change", "Change who may do what in a room"));
    }
    return inRoom(room, i18nc("@item a change", "Change the settings of “%1”", room), i18nc("@item a change", "Change the settings of a room"));
}

QString ofMember(const Change &change, const QString &room)
{
    const auto person = Words::shortened(Words::withoutTricks(change.arguments.value(QStringLiteral("user")).toString()), 60);
    const auto what = change.arguments.value(QStringLiteral("what")).toString();
    if (what == QLatin1String("kick")) {
        return inRoom(room, i18nc("@item a change", "Remove %1 from “%2”", person, room), i18nc("@item a change", "Remove %1 from a room", person));
    }
    if (what == QLatin1String("ban")) {
        return inRoom(room, i18nc("@item a change", "Ban %1 from “%2”", person, room), i18nc("@item a change", "Ban %1 from a room", person));
    }
    if (what == QLatin1String("unban")) {
        return inRoom(room, i18nc("@item a change", "Let %1 back into “%2”", person, room), i18nc("@item a change", "Let %1 back into a room", person));
    }
    return inRoom(room, i18nc("@item a change", "Invite %1 to “%2”", person, room), i18nc("@item a change", "Invite %1 to a room", person));
}

QString ofPreference(const Change &change, const QString &room)
{
    const bool isOn = change.arguments.value(QStringLiteral("on")).toBool();
    if (change.kind == ChatChange::Read) {
        return inRoom(room, i18nc("@item a change; %1: a room", "Mark “%1” as read", room), i18nc("@item a change", "Mark a room as read"));
    }
    if (change.kind == ChatChange::MarkUnread) {
        return isOn ? inRoom(room, i18nc("@item a change; %1: a room", "Mark “%1” as unread", room), i18nc("@item a change", "Mark a room as unread"))
                    : inRoom(room, i18nc("@item a change; %1: a room", "Mark “%1” as read", room), i18nc("@item a change", "Mark a room as read"));
    }
    if (change.kind == ChatChange::Notify) {
        return inRoom(room, i18nc("@item a change; %1: a room", "Change the notifications of “%1”", room), i18nc("@item a change", "Change the notifications of a room"));
    }
    if (change.arguments.value(QStringLiteral("tag")).toString() == QLatin1String("m.favourite")) {
        return isOn ? inRoom(room, i18nc("@item a change; %1: a room", "Make “%1” a favourite", room), i18nc("@item a change", "Make a room a favourite"))
                    : inRoom(room, i18nc("@item a change; %1: a room", "“%1” is no longer a favourite", room), i18nc("@item a change", "A room is no longer a favourite"));
    }
    return inRoom(room, i18nc("@item a change; %1: a room", "Change the priority of “%1”", room), i18nc("@item a change", "Change the priority of a room"));
}

QString ofCreation(const Change &change)
{
    const auto is = [&change](const char *key) {
        return change.arguments.value(QString::fromLatin1(key)).toBool();
    };
    return is("isSpace") ? i18nc("@item a change", "Create a space") : is("isDirect") ? i18nc("@item a change", "Begin a chat") : i18nc("@item a change", "Create a room");
}

QString ofChat(const Change &change, const QString &title)
{
    const auto room = Words::shortened(Words::withoutTricks(title), 60);
    const auto &kind = change.kind;
    if (kind == ChatChange::Send) {
        return ofSending(change, room);
    }
    if (kind == ChatChange::Redact) {
        return inRoom(room, i18nc("@item a change", "Delete a message in “%1”", room), i18nc("@item a change", "Delete a chat message"));
    }
    if (kind == ChatChange::State) {
        return ofRoomState(change, room);
    }
    if (kind == ChatChange::Read || kind == ChatChange::MarkUnread || kind == ChatChange::Tag || kind == ChatChange::Notify) {
        return ofPreference(change, room);
    }
    if (kind == ChatChange::Create) {
        return ofCreation(change);
    }
    if (kind == ChatChange::Join) {
        return inRoom(room, i18nc("@item a change", "Join “%1”", room), i18nc("@item a change", "Join a room"));
    }
    if (kind == ChatChange::Leave) {
        return inRoom(room, i18nc("@item a change", "Leave “%1”", room), i18nc("@item a change", "Leave a room"));
    }
    if (kind == ChatChange::Forget) {
        return inRoom(room, i18nc("@item a change", "Forget “%1”", room), i18nc("@item a change", "Forget a room"));
    }
    if (kind == ChatChange::Member) {
        return ofMember(change, room);
    }
    if (kind == ChatChange::Profile) {
        return change.arguments.contains(QStringLiteral("name")) ? i18nc("@item a change", "Change my name in chat") : i18nc("@item a change", "Change my picture in chat");
    }
    if (kind == ChatChange::Ignore) {
        const auto person = Words::shortened(Words::withoutTricks(change.arguments.value(QStringLiteral("user")).toString()), 60);
        return change.arguments.value(QStringLiteral("on")).toBool() ? i18nc("@item a change; %1: a person", "Ignore %1", person)
                                                                     : i18nc("@item a change; %1: a person", "No longer ignore %1", person);
    }
    return i18nc("@item a change that has no words of its own", "Another change");
}
}

QString action(const Change &change, const ChangeSubject &subject)
{
    const auto words = subject.thing == Thing::Message ? ofMail(change, subject.folder)
        : subject.thing == Thing::File                 ? ofFile(change)
        : subject.thing == Thing::Chat                 ? ofChat(change, subject.folder)
                                                       : ofGroupware(change, subject.thing, subject.folder);
    return subject.title.isEmpty() ? words
                                   : i18nc("@item a change and the message it is about", "%1: “%2”", words, Words::shortened(Words::withoutTricks(subject.title), 60));
}

QString state(const Change &change)
{
    switch (change.state) {
    case ChangeState::Waiting:
        if (change.notBefore.isValid() && change.notBefore > QDateTime::currentDateTimeUtc()) {
            return i18nc("@info", "Waits until %1", Words::shortDate(change.notBefore));
        }
        return change.attempts > 0 && !change.error.message.isEmpty() ? i18nc("@info", "Will be tried again: %1", change.error.message) : i18nc("@info", "Waiting");
    case ChangeState::InFlight:
        return i18nc("@info", "Under way");
    case ChangeState::Uncertain:
        return change.kind == MailChange::Send ? i18nc("@info", "Perhaps sent: the connection broke before the server confirmed it") : i18nc("@info", "Perhaps done: the server did not confirm it");
    case ChangeState::Parked:
        return i18nc("@info", "Refused: %1", change.error.message);
    }
    return {};
}

}
