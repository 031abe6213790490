// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactquery.h"

#include "contacts/contacttext.h"
#include "store/search.h"
#include "sync/changerows.h"
#include "sync/collection.h"

namespace Kontor::ContactQuery
{
namespace
{
Result<void> addDirectory(const Reader &reader, const ContactView &view, QList<qint64> &ids)
{
    const auto words = ContactText::folded(view.search).split(u' ', Qt::SkipEmptyParts);
    const auto order = view.sortBy == ContactView::SortBy::FamilyName ? QByteArrayLiteral("family_key") : QByteArrayLiteral("given_key");
    return reader.prepareOnce("SELECT id, words FROM contact_directory WHERE ?1 = 0 OR account = ?1 ORDER BY " + order + ", id")
        .each(
            [&](const Statement &row) {
                const auto text = row.text(1);
                if (std::ranges::all_of(words, [&text](const QString &word) {
                        return ContactText::beginsAWord(text, word);
                    })) {
                    ids << -row.integer(0);
                }
            },
            view.directory);
}
}

Result<QList<qint64>> ids(const Reader &reader, const ContactView &view)
{
    QList<qint64> found;
    if (view.where == ContactView::Where::Directory) {
        return addDirectory(reader, view, found).transform([&found] {
            return found;
        });
    }
    const auto order = view.sortBy == ContactView::SortBy::FamilyName ? QByteArrayLiteral("c.family_key") : QByteArrayLiteral("c.given_key");
    QByteArray sql = "SELECT c.item FROM contact c WHERE ";
    const auto add = [&found](const Statement &row) {
        found << row.integer(0);
    };
    Result<void> asked;
    if (!view.search.trimmed().isEmpty()) {
        const auto words = ftsWords(view.search);
        if (words.isEmpty()) {
            return found;
        }
        sql += "c.item IN (SELECT rowid FROM search_index WHERE search_index MATCH ?1) ORDER BY " + order + ", c.item";
        asked = reader.prepareOnce(sql).each(add, words).and_then([&] {
            return addDirectory(reader, view, found);
        });
    } else if (view.group) {
        sql += "c.item <> ?1 AND c.collection IN (SELECT k.id FROM collection k WHERE k.resource = (SELECT resource FROM collection WHERE id = "
               "(SELECT collection FROM contact WHERE item = ?1))) AND (c.uid IN (SELECT member FROM contact_member WHERE item = ?1) "
               "OR c.item IN (SELECT a.item FROM contact_member m JOIN contact_address a ON a.kind = 'email' AND 'mailto:' || a.folded = lower(m.member) "
               "WHERE m.item = ?1)) ORDER BY "
            + order + ", c.item";
        asked = reader.prepareOnce(sql).each(add, view.group);
    } else if (!view.category.isEmpty()) {
        sql += "c.item IN (SELECT item FROM contact_category WHERE name = ?1) AND (?2 = 0 OR c.collection = ?2) ORDER BY " + order + ", c.item";
        asked = reader.prepareOnce(sql).each(add, view.category, view.book);
    } else {
        sql += "c.flags & 1 = 0 AND (?1 = 0 OR c.collection = ?1) ORDER BY " + order + ", c.item";
        asked = reader.prepareOnce(sql).each(add, view.book);
    }
    return asked.transform([&found] {
        return found;
    });
}

Result<QHash<qint64, ContactRow>> rows(const Reader &reader, const QList<qint64> &wanted)
{
    QHash<qint64, ContactRow> found;
    QList<ItemId> items;
    QList<ItemId> entries;
    for (const auto id : wanted) {
        id < 0 ? entries << ItemId{-id} : items << ItemId{id};
    }
    return reader
        .prepare("SELECT c.item, c.collection, c.name, c.organization, c.email, c.phone, c.flags, c.photo, k.rights, "
                 "EXISTS (SELECT 1 FROM change d WHERE d.item = c.item) FROM json_each(?1) j CROSS JOIN contact c ON c.item = j.value "
                 "JOIN collection k ON k.id = c.collection")
        .each(
            [&found](const Statement &row) {
                const auto flags = row.integer(6);
                found.insert(row.integer(0),
                             ContactRow{.item = row.get<ItemId>(0),
                                        .book = row.get<CollectionId>(1),
                                        .name = row.text(2),
                                        .organization = row.text(3),
                                        .email = row.text(4),
                                        .phone = row.text(5),
                                        .isGroup = (flags & int(ContactFlag::Group)) != 0,
                                        .isReadOnly = !Rights::fromInt(int(row.integer(8))).testFlag(Right::Write),
                                        .isDamaged = (flags & int(ContactFlag::Damaged)) != 0,
                                        .isWaiting = row.integer(9) != 0,
                                        .photo = row.text(7)});
            },
            jsonList(items))
        .and_then([&] {
            return reader.prepare("SELECT d.id, d.name, d.organization, d.email, d.phone FROM json_each(?1) j CROSS JOIN contact_directory d ON d.id = j.value")
                .each(
                    [&found](const Statement &row) {
                        found.insert(-row.integer(0),
                                     ContactRow{.item = ItemId{-row.integer(0)},
                                                .name = row.text(1),
                                                .organization = row.text(2),
                                                .email = row.text(3),
                                                .phone = row.text(4),
                                                .isReadOnly = true});
                    },
                    jsonList(entries));
        })
        .transform([&found] {
            return found;
        });
}

}
