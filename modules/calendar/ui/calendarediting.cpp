// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarediting.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/eventplacement.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/neweventline.h"
#include "calendar/ui/occurrencewords.h"
#include "calendar/ui/scopequestion.h"
#include "contacts/contactcompletion.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KMessageBox>
#include <KSharedConfig>
#include <QDesktopServices>
#include <QFileDialog>
#include <QSaveFile>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr const char *lastCalendarKey = "LastCalendar";

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
}

bool concernsOthers(const Occurrence &occurrence)
{
    return occurrence.flags.testFlag(EventFlag::Organized) && occurrence.flags.testFlag(EventFlag::HasAttendees);
}
}

CalendarEditing::CalendarEditing(const CalendarParts &parts, CalendarListModel *calendars, QWidget *window)
    : QObject(window)
    , m_parts(parts)
    , m_calendars(calendars)
    , m_window(window)
{
    auto *actions = parts.actions;
    connect(actions, &CalendarActions::failed, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
    connect(actions, &CalendarActions::takenBack, this, [this] { m_parts.workbench->notify(i18nc("@info an action was undone", "Taken back."), Workbench::Tone::Success); });
    connect(actions, &CalendarActions::done, this, [this, actions](const QString &sentence, int step) {
        m_parts.workbench->notify(sentence, Workbench::Tone::Information, i18nc("@action:button", "Undo"), [actions = QPointer(actions), step] {
            if (actions) {
                actions->undo(step);
            }
        });
    });
}

void CalendarEditing::setEditor(Editor editor)
{
    m_editor = std::move(editor);
}

bool CalendarEditing::hasEditor() const
{
    return bool(m_editor);
}

QList<CalendarInfo> CalendarEditing::writable(Holds what) const
{
    auto calendars = m_calendars->calendars();
    calendars.removeIf([what](const CalendarInfo &one) { return !one.isWritable || !(what == Holds::Tasks ? one.holdsTasks : one.holdsEvents); });
    return calendars;
}

CollectionId CalendarEditing::preferredCalendar(Holds what) const
{
    const auto calendars = writable(what);
    const auto last = CollectionId{settings().readEntry(lastCalendarKey, qint64(0))};
    for (const auto wanted : {m_preferred, last}) {
        if (std::ranges::contains(calendars, wanted, &CalendarInfo::id)) {
            return wanted;
        }
    }
    const auto shown = std::ranges::find_if(calendars, [](const CalendarInfo &one) { return one.isShown && one.ownerName.isEmpty(); });
    return shown != calendars.end() ? shown->id : calendars.isEmpty() ? CollectionId() : calendars.first().id;
}

void CalendarEditing::setPreferredCalendar(CollectionId calendar)
{
    m_preferred = calendar;
}

NewEventLine *CalendarEditing::create(const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title, const QRect &globalArea)
{
    const auto calendars = writable(Holds::Events);
    if (calendars.isEmpty()) {
        m_parts.workbench->notify(i18nc("@info", "There is no calendar in which you may create events."), Workbench::Tone::Warning);
        return nullptr;
    }
    auto *line = new NewEventLine(calendars, preferredCalendar(Holds::Events), m_window);
    line->offerMore(hasEditor() ? Qt::Checked : Qt::Unchecked);
    connect(line, &NewEventLine::saved, this, [this, line] { make(line->calendar(), line->event(), Then::Save); });
    connect(line, &NewEventLine::moreWanted, this, [this, line] { make(line->calendar(), line->event(), Then::Edit); });
    line->begin(start, end, isAllDay, title);
    line->showBeside(globalArea);
    return line;
}

void CalendarEditing::make(CollectionId calendar, const QuickAdd &event, Then then)
{
    settings().writeEntry(lastCalendarKey, calendar.value);
    findPeople(event).then(this, [this, calendar, event, then](const QList<Attendee> &people) {
        const auto before = m_parts.actions->newEvent(calendar, event.start, event.end, event.isAllDay);
        auto after = before;
        after.summary = people.isEmpty() ? QString(event.summary + u' ' + event.with).trimmed() : event.summary.isEmpty() ? event.with : event.summary;
        after.location = event.location;
        after.conference = event.conference;
        after.categories = event.categories;
        after.rule = event.rule;
        after.attendees = people;
        after.alarms = CalendarSettings::read().alarms(after);
        // Nobody is invited by a line alone: the editor shows who it would be.
        if (m_editor && (then == Then::Edit || !people.isEmpty())) {
            m_editor(after);
        } else {
            m_parts.actions->save(before, after, Scope::All);
        }
    });
}

/// Whom the names mean; somebody who is unknown or could be several stays a word of the title.
QFuture<QList<Attendee>> CalendarEditing::findPeople(const QuickAdd &event) const
{
    QList<QFuture<Result<QList<ContactSuggestion>>>> answers;
    if (m_editor) {
        for (const auto &name : event.people) {
            answers << ContactCompletion(m_parts.store).complete(name, 2);
        }
    }
    if (answers.isEmpty()) {
        return QtFuture::makeReadyValueFuture(QList<Attendee>());
    }
    return QtFuture::whenAll(answers.begin(), answers.end()).then([](const QList<QFuture<Result<QList<ContactSuggestion>>>> &found) {
        QList<Attendee> people;
        for (const auto &one : found) {
            const auto &suggestions = one.result();
            if (suggestions && suggestions->size() == 1 && !suggestions->first().address.isEmpty()) {
                people << Attendee{.name = suggestions->first().name, .address = suggestions->first().address};
            }
        }
        return people.size() == found.size() ? people : QList<Attendee>();
    });
}

void CalendarEditing::createTask(const QString &title)
{
    const auto calendar = preferredCalendar(Holds::Tasks);
    if (!calendar) {
        m_parts.workbench->notify(i18nc("@info", "There is no list in which you may create tasks."), Workbench::Tone::Warning);
        return;
    }
    const auto before = m_parts.actions->newTask(calendar);
    auto after = before;
    after.summary = title;
    m_parts.actions->save(before, after, Scope::All);
}

void CalendarEditing::edit(const Occurrence &occurrence)
{
    if (!m_editor) {
        return;
    }
    if (!occurrence.flags.testFlag(EventFlag::Exception) || !occurrence.flags.testFlag(EventFlag::Recurring)) {
        open(occurrence.ref);
        return;
    }
    // It has words of its own: who means the series must see those of the series, and not these.
    askScope(int(ScopeQuestion::About::Opening), occurrence, [this, ref = occurrence.ref](Scope scope) {
        open(scope == Scope::All ? OccurrenceRef{ref.item, 0} : ref);
    });
}

void CalendarEditing::open(OccurrenceRef occurrence)
{
    m_parts.actions->open(occurrence).then(this, [this](const Result<EventDraft> &draft) {
        if (!draft) {
            m_parts.workbench->notify(draft.error().message, Workbench::Tone::Problem);
            return;
        }
        m_editor(*draft);
    });
}

void CalendarEditing::askScope(int about, const Occurrence &occurrence, std::function<void(Scope scope)> then)
{
    if (!occurrence.flags.testFlag(EventFlag::Recurring)) {
        then(Scope::All);
        return;
    }
    auto *question = new ScopeQuestion(ScopeQuestion::About(about), occurrence, m_window);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &QDialog::accepted, this, [question, then = std::move(then)] { then(question->scope()); });
    question->open();
}

/// For what changes more than a start and an end.
void CalendarEditing::place(const Occurrence &before, const Occurrence &after, Scope scope)
{
    m_parts.actions->open(before.ref).then(this, [this, before, after, scope](const Result<EventDraft> &draft) {
        if (!draft) {
            m_parts.workbench->notify(draft.error().message, Workbench::Tone::Problem);
            return;
        }
        m_parts.actions->save(*draft, EventPlacement::moved(*draft, before, after), scope);
    });
}

void CalendarEditing::turn(const Occurrence &before, const Occurrence &after)
{
    askScope(int(ScopeQuestion::About::Moving), before, [this, before, after](Scope scope) { place(before, after, scope); });
}

void CalendarEditing::reschedule(const Occurrence &before, const QDateTime &start, const QDateTime &end)
{
    if (before.flags.testFlag(EventFlag::Task)) { // shown where it is due; its beginning goes along
        auto after = before;
        after.start = start;
        after.end = end;
        turn(before, after);
        return;
    }
    askScope(int(ScopeQuestion::About::Moving), before, [this, before, start, end](Scope scope) { m_parts.actions->reschedule(before.ref, start, end, scope); });
}

void CalendarEditing::remove(const Occurrence &occurrence)
{
    if (!occurrence.flags.testFlag(EventFlag::Recurring) && concernsOthers(occurrence)
        && KMessageBox::warningContinueCancel(m_window, i18nc("@info", "The people invited to “%1” will be told that it is cancelled.", OccurrenceWords::title(occurrence)),
                                              i18nc("@title:window", "Delete the Meeting?"), KStandardGuiItem::del())
            != KMessageBox::Continue) {
        return;
    }
    askScope(int(ScopeQuestion::About::Deleting), occurrence, [this, occurrence](Scope scope) { m_parts.actions->remove(occurrence.ref, scope); });
}

void CalendarEditing::join(const Occurrence &occurrence)
{
    const QUrl url(occurrence.conference, QUrl::StrictMode);
    const bool isWeb = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("tel") || url.scheme() == QLatin1String("sip");
    if (!url.isValid() || !isWeb || !QDesktopServices::openUrl(url)) {
        m_parts.workbench->notify(i18nc("@info", "The conference link of “%1” cannot be opened.", OccurrenceWords::title(occurrence)), Workbench::Tone::Warning);
    }
}

void CalendarEditing::openAttachment(const EventAttachment &attachment)
{
    if (attachment.bytes.isEmpty()) {
        const QUrl url(attachment.uri, QUrl::StrictMode);
        const bool isWeb = url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
        if (!url.isValid() || !isWeb || !QDesktopServices::openUrl(url)) {
            m_parts.workbench->notify(i18nc("@info", "The attachment “%1” cannot be opened.", EventWords::attachmentName(attachment)), Workbench::Tone::Warning);
        }
        return;
    }
    auto name = EventWords::attachmentName(attachment);
    name.replace(QLatin1Char('/'), QLatin1Char('_'));
    const auto path = QFileDialog::getSaveFileName(m_window, i18nc("@title:window", "Save Attachment"),
                                                   QStandardPaths::writableLocation(QStandardPaths::DownloadLocation) + QLatin1Char('/') + name);
    if (path.isEmpty()) {
        return;
    }
    QtConcurrent::run([path, bytes = attachment.bytes] {
        QSaveFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    }).then(this, [this, path](bool isSaved) {
        isSaved ? m_parts.workbench->notify(i18nc("@info", "Saved as %1.", path), Workbench::Tone::Success)
                : m_parts.workbench->notify(i18nc("@info", "The file %1 could not be written.", path), Workbench::Tone::Problem);
    });
}

}
