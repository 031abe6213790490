// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/eventreader.h"

#include "calendar/calendarprojector.h"
#include "sync/changerows.h"
#include "sync/folding.h"

#include <KLocalizedString>

namespace Kontor
{

Result<EventReader::Object> EventReader::object(const Reader &reader, ItemId item)
{
    Object object;
    QByteArray payload;
    auto asked = reader.prepare("SELECT id, collection, payload FROM item WHERE id = ?1")
                     .each(
                         [&](const Statement &row) {
                             object.item = row.get<ItemId>(0);
                             object.calendar = row.get<CollectionId>(1);
                             payload = row.blob(2);
                         },
                         item);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const auto pending = ChangeRows::ofItems(reader.prepare(ChangeRows::ofItemsSql), jsonList(QList<ItemId>{item}));
    if (!pending) {
        return std::unexpected(pending.error());
    }
    const CalendarProjector projector;
    const auto folded = fold(projector, payload, object.calendar, pending->value(item));
    object.bytes = folded.payload;
    object.calendar = folded.collection;
    return object;
}

Result<EventReader::Object> EventReader::withUid(const Reader &reader, const QByteArray &uid)
{
    const auto item
        = reader
              .prepare("SELECT o.item FROM calendar_object o JOIN collection c ON c.id = o.collection WHERE o.uid = ?1 AND c.role NOT IN ('inbox', 'feed') "
                       "ORDER BY c.rights & 4 = 0, o.item LIMIT 1")
              .value<ItemId>(uid);
    if (!item) {
        return std::unexpected(item.error());
    }
    return *item ? object(reader, **item) : Object{};
}

Result<EventDraft> EventReader::draft(const Reader &reader, OccurrenceRef occurrence)
{
    const auto found = object(reader, occurrence.item);
    if (!found) {
        return std::unexpected(found.error());
    }
    auto draft = found->bytes.isEmpty() ? std::nullopt : CalendarObject::read(found->bytes).draft(occurrence.recurrence);
    if (!draft) {
        return failure(Error::Kind::NotFound, i18nc("@info", "This entry no longer exists."));
    }
    draft->ref = occurrence;
    draft->calendar = found->calendar;
    return *draft;
}

}
