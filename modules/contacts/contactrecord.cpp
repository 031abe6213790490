// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactrecord.h"

#include "contacts/contacttext.h"
#include "contacts/vcardreader.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qsizetype mostIndexed = 100; // addresses and numbers of one card; more are no person's
constexpr qsizetype mostMembers = 20'000;

QString bound(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

QStringList values(const QList<ContactField> &fields)
{
    QStringList list;
    const auto add = [&list](const ContactField &field, bool preferred) {
        const auto value = ContactText::line(field.value, 300);
        if (field.isPreferred == preferred && !value.isEmpty() && list.size() < mostIndexed) {
            list << value;
        }
    };
    for (const auto preferred : {true, false}) {
        for (const auto &field : fields) {
            add(field, preferred);
        }
    }
    return list;
}
}

ContactRecord ContactRecord::of(const ContactDraft &card)
{
    ContactRecord record;
    record.uid = bound(card.uid.left(500));
    record.name = ContactText::shownName(card);
    const bool hasParts = !card.family.isEmpty() || !card.given.isEmpty();
    const auto words = record.name.split(u' ', Qt::SkipEmptyParts);
    const auto family = hasParts ? QString(card.family + u' ' + card.given) : card.isGroup || words.size() < 2 || !card.organization.isEmpty() ? record.name
        : QString(words.last() + u' ' + words.first(words.size() - 1).join(u' '));
    const auto given = hasParts ? QString(card.given + u' ' + card.family) : record.name;
    record.familyKey = ContactText::folded(family.left(200));
    record.givenKey = ContactText::folded(given.left(200));
    record.organization = ContactText::line(card.organization, 200);
    record.emails = values(card.emails);
    record.phones = values(card.phones);
    record.email = bound(record.emails.value(0));
    record.phone = bound(record.phones.value(0));
    record.flags = card.isGroup ? int(ContactFlag::Group) : 0;
    if (card.birthday.isValid()) {
        record.birthday = card.birthday.toString(card.birthday.year() == yearUnknown ? QStringLiteral("MM-dd") : QStringLiteral("yyyy-MM-dd"));
    }
    record.birthday = bound(record.birthday);
    for (const auto &member : card.members) {
        if (!member.isEmpty() && record.members.size() < mostMembers) {
            record.members << member;
        }
    }
    for (const auto &category : card.categories) {
        if (const auto name = ContactText::line(category, 200); !name.isEmpty()) {
            record.categories << name;
        }
    }
    QStringList body = {card.organization, card.department, card.title, card.role, card.note, card.categories.join(u' ')};
    for (const auto &address : card.addresses.first(std::min(card.addresses.size(), mostIndexed))) {
        body << address.street << address.postcode << address.city << address.country;
    }
    for (const auto &field : QList<ContactField>(card.links + card.chats).first(std::min(card.links.size() + card.chats.size(), mostIndexed))) {
        body << field.value;
    }
    QStringList numbers = record.emails + record.phones;
    for (const auto &phone : std::as_const(record.phones)) {
        numbers << ContactText::digits(phone);
    }
    record.words = {.from = bound(numbers.join(u' ')), .to = QStringLiteral(""), .title = bound(record.name + u' ' + ContactText::nameOfParts(card) + u' ' + card.nickname),
                    .body = bound(body.join(u'\n')), .names = QStringLiteral("")};
    return record;
}

ContactRecord ContactRecord::read(const QByteArray &card)
{
    if (VCardReader::isReadable(card)) {
        return of(VCardReader::read(card));
    }
    auto record = of({.uid = VCardReader::read(card).uid, .formattedName = i18nc("@item a contact whose data is damaged", "(This contact could not be understood)")});
    record.flags |= int(ContactFlag::Damaged);
    record.words = {.from = QStringLiteral(""), .to = QStringLiteral(""), .title = QStringLiteral(""), .body = QStringLiteral(""), .names = QStringLiteral("")};
    return record;
}

Result<void> ContactRecord::write(Transaction &transaction, ItemId item, CollectionId shownIn) const
{
    auto done = transaction
                    .prepare("INSERT INTO contact (item, collection, uid, name, family_key, given_key, organization, email, phone, flags, birthday, photo) "
                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT (item) DO UPDATE SET collection = excluded.collection, "
                             "uid = excluded.uid, name = excluded.name, family_key = excluded.family_key, given_key = excluded.given_key, "
                             "organization = excluded.organization, email = excluded.email, phone = excluded.phone, flags = excluded.flags, "
                             "birthday = excluded.birthday, photo = excluded.photo")
                    .run(item, shownIn, uid, name, familyKey, givenKey, organization, email, phone, flags, birthday, photo.isEmpty() ? QString() : photo);
    for (const auto *sql : {"DELETE FROM contact_address WHERE item = ?1", "DELETE FROM contact_member WHERE item = ?1", "DELETE FROM contact_category WHERE item = ?1"}) {
        if (done) {
            done = transaction.prepare(sql).run(item);
        }
    }
    auto &address = transaction.prepare("INSERT INTO contact_address (item, kind, value, folded, rank) VALUES (?1, ?2, ?3, ?4, ?5)");
    for (qsizetype i = 0; done && i < emails.size(); ++i) {
        done = address.run(item, QStringLiteral("email"), emails[i], emails[i].toLower(), i);
    }
    for (qsizetype i = 0; done && i < phones.size(); ++i) {
        done = address.run(item, QStringLiteral("phone"), phones[i], ContactText::digits(phones[i]), i);
    }
    for (const auto &member : members) {
        if (done) {
            done = transaction.prepare("INSERT OR IGNORE INTO contact_member (item, member) VALUES (?1, ?2)").run(item, member);
        }
    }
    for (const auto &category : categories) {
        if (done) {
            done = transaction.prepare("INSERT OR IGNORE INTO contact_category (item, name) VALUES (?1, ?2)").run(item, category);
        }
    }
    return done.and_then([&] {
        return writeSearch(transaction, item, words);
    });
}

Result<void> ContactRecord::remove(Transaction &transaction, ItemId item)
{
    return removeSearch(transaction, item).and_then([&] {
        return transaction.prepare("DELETE FROM contact WHERE item = ?1").run(item);
    });
}

}
