// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/itipmessage.h"

#include "calendar/eventlines.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qsizetype largest = qsizetype(8) << 20;

ItipMessage::Method methodOf(const QByteArray &word)
{
    using Method = ItipMessage::Method;
    static const QHash<QByteArray, Method> known{
        {"PUBLISH", Method::Publish},
        {"REQUEST", Method::Request},
        {"REPLY", Method::Reply},
        {"CANCEL", Method::Cancel},
        {"ADD", Method::Add},
        {"COUNTER", Method::Counter},
        {"REFRESH", Method::Refresh},
        {"DECLINECOUNTER", Method::DeclineCounter},
    };
    return known.value(word.trimmed().toUpper(), Method::None);
}

/// The same text with the entries of one UID only: others do not belong into one message (RFC 5546, 3).
QByteArray reduced(const QByteArray &ics, const QByteArray &uid)
{
    const auto text = ContentText::parse(ics);
    const auto calendar = EventLines::calendarOf(text);
    if (!calendar) {
        return ics;
    }
    for (const auto &item : EventLines::items(*calendar)) {
        if (item->value("UID") != uid) {
            EventLines::remove(*calendar, item.get());
        }
    }
    return text.toBytes();
}
}

ItipMessage ItipMessage::read(const QByteArray &ics, const QString &sender)
{
    ItipMessage message;
    message.sender = sender.trimmed().toLower();
    if (ics.size() > largest) {
        message.object.problems << i18nc("@info", "This invitation is too large to be read.");
        return message;
    }
    message.ics = ics;
    message.object = CalendarObject::read(ics);
    message.uid = message.object.uid();
    if (message.object.hasSeveralUids()) {
        message.ics = reduced(ics, message.uid);
        message.object = CalendarObject::read(message.ics);
    }
    message.method = methodOf(message.object.method);
    message.isUsable = message.object.understanding != CalendarObject::Understanding::None && !message.uid.isEmpty() && message.method != Method::None;
    return message;
}

bool ItipMessage::isOnlyInstances() const
{
    return !object.components.isEmpty() && !object.master();
}

QString ItipMessage::organizer() const
{
    return object.components.isEmpty() ? QString() : object.components.first().organizer.address.toLower();
}

int ItipMessage::sequence() const
{
    int highest = 0;
    for (const auto &component : object.components) {
        highest = std::max(highest, component.sequence);
    }
    return highest;
}

QDateTime ItipMessage::stamp() const
{
    QDateTime newest;
    for (const auto &component : object.components) {
        if (!newest.isValid() || component.stamp > newest) {
            newest = component.stamp;
        }
    }
    return newest;
}

}
