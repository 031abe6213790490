// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/invitationstate.h"
#include "sync/outbox.h"

#include <QObject>

#include <memory>

namespace Kontor
{

struct EventConflict;

/// What the user may do with events and tasks. Every action writes the store and the outbox in
/// one transaction and can be undone until a server heard of it, most also afterwards. GUI thread.
///
/// Whom an edit concerns besides the user (attendees, the organiser) is told by the server where the
/// calendar says it schedules itself (RFC 6638), else by a letter (iMIP, RFC 6047) that waits in
/// calendar_letter in the same transaction; see CalendarLetters.
class CalendarActions : public QObject
{
    Q_OBJECT
public:
    CalendarActions(std::shared_ptr<Outbox> outbox, QObject *parent = nullptr);
    ~CalendarActions() override;

    // Events and tasks
    EventDraft newEvent(CollectionId calendar, const QDateTime &start, const QDateTime &end, bool isAllDay) const;
    EventDraft newTask(CollectionId calendar) const;

    /// Loads one instance (or the only one) for reading and editing.
    QFuture<Result<EventDraft>> open(OccurrenceRef occurrence);

    /// Creates or changes; the draft as open() gave it tells what changed. Answers what is shown now.
    QFuture<Result<OccurrenceRef>> save(EventDraft before, EventDraft after, Scope scope);

    /// Moves an instance in time (drag); its end moves along unless given.
    QFuture<Result<OccurrenceRef>> reschedule(OccurrenceRef occurrence, const QDateTime &start, const QDateTime &end, Scope scope);
    void moveToCalendar(const QList<ItemId> &items, CollectionId calendar);
    void remove(OccurrenceRef occurrence, Scope scope);

    void setDone(OccurrenceRef task, Qt::CheckState done); ///< of a recurring task: this instance
    void setPercent(OccurrenceRef task, int percent);

    // Answers to invitations
    void answer(OccurrenceRef occurrence, Participation answer, const QString &comment, Scope scope);
    QFuture<Result<void>> delegate(OccurrenceRef occurrence, const Attendee &to, const QString &comment);
    QFuture<Result<void>> propose(OccurrenceRef occurrence, const QDateTime &start, const QDateTime &end, const QString &comment); ///< COUNTER

    QFuture<Result<void>> askAgain(OccurrenceRef occurrence); ///< REFRESH: the organiser is asked for the newest version

    // Scheduling messages in mails, as InvitationQuery understood them
    /// Files the event and answers for what the message speaks of: all of it, or only its single instances.
    /// \p instance: for that one alone (InvitationState::Date); 0: for the whole series.
    QFuture<Result<OccurrenceRef>>
    answerInvitation(InvitationState state, CollectionId calendar, Participation answer, const QString &comment = {}, std::optional<qint64> instance = {});
    /// Takes over what it says and answers nobody: an update, a cancellation, somebody's answer, a published event. A party
    /// crasher is let in by it.
    QFuture<Result<OccurrenceRef>> file(InvitationState state, CollectionId calendar = {});
    QFuture<Result<OccurrenceRef>> acceptProposal(InvitationState state); ///< the event moves, and everybody is told
    QFuture<Result<void>> declineProposal(InvitationState state, const QString &comment);
    QFuture<Result<void>> sendAgain(InvitationState state); ///< answers a REFRESH
    QFuture<Result<void>> askAgain(InvitationState state); ///< REFRESH, also of an event that is not in any calendar

    // A change that was refused since somebody else changed or deleted the same
    QFuture<Result<std::optional<EventConflict>>> conflict(ItemId item); ///< none: nothing waits for a decision
    /// \p mine: keys of the fields where the user's own version shall stay. What was not asked for stays as the server has it.
    QFuture<Result<void>> resolve(EventConflict conflict, QStringList mine);
    QFuture<Result<void>> keepTheirs(EventConflict conflict);

    // Reminders
    void snooze(OccurrenceRef occurrence, const QByteArray &alarm, int minutes); ///< kept in the event (RFC 9074), so other devices know
    void dismiss(OccurrenceRef occurrence, const QByteArray &alarm);

    // Calendars
    void createCalendar(ResourceId resource, const QString &name, const QColor &colour, bool forTasks);
    /// On the server; of calendars that can only be read: here alone. Can be undone at any time.
    void changeCalendar(CollectionId calendar, const QString &name, const QColor &colour);
    /// The server is told after some seconds. Until then it can be undone, and no longer: what was in it is gone there.
    void deleteCalendar(CollectionId calendar);
    /// How a calendar that is about to be subscribed shall be called. Empty: as it calls itself.
    void nameSubscription(AccountId account, const QString &feed, const QString &name);
    void setShown(CollectionId calendar, Qt::CheckState shown); ///< only here, not on the server: collection.policy is "hidden" or ""

    // Files
    QFuture<Result<int>> importIcs(CollectionId calendar, QByteArray ics); ///< how many objects; known UIDs are updated, never doubled
    QFuture<Result<QByteArray>> exportIcs(QList<CollectionId> calendars, QList<ItemId> items = {});

    void undo();
    bool canUndo() const;
    QString undoText() const;
    int lastStep() const;
    void undo(int step);

Q_SIGNALS:
    void failed(const Kontor::Error &error);
    void done(const QString &sentence, int step); ///< "Moved to Friday 14:00", for a notice with Undo
    void undoChanged();
    void takenBack(); ///< an undo is written

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
