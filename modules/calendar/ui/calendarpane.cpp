// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/calendarpane.h"

#include "calendar/agendamodel.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/holidays.h"
#include "calendar/occurrencemodel.h"
#include "calendar/occurrencequery.h"
#include "calendar/taskmodel.h"
#include "calendar/ui/agendaview.h"
#include "calendar/ui/calendardialogs.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/calendarhead.h"
#include "calendar/ui/calendarlistview.h"
#include "calendar/ui/calendarpaneactions.h"
#include "calendar/ui/calendartransfer.h"
#include "calendar/ui/datedialog.h"
#include "calendar/ui/daygrid.h"
#include "calendar/ui/eventconflictquestion.h"
#include "calendar/ui/eventdrag.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/holidaynames.h"
#include "calendar/ui/monthgrid.h"
#include "calendar/ui/monthnavigator.h"
#include "calendar/ui/occurrencepanel.h"
#include "calendar/ui/occurrencewords.h"
#include "calendar/ui/refusalspeech.h"
#include "calendar/ui/taskpanel.h"
#include "contacts/birthdays.h"
#include "contacts/ui/contacthtml.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QApplication>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QSplitter>
#include <QTimeZone>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr int mostFound = 500;

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Calendar"));
}
}

CalendarPane::CalendarPane(const CalendarParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_calendars(new CalendarListModel(parts.store, this))
    , m_occurrences(new OccurrenceModel(parts.store, this))
    , m_overview(new OccurrenceModel(parts.store, this))
    , m_agendaModel(new AgendaModel(parts.store, this))
    , m_holidays(new HolidayNames(this))
    , m_navigator(new MonthNavigator(this))
    , m_calendarList(new CalendarListView(m_calendars, this))
    , m_head(new CalendarHead(this))
    , m_left(new QWidget(this))
    , m_middle(new QWidget(this))
    , m_views(new CalendarViews(this))
    , m_details(new OccurrencePanel(this))
    , m_taskModel(new TaskModel(parts.store, this))
    , m_tasks(new TaskPanel(m_taskModel, this))
    , m_side(new QSplitter(Qt::Vertical, this))
    , m_outer(new QSplitter(this))
    , m_editing(new CalendarEditing(parts, m_calendars, this))
    , m_dialogs(new CalendarDialogs(parts, m_calendars, this))
    , m_transfer(new CalendarTransfer(parts, m_editing, this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("calendarPane"));
    setAccessibleName(i18nc("@label", "Calendar"));
    setAcceptDrops(true);
    build();
    m_views->setAgenda(m_agendaModel);
    const auto group = settings();
    const auto start = CalendarViews::viewOf(CalendarSettings::read().startView);
    m_views->setView(start ? *start : CalendarViews::viewOf(group.readEntry("View", "week")).value_or(CalendarViews::View::Week));
    if (group.hasKey("TopHour")) {
        m_views->dayGrid()->setTopHour(group.readEntry("TopHour", 7.5));
    }
    m_wantsDetails = group.readEntry("Details", true);
    m_wantsTasks = group.readEntry("Tasks", true);
    const auto chosen = CalendarSettings::read();
    m_holidays->setRegion(chosen.holidayRegion);
    m_views->setSettings(chosen);
    m_editing->setEditor([this](const EventDraft &draft) { openEditor(draft); });
    m_actions = new CalendarPaneActions(this);
    connectModels();
    connectViews();
    m_outer->restoreState(group.readEntry("OuterSplitter", QByteArray()));
    m_side->restoreState(group.readEntry("SideSplitter", QByteArray()));
    arrangeSide();
    followSpan();
    followOverview();
}

CalendarPane::~CalendarPane()
{
    silence(this);
}

void CalendarPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_outer->setObjectName(QStringLiteral("calendarSplitter"));
    m_outer->setChildrenCollapsible(false);
    layout->addWidget(m_outer);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // see minimumSizeHint()
    auto *left = m_left;
    left->setObjectName(QStringLiteral("calendarSide"));
    left->setBackgroundRole(QPalette::Base);
    left->setAutoFillBackground(true);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->setSpacing(Metrics::spacing(this));
    leftLayout->addWidget(m_navigator);
    leftLayout->addWidget(m_calendarList, 1);
    auto *middle = m_middle;
    auto *middleLayout = new QVBoxLayout(middle);
    middleLayout->setContentsMargins(0, 0, 0, 0);
    middleLayout->setSpacing(0);
    middleLayout->addWidget(m_head);
    middleLayout->addWidget(m_views, 1);
    m_outer->addWidget(left);
    m_outer->addWidget(middle);
    m_side->setObjectName(QStringLiteral("sideSplitter"));
    m_side->setChildrenCollapsible(false);
    m_side->addWidget(m_details);
    m_side->addWidget(m_tasks);
    m_side->setStretchFactor(0, 1);
    m_side->setStretchFactor(1, 1);
    m_outer->addWidget(m_side);
    m_outer->setStretchFactor(1, 1);
    const auto character = fontMetrics().averageCharWidth();
    left->setMinimumWidth(std::max(character * 24, m_navigator->minimumSizeHint().width()));
    middle->setMinimumWidth(character * 50);
    m_side->setMinimumWidth(character * 28);
    m_outer->setSizes({character * 30, character * 112, character * 42});
    m_side->setSizes({fontMetrics().height() * 30, fontMetrics().height() * 18});
}

void CalendarPane::connectModels()
{
    const auto follow = [this] {
        m_occurrences->setCalendars(m_calendars->shownCalendars());
        auto busy = m_calendars->shownCalendars();
        busy.removeOne(birthdayCalendar); // with many contacts no day would be free
        m_overview->setCalendars(busy);
        m_agendaModel->setCalendars(m_calendars->shownCalendars());
        QHash<CollectionId, QString> names;
        for (const auto calendars = m_calendars->calendars(); const auto &calendar : calendars) {
            names.insert(calendar.id, Words::withoutTricks(calendar.name));
        }
        m_agendaModel->setNames(names);
        m_tasks->setCalendars(m_calendars->calendars());
        updateContent();
        Q_EMIT selectionChanged();
    };
    connect(m_calendars, &QueryModel::queryFinished, this, follow);
    connect(m_calendars, &QAbstractItemModel::dataChanged, this, follow);
    connect(m_calendars, &QAbstractItemModel::rowsRemoved, this, follow);
    connect(m_calendars, &QueryModel::error, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
    connect(m_occurrences, &OccurrenceModel::changed, this, &CalendarPane::updateContent);
    connect(m_occurrences, &OccurrenceModel::error, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
    connect(m_overview, &OccurrenceModel::changed, this, [this] {
        QSet<QDate> busy;
        for (const auto &one : m_overview->occurrences()) {
            const auto last = std::min(OccurrenceWords::lastDay(one), m_overview->last());
            for (auto day = std::max(one.start.date(), m_overview->first()); day <= last; day = day.addDays(1)) {
                busy.insert(day);
            }
        }
        m_navigator->setBusyDays(busy);
    });
    connect(m_taskModel, &QAbstractItemModel::dataChanged, &m_detailsTimer, qOverload<>(&QTimer::start));
    connect(m_holidays, &HolidayNames::changed, this, [this] {
        m_navigator->setHolidays(m_holidays->between(m_navigator->firstShown(), m_navigator->lastShown()));
        updateContent();
    });
    if (m_calendars->isReady()) {
        follow();
    }
}

void CalendarPane::connectViews()
{
    connect(m_views, &CalendarViews::spanChanged, this, &CalendarPane::followSpan);
    connect(m_views, &CalendarViews::viewChanged, this, &CalendarPane::updateHead);
    connect(m_views, &CalendarViews::currentChanged, this, [this] {
        m_detailsTimer.start();
        Q_EMIT selectionChanged();
    });
    connect(m_views, &CalendarViews::chosen, this, &CalendarPane::openOccurrence);
    connect(m_views, &CalendarViews::creationWanted, this, [this](const QDateTime &start, const QDateTime &end, bool isAllDay, const QString &title) {
        m_editing->create(start, end, isAllDay, title, m_views->currentArea());
    });
    connect(m_views, &CalendarViews::rescheduleWanted, m_editing, &CalendarEditing::reschedule);
    connect(m_views, &CalendarViews::turnWanted, m_editing, &CalendarEditing::turn);
    connect(m_views, &CalendarViews::removalWanted, m_editing, &CalendarEditing::remove);
    connect(m_views, &CalendarViews::doneWanted, this, [this](const Occurrence &task, Qt::CheckState done) { m_parts.actions->setDone(task.ref, done); });
    connect(m_views, &CalendarViews::contextMenuWanted, this, [this](const QPoint &position) { m_actions->popUpContextMenu(position); });
    connect(m_views, &CalendarViews::draggedOut, this, [this](const Occurrence &one) {
        if (one.calendar != birthdayCalendar) {
            m_transfer->drag(one);
        }
    });
    connect(m_navigator, &MonthNavigator::dayChosen, m_views, &CalendarViews::goTo);
    connect(m_navigator, &MonthNavigator::shownChanged, this, &CalendarPane::followOverview);
    connect(m_calendarList, &CalendarListView::menuWanted, this, [this](const QPoint &position) { m_actions->popUpCalendarMenu(position); });
    connect(m_calendarList, &CalendarListView::currentCalendarChanged, this, [this] {
        const auto *calendar = m_calendarList->current();
        m_editing->setPreferredCalendar(calendar ? calendar->id : CollectionId());
        Q_EMIT selectionChanged();
    });
    connect(m_calendarList, &CalendarListView::itemsDropped, this,
            [this](const QList<ItemId> &items, CollectionId calendar) { m_parts.actions->moveToCalendar(items, calendar); });
    connect(m_calendarList, &CalendarListView::icsDropped, m_transfer, &CalendarTransfer::importIcs);
    connect(m_calendarList, &CalendarListView::filesDropped, m_transfer, &CalendarTransfer::importFiles);
    m_detailsTimer.setSingleShot(true);
    m_detailsTimer.setInterval(60ms); // going over many events by key shall read only the one it ends on
    connect(&m_detailsTimer, &QTimer::timeout, this, &CalendarPane::updateDetails);
    connect(m_tasks, &TaskPanel::createWanted, m_editing, &CalendarEditing::createTask);
    connect(m_tasks, &TaskPanel::doneWanted, m_parts.actions, &CalendarActions::setDone);
    connect(m_tasks, &TaskPanel::removalWanted, m_editing, &CalendarEditing::remove);
    connect(m_tasks, &TaskPanel::chosen, this, &CalendarPane::openOccurrence);
    connect(m_tasks, &TaskPanel::contextMenuWanted, this, [this](const QPoint &position) { m_actions->popUpContextMenu(position); });
    connect(m_tasks, &TaskPanel::currentChanged, this, [this] {
        m_detailsTimer.start();
        Q_EMIT selectionChanged();
    });
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *before, const QWidget *after) {
        const auto isTask = [this](const QWidget *widget) { return widget && m_tasks->isAncestorOf(widget); };
        if (after && isAncestorOf(after) && isTask(before) != isTask(after) && !m_details->isAncestorOf(after)) {
            m_showsTask = isTask(after);
            m_detailsTimer.start();
            Q_EMIT selectionChanged();
        }
    });
    const auto shown = [this](auto run) {
        return [this, run] {
            if (const auto one = chosenOccurrence()) {
                run(*one);
            }
        };
    };
    connect(m_details, &OccurrencePanel::conflictWanted, this, &CalendarPane::compareVersions);
    connect(m_details, &OccurrencePanel::editWanted, this, shown([this](const Occurrence &one) { m_editing->edit(one); }));
    connect(m_details, &OccurrencePanel::removalWanted, this, shown([this](const Occurrence &one) { m_editing->remove(one); }));
    connect(m_details, &OccurrencePanel::joinWanted, this, shown([this](const Occurrence &one) { m_editing->join(one); }));
    connect(m_details, &OccurrencePanel::answerWanted, this, [this](Participation answer) {
        if (const auto one = chosenOccurrence()) {
            m_editing->answer(*one, answer);
        }
    });
    connect(m_details, &OccurrencePanel::attachmentWanted, m_editing, &CalendarEditing::openAttachment);
    connect(m_details, &OccurrencePanel::contactWanted, this, &CalendarPane::openContact);
    new RefusalSpeech({m_views->dayGrid(), m_views->monthGrid(), m_views->agenda()}, [this] { return mayChangeChosen() ? std::nullopt : chosenOccurrence(); }, this);
    connect(m_details, &OccurrencePanel::writingWanted, this,
            [this](const QString &name, const QString &address) { m_parts.workbench->compose(ContactHtml::mailUrl(name, address)); });
}

QString CalendarPane::id() const
{
    return QStringLiteral("calendar");
}

QString CalendarPane::title() const
{
    return i18nc("@title a pane", "Calendar");
}

QIcon CalendarPane::icon() const
{
    return QIcon::fromTheme(QStringLiteral("view-calendar"));
}

KActionCollection *CalendarPane::actions()
{
    return m_actions->collection();
}

void CalendarPane::followSpan()
{
    m_occurrences->setSpan(m_views->firstDay(), m_views->lastDay());
    if (m_views->view() == CalendarViews::View::Month) { // all of the month, not the days around it
        const auto day = m_views->day();
        m_navigator->setSpan(QDate(day.year(), day.month(), 1), QDate(day.year(), day.month(), day.daysInMonth()));
    } else {
        m_navigator->setSpan(m_views->firstDay(), m_views->lastDay());
    }
    updateContent();
    updateHead();
}

void CalendarPane::followOverview()
{
    m_overview->setSpan(m_navigator->firstShown(), m_navigator->lastShown());
    m_navigator->setHolidays(m_holidays->between(m_navigator->firstShown(), m_navigator->lastShown()));
}

void CalendarPane::updateContent()
{
    GridContent content;
    content.occurrences = m_occurrences->occurrences();
    if (!settings().readEntry("Declined", true)) {
        content.occurrences.removeIf([](const Occurrence &one) { return one.mine == Participation::Declined; });
    }
    const auto calendars = m_calendars->calendars();
    for (const auto &calendar : calendars) {
        content.calendars.insert(calendar.id, calendar);
    }
    content.holidays = m_holidays->between(m_views->firstDay(), m_views->lastDay());
    m_views->setContent(content);
    if (m_wanted.item) {
        const auto wanted = std::ranges::find_if(content.occurrences, [this](const Occurrence &one) {
            return one.ref.item == m_wanted.item && (m_wanted.recurrence == 0 || one.ref.recurrence == m_wanted.recurrence);
        });
        if (wanted != content.occurrences.end()) {
            m_wanted = {};
            m_views->setCurrent(wanted->ref);
        }
    }
    m_detailsTimer.start();
    updateBadge();
}

void CalendarPane::updateHead()
{
    const auto first = m_views->firstDay();
    const bool isMonth = m_views->view() == CalendarViews::View::Month || m_views->view() == CalendarViews::View::Agenda;
    const bool isOther = m_head->property("spoken").toString() != m_views->spanTitle();
    m_head->setTitle(m_views->spanTitle(), m_views->isSearching() || isMonth || !CalendarSettings::read().showsWeekNumbers ? QString() : i18nc("@info", "Week %1", m_views->day().isValid() ? m_views->day().weekNumber() : first.weekNumber()));
    m_head->setProperty("spoken", m_views->spanTitle());
    if (isOther && isAncestorOf(window()->focusWidget())) {
        Announcer::sayNow(this, m_views->spanTitle());
    }
    m_actions->updateViews();
}

void CalendarPane::arrangeSide()
{
    // Where there is little room it belongs to the days.
    const auto edge = 3 * m_outer->handleWidth() + fontMetrics().averageCharWidth();
    const auto days = m_middle->minimumWidth() + edge;
    const bool hasLeft = width() >= days + m_left->minimumWidth();
    const bool hasSide = width() >= days + m_left->minimumWidth() + m_side->minimumWidth();
    m_details->setVisible(m_wantsDetails);
    m_tasks->setVisible(m_wantsTasks);
    m_left->setVisible(hasLeft);
    m_side->setVisible(hasSide && (m_wantsDetails || m_wantsTasks));
}

/// Narrower than all parts together: what has no room steps back.
QSize CalendarPane::minimumSizeHint() const
{
    return {m_middle->minimumWidth(), m_middle->minimumSizeHint().height()};
}

void CalendarPane::resizeEvent(QResizeEvent *event)
{
    Pane::resizeEvent(event);
    arrangeSide();
}

std::optional<Occurrence> CalendarPane::chosenOccurrence() const
{
    if (m_showsTask) { // also while the focus is on the details of it
        return m_tasks->current();
    }
    const auto *one = m_views->current();
    return one ? std::optional(*one) : std::nullopt;
}

bool CalendarPane::mayChangeChosen() const
{
    const auto one = chosenOccurrence();
    return one && !one->flags.testAnyFlags(EventFlag::ReadOnly | EventFlag::Unreadable) && m_views->content().calendars.value(one->calendar).isWritable;
}

void CalendarPane::compareVersions()
{
    if (const auto one = chosenOccurrence()) {
        EventConflictQuestion::open(m_parts.actions, one->ref.item, this, [this](const QString &sentence) { m_parts.workbench->notify(sentence, Workbench::Tone::Information); });
    }
}

void CalendarPane::updateDetails()
{
    Q_EMIT selectionChanged(); // what is chosen may be in another state now, and other things may be done with it
    const auto one = chosenOccurrence();
    if (!one) {
        m_details->showNothing();
        return;
    }
    m_details->showOccurrence(*one, m_views->content().calendars.value(one->calendar));
    if (!m_details->isVisible()) {
        return;
    }
    if (one->calendar == birthdayCalendar) {
        withPerson(*one, [this](const BirthdayPerson &person) { m_details->showBirthday(person); });
        return;
    }
    m_parts.actions->open(one->ref).then(this, [this](const Result<EventDraft> &draft) {
        if (draft) {
            m_details->showDraft(*draft);
        }
    });
}

void CalendarPane::withPerson(const Occurrence &birthday, std::function<void(const BirthdayPerson &person)> run)
{
    m_parts.store->read([contact = birthday.ref.item](const Reader &reader) { return Birthdays::person(reader, contact); })
        .then(this, [run = std::move(run)](const Result<std::optional<BirthdayPerson>> &person) {
            if (person && *person) {
                run(**person);
            }
        });
}

void CalendarPane::openContact(ItemId contact)
{
    m_parts.workbench->open({.pane = QStringLiteral("contacts"), .type = QStringLiteral("contact"), .id = contact.value});
}

void CalendarPane::writeToPerson(const Occurrence &birthday)
{
    withPerson(birthday, [this](const BirthdayPerson &person) {
        person.address.isEmpty() ? m_parts.workbench->notify(i18nc("@info %1 is somebody's name", "The address book knows no mail address of %1.", person.name), Workbench::Tone::Warning)
                                 : m_parts.workbench->compose(ContactHtml::mailUrl(person.name, person.address));
    });
}

void CalendarPane::updateBadge()
{
    // What waits for an answer, in the days that are known: it is what one should look at.
    QSet<qint64> items;
    const auto now = QDateTime::currentDateTime();
    for (const auto *model : {m_occurrences, m_overview}) {
        for (const auto &one : model->occurrences()) {
            if (one.mine == Participation::NeedsAction && one.end > now && !one.flags.testAnyFlags(EventFlag::Organized | EventFlag::Cancelled | EventFlag::ReadOnly)) {
                items.insert(one.ref.item.value);
            }
        }
    }
    Q_EMIT badgeChanged(int(items.size()));
}

void CalendarPane::chooseView(CalendarViews::View view)
{
    if (m_views->isSearching()) {
        Q_EMIT searchEnded();
        search({});
    }
    m_views->setView(view);
    saveState();
}

void CalendarPane::goToday()
{
    m_views->goTo(QDate::currentDate());
}

void CalendarPane::askForDate()
{
    auto *dialog = new DateDialog(m_views->day(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_views->goTo(dialog->day());
        m_views->front()->setFocus(Qt::OtherFocusReason);
    });
    dialog->open();
}

void CalendarPane::showDetails(Qt::CheckState on)
{
    m_wantsDetails = on == Qt::Checked;
    arrangeSide();
    m_side->setVisible(m_wantsDetails || m_wantsTasks); // asked for, also where there is little room
    updateDetails();
    saveState();
}

void CalendarPane::showTasks(Qt::CheckState on)
{
    m_wantsTasks = on == Qt::Checked;
    arrangeSide();
    m_side->setVisible(m_wantsDetails || m_wantsTasks);
    saveState();
}

void CalendarPane::enterTask()
{
    m_wantsTasks = true;
    arrangeSide();
    m_side->show();
    m_tasks->entry()->setFocus(Qt::ShortcutFocusReason);
}

void CalendarPane::showDeclined(Qt::CheckState on)
{
    settings().writeEntry("Declined", on == Qt::Checked);
    updateContent();
}

void CalendarPane::followSettings()
{
    const auto chosen = CalendarSettings::read();
    m_views->setSettings(chosen);
    m_navigator->setSettings(chosen);
    m_holidays->setRegion(chosen.holidayRegion);
    m_actions->followRegion();
    followSpan();
    followOverview();
}

void CalendarPane::setHolidayRegion(const QString &region)
{
    settings().writeEntry("HolidayRegion", region);
    m_holidays->setRegion(region);
}

QString CalendarPane::holidayRegion() const
{
    return m_holidays->region();
}

void CalendarPane::openOccurrence(const Occurrence &occurrence)
{
    if (m_editing->hasEditor() && occurrence.calendar != birthdayCalendar) {
        m_editing->edit(occurrence);
        return;
    }
    m_wantsDetails = true;
    arrangeSide();
    m_side->show();
    updateDetails();
}

void CalendarPane::open(const ItemUrl &item)
{
    if (item.type == QLatin1String("day")) {
        m_views->goTo(QDate::fromJulianDay(item.id));
        return;
    }
    m_parts.actions->open({.item = ItemId{item.id}}).then(this, [this, wanted = ItemId{item.id}](const Result<EventDraft> &draft) {
        if (!draft) {
            m_parts.workbench->notify(i18nc("@info", "This event is no longer here."), Workbench::Tone::Warning);
            return;
        }
        const auto when = draft->start.isValid() ? draft->start : draft->end;
        showInCalendar(when.isValid() ? when : QDateTime::currentDateTime(), {.item = wanted});
    });
}

void CalendarPane::showInCalendar(const QDateTime &when, const OccurrenceRef &ref)
{
    if (m_views->isSearching()) {
        Q_EMIT searchEnded();
        search({});
    }
    m_wanted = ref;
    m_views->goTo(when.toLocalTime().date());
    updateContent();
}

QList<QWidget *> CalendarPane::focusRing() const
{
    return {m_navigator, m_views->front(), m_details, m_tasks, m_calendarList, m_head};
}

QWidget *CalendarPane::entrance() const
{
    return m_views->front();
}

QString CalendarPane::whereAmI() const
{
    return i18nc("@info spoken: what the calendar shows", "Calendar, %1", m_views->spokenPlace());
}

void CalendarPane::search(const QString &text)
{
    m_searched = text.simplified();
    const auto mine = ++m_searches;
    if (m_searched.isEmpty()) {
        m_views->endSearch();
        updateHead();
        return;
    }
    m_parts.store
        ->read([words = m_searched, local = QTimeZone::systemTimeZone()](const Reader &reader) { return OccurrenceQuery::matching(reader, words, mostFound, local); })
        .then(this, [this, mine](const Result<QList<Occurrence>> &found) {
            if (mine != m_searches) {
                return; // something else was typed meanwhile
            }
            if (!found) {
                m_parts.workbench->notify(found.error().message, Workbench::Tone::Problem);
                return;
            }
            auto content = m_views->content();
            content.occurrences = *found;
            m_views->showFound(content, m_searched);
        });
}

QStringList CalendarPane::searchCompletions(const QString &, int) const
{
    return {};
}

void CalendarPane::openEditor(const EventDraft &draft)
{
    const auto editors = findChildren<EventEditor *>();
    for (auto *open : editors) {
        if (draft.ref.item && open->edited() == draft.ref && open->isVisible()) {
            open->raise();
            open->activateWindow();
            return;
        }
    }
    auto *editor = new EventEditor(m_parts, m_calendars->calendars(), draft, this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    editor->show();
}

bool CalendarPane::mayClose()
{
    saveState();
    const auto editors = findChildren<EventEditor *>();
    return std::ranges::all_of(editors, [](EventEditor *editor) { return !editor->isVisible() || editor->mayClose(); });
}

void CalendarPane::saveState() const
{
    auto group = settings();
    group.writeEntry("View", CalendarViews::keyOf(m_views->view()));
    group.writeEntry("TopHour", m_views->dayGrid()->topHour());
    group.writeEntry("Details", m_wantsDetails);
    group.writeEntry("Tasks", m_wantsTasks);
    group.writeEntry("SideSplitter", m_side->saveState());
    group.writeEntry("OuterSplitter", m_outer->saveState());
    group.sync();
}

void CalendarPane::dragEnterEvent(QDragEnterEvent *event)
{
    if (!EventDrag::files(event->mimeData()).isEmpty() || (EventDrag::mayHoldEvents(event->mimeData()) && EventDrag::items(event->mimeData()).isEmpty())) {
        event->acceptProposedAction();
    }
}

void CalendarPane::dropEvent(QDropEvent *event)
{
    if (const auto files = EventDrag::files(event->mimeData()); !files.isEmpty()) {
        m_transfer->importFiles(files);
    } else if (const auto ics = EventDrag::ics(event->mimeData()); !ics.isEmpty()) {
        m_transfer->importIcs(ics);
    }
    event->acceptProposedAction();
}

}
