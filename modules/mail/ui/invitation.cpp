// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/invitation.h"

#include "shell/words.h"

#include <KLocalizedString>
#include <QLocale>
#include <QTimeZone>

namespace Kontor
{
namespace
{
constexpr qsizetype mostBytes = 256 * 1024;

struct Property {
    QString name;
    QString parameters;
    QString value;
};

Property split(const QString &line)
{
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == u'"') {
            quoted = !quoted;
        } else if (line[i] == u':' && !quoted) {
            const auto head = line.first(i);
            const auto semicolon = head.indexOf(u';');
            return {head.first(semicolon < 0 ? i : semicolon).toUpper(), semicolon < 0 ? QString() : head.sliced(semicolon + 1), line.sliced(i + 1)};
        }
    }
    return {};
}

QString parameter(const Property &property, const QString &name)
{
    for (const auto &part : property.parameters.split(u';')) {
        if (part.startsWith(name + QLatin1Char('='), Qt::CaseInsensitive)) {
            auto value = part.sliced(name.size() + 1);
            return value.remove(u'"');
        }
    }
    return {};
}

QString text(QString value)
{
    value.replace(QStringLiteral("\\n"), QStringLiteral(" "), Qt::CaseInsensitive);
    value.replace(QStringLiteral("\\,"), QStringLiteral(",")).replace(QStringLiteral("\\;"), QStringLiteral(";")).replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
    return Words::shortened(Words::withoutTricks(value), 200);
}

QDateTime time(const Property &property, bool &isAllDay)
{
    if (property.value.size() == 8) {
        isAllDay = true;
        return QDate::fromString(property.value, QStringLiteral("yyyyMMdd")).startOfDay();
    }
    const bool isUtc = property.value.endsWith(u'Z');
    auto when = QDateTime::fromString(property.value.first(std::min<qsizetype>(property.value.size(), 15)), QStringLiteral("yyyyMMdd'T'HHmmss"));
    if (isUtc) {
        when.setTimeZone(QTimeZone::UTC);
    } else if (const QTimeZone zone(parameter(property, QStringLiteral("TZID")).toLatin1()); zone.isValid()) {
        when.setTimeZone(zone);
    }
    return when.toLocalTime();
}
}

Invitation Invitation::parse(const QByteArray &calendar)
{
    Invitation invitation;
    auto words = QString::fromUtf8(calendar.first(std::min(calendar.size(), mostBytes)));
    words.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
    words.replace(QStringLiteral("\n "), QString()).replace(QStringLiteral("\n\t"), QString()); // unfold, RFC 5545 section 3.1
    bool inEvent = false;
    int depth = 0; // alarms inside the event
    for (const auto &line : words.split(u'\n')) {
        const auto property = split(line);
        if (property.name == QLatin1String("METHOD")) {
            const auto method = property.value.trimmed().toUpper();
            invitation.method = method == QLatin1String("REQUEST") ? Method::Request
                : method == QLatin1String("REPLY")                 ? Method::Reply
                : method == QLatin1String("CANCEL")                ? Method::Cancel
                                                                   : Method::Other;
        } else if (property.name == QLatin1String("BEGIN")) {
            if (inEvent) {
                ++depth;
            }
            inEvent = inEvent || property.value.trimmed().compare(QLatin1String("VEVENT"), Qt::CaseInsensitive) == 0;
        } else if (property.name == QLatin1String("END") && inEvent) {
            if (depth-- == 0) {
                break; // the first event is enough
            }
        } else if (inEvent && depth == 0) {
            if (property.name == QLatin1String("SUMMARY")) {
                invitation.summary = text(property.value);
            } else if (property.name == QLatin1String("LOCATION")) {
                invitation.location = text(property.value);
            } else if (property.name == QLatin1String("ORGANIZER")) {
                const auto name = parameter(property, QStringLiteral("CN"));
                invitation.organizer = text(name.isEmpty() ? property.value.mid(property.value.indexOf(u':') + 1) : name);
            } else if (property.name == QLatin1String("DTSTART")) {
                invitation.start = time(property, invitation.isAllDay);
            } else if (property.name == QLatin1String("DTEND")) {
                bool ignored = false;
                invitation.end = time(property, ignored);
            }
        }
    }
    invitation.isValid = inEvent && invitation.start.isValid();
    return invitation;
}

QString Invitation::sentence() const
{
    if (!isValid) {
        return {};
    }
    const QLocale locale;
    auto when = isAllDay ? locale.toString(start.date(), QLocale::LongFormat) : Words::longDate(start);
    if (!isAllDay && end.isValid() && end > start) {
        when = end.date() == start.date() ? i18nc("@info start – end time", "%1 – %2", when, Words::time(end.time()))
                                          : i18nc("@info start – end", "%1 – %2", when, Words::longDate(end));
    }
    const auto what = summary.isEmpty() ? i18nc("@info an event without a title", "an event") : summary;
    QString line;
    switch (method) {
    case Method::Request:
        line = i18nc("@info", "Invitation: %1, %2", what, when);
        break;
    case Method::Reply:
        line = i18nc("@info", "Answer to an invitation: %1, %2", what, when);
        break;
    case Method::Cancel:
        line = i18nc("@info", "Cancelled: %1, %2", what, when);
        break;
    case Method::Other:
        line = i18nc("@info", "Event: %1, %2", what, when);
        break;
    }
    if (!location.isEmpty()) {
        line = i18nc("@info event, place", "%1, %2", line, location);
    }
    if (!organizer.isEmpty()) {
        line = i18nc("@info event and organizer", "%1 (organised by %2)", line, organizer);
    }
    return line;
}

}
