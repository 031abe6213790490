// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactactionsprivate.h"
#include "contacts/contacttext.h"
#include "contacts/vcardreader.h"
#include "groupware/davchange.h"
#include "groupware/davprojector.h"
#include "sync/changerows.h"
#include "sync/collection.h"
#include "sync/folding.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor::ContactTransactions
{
namespace
{
/// The last part of the new card's address: the UID where it makes a good file name.
QString nameFor(const QString &uid)
{
    const bool isPlain = !uid.isEmpty() && uid.size() < 120 && std::ranges::all_of(uid, [](QChar c) {
        return (c.unicode() < 0x80 && c.isLetterOrNumber()) || c == u'-' || c == u'_';
    });
    return QString((isPlain ? uid : VCardWriter::newUid()) + QLatin1StringView(".vcf"));
}

Result<bool> isOnlyHere(Transaction &transaction, ItemId item)
{
    return transaction
        .prepare("SELECT i.remote_id IS NULL AND i.payload IS NULL AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = i.id AND (c.state IN (1, 2) OR c.answer_lost)) "
                 "FROM item i WHERE i.id = ?1")
        .value<bool>(item)
        .transform([](const std::optional<bool> &only) {
            return only.value_or(false);
        });
}
}

Result<QList<ContactFacts>> facts(Transaction &transaction, const Projector &projector, const QList<ItemId> &items)
{
    QList<ContactFacts> list;
    list.reserve(items.size());
    const auto wanted = jsonList(items);
    auto asked = transaction
                     .prepare("SELECT c.item, c.collection, i.collection, k.resource, c.uid, i.revision, c.flags, k.rights, i.payload FROM json_each(?1) j "
                              "CROSS JOIN contact c ON c.item = j.value JOIN item i ON i.id = c.item JOIN collection k ON k.id = c.collection")
                     .each(
                         [&list](const Statement &row) {
                             const auto rights = Rights::fromInt(int(row.integer(7)));
                             list << ContactFacts{.item = row.get<ItemId>(0),
                                                  .shownIn = row.get<CollectionId>(1),
                                                  .storedIn = row.get<CollectionId>(2),
                                                  .resource = row.get<ResourceId>(3),
                                                  .uid = row.text(4),
                                                  .revision = row.text(5),
                                                  .isGroup = (row.integer(6) & int(ContactFlag::Group)) != 0,
                                                  .mayWrite = rights.testFlag(Right::Write),
                                                  .mayRemove = rights.testFlag(Right::Remove),
                                                  .bytes = row.blob(8)};
                         },
                         wanted);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const auto pending = ChangeRows::ofItems(transaction.prepare(ChangeRows::ofItemsSql), wanted);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    for (auto &one : list) {
        one.bytes = fold(projector, one.bytes, one.storedIn, pending->value(one.item)).payload;
    }
    return list;
}

Result<ItemId> create(Transaction &transaction, QList<Change> &changes, CollectionId book, const QByteArray &card, ItemId original)
{
    return DavProjector::insertItem(transaction, book, card).transform([&](ItemId item) {
        Change change;
        change.item = item;
        change.collection = book;
        change.kind = DavChange::Create;
        change.arguments = {{QLatin1StringView("data"), card}, {QLatin1StringView("name"), nameFor(VCardReader::read(card).uid)}};
        if (original) {
            change.arguments.insert(QLatin1StringView("original"), original.value);
        }
        changes << change;
        return item;
    });
}

void edit(QList<Change> &changes, ContactStep &step, const ContactFacts &facts, const QByteArray &wanted)
{
    const auto edits = editsBetween(facts.bytes, wanted);
    if (edits.isEmpty()) {
        return;
    }
    auto back = edits;
    for (auto &one : back) {
        std::swap(one.before, one.after);
    }
    Change change;
    change.item = facts.item;
    change.resource = facts.resource;
    change.collection = facts.storedIn;
    change.kind = DavChange::Edit;
    change.arguments = {{QLatin1StringView("edits"), toCbor(edits)}};
    changes << change;
    step.entries << ContactStep::Entry{.what = ContactStep::Entry::What::Edited, .item = facts.item, .back = back};
}

Result<void> drop(Transaction &transaction, const Projector &projector, QList<Change> &changes, const ContactFacts &facts)
{
    const auto onlyHere = isOnlyHere(transaction, facts.item);
    if (!onlyHere) {
        return std::unexpected(onlyHere.error());
    }
    if (*onlyHere) {
        const auto pending = ChangeRows::ofItem(transaction, facts.item);
        if (!pending) {
            return std::unexpected(pending.error());
        }
        for (const auto &change : *pending) { // gone where it went to: what it was made of is to go as well
            if (const ItemId original{change.arguments.value(QLatin1StringView("original")).toInteger()}) {
                auto left = transaction.prepare("UPDATE change SET kind = 'delete', state = 0 WHERE item = ?1 AND kind = 'leave'").run(original);
                if (!left) {
                    return left;
                }
            }
        }
        transaction.changes.outbox = true;
        return ItemWriter(transaction, projector).remove({facts.item});
    }
    Change change;
    change.item = facts.item;
    change.resource = facts.resource;
    change.collection = facts.storedIn;
    change.kind = DavChange::Delete;
    if (!facts.revision.isEmpty()) {
        change.arguments = {{QLatin1StringView("revision"), facts.revision}};
    }
    changes << change;
    return {};
}

Result<void> move(Transaction &transaction, QList<Change> &changes, ContactStep &step, const ContactFacts &facts, CollectionId book)
{
    if (facts.shownIn == book) {
        return {};
    }
    QString remote;
    ResourceId resource;
    auto asked = transaction.prepare("SELECT resource, remote_id FROM collection WHERE id = ?1")
                     .each(
                         [&](const Statement &row) {
                             resource = row.get<ResourceId>(0);
                             remote = row.text(1);
                         },
                         book);
    if (!asked) {
        return asked;
    }
    if (!facts.mayRemove) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "The owner of this address book does not allow contacts to be taken out of it."));
    }
    if (resource == facts.resource) {
        Change change;
        change.item = facts.item;
        change.resource = facts.resource;
        change.collection = facts.storedIn;
        change.kind = DavChange::Move;
        change.arguments = {{QLatin1StringView("to"), book.value}, {QLatin1StringView("remote"), remote.isNull() ? QStringLiteral("") : remote}};
        changes << change;
        step.entries << ContactStep::Entry{.what = ContactStep::Entry::What::Moved, .item = facts.item, .book = facts.shownIn};
        return {};
    }
    const auto item = create(transaction, changes, book, facts.bytes, facts.item);
    if (!item) {
        return std::unexpected(item.error());
    }
    Change leave;
    leave.item = facts.item;
    leave.resource = facts.resource;
    leave.collection = facts.storedIn;
    leave.kind = DavChange::Leave;
    leave.isHeld = true;
    leave.arguments = {{QLatin1StringView("as"), item->value}};
    changes << leave;
    step.entries << ContactStep::Entry{.what = ContactStep::Entry::What::Crossed, .item = *item, .bytes = facts.bytes, .book = facts.shownIn, .original = facts.item};
    return {};
}

Result<void> renameMember(Transaction &transaction, const Projector &projector, QList<Change> &changes, ContactStep &step, const ContactFacts &member,
                          const QString &instead)
{
    if (member.uid.isEmpty()) {
        return {};
    }
    const auto twins = transaction
                           .prepare("SELECT count(*) FROM contact c JOIN collection k ON k.id = c.collection WHERE c.uid = ?1 AND k.resource = ?2 AND c.item <> ?3")
                           .value<int>(member.uid, member.resource, member.item);
    if (!twins) {
        return std::unexpected(twins.error());
    }
    if (twins->value_or(0) > 0) { // the groups mean the other one as well
        return {};
    }
    QList<ItemId> groups;
    auto asked = transaction
                     .prepare("SELECT m.item FROM contact_member m JOIN contact g ON g.item = m.item JOIN collection k ON k.id = g.collection "
                              "WHERE m.member = ?1 AND k.resource = ?2 AND k.rights & ?3")
                     .each(
                         [&groups](const Statement &row) {
                             groups << row.get<ItemId>(0);
                         },
                         member.uid,
                         member.resource,
                         int(Right::Write));
    if (!asked || groups.isEmpty()) {
        return asked;
    }
    const auto list = facts(transaction, projector, groups);
    if (!list) {
        return std::unexpected(list.error());
    }
    for (const auto &group : *list) {
        // An edit of this group may already stand in this transaction's list: go on from there.
        auto now = group;
        for (const auto &change : std::as_const(changes)) {
            if (change.item == group.item) {
                if (const auto bytes = projector.apply(now.bytes, change)) {
                    now.bytes = *bytes;
                }
            }
        }
        auto wanted = VCardReader::read(now.bytes);
        wanted.members.removeAll(member.uid);
        if (!instead.isEmpty() && !wanted.members.contains(instead)) {
            wanted.members << instead;
        }
        if (!now.bytes.isEmpty()) {
            edit(changes, step, now, VCardWriter::write(now.bytes, wanted));
        }
    }
    return {};
}

Result<void> mayWrite(Transaction &transaction, CollectionId book)
{
    const auto rights = transaction.prepare("SELECT rights FROM collection WHERE id = ?1").value<int>(book);
    if (!rights) {
        return std::unexpected(rights.error());
    }
    if (!*rights) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This address book no longer exists."));
    }
    if (!Rights::fromInt(**rights).testFlag(Right::Insert)) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "You may not add anything to this address book."));
    }
    return {};
}

}
