// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarundo.h"

#include "calendar/calendarletters.h"
#include "calendar/calendarobject.h"
#include "groupware/propertyedit.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
constexpr qsizetype mostSteps = 20;
}

int CalendarUndo::begin()
{
    m_beingKept << ++m_last;
    return m_last;
}

void CalendarUndo::drop(int number)
{
    m_beingKept.removeOne(number);
    m_unwanted.removeOne(number);
}

CalendarUndo::Ended CalendarUndo::end(const UndoStep &step)
{
    const bool isUnwanted = m_unwanted.contains(step.number);
    drop(step.number);
    if (step.isEmpty()) {
        return Ended::Nothing;
    }
    if (isUnwanted) {
        return Ended::Unwanted;
    }
    m_steps << step;
    if (m_steps.size() > mostSteps) {
        m_steps.removeFirst();
    }
    return Ended::Kept;
}

std::optional<UndoStep> CalendarUndo::take(int number)
{
    const auto found = std::ranges::find(m_steps, number, &UndoStep::number);
    if (found == m_steps.end()) {
        return std::nullopt;
    }
    auto step = *found;
    m_steps.erase(found);
    return step;
}

bool CalendarUndo::defer(int number)
{
    if (!m_beingKept.contains(number)) {
        return false;
    }
    if (!m_unwanted.contains(number)) {
        m_unwanted << number;
    }
    return true;
}

int CalendarUndo::newest() const
{
    return !m_beingKept.isEmpty() ? m_beingKept.last() : m_steps.isEmpty() ? 0 : m_steps.last().number;
}

QString CalendarUndo::text() const
{
    return m_steps.isEmpty() ? i18nc("@action", "Undo") : m_steps.last().text;
}

QList<CollectionId> CalendarUndo::deletedCalendars() const
{
    QList<CollectionId> list;
    for (const auto &step : m_steps) {
        for (const auto &entry : step.calendars) {
            if (entry.what == CalendarEntry::What::Deleted) {
                list << entry.calendar;
            }
        }
    }
    return list;
}

void CalendarUndo::forgetDeletion(CollectionId calendar)
{
    m_steps.removeIf([calendar](const UndoStep &step) {
        return std::ranges::any_of(step.calendars, [calendar](const CalendarEntry &entry) {
            return entry.what == CalendarEntry::What::Deleted && entry.calendar == calendar;
        });
    });
}

Result<void> CalendarUndo::takeBack(CalendarTransactions &transactions, const UndoStep::Entry &entry, Transaction &transaction, const Outbox &outbox)
{
    if (entry.original) {
        const auto back = transactions.takeBackCrossing(entry.item, entry.original);
        if (!back || *back) {
            return back.transform([](bool) { });
        }
    }
    if (entry.after.isEmpty()) {
        auto removed = transaction.prepare("DELETE FROM change WHERE item = ?1 AND kind = 'delete' AND state IN (0, 3) AND answer_lost = 0").run(entry.item);
        if (!removed) {
            return removed;
        }
        const bool isUntold = transaction.changedRows() > 0;
        const auto place = transactions.place(entry.calendar);
        if (!place) {
            return std::unexpected(place.error());
        }
        if (isUntold) {
            transaction.changes.outbox = true;
            return outbox.reproject(transaction, entry.item).and_then([&] {
                return transactions.tell(entry.item, *place, {}, entry.before);
            });
        }
        return transactions.create(*place, entry.before).transform([](ItemId) { }); // the server did it: made anew
    }
    const auto facts = transactions.facts(entry.item);
    if (!facts) {
        return std::unexpected(facts.error());
    }
    if (entry.calendar && entry.calendar != facts->shownIn) {
        const auto place = transactions.place(entry.calendar);
        if (!place) {
            return std::unexpected(place.error());
        }
        return transactions.moveTo(*facts, *place).transform([](ItemId) { });
    }
    if (entry.before.isEmpty()) {
        // An answer that has not gone needs no refusal after it.
        const auto waiting = CalendarLetters::ofEvent(transaction, CalendarObject::read(facts->bytes).uid());
        if (!waiting) {
            return std::unexpected(waiting.error());
        }
        bool isUnsaid = false;
        for (const auto &letter : *waiting) {
            if (letter.method == "REPLY") {
                isUnsaid = true;
                if (auto removed = CalendarLetters::remove(transaction, letter.id); !removed) {
                    return removed;
                }
            }
        }
        return isUnsaid ? transactions.writeSilently(*facts, {}) : transactions.write(*facts, {});
    }
    const auto inverse = applyEdits(facts->bytes, editsBetween(entry.after, entry.before));
    if (!inverse) {
        return failure(Error::Kind::Conflict, i18nc("@info", "This can no longer be taken back, as it was changed elsewhere since."), inverse.error().detail);
    }
    return transactions.write(*facts, *inverse);
}

}
