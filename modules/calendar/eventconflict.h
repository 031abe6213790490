// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "groupware/propertyedit.h"
#include "store/store.h"
#include "sync/change.h"

#include <optional>

namespace Kontor
{

/// What the user made of a calendar object and what somebody else made of it meanwhile, where both cannot be. A value.
struct EventConflict {
    enum class Kind {
        BothChanged, ///< the same fields
        RemovedThere, ///< somebody else deleted what the user changed
        RemovedHere, ///< the user deleted what somebody else changed
    };

    /// What belongs together and is chosen together: a start of the one and an end of the other may be no event at all.
    enum class Topic {
        Existence, ///< of the whole object, or of an instance that has a component of its own
        Title,
        When, ///< start, end, whole day; of a series that moves all that moves along
        Recurrence,
        LeftOut, ///< EXDATE
        Extra, ///< RDATE
        Place,
        Description,
        People, ///< organiser and attendees
        Reminders,
        Categories,
        Status, ///< of tasks with the progress
        Priority,
        Availability,
        Visibility,
        Link,
        Conference,
        Attachments,
        Other, ///< see Field::property
    };

    struct Field {
        QString key{}; ///< "title", of an instance "title@20260105T090000"; names the field within this conflict
        Topic topic = Topic::Other;
        ComponentKey component{}; ///< without an alarm
        QByteArray property{};
        QList<PropertyEdit> edits{}; ///< what makes the user's of the other one's
    };

    Kind kind = Kind::BothChanged;
    ChangeId change{}; ///< the one that was refused
    QList<ChangeId> along{}; ///< later ones that are decided together with it
    ItemId item{};
    CollectionId calendar{}; ///< where the user has it
    QByteArray mine{}; ///< the object as it is where the user wins everywhere; empty: deleted
    QByteArray theirs{}; ///< the object as the server has it; empty: deleted
    QList<Field> fields{};

    /// The edits carried out, also where they clash: then the user's word counts. Lists (attendees) keep what others added.
    static QByteArray carried(const QByteArray &theirs, const QList<PropertyEdit> &edits);

    /// What differs, in the order people read it.
    static QList<Field> between(const QByteArray &theirs, const QByteArray &mine);

    /// \p mine: keys of fields. Touches nothing but these, and zones they need. Conflict: it is no longer as it was compared.
    Result<QByteArray> chosen(const QByteArray &now, const QStringList &mine) const;

    /// None: nothing of that item waits for a decision.
    static Result<std::optional<EventConflict>> read(const Reader &reader, ItemId item);

    /// A change that waits for such a decision; the same of rows of change called c.
    static bool isContested(const Change &change);
#define KONTOR_CHANGE_IS_CONTESTED                                                                                                                             \
    "(c.state = 3 AND (c.error_kind = 'NotFound' AND c.kind IN ('edit', 'move') OR c.error_kind = 'Conflict' AND c.kind IN ('edit', 'delete')))"
};

}
