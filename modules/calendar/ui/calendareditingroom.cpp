// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The chat room of an event. Its link stands in the event, so that everybody who is invited finds it.
#include "calendar/ui/calendarediting.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/occurrencewords.h"

#include <KLocalizedString>
#include <QRegularExpression>

namespace Kontor
{

QUrl CalendarEditing::roomOf(const EventDraft &draft)
{
    static const QRegularExpression link(QStringLiteral("(?:matrix:(?:r|roomid)/|https://matrix\\.to/#/(?:[#!]|%23|%21))[^\\s<>\"]+"), QRegularExpression::CaseInsensitiveOption);
    for (const auto &text : {draft.url, draft.conference, draft.description}) {
        if (const auto match = link.match(text.first(std::min<qsizetype>(text.size(), 100'000))); match.hasMatch()) {
            return QUrl(match.captured(), QUrl::StrictMode);
        }
    }
    return {};
}

void CalendarEditing::openRoom(const Occurrence &occurrence)
{
    // Of a series there is one room for all its dates.
    m_parts.actions->open(OccurrenceRef{occurrence.ref.item, 0}).then(this, [this, occurrence](const Result<EventDraft> &draft) {
        if (!draft) {
            m_parts.workbench->notify(draft.error().message, Workbench::Tone::Problem);
            return;
        }
        if (const auto room = roomOf(*draft); room.isValid()) {
            if (!m_parts.workbench->openLink(room)) {
                m_parts.workbench->notify(i18nc("@info", "The chat room of “%1” cannot be opened.", OccurrenceWords::title(occurrence)), Workbench::Tone::Warning);
            }
            return;
        }
        makeRoom(*draft);
    });
}

void CalendarEditing::makeRoom(const EventDraft &draft)
{
    RoomSeed seed{.name = draft.summary, .topic = draft.location, .people = {}};
    for (const auto &attendee : draft.attendees + QList{draft.organizer}) {
        if (!attendee.address.isEmpty()) {
            seed.people << ChatPartner{.name = attendee.name, .userId = {}, .addresses = {attendee.address}};
        }
    }
    m_parts.workbench->makeRoom(seed, m_window, [this, self = QPointer(this), ref = draft.ref](const QUrl &link) {
        if (!self) {
            return;
        }
        m_parts.actions->open(ref).then(this, [this, link](const Result<EventDraft> &now) { // it may have changed meanwhile
            if (!now) {
                m_parts.workbench->notify(now.error().message, Workbench::Tone::Problem);
                return;
            }
            auto after = *now;
            const auto text = link.toString(QUrl::FullyEncoded);
            if (after.url.isEmpty()) {
                after.url = text;
            } else {
                after.description += (after.description.isEmpty() ? QString() : QStringLiteral("\n\n")) + text;
            }
            m_parts.actions->save(*now, after, Scope::All); // failures are told by the actions
        });
    });
}

}
