// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarpaneactions.h"

#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/calendardialogs.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/calendarhead.h"
#include "calendar/ui/calendarlistview.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/calendarprinter.h"
#include "calendar/ui/calendartransfer.h"
#include "calendar/ui/eventplacement.h"
#include "calendar/ui/occurrencewords.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QActionGroup>
#include <QDialog>
#include <QMenu>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
}
}

CalendarPaneActions::CalendarPaneActions(CalendarPane *pane)
    : PaneActions(pane, i18nc("@title", "Calendar"))
    , m_pane(pane)
    , m_holidayMenu(new QMenu(i18nc("@title:menu", "Public &Holidays"), pane))
{
    addViews();
    addEvents();
    addAnswers();
    addCalendars();
    addOptions();
    addFiles();
    readSingleKeys();
    pane->head()->setActions(named("calendar_today"), named("calendar_previous"), named("calendar_next"), m_views);
    connect(pane, &CalendarPane::selectionChanged, this, &CalendarPaneActions::update);
    connect(pane->parts().actions, &CalendarActions::undoChanged, this, &CalendarPaneActions::update);
    update();
}

void CalendarPaneActions::setSingleKeys(Qt::CheckState on)
{
    PaneActions::setSingleKeys(on);
    // Where letters are no shortcuts, they begin an event.
    m_pane->views()->setTypingCreates(on == Qt::Checked ? Qt::Unchecked : Qt::Checked);
}

void CalendarPaneActions::withCurrent(const std::function<void(const Occurrence &occurrence)> &run) const
{
    if (const auto one = m_pane->chosenOccurrence()) {
        run(*one);
    }
}

void CalendarPaneActions::addViews()
{
    using View = CalendarViews::View;
    auto *group = new QActionGroup(this);
    const auto view = [&](const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, View view) {
        auto *action = add(name, icon, text, shortcuts, [this, view] { m_pane->chooseView(view); });
        action->setCheckable(true);
        action->setData(int(view));
        group->addAction(action);
        m_views << action;
    };
    view("calendar_day", "view-calendar-day", i18nc("@action the view of one day", "&Day"), {keys("Ctrl+Alt+1"), keys("1")}, View::Day);
    view("calendar_workweek", "view-calendar-workweek", i18nc("@action the view of Monday to Friday", "W&ork Week"), {keys("Ctrl+Alt+2"), keys("2")}, View::WorkWeek);
    view("calendar_week", "view-calendar-week", i18nc("@action the view of a week", "&Week"), {keys("Ctrl+Alt+3"), keys("3")}, View::Week);
    view("calendar_month", "view-calendar-month", i18nc("@action the view of a month", "&Month"), {keys("Ctrl+Alt+4"), keys("4")}, View::Month);
    view("calendar_agenda", "view-calendar-list", i18nc("@action the list of events", "&Agenda"), {keys("Ctrl+Alt+5"), keys("5")}, View::Agenda);
    add("calendar_today", "go-jump-today", i18nc("@action goes to the present day", "&Today"), {keys("Ctrl+T"), keys("T")}, [this] { m_pane->goToday(); });
    add("calendar_previous", "go-previous", i18nc("@action the days before", "&Previous"), {keys("Alt+PgUp")}, [this] { m_pane->views()->step(-1); });
    add("calendar_next", "go-next", i18nc("@action the days after", "&Next"), {keys("Alt+PgDown")}, [this] { m_pane->views()->step(1); });
    add("calendar_date", "go-jump", i18nc("@action", "&Go to Date…"), {keys("Ctrl+G"), keys("G")}, [this] { m_pane->askForDate(); });
}

void CalendarPaneActions::addEvents()
{
    add("calendar_new", "appointment-new", i18nc("@action", "&New Event"), {QKeySequence(QKeySequence::New), keys("N")}, [this] { m_pane->views()->createHere(); });
    add("calendar_new_task", "view-task-add", i18nc("@action", "New &Task"), {keys("Ctrl+Shift+N"), keys("Shift+N")}, [this] { m_pane->enterTask(); });
    add("calendar_edit", "document-edit", i18nc("@action", "&Edit Event…"), {keys("Ctrl+E"), keys("E")}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->edit(one); });
    });
    add("calendar_turn", "view-calendar-timeline", i18nc("@action an event", "Take the W&hole Day"), {keys("Ctrl+Shift+D")}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->turn(one, EventPlacement::turned(one)); });
    });
    add("calendar_delete", "edit-delete", i18nc("@action", "&Delete"), {QKeySequence(Qt::Key_Delete)}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->remove(one); });
    });
    add("calendar_join", "camera-web", i18nc("@action a video conference", "&Join Conference"), {keys("Ctrl+J"), keys("J")}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->join(one); });
    });
    add("calendar_room", "dialog-messages", i18nc("@action the chat room of an event", "C&hat Room"), {keys("Ctrl+Shift+H"), keys("H")}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->openRoom(one); });
    });
    add("calendar_show", "view-calendar-day", i18nc("@action a found event", "&Show in Calendar"), {keys("Ctrl+Return")}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->showInCalendar(one.start, one.ref); });
    });
    add("calendar_contact", "user-identity", i18nc("@action whose birthday it is", "Open &Contact"), {}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->openContact(one.ref.item); });
    });
    add("calendar_write", "mail-message-new", i18nc("@action to somebody whose birthday it is", "&Write Message"), {}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->writeToPerson(one); });
    });
    add("calendar_undo", "edit-undo", i18nc("@action", "&Undo"), {QKeySequence(QKeySequence::Undo), keys("Z")}, [this] { m_pane->parts().actions->undo(); });
}

void CalendarPaneActions::addAnswers()
{
    const auto answer = [this](const char *name, const char *icon, const QString &text, const char *shortcut, Participation participation) {
        auto *action = add(name, icon, text, {keys(shortcut)}, [this, participation] {
            update(); // ticked as it is, until the answer has been given
            withCurrent([this, participation](const Occurrence &one) { m_pane->editing()->answer(one, participation); });
        });
        action->setCheckable(true);
    };
    answer("calendar_accept", "dialog-ok-apply", i18nc("@action an invitation", "&Accept"), "Ctrl+Alt+A", Participation::Accepted);
    answer("calendar_tentative", "question", i18nc("@action an invitation", "Accept &Tentatively"), "Ctrl+Alt+T", Participation::Tentative);
    answer("calendar_decline", "dialog-cancel", i18nc("@action an invitation", "&Decline"), "Ctrl+Alt+D", Participation::Declined);
    add("calendar_delegate", "system-users", i18nc("@action an invitation, to somebody else", "De&legate…"), {}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->delegate(one); });
    });
    add("calendar_propose", "view-calendar-time-spent", i18nc("@action", "&Propose Another Time…"), {}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->editing()->propose(one); });
    });
    add("calendar_conflict", "vcs-conflicting", i18nc("@action", "Compare &Versions…"), {}, [this] { m_pane->compareVersions(); });
}

void CalendarPaneActions::addCalendars()
{
    const auto open = [](QDialog *dialog) {
        dialog->open();
    };
    add("calendar_new_calendar", "list-add", i18nc("@action", "&New Calendar…"), {}, [this, open] { open(m_pane->dialogs()->createDialog()); });
    add("calendar_change_calendar", "document-edit", i18nc("@action", "Name and &Colour…"), {}, [this, open] {
        if (const auto *calendar = m_pane->calendarList()->current()) {
            open(m_pane->dialogs()->changeDialog(*calendar));
        }
    });
    add("calendar_delete_calendar", "edit-delete", i18nc("@action", "&Delete Calendar…"), {}, [this] {
        if (const auto *calendar = m_pane->calendarList()->current()) {
            m_pane->dialogs()->remove(CalendarInfo(*calendar));
        }
    });
    auto *subscribe = add("calendar_subscribe", "news-subscribe", i18nc("@action to a feed", "&Subscribe…"), {}, [this, open] { open(m_pane->dialogs()->subscribeDialog()); });
    subscribe->setVisible(bool(m_pane->parts().subscribe));
    add("calendar_only", "view-visible", i18nc("@action hides all other calendars", "Show &Only This Calendar"), {}, [this] {
        const auto *current = m_pane->calendarList()->current();
        const auto calendars = m_pane->calendars()->calendars();
        for (const auto &calendar : calendars) {
            m_pane->parts().actions->setShown(calendar.id, current && calendar.id == current->id ? Qt::Checked : Qt::Unchecked);
        }
    });
    add("calendar_all", "view-visible", i18nc("@action", "Show &All Calendars"), {}, [this] {
        const auto calendars = m_pane->calendars()->calendars();
        for (const auto &calendar : calendars) {
            m_pane->parts().actions->setShown(calendar.id, Qt::Checked);
        }
    });
}

void CalendarPaneActions::addOptions()
{
    const auto group = settings();
    auto *details = add("calendar_details", "documentinfo", i18nc("@action", "Event D&etails"), {keys("Ctrl+D")}, {});
    details->setCheckable(true);
    details->setChecked(group.readEntry("Details", true));
    connect(details, &QAction::toggled, this, [this](bool on) { m_pane->showDetails(on ? Qt::Checked : Qt::Unchecked); });
    auto *tasks = add("calendar_tasks", "view-calendar-tasks", i18nc("@action the list of tasks", "Tas&ks"), {keys("Ctrl+Shift+K")}, {});
    tasks->setCheckable(true);
    tasks->setChecked(group.readEntry("Tasks", true));
    connect(tasks, &QAction::toggled, this, [this](bool on) { m_pane->showTasks(on ? Qt::Checked : Qt::Unchecked); });
    auto *declined = add("calendar_declined", "dialog-cancel", i18nc("@action", "De&clined Events"), {}, {});
    declined->setCheckable(true);
    declined->setChecked(group.readEntry("Declined", true));
    connect(declined, &QAction::toggled, this, [this](bool on) { m_pane->showDeclined(on ? Qt::Checked : Qt::Unchecked); });
    // The names of the regions are read from many small files.
    QtConcurrent::run(Holidays::regions).then(this, [this](const QList<Holidays::Region> &regions) { offerRegions(regions); });
    collection()->addAction(QStringLiteral("calendar_holidays"), m_holidayMenu->menuAction());
}

void CalendarPaneActions::offerRegions(const QList<Holidays::Region> &regions)
{
    auto *group = new QActionGroup(this);
    auto *others = new QMenu(i18nc("@title:menu holidays of other regions", "&Other Regions"), m_holidayMenu);
    const auto offer = [this, group](QMenu *menu, const QString &code, const QString &name) {
        auto *action = menu->addAction(name, this, [this, code] { m_pane->setHolidayRegion(code); });
        action->setCheckable(true);
        action->setData(code);
        action->setChecked(code == m_pane->holidayRegion());
        group->addAction(action);
    };
    offer(m_holidayMenu, QString(), i18nc("@item:inmenu no public holidays", "None"));
    for (const auto &region : regions) {
        const bool isGerman = region.code.startsWith(QLatin1String("de-")) || region.code.startsWith(QLatin1String("de_"));
        offer(isGerman ? m_holidayMenu : others, region.code, region.name);
    }
    m_holidayMenu->addMenu(others);
}

void CalendarPaneActions::followRegion()
{
    const auto actions = m_holidayMenu->findChildren<QAction *>();
    for (auto *action : actions) {
        if (action->isCheckable()) {
            action->setChecked(action->data().toString() == m_pane->holidayRegion());
        }
    }
}

void CalendarPaneActions::addFiles()
{
    add("calendar_import", "document-import", i18nc("@action", "&Import Events…"), {}, [this] { m_pane->transfer()->chooseFiles(); });
    add("calendar_export_event", "document-export", i18nc("@action", "E&xport Event…"), {QKeySequence(QKeySequence::Save)}, [this] {
        withCurrent([this](const Occurrence &one) { m_pane->transfer()->exportEvents({one.ref.item}, OccurrenceWords::title(one)); });
    });
    add("calendar_export", "document-export", i18nc("@action", "&Export Calendar…"), {}, [this] {
        if (const auto *calendar = m_pane->calendarList()->current()) {
            m_pane->transfer()->exportCalendar(CalendarInfo(*calendar));
        }
    });
    add("calendar_print", "document-print", i18nc("@action", "&Print…"), {QKeySequence(QKeySequence::Print)}, [this] { CalendarPrinter::showDialog(m_pane->views()); });
    add("calendar_preview", "document-print-preview", i18nc("@action", "Print Pre&view"), {keys("Ctrl+Shift+P")}, [this] { CalendarPrinter::showPreview(m_pane->views()); });
}

void CalendarPaneActions::updateViews()
{
    for (auto *action : std::as_const(m_views)) {
        action->setChecked(!m_pane->views()->isSearching() && action->data().toInt() == int(m_pane->views()->view()));
    }
}

void CalendarPaneActions::update()
{
    const auto one = m_pane->chosenOccurrence();
    const bool mayChange = m_pane->mayChangeChosen();
    named("calendar_edit")->setVisible(m_pane->editing()->hasEditor());
    const bool isBirthday = one && one->calendar == birthdayCalendar;
    const bool isEvent = one && !isBirthday;
    named("calendar_edit")->setEnabled(isEvent);
    named("calendar_contact")->setVisible(isBirthday);
    named("calendar_write")->setVisible(isBirthday);
    named("calendar_delete")->setEnabled(mayChange);
    named("calendar_turn")->setEnabled(mayChange && one->start.isValid());
    named("calendar_turn")->setText(one && one->isAllDay() ? i18nc("@action an event that takes whole days", "Give It a Ti&me") : i18nc("@action an event", "Take the W&hole Day"));
    named("calendar_join")->setEnabled(one && !one->conference.isEmpty());
    named("calendar_room")->setVisible(m_pane->parts().workbench->hasChat());
    named("calendar_room")->setEnabled(isEvent && !one->flags.testFlag(EventFlag::Task));
    named("calendar_show")->setVisible(m_pane->views()->isSearching());
    named("calendar_show")->setEnabled(one.has_value());
    named("calendar_export_event")->setEnabled(isEvent);
    const bool isInvited = mayChange && one->mine != Participation::None && !one->flags.testAnyFlags(EventFlag::Organized | EventFlag::Cancelled);
    for (const auto &[name, answer] : {std::pair("calendar_accept", Participation::Accepted), std::pair("calendar_tentative", Participation::Tentative),
                                       std::pair("calendar_decline", Participation::Declined)}) {
        named(name)->setEnabled(isInvited);
        named(name)->setChecked(isInvited && one->mine == answer);
    }
    named("calendar_delegate")->setEnabled(isInvited);
    named("calendar_propose")->setEnabled(isInvited);
    named("calendar_conflict")->setEnabled(one && one->flags.testFlag(EventFlag::Contested));
    const auto *calendar = m_pane->calendarList()->current();
    named("calendar_new")->setEnabled(!m_pane->editing()->writable(CalendarEditing::Holds::Events).isEmpty());
    named("calendar_new_task")->setEnabled(!m_pane->editing()->writable(CalendarEditing::Holds::Tasks).isEmpty());
    named("calendar_change_calendar")->setEnabled(calendar && CalendarDialogs::mayChange(*calendar));
    named("calendar_delete_calendar")->setEnabled(calendar && m_pane->dialogs()->mayDelete(*calendar));
    named("calendar_only")->setEnabled(calendar != nullptr);
    named("calendar_export")->setEnabled(calendar && calendar->id != birthdayCalendar);
    const auto *actions = m_pane->parts().actions;
    named("calendar_undo")->setEnabled(actions->canUndo());
    named("calendar_undo")->setText(actions->canUndo() ? actions->undoText() : i18nc("@action", "&Undo"));
}

void CalendarPaneActions::popUpContextMenu(const QPoint &position)
{
    if (!m_contextMenu) {
        m_contextMenu = new QMenu(m_pane);
        m_contextMenu->setObjectName(QStringLiteral("eventMenu"));
    }
    m_contextMenu->clear();
    const auto put = [this](std::initializer_list<const char *> names) {
        for (const auto *name : names) {
            m_contextMenu->addAction(named(name));
        }
    };
    if (named("calendar_contact")->isVisible()) {
        put({"calendar_show", "calendar_contact", "calendar_write"});
    } else if (m_pane->chosenOccurrence()) {
        put({"calendar_show", "calendar_edit", "calendar_join", "calendar_room", "calendar_turn"});
        m_contextMenu->addSeparator();
        if (named("calendar_accept")->isEnabled()) {
            put({"calendar_accept", "calendar_tentative", "calendar_decline", "calendar_delegate", "calendar_propose"});
            m_contextMenu->addSeparator();
        }
        if (named("calendar_conflict")->isEnabled()) {
            put({"calendar_conflict"});
        }
        put({"calendar_export_event", "calendar_delete"});
    } else {
        put({"calendar_new", "calendar_today", "calendar_date"});
    }
    m_contextMenu->popup(position);
}

void CalendarPaneActions::popUpCalendarMenu(const QPoint &position)
{
    if (!m_calendarMenu) {
        m_calendarMenu = new QMenu(m_pane);
        m_calendarMenu->setObjectName(QStringLiteral("calendarMenu"));
        for (const auto *name : {"calendar_only", "calendar_all", "", "calendar_change_calendar", "calendar_export", "calendar_delete_calendar", "", "calendar_new_calendar", "calendar_subscribe"}) {
            *name == '\0' ? void(m_calendarMenu->addSeparator()) : m_calendarMenu->addAction(named(name));
        }
    }
    m_calendarMenu->popup(position);
}

}
