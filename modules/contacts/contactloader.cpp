// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactloader.h"

#include "accounts/account.h"
#include "contacts/contactquery.h"
#include "contacts/vcardreader.h"
#include "groupware/davchange.h"
#include "groupware/propertyedit.h"
#include "sync/changerows.h"
#include "sync/collection.h"
#include "sync/folding.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
struct Stored {
    QByteArray payload{};
    QByteArray bytes{}; ///< with the changes
    QList<Change> pending{};
    bool isThere = false;
};

Result<Stored> stored(const Reader &reader, const Projector &projector, ItemId item)
{
    Stored found;
    CollectionId collection;
    const auto *sql = isOfDirectory(item) ? "SELECT card, 0 FROM contact_directory WHERE id = -?1" : "SELECT payload, collection FROM item WHERE id = ?1";
    auto asked = reader.prepare(sql).each(
        [&](const Statement &row) {
            found.payload = row.blob(0);
            collection = row.get<CollectionId>(1);
            found.isThere = true;
        },
        item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    found.bytes = found.payload;
    if (isOfDirectory(item) || !found.isThere) {
        return found;
    }
    const auto pending = ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), jsonList(QList<ItemId>{item}));
    if (!pending) {
        return std::unexpected(pending.error());
    }
    found.pending = pending->value(item);
    found.bytes = fold(projector, found.payload, collection, found.pending).payload;
    found.isThere = !found.bytes.isEmpty();
    return found;
}

/// The card as the user wanted it, whatever somebody else wrote into the same fields.
ContactDraft wantedBy(const Change &change, const QByteArray &theirs)
{
    auto edits = editsFromCbor(change.arguments.value(QLatin1StringView("edits")).toArray());
    QList<PropertyEdit> clashes;
    auto applied = applyEdits(theirs, edits, &clashes);
    if (applied) {
        return VCardReader::read(*applied);
    }
    const auto text = ContentText::parse(theirs);
    const auto *card = VCardReader::cardOf(text);
    for (auto &edit : edits) {
        const bool isClash = std::ranges::any_of(clashes, [&edit](const PropertyEdit &clash) {
            return clash.property == edit.property && clash.component == edit.component;
        });
        if (!isClash || !card) {
            continue;
        }
        edit.before.clear();
        for (const auto &part : card->parts) {
            const auto &line = part.line;
            const QByteArray name = line.group.isEmpty() ? line.name : QByteArray(line.group.toUpper() + '.' + line.name);
            if (!part.component && name == edit.property) {
                edit.before << line.unfolded();
            }
        }
    }
    const auto forced = applyEdits(theirs, edits, nullptr);
    return VCardReader::read(forced ? *forced : theirs);
}

Result<void> readGroups(const Reader &reader, ContactCard &found)
{
    if (isOfDirectory(found.row.item)) {
        return {};
    }
    return reader
        .prepare("SELECT g.item, g.name FROM contact_member m JOIN contact g ON g.item = m.item JOIN collection k ON k.id = g.collection "
                 "WHERE m.member = ?1 AND ?1 <> '' AND k.resource = (SELECT resource FROM collection WHERE id = ?2) ORDER BY g.family_key")
        .each(
            [&found](const Statement &row) {
                found.groups << ContactCard::Group{row.get<ItemId>(0), row.text(1)};
            },
            found.card.uid.isNull() ? QStringLiteral("") : found.card.uid,
            found.row.book);
}

Result<void> readMembers(const Reader &reader, ContactCard &found)
{
    if (!found.row.isGroup) {
        return {};
    }
    constexpr qsizetype most = 200; // shown; the list has them all
    const auto ids = ContactQuery::ids(reader, {.group = found.row.item});
    if (!ids) {
        return std::unexpected(ids.error());
    }
    const auto shown = ids->first(std::min(ids->size(), most));
    const auto rows = ContactQuery::rows(reader, shown);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const auto id : shown) {
        found.members << rows->value(id);
    }
    return {};
}

Result<std::optional<ContactCard>> loaded(const Reader &reader, const Projector &projector, ItemId item)
{
    const auto rows = ContactQuery::rows(reader, {item.value});
    const auto bytes = stored(reader, projector, item);
    if (!rows || !bytes) {
        return std::unexpected(!rows ? rows.error() : bytes.error());
    }
    if (!bytes->isThere || !rows->contains(item.value)) {
        return std::nullopt;
    }
    ContactCard found;
    found.row = rows->value(item.value);
    found.card = VCardReader::read(bytes->bytes);
    found.card.item = item;
    found.card.book = found.row.book;
    for (const auto &change : bytes->pending) {
        if (change.state == ChangeState::Parked) {
            found.problem = change.error.message;
            if (change.error.kind == Error::Kind::Conflict && change.kind == DavChange::Edit) {
                found.conflict = change.id;
                found.mine = wantedBy(change, bytes->bytes);
                found.mine.item = item;
                found.mine.book = found.row.book;
            }
            break;
        }
    }
    auto asked = reader.prepare("SELECT name, rights FROM collection WHERE id = ?1")
                     .each(
                         [&found](const Statement &row) {
                             found.bookName = row.text(0);
                             const auto rights = Rights::fromInt(int(row.integer(1)));
                             found.mayEdit = rights.testFlag(Right::Write);
                             found.mayRemove = rights.testFlag(Right::Remove);
                         },
                         found.row.book);
    if (isOfDirectory(item)) {
        found.bookName = i18nc("@item a list of people kept by a server", "Directory");
    }
    return asked
        .and_then([&] {
            return readGroups(reader, found);
        })
        .and_then([&] {
            return readMembers(reader, found);
        })
        .transform([&found] {
            return std::optional(std::move(found));
        });
}
}

ContactLoader::ContactLoader(std::shared_ptr<Outbox> outbox)
    : m_outbox(std::move(outbox))
{
}

QFuture<Result<ContactCard>> ContactLoader::load(ItemId item) const
{
    return load(QList<ItemId>{item}).then([](const Result<QList<ContactCard>> &cards) -> Result<ContactCard> {
        if (!cards) {
            return std::unexpected(cards.error());
        }
        if (cards->isEmpty()) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This contact no longer exists."));
        }
        return cards->first();
    });
}

QFuture<Result<QList<ContactCard>>> ContactLoader::load(const QList<ItemId> &items) const
{
    return m_outbox->store()->read([items, projector = m_outbox->projector(ResourceKind::Contacts)](const Reader &reader) -> Result<QList<ContactCard>> {
        QList<ContactCard> cards;
        for (const auto item : items) {
            auto one = projector ? loaded(reader, *projector, item) : Result<std::optional<ContactCard>>(std::nullopt);
            if (!one) {
                return std::unexpected(one.error());
            }
            if (*one) {
                cards << **std::move(one);
            }
        }
        return cards;
    });
}

QFuture<Result<QList<QByteArray>>> ContactLoader::bytes(const QList<ItemId> &items) const
{
    return m_outbox->store()->read([items, projector = m_outbox->projector(ResourceKind::Contacts)](const Reader &reader) -> Result<QList<QByteArray>> {
        QList<QByteArray> cards;
        for (const auto item : items) {
            const auto one = projector ? stored(reader, *projector, item) : Result<Stored>(Stored());
            if (!one) {
                return std::unexpected(one.error());
            }
            if (one->isThere) {
                cards << one->bytes;
            }
        }
        return cards;
    });
}

}
