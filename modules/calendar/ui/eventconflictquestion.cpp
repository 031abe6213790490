// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventconflictquestion.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/eventconflictwords.h"

#include <KLocalizedString>

namespace Kontor
{

EventConflictQuestion::EventConflictQuestion(const EventConflict &conflict, QWidget *parent)
    : ConflictQuestion(EventConflictWords::question(conflict), EventConflictWords::fields(conflict), parent)
{
}

void EventConflictQuestion::open(CalendarActions *actions, ItemId item, QWidget *parent, const Tell &tell)
{
    actions->conflict(item).then(parent, [actions, parent, tell](const Result<std::optional<EventConflict>> &found) {
        if (!found || !*found) {
            tell(found ? i18nc("@info", "This has been settled already.") : found.error().message);
            return;
        }
        const auto conflict = **found;
        if (conflict.fields.isEmpty()) {
            actions->keepTheirs(conflict);
            tell(i18nc("@info", "Nothing is left of your change that could be chosen. The other version stays."));
            return;
        }
        auto *question = new EventConflictQuestion(conflict, parent);
        question->setAttribute(Qt::WA_DeleteOnClose);
        connect(question, &QDialog::accepted, actions, [actions, question, conflict] {
            actions->resolve(conflict, question->mine());
        });
        static_cast<QDialog *>(question)->open();
    });
}

}
