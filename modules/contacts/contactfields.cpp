// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactfields.h"

#include "contacts/contacttext.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor::ContactFields
{
namespace
{
constexpr qsizetype mostLines = 30; // of one kind; a card with thousands is nobody's

QString lines(const QList<ContactField> &fields)
{
    QStringList list;
    for (const auto &field : fields.first(std::min(fields.size(), mostLines))) {
        const auto words = typeWords(field);
        list << (words.isEmpty() ? field.value : i18nc("@item a number or an address, and what it is for", "%1 (%2)", field.value, words));
    }
    if (fields.size() > mostLines) {
        list << i18ncp("@item what is not shown of a long list", "and %1 more", "and %1 more", fields.size() - mostLines);
    }
    return list.join(u'\n');
}
}

QString typeWords(const QStringList &types)
{
    QStringList words;
    const auto add = [&](const char *type, const QString &word) {
        if (types.contains(QLatin1StringView(type))) {
            words << word;
        }
    };
    add("home", i18nc("@item what a phone number or an address is for", "Private"));
    add("work", i18nc("@item what a phone number or an address is for", "Work"));
    add("cell", i18nc("@item what a phone number is for", "Mobile"));
    add("iphone", i18nc("@item what a phone number is for", "Mobile"));
    add("main", i18nc("@item what a phone number is for", "Main"));
    add("fax", i18nc("@item what a phone number is for", "Fax"));
    add("pager", i18nc("@item what a phone number is for", "Pager"));
    add("other", i18nc("@item what a phone number or an address is for", "Other"));
    words.removeDuplicates();
    return words.join(QLatin1StringView(", "));
}

QString typeWords(const ContactField &field)
{
    if (field.label.isEmpty()) {
        return typeWords(field.types);
    }
    return field.label == QLatin1String("HomePage") ? i18nc("@item what a link leads to", "Home page") : ContactText::line(field.label, 100);
}

QString addressText(const PostalAddress &address)
{
    // Not by KContacts: it puts the postcode behind the town wherever it does not know the country by its name.
    static const QStringList behind = {QStringLiteral("us"), QStringLiteral("usa"), QStringLiteral("united states"), QStringLiteral("vereinigte staaten"), QStringLiteral("uk"),
                                       QStringLiteral("united kingdom"), QStringLiteral("england"), QStringLiteral("canada"), QStringLiteral("kanada"), QStringLiteral("australia"),
                                       QStringLiteral("australien"), QStringLiteral("ireland"), QStringLiteral("irland")};
    const auto joined = [](const QStringList &parts, const QString &between) {
        QStringList present;
        for (const auto &part : parts) {
            if (!part.trimmed().isEmpty()) {
                present << part.trimmed();
            }
        }
        return present.join(between);
    };
    const auto blank = QStringLiteral(" ");
    const bool isBehind = behind.contains(address.country.trimmed().toLower());
    const auto town = isBehind ? joined({address.city, joined({address.region, address.postcode}, blank)}, QStringLiteral(", ")) : joined({address.postcode, address.city}, blank);
    const auto box = address.box.trimmed().isEmpty() ? QString() : i18nc("@item of an address", "PO box %1", address.box);
    return joined({address.extra, address.street, box, town, isBehind ? QString() : address.region, address.country}, QStringLiteral("\n"));
}

QString dayText(QDate day)
{
    if (!day.isValid()) {
        return {};
    }
    if (day.year() != yearUnknown) {
        return QLocale().toString(day, QLocale::LongFormat);
    }
    return QLocale().toString(day, i18nc("@info a birthday without a year, in the format of QLocale::toString()", "d MMMM"));
}

QString keyText(const ContactDraft::Key &key)
{
    if (key.type.contains(QLatin1StringView("pgp"))) {
        return i18nc("@item a cryptographic key of a contact", "OpenPGP key");
    }
    if (key.type.contains(QLatin1StringView("pkix")) || key.type.contains(QLatin1StringView("x509"))) {
        return i18nc("@item an S/MIME certificate of a contact", "Certificate");
    }
    return i18nc("@item a cryptographic key of a contact", "Key");
}

QList<ContactFact> of(const ContactDraft &card)
{
    QList<ContactFact> facts;
    const auto add = [&facts](const char *key, const QString &label, const QString &text) {
        if (!text.trimmed().isEmpty()) {
            facts << ContactFact{.key = QString::fromLatin1(key), .label = label, .text = text};
        }
    };
    const auto joined = [](const QStringList &list) {
        return list.join(QLatin1StringView(", "));
    };
    add("name", i18nc("@label of a contact", "Name"), card.formattedName.isEmpty() ? ContactText::nameOfParts(card) : card.formattedName);
    add("parts", i18nc("@label given and family name of a contact", "Parts of the name"), ContactText::nameOfParts(card));
    add("nickname", i18nc("@label of a contact", "Nickname"), card.nickname);
    add("organization", i18nc("@label of a contact", "Organisation"), card.organization);
    add("department", i18nc("@label of a contact", "Department"), card.department);
    add("title", i18nc("@label the position of a contact", "Position"), card.title);
    add("role", i18nc("@label the profession of a contact", "Profession"), card.role);
    add("emails", i18nc("@label of a contact", "Email"), lines(card.emails));
    add("phones", i18nc("@label of a contact", "Phone"), lines(card.phones));
    add("chats", i18nc("@label of a contact", "Chat"), lines(card.chats));
    add("links", i18nc("@label of a contact", "Links"), lines(card.links));
    QStringList addresses;
    for (const auto &address : card.addresses.first(std::min(card.addresses.size(), mostLines))) {
        addresses << addressText(address).replace(u'\n', QLatin1StringView(", "));
    }
    add("addresses", i18nc("@label postal addresses of a contact", "Addresses"), addresses.join(u'\n'));
    add("birthday", i18nc("@label of a contact", "Birthday"), dayText(card.birthday));
    add("anniversary", i18nc("@label wedding day of a contact", "Anniversary"), dayText(card.anniversary));
    add("categories", i18nc("@label of a contact", "Categories"), joined(card.categories));
    add("note", i18nc("@label of a contact", "Note"), card.note.left(2000));
    if (!card.photo.isEmpty() || !card.photoUri.isEmpty()) {
        add("photo", i18nc("@label of a contact", "Photo"), card.photo.isEmpty() ? card.photoUri : QLocale().formattedDataSize(card.photo.size()));
    }
    QStringList keys;
    for (const auto &key : card.keys) {
        keys << keyText(key);
    }
    add("keys", i18nc("@label cryptographic keys of a contact", "Keys"), joined(keys));
    if (card.isGroup) {
        add("members", i18nc("@label of a group of contacts", "Members"), i18ncp("@item", "%1 member", "%1 members", card.members.size()));
    }
    return facts;
}

void take(const QString &key, const ContactDraft &from, ContactDraft &into)
{
    if (key == QLatin1String("name")) {
        into.formattedName = from.formattedName;
    } else if (key == QLatin1String("parts")) {
        into.prefix = from.prefix;
        into.given = from.given;
        into.middle = from.middle;
        into.family = from.family;
        into.suffix = from.suffix;
    } else if (key == QLatin1String("nickname")) {
        into.nickname = from.nickname;
    } else if (key == QLatin1String("organization")) {
        into.organization = from.organization;
    } else if (key == QLatin1String("department")) {
        into.department = from.department;
    } else if (key == QLatin1String("title")) {
        into.title = from.title;
    } else if (key == QLatin1String("role")) {
        into.role = from.role;
    } else if (key == QLatin1String("emails")) {
        into.emails = from.emails;
    } else if (key == QLatin1String("phones")) {
        into.phones = from.phones;
    } else if (key == QLatin1String("chats")) {
        into.chats = from.chats;
    } else if (key == QLatin1String("links")) {
        into.links = from.links;
    } else if (key == QLatin1String("addresses")) {
        into.addresses = from.addresses;
    } else if (key == QLatin1String("birthday")) {
        into.birthday = from.birthday;
    } else if (key == QLatin1String("anniversary")) {
        into.anniversary = from.anniversary;
    } else if (key == QLatin1String("categories")) {
        into.categories = from.categories;
    } else if (key == QLatin1String("note")) {
        into.note = from.note;
    } else if (key == QLatin1String("photo")) {
        into.photo = from.photo;
        into.photoType = from.photoType;
        into.photoUri = from.photoUri;
    } else if (key == QLatin1String("keys")) {
        into.keys = from.keys;
    } else if (key == QLatin1String("members")) {
        into.members = from.members;
    }
}

}
