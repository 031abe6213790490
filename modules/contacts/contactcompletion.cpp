// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactcompletion.h"

#include "contacts/contactquery.h"
#include "contacts/contacttext.h"

#include <algorithm>

namespace Kontor
{
namespace
{
using Suggestions = QList<std::pair<int, ContactSuggestion>>;

bool fits(const QString &text, const QStringList &words)
{
    return std::ranges::all_of(words, [&text](const QString &word) {
        return ContactText::beginsAWord(text, word);
    });
}

/// Smaller is likelier: what begins so before what holds it, preferred addresses before others.
int rankOf(const ContactSuggestion &suggestion, const QStringList &words, int place)
{
    const auto name = ContactText::folded(suggestion.name);
    const bool begins = words.isEmpty() || name.startsWith(words.first()) || suggestion.address.startsWith(words.first(), Qt::CaseInsensitive);
    const int source = suggestion.source == ContactSuggestion::Source::Directory ? 100 : suggestion.source == ContactSuggestion::Source::Group ? 20 : 0;
    return source + (begins ? 0 : 10) + std::min(place, 9);
}

Result<QList<ContactAddress>> expanded(const Reader &reader, ItemId group, QSet<qint64> &seen)
{
    QList<ContactAddress> members;
    QList<ItemId> inner;
    if (seen.contains(group.value) || seen.size() > 100) { // groups may name each other
        return members;
    }
    seen.insert(group.value);
    auto asked = reader
                     .prepare("SELECT c.item, c.name, c.email, c.flags, m.member FROM contact_member m JOIN contact g ON g.item = m.item "
                              "LEFT JOIN contact c ON c.uid = m.member AND c.uid <> '' AND c.collection IN (SELECT k.id FROM collection k WHERE k.resource = "
                              "(SELECT resource FROM collection WHERE id = g.collection)) WHERE m.item = ?1 ORDER BY c.family_key")
                     .each(
                         [&](const Statement &row) {
                             const auto member = row.text(4);
                             if (row.isNull(0)) {
                                 if (member.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive)) {
                                     members << ContactAddress{.name = {}, .address = QString::fromUtf8(QByteArray::fromPercentEncoding(member.sliced(7).toUtf8()))};
                                 }
                             } else if (row.integer(3) & int(ContactFlag::Group)) {
                                 inner << row.get<ItemId>(0);
                             } else if (!row.text(2).isEmpty()) {
                                 members << ContactAddress{.name = row.text(1), .address = row.text(2)};
                             }
                         },
                         group);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    for (const auto one : std::as_const(inner)) {
        auto more = expanded(reader, one, seen);
        if (!more) {
            return more;
        }
        members += *more;
    }
    QSet<QString> addresses;
    members.removeIf([&addresses](const ContactAddress &member) {
        const auto folded = member.address.toLower();
        const bool isThere = addresses.contains(folded);
        addresses.insert(folded);
        return isThere;
    });
    return members;
}

Result<void> addPeople(const Reader &reader, const QStringList &words, Suggestions &found)
{
    return reader
        .prepare("SELECT c.item, c.name, a.value, a.rank, c.organization FROM contact c JOIN contact_address a ON a.item = c.item AND a.kind = 'email' "
                 "WHERE c.flags = 0")
        .each([&](const Statement &row) {
            ContactSuggestion one{.item = row.get<ItemId>(0), .name = row.text(1), .address = row.text(2)};
            if (fits(ContactText::folded(one.name + u' ' + one.address + u' ' + row.text(4)), words)) {
                const auto rank = rankOf(one, words, int(row.integer(3)));
                found << std::pair(rank, std::move(one));
            }
        });
}

Result<void> addGroups(const Reader &reader, const QStringList &words, Suggestions &found)
{
    QList<ContactSuggestion> groups;
    auto asked = reader.prepare("SELECT item, name FROM contact WHERE flags & 1").each([&](const Statement &row) {
        if (fits(ContactText::folded(row.text(1)), words)) {
            groups << ContactSuggestion{.source = ContactSuggestion::Source::Group, .item = row.get<ItemId>(0), .name = row.text(1)};
        }
    });
    if (!asked) {
        return asked;
    }
    for (auto &group : groups) {
        QSet<qint64> seen;
        auto members = expanded(reader, group.item, seen);
        if (!members) {
            return std::unexpected(members.error());
        }
        if (!members->isEmpty()) {
            group.members = *members;
            const auto rank = rankOf(group, words, 0);
            found << std::pair(rank, std::move(group));
        }
    }
    return {};
}

Result<void> addDirectory(const Reader &reader, const QStringList &words, Suggestions &found)
{
    return reader.prepare("SELECT id, name, email, words FROM contact_directory WHERE email <> ''").each([&](const Statement &row) {
        if (fits(row.text(3), words)) {
            ContactSuggestion one{.source = ContactSuggestion::Source::Directory, .item = ItemId{-row.integer(0)}, .name = row.text(1), .address = row.text(2)};
            const auto rank = rankOf(one, words, 0);
            found << std::pair(rank, std::move(one));
        }
    });
}
}

ContactCompletion::ContactCompletion(std::shared_ptr<Store> store)
    : m_store(std::move(store))
{
}

QFuture<Result<QList<ContactSuggestion>>> ContactCompletion::complete(const QString &typed, int atMost) const
{
    const auto words = ContactText::folded(typed).split(u' ', Qt::SkipEmptyParts);
    if (words.isEmpty()) {
        return QtFuture::makeReadyValueFuture(Result<QList<ContactSuggestion>>(QList<ContactSuggestion>()));
    }
    return find(words, atMost);
}

QFuture<Result<QList<ContactSuggestion>>> ContactCompletion::known(const QString &typed, int atMost) const
{
    return find(ContactText::folded(typed).split(u' ', Qt::SkipEmptyParts), atMost);
}

QFuture<Result<QList<ContactSuggestion>>> ContactCompletion::find(const QStringList &words, int atMost) const
{
    return m_store->read([words, atMost](const Reader &reader) -> Result<QList<ContactSuggestion>> {
        Suggestions found;
        auto asked = addPeople(reader, words, found)
                         .and_then([&] {
                             return addGroups(reader, words, found);
                         })
                         .and_then([&] {
                             return addDirectory(reader, words, found);
                         });
        if (!asked) {
            return std::unexpected(asked.error());
        }
        std::ranges::stable_sort(found, [](const auto &one, const auto &other) {
            const auto key = [](const auto &entry) {
                return std::pair(entry.first, ContactText::folded(entry.second.name));
            };
            return one.first != other.first ? one.first < other.first : key(one) < key(other);
        });
        QList<ContactSuggestion> list;
        QSet<QString> addresses; // of a person in two books, or in a directory as well: once
        for (const auto &[rank, suggestion] : std::as_const(found)) {
            if (list.size() >= atMost) {
                break;
            }
            const auto key = suggestion.address.toLower();
            if (!key.isEmpty() && addresses.contains(key)) {
                continue;
            }
            addresses.insert(key);
            list << suggestion;
        }
        return list;
    });
}

QFuture<Result<QList<ContactAddress>>> ContactCompletion::expand(ItemId group) const
{
    return m_store->read([group](const Reader &reader) {
        QSet<qint64> seen;
        return expanded(reader, group, seen);
    });
}

QFuture<Result<QList<ContactRow>>> ContactCompletion::find(const QString &address) const
{
    return m_store->read([folded = address.trimmed().toLower()](const Reader &reader) -> Result<QList<ContactRow>> {
        QList<qint64> ids;
        auto asked = reader.prepare("SELECT DISTINCT item FROM contact_address WHERE kind = 'email' AND folded = ?1 ORDER BY item")
                         .each(
                             [&ids](const Statement &row) {
                                 ids << row.integer(0);
                             },
                             folded.isNull() ? QStringLiteral("") : folded);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        return ContactQuery::rows(reader, ids).transform([&ids](const QHash<qint64, ContactRow> &rows) {
            QList<ContactRow> list;
            for (const auto id : std::as_const(ids)) {
                if (rows.contains(id)) {
                    list << rows[id];
                }
            }
            return list;
        });
    });
}

}
