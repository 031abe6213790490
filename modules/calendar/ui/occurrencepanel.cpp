// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/occurrencepanel.h"

#include "calendar/ui/birthdaydetails.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/occurrencewords.h"
#include "calendar/ui/simplerule.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <KMessageWidget>
#include <QAction>
#include <QDesktopServices>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTimeZone>
#include <QUrl>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
constexpr int mostAttendees = 60;
constexpr int mostAttachments = 20;

QLabel *wrapped(QWidget *parent, const char *name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

/// Shows which answer holds; a click only asks for another one.
class AnswerButton : public QPushButton
{
public:
    using QPushButton::QPushButton;

protected:
    void nextCheckState() override
    {
    }
};
}

OccurrencePanel::OccurrencePanel(QWidget *parent)
    : QScrollArea(parent)
    , m_page(new QWidget)
    , m_layout(new QVBoxLayout(m_page))
    , m_nothing(wrapped(m_page, "detailsNothing"))
    , m_title(wrapped(m_page, "detailsTitle"))
    , m_when(wrapped(m_page, "detailsWhen"))
    , m_states(wrapped(m_page, "detailsStates"))
    , m_contested(new KMessageWidget(m_page))
    , m_birthday(new BirthdayDetails(m_page))
    , m_join(new QPushButton(QIcon::fromTheme(QStringLiteral("camera-web")), i18nc("@action:button a video conference", "&Join"), m_page))
    , m_answers(new QWidget(m_page))
    , m_accept(new AnswerButton(QIcon::fromTheme(QStringLiteral("dialog-ok-apply")), i18nc("@action:button an invitation", "Accept"), m_answers))
    , m_tentative(new AnswerButton(QIcon::fromTheme(QStringLiteral("question")), i18nc("@action:button an invitation", "Tentative"), m_answers))
    , m_decline(new AnswerButton(QIcon::fromTheme(QStringLiteral("dialog-cancel")), i18nc("@action:button an invitation", "Decline"), m_answers))
    , m_form(new QFormLayout)
    , m_description(wrapped(m_page, "detailsDescription"))
    , m_attachments(new QVBoxLayout)
    , m_buttons(new QWidget(m_page))
    , m_edit(new QPushButton(QIcon::fromTheme(QStringLiteral("document-edit")), i18nc("@action:button", "Edit…"), m_buttons))
    , m_delete(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-delete")), i18nc("@action:button", "Delete"), m_buttons))
{
    setObjectName(QStringLiteral("eventDetails"));
    setAccessibleName(i18nc("@label", "Event details"));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWidget(m_page);
    m_page->setBackgroundRole(QPalette::Base);
    m_page->setAutoFillBackground(true);
    Metrics::apply(m_layout, this);
    auto big = font();
    big.setPointSizeF(big.pointSizeF() * 1.25);
    big.setBold(true);
    m_title->setFont(big);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setText(i18nc("@info", "Select an event to see its details."));
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    m_layout->addWidget(m_nothing, 1);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_when);
    m_layout->addWidget(m_states);
    m_layout->addWidget(m_contested);
    m_contested->setObjectName(QStringLiteral("detailsContested"));
    m_contested->setMessageType(KMessageWidget::Warning);
    m_contested->setCloseButtonVisible(false);
    m_contested->setWordWrap(true);
    m_contested->setText(i18nc("@info", "This was also changed elsewhere. What you did waits for your decision."));
    auto *compare = new QAction(i18nc("@action:button", "&Compare…"), m_contested);
    compare->setToolTip(m_contested->text()); // what a screen reader says of the button
    connect(compare, &QAction::triggered, this, &OccurrencePanel::conflictWanted);
    m_contested->addAction(compare);
    m_layout->addWidget(m_birthday);
    connect(m_birthday, &BirthdayDetails::contactWanted, this, &OccurrencePanel::contactWanted);
    connect(m_birthday, &BirthdayDetails::writingWanted, this, &OccurrencePanel::writingWanted);
    m_join->setObjectName(QStringLiteral("detailsJoin"));
    m_join->setToolTip(i18nc("@info:tooltip", "Join the conference (Ctrl+J)"));
    m_layout->addWidget(m_join, 0, Qt::AlignLeft);
    auto *answers = new QHBoxLayout(m_answers);
    answers->setContentsMargins(0, 0, 0, 0);
    for (const auto &[button, name, answer] : {std::tuple(m_accept, "detailsAccept", Participation::Accepted), std::tuple(m_tentative, "detailsTentative", Participation::Tentative),
                                               std::tuple(m_decline, "detailsDecline", Participation::Declined)}) {
        button->setObjectName(QString::fromLatin1(name));
        button->setCheckable(true);
        answers->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, answer] {
            Q_EMIT answerWanted(answer);
        });
    }
    answers->addStretch(1);
    m_layout->addWidget(m_answers);
    m_form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_form->setHorizontalSpacing(Metrics::spacing(this) * 2);
    m_form->setVerticalSpacing(Metrics::spacing(this));
    m_layout->addLayout(m_form);
    m_description->setTextFormat(Qt::RichText);
    m_description->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_description->setFocusPolicy(Qt::StrongFocus);
    m_description->setAccessibleName(i18nc("@label of an event", "Description"));
    connect(m_description, &QLabel::linkActivated, this, [](const QString &link) { QDesktopServices::openUrl(QUrl(link)); });
    m_layout->addWidget(m_description);
    m_layout->addLayout(m_attachments);
    m_layout->addStretch(1);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    m_edit->setObjectName(QStringLiteral("detailsEdit"));
    m_delete->setObjectName(QStringLiteral("detailsDelete"));
    buttons->addWidget(m_edit);
    buttons->addWidget(m_delete);
    buttons->addStretch(1);
    m_layout->addWidget(m_buttons);
    connect(m_join, &QPushButton::clicked, this, &OccurrencePanel::joinWanted);
    connect(m_edit, &QPushButton::clicked, this, &OccurrencePanel::editWanted);
    connect(m_delete, &QPushButton::clicked, this, &OccurrencePanel::removalWanted);
    showNothing();
}

void OccurrencePanel::clearDetails()
{
    while (m_form->rowCount() > 0) {
        m_form->removeRow(0);
    }
    while (auto *item = m_attachments->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_description->clear();
    m_description->hide();
}

void OccurrencePanel::showNothing()
{
    m_occurrence = {};
    clearDetails();
    for (auto *part : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_when), static_cast<QWidget *>(m_states), static_cast<QWidget *>(m_birthday), static_cast<QWidget *>(m_join), m_answers, m_buttons}) {
        part->hide();
    }
    m_contested->hide();
    m_nothing->show();
}

bool OccurrencePanel::isEmpty() const
{
    return !m_occurrence.ref.item;
}

OccurrenceRef OccurrencePanel::shown() const
{
    return m_occurrence.ref;
}

QLabel *OccurrencePanel::addLine(const QString &caption, const QString &text, const char *name)
{
    auto *label = wrapped(m_page, name);
    label->setText(text);
    auto *head = new QLabel(caption, m_page);
    head->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    head->setForegroundRole(QPalette::PlaceholderText);
    label->setFocusPolicy(Qt::TabFocus); // to be read by a screen reader, one after the other
    label->setAccessibleName(i18nc("@info spoken: what it is, and what it says", "%1 %2", caption, text));
    m_form->addRow(head, label);
    return label;
}

void OccurrencePanel::showOccurrence(const Occurrence &occurrence, const CalendarInfo &calendar)
{
    const bool isOther = occurrence.ref != m_occurrence.ref;
    m_occurrence = occurrence;
    m_calendar = calendar;
    m_nothing->hide();
    if (isOther) {
        clearDetails();
        m_birthday->hide();
        verticalScrollBar()->setValue(0);
    }
    m_title->setText(OccurrenceWords::title(occurrence));
    m_title->show();
    m_when->setText(OccurrenceWords::spokenTimes(occurrence));
    m_when->show();
    const auto states = OccurrenceWords::states(occurrence).join(QStringLiteral(" · "));
    m_states->setText(states);
    m_states->setVisible(!states.isEmpty());
    m_contested->setVisible(occurrence.flags.testFlag(EventFlag::Contested));
    m_join->setVisible(!occurrence.conference.isEmpty());
    m_join->setAccessibleDescription(occurrence.conference);
    const bool mayWrite = calendar.isWritable && !occurrence.flags.testAnyFlags(EventFlag::ReadOnly | EventFlag::Unreadable);
    const bool isInvited = mayWrite && occurrence.mine != Participation::None && !occurrence.flags.testAnyFlags(EventFlag::Organized | EventFlag::Cancelled);
    m_answers->setVisible(isInvited);
    showAnswer();
    m_buttons->setVisible(mayWrite);
    if (isOther) {
        if (!occurrence.location.isEmpty()) {
            addLine(i18nc("@label of an event", "Place:"), Words::withoutTricks(occurrence.location), "detailsPlace");
        }
        addLine(i18nc("@label of an event", "Calendar:"), Words::withoutTricks(calendar.name), "detailsCalendar");
    }
}

void OccurrencePanel::showBirthday(const BirthdayPerson &person)
{
    if (m_occurrence.calendar != birthdayCalendar || person.contact != m_occurrence.ref.item) {
        return; // something else was selected meanwhile
    }
    m_birthday->showPerson(person, m_occurrence.start.date());
    m_birthday->show();
}

void OccurrencePanel::showAnswer()
{
    m_accept->setChecked(m_occurrence.mine == Participation::Accepted);
    m_tentative->setChecked(m_occurrence.mine == Participation::Tentative);
    m_decline->setChecked(m_occurrence.mine == Participation::Declined);
}

void OccurrencePanel::showZones(const EventDraft &draft)
{
    // The organiser's clock, where it shows something else than mine.
    if (draft.isAllDay || draft.start.timeSpec() == Qt::LocalTime || !draft.start.isValid() || m_occurrence.flags.testFlag(EventFlag::Floating)) {
        if (m_occurrence.flags.testFlag(EventFlag::Floating) && !draft.isAllDay) {
            addLine(i18nc("@label of an event", "Time zone:"), i18nc("@info of an event without a time zone", "the same clock time everywhere"), "detailsZone");
        }
        return;
    }
    if (m_occurrence.flags.testFlag(EventFlag::OddZone)) {
        addLine(i18nc("@label of an event", "Time zone:"), i18nc("@info", "The event’s time zone is unknown; the time shown may be wrong."), "detailsZone");
        return;
    }
    const auto mine = draft.start.toLocalTime();
    if (mine.time() == draft.start.time() && mine.date() == draft.start.date()) {
        return;
    }
    const auto zone = draft.start.timeZone();
    const auto place = QString::fromLatin1(zone.id()).replace(QLatin1Char('_'), QLatin1Char(' '));
    addLine(i18nc("@label of an event: the time on the clock of whoever made it", "There:"),
            i18nc("@info day, begin, end, time zone", "%1, %2 – %3 (%4)", OccurrenceWords::day(draft.start.date()), Words::time(draft.start.time()), Words::time(draft.end.toTimeZone(zone).time()), place),
            "detailsZone");
}

void OccurrencePanel::showAttendees(const EventDraft &draft)
{
    if (!draft.organizer.address.isEmpty()) {
        addLine(i18nc("@label of an event", "Organiser:"), EventWords::person(draft.organizer), "detailsOrganizer");
    }
    if (draft.attendees.isEmpty()) {
        return;
    }
    QStringList lines;
    for (const auto &attendee : draft.attendees.first(std::min<qsizetype>(draft.attendees.size(), mostAttendees))) {
        const auto state = EventWords::attendeeState(attendee);
        lines << (state.isEmpty() ? EventWords::person(attendee) : i18nc("@item an invited person and what they answered", "%1: %2", EventWords::person(attendee), state));
    }
    if (draft.attendees.size() > mostAttendees) {
        lines << i18ncp("@item", "and %1 more person", "and %1 more people", draft.attendees.size() - mostAttendees);
    }
    addLine(i18nc("@label of an event", "Invited:"), lines.join(QLatin1Char('\n')), "detailsAttendees")->setToolTip(EventWords::answersSummary(draft.attendees));
}

void OccurrencePanel::showAttachments(const EventDraft &draft)
{
    for (const auto &attachment : draft.attachments.first(std::min<qsizetype>(draft.attachments.size(), mostAttachments))) {
        const auto name = EventWords::attachmentName(attachment);
        auto *button = new QPushButton(QIcon::fromTheme(QStringLiteral("mail-attachment")), name, m_page);
        button->setObjectName(QStringLiteral("detailsAttachment"));
        button->setAccessibleName(i18nc("@action:button", "Attachment %1", name));
        connect(button, &QPushButton::clicked, this, [this, attachment] { Q_EMIT attachmentWanted(attachment); });
        m_attachments->addWidget(button, 0, Qt::AlignLeft);
    }
}

void OccurrencePanel::showDraft(const EventDraft &draft)
{
    if (draft.ref != m_occurrence.ref || isEmpty()) {
        return; // another one was selected meanwhile
    }
    clearDetails();
    showZones(draft);
    if (!draft.location.isEmpty()) {
        addLine(i18nc("@label of an event", "Place:"), Words::withoutTricks(draft.location), "detailsPlace");
    }
    if (!draft.rule.isEmpty()) {
        addLine(i18nc("@label of an event", "Repeats:"), SimpleRule::words(draft.rule, draft.start.isValid() ? draft.start : draft.end), "detailsRule");
    }
    showAttendees(draft);
    if (!draft.alarms.isEmpty()) {
        QStringList alarms;
        for (const auto &alarm : draft.alarms) {
            alarms << EventWords::alarm(alarm);
        }
        addLine(i18nc("@label of an event", "Reminder:"), alarms.join(QLatin1Char('\n')), "detailsAlarm");
    }
    if (!draft.categories.isEmpty()) {
        addLine(i18nc("@label of an event", "Categories:"), Words::withoutTricks(draft.categories.join(QStringLiteral(", "))), "detailsCategories");
    }
    addLine(i18nc("@label of an event", "Calendar:"), Words::withoutTricks(m_calendar.name), "detailsCalendar");
    if (const auto html = EventWords::descriptionHtml(draft.description); !html.isEmpty()) {
        m_description->setText(html);
        m_description->show();
    }
    showAttachments(draft);
}

QString OccurrencePanel::text() const
{
    QStringList lines;
    const auto labels = m_page->findChildren<QLabel *>();
    for (const auto *label : labels) {
        const bool isTakenAway = label->isHidden() && label->testAttribute(Qt::WA_WState_ExplicitShowHide); // a fresh one is shown a little later
        const bool isOld = m_birthday->isHidden() && m_birthday->isAncestorOf(label);
        if (!isTakenAway && !isOld && !label->text().isEmpty()) {
            lines << label->text();
        }
    }
    return lines.join(QLatin1Char('\n'));
}

}
