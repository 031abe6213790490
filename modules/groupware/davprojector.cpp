// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "groupware/davprojector.h"

#include "groupware/contenttext.h"
#include "groupware/davchange.h"
#include "groupware/propertyedit.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr QLatin1StringView dataKey("data");
constexpr QLatin1StringView editsKey("edits");
constexpr QLatin1StringView originalKey("original");
constexpr QLatin1StringView asKey("as");
constexpr QLatin1StringView toKey("to");
constexpr QLatin1StringView revisionKey("revision");

QList<PropertyEdit> editsOf(const Change &change)
{
    return editsFromCbor(change.arguments.value(editsKey).toArray());
}

ItemId originalOf(const Change &change)
{
    return change.kind == DavChange::Create ? ItemId{change.arguments.value(originalKey).toInteger()} : ItemId{};
}

/// Of a message about an event (METHOD), which is not the event: nothing.
QByteArray fingerprintOf(const QByteArray &bytes)
{
    const auto text = ContentText::parse(bytes);
    const auto calendars = text.root.components("VCALENDAR");
    const bool isMessage = std::ranges::any_of(calendars, [](const ContentComponent *calendar) { return calendar->line("METHOD"); });
    return isMessage ? QByteArray() : uidOf(text).left(500);
}

/// Two edits of one item as one, where the newer begins with what the older made; else they stay two.
std::optional<QList<PropertyEdit>> joined(const QList<PropertyEdit> &older, const QList<PropertyEdit> &newer)
{
    const auto isProperty = [](const PropertyEdit &edit) {
        return edit.kind == PropertyEdit::Kind::Property;
    };
    if (!std::ranges::all_of(older, isProperty) || !std::ranges::all_of(newer, isProperty)) {
        return std::nullopt;
    }
    auto both = older;
    for (const auto &edit : newer) {
        const auto same = std::ranges::find_if(both, [&edit](const PropertyEdit &other) {
            return other.component == edit.component && other.property == edit.property;
        });
        if (same == both.end()) {
            both << edit;
        } else if (same->after != edit.before) {
            return std::nullopt;
        } else if (same->before == edit.after) {
            both.erase(same);
        } else {
            same->after = edit.after;
            for (const auto &one : edit.context) {
                if (!same->context.contains(one)) {
                    same->context << one;
                }
            }
        }
    }
    return both;
}

Result<void> bringBack(Transaction &transaction, const Projector &projector, ItemId original)
{
    transaction.changes.outbox = true;
    return transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'leave'").run(original).and_then([&] {
        return ItemWriter(transaction, projector).reproject({original});
    });
}
}

QByteArray DavProjector::fingerprint(const QByteArray &payload) const
{
    return fingerprintOf(payload);
}

Result<QByteArray> DavProjector::apply(const QByteArray &payload, const Change &change) const
{
    if (change.kind == DavChange::Create) {
        return payload.isEmpty() ? change.arguments.value(dataKey).toByteArray() : payload;
    }
    if (change.kind == DavChange::Replace) {
        return change.arguments.value(dataKey).toByteArray();
    }
    if (change.kind == DavChange::Delete || change.kind == DavChange::Leave) {
        // The revision is known when somebody else came first: then the user decides, and until then sees it.
        const auto seen = change.arguments.value(revisionKey).toString();
        const bool isNewer = !seen.isEmpty() && !change.revision.isEmpty() && !DavChange::isSameRevision(seen, change.revision);
        const bool isAsked = change.state == ChangeState::Parked && change.error.kind == Error::Kind::Conflict;
        if (isNewer || isAsked) {
            return failure(Error::Kind::Conflict, i18nc("@info a change by the user cannot be carried out", "Somebody else changed this meanwhile."));
        }
        return QByteArray("");
    }
    if (change.kind != DavChange::Edit) {
        return payload;
    }
    if (payload.isEmpty()) {
        return failure(Error::Kind::Conflict, i18nc("@info a change by the user cannot be carried out", "Somebody else removed this meanwhile."));
    }
    return applyEdits(payload, editsOf(change));
}

Result<QByteArray> DavProjector::confirm(const QByteArray &payload, const Change &change) const
{
    return apply(payload, change);
}

bool DavProjector::isRemoval(const Change &change) const
{
    return change.kind == DavChange::Delete || change.kind == DavChange::DeleteCollection;
}

CollectionId DavProjector::destination(const Change &change) const
{
    return change.kind == DavChange::Move ? CollectionId{change.arguments.value(toKey).toInteger()} : CollectionId();
}

std::optional<QCborMap> DavProjector::combine(const Change &older, const Change &newer) const
{
    if (newer.kind == DavChange::Edit) {
        const auto both = joined(editsOf(older), editsOf(newer));
        if (!both) {
            return std::nullopt;
        }
        // A new date of change alone is nothing; that two reminders were dismissed is.
        const bool isNothing = std::ranges::all_of(*both, [](const PropertyEdit &edit) { return edit.weak && edit.property != "ACKNOWLEDGED"; });
        auto arguments = newer.arguments;
        arguments[editsKey] = toCbor(*both);
        return isNothing ? QCborMap() : arguments;
    }
    if (newer.kind == DavChange::Move) {
        return destination(newer) == older.collection ? QCborMap() : newer.arguments;
    }
    if (newer.kind == DavChange::Replace) {
        return newer.arguments;
    }
    if (newer.kind == DavChange::Delete) {
        return older.arguments.isEmpty() ? QCborMap{{QLatin1StringView("once"), true}} : older.arguments;
    }
    return std::nullopt;
}

Result<Write> DavProjector::projectPart(ItemId, const QString &, const BlobId &, const QByteArray &) const
{
    return [](Transaction &) {
        return Result<void>();
    };
}

Result<void> DavProjector::carriedOut(Transaction &transaction, const Change &change) const
{
    const auto original = originalOf(change);
    if (!original) {
        return {};
    }
    transaction.changes.outbox = true;
    return transaction.prepare("UPDATE change SET kind = 'delete', state = 0 WHERE item = ?1 AND kind = 'leave'").run(original);
}

Result<void> DavProjector::recover(Transaction &transaction, ResourceId resource) const
{
    // The account it should go to was removed, and with it the new item.
    QList<std::pair<ItemId, ItemId>> leaving;
    auto asked = transaction.prepare("SELECT " KONTOR_CHANGE_COLUMNS " FROM change c WHERE c.resource = ?1 AND c.kind = 'leave'")
                     .each(
                         [&leaving](const Statement &row) {
                             const auto change = ChangeRows::read(row);
                             leaving << std::pair(change.item, ItemId{change.arguments.value(asKey).toInteger()});
                         },
                         resource);
    if (!asked) {
        return asked;
    }
    for (const auto &[item, as] : std::as_const(leaving)) {
        const auto goesOn = transaction.prepare("SELECT 1 FROM change WHERE item = ?1 AND kind = 'create'").value<qint64>(as);
        if (!goesOn) {
            return std::unexpected(goesOn.error());
        }
        if (!*goesOn) {
            if (auto back = bringBack(transaction, *this, item); !back) {
                return back;
            }
        }
    }
    return {};
}

Result<void> DavProjector::discarded(Transaction &transaction, const Change &change) const
{
    if (const auto original = originalOf(change)) {
        if (auto back = bringBack(transaction, *this, original); !back) {
            return back;
        }
    }
    if (change.kind == DavChange::Create) { // it exists nowhere but here
        const auto unknown = transaction.prepare("SELECT collection FROM item WHERE id = ?1 AND remote_id IS NULL").value<CollectionId>(change.item);
        if (!unknown || !*unknown) {
            return unknown.transform([](auto) { });
        }
        const auto removal = project(change.item, **unknown, {});
        if (!removal) {
            return std::unexpected(removal.error());
        }
        return (*removal)(transaction).and_then([&] { return transaction.prepare("DELETE FROM item WHERE id = ?1").run(change.item); });
    }
    if (change.kind == DavChange::MakeCollection) {
        transaction.changes.collectionList = true;
        return transaction.prepare("DELETE FROM collection WHERE id = ?1 AND remote_id IS NULL").run(change.collection);
    }
    if (change.kind == DavChange::SetCollection || change.kind == DavChange::DeleteCollection) {
        transaction.changes.collectionList = true;
    }
    return {};
}

Result<ItemId> DavProjector::insertItem(Transaction &transaction, CollectionId collection, const QByteArray &bytes)
{
    const auto uid = fingerprintOf(bytes);
    return transaction.prepare("INSERT INTO item (collection, fingerprint) VALUES (?1, ?2)").run(collection, uid.isEmpty() ? QByteArray() : uid).transform([&] {
        return ItemId{transaction.lastInsertId()};
    });
}

Result<void> DavProjector::noteRevisions(Transaction &transaction, QList<Change> &changes)
{
    for (auto &change : changes) {
        if (change.kind != DavChange::Delete || !change.item) {
            continue;
        }
        // What the user's own waiting changes will make of it is not known yet.
        const auto revision = transaction.prepare("SELECT revision FROM item WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM change c WHERE c.item = ?1)")
                                  .value<QString>(change.item);
        if (!revision) {
            return std::unexpected(revision.error());
        }
        if (!revision->value_or(QString()).isEmpty()) {
            change.arguments[revisionKey] = **revision;
        }
    }
    return {};
}

Result<QSet<CollectionId>> DavProjector::untoldDeletions(const Reader &reader)
{
    QSet<CollectionId> untold;
    return reader.prepare("SELECT collection FROM change WHERE item IS NULL AND kind = ?1 AND state IN (0, 3) AND answer_lost = 0")
        .each(
            [&untold](const Statement &row) {
                untold.insert(row.get<CollectionId>(0));
            },
            DavChange::DeleteCollection)
        .transform([&untold] {
            return untold;
        });
}

}
