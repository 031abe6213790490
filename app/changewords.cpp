// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/changewords.h"

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

QString action(const Change &change, const ChangeSubject &subject)
{
    const auto words = subject.thing == Thing::Message ? ofMail(change, subject.folder)
        : subject.thing == Thing::File                 ? ofFile(change)
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
