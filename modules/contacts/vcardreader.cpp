// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/vcardreader.h"

#include "contacts/contacttext.h"
#include "contacts/vcardlines.h"

#include <KContacts/VCardConverter>

namespace Kontor::VCardReader
{
namespace
{
QString piece(const QList<QByteArray> &pieces, qsizetype index)
{
    if (index >= pieces.size()) {
        return QStringLiteral("");
    }
    QStringList words; // "Philip,Paul": several
    for (const auto parts = splitValue(pieces[index], ','); const auto &one : parts) {
        words << unescapedText(one);
    }
    const auto joined = words.join(u' ');
    return joined.isNull() ? QStringLiteral("") : joined;
}

/// Street addresses keep their commas: "Hauptstr. 3, Hinterhaus" is often not escaped.
QString addressPiece(const QList<QByteArray> &pieces, qsizetype index)
{
    const auto text = index < pieces.size() ? unescapedText(pieces[index]) : QString();
    return text.isNull() ? QStringLiteral("") : text;
}

QString withoutScheme(const ContentLine &line, const QString &text)
{
    const bool isUri = line.parameter("VALUE").toLower() == "uri" || text.startsWith(QLatin1StringView("tel:"), Qt::CaseInsensitive);
    if (line.name == "TEL" && isUri && text.startsWith(QLatin1StringView("tel:"), Qt::CaseInsensitive)) {
        return QString::fromUtf8(QByteArray::fromPercentEncoding(text.sliced(4).toUtf8()));
    }
    return text;
}

void readKind(const ContentLine &line, ContactDraft &card)
{
    card.isGroup = VCardLines::text(line).trimmed().compare(QLatin1StringView("group"), Qt::CaseInsensitive) == 0;
}

void readName(const ContentLine &line, ContactDraft &card)
{
    const auto pieces = splitValue(VCardLines::value(line), ';');
    card.family = piece(pieces, 0);
    card.given = piece(pieces, 1);
    card.middle = piece(pieces, 2);
    card.prefix = piece(pieces, 3);
    card.suffix = piece(pieces, 4);
}

void readOrganization(const ContentLine &line, ContactDraft &card)
{
    const auto pieces = splitValue(VCardLines::value(line), ';');
    card.organization = addressPiece(pieces, 0);
    QStringList departments;
    for (qsizetype i = 1; i < pieces.size(); ++i) {
        if (const auto one = addressPiece(pieces, i); !one.isEmpty()) {
            departments << one;
        }
    }
    card.department = departments.isEmpty() ? QStringLiteral("") : departments.join(QLatin1StringView(", "));
}

void readAddress(const ContentLine &line, ContactDraft &card)
{
    const auto pieces = splitValue(VCardLines::value(line), ';');
    PostalAddress address;
    address.box = addressPiece(pieces, 0);
    address.extra = addressPiece(pieces, 1);
    address.street = addressPiece(pieces, 2);
    address.city = addressPiece(pieces, 3);
    address.region = addressPiece(pieces, 4);
    address.postcode = addressPiece(pieces, 5);
    address.country = addressPiece(pieces, 6);
    address.types = VCardLines::types(line);
    card.addresses << address;
}

ContactField fieldOf(const ContentLine &line, const QHash<QByteArray, QString> &labels)
{
    return {.value = withoutScheme(line, VCardLines::text(line).trimmed()),
            .types = VCardLines::types(line),
            .label = line.group.isEmpty() ? QString() : labels.value(line.group.toLower()),
            .isPreferred = VCardLines::isPreferred(line)};
}

void readCategories(const ContentLine &line, ContactDraft &card)
{
    for (const auto parts = splitValue(VCardLines::value(line), ','); const auto &one : parts) {
        if (const auto name = unescapedText(one).trimmed(); !name.isEmpty() && !card.categories.contains(name)) {
            card.categories << name;
        }
    }
}

void readNicknames(const ContentLine &line, ContactDraft &card)
{
    QStringList names;
    for (const auto parts = splitValue(VCardLines::value(line), ','); const auto &one : parts) {
        if (const auto name = unescapedText(one).trimmed(); !name.isEmpty()) {
            names << name;
        }
    }
    if (card.nickname.isEmpty()) {
        card.nickname = names.join(QLatin1StringView(", "));
    }
}

void readLine(const ContentLine &line, const QHash<QByteArray, QString> &labels, ContactDraft &card)
{
    const auto name = VCardLines::canonical(line.name);
    const auto first = [&line](QString &text) {
        if (text.isEmpty()) {
            text = VCardLines::text(line);
        }
    };
    if (name == "FN") {
        first(card.formattedName);
    } else if (name == "N" && ContactText::nameOfParts(card).isEmpty()) {
        readName(line, card);
    } else if (name == "UID" && card.uid.isEmpty()) {
        card.uid = VCardLines::plainUid(VCardLines::text(line));
    } else if (name == "KIND") {
        readKind(line, card);
    } else if (name == "NICKNAME") {
        readNicknames(line, card);
    } else if (name == "ORG" && card.organization.isEmpty() && card.department.isEmpty()) {
        readOrganization(line, card);
    } else if (name == "TITLE") {
        first(card.title);
    } else if (name == "ROLE") {
        first(card.role);
    } else if (name == "NOTE") {
        first(card.note);
    } else if (name == "EMAIL") {
        card.emails << fieldOf(line, labels);
    } else if (name == "TEL") {
        card.phones << fieldOf(line, labels);
    } else if (name == "IMPP") {
        card.chats << fieldOf(line, labels);
    } else if (name == "URL") {
        card.links << fieldOf(line, labels);
    } else if (name == "ADR") {
        readAddress(line, card);
    } else if (name == "BDAY" && !card.birthday.isValid()) {
        card.birthday = VCardLines::date(line);
    } else if (name == "ANNIVERSARY" && !card.anniversary.isValid()) {
        card.anniversary = VCardLines::date(line);
    } else if (name == "CATEGORIES") {
        readCategories(line, card);
    } else if (name == "PHOTO" && card.photo.isEmpty() && card.photoUri.isEmpty()) {
        const auto found = VCardLines::binary(line);
        card.photo = found.bytes;
        card.photoType = found.type;
        card.photoUri = found.uri;
    } else if (name == "KEY") {
        const auto found = VCardLines::binary(line);
        card.keys << ContactDraft::Key{.type = found.type, .uri = found.uri, .bytes = found.bytes};
    } else if (name == "MEMBER") {
        card.members << VCardLines::plainUid(VCardLines::text(line));
    }
}

bool isOld(const ContentComponent &card)
{
    const auto version = card.value("VERSION").trimmed();
    return !version.startsWith('3') && !version.startsWith('4');
}

/// One card of an old version as version 3.
QByteArray modernized(const QByteArray &card)
{
    KContacts::VCardConverter converter;
    const auto people = converter.parseVCards(card);
    if (people.isEmpty() || people.first().isEmpty()) {
        return card;
    }
    return converter.createVCard(people.first(), KContacts::VCardConverter::v3_0);
}
}

const ContentComponent *cardOf(const ContentText &text)
{
    const auto cards = text.root.components("VCARD");
    return cards.isEmpty() ? nullptr : cards.first();
}

ContactDraft read(const ContentComponent &component)
{
    ContactDraft card;
    const auto labels = VCardLines::labels(component);
    for (const auto &part : component.parts) {
        if (!part.component) {
            readLine(part.line, labels, card);
        }
    }
    return card;
}

ContactDraft read(const QByteArray &bytes)
{
    const auto text = ContentText::parse(bytes);
    const auto *card = cardOf(text);
    return card ? read(*card) : ContactDraft();
}

bool isReadable(const QByteArray &bytes)
{
    const auto text = ContentText::parse(bytes);
    const auto *card = cardOf(text);
    if (!card) {
        return false;
    }
    return std::ranges::any_of(card->parts, [](const ContentComponent::Part &part) {
        const auto &name = part.line.name;
        return !part.component && !name.isEmpty() && name != "VERSION" && name != "PRODID" && name != "UID" && name != "REV";
    });
}

QList<QByteArray> split(const QByteArray &file)
{
    QList<QByteArray> cards;
    auto text = ContentText::parse(file);
    // Quoted-printable lines of version 2.1 go on behind "=" without a blank: the parser sees strange lines,
    // but where cards begin and end it sees all the same.
    for (const auto &part : text.root.parts) {
        if (!part.component || part.component->name != "VCARD") {
            continue;
        }
        ContentText one;
        one.root.parts << part;
        auto bytes = one.toBytes();
        if (!bytes.endsWith('\n')) {
            bytes += "\r\n";
        }
        if (part.component->end.raw.isEmpty()) {
            bytes += "END:VCARD\r\n";
        }
        cards << (isOld(*part.component) ? modernized(bytes) : bytes);
    }
    return cards;
}

}
