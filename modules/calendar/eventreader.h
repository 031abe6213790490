// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendarobject.h"
#include "store/store.h"

namespace Kontor
{

/// Reads calendar objects as the user sees them: the server's word and all that waits. On a reader thread.
namespace EventReader
{
struct Object {
    ItemId item{};
    CollectionId calendar{};
    QByteArray bytes{}; ///< empty: there is no such entry
};
Result<Object> object(const Reader &reader, ItemId item);

/// The object of that UID, in a calendar that can be written if there is one.
Result<Object> withUid(const Reader &reader, const QByteArray &uid);

/// One instance as the editor knows it. NotFound: there is none.
Result<EventDraft> draft(const Reader &reader, OccurrenceRef occurrence);
}

}
