// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"
#include "sync/change.h"

#include <QHash>
#include <QJsonObject>

namespace Kontor
{

/// What a change is about, as the user knows it.
struct ChangeSubject {
    enum class Thing { Message, Event, Task, Contact, File, Chat };

    Thing thing = Thing::Message;
    QString title{}; ///< subject, summary, name; empty: not known
    QString folder{}; ///< folder, calendar or address book, for a move the new one; the title of a room
    bool operator==(const ChangeSubject &) const = default;

    /// What a change to chat says: its argument "content".
    static QJsonObject contentOf(const Change &change);

    /// By change. Pure reads on a reader thread; what is hidden already (a deleted event) is named
    /// by the server's last word of it.
    static Result<QHash<qint64, ChangeSubject>> read(const Reader &reader, const QList<Change> &changes);
};

}
