// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendaractionsprivate.h"

#include "base/clock.h"
#include "calendar/calendarletters.h"
#include "calendar/eventfields.h"
#include "calendar/eventreader.h"
#include "calendar/eventwriter.h"

#include <KLocalizedString>
#include <QLocale>

namespace Kontor
{
namespace
{
EventWriter::Circumstances circumstances(CalendarTransactions &transactions, const CalendarPlace &place)
{
    using Forgetting = EventWriter::Circumstances::Forgetting;
    const auto people = transactions.people();
    return {.now = transactions.now(),
            .mine = people ? (*people)->addresses() : QStringList(),
            .forgetting = place.schedulesItself ? Forgetting::OnServer : Forgetting::Here};
}

/// Carries out what a writer made of an object; the halves of a split come into being beside it.
Result<OccurrenceRef>
carryOut(CalendarTransactions &transactions, UndoStep &step, const ObjectFacts &facts, const EventChange &change, const QString &comment = {})
{
    OccurrenceRef shown{facts.item, change.recurrence};
    if (change.object != facts.bytes) {
        if (auto written = transactions.write(facts, change.object, comment); !written) {
            return std::unexpected(written.error());
        }
        step.entries << UndoStep::Entry{.item = facts.item, .before = facts.bytes, .after = change.object, .calendar = facts.shownIn};
    }
    for (const auto &bytes : change.added) {
        const auto item = transactions.create(facts.place, bytes);
        if (!item) {
            return std::unexpected(item.error());
        }
        if (shown.item == facts.item) {
            shown.item = *item;
        }
        step.entries << UndoStep::Entry{.item = *item, .before = {}, .after = bytes, .calendar = facts.shownIn};
    }
    return shown;
}

/// Who invites must stand there, and who invites nobody is no organiser.
EventDraft withOrganizer(EventDraft draft, const CalendarPeople &people, AccountId account)
{
    const auto *me = people.of(account);
    const bool isOthers = std::ranges::any_of(draft.attendees, [&people](const Attendee &attendee) {
        return !people.of(attendee.address);
    });
    if (isOthers && draft.organizer.address.isEmpty() && me) {
        draft.organizer = Attendee{.name = me->name, .address = me->address};
    } else if (draft.attendees.isEmpty() && people.of(draft.organizer.address)) {
        draft.organizer = {};
    }
    return draft;
}

using Filled = std::function<Result<OccurrenceRef>(CalendarTransactions &, UndoStep &)>;

Filled saving(const EventDraft &before, const EventDraft &after, Scope scope)
{
    return [before, after, scope](CalendarTransactions &transactions, UndoStep &step) -> Result<OccurrenceRef> {
        const auto people = transactions.people();
        if (!people) {
            return std::unexpected(people.error());
        }
        if (!before.ref.item) {
            const auto place = transactions.place(after.calendar);
            if (!place) {
                return std::unexpected(place.error());
            }
            const auto bytes = EventWriter::create(withOrganizer(after, **people, place->account), transactions.now());
            const auto item = transactions.create(*place, bytes);
            if (!item) {
                return std::unexpected(item.error());
            }
            step.entries << UndoStep::Entry{.item = *item, .before = {}, .after = bytes, .calendar = after.calendar};
            const auto sheet = EventSheet::open(bytes);
            return OccurrenceRef{*item, sheet && sheet->isSeries() ? sheet->keyOf(sheet->start().time.wall) : 0};
        }
        auto facts = transactions.facts(before.ref.item);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        const auto change = EventWriter(facts->bytes, circumstances(transactions, facts->place)).save(before, withOrganizer(after, **people, facts->place.account), scope);
        if (!change) {
            return std::unexpected(change.error());
        }
        auto shown = carryOut(transactions, step, *facts, *change);
        if (!shown || !after.calendar || after.calendar == facts->shownIn) {
            return shown;
        }
        const auto target = transactions.place(after.calendar);
        facts = transactions.facts(shown->item);
        if (!target || !facts) {
            return std::unexpected(!target ? target.error() : facts.error());
        }
        const auto item = transactions.moveTo(*facts, *target);
        if (!item) {
            return std::unexpected(item.error());
        }
        step.entries.prepend(UndoStep::Entry{.item = *item,
                                             .before = facts->bytes,
                                             .after = facts->bytes,
                                             .calendar = facts->shownIn,
                                             .original = *item == facts->item ? ItemId{} : facts->item});
        return OccurrenceRef{*item, shown->recurrence};
    };
}

/// An edit of the draft as it is when the transaction runs.
Filled editing(OccurrenceRef occurrence, Scope scope, std::function<void(EventDraft &)> edit)
{
    return [occurrence, scope, edit = std::move(edit)](CalendarTransactions &transactions, UndoStep &step) -> Result<OccurrenceRef> {
        const auto facts = transactions.facts(occurrence.item);
        if (!facts) {
            return std::unexpected(facts.error());
        }
        auto before = CalendarObject::read(facts->bytes).draft(occurrence.recurrence);
        if (!before) {
            return failure(Error::Kind::NotFound, i18nc("@info", "This entry no longer exists."));
        }
        before->ref = occurrence;
        before->calendar = facts->shownIn;
        auto after = *before;
        edit(after);
        return saving(*before, after, scope)(transactions, step);
    };
}

QDateTime inZoneOf(const QDateTime &time, const EventDraft &draft)
{
    const auto &model = draft.start.isValid() ? draft.start : draft.end;
    if (draft.isAllDay) {
        return QDateTime(time.date(), QTime(0, 0));
    }
    if (!model.isValid() || model.timeSpec() == Qt::LocalTime) {
        return QDateTime(time.toLocalTime().date(), time.toLocalTime().time());
    }
    return model.timeSpec() == Qt::TimeZone ? time.toTimeZone(model.timeZone())
        : model.timeSpec() == Qt::UTC       ? time.toUTC()
                                            : time.toOffsetFromUtc(model.offsetFromUtc());
}

void moveDraft(EventDraft &draft, const QDateTime &start, const QDateTime &end)
{
    const auto newStart = inZoneOf(start, draft);
    if (draft.isTask && !draft.start.isValid()) {
        draft.end = end.isValid() ? inZoneOf(end, draft) : newStart;
        return;
    }
    const auto length = EventFields::wallOfClock(draft.end) - EventFields::wallOfClock(draft.start);
    const bool hadEnd = draft.end.isValid();
    draft.start = newStart;
    if (end.isValid()) {
        draft.end = inZoneOf(end, draft);
        if (draft.isAllDay && end.time() == QTime(0, 0) && draft.end > draft.start) {
            draft.end = draft.end.addDays(-1); // up to 24:00 of the day before
        }
    } else if (hadEnd) {
        draft.end = draft.isAllDay ? newStart.addDays(length / (24LL * 3600 * 1000)) : newStart.addMSecs(length);
    }
}

QString spoken(const QDateTime &time)
{
    return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}
}

CalendarActions::CalendarActions(std::shared_ptr<Outbox> outbox, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->q = this;
    d->outbox = std::move(outbox);
    connect(d->outbox->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox || changes.collectionList || !changes.collections.isEmpty()) {
            d->settleLetters();
        }
        if (changes.outbox) {
            d->forgetToldDeletions();
        }
    });
}

CalendarActions::~CalendarActions() = default;

// Letters that wait for the server to say whether it told them itself.
void CalendarActions::Private::settleLetters()
{
    if (isSettling) {
        return;
    }
    isSettling = true;
    outbox->store()
        ->read(
            [](const Reader &reader) {
                return CalendarLetters::held(reader);
            },
            Store::Urgency::Background)
        .then(q, [this](const Result<int> &held) {
            isSettling = false;
            if (held.value_or(0) > 0) {
                outbox->store()->write([](Transaction &transaction) {
                    return CalendarLetters::settle(transaction, Clock::system().now());
                });
            }
        });
}

QFuture<Result<void>> CalendarActions::Private::act(Fill fill, Words words)
{
    auto step = std::make_shared<UndoStep>();
    if (!words.undo.isEmpty()) {
        step->number = undo.begin();
        step->text = words.undo;
    }
    return outbox
        ->enqueue({},
                  [fill = std::move(fill), step, projector = projector()](Transaction &transaction, QList<Change> &changes) {
                      CalendarTransactions transactions(transaction, changes, projector);
                      return fill(transactions, *step);
                  })
        .then(q, [this, step, words = std::move(words)](const Result<QList<ChangeId>> &done) -> Result<void> {
            if (!done) {
                undo.drop(step->number);
                Q_EMIT q->failed(done.error());
                return std::unexpected(done.error());
            }
            if (words.undo.isEmpty()) {
                return {};
            }
            switch (undo.end(*step)) {
            case CalendarUndo::Ended::Nothing:
                break;
            case CalendarUndo::Ended::Unwanted:
                takeBack(*step);
                break;
            case CalendarUndo::Ended::Kept:
                Q_EMIT q->undoChanged();
                if (!words.done.isEmpty()) {
                    Q_EMIT q->done(words.done, step->number);
                }
            }
            return {};
        });
}

EventDraft CalendarActions::newEvent(CollectionId calendar, const QDateTime &start, const QDateTime &end, bool isAllDay) const
{
    EventDraft draft;
    draft.calendar = calendar;
    draft.isAllDay = isAllDay;
    const auto placed = [isAllDay](const QDateTime &time) {
        return isAllDay ? QDateTime(time.date(), QTime(0, 0)) : time.timeSpec() == Qt::LocalTime ? time.toTimeZone(QTimeZone::systemTimeZone()) : time;
    };
    draft.start = placed(start);
    draft.end = placed(end.isValid() ? end : isAllDay ? start : start.addSecs(3600));
    draft.uid = EventWriter::newUid();
    return draft;
}

EventDraft CalendarActions::newTask(CollectionId calendar) const
{
    EventDraft draft;
    draft.calendar = calendar;
    draft.isTask = true;
    draft.uid = EventWriter::newUid();
    return draft;
}

QFuture<Result<EventDraft>> CalendarActions::open(OccurrenceRef occurrence)
{
    return d->outbox->store()->read([occurrence](const Reader &reader) {
        return EventReader::draft(reader, occurrence);
    });
}

QFuture<Result<OccurrenceRef>> CalendarActions::save(EventDraft before, EventDraft after, Scope scope)
{
    const bool isNew = !before.ref.item;
    const Private::Words words{.done = isNew ? i18nc("@info %1 is an event or a task", "“%1” was created.", after.summary)
                                             : i18nc("@info %1 is an event or a task", "“%1” was changed.", after.summary),
                               .undo = isNew ? i18nc("@action %1 is an event or a task", "Undo creating “%1”", after.summary)
                                             : i18nc("@action %1 is an event or a task", "Undo changing “%1”", after.summary)};
    return d->ask<OccurrenceRef>(saving(before, after, scope), words);
}

QFuture<Result<OccurrenceRef>> CalendarActions::reschedule(OccurrenceRef occurrence, const QDateTime &start, const QDateTime &end, Scope scope)
{
    return d->ask<OccurrenceRef>(
        editing(occurrence,
                scope,
                [start, end](EventDraft &draft) {
                    moveDraft(draft, start, end);
                }),
        {.done = i18nc("@info %1 is a date and time", "Moved to %1.", spoken(start)), .undo = i18nc("@action", "Undo moving the event")});
}

void CalendarActions::moveToCalendar(const QList<ItemId> &items, CollectionId calendar)
{
    if (items.isEmpty()) {
        return;
    }
    d->act(
        [items, calendar](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            const auto target = transactions.place(calendar);
            if (!target) {
                return std::unexpected(target.error());
            }
            for (const auto item : items) {
                const auto facts = transactions.facts(item);
                if (!facts) {
                    return std::unexpected(facts.error());
                }
                if (facts->shownIn == calendar) {
                    continue;
                }
                const auto moved = transactions.moveTo(*facts, *target);
                if (!moved) {
                    return std::unexpected(moved.error());
                }
                step.entries << UndoStep::Entry{
                    .item = *moved, .before = facts->bytes, .after = facts->bytes, .calendar = facts->shownIn, .original = *moved == item ? ItemId{} : item};
            }
            return {};
        },
        {.done = i18ncp("@info", "%1 entry was moved.", "%1 entries were moved.", items.size()), .undo = i18nc("@action", "Undo moving to another calendar")});
}

void CalendarActions::remove(OccurrenceRef occurrence, Scope scope)
{
    d->act(
        [occurrence, scope](CalendarTransactions &transactions, UndoStep &step) -> Result<void> {
            const auto facts = transactions.facts(occurrence.item);
            if (!facts) {
                return std::unexpected(facts.error());
            }
            const auto change
                = EventWriter(facts->bytes, circumstances(transactions, facts->place)).remove(occurrence.recurrence, occurrence.recurrence == 0 ? Scope::All : scope);
            if (!change) {
                return std::unexpected(change.error());
            }
            return carryOut(transactions, step, *facts, *change).transform([](OccurrenceRef) { });
        },
        {.done = i18nc("@info", "Deleted."), .undo = i18nc("@action", "Undo deleting")});
}

void CalendarActions::setDone(OccurrenceRef task, Qt::CheckState done)
{
    const Private::Words words = done == Qt::Checked
        ? Private::Words{.done = i18nc("@info a task", "Marked as done."), .undo = i18nc("@action a task", "Undo marking as done")}
        : Private::Words{.done = i18nc("@info a task", "Marked as not done."), .undo = i18nc("@action a task", "Undo marking as not done")};
    d->ask<OccurrenceRef>(editing(task,
                                  task.recurrence == 0 ? Scope::All : Scope::This,
                                  [done, now = Clock::system().now()](EventDraft &draft) {
                                      draft.status = done == Qt::Checked ? QStringLiteral("COMPLETED")
                                          : done == Qt::PartiallyChecked ? QStringLiteral("IN-PROCESS")
                                                                         : QStringLiteral("NEEDS-ACTION");
                                      draft.percent = done == Qt::Checked ? 100 : draft.percent == 100 ? 0 : draft.percent;
                                      draft.completed = done == Qt::Checked ? now : QDateTime();
                                  }),
                          words);
}

void CalendarActions::setPercent(OccurrenceRef task, int percent)
{
    if (percent >= 100) {
        setDone(task, Qt::Checked);
        return;
    }
    d->ask<OccurrenceRef>(editing(task,
                                  task.recurrence == 0 ? Scope::All : Scope::This,
                                  [percent](EventDraft &draft) {
                                      draft.percent = std::max(0, percent);
                                      draft.completed = {};
                                      draft.status = percent > 0 ? QStringLiteral("IN-PROCESS") : QStringLiteral("NEEDS-ACTION");
                                  }),
                          {.done = {}, .undo = i18nc("@action a task", "Undo changing the progress")});
}

void CalendarActions::undo()
{
    if (const auto newest = d->undo.newest()) {
        undo(newest);
    }
}

bool CalendarActions::canUndo() const
{
    return !d->undo.isEmpty();
}

QString CalendarActions::undoText() const
{
    return d->undo.text();
}

int CalendarActions::lastStep() const
{
    return d->undo.last();
}

void CalendarActions::undo(int number)
{
    if (d->undo.defer(number)) {
        return;
    }
    const auto step = d->undo.take(number);
    if (!step) {
        Q_EMIT failed(Error{Error::Kind::NotFound, i18nc("@info", "There is nothing left to take back here."), {}});
        return;
    }
    Q_EMIT undoChanged();
    d->takeBack(*step);
}

void CalendarActions::Private::takeBack(const UndoStep &step)
{
    outbox
        ->enqueue({},
                  [step, outbox = outbox, projector = projector()](Transaction &transaction, QList<Change> &changes) -> Result<void> {
                      CalendarTransactions transactions(transaction, changes, projector);
                      for (const auto &entry : step.entries) {
                          if (auto back = CalendarUndo::takeBack(transactions, entry, transaction, *outbox); !back) {
                              return back;
                          }
                      }
                      for (const auto &entry : step.calendars) {
                          if (auto back = CalendarUndo::takeBack(transactions, entry); !back) {
                              return back;
                          }
                      }
                      return {};
                  })
        .then(q, [this](const Result<QList<ChangeId>> &done) {
            if (!done) {
                Q_EMIT q->failed(done.error());
                return;
            }
            Q_EMIT q->takenBack();
        });
}

}
