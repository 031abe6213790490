// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendartransactions.h"

#include "base/clock.h"
#include "calendar/calendarobject.h"
#include "calendar/eventsheet.h"
#include "calendar/letterwriter.h"
#include "groupware/davchange.h"
#include "groupware/davprojector.h"
#include "groupware/propertyedit.h"
#include "sync/changerows.h"
#include "sync/folding.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>
#include <QCryptographicHash>

namespace Kontor
{
namespace
{
QByteArray uidOf(const QByteArray &bytes)
{
    const auto sheet = EventSheet::open(bytes);
    return sheet ? sheet->uid.trimmed() : QByteArray();
}

std::unexpected<Error> unfit()
{
    return failure(Error::Kind::Forbidden, i18nc("@info", "This calendar does not take entries of that kind."));
}

bool hasPeople(const QByteArray &bytes)
{
    const auto sheet = EventSheet::open(bytes);
    return sheet && sheet->any().line("ORGANIZER") && sheet->any().line("ATTENDEE");
}
}

CalendarTransactions::CalendarTransactions(Transaction &transaction, QList<Change> &changes, std::shared_ptr<const Projector> projector)
    : m_transaction(transaction)
    , m_changes(changes)
    , m_projector(std::move(projector))
    , m_now(Clock::system().now())
{
}

QDateTime CalendarTransactions::now() const
{
    return m_now;
}

Result<const CalendarPeople *> CalendarTransactions::people()
{
    if (!m_people) {
        auto read = CalendarPeople::read(m_transaction);
        if (!read) {
            return std::unexpected(read.error());
        }
        m_people = *std::move(read);
    }
    return &*m_people;
}

Result<CalendarPlace> CalendarTransactions::place(CollectionId calendar)
{
    auto found = CalendarPlace::read(m_transaction, calendar);
    if (found && !found->calendar) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This calendar no longer exists."));
    }
    return found;
}

Result<ObjectFacts> CalendarTransactions::facts(ItemId item)
{
    ObjectFacts facts;
    QByteArray payload;
    auto asked = m_transaction.prepare("SELECT id, collection, revision, payload FROM item WHERE id = ?1")
                     .each(
                         [&](const Statement &row) {
                             facts.item = row.get<ItemId>(0);
                             facts.storedIn = row.get<CollectionId>(1);
                             facts.revision = row.text(2);
                             payload = row.blob(3);
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    auto pending = Outbox::pending(m_transaction, item);
    if (!pending) {
        return std::unexpected(pending.error());
    }
    for (const auto &change : std::as_const(m_changes)) {
        if (change.item == item) {
            *pending << change; // of this very action
        }
    }
    const auto folded = fold(*m_projector, payload, facts.storedIn, *pending);
    if (!facts.item || folded.payload.isEmpty()) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This entry no longer exists."));
    }
    facts.bytes = folded.payload;
    facts.shownIn = folded.collection;
    auto where = place(facts.shownIn);
    if (!where) {
        return std::unexpected(where.error());
    }
    facts.place = *where;
    return facts;
}

Result<void> CalendarTransactions::drop(const ObjectFacts &facts)
{
    const auto known = m_transaction
                           .prepare("SELECT remote_id IS NOT NULL OR payload IS NOT NULL OR EXISTS (SELECT 1 FROM change c WHERE c.item = item.id AND (c.state "
                                    "IN (1, 2) OR c.answer_lost)) FROM item WHERE id = ?1")
                           .value<int>(facts.item);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (known->value_or(1) == 0) { // nobody but us knows of it
        m_changes.removeIf([&facts](const Change &change) {
            return change.item == facts.item;
        });
        m_transaction.changes.outbox = true;
        return ItemWriter(m_transaction, *m_projector).remove({facts.item});
    }
    Change gone;
    gone.item = facts.item;
    gone.collection = facts.storedIn;
    gone.resource = facts.place.resource;
    gone.kind = DavChange::Delete;
    gone.arguments = {{QLatin1StringView("revision"), facts.revision}};
    m_changes << gone;
    return {};
}

Result<void> CalendarTransactions::writeSilently(const ObjectFacts &facts, const QByteArray &after)
{
    if (after == facts.bytes) {
        return {};
    }
    if (!facts.place.isWritable) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "This calendar can only be read."));
    }
    if (after.isEmpty()) {
        return drop(facts);
    }
    Change change;
    change.item = facts.item;
    change.collection = facts.storedIn;
    change.resource = facts.place.resource;
    change.kind = DavChange::Edit;
    change.arguments = {{QLatin1StringView("edits"), toCbor(editsBetween(facts.bytes, after))}};
    m_changes << change;
    return {};
}

Result<void> CalendarTransactions::tell(ItemId item, const CalendarPlace &place, const QByteArray &before, const QByteArray &after, const QString &comment)
{
    return people().and_then([&](const CalendarPeople *mine) {
        return LetterWriter::tell(m_transaction, item, before, after, {.people = *mine, .place = place, .now = m_now, .comment = comment});
    });
}

Result<void> CalendarTransactions::write(const ObjectFacts &facts, const QByteArray &after, const QString &comment)
{
    return writeSilently(facts, after).and_then([&] {
        return tell(facts.item, facts.place, facts.bytes, after, comment);
    });
}

QByteArray CalendarTransactions::segmentFor(const QByteArray &uid)
{
    const bool isPlain = !uid.isEmpty() && uid.size() <= 120 && std::ranges::all_of(uid, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '@' || c == '.';
    }) && uid.front() != '.';
    return QByteArray((isPlain ? uid : QCryptographicHash::hash(uid, QCryptographicHash::Sha256).toHex().first(40)) + ".ics");
}

bool CalendarTransactions::fits(const CalendarPlace &place, const QByteArray &bytes)
{
    const auto sheet = EventSheet::open(bytes);
    return place.components.isEmpty() || !sheet || place.components.contains(QString::fromLatin1(sheet->any().name));
}

Result<ItemId> CalendarTransactions::createSilently(const CalendarPlace &place, const QByteArray &bytes)
{
    if (!place.isWritable) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "This calendar can only be read."));
    }
    if (!fits(place, bytes)) {
        return unfit();
    }
    const auto item = DavProjector::insertItem(m_transaction, place.calendar, bytes);
    if (!item) {
        return item;
    }
    Change change;
    change.item = *item;
    change.collection = place.calendar;
    change.resource = place.resource;
    change.kind = DavChange::Create;
    change.arguments = {{QLatin1StringView("data"), bytes}, {QLatin1StringView("name"), QString::fromLatin1(segmentFor(uidOf(bytes)))}};
    m_changes << change;
    return item;
}

Result<ItemId> CalendarTransactions::create(const CalendarPlace &place, const QByteArray &bytes)
{
    const auto item = createSilently(place, bytes);
    if (!item) {
        return item;
    }
    return tell(*item, place, {}, bytes).transform([&item] {
        return *item;
    });
}

Result<ItemId> CalendarTransactions::moveTo(const ObjectFacts &facts, const CalendarPlace &target)
{
    if (!target.isWritable || !facts.place.isWritable) {
        return failure(Error::Kind::Forbidden, i18nc("@info", "This calendar can only be read."));
    }
    if (!fits(target, facts.bytes)) {
        return unfit();
    }
    if (target.resource == facts.place.resource) {
        const auto remote = m_transaction.prepare("SELECT remote_id FROM collection WHERE id = ?1").value<QString>(target.calendar);
        if (!remote) {
            return std::unexpected(remote.error());
        }
        Change move;
        move.item = facts.item;
        move.collection = facts.storedIn;
        move.resource = facts.place.resource;
        move.kind = DavChange::Move;
        move.arguments = {{QLatin1StringView("to"), target.calendar.value}, {QLatin1StringView("remote"), remote->value_or(QString())}};
        m_changes << move;
        return facts.item;
    }
    if ((facts.place.schedulesItself || target.schedulesItself) && hasPeople(facts.bytes)) {
        // The one server would take the removal for a cancellation or a refusal, the other the new object for an invitation or an
        // answer, and say so to everybody (RFC 6638, 3.2): there is no way to ask for silence.
        const auto title = CalendarObject::read(facts.bytes).components.value(0).summary;
        return failure(Error::Kind::Forbidden,
                       facts.place.schedulesItself
                           ? i18nc("@info %1 is an event",
                                   "“%1” stays in its account: if it were moved, the server would tell the people invited that it is cancelled. It can be moved to "
                                   "other calendars of the same account.",
                                   title)
                           : i18nc("@info %1 is an event", "“%1” stays in its account: the server of the other one would invite everybody anew.", title));
    }
    const auto item = createSilently(target, facts.bytes);
    if (!item) {
        return item;
    }
    m_changes.last().arguments.insert(QLatin1StringView("original"), facts.item.value);
    Change leave;
    leave.item = facts.item;
    leave.collection = facts.storedIn;
    leave.resource = facts.place.resource;
    leave.kind = DavChange::Leave;
    leave.arguments = {{QLatin1StringView("as"), item->value}};
    leave.isHeld = true;
    m_changes << leave;
    return *item;
}

Result<bool> CalendarTransactions::takeBackCrossing(ItemId item, ItemId original)
{
    const auto untold
        = m_transaction.prepare("SELECT 1 FROM change WHERE item = ?1 AND kind = 'create' AND state IN (0, 3, 4) AND answer_lost = 0").value<qint64>(item);
    if (!untold || !*untold) {
        return untold.transform([](auto) {
            return false;
        });
    }
    m_transaction.changes.outbox = true;
    ItemWriter writer(m_transaction, *m_projector);
    return m_transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'leave'")
        .run(original)
        .and_then([&] {
            return writer.remove({item});
        })
        .and_then([&] {
            return writer.reproject({original});
        })
        .transform([] {
            return true;
        });
}

Result<ItemId> CalendarTransactions::find(const QByteArray &uid, CollectionId preferred)
{
    return m_transaction
        .prepare("SELECT o.item FROM calendar_object o JOIN collection c ON c.id = o.collection WHERE o.uid = ?1 AND c.rights & 4 "
                 "AND c.role NOT IN ('inbox', 'feed', 'birthdays') ORDER BY o.collection <> ?2, o.item LIMIT 1")
        .value<ItemId>(uid, preferred)
        .transform([](const std::optional<ItemId> &item) {
            return item.value_or(ItemId{});
        });
}

Result<ItemId> CalendarTransactions::findIn(const QByteArray &uid, CollectionId calendar)
{
    return m_transaction.prepare("SELECT item FROM calendar_object WHERE uid = ?1 AND collection = ?2 LIMIT 1")
        .value<ItemId>(uid, calendar)
        .transform([](const std::optional<ItemId> &item) {
            return item.value_or(ItemId{});
        });
}

}
