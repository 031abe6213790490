// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/change.h"

#include <QString>

namespace Kontor
{

/// The kinds of changes calendars and address books share, and their arguments; queued by the
/// modules' actions, read by their projectors and by DavSynchronizer.
namespace DavChange
{
inline const QString Create = QStringLiteral("create"); ///< on the NEW item (DavProjector::insertItem); data: bytes, name: last part of the href ("<uid>.ics"); original: id of the item that leaves another account for it, if any
inline const QString Leave = QStringLiteral("leave"); ///< on that original; as: id of the new item; always held: hidden here until the new one is there, then a Delete
inline const QString Edit = QStringLiteral("edit"); ///< edits: PropertyEdits; the payload itself stays as the server said
inline const QString Delete = QStringLiteral("delete"); ///< revision: what the user saw (else: the item's when it is pushed)
inline const QString Move = QStringLiteral("move"); ///< to: collection id, remote: its remote id; within the resource
inline const QString Replace = QStringLiteral("replace"); ///< data: bytes; "mine" of a conflict, over whatever is there

inline const QString MakeCollection = QStringLiteral("makeCollection"); ///< name, colour ("#rrggbb"), components: ["VEVENT", "VTODO"], segment: last part of its href
inline const QString SetCollection = QStringLiteral("setCollection"); ///< any of name, colour, order
inline const QString DeleteCollection = QStringLiteral("deleteCollection");
}

namespace DavChange
{
/// The same object as far as people are concerned: the same etag, or the same schedule tag behind it,
/// where only answers of others came in (RFC 6638, 3.2.10).
inline bool isSameRevision(const QString &left, const QString &right)
{
    const auto tag = left.section(QLatin1Char('\n'), 1);
    return left == right || (!tag.isEmpty() && tag == right.section(QLatin1Char('\n'), 1));
}
}

/// Keys of collection.attributes for calendars and address books.
namespace DavAttribute
{
inline const QString Colour = QStringLiteral("colour"); ///< "#rrggbb"
inline const QString Order = QStringLiteral("order"); ///< int
inline const QString Description = QStringLiteral("description");
inline const QString Components = QStringLiteral("components"); ///< ["VEVENT", "VTODO"]
inline const QString Owner = QStringLiteral("owner"); ///< href of the principal; absent: the person itself
inline const QString OwnerName = QStringLiteral("ownerName");
inline const QString Feed = QStringLiteral("feed"); ///< URL of a subscribed calendar (read-only)
inline const QString Fetched = QStringLiteral("fetched"); ///< ms since epoch: when a subscribed calendar answered last
inline const QString Schedules = QStringLiteral("schedules"); ///< bool: the server sends invitations itself (RFC 6638)
inline const QString Addresses = QStringLiteral("addresses"); ///< [text]: calendar-user-address-set of the signed-in person
inline const QString Outbox = QStringLiteral("outbox"); ///< href of the scheduling outbox, for free/busy
inline const QString TimeZone = QStringLiteral("timezone");
}

/// Roles of collections.
namespace DavRole
{
inline const QString Shared = QStringLiteral("shared"); ///< somebody else's
inline const QString Birthdays = QStringLiteral("birthdays");
inline const QString Resource = QStringLiteral("resource"); ///< a room or a thing to be booked
inline const QString Feed = QStringLiteral("feed");
inline const QString Inbox = QStringLiteral("inbox"); ///< scheduling inbox: read for invitations, not shown as a calendar
}

}
