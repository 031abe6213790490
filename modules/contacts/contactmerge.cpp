// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactmerge.h"

#include "contacts/contacttext.h"
#include "contacts/vcardlines.h"
#include "contacts/vcardreader.h"
#include "contacts/vcardwriter.h"

#include <algorithm>

namespace Kontor::ContactMerge
{
namespace
{
template<class T>
void carry(const T &before, const T &after, T &now)
{
    if (before != after) {
        now = after;
    }
}

template<class T>
void carryList(const QList<T> &before, const QList<T> &after, QList<T> &now)
{
    if (before == after) {
        return;
    }
    if (now == before) {
        now = after;
        return;
    }
    for (const auto &one : before) {
        if (!after.contains(one)) {
            now.removeOne(one);
        }
    }
    for (const auto &one : after) {
        if (!before.contains(one) && !now.contains(one)) {
            now << one;
        }
    }
}

void unite(QList<ContactField> &fields, const QList<ContactField> &more, QString (*key)(const QString &))
{
    for (auto field : more) {
        const auto same = std::ranges::find_if(fields, [&](const ContactField &known) {
            return key(known.value) == key(field.value);
        });
        if (same == fields.end()) {
            field.isPreferred = field.isPreferred && std::ranges::none_of(fields, &ContactField::isPreferred);
            fields << field;
            continue;
        }
        for (const auto &type : std::as_const(field.types)) {
            if (!same->types.contains(type)) {
                same->types << type;
            }
        }
        if (same->label.isEmpty()) {
            same->label = field.label;
        }
    }
}

template<class T>
void uniteExact(QList<T> &list, const QList<T> &more)
{
    for (const auto &one : more) {
        if (!list.contains(one)) {
            list << one;
        }
    }
}

QString lower(const QString &text)
{
    return text.trimmed().toLower();
}
}

ContactDraft carried(const ContactDraft &before, const ContactDraft &after, const ContactDraft &now)
{
    auto card = now;
    carry(before.formattedName, after.formattedName, card.formattedName);
    carry(before.prefix, after.prefix, card.prefix);
    carry(before.given, after.given, card.given);
    carry(before.middle, after.middle, card.middle);
    carry(before.family, after.family, card.family);
    carry(before.suffix, after.suffix, card.suffix);
    carry(before.nickname, after.nickname, card.nickname);
    carry(before.organization, after.organization, card.organization);
    carry(before.department, after.department, card.department);
    carry(before.title, after.title, card.title);
    carry(before.role, after.role, card.role);
    carry(before.birthday, after.birthday, card.birthday);
    carry(before.anniversary, after.anniversary, card.anniversary);
    carry(before.note, after.note, card.note);
    carry(before.isGroup, after.isGroup, card.isGroup);
    if (before.photo != after.photo || before.photoUri != after.photoUri) {
        card.photo = after.photo;
        card.photoType = after.photoType;
        card.photoUri = after.photoUri;
    }
    carryList(before.emails, after.emails, card.emails);
    carryList(before.phones, after.phones, card.phones);
    carryList(before.chats, after.chats, card.chats);
    carryList(before.links, after.links, card.links);
    carryList(before.addresses, after.addresses, card.addresses);
    carryList<QString>(before.categories, after.categories, card.categories);
    carryList(before.keys, after.keys, card.keys);
    carryList<QString>(before.members, after.members, card.members);
    return card;
}

ContactDraft merged(const QList<ContactDraft> &cards)
{
    ContactDraft whole = cards.value(0);
    QStringList notes;
    const auto first = [](QString &text, const QString &other) {
        if (text.isEmpty()) {
            text = other;
        }
    };
    const auto firstOrNote = [&](QString &text, const QString &other) {
        first(text, other);
        if (!other.isEmpty() && text != other && !notes.contains(other)) {
            notes << other;
        }
    };
    for (const auto &card : cards.sliced(std::min<qsizetype>(1, cards.size()))) {
        const bool hasParts = !whole.given.isEmpty() || !whole.family.isEmpty();
        if (!hasParts) {
            whole.prefix = card.prefix;
            whole.given = card.given;
            whole.middle = card.middle;
            whole.family = card.family;
            whole.suffix = card.suffix;
        }
        first(whole.formattedName, card.formattedName);
        if (!card.formattedName.isEmpty() && ContactText::folded(card.formattedName) != ContactText::folded(whole.formattedName)) {
            if (whole.nickname.isEmpty()) {
                whole.nickname = card.formattedName;
            } else {
                notes << card.formattedName;
            }
        }
        firstOrNote(whole.nickname, card.nickname);
        firstOrNote(whole.organization, card.organization);
        firstOrNote(whole.department, card.department);
        firstOrNote(whole.title, card.title);
        firstOrNote(whole.role, card.role);
        const bool isSameDay = whole.birthday.month() == card.birthday.month() && whole.birthday.day() == card.birthday.day();
        if (!whole.birthday.isValid() || (whole.birthday.year() == yearUnknown && card.birthday.isValid() && isSameDay)) {
            whole.birthday = card.birthday; // which may know the year
        }
        if (!whole.anniversary.isValid()) {
            whole.anniversary = card.anniversary;
        }
        if (whole.photo.isEmpty() && whole.photoUri.isEmpty()) {
            whole.photo = card.photo;
            whole.photoType = card.photoType;
            whole.photoUri = card.photoUri;
        }
        unite(whole.emails, card.emails, lower);
        unite(whole.phones, card.phones, ContactText::digits);
        unite(whole.chats, card.chats, lower);
        unite(whole.links, card.links, lower);
        uniteExact(whole.addresses, card.addresses);
        uniteExact(whole.keys, card.keys);
        uniteExact<QString>(whole.categories, card.categories);
        uniteExact<QString>(whole.members, card.members);
        if (!card.note.isEmpty() && !whole.note.contains(card.note)) {
            whole.note += whole.note.isEmpty() ? card.note : QString(QLatin1StringView("\n\n") + card.note);
        }
    }
    if (!notes.isEmpty()) {
        whole.note += QString((whole.note.isEmpty() ? QString() : QStringLiteral("\n\n")) + notes.join(u'\n'));
    }
    return whole;
}

QByteArray written(const QByteArray &card, const QList<QByteArray> &others, const ContactDraft &wanted)
{
    static const QSet<QByteArray> known = {"VERSION", "PRODID", "UID",   "REV",  "KIND", "FN",          "N",    "NICKNAME",   "ORG",   "TITLE", "ROLE",   "EMAIL",    "TEL",
                                           "IMPP",    "URL",    "ADR",   "BDAY", "ANNIVERSARY", "NOTE", "CATEGORIES", "PHOTO", "KEY",   "MEMBER", "X-ABLABEL"};
    auto text = ContentText::parse(card);
    const auto place = std::ranges::find_if(text.root.parts, [](const ContentComponent::Part &part) {
        return part.component && part.component->name == "VCARD";
    });
    if (place == text.root.parts.end()) {
        return VCardWriter::write(card, wanted);
    }
    auto &parts = place->component->parts;
    QSet<QByteArray> there;
    for (const auto &part : std::as_const(parts)) {
        there.insert(part.line.unfolded());
    }
    for (const auto &other : others) {
        const auto otherText = ContentText::parse(other);
        const auto *component = VCardReader::cardOf(otherText);
        if (!component) {
            continue;
        }
        for (const auto &part : component->parts) {
            if (part.component || part.line.name.isEmpty() || known.contains(VCardLines::canonical(part.line.name)) || there.contains(part.line.unfolded())) {
                continue;
            }
            there.insert(part.line.unfolded());
            // Its group would join it to lines of this card that happen to be called the same.
            parts << ContentComponent::Part{{}, part.line.group.isEmpty() ? part.line : ContentLine::make({}, part.line.name, part.line.parameters(), part.line.value())};
        }
    }
    return VCardWriter::write(text.toBytes(), wanted);
}

}
