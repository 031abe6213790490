// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/contentidentity.h"

#include <QDateTime>
#include <QSet>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace Kontor
{
namespace
{
template<std::size_t Size>
bool contains(const std::array<QByteArrayView, Size> &names, QByteArrayView name)
{
    return std::ranges::find(names, name) != names.end();
}

QByteArrayView withoutGroup(QByteArrayView property)
{
    return property.sliced(property.lastIndexOf('.') + 1);
}

bool isPerson(QByteArrayView name)
{
    return name == "ATTENDEE" || name == "ORGANIZER";
}

/// What RFC 5545 says a parameter means when it is absent.
QByteArray defaultOf(QByteArrayView name, QByteArrayView parameter)
{
    if (isPerson(name)) {
        return parameter == "ROLE" ? "REQ-PARTICIPANT" : parameter == "CUTYPE" ? "INDIVIDUAL" : parameter == "RSVP" ? "FALSE" : parameter == "PARTSTAT" ? "NEEDS-ACTION" : "";
    }
    if (parameter == "VALUE" && (name == "DTSTART" || name == "DTEND" || name == "DUE" || name == "EXDATE" || name == "RDATE" || name == "RECURRENCE-ID")) {
        return "DATE-TIME";
    }
    if (parameter == "VALUE" && name == "TRIGGER") {
        return "DURATION";
    }
    return parameter == "RELATED" ? "START" : parameter == "RELTYPE" ? "PARENT" : "";
}

bool isWithoutCase(QByteArrayView parameter)
{
    static constexpr std::array<QByteArrayView, 9> words{"TYPE", "PARTSTAT", "ROLE", "RSVP", "CUTYPE", "VALUE", "ENCODING", "RELTYPE", "RELATED"};
    return contains(words, parameter);
}

bool isText(QByteArrayView name)
{
    static constexpr std::array<QByteArrayView, 11> texts{
        "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT", "NOTE", "FN", "TITLE", "ROLE", "X-ABLABEL", "RELATED-TO"};
    return contains(texts, name);
}

bool isStructured(QByteArrayView name)
{
    return name == "N" || name == "ADR" || name == "ORG";
}

QByteArray canonicalAddress(const QByteArray &value)
{
    return value.size() > 7 && value.first(7).compare("mailto:", Qt::CaseInsensitive) == 0 ? value.toLower() : value;
}

QByteArray canonicalText(const QByteArray &value)
{
    return escapedText(unescapedText(value));
}

/// The pieces in one spelling; empty ones at the end say nothing.
QByteArray canonicalStructure(const QByteArray &value)
{
    QByteArrayList pieces;
    for (const auto list = splitValue(value, ';'); const auto &piece : list) {
        QByteArrayList entries;
        for (const auto several = splitValue(piece, ','); const auto &one : several) {
            entries << canonicalText(one);
        }
        pieces << entries.join(',');
    }
    while (pieces.size() > 1 && pieces.last().isEmpty()) {
        pieces.removeLast();
    }
    return pieces.join(';');
}

QByteArray canonicalValue(const ContentLine &line)
{
    const auto value = line.value();
    if (isPerson(line.name)) {
        return canonicalAddress(value);
    }
    return isText(line.name) ? canonicalText(value) : isStructured(line.name) ? canonicalStructure(value) : value;
}

QTimeZone zoneNamed(const QByteArray &name)
{
    if (const QTimeZone zone(name); zone.isValid()) {
        return zone;
    }
    // "/freeassociation.sourceforge.net/Europe/Berlin", "/mozilla.org/20070129_1/America/Argentina/Salta"
    auto slash = name.startsWith('/') ? name.indexOf('/', 1) : -1;
    while (slash > 0) {
        if (const QTimeZone zone(name.sliced(slash + 1)); zone.isValid()) {
            return zone;
        }
        slash = name.indexOf('/', slash + 1);
    }
    const auto iana = QTimeZone::windowsIdToDefaultIanaId(name);
    return iana.isEmpty() ? QTimeZone() : QTimeZone(iana);
}

QByteArray alarmIdentity(const ContentComponent &alarm)
{
    for (const auto *const name : {"UID", "X-WR-ALARMUID", "X-EVOLUTION-ALARM-UID"}) {
        if (const auto uid = alarm.value(name); !uid.isEmpty()) {
            return uid;
        }
    }
    const auto *const trigger = alarm.line("TRIGGER");
    return alarm.value("ACTION").toUpper() + ' ' + (trigger ? ContentIdentity::canonical(*trigger) : QByteArray());
}

QByteArray recurrenceIdOf(const ContentComponent &component)
{
    const auto *const line = component.line("RECURRENCE-ID");
    if (!line) {
        return {};
    }
    const auto logical = line->unfolded();
    const auto begin = logical.indexOf('-') + 3; // behind "RECURRENCE-ID", whatever its case
    return logical.sliced(begin);
}

void locateBelow(ContentComponent &parent, const ComponentKey &outer, QSet<QByteArray> &seen, QList<ContentIdentity::Located> &found)
{
    for (auto &part : parent.parts) {
        if (!part.component) {
            continue;
        }
        auto &component = *part.component;
        ComponentKey key;
        if (component.name == "VALARM") {
            key = outer;
            key.alarm = alarmIdentity(component);
            for (int twin = 2; seen.contains(ContentIdentity::normalized(key)); ++twin) { // two alarms at the same time
                key.alarm = alarmIdentity(component) + " #" + QByteArray::number(twin);
            }
        } else if (component.name == "VCALENDAR") {
            key.name = component.name;
        } else if (component.name == "VTIMEZONE") {
            key = {component.name, component.value("TZID"), {}, {}};
        } else {
            key = {component.name, component.value("UID"), recurrenceIdOf(component), {}};
        }
        const auto normalized = ContentIdentity::normalized(key);
        if (!seen.contains(normalized)) {
            seen.insert(normalized);
            found << ContentIdentity::Located{key, &component, &parent};
            if (component.name != "VTIMEZONE" && component.name != "VALARM") {
                locateBelow(component, key, seen, found);
            }
        }
    }
}
}

QMap<QByteArray, QList<QByteArray>> ContentIdentity::parameters(const ContentLine &line)
{
    QMap<QByteArray, QList<QByteArray>> map;
    for (const auto list = line.parameters(); const auto &[name, values] : list) {
        for (const auto &value : values) {
            const auto plain = isWithoutCase(name) ? value.toUpper() : isPerson(line.name) ? canonicalAddress(value) : value;
            if (plain != defaultOf(line.name, name)) {
                map[name] << plain;
            }
        }
    }
    for (auto &values : map) {
        std::ranges::sort(values);
    }
    return map;
}

QByteArray ContentIdentity::canonical(const ContentLine &line)
{
    if (line.name.isEmpty()) {
        return line.unfolded();
    }
    QByteArray text = propertyOf(line);
    for (const auto map = parameters(line); const auto &[name, values] : map.asKeyValueRange()) {
        text += ';' + name + '=' + values.join('\x1f');
    }
    text += ':' + canonicalValue(line);
    return text;
}

QByteArray ContentIdentity::entry(const ContentLine &line)
{
    if (line.name == "TEL") {
        auto number = line.value();
        number.removeIf([](char c) { return c == ' ' || c == '-' || c == '/' || c == '(' || c == ')'; });
        return number.toLower();
    }
    if (line.name == "EMAIL" || line.name == "MEMBER" || line.name == "IMPP") {
        return line.value().toLower();
    }
    return canonicalValue(line);
}

QByteArray ContentIdentity::instant(const QByteArray &zone, const QByteArray &value)
{
    const auto plain = value.trimmed();
    if (plain.size() == 8) {
        return "day " + plain;
    }
    if (plain.endsWith('Z')) {
        return "at " + plain;
    }
    if (zone.isEmpty()) {
        return "clock " + plain;
    }
    const auto named = zoneNamed(zone);
    const auto date = QDate::fromString(QString::fromLatin1(plain.left(8)), QStringLiteral("yyyyMMdd"));
    const auto time = QTime::fromString(QString::fromLatin1(plain.mid(9)), QStringLiteral("HHmmss"));
    if (!named.isValid() || !date.isValid() || !time.isValid()) {
        return "zone " + zone + ' ' + plain;
    }
    return "at " + QDateTime(date, time, named).toUTC().toString(QStringLiteral("yyyyMMdd'T'HHmmss'Z'")).toLatin1();
}

QByteArray ContentIdentity::instant(const QByteArray &recurrenceId)
{
    if (recurrenceId.isEmpty()) {
        return {};
    }
    const bool hasLine = recurrenceId.startsWith(';') || recurrenceId.startsWith(':');
    const auto line = ContentLine::fromLogical((hasLine ? QByteArray("RECURRENCE-ID") : QByteArray("RECURRENCE-ID:")) + recurrenceId);
    return instant(line.parameter("TZID"), line.value());
}

bool ContentIdentity::isList(QByteArrayView property)
{
    static constexpr std::array<QByteArrayView, 28> lists{"ATTENDEE", "EXDATE",   "RDATE",     "CATEGORIES", "COMMENT", "CONTACT", "ATTACH",
                                                          "RELATED-TO", "RESOURCES", "REQUEST-STATUS", "CONFERENCE", "IMAGE", "TEL", "EMAIL",
                                                          "ADR",     "IMPP",     "URL",       "KEY",        "MEMBER",  "RELATED", "NICKNAME",
                                                          "LANG",    "SOUND",    "X-ABDATE",  "X-ABRELATEDNAMES", "X-SOCIALPROFILE", "X-ADDRESSBOOKSERVER-MEMBER", "STRUCTURED-DATA"};
    return contains(lists, withoutGroup(property));
}

bool ContentIdentity::isIdentity(QByteArrayView property)
{
    static constexpr std::array<QByteArrayView, 5> identities{"ATTENDEE", "MEMBER", "RELATED-TO", "RELATED", "X-ADDRESSBOOKSERVER-MEMBER"};
    return contains(identities, withoutGroup(property));
}

bool ContentIdentity::isSet(QByteArrayView property)
{
    static constexpr std::array<QByteArrayView, 5> sets{"EXDATE", "RDATE", "CATEGORIES", "RESOURCES", "NICKNAME"};
    return contains(sets, withoutGroup(property));
}

bool ContentIdentity::isWeak(QByteArrayView property)
{
    static constexpr std::array<QByteArrayView, 10> weak{
        "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "REV", "CREATED", "PRODID", "ACKNOWLEDGED", "X-MOZ-GENERATION", "X-MOZ-LASTACK", "X-LIC-ERROR"};
    return contains(weak, withoutGroup(property));
}

QByteArray ContentIdentity::propertyOf(const ContentLine &line)
{
    return line.group.isEmpty() ? line.name : QByteArray(line.group.toUpper() + '.' + line.name);
}

QByteArray ContentIdentity::normalized(const ComponentKey &key)
{
    return key.name + '\0' + key.uid + '\0' + instant(key.recurrenceId) + '\0' + key.alarm;
}

QList<ContentIdentity::Located> ContentIdentity::locate(ContentText &text)
{
    QList<Located> found;
    QSet<QByteArray> seen;
    locateBelow(text.root, {}, seen, found);
    return found;
}

}
