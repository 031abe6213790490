// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/vcardwriter.h"

#include "contacts/contacttext.h"
#include "contacts/vcardedit.h"
#include "contacts/vcardlines.h"
#include "contacts/vcardreader.h"
#include "groupware/contenthead.h"

#include <QUuid>

namespace Kontor::VCardWriter
{
namespace
{
using Parameters = QList<std::pair<QByteArray, QList<QByteArray>>>;

QByteArray uriValue(const QString &uri)
{
    auto bytes = uri.trimmed().toUtf8();
    bytes.removeIf([](char c) {
        return uchar(c) < 0x20;
    });
    return bytes;
}

bool isUriValue(const QByteArray &name)
{
    return name == "URL" || name == "IMPP";
}

/// Of several lines the one that is read: the first that says something.
qsizetype shownOf(const VCardEdit &edit, const QList<qsizetype> &parts)
{
    const auto shown = std::ranges::find_if(parts, [&edit](qsizetype part) {
        return std::ranges::any_of(VCardLines::value(edit.line(part)), [](char c) {
            return c != ';' && c != ',';
        });
    });
    return shown == parts.end() ? parts.first() : *shown;
}

/// A property with one text.
void writeText(VCardEdit &edit, const QByteArray &name, const QString &before, const QString &after)
{
    if (before == after || (before.isEmpty() && after.isEmpty())) {
        return;
    }
    const auto parts = edit.find(name);
    if (after.isEmpty()) {
        for (const auto part : parts) {
            edit.remove(part);
        }
    } else if (parts.isEmpty()) {
        edit.add(ContentLine::make({}, name, {}, escapedText(after)));
    } else {
        edit.replaceValue(shownOf(edit, parts), escapedText(after));
    }
}

/// N, ORG, ADR: only the pieces that differ are written anew.
QByteArray withPieces(const QByteArray &raw, const QList<std::pair<QString, QString>> &pieces)
{
    auto list = raw.isEmpty() ? QList<QByteArray>() : splitValue(raw, ';');
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const auto &[before, after] = pieces[i];
        if (i >= list.size()) {
            list << QByteArray();
        }
        if (before != after) {
            list[i] = escapedText(after);
        }
    }
    return QByteArrayList(list).join(';');
}

void writeName(VCardEdit &edit, const ContactDraft &before, const ContactDraft &after)
{
    const QList<std::pair<QString, QString>> pieces
        = {{before.family, after.family}, {before.given, after.given}, {before.middle, after.middle}, {before.prefix, after.prefix}, {before.suffix, after.suffix}};
    if (std::ranges::all_of(pieces, [](const auto &piece) {
            return piece.first == piece.second;
        })) {
        return;
    }
    const auto parts = edit.find("N");
    if (parts.isEmpty()) {
        edit.add(ContentLine::make({}, "N", {}, withPieces({}, pieces)));
    } else {
        const auto shown = shownOf(edit, parts);
        edit.replaceValue(shown, withPieces(VCardLines::value(edit.line(shown)), pieces));
    }
}

void writeOrganization(VCardEdit &edit, const ContactDraft &before, const ContactDraft &after)
{
    if (before.organization == after.organization && before.department == after.department) {
        return;
    }
    const auto parts = edit.find("ORG");
    if (after.organization.isEmpty() && after.department.isEmpty()) {
        for (const auto part : parts) {
            edit.remove(part);
        }
        return;
    }
    auto raw = parts.isEmpty() ? QByteArray() : VCardLines::value(edit.line(parts.first()));
    QList<std::pair<QString, QString>> pieces = {{before.organization, after.organization}};
    if (before.department != after.department) {
        raw = splitValue(raw, ';').value(0);
        pieces << std::pair(QString(), after.department);
        if (after.department.isEmpty()) {
            pieces.removeLast();
        }
    }
    const auto value = withPieces(raw, pieces);
    parts.isEmpty() ? edit.add(ContentLine::make({}, "ORG", {}, value)) : edit.replaceValue(parts.first(), value);
}

/// Which entry of \p after each entry of \p before becomes, -1 for none: equal ones first, then
/// those with the same value, then the rest in order.
template<class T, class IsAlike>
QList<qsizetype> pairUp(const QList<T> &before, const QList<T> &after, IsAlike isAlike)
{
    QList<qsizetype> target(before.size(), -1);
    QList<bool> taken(after.size(), false);
    const auto match = [&](auto fits) {
        for (qsizetype i = 0; i < before.size(); ++i) {
            if (target[i] >= 0) {
                continue;
            }
            if (i < after.size() && !taken[i] && fits(before[i], after[i])) { // nearly always
                target[i] = i;
                taken[i] = true;
                continue;
            }
            for (qsizetype j = 0; j < after.size(); ++j) {
                if (!taken[j] && fits(before[i], after[j])) {
                    target[i] = j;
                    taken[j] = true;
                    break;
                }
            }
        }
    };
    match([](const T &one, const T &other) {
        return one == other;
    });
    match(isAlike);
    // What has gone makes room for nothing: an entry that was removed is no other that was changed,
    // unless as many are left over on both sides.
    const auto left = std::ranges::count(target, -1);
    const auto come = std::ranges::count(taken, false);
    if (left == come) {
        match([](const T &, const T &) {
            return true;
        });
    }
    return target;
}

/// The line with other types; what else is said of it stays as it is spelled.
ContentLine withTypes(const ContentLine &line, const QStringList &types, bool isPreferred, bool isVersion4)
{
    QHash<QString, QByteArray> spelling;
    bool isUpper = false;
    for (const auto parameters = line.parameters(); const auto &[name, values] : parameters) {
        if (name == "TYPE") {
            for (const auto &value : values) {
                for (const auto words = value.split(','); const auto &word : words) {
                    spelling.insert(QString::fromUtf8(word.trimmed().toLower()), word.trimmed());
                    isUpper = isUpper || (!word.isEmpty() && word == word.toUpper() && word != word.toLower());
                }
            }
        }
    }
    QList<QByteArray> words;
    for (const auto &type : types) {
        const auto plain = type.toUtf8();
        words << spelling.value(type, isUpper ? plain.toUpper() : plain);
    }
    if (isPreferred && !isVersion4) {
        words << spelling.value(QStringLiteral("pref"), isUpper ? "PREF" : "pref");
    }
    const auto typed = ContentLine::fromLogical(ContentHead::withParameter(line, "TYPE", words));
    if (isPreferred == VCardLines::isPreferred(typed)) {
        return typed;
    }
    return ContentLine::fromLogical(ContentHead::withParameter(typed, "PREF", isPreferred ? QList<QByteArray>{"1"} : QList<QByteArray>()));
}

QByteArray fieldValue(const QByteArray &name, const ContentLine *old, const QString &value)
{
    if (isUriValue(name)) {
        return uriValue(value);
    }
    if (name == "TEL" && old && old->parameter("VALUE").toLower() == "uri") {
        const bool hasScheme = value.contains(u':');
        return hasScheme ? uriValue(value) : QByteArray("tel:" + ContactText::digits(value).toUtf8());
    }
    return escapedText(value);
}

void addField(VCardEdit &edit, const QByteArray &name, const ContactField &field)
{
    const auto group = field.label.isEmpty() ? QByteArray() : edit.freeGroup();
    auto types = field.types;
    if (name == "EMAIL" && !edit.isVersion4() && !types.contains(QStringLiteral("internet"))) {
        types.prepend(QStringLiteral("internet")); // RFC 2426 3.3.2; some address books ask for it
    }
    const auto plain = ContentLine::make(group, name, {}, fieldValue(name, nullptr, field.value));
    edit.add(withTypes(plain, types, field.isPreferred, edit.isVersion4()));
    if (!group.isEmpty()) {
        edit.setLabel(group, field.label);
    }
}

void changeField(VCardEdit &edit, const QByteArray &name, qsizetype part, const ContactField &before, const ContactField &after)
{
    const auto &old = edit.line(part);
    if (before.types == after.types && before.isPreferred == after.isPreferred && before.label == after.label) {
        edit.replaceValue(part, fieldValue(name, &old, after.value));
        return;
    }
    auto group = old.group;
    if (before.label != after.label) {
        if (group.isEmpty()) {
            group = edit.freeGroup();
        }
        edit.setLabel(group, after.label);
        auto labelled = before;
        labelled.label = after.label;
        if (labelled == after && !old.group.isEmpty()) {
            return;
        }
    }
    const bool isSameKind = before.types == after.types && before.isPreferred == after.isPreferred;
    const auto kind = isSameKind ? old : withTypes(old, after.types, after.isPreferred, edit.isVersion4());
    edit.replace(part, ContentLine::fromLogical(ContentHead::withGroup(kind, group)));
    if (before.value != after.value) {
        edit.replaceValue(part, fieldValue(name, &old, after.value));
    }
}

void writeFields(VCardEdit &edit, const QByteArray &name, const QList<ContactField> &before, const QList<ContactField> &after)
{
    if (before == after) {
        return;
    }
    const auto parts = edit.find(name);
    const auto targets = pairUp(before, after, [](const ContactField &one, const ContactField &other) {
        return one.value == other.value;
    });
    QSet<qsizetype> kept;
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (targets[i] < 0) {
            edit.remove(parts[i]);
            continue;
        }
        kept.insert(targets[i]);
        if (before[i] != after[targets[i]]) {
            changeField(edit, name, parts[i], before[i], after[targets[i]]);
        }
    }
    for (qsizetype j = 0; j < after.size(); ++j) {
        if (!kept.contains(j) && !after[j].value.trimmed().isEmpty()) {
            addField(edit, name, after[j]);
        }
    }
}

QList<std::pair<QString, QString>> addressPieces(const PostalAddress &before, const PostalAddress &after)
{
    return {{before.box, after.box},       {before.extra, after.extra},       {before.street, after.street},  {before.city, after.city},
            {before.region, after.region}, {before.postcode, after.postcode}, {before.country, after.country}};
}

void writeAddresses(VCardEdit &edit, const QList<PostalAddress> &before, const QList<PostalAddress> &after)
{
    if (before == after) {
        return;
    }
    const auto parts = edit.find("ADR");
    const auto targets = pairUp(before, after, [](const PostalAddress &one, const PostalAddress &other) {
        return one.street == other.street && one.city == other.city;
    });
    QSet<qsizetype> kept;
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (targets[i] < 0) {
            edit.remove(parts[i]);
            continue;
        }
        kept.insert(targets[i]);
        const auto &wanted = after[targets[i]];
        if (before[i] == wanted) {
            continue;
        }
        const auto &old = edit.line(parts[i]);
        const auto value = withPieces(VCardLines::value(old), addressPieces(before[i], wanted));
        if (before[i].types != wanted.types) {
            edit.replace(parts[i], withTypes(old, wanted.types, VCardLines::isPreferred(old), edit.isVersion4()));
        }
        if (addressPieces(before[i], wanted) != addressPieces(wanted, wanted)) {
            edit.replaceValue(parts[i], value);
        }
    }
    for (qsizetype j = 0; j < after.size(); ++j) {
        if (!kept.contains(j)) {
            const auto plain = ContentLine::make({}, "ADR", {}, withPieces({}, addressPieces({}, after[j])));
            edit.add(withTypes(plain, after[j].types, false, edit.isVersion4()));
        }
    }
}

void writeDate(VCardEdit &edit, const QByteArray &name, QDate before, QDate after)
{
    if (before == after) {
        return;
    }
    const auto parts = edit.find(name);
    if (!after.isValid()) {
        for (const auto part : parts) {
            edit.remove(part);
        }
        return;
    }
    const auto *old = parts.isEmpty() ? nullptr : &edit.line(parts.first());
    const auto newName = name == "ANNIVERSARY" && !edit.isVersion4() ? QByteArrayLiteral("X-ANNIVERSARY") : name;
    Parameters parameters;
    QByteArray value;
    if (after.year() != yearUnknown) {
        const bool hasDashes = old && old->value().size() > 4 && old->value()[4] == '-'; // against RFC 6350, but theirs
        const bool isPlain = edit.isVersion4() ? !hasDashes : old && old->value().size() >= 8 && !hasDashes;
        value = after.toString(isPlain ? QStringLiteral("yyyyMMdd") : QStringLiteral("yyyy-MM-dd")).toLatin1();
    } else if (edit.isVersion4()) {
        value = "--" + after.toString(QStringLiteral("MMdd")).toLatin1();
    } else { // version 3 knows no day without a year; this is what address books understand
        parameters << std::pair(QByteArrayLiteral("X-APPLE-OMIT-YEAR"), QList<QByteArray>{QByteArray::number(yearUnknown)});
        value = after.toString(QStringLiteral("yyyy-MM-dd")).toLatin1();
    }
    if (!old) {
        edit.add(ContentLine::make({}, newName, parameters, value));
        return;
    }
    auto line = *old;
    const auto kind = old->parameter("VALUE").toLower();
    if (kind != "date" && kind != "date-and-or-time") { // a text, or a time of day
        line = ContentLine::fromLogical(ContentHead::withParameter(line, "VALUE", {}));
    }
    const auto omitted = parameters.isEmpty() ? QList<QByteArray>() : parameters.first().second;
    line = ContentLine::fromLogical(ContentHead::withParameter(line, "X-APPLE-OMIT-YEAR", omitted));
    edit.replace(parts.first(), ContentLine::fromLogical(ContentHead::withValue(line, value)));
}

void writeWords(VCardEdit &edit, const QByteArray &name, const QStringList &before, const QStringList &after)
{
    if (before == after) {
        return;
    }
    QStringList added;
    for (const auto &one : after) {
        if (!before.contains(one) && !added.contains(one) && !one.trimmed().isEmpty()) {
            added << one;
        }
    }
    const auto parts = edit.find(name);
    for (const auto part : parts) {
        auto words = splitValue(VCardLines::value(edit.line(part)), ',');
        const auto count = words.size();
        words.removeIf([&after](const QByteArray &word) {
            const auto plain = unescapedText(word).trimmed();
            return !plain.isEmpty() && !after.contains(plain);
        });
        bool isTouched = words.size() != count;
        if (part == parts.first()) {
            isTouched = isTouched || !added.isEmpty();
            for (const auto &one : std::as_const(added)) {
                words << escapedText(one);
            }
        }
        if (words.isEmpty()) {
            edit.remove(part);
        } else if (isTouched) {
            edit.replaceValue(part, QByteArrayList(words).join(','));
        }
    }
    if (parts.isEmpty() && !added.isEmpty()) {
        QByteArrayList words;
        for (const auto &one : std::as_const(added)) {
            words << escapedText(one);
        }
        edit.add(ContentLine::make({}, name, {}, words.join(',')));
    }
}

ContentLine binaryLine(const QByteArray &name, const QByteArray &bytes, const QString &type, const QString &uri, bool isVersion4)
{
    const auto media = type.toLatin1();
    if (bytes.isEmpty()) {
        Parameters parameters;
        if (!isVersion4) {
            parameters << std::pair(QByteArrayLiteral("VALUE"), QList<QByteArray>{"uri"});
            if (name == "KEY" && (media.contains("pgp") || media.contains("pkix"))) {
                parameters << std::pair(QByteArrayLiteral("TYPE"), QList<QByteArray>{media.contains("pgp") ? "PGP" : "X509"});
            }
        } else if (!media.isEmpty()) {
            parameters << std::pair(QByteArrayLiteral("MEDIATYPE"), QList<QByteArray>{media});
        }
        return ContentLine::make({}, name, parameters, uriValue(uri));
    }
    if (isVersion4) {
        return ContentLine::make({}, name, {}, "data:" + media + ";base64," + bytes.toBase64());
    }
    Parameters parameters = {{"ENCODING", {"b"}}};
    auto word = media.sliced(media.indexOf('/') + 1).toUpper();
    if (name == "KEY") {
        word = media.contains("pgp") ? "PGP" : media.contains("pkix") || media.contains("x509") ? "X509" : word;
    }
    if (!word.isEmpty()) {
        parameters << std::pair(QByteArrayLiteral("TYPE"), QList<QByteArray>{word});
    }
    return ContentLine::make({}, name, parameters, bytes.toBase64());
}

void writePhoto(VCardEdit &edit, const ContactDraft &before, const ContactDraft &after)
{
    if (before.photo == after.photo && before.photoUri == after.photoUri) {
        return;
    }
    const auto parts = edit.find("PHOTO");
    if (after.photo.isEmpty() && after.photoUri.isEmpty()) {
        for (const auto part : parts) {
            edit.remove(part);
        }
        return;
    }
    const auto line = binaryLine("PHOTO", after.photo, after.photoType, after.photoUri, edit.isVersion4());
    parts.isEmpty() ? edit.add(line) : edit.replace(parts.first(), line);
}

void writeKeys(VCardEdit &edit, const QList<ContactDraft::Key> &before, const QList<ContactDraft::Key> &after)
{
    const auto parts = edit.find("KEY");
    auto left = after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (!left.removeOne(before[i])) {
            edit.remove(parts[i]);
        }
    }
    for (const auto &key : std::as_const(left)) {
        edit.add(binaryLine("KEY", key.bytes, key.type, key.uri, edit.isVersion4()));
    }
}

void writeMembers(VCardEdit &edit, const QStringList &before, const QStringList &after)
{
    const auto parts = edit.find("MEMBER");
    for (qsizetype i = 0; i < before.size(); ++i) {
        if (!after.contains(before[i])) {
            edit.remove(parts[i]);
        }
    }
    const auto name = edit.isVersion4() ? QByteArrayLiteral("MEMBER") : QByteArrayLiteral("X-ADDRESSBOOKSERVER-MEMBER");
    QStringList known = before;
    for (const auto &member : after) {
        if (!known.contains(member) && !member.isEmpty()) {
            const bool isUri = member.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive);
            edit.add(ContentLine::make({}, name, {}, uriValue(isUri ? member : QString(QLatin1StringView("urn:uuid:") + member))));
            known << member;
        }
    }
}

void writeNicknames(VCardEdit &edit, const QString &before, const QString &after)
{
    const auto names = [](const QString &joined) {
        QStringList list;
        for (const auto parts = joined.split(u',', Qt::SkipEmptyParts); const auto &one : parts) {
            list << one.trimmed();
        }
        return list;
    };
    if (before != after) {
        writeWords(edit, "NICKNAME", names(before), names(after));
    }
}
}

QString newUid()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QByteArray write(const QByteArray &card, const ContactDraft &wanted)
{
    auto text = ContentText::parse(card.contains('\n') ? card : QByteArray(card).replace('\r', "\r\n")); // new lines end like that
    const auto found = std::ranges::find_if(text.root.parts, [](const ContentComponent::Part &part) {
        return part.component && part.component->name == "VCARD";
    });
    if (found == text.root.parts.end()) {
        return create(wanted);
    }
    auto &component = *found->component;
    const auto before = VCardReader::read(component);
    VCardEdit edit(component);
    const auto name = wanted.formattedName.isEmpty() && !before.formattedName.isEmpty() ? ContactText::shownName(wanted) : wanted.formattedName;
    if (wanted.isGroup && !before.isGroup) {
        edit.add(ContentLine::make({}, edit.isVersion4() ? "KIND" : "X-ADDRESSBOOKSERVER-KIND", {}, "group"));
    }
    writeText(edit, "FN", before.formattedName, name);
    writeName(edit, before, wanted);
    writeNicknames(edit, before.nickname, wanted.nickname);
    writeOrganization(edit, before, wanted);
    writeText(edit, "TITLE", before.title, wanted.title);
    writeText(edit, "ROLE", before.role, wanted.role);
    writeFields(edit, "EMAIL", before.emails, wanted.emails);
    writeFields(edit, "TEL", before.phones, wanted.phones);
    writeFields(edit, "IMPP", before.chats, wanted.chats);
    writeFields(edit, "URL", before.links, wanted.links);
    writeAddresses(edit, before.addresses, wanted.addresses);
    writeDate(edit, "BDAY", before.birthday, wanted.birthday);
    writeDate(edit, "ANNIVERSARY", before.anniversary, wanted.anniversary);
    writeText(edit, "NOTE", before.note, wanted.note);
    writeWords(edit, "CATEGORIES", before.categories, wanted.categories);
    writePhoto(edit, before, wanted);
    writeKeys(edit, before.keys, wanted.keys);
    writeMembers(edit, before.members, wanted.members);
    edit.apply();
    return text.toBytes();
}

QByteArray create(const ContactDraft &card, Version version)
{
    auto whole = card;
    if (whole.formattedName.trimmed().isEmpty()) {
        whole.formattedName = ContactText::shownName(card);
    }
    const auto uid = card.uid.isEmpty() ? newUid() : card.uid;
    QByteArray skeleton = "BEGIN:VCARD\r\nVERSION:";
    skeleton += version == Version::Four ? "4.0" : "3.0";
    skeleton += "\r\nPRODID:-//Kontor//Kontor//EN\r\n";
    skeleton += ContentLine::make({}, "UID", {}, escapedText(uid)).raw;
    if (ContactText::nameOfParts(card).isEmpty() && version == Version::Three) {
        skeleton += "N:;;;;\r\n"; // must be there (RFC 2426 3.1.2)
    }
    skeleton += "END:VCARD\r\n";
    return write(skeleton, whole);
}

QByteArray converted(const QByteArray &card, Version version)
{
    static const QSet<QByteArray> known
        = {"VERSION", "PRODID",   "UID",         "KIND", "FN",         "N",     "NICKNAME", "ORG",    "TITLE",    "ROLE", "EMAIL", "TEL", "IMPP", "URL",
           "ADR",     "BDAY",     "ANNIVERSARY", "NOTE", "CATEGORIES", "PHOTO", "KEY",      "MEMBER", "X-ABLABEL"};
    const auto text = ContentText::parse(card);
    const auto *component = VCardReader::cardOf(text);
    if (!component || VCardLines::isVersion4(*component) == (version == Version::Four)) {
        return card;
    }
    const auto draft = VCardReader::read(*component);
    auto skeleton = ContentText::parse(create({.uid = draft.uid, .formattedName = QStringLiteral("?")}, version));
    auto &parts = skeleton.root.parts.first().component->parts;
    for (const auto &part : component->parts) {
        if (part.component || known.contains(VCardLines::canonical(part.line.name)) || part.line.name.isEmpty()) {
            continue;
        }
        parts << part;
        for (const auto labels = component->lines("X-ABLABEL"); const auto *label : labels) {
            if (!part.line.group.isEmpty() && label->group == part.line.group) {
                parts << ContentComponent::Part{{}, *label};
            }
        }
    }
    auto wanted = draft;
    if (wanted.formattedName.isEmpty()) {
        wanted.formattedName = ContactText::shownName(draft);
    }
    return write(skeleton.toBytes(), wanted);
}

}
