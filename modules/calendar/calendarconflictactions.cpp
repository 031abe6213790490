// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the user may do where somebody else changed the same meanwhile.
#include "calendar/calendaractionsprivate.h"

#include "calendar/eventconflict.h"
#include "calendar/eventwriter.h"
#include "groupware/davchange.h"
#include "sync/changerows.h"
#include "sync/itemwriter.h"

#include <KLocalizedString>
#include <QCborArray>

namespace Kontor
{
namespace
{
std::unexpected<Error> settled()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "This has been settled already."));
}

std::unexpected<Error> changedAgain()
{
    return failure(Error::Kind::Conflict, i18nc("@info", "This was changed once more meanwhile. Please compare again."));
}

/// An item and the changes that are to be decided, inside the transaction that does it.
class Settling
{
public:
    Settling(CalendarTransactions &transactions, std::shared_ptr<const Projector> projector, const EventConflict &conflict)
        : m_transactions(transactions)
        , m_projector(std::move(projector))
        , m_conflict(conflict)
    {
    }

    Result<void> settle(const QStringList &mine)
    {
        if (auto read = readNow(); !read) {
            return read;
        }
        const bool isMine = !mine.isEmpty();
        switch (m_conflict.kind) {
        case EventConflict::Kind::BothChanged:
            return isMine ? keepSome(mine) : drop(m_conflict.mine, m_payload);
        case EventConflict::Kind::RemovedHere:
            return isMine ? removeAnyway() : drop({}, m_payload);
        case EventConflict::Kind::RemovedThere:
            return isMine ? bringBack() : leaveRemoved();
        }
        return {};
    }

private:
    Transaction &transaction()
    {
        return m_transactions.transaction();
    }

    Result<void> readNow()
    {
        const auto found = ChangeRows::find(transaction(), m_conflict.change);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!*found || !EventConflict::isContested(**found)) {
            return settled();
        }
        m_change = **found;
        return transaction()
            .prepare("SELECT payload, revision FROM item WHERE id = ?1")
            .each(
                [this](const Statement &row) {
                    m_payload = row.blob(0);
                    m_revision = row.text(1);
                },
                m_conflict.item);
    }

    Result<void> reproject()
    {
        return ItemWriter(transaction(), *m_projector).reproject({m_conflict.item});
    }

    /// Those changes are as if they had never been made.
    Result<void> dropChanges(const QList<ChangeId> &ids)
    {
        for (const auto id : ids) {
            const auto change = ChangeRows::find(transaction(), id);
            if (!change) {
                return std::unexpected(change.error());
            }
            if (!*change) {
                continue;
            }
            auto dropped = ChangeRows::remove(transaction(), id).and_then([&] {
                return m_projector->discarded(transaction(), **change);
            });
            if (!dropped) {
                return dropped;
            }
        }
        return {};
    }

    /// It waits again, to be told to the server, at its place in the row.
    Result<void> putForward(const QCborMap &arguments)
    {
        m_change.state = ChangeState::Waiting;
        m_change.attempts = 0;
        m_change.error = {};
        m_change.notBefore = {};
        return ChangeRows::setArguments(transaction(), m_change.id, arguments).and_then([this] {
            return ChangeRows::update(transaction(), m_change);
        });
    }

    /// The people of an event learn what it is in the end, if they were told something else.
    Result<void> tell(const QByteArray &told, const QByteArray &now)
    {
        const auto place = m_transactions.place(m_conflict.calendar);
        return place ? m_transactions.tell(m_conflict.item, *place, told, now) : Result<void>(std::unexpected(place.error()));
    }

    Result<void> drop(const QByteArray &told, const QByteArray &now)
    {
        return dropChanges(m_conflict.along + QList<ChangeId>{m_change.id})
            .and_then([this] {
                return reproject();
            })
            .and_then([&] {
                return tell(told, now);
            });
    }

    Result<void> keepSome(const QStringList &mine)
    {
        const auto place = m_transactions.place(m_conflict.calendar);
        const auto people = m_transactions.people();
        const auto wanted = m_conflict.chosen(m_payload, mine);
        if (!place || !people || !wanted) {
            return std::unexpected(!place ? place.error() : !people ? people.error() : wanted.error());
        }
        auto sheet = EventSheet::open(*wanted);
        const auto old = EventSheet::open(m_payload);
        if (sheet && old) {
            using Forgetting = EventWriter::Circumstances::Forgetting;
            EventStamp::write(*sheet, *old,
                              {.now = m_transactions.now(),
                               .mine = (*people)->addresses(),
                               .forgetting = place->schedulesItself ? Forgetting::OnServer : Forgetting::Here});
        }
        const auto bytes = sheet ? sheet->toBytes() : *wanted;
        const bool isAll = std::ranges::all_of(m_conflict.fields, [&mine](const EventConflict::Field &field) {
            return mine.contains(field.key);
        });
        auto arguments = m_change.arguments;
        arguments[QLatin1StringView("edits")] = toCbor(editsBetween(m_payload, bytes));
        return dropChanges(m_conflict.along)
            .and_then([&] {
                return putForward(arguments);
            })
            .and_then([this] {
                return reproject();
            })
            .and_then([&] {
                return tell(isAll ? m_payload : m_conflict.mine, bytes);
            });
    }

    Result<void> removeAnyway()
    {
        if (m_payload != m_conflict.theirs) {
            return changedAgain();
        }
        auto edits = m_conflict.along;
        if (m_change.kind != DavChange::Delete) { // it was edited first, and that clashed
            edits << m_change.id;
            const auto pending = ChangeRows::ofItem(transaction(), m_conflict.item);
            if (!pending) {
                return std::unexpected(pending.error());
            }
            const auto removal = std::ranges::find(*pending, DavChange::Delete, &Change::kind);
            if (removal == pending->end()) {
                return settled();
            }
            m_change = *removal;
        }
        edits.removeAll(m_change.id);
        auto arguments = m_change.arguments;
        arguments[QLatin1StringView("revision")] = m_revision; // this is what the user has seen now
        return dropChanges(edits)
            .and_then([&] {
                return putForward(arguments);
            })
            .and_then([this] {
                return reproject();
            });
    }

    /// Made anew: the server knows nothing of it any more.
    Result<void> bringBack()
    {
        auto target = m_transactions.place(m_conflict.calendar);
        const auto hasCalendar = transaction()
                                     .prepare("SELECT id FROM collection WHERE remote_id IS NOT NULL AND rights & 4 AND role NOT IN ('inbox', 'feed', 'birthdays') "
                                              "AND resource IN (SELECT id FROM resource WHERE kind = 'calendar') ORDER BY id <> ?1, resource <> ?2, role <> '', id")
                                     .value<CollectionId>(m_conflict.calendar, m_change.resource);
        if (!hasCalendar) {
            return std::unexpected(hasCalendar.error());
        }
        if (*hasCalendar && **hasCalendar != m_conflict.calendar) { // the calendar is gone as well
            target = m_transactions.place(**hasCalendar);
        }
        if (!target) {
            return std::unexpected(target.error());
        }
        return ItemWriter(transaction(), *m_projector)
            .remove({m_conflict.item})
            .and_then([&] {
                return m_transactions.create(*target, m_conflict.mine);
            })
            .transform([](ItemId) { });
    }

    Result<void> leaveRemoved()
    {
        const auto people = m_transactions.people();
        const auto sheet = EventSheet::open(m_conflict.mine);
        const bool isMine = people && sheet && EventStamp::partOf(sheet->any(), (*people)->addresses()) == EventStamp::Part::Organizer;
        auto told = isMine ? tell(m_conflict.mine, {}) : Result<void>();
        return told.and_then([this] {
            return ItemWriter(transaction(), *m_projector).remove({m_conflict.item});
        });
    }

    CalendarTransactions &m_transactions;
    std::shared_ptr<const Projector> m_projector;
    const EventConflict &m_conflict;
    Change m_change;
    QByteArray m_payload;
    QString m_revision;
};
}

QFuture<Result<std::optional<EventConflict>>> CalendarActions::conflict(ItemId item)
{
    return d->outbox->store()->read([item](const Reader &reader) {
        return EventConflict::read(reader, item);
    });
}

QFuture<Result<void>> CalendarActions::resolve(EventConflict conflict, QStringList mine)
{
    return d->act(
        [conflict = std::move(conflict), mine = std::move(mine), projector = d->projector()](CalendarTransactions &transactions, UndoStep &) {
            return Settling(transactions, projector, conflict).settle(mine);
        },
        {});
}

QFuture<Result<void>> CalendarActions::keepTheirs(EventConflict conflict)
{
    return resolve(std::move(conflict), {});
}

}
