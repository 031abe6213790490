// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/calendarparts.h"

#include <QObject>
#include <QPointer>
#include <QRect>
#include <QUrl>

namespace Kontor
{

class CalendarListModel;
class NewEventLine;
struct QuickAdd;

/// What happens when the user wants something done with an event: the questions before, and the
/// notice with Undo after. Views only say what is wanted.
class CalendarEditing : public QObject
{
    Q_OBJECT
public:
    CalendarEditing(const CalendarParts &parts, CalendarListModel *calendars, QWidget *window);

    /// What opens the whole editor for a draft as CalendarActions gave it; without it only titles of new events are asked.
    using Editor = std::function<void(const EventDraft &draft)>;
    void setEditor(Editor editor);
    bool hasEditor() const;

    NewEventLine *create(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title, const QRect &globalArea);
    void createTask(const QString &title);
    void edit(const Occurrence &occurrence); ///< of one that differs from its series, either may be meant: it is asked
    void reschedule(const Occurrence &before, const QDateTime &start, const QDateTime &end);
    void turn(const Occurrence &before, const Occurrence &after); ///< whole days into a time, or back
    void remove(const Occurrence &occurrence);
    void answer(const Occurrence &occurrence, Participation answer);
    void delegate(const Occurrence &occurrence); ///< asks who goes instead
    void propose(const Occurrence &occurrence); ///< asks for another time, which goes to the organiser
    void join(const Occurrence &occurrence);
    void openAttachment(const EventAttachment &attachment);
    void openRoom(const Occurrence &occurrence); ///< its chat room, which is made if there is none yet
    static QUrl roomOf(const EventDraft &draft); ///< the link that stands in it; invalid: none

    enum class Holds { Events, Tasks };
    QList<CalendarInfo> writable(Holds what) const;
    CollectionId preferredCalendar(Holds what) const;
    void setPreferredCalendar(CollectionId calendar); ///< the one chosen in the list

private:
    enum class Then { Save, Edit };
    void place(const Occurrence &before, const Occurrence &after, Scope scope);
    void open(OccurrenceRef occurrence);
    void makeRoom(const EventDraft &draft);
    void make(CollectionId calendar, const QuickAdd &event, Then then);
    QFuture<QList<Attendee>> findPeople(const QuickAdd &event) const;
    void withInvitation(const Occurrence &occurrence, std::function<void(const EventDraft &draft)> then);
    void askScope(int about, const Occurrence &occurrence, std::function<void(Scope scope)> then);

    CalendarParts m_parts;
    CalendarListModel *m_calendars;
    QWidget *m_window;
    Editor m_editor;
    CollectionId m_preferred{};
};

}
