// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/vcardreader.h"

#include "contacts/contacttext.h"
#include "contacts/vcardlines.h"
#include "contacts/vcardwriter.h"

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

/// The line in the words of version 3.
ContentLine modernLine(const ContentLine &line)
{
    QList<std::pair<QByteArray, QList<QByteArray>>> kept;
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        auto words = values;
        words.removeIf([](const QByteArray &word) {
            return word.compare("QUOTED-PRINTABLE", Qt::CaseInsensitive) == 0 || word.compare("BASE64", Qt::CaseInsensitive) == 0;
        });
        if (words.size() < values.size() && values.first().compare("BASE64", Qt::CaseInsensitive) == 0) {
            kept << std::pair(QByteArrayLiteral("ENCODING"), QList<QByteArray>{"b"});
        } else if (name != "CHARSET" && !words.isEmpty()) {
            kept << std::pair(name, words);
        }
    }
    return ContentLine::make(line.group, line.name, kept, VCardLines::value(line));
}

/// One card of an old version as version 3: line by line, so that nothing is lost. KContacts takes a card inside of it
/// (AGENT) for the card itself, spoils unknown properties, and never ends on some quoted-printable lines.
QByteArray modernized(const ContentComponent &card)
{
    QByteArray lines;
    for (const auto &part : card.parts) {
        const auto &line = part.line;
        if (!part.component && !line.name.isEmpty() && line.name != "VERSION" && line.name != "AGENT") {
            lines += modernLine(line).raw;
        }
    }
    const auto draft = read(card);
    if (draft.uid.isEmpty()) {
        lines += ContentLine::make({}, "UID", {}, VCardWriter::newUid().toLatin1()).raw;
    }
    if (draft.formattedName.isEmpty()) { // must be there since version 3
        lines += ContentLine::make({}, "FN", {}, escapedText(ContactText::shownName(draft))).raw;
    }
    if (!card.line("N")) {
        lines += "N:;;;;\r\n";
    }
    return QByteArray("BEGIN:VCARD\r\nVERSION:3.0\r\n" + lines + "END:VCARD\r\n");
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
        cards << (isOld(*part.component) ? modernized(*part.component) : bytes);
    }
    return cards;
}

}
