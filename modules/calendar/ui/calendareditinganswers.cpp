// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Answers to invitations.
#include "calendar/ui/calendarediting.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/delegatedialog.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/proposedialog.h"
#include "calendar/ui/scopequestion.h"

#include <KLocalizedString>

namespace Kontor
{

void CalendarEditing::answer(const Occurrence &occurrence, Participation answer)
{
    askScope(int(ScopeQuestion::About::Answering), occurrence, [this, occurrence, answer](Scope scope) { m_parts.actions->answer(occurrence.ref, answer, QString(), scope); });
}

void CalendarEditing::withInvitation(const Occurrence &occurrence, std::function<void(const EventDraft &draft)> then)
{
    askScope(int(ScopeQuestion::About::Answering), occurrence, [this, ref = occurrence.ref, then = std::move(then)](Scope scope) {
        m_parts.actions->open(scope == Scope::All ? OccurrenceRef{ref.item, 0} : ref).then(this, [this, then](const Result<EventDraft> &draft) {
            if (draft) {
                then(*draft);
            } else {
                m_parts.workbench->notify(draft.error().message, Workbench::Tone::Problem);
            }
        });
    });
}

void CalendarEditing::delegate(const Occurrence &occurrence)
{
    withInvitation(occurrence, [this](const EventDraft &draft) {
        auto *dialog = new DelegateDialog(m_parts.store, draft.attendees + QList{draft.organizer}, QString(), m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, dialog, ref = draft.ref] { m_parts.actions->delegate(ref, dialog->person(), dialog->comment()); });
        dialog->open();
    });
}

void CalendarEditing::propose(const Occurrence &occurrence)
{
    withInvitation(occurrence, [this](const EventDraft &draft) {
        auto *dialog = new ProposeDialog({.start = draft.start, .end = draft.end, .isAllDay = draft.isAllDay}, QString(), m_window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::accepted, this, [this, dialog, ref = draft.ref, organizer = draft.organizer] {
            const auto wanted = dialog->times();
            m_parts.actions->propose(ref, wanted.start, wanted.end, dialog->comment()).then(this, [this, organizer](const Result<void> &sent) {
                if (sent) {
                    m_parts.workbench->notify(i18nc("@info %1 is a person", "Your proposal goes to %1.", EventWords::person(organizer)), Workbench::Tone::Success);
                }
            });
        });
        dialog->open();
    });
}

}
