// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/booklisting.h"

#include "accounts/account.h"
#include "contacts/contacttext.h"
#include "groupware/davchange.h"

#include <KLocalizedString>
#include <QCborValue>

#include <algorithm>

namespace Kontor
{
namespace
{
using Kind = BookListModel::Kind;
using Row = BookListing::Row;

struct AccountRow {
    AccountId id{};
    ResourceId resource{}; ///< none: no address books
    QString name{};
    bool hasDirectory = false;
};

Result<QList<AccountRow>> readAccounts(const Reader &reader)
{
    QList<AccountRow> accounts;
    return reader
        .prepare("SELECT a.id, a.address, a.name, a.settings, r.id FROM account a LEFT JOIN resource r ON r.account = a.id AND r.kind = 'contacts' ORDER BY a.id")
        .each([&accounts](const Statement &row) {
            const auto account = Account::fromCbor(row.get<AccountId>(0), row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap());
            accounts << AccountRow{.id = account.id, .resource = row.get<ResourceId>(4), .name = account.address, .hasDirectory = !account.directory.isEmpty()};
        })
        .transform([&accounts] {
            return accounts;
        });
}

/// What the user has made of a book and the server has not heard of yet.
Result<void> addWaiting(const Reader &reader, QList<Row> &books)
{
    return reader.prepare("SELECT collection, kind, arguments FROM change WHERE item IS NULL AND kind IN ('setCollection', 'deleteCollection') AND state <> 3 ORDER BY id")
        .each([&books](const Statement &row) {
            const auto book = std::ranges::find(books, row.get<CollectionId>(0), &Row::book);
            if (book == books.end()) {
                return;
            }
            if (row.text(1) == DavChange::DeleteCollection) {
                books.erase(book);
                return;
            }
            const auto arguments = QCborValue::fromCbor(row.blob(2)).toMap();
            if (const auto name = arguments.value(QLatin1StringView("name")).toString(); !name.isEmpty()) {
                book->name = name;
            }
            if (const auto colour = arguments.value(QLatin1StringView("colour")); colour.isString()) {
                book->colour = colour.toString();
            }
        });
}

Result<QList<Row>> readBooks(const Reader &reader, const AccountRow &account)
{
    QList<std::pair<qint64, Row>> books;
    auto asked = reader
                     .prepare("SELECT k.id, k.name, k.attributes, k.rights, k.problem, (SELECT count(*) FROM contact c WHERE c.collection = k.id AND c.flags & 1 = 0) "
                              "FROM collection k WHERE k.resource = ?1 AND k.subscribed ORDER BY k.id")
                     .each(
                         [&](const Statement &row) {
                             const auto attributes = QCborValue::fromCbor(row.blob(2)).toMap();
                             auto name = row.text(1);
                             if (const auto owner = attributes.value(DavAttribute::OwnerName).toString(); !owner.isEmpty()) {
                                 name = i18nc("@item an address book, and whose it is", "%1 (%2)", name, owner);
                             }
                             books << std::pair(attributes.value(DavAttribute::Order).toInteger(1'000'000),
                                                Row{.kind = Kind::Book,
                                                    .name = name,
                                                    .level = 0,
                                                    .count = int(row.integer(5)),
                                                    .colour = attributes.value(DavAttribute::Colour).toString().left(7),
                                                    .book = row.get<CollectionId>(0),
                                                    .resource = account.resource,
                                                    .account = account.id,
                                                    .rights = Rights::fromInt(int(row.integer(3))),
                                                    .problem = row.text(4)});
                         },
                         account.resource);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::ranges::stable_sort(books, {}, [](const auto &one) {
        return one.first;
    });
    QList<Row> rows;
    for (const auto &[order, row] : std::as_const(books)) {
        rows << row;
    }
    return addWaiting(reader, rows).transform([&rows] {
        return rows;
    });
}

Result<void> addContents(const Reader &reader, const Row &book, QList<Row> &rows)
{
    const auto inside = [&](Kind kind, const QString &name, int count, ItemId group) {
        auto row = book;
        row.kind = kind;
        row.name = name;
        row.level = book.level + 1;
        row.count = count;
        row.group = group;
        row.problem.clear();
        rows << row;
    };
    return reader
        .prepare("SELECT c.item, c.name, (SELECT count(*) FROM contact_member m WHERE m.item = c.item) FROM contact c WHERE c.collection = ?1 AND c.flags & 1 "
                 "ORDER BY c.family_key, c.item")
        .each(
            [&](const Statement &row) {
                inside(Kind::Group, row.text(1), int(row.integer(2)), row.get<ItemId>(0));
            },
            book.book)
        .and_then([&] {
            QList<std::pair<QString, int>> categories;
            return reader
                .prepare("SELECT y.name, count(*) FROM contact c JOIN contact_category y ON y.item = c.item WHERE c.collection = ?1 GROUP BY y.name")
                .each(
                    [&categories](const Statement &row) {
                        categories << std::pair(row.text(0), int(row.integer(1)));
                    },
                    book.book)
                .transform([&] {
                    std::ranges::sort(categories, {}, [](const auto &one) {
                        return ContactText::folded(one.first);
                    });
                    for (const auto &[name, count] : std::as_const(categories)) {
                        inside(Kind::Category, name, count, {});
                    }
                });
        });
}
}

Result<BookListing> BookListing::read(const Reader &reader)
{
    BookListing listing;
    const auto accounts = readAccounts(reader);
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    const auto total = reader.prepare("SELECT count(*) FROM contact WHERE flags & 1 = 0").value<int>();
    if (!total) {
        return std::unexpected(total.error());
    }
    listing.rows << Row{.kind = Kind::All, .name = i18nc("@item contacts of all address books", "All Contacts"), .count = total->value_or(0)};
    const auto withBooks = std::ranges::count_if(*accounts, [](const AccountRow &account) {
        return bool(account.resource);
    });
    for (const auto &account : *accounts) {
        if (!account.resource && !account.hasDirectory) {
            continue;
        }
        if (withBooks > 1) {
            listing.rows << Row{.kind = Kind::Account, .name = account.name, .resource = account.resource, .account = account.id};
        }
        if (account.resource) {
            listing.places << BookListModel::Place{.resource = account.resource, .name = account.name};
            const auto books = readBooks(reader, account);
            if (!books) {
                return std::unexpected(books.error());
            }
            for (const auto &book : *books) {
                listing.rows << book;
                if (auto added = addContents(reader, book, listing.rows); !added) {
                    return std::unexpected(added.error());
                }
            }
        }
        if (account.hasDirectory) {
            const auto known = reader.prepare("SELECT count(*) FROM contact_directory WHERE account = ?1").value<int>(account.id);
            if (!known) {
                return std::unexpected(known.error());
            }
            listing.rows << Row{.kind = Kind::Directory, .name = i18nc("@item a list of people kept by a server", "Directory"), .count = known->value_or(0), .account = account.id};
        }
    }
    return listing;
}

}
