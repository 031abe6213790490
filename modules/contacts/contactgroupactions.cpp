// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do with groups and categories, and joining duplicates.
#include "contacts/contactactionsprivate.h"
#include "contacts/contactmerge.h"
#include "contacts/contacttext.h"
#include "contacts/vcardreader.h"

#include <KLocalizedString>

namespace Kontor
{

using namespace ContactTransactions;
using What = ContactStep::Entry::What;

namespace
{
QString groupUndo(qsizetype)
{
    return i18nc("@action", "Undo changing a group");
}

QString categoryUndo(qsizetype count)
{
    return i18ncp("@action", "Undo changing the category of %1 contact", "Undo changing the category of %1 contacts", count);
}

/// What a group calls its members: the UID, or the address of those without one.
Result<QStringList> memberNames(Transaction &transaction, const Projector &projector, const QList<ItemId> &items)
{
    return facts(transaction, projector, items).transform([](const QList<ContactFacts> &list) {
        QStringList names;
        for (const auto &one : list) {
            if (!one.uid.isEmpty()) {
                names << one.uid;
            } else if (const auto address = ContactText::preferred(VCardReader::read(one.bytes).emails); !address.isEmpty()) {
                names << QString(QLatin1StringView("mailto:") + address);
            }
        }
        return names;
    });
}

Result<QString> cleanName(const QString &name)
{
    const auto clean = ContactText::line(name, 200);
    if (clean.isEmpty()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "A group needs a name."));
    }
    return clean;
}
}

QFuture<Result<ItemId>> ContactActions::createGroup(CollectionId book, const QString &name, const QList<ItemId> &members)
{
    return d
        ->act(
            [book, name, members](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
                const auto clean = cleanName(name);
                const auto names = memberNames(transaction, projector, members);
                if (!clean || !names) {
                    return std::unexpected(!clean ? clean.error() : names.error());
                }
                if (auto allowed = mayWrite(transaction, book); !allowed) {
                    return allowed;
                }
                const auto bytes = VCardWriter::create({.uid = VCardWriter::newUid(), .isGroup = true, .formattedName = *clean, .family = *clean, .members = *names});
                return Kontor::ContactTransactions::create(transaction, changes, book, bytes).transform([&](ItemId item) {
                    step.entries << ContactStep::Entry{.what = What::Created, .item = item, .bytes = bytes, .book = book};
                });
            },
            [](qsizetype) {
                return i18nc("@action", "Undo creating a group");
            })
        .then([](const Result<std::shared_ptr<ContactStep>> &step) -> Result<ItemId> {
            if (!step) {
                return std::unexpected(step.error());
            }
            return (*step)->entries.first().item;
        });
}

void ContactActions::addToGroup(const QList<ItemId> &items, ItemId group)
{
    d->act(
        [items, group](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto names = memberNames(transaction, projector, items);
            const auto list = facts(transaction, projector, {group});
            if (!names || !list) {
                return std::unexpected(!names ? names.error() : list.error());
            }
            for (const auto &now : *list) {
                auto wanted = VCardReader::read(now.bytes);
                for (const auto &name : *names) {
                    if (!wanted.members.contains(name) && name != now.uid) {
                        wanted.members << name;
                    }
                }
                if (!now.mayWrite) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change the contacts of this address book."));
                }
                edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
            }
            return {};
        },
        groupUndo);
}

void ContactActions::removeFromGroup(const QList<ItemId> &items, ItemId group)
{
    d->act(
        [items, group](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto members = facts(transaction, projector, items);
            const auto list = facts(transaction, projector, {group});
            if (!members || !list) {
                return std::unexpected(!members ? members.error() : list.error());
            }
            for (const auto &now : *list) {
                auto wanted = VCardReader::read(now.bytes);
                for (const auto &member : *members) {
                    wanted.members.removeAll(member.uid);
                    for (const auto emails = VCardReader::read(member.bytes).emails; const auto &email : emails) {
                        const QString named = QLatin1StringView("mailto:") + email.value;
                        wanted.members.removeIf([&named](const QString &one) {
                            return one.compare(named, Qt::CaseInsensitive) == 0;
                        });
                    }
                }
                if (!now.mayWrite) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change the contacts of this address book."));
                }
                edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
            }
            return {};
        },
        groupUndo);
}

void ContactActions::renameGroup(ItemId group, const QString &name)
{
    const auto clean = cleanName(name);
    if (!clean) {
        d->tell(clean.error());
        return;
    }
    d->editEach(
        {group},
        [name = *clean](ContactDraft &card) {
            if (card.family == card.formattedName) { // as address books without FN for groups read it
                card.family = name;
            }
            card.formattedName = name;
        },
        groupUndo);
}

void ContactActions::addCategory(const QList<ItemId> &items, const QString &name)
{
    const auto clean = cleanName(name);
    if (!clean) {
        d->tell(clean.error());
        return;
    }
    d->editEach(
        items,
        [name = *clean](ContactDraft &card) {
            if (!card.categories.contains(name)) {
                card.categories << name;
            }
        },
        categoryUndo);
}

void ContactActions::removeCategory(const QList<ItemId> &items, const QString &name)
{
    d->editEach(
        items,
        [name](ContactDraft &card) {
            card.categories.removeAll(name);
        },
        categoryUndo);
}

void ContactActions::renameCategory(CollectionId book, const QString &from, const QString &to)
{
    const auto clean = ContactText::line(to, 200);
    d->act(
        [book, from, clean](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            QList<ItemId> items;
            auto asked = transaction
                             .prepare("SELECT y.item FROM contact_category y JOIN contact c ON c.item = y.item JOIN collection k ON k.id = c.collection "
                                      "WHERE y.name = ?1 AND (?2 = 0 OR c.collection = ?2) AND k.rights & 4")
                             .each(
                                 [&items](const Statement &row) {
                                     items << row.get<ItemId>(0);
                                 },
                                 from,
                                 book);
            const auto list = asked ? facts(transaction, projector, items) : std::unexpected(asked.error());
            if (!list) {
                return std::unexpected(list.error());
            }
            for (const auto &now : *list) {
                auto wanted = VCardReader::read(now.bytes);
                wanted.categories.removeAll(from);
                if (!clean.isEmpty() && !wanted.categories.contains(clean)) {
                    wanted.categories << clean;
                }
                edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
            }
            return {};
        },
        categoryUndo);
}

QFuture<Result<QList<QList<ItemId>>>> ContactActions::findDuplicates(CollectionId book) const
{
    return d->outbox->store()->read([book](const Reader &reader) -> Result<QList<QList<ItemId>>> {
        // Whatever two contacts have in common joins them; who is joined to whom is found as in a forest.
        QHash<qint64, qint64> parent;
        const auto rootOf = [&parent](qint64 item) {
            while (parent.value(item, item) != item) {
                item = parent.value(item);
            }
            return item;
        };
        QHash<QString, qint64> seen;
        QList<qint64> order;
        const auto note = [&](qint64 item, const QString &key) {
            if (!parent.contains(item)) {
                parent.insert(item, item);
                order << item;
            }
            if (key.size() < 3) {
                return;
            }
            const auto other = seen.constFind(key);
            if (other == seen.cend()) {
                seen.insert(key, item);
            } else if (const auto one = rootOf(item), two = rootOf(*other); one != two) {
                parent[std::max(one, two)] = std::min(one, two);
            }
        };
        auto asked = reader.prepare("SELECT item, name, flags FROM contact WHERE flags & 3 = 0 AND (?1 = 0 OR collection = ?1) ORDER BY item")
                         .each(
                             [&](const Statement &row) {
                                 const auto words = ContactText::folded(row.text(1)).split(u' ', Qt::SkipEmptyParts);
                                 auto sorted = words;
                                 sorted.sort(); // "Berg, Anna" and "Anna Berg"
                                 const auto name = sorted.join(u' ').remove(u',');
                                 note(row.integer(0), words.size() > 1 ? QString(QLatin1StringView("n ") + name) : QString());
                             },
                             book);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        asked = reader
                    .prepare("SELECT a.item, a.kind, a.folded FROM contact_address a JOIN contact c ON c.item = a.item WHERE c.flags & 3 = 0 AND (?1 = 0 OR c.collection = ?1)")
                    .each(
                        [&](const Statement &row) {
                            const bool isEmail = row.text(1) == QLatin1String("email");
                            auto value = row.text(2);
                            if (!isEmail) { // +49 30 123 and 030 123: the last digits tell
                                value = value.size() >= 7 ? value.right(8) : QString();
                            }
                            note(row.integer(0), value.isEmpty() ? QString() : QString((isEmail ? QLatin1StringView("e ") : QLatin1StringView("p ")) + value));
                        },
                        book);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        QHash<qint64, QList<ItemId>> sets;
        QList<qint64> roots;
        for (const auto item : std::as_const(order)) {
            const auto root = rootOf(item);
            if (!sets.contains(root)) {
                roots << root;
            }
            sets[root] << ItemId{item};
        }
        QList<QList<ItemId>> duplicates;
        for (const auto root : std::as_const(roots)) {
            if (sets[root].size() > 1) {
                duplicates << sets[root];
            }
        }
        return duplicates;
    });
}

void ContactActions::merge(const QList<ItemId> &items, const ContactDraft &merged)
{
    if (items.size() < 2) {
        return;
    }
    d->act(
        [items, merged](Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step) -> Result<void> {
            const auto list = facts(transaction, projector, items);
            if (!list) {
                return std::unexpected(list.error());
            }
            if (list->size() < 2) {
                return failure(Error::Kind::NotFound, i18nc("@info", "One of these contacts no longer exists."));
            }
            if (!list->first().mayWrite) {
                return failure(Error::Kind::Forbidden, i18nc("@info", "You may not change the contacts of this address book."));
            }
            QList<QByteArray> others;
            for (const auto &other : list->sliced(1)) {
                others << other.bytes;
            }
            edit(changes, step, list->first(), ContactMerge::written(list->first().bytes, others, merged));
            for (const auto &other : list->sliced(1)) {
                if (!other.mayRemove) {
                    return failure(Error::Kind::Forbidden, i18nc("@info", "You may not delete contacts of this address book."));
                }
                const bool isSameAccount = other.resource == list->first().resource;
                auto done = renameMember(transaction, projector, changes, step, other, isSameAccount ? list->first().uid : QString());
                if (done) {
                    done = drop(transaction, projector, changes, other);
                }
                if (!done) {
                    return done;
                }
                step.entries << ContactStep::Entry{.what = What::Deleted, .item = other.item, .bytes = other.bytes, .book = other.shownIn};
            }
            return {};
        },
        [count = items.size()](qsizetype) {
            return i18ncp("@action", "Undo merging %1 contact", "Undo merging %1 contacts", count);
        });
}

}
