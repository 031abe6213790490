// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagesentence.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor
{

QString MessageSentence::dateInWords(const QDateTime &date, const QDateTime &now)
{
    if (!date.isValid() || date.toMSecsSinceEpoch() == 0) {
        return i18nc("@info in place of a date", "without a date");
    }
    const auto local = date.toLocalTime();
    const auto today = now.toLocalTime().date();
    const auto time = QLocale().toString(local.time(), QLocale::ShortFormat);
    const auto days = local.date().daysTo(today);
    if (days == 0) {
        return i18nc("@info date in words, %1 is a time", "today %1", time);
    }
    if (days == 1) {
        return i18nc("@info date in words, %1 is a time", "yesterday %1", time);
    }
    if (days > 1 && days < 7) {
        return i18nc("@info date in words, %1 is the name of a day, %2 a time", "%1 %2", QLocale().dayName(local.date().dayOfWeek()), time);
    }
    return i18nc("@info date in words, %1 is the day of the month, %2 the name of the month, %3 the year",
                 "%1 %2 %3",
                 local.date().day(),
                 QLocale().monthName(local.date().month()),
                 QString::number(local.date().year()));
}

QString MessageSentence::person(const MessageRow &message, Person person)
{
    if (person == Person::Recipients) {
        return message.recipients.isEmpty() ? i18nc("@info in place of recipients", "nobody yet") : message.recipients;
    }
    const auto &name = message.fromName.isEmpty() ? message.fromAddress : message.fromName;
    return name.isEmpty() ? i18nc("@info in place of a sender", "unknown sender") : name;
}

QString MessageSentence::subject(const MessageRow &message)
{
    return message.subject.isEmpty() ? i18nc("@info in place of a subject", "(no subject)") : message.subject;
}

QString MessageSentence::spoken(const MessageRow &message, const Thread &thread, Person whom, const QDateTime &now)
{
    QStringList parts;
    if (message.flags & MessageFlag::Waiting) {
        parts << i18nc("@info state of a message, spoken", "waits to be sent");
    }
    if (!(message.flags & MessageFlag::Seen)) {
        parts << i18nc("@info state of a message, spoken", "unread");
    }
    const auto name = person(message, whom);
    parts << (whom == Person::Recipients ? i18nc("@info spoken, %1 is a list of names", "to %1", name) : name);
    parts << subject(message);
    parts << dateInWords(message.date, now);
    if (message.attachments > 0) {
        parts << i18ncp("@info spoken", "%1 attachment", "%1 attachments", message.attachments);
    }
    if (message.flags & MessageFlag::Flagged) {
        parts << i18nc("@info state of a message, spoken", "starred");
    }
    if (message.flags & MessageFlag::Answered) {
        parts << i18nc("@info state of a message, spoken", "answered");
    }
    if (message.flags & MessageFlag::Forwarded) {
        parts << i18nc("@info state of a message, spoken", "forwarded");
    }
    if (message.flags & MessageFlag::Invitation) {
        parts << i18nc("@info state of a message, spoken", "invitation");
    }
    if (message.flags & MessageFlag::Junk) {
        parts << i18nc("@info state of a message, spoken", "junk");
    }
    if (!message.keywords.isEmpty()) {
        parts << i18ncp("@info spoken, %2 is a list of tags", "tag %2", "tags %2", message.keywords.size(), message.keywords.join(QLatin1StringView(", ")));
    }
    if (thread.size > 1) {
        parts << i18ncp("@info spoken", "conversation of %1 message", "conversation of %1 messages", thread.size);
        if (thread.unread > 0) {
            parts << i18ncp("@info spoken, messages of a conversation", "%1 unread", "%1 unread", thread.unread);
        }
    }
    return parts.join(QLatin1StringView(", ")) + u'.';
}

}
