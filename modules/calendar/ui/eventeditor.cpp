// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/eventeditor.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/alarmsedit.h"
#include "calendar/ui/attachmentsedit.h"
#include "calendar/ui/attendeeedit.h"
#include "calendar/ui/eventtimesedit.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/recurrenceedit.h"
#include "calendar/ui/scopequestion.h"
#include "shell/announcer.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QShortcut>
#include <QSpinBox>
#include <QTabWidget>
#include <QUrl>

namespace Kontor
{
namespace
{
QIcon colourIcon(const QColor &colour, int side)
{
    QPixmap picture(side, side);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(2, 2, side - 4, side - 4), 3, 3);
    return picture;
}

QStringList wordsOf(const QString &joined)
{
    QStringList words;
    const auto parts = joined.split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const auto &part : parts) {
        if (const auto word = part.simplified(); !word.isEmpty() && !words.contains(word)) {
            words << word;
        }
    }
    return words;
}

/// The text of a field, or what was there before if that is what it shows.
QString taken(const QLineEdit *field, const QString &before)
{
    return field->text() == QLineEdit(before).text() ? before : field->text().trimmed();
}

bool isLink(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    return url.isValid() && !url.scheme().isEmpty() && (!url.host().isEmpty() || !url.path().isEmpty());
}

bool areClocksEqual(const QDateTime &a, const QDateTime &b)
{
    return a == b && (!a.isValid() || a.timeRepresentation() == b.timeRepresentation());
}
}

EventEditor::EventEditor(const CalendarParts &parts, const QList<CalendarInfo> &calendars, const EventDraft &draft, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_calendars(calendars)
    , m_before(draft)
    , m_pages(new QTabWidget(this))
    , m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("eventEditor"));
    setWindowTitle(draft.isTask ? (isNew() ? i18nc("@title:window", "New Task") : i18nc("@title:window", "Edit Task"))
                                : (isNew() ? i18nc("@title:window", "New Event") : i18nc("@title:window", "Edit Event")));
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    m_problem->setObjectName(QStringLiteral("editorProblem"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_problem->hide();
    addGeneral();
    addRepetition();
    addPeople();
    addMore();
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    m_save = buttons->button(QDialogButtonBox::Save);
    m_save->setToolTip(i18nc("@info:tooltip", "Save (%1)", QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)));
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &EventEditor::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &EventEditor::reject);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        connect(new QShortcut(QKeySequence(Qt::CTRL | key), this), &QShortcut::activated, this, &EventEditor::save);
    }
    for (auto *button : findChildren<QPushButton *>()) {
        button->setAutoDefault(false);
        button->setDefault(false);
    }
    if (const auto *info = calendar(draft.calendar); info && !info->isWritable) {
        m_save->setEnabled(false);
        complain(nullptr, General, i18nc("@info", "This calendar can only be read."));
    } else if (isOthersMeeting()) {
        m_problem->setText(i18nc("@info", "This is a meeting of %1. What you change here is changed only for you.", EventWords::person(draft.organizer)));
        m_problem->show();
    }
    follow();
    resize(fontMetrics().averageCharWidth() * 92, fontMetrics().height() * 40);
    m_summary->setFocus();
    m_summary->end(false);
}

bool EventEditor::isNew() const
{
    return !m_before.ref.item;
}

bool EventEditor::isSeries() const
{
    return !isNew() && (m_before.ref.recurrence != 0 || !m_before.rule.isEmpty() || !m_before.extraDates.isEmpty());
}

const CalendarInfo *EventEditor::calendar(CollectionId id) const
{
    const auto found = std::ranges::find(m_calendars, id, &CalendarInfo::id);
    return found == m_calendars.end() ? nullptr : &*found;
}

bool EventEditor::isMine(const QString &address) const
{
    const auto same = [&address](const QString &mine) { return mine.compare(address, Qt::CaseInsensitive) == 0; };
    const auto accounts = m_parts.accounts ? m_parts.accounts() : QList<Account>();
    return std::ranges::any_of(m_calendars, [&](const CalendarInfo &one) { return same(one.accountAddress) || std::ranges::any_of(one.addresses, same); })
        || std::ranges::any_of(accounts, [&](const Account &one) { return same(one.address) || std::ranges::any_of(one.aliases, same); });
}

bool EventEditor::isOthersMeeting() const
{
    return !m_before.organizer.address.isEmpty() && !isMine(m_before.organizer.address);
}

QFormLayout *EventEditor::addPage(const QString &title)
{
    auto *area = new QScrollArea(m_pages);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    auto *page = new QWidget(area);
    auto *form = new QFormLayout(page);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    area->setWidget(page);
    area->viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
    m_pages->addTab(area, title);
    return form;
}

QLineEdit *EventEditor::line(const char *name, const QString &text)
{
    auto *edit = new QLineEdit(text, this);
    edit->setObjectName(QString::fromLatin1(name));
    return edit;
}

QComboBox *EventEditor::box(const char *name)
{
    auto *combo = new QComboBox(this);
    combo->setObjectName(QString::fromLatin1(name));
    return combo;
}

void EventEditor::addGeneral()
{
    auto *form = addPage(i18nc("@title:tab of an event", "&General"));
    m_summary = line("summary", m_before.summary);
    form->addRow(i18nc("@label:textbox of an event", "&Title:"), m_summary);
    m_calendar = box("calendar");
    for (const auto &one : std::as_const(m_calendars)) {
        const bool isFit = one.isWritable && (m_before.isTask ? one.holdsTasks : one.holdsEvents);
        if (isFit || one.id == m_before.calendar) {
            const auto name = Words::shortened(Words::withoutTricks(one.name), 40);
            m_calendar->addItem(colourIcon(one.colour, Metrics::smallIcon(this)), one.accountAddress.isEmpty() ? name : i18nc("@item:inlistbox calendar, account", "%1 – %2", name, one.accountAddress),
                                one.id.value);
        }
    }
    m_calendar->setCurrentIndex(std::max(0, m_calendar->findData(m_before.calendar.value)));
    form->addRow(m_before.isTask ? i18nc("@label:listbox of a task", "&List:") : i18nc("@label:listbox of an event", "&Calendar:"), m_calendar);
    m_times = new EventTimesEdit(m_before.isTask ? EventTimesEdit::Of::Task : EventTimesEdit::Of::Event, this);
    m_times->setTimes({.start = m_before.start, .end = m_before.end, .isAllDay = m_before.isAllDay});
    form->addRow(m_times);
    m_clashes = new QLabel(this);
    m_clashes->setObjectName(QStringLiteral("clashes"));
    m_clashes->setTextFormat(Qt::PlainText);
    m_clashes->setWordWrap(true);
    m_clashes->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_clashes->hide();
    form->addRow(QString(), m_clashes);
    connect(m_times, &EventTimesEdit::changed, this, &EventEditor::follow);
    if (m_before.isTask) {
        addTaskFields(form);
    }
    m_location = line("location", m_before.location);
    form->addRow(i18nc("@label:textbox of an event", "Pl&ace:"), m_location);
    if (!m_before.isTask) {
        m_conference = line("conference", m_before.conference);
        m_conference->setPlaceholderText(QStringLiteral("https://…"));
        form->addRow(i18nc("@label:textbox a link to take part by video", "&Video call:"), m_conference);
    }
    m_alarms = new AlarmsEdit(this);
    m_alarms->setAlarms(m_before.alarms);
    form->addRow(i18nc("@label of an event", "Reminders:"), m_alarms);
    m_description = new QPlainTextEdit(m_before.description, this);
    m_shownDescription = m_description->toPlainText();
    m_description->setObjectName(QStringLiteral("description"));
    m_description->setTabChangesFocus(true);
    m_description->setMinimumHeight(fontMetrics().height() * 6);
    form->addRow(i18nc("@label:textbox of an event", "&Notes:"), m_description);
    int caption = 0;
    for (int row = 0; row < form->rowCount(); ++row) {
        if (const auto *label = form->itemAt(row, QFormLayout::LabelRole); label && label->widget()) {
            caption = std::max(caption, label->widget()->sizeHint().width());
        }
    }
    m_times->setCaptionWidth(caption);
}

void EventEditor::addTaskFields(QFormLayout *form)
{
    m_priority = box("priority");
    m_priority->addItem(i18nc("@item:inlistbox priority of a task", "none"), 0);
    for (int priority = 1; priority <= 9; ++priority) { // RFC 5545, 3.8.1.9
        m_priority->addItem(priority == 1   ? i18nc("@item:inlistbox priority of a task", "1, highest")
                                : priority == 5 ? i18nc("@item:inlistbox priority of a task", "5, medium")
                                : priority == 9 ? i18nc("@item:inlistbox priority of a task", "9, lowest")
                                                : QString::number(priority),
                            priority);
    }
    m_priority->setCurrentIndex(std::clamp(m_before.priority, 0, 9));
    form->addRow(i18nc("@label:listbox of a task", "Pr&iority:"), m_priority);
    m_percent = new QSpinBox(this);
    m_percent->setObjectName(QStringLiteral("percent"));
    m_percent->setRange(0, 100);
    m_percent->setSingleStep(10);
    m_percent->setSuffix(i18nc("@item:valuesuffix", " %"));
    m_percent->setValue(m_before.percent);
    form->addRow(i18nc("@label:spinbox of a task", "&Done:"), m_percent);
    m_parent = box("parent");
    m_parent->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_parent->addItem(i18nc("@item:inlistbox of a task: it is part of none", "no other task"), QByteArray());
    if (!m_before.parentUid.isEmpty()) {
        m_parent->addItem(i18nc("@item:inlistbox of a task that is a part of another one which is not here", "a task that is not here"), m_before.parentUid);
        m_parent->setCurrentIndex(1);
    }
    form->addRow(i18nc("@label:listbox of a task", "&Part of:"), m_parent);
    connect(m_calendar, &QComboBox::currentIndexChanged, this, &EventEditor::loadParents);
    loadParents();
}

void EventEditor::loadParents()
{
    if (!m_parts.store) {
        return;
    }
    struct Task {
        QByteArray uid, parent;
        QString summary;
    };
    const CollectionId list{m_calendar->currentData().toLongLong()};
    m_parts.store
        ->read([list](const Reader &reader) -> Result<QList<Task>> {
            QList<Task> tasks;
            const auto done = reader.prepare("SELECT uid, parent, summary FROM calendar_object WHERE collection = ?1 AND kind = 1 ORDER BY summary LIMIT 1000")
                                  .each([&tasks](const Statement &row) { tasks << Task{.uid = row.blob(0), .parent = row.blob(1), .summary = row.text(2)}; }, list);
            return done ? Result<QList<Task>>(tasks) : std::unexpected(done.error());
        })
        .then(this, [this](const Result<QList<Task>> &tasks) {
            if (!tasks) {
                return;
            }
            const auto chosen = m_parent->currentData().toByteArray();
            while (m_parent->count() > 1) {
                m_parent->removeItem(1);
            }
            QSet<QByteArray> below{m_before.uid}; // a part of itself, however far below, cannot be
            for (bool isMore = true; isMore;) {
                isMore = false;
                for (const auto &task : *tasks) {
                    if (below.contains(task.parent) && !below.contains(task.uid)) {
                        below << task.uid;
                        isMore = true;
                    }
                }
            }
            for (const auto &task : *tasks) {
                if (!below.contains(task.uid)) {
                    m_parent->addItem(Words::shortened(Words::withoutTricks(task.summary), 60), task.uid);
                }
            }
            if (!chosen.isEmpty() && m_parent->findData(chosen) < 0) {
                m_parent->addItem(i18nc("@item:inlistbox of a task that is a part of another one which is not here", "a task that is not here"), chosen);
            }
            m_parent->setCurrentIndex(std::max(0, m_parent->findData(chosen)));
        });
}

void EventEditor::addRepetition()
{
    auto *form = addPage(i18nc("@title:tab of an event", "Repetiti&on"));
    m_recurrence = new RecurrenceEdit(this);
    const auto start = m_before.start.isValid() ? m_before.start : m_before.end;
    m_recurrence->setRule(m_before.rule, start, m_before.isAllDay ? Qt::Checked : Qt::Unchecked);
    m_recurrence->setOthers(m_before.otherRules);
    m_recurrence->setDates(m_before.exceptDates, m_before.extraDates, isNew() ? RecurrenceEdit::Event::New : RecurrenceEdit::Event::Kept);
    form->addRow(m_recurrence);
    connect(m_recurrence, &RecurrenceEdit::changed, this, &EventEditor::follow);
}

void EventEditor::addMore()
{
    auto *form = addPage(i18nc("@title:tab of an event", "Mor&e"));
    m_status = box("status");
    m_status->addItem(i18nc("@item:inlistbox status of an event", "not said"), QString());
    if (m_before.isTask) {
        m_status->addItem(i18nc("@item:inlistbox status of a task", "to be done"), QStringLiteral("NEEDS-ACTION"));
        m_status->addItem(i18nc("@item:inlistbox status of a task", "in progress"), QStringLiteral("IN-PROCESS"));
        m_status->addItem(i18nc("@item:inlistbox status of a task", "done"), QStringLiteral("COMPLETED"));
        m_status->addItem(i18nc("@item:inlistbox status of a task", "called off"), QStringLiteral("CANCELLED"));
    } else {
        m_status->addItem(i18nc("@item:inlistbox status of an event", "tentative"), QStringLiteral("TENTATIVE"));
        m_status->addItem(i18nc("@item:inlistbox status of an event", "confirmed"), QStringLiteral("CONFIRMED"));
        m_status->addItem(i18nc("@item:inlistbox status of an event", "cancelled"), QStringLiteral("CANCELLED"));
    }
    if (m_status->findData(m_before.status) < 0) {
        m_status->addItem(m_before.status, m_before.status);
    }
    m_status->setCurrentIndex(m_status->findData(m_before.status));
    form->addRow(i18nc("@label:listbox of an event", "&Status:"), m_status);
    if (!m_before.isTask) {
        m_show = box("show");
        m_show->addItems({i18nc("@item:inlistbox how an event is shown to others", "busy"), i18nc("@item:inlistbox how an event is shown to others", "free")});
        m_show->setCurrentIndex(int(m_before.show));
        form->addRow(i18nc("@label:listbox of an event", "Sho&w me as:"), m_show);
    }
    m_visibility = box("visibility");
    m_visibility->addItems({i18nc("@item:inlistbox who sees an event", "everybody who sees the calendar"), i18nc("@item:inlistbox who sees an event", "only me"),
                            i18nc("@item:inlistbox who sees an event", "confidential, others see only the time")});
    m_visibility->setCurrentIndex(int(m_before.visibility));
    form->addRow(i18nc("@label:listbox of an event", "V&isible to:"), m_visibility);
    m_categories = line("categories", m_before.categories.join(QLatin1String(", ")));
    m_categories->setPlaceholderText(i18nc("@info:placeholder categories", "separated by commas"));
    form->addRow(i18nc("@label:textbox of an event", "&Categories:"), m_categories);
    m_url = line("url", m_before.url);
    m_url->setPlaceholderText(QStringLiteral("https://…"));
    form->addRow(i18nc("@label:textbox of an event", "We&b page:"), m_url);
    m_attachments = new AttachmentsEdit(this);
    m_attachments->setAttachments(m_before.attachments);
    form->addRow(i18nc("@label of an event", "Attachments:"), m_attachments);
    m_attachments->takeDropsOn(this);
    connect(m_attachments, &AttachmentsEdit::dropped, this, [this] { m_pages->setCurrentIndex(m_pages->count() - 1); });
    if (m_before.isTask) {
        m_pages->removeTab(People); // nobody invites to a task; who stands there stays
    }
}

EventDraft EventEditor::draft() const
{
    auto draft = m_before;
    draft.summary = taken(m_summary, m_before.summary);
    draft.location = taken(m_location, m_before.location);
    draft.url = taken(m_url, m_before.url);
    if (m_description->toPlainText() != m_shownDescription) {
        draft.description = m_description->toPlainText();
    }
    draft.calendar = CollectionId{m_calendar->currentData().toLongLong()};
    const auto times = m_times->times();
    draft.start = times.start;
    draft.end = times.end;
    draft.isAllDay = times.isAllDay;
    draft.rule = m_recurrence->rule();
    draft.exceptDates = m_recurrence->exceptions();
    draft.extraDates = m_recurrence->extras();
    draft.attendees = m_attendees->attendees();
    draft.alarms = m_alarms->alarms();
    draft.attachments = m_attachments->attachments();
    draft.visibility = EventDraft::Visibility(m_visibility->currentIndex());
    draft.status = m_status->currentData().toString();
    if (m_categories->text() != m_before.categories.join(QLatin1String(", "))) {
        draft.categories = wordsOf(m_categories->text());
    }
    if (!draft.isTask) {
        draft.conference = taken(m_conference, m_before.conference);
        draft.show = EventDraft::Show(m_show->currentIndex());
        return draft;
    }
    draft.priority = m_priority->currentData().toInt();
    draft.percent = m_percent->value();
    draft.parentUid = m_parent->currentData().toByteArray();
    const auto completed = QStringLiteral("COMPLETED");
    const bool isStatusNew = draft.status != m_before.status;
    if (isStatusNew ? draft.status == completed : draft.percent == 100 && m_before.percent != 100) {
        draft.status = completed;
        draft.percent = 100;
        draft.completed = m_before.completed.isValid() ? m_before.completed : QDateTime::currentDateTimeUtc();
    } else if (m_before.status == completed && (isStatusNew || draft.percent < 100)) {
        draft.completed = {};
        draft.percent = draft.percent == 100 ? 0 : draft.percent;
        draft.status = isStatusNew ? draft.status : QStringLiteral("IN-PROCESS");
    }
    return draft;
}

bool EventEditor::isChanged() const
{
    const auto now = draft();
    return !m_attendees->problem().isEmpty() || !(now == m_before) || !areClocksEqual(now.start, m_before.start) || !areClocksEqual(now.end, m_before.end);
}

OccurrenceRef EventEditor::edited() const
{
    return m_before.ref;
}

void EventEditor::follow()
{
    if (!m_recurrence || !m_attendees) {
        return; // still being built
    }
    const auto times = m_times->times();
    const auto start = times.start.isValid() ? times.start : times.end;
    m_recurrence->setStart(start, times.isAllDay ? Qt::Checked : Qt::Unchecked);
    m_alarms->setStart(start);
    m_pages->setTabToolTip(Repetition, m_recurrence->sentence());
    followPeople();
}

void EventEditor::complain(QWidget *field, int page, const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->show();
    m_pages->setCurrentIndex(std::min(page, m_pages->count() - 1));
    if (field) {
        field->setAccessibleDescription(sentence);
        field->setFocus(Qt::OtherFocusReason);
        Announcer::sayNow(field, sentence, Announcer::Urgency::Assertive);
    }
}

bool EventEditor::check()
{
    m_problem->hide();
    const auto more = m_before.isTask ? int(People) : int(More); // tasks have a page less
    for (auto *field : {m_summary, m_conference, m_url}) {
        if (field) {
            field->setAccessibleDescription({});
        }
    }
    if (m_summary->text().trimmed().isEmpty() && (isNew() || !m_before.summary.isEmpty())) {
        complain(m_summary, General, m_before.isTask ? i18nc("@info", "The task needs a title.") : i18nc("@info", "The event needs a title."));
        return false;
    }
    if (const auto problem = m_times->problem(); !problem.isEmpty()) {
        complain(nullptr, General, problem);
        m_times->focusProblem();
        return false;
    }
    if (m_conference && m_conference->text() != m_before.conference && !m_conference->text().trimmed().isEmpty() && !isLink(m_conference->text())) {
        complain(m_conference, General, i18nc("@info", "The video call needs a whole address that begins with https:// or the like."));
        return false;
    }
    if (const auto problem = m_recurrence->problem(); !problem.isEmpty()) {
        complain(nullptr, Repetition, problem);
        m_recurrence->focusProblem();
        return false;
    }
    const auto now = draft();
    if (m_before.isTask && !now.rule.isEmpty() && !now.start.isValid() && !now.end.isValid()) {
        complain(m_times, General, i18nc("@info", "A task that repeats needs a day on which it starts or is due."));
        return false;
    }
    if (!m_before.isTask && !m_attendees->problem().isEmpty()) {
        complain(nullptr, People, m_attendees->problem());
        m_attendees->focusProblem();
        return false;
    }
    if (m_url->text() != m_before.url && !m_url->text().trimmed().isEmpty() && !isLink(m_url->text())) {
        complain(m_url, more, i18nc("@info", "The web page needs a whole address that begins with https:// or the like."));
        return false;
    }
    return true;
}

void EventEditor::save()
{
    if (m_isSaving || !m_save->isEnabled() || !check()) {
        return;
    }
    if (!isNew() && !isChanged()) {
        m_isDone = true;
        QDialog::accept();
        return;
    }
    const auto after = draft();
    if (isSeries()) {
        askScope(after);
    } else {
        write(after, Scope::All);
    }
}

void EventEditor::askScope(const EventDraft &after)
{
    if (m_before.ref.recurrence == 0) { // the series itself was opened
        write(after, Scope::All);
        return;
    }
    const bool isOfSeries = after.rule != m_before.rule || after.exceptDates != m_before.exceptDates || after.extraDates != m_before.extraDates;
    if (m_before.isException && !isOfSeries && after.calendar == m_before.calendar) { // it was asked when it was opened
        write(after, Scope::This);
        return;
    }
    Occurrence occurrence;
    occurrence.ref = m_before.ref;
    occurrence.summary = m_before.summary;
    occurrence.start = m_before.start;
    occurrence.end = m_before.end;
    auto *question = new ScopeQuestion(ScopeQuestion::About::Editing, occurrence, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    const bool areDatesChanged = after.exceptDates != m_before.exceptDates || after.extraDates != m_before.extraDates;
    const bool concernsAll = after.rule != m_before.rule || areDatesChanged || after.calendar != m_before.calendar;
    if (auto *following = question->findChild<QRadioButton *>(QStringLiteral("scopeFollowing")); following && areDatesChanged) {
        following->setEnabled(false); // dates may lie before and behind the cut
        following->setAccessibleDescription(i18nc("@info", "Not possible: dates were added or left out."));
    }
    if (auto *single = question->findChild<QRadioButton *>(QStringLiteral("scopeThis")); single && concernsAll) {
        single->setEnabled(false); // how it repeats and where it is kept is said of all
        single->setAccessibleDescription(i18nc("@info", "Not possible: how it repeats or its calendar was changed."));
        auto *other = question->findChild<QRadioButton *>(after.rule != m_before.rule && !areDatesChanged ? QStringLiteral("scopeFollowing") : QStringLiteral("scopeAll"));
        if (other) {
            other->setChecked(true);
            other->setFocus();
        }
    }
    connect(question, &QDialog::accepted, this, [this, question, after] { write(after, question->scope()); });
    question->open();
}

void EventEditor::write(const EventDraft &after, Scope scope)
{
    m_isSaving = true;
    m_save->setEnabled(false);
    m_parts.actions->save(m_before, after, scope).then(this, [this](const Result<OccurrenceRef> &saved) {
        m_isSaving = false;
        m_save->setEnabled(true);
        if (!saved) {
            complain(m_save, m_pages->currentIndex(), saved.error().message);
            return;
        }
        m_isDone = true;
        Q_EMIT this->saved(*saved);
        QDialog::accept();
    });
}

bool EventEditor::mayClose()
{
    if (m_isDone || !isChanged()) {
        return true;
    }
    const auto answer = KMessageBox::warningTwoActionsCancel(this, i18nc("@info", "What you wrote has not been saved."), i18nc("@title:window", "Save the Changes?"), KStandardGuiItem::save(),
                                                             KStandardGuiItem::discard());
    if (answer == KMessageBox::PrimaryAction) {
        save();
    }
    return answer == KMessageBox::SecondaryAction;
}

// Return belongs to the fields: a dialog would save, in the middle of inviting somebody.
void EventEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        event->accept();
        if (event->modifiers().testFlag(Qt::ControlModifier)) {
            save();
        }
        return;
    }
    QDialog::keyPressEvent(event);
}

void EventEditor::reject()
{
    if (mayClose()) {
        QDialog::reject();
    }
}

}
