// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/invitationview.h"

#include "calendar/calendaractions.h"
#include "calendar/ui/delegatedialog.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/invitationwords.h"
#include "calendar/ui/occurrencewords.h"
#include "calendar/ui/proposedialog.h"
#include "calendar/ui/simplerule.h"
#include "shell/announcer.h"
#include "shell/itemurl.h"
#include "shell/metrics.h"
#include "shell/words.h"
#include "sync/collection.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr int settleTime = 150; // ms; many changes come at once
constexpr int mostConflicts = 5;

QLabel *plainLabel(const char *name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::StrongFocus);
    return label;
}

void tell(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setAccessibleName(text);
    label->setVisible(!text.isEmpty());
}
}

InvitationView::InvitationView(const CalendarParts &parts, const QByteArray &ics, const QString &sender, QWidget *parent)
    : QFrame(parent)
    , m_parts(parts)
    , m_ics(ics)
    , m_sender(sender)
    , m_headline(plainLabel("invitationHeadline", this))
    , m_facts(plainLabel("invitationFacts", this))
    , m_conflicts(plainLabel("invitationConflicts", this))
    , m_done(plainLabel("invitationDone", this))
    , m_problem(plainLabel("invitationProblem", this))
    , m_reply(new QWidget(this))
    , m_comment(new QLineEdit(m_reply))
    , m_scope(new QComboBox(m_reply))
    , m_calendarCaption(new QLabel(i18nc("@label:listbox", "Calen&dar:"), m_reply))
    , m_calendar(new QComboBox(m_reply))
    , m_buttons(new QWidget(this))
    , m_buttonRow(new QHBoxLayout)
    , m_file(button("invitationFile", {}, &InvitationView::file))
    , m_acceptProposal(button("proposalAccept", i18nc("@action:button another time was proposed", "&Move There"), &InvitationView::acceptProposal))
    , m_declineProposal(button("proposalDecline", i18nc("@action:button another time was proposed", "&Keep the Time"), &InvitationView::declineProposal))
    , m_sendAgain(button("invitationSend", i18nc("@action:button", "&Send Newest Version"), &InvitationView::sendAgain))
    , m_askAgain(button("invitationAskAgain", i18nc("@action:button the newest version of an event", "As&k for It"), &InvitationView::askAgain))
    , m_delegate(button("invitationDelegate", i18nc("@action:button", "De&legate…"), &InvitationView::delegate))
    , m_propose(button("invitationPropose", i18nc("@action:button", "&Propose Another Time…"), &InvitationView::propose))
    , m_open(button("invitationOpen", i18nc("@action:button", "Show in Cale&ndar"), &InvitationView::openInCalendar))
{
    setObjectName(QStringLiteral("invitation"));
    setAccessibleName(i18nc("@label", "Invitation"));
    setFrameShape(StyledPanel);
    setBackgroundRole(QPalette::AlternateBase);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto strong = m_headline->font();
    strong.setBold(true);
    m_headline->setFont(strong);
    for (auto *label : {m_headline, m_facts, m_conflicts}) {
        layout->addWidget(label);
    }
    auto *reply = new QFormLayout(m_reply);
    reply->setContentsMargins(0, 0, 0, 0);
    reply->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_comment->setObjectName(QStringLiteral("invitationComment"));
    m_comment->setPlaceholderText(i18nc("@info:placeholder", "Goes along with the answer; may stay empty"));
    m_scope->setObjectName(QStringLiteral("invitationScope"));
    m_scope->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // dates are long
    m_scope->setMinimumContentsLength(30);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &InvitationView::showActions);
    reply->addRow(i18nc("@label:listbox dates of a series an answer is given for", "Ans&wer for:"), m_scope);
    reply->addRow(i18nc("@label:textbox with an answer to an invitation", "Co&mment:"), m_comment);
    m_calendar->setObjectName(QStringLiteral("invitationCalendar"));
    m_calendarCaption->setBuddy(m_calendar);
    reply->addRow(m_calendarCaption, m_calendar);
    layout->addWidget(m_reply);
    m_buttons->setLayout(m_buttonRow);
    m_buttonRow->setContentsMargins(0, 0, 0, 0);
    const auto offer = [this](const char *name, const QString &text, const char *icon, Participation participation) {
        auto *made = new QPushButton(QIcon::fromTheme(QString::fromLatin1(icon)), text, m_buttons);
        made->setObjectName(QString::fromLatin1(name));
        made->setCheckable(true); // the one that holds
        connect(made, &QPushButton::clicked, this, [this, participation] { answer(participation); });
        m_answers << made;
        m_buttonRow->addWidget(made);
    };
    offer("invitationAccept", i18nc("@action:button", "&Accept"), "dialog-ok-apply", Participation::Accepted);
    offer("invitationTentative", i18nc("@action:button", "&Tentative"), "dialog-question", Participation::Tentative);
    offer("invitationDecline", i18nc("@action:button", "Decl&ine"), "dialog-cancel", Participation::Declined);
    for (auto *one : {m_file, m_acceptProposal, m_declineProposal, m_sendAgain, m_askAgain, m_delegate, m_propose, m_open}) {
        m_buttonRow->addWidget(one);
    }
    m_buttonRow->addStretch();
    layout->addWidget(m_buttons);
    layout->addWidget(m_done);
    layout->addWidget(m_problem);
    tell(m_done, {});
    tell(m_problem, {});
    m_again.setSingleShot(true);
    m_again.setInterval(settleTime);
    connect(&m_again, &QTimer::timeout, this, &InvitationView::read);
    connect(m_parts.store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox || changes.collectionList || !changes.collections.isEmpty()) {
            loadCalendars();
            m_again.start();
        }
    });
    tell(m_headline, i18nc("@info while an invitation is read", "Reading the invitation…"));
    tell(m_facts, {});
    tell(m_conflicts, {});
    showActions();
    loadCalendars();
    read();
}

InvitationView::~InvitationView()
{
    silence(this);
}

QPushButton *InvitationView::button(const char *name, const QString &text, void (InvitationView::*act)())
{
    auto *made = new QPushButton(text, m_buttons);
    made->setObjectName(QString::fromLatin1(name));
    connect(made, &QPushButton::clicked, this, act);
    return made;
}

const InvitationState &InvitationView::state() const
{
    return m_state;
}

QString InvitationView::text() const
{
    QStringList lines;
    for (const auto *label : {m_headline, m_facts, m_conflicts, m_done, m_problem}) {
        if (!label->text().isEmpty()) {
            lines << label->text();
        }
    }
    return lines.join(QLatin1Char('\n'));
}

void InvitationView::loadCalendars()
{
    struct Place {
        CollectionId id;
        QString name;
    };
    m_parts.store
        ->read([](const Reader &reader) -> Result<QList<Place>> {
            QList<Place> places;
            const auto done = reader
                                  .prepare("SELECT c.id, c.name, c.rights FROM collection c JOIN resource r ON r.id = c.resource WHERE r.kind = 'calendar' AND c.role = '' "
                                           "ORDER BY c.name")
                                  .each([&places](const Statement &row) {
                                      if (Rights::fromInt(int(row.integer(2))).testFlag(Right::Insert)) {
                                          places << Place{.id = row.get<CollectionId>(0), .name = row.text(1)};
                                      }
                                  });
            return done ? Result<QList<Place>>(places) : std::unexpected(done.error());
        })
        .then(this, [this](const Result<QList<Place>> &places) {
            if (!places) {
                return;
            }
            const auto chosen = chosenCalendar();
            m_calendar->clear();
            for (const auto &one : *places) {
                m_calendar->addItem(Words::shortened(Words::withoutTricks(one.name), 40), one.id.value);
            }
            m_calendar->setCurrentIndex(std::max(0, m_calendar->findData((chosen ? chosen : m_state.calendar).value)));
            showActions();
        });
}

void InvitationView::read()
{
    m_parts.store
        ->read([ics = m_ics, sender = m_sender](const Reader &reader) {
            return InvitationQuery::read(reader, ics, sender, QDateTime::currentDateTimeUtc(), QTimeZone::systemTimeZone());
        })
        .then(this, [this, number = ++m_reads](const Result<InvitationState> &state) {
            if (number != m_reads) {
                return;
            }
            if (!state) {
                tell(m_headline, i18nc("@info", "The invitation could not be read."));
                tell(m_problem, state.error().message);
                return;
            }
            take(*state);
        });
}

void InvitationView::take(const InvitationState &state)
{
    const bool isNews = m_isRead && state.mine != m_state.mine;
    const bool isFirst = !m_isRead;
    m_state = state;
    m_isRead = true;
    if (isFirst && m_state.calendar) {
        m_calendar->setCurrentIndex(std::max(0, m_calendar->findData(m_state.calendar.value)));
    }
    showText();
    showScope();
    showActions();
    if (const auto words = InvitationWords::myAnswer(state.mine); isNews && !words.isEmpty()) {
        Announcer::sayNow(this, words);
    }
}

void InvitationView::showText()
{
    const auto &event = m_state.event;
    auto headline = InvitationWords::headline(m_state);
    tell(m_headline, headline.isEmpty() ? i18nc("@info", "There is nothing in this message that a calendar understands.") : headline);
    QStringList facts;
    if (m_state.kind != InvitationState::Kind::None) {
        if (m_state.kind == InvitationState::Kind::Proposal) {
            facts << i18nc("@info", "Proposed: %1", InvitationWords::proposal(m_state).join(QStringLiteral("; "))) << i18nc("@info", "Now: %1", InvitationWords::when(m_state.known.start.isValid() ? m_state.known : event).join(QStringLiteral("; ")));
        } else {
            facts << InvitationWords::when(event);
        }
        if (m_state.changes.contains(InvitationState::Changed::Time) && m_state.kind == InvitationState::Kind::Update) {
            facts << i18nc("@info when an event was before it was moved", "Before: %1", InvitationWords::when(m_state.known).value(0));
        }
        if (!event.rule.isEmpty()) {
            facts << i18nc("@info %1 is how an event repeats", "Repeats %1.", SimpleRule::words(event.rule, event.start));
        }
        if (!event.location.isEmpty()) {
            facts << i18nc("@info", "Place: %1", Words::shortened(Words::withoutTricks(event.location), 200));
        }
        const auto &people = m_state.known.attendees.isEmpty() ? event.attendees : m_state.known.attendees;
        if (people.size() > 1) {
            facts << i18ncp("@info number of people, their answers", "%1 person: %2", "%1 people: %2", people.size(), EventWords::answersSummary(people));
        }
        if (!m_state.comment.isEmpty()) {
            facts << i18nc("@info what somebody wrote with an answer", "“%1”", Words::withoutTricks(m_state.comment.left(1000)));
        }
        facts << InvitationWords::notes(m_state);
    }
    tell(m_facts, facts.join(QLatin1Char('\n')));
    QStringList conflicts;
    if (!m_state.conflicts.isEmpty()) {
        conflicts << i18ncp("@info", "At that time you already have:", "At that time you already have %1 entries:", m_state.conflicts.size());
        for (const auto &one : m_state.conflicts.first(std::min<qsizetype>(mostConflicts, m_state.conflicts.size()))) {
            conflicts << i18nc("@info a conflict: when, what", "• %1, %2", OccurrenceWords::times(one), OccurrenceWords::title(one));
        }
        if (m_state.conflicts.size() > mostConflicts) {
            conflicts << i18ncp("@info", "and %1 more", "and %1 more", m_state.conflicts.size() - mostConflicts);
        }
    }
    tell(m_conflicts, conflicts.join(QLatin1Char('\n')));
}

/// What an answer may be given for: a series and each of its coming dates.
void InvitationView::showScope()
{
    const auto chosen = chosenInstance();
    const QSignalBlocker quiet(m_scope);
    m_scope->clear();
    if (m_state.isOfKnownSeries) {
        m_scope->addItem(i18ncp("@item:inlistbox answer for", "This date only", "These %1 dates only", m_state.instances));
        m_scope->addItem(i18nc("@item:inlistbox answer for", "All dates of the series"), qint64(0));
    } else if (m_state.dates.size() > 1) {
        m_scope->addItem(i18nc("@item:inlistbox answer for", "All dates"));
        for (const auto &date : std::as_const(m_state.dates)) {
            m_scope->addItem(i18nc("@item:inlistbox answer for; %1 is a date and time", "Only %1", InvitationWords::date(date)), date.recurrence);
        }
    }
    m_scope->setCurrentIndex(chosen ? std::max(0, m_scope->findData(*chosen)) : m_scope->count() > 0 ? 0 : -1);
}

std::optional<qint64> InvitationView::chosenInstance() const
{
    const auto chosen = m_scope->currentData();
    return chosen.isValid() ? std::optional(chosen.toLongLong()) : std::nullopt;
}

Participation InvitationView::chosenAnswer() const
{
    const auto chosen = chosenInstance();
    if (!chosen) {
        return m_state.mine;
    }
    const auto date = std::ranges::find(m_state.dates, *chosen, &InvitationState::Date::recurrence);
    return date == m_state.dates.end() ? Participation::None : date->mine; // of the series nothing is known here
}

void InvitationView::showActions()
{
    using Kind = InvitationState::Kind;
    const auto kind = m_state.kind;
    const bool isReady = m_isRead && !m_isWaiting;
    const bool isInvited = !m_state.invitedAs.isEmpty() && !m_state.isMine;
    const bool isAnswerable = m_isRead && isInvited && (kind == Kind::Invitation || kind == Kind::Update || kind == Kind::Known);
    static constexpr Participation given[] = {Participation::Accepted, Participation::Tentative, Participation::Declined};
    for (int place = 0; place < m_answers.size(); ++place) {
        auto *one = m_answers.at(place);
        one->setVisible(isAnswerable);
        one->setEnabled(isReady);
        one->setChecked(chosenAnswer() == given[place]);
    }
    const bool isKnown = bool(m_state.ref.item);
    const bool isTaken = (kind == Kind::Published || ((kind == Kind::Invitation || kind == Kind::Update) && !isInvited && !m_state.isMine)) && !(isKnown && kind == Kind::Invitation);
    const bool isCancelled = kind == Kind::Cancellation && isKnown && !m_state.isApplied;
    const bool isReply = kind == Kind::Reply && isKnown && !m_state.isApplied;
    // An update that leaves my answer as it is needs none.
    const bool isUpdate = isAnswerable && kind == Kind::Update && !m_state.wantsAnswer;
    m_file->setVisible(m_isRead && (isTaken || isCancelled || isReply || isUpdate));
    m_file->setText(isReply         ? (m_state.sender == InvitationState::Sender::Uninvited ? i18nc("@action:button somebody who was not invited", "&Let Take Part") : i18nc("@action:button an answer to my invitation", "&Enter Answer"))
                        : isCancelled ? i18nc("@action:button a cancelled event", "&Mark as Cancelled")
                        : isKnown     ? i18nc("@action:button", "&Update Calendar")
                                      : i18nc("@action:button", "&Add to Calendar"));
    const bool isProposal = m_isRead && kind == Kind::Proposal && isKnown && !m_state.isApplied && !m_isSettled;
    m_acceptProposal->setVisible(isProposal && m_state.proposedStart.isValid());
    m_declineProposal->setVisible(isProposal);
    m_askAgain->setVisible(m_isRead && kind == Kind::Fragment && isInvited && !m_isSettled);
    m_sendAgain->setVisible(m_isRead && !m_isSettled && kind == Kind::RefreshWanted && isKnown && m_state.sender == InvitationState::Sender::Expected);
    m_delegate->setVisible(isAnswerable && !m_state.isPast);
    m_propose->setVisible(isAnswerable && !m_state.isPast && m_state.event.start.isValid());
    m_open->setVisible(m_isRead && isKnown && m_parts.workbench);
    for (auto *one : {m_file, m_acceptProposal, m_declineProposal, m_sendAgain, m_askAgain, m_delegate, m_propose, m_open}) {
        one->setEnabled(isReady);
    }
    const bool choosesCalendar = !isKnown && (isAnswerable || isTaken) && m_calendar->count() > 1;
    m_calendar->setVisible(choosesCalendar);
    m_calendarCaption->setVisible(choosesCalendar);
    const bool mayComment = isAnswerable || isProposal;
    auto *rows = qobject_cast<QFormLayout *>(m_reply->layout());
    rows->setRowVisible(m_comment, mayComment);
    rows->setRowVisible(m_scope, isAnswerable && m_scope->count() > 1);
    m_reply->setVisible(m_isRead && (mayComment || choosesCalendar));
}

CollectionId InvitationView::chosenCalendar() const
{
    return m_state.ref.item ? m_state.calendar : CollectionId{m_calendar->currentData().toLongLong()};
}

/// What went out, for the eye and the ear.
void InvitationView::report(const Result<void> &result, const QString &sentence)
{
    m_isWaiting = false;
    tell(m_done, result ? sentence : QString());
    tell(m_problem, result ? QString() : result.error().message);
    Announcer::sayNow(this, result ? sentence : m_problem->text(), result ? Announcer::Urgency::Polite : Announcer::Urgency::Assertive);
    if (result) {
        m_comment->clear();
    }
    showActions();
}

void InvitationView::finished(const Result<OccurrenceRef> &result)
{
    m_isWaiting = false;
    tell(m_done, {});
    tell(m_problem, result ? QString() : result.error().message);
    if (!result) {
        Announcer::sayNow(this, m_problem->text(), Announcer::Urgency::Assertive);
    }
    showActions();
    read();
}

void InvitationView::answer(Participation answer)
{
    m_isWaiting = true;
    showActions();
    const auto instance = chosenInstance();
    const auto date = instance ? m_scope->currentText() : QString();
    m_parts.actions->answerInvitation(m_state, chosenCalendar(), answer, m_comment->text().trimmed(), instance)
        .then(this, [this, answer, date](const Result<OccurrenceRef> &result) {
            finished(result);
            if (result) {
                m_comment->clear();
                if (!date.isEmpty()) { // how the whole is answered is said when it has been read
                    tell(m_done, i18nc("@info which dates, e.g. “Only Monday …”; what was answered", "%1: %2", date, InvitationWords::myAnswer(answer)));
                    Announcer::sayNow(this, m_done->text());
                }
            }
        });
}

void InvitationView::file()
{
    m_isWaiting = true;
    showActions();
    m_parts.actions->file(m_state, chosenCalendar()).then(this, [this](const Result<OccurrenceRef> &result) { finished(result); });
}

void InvitationView::acceptProposal()
{
    m_isWaiting = true;
    showActions();
    m_parts.actions->acceptProposal(m_state).then(this, [this](const Result<OccurrenceRef> &result) {
        finished(result);
        if (result) {
            report({}, i18nc("@info", "The event was moved, and everybody is told."));
        }
    });
}

void InvitationView::declineProposal()
{
    m_isWaiting = true;
    showActions();
    m_parts.actions->declineProposal(m_state, m_comment->text().trimmed()).then(this, [this](const Result<void> &result) {
        m_isSettled = result.has_value();
        report(result, i18nc("@info %1 is a person", "The time stays, and %1 is told.", InvitationWords::sender(m_state)));
    });
}

void InvitationView::sendAgain()
{
    m_isWaiting = true;
    showActions();
    m_parts.actions->sendAgain(m_state).then(this, [this](const Result<void> &result) {
        m_isSettled = result.has_value();
        report(result, i18nc("@info %1 is a person", "The newest version goes to %1.", InvitationWords::sender(m_state)));
    });
}

void InvitationView::askAgain()
{
    m_isWaiting = true;
    showActions();
    m_parts.actions->askAgain(m_state).then(this, [this](const Result<void> &result) {
        m_isSettled = result.has_value();
        report(result, i18nc("@info %1 is a person", "%1 is asked to send the event.", InvitationWords::sender(m_state)));
    });
}

void InvitationView::openInCalendar()
{
    m_parts.workbench->open(ItemUrl{.pane = QStringLiteral("calendar"), .type = QStringLiteral("event"), .id = m_state.ref.item.value});
}

void InvitationView::withFiled(std::function<void(const OccurrenceRef &)> then)
{
    if (m_state.ref.item && m_state.kind != InvitationState::Kind::Update) {
        then(m_state.ref);
        return;
    }
    m_isWaiting = true;
    showActions();
    m_parts.actions->file(m_state, chosenCalendar()).then(this, [this, then = std::move(then)](const Result<OccurrenceRef> &result) {
        finished(result);
        if (result) {
            then(*result);
        }
    });
}

void InvitationView::delegate()
{
    auto invited = m_state.event.attendees;
    invited << m_state.event.organizer;
    auto *dialog = new DelegateDialog(m_parts.store, invited, m_comment->text().trimmed(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        withFiled([this, to = dialog->person(), comment = dialog->comment()](OccurrenceRef occurrence) {
            occurrence.recurrence = chosenInstance().value_or(occurrence.recurrence);
            m_parts.actions->delegate(occurrence, to, comment).then(this, [this, to](const Result<void> &result) {
                report(result, i18nc("@info %1 is a person", "%1 is invited instead of you, and the organiser is told.", EventWords::person(to)));
            });
        });
    });
    dialog->open();
}

void InvitationView::propose()
{
    auto start = m_state.event.start;
    auto end = m_state.event.end;
    const auto date = std::ranges::find(m_state.dates, chosenInstance().value_or(0), &InvitationState::Date::recurrence);
    if (date != m_state.dates.end()) {
        start = start.timeSpec() == Qt::LocalTime ? date->start : date->start.toTimeZone(start.timeZone());
        end = end.timeSpec() == Qt::LocalTime ? date->end : date->end.toTimeZone(end.timeZone());
    }
    auto *dialog = new ProposeDialog({.start = start, .end = end, .isAllDay = m_state.event.isAllDay}, m_comment->text().trimmed(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        withFiled([this, wanted = dialog->times(), comment = dialog->comment()](OccurrenceRef occurrence) {
            occurrence.recurrence = chosenInstance().value_or(occurrence.recurrence);
            m_parts.actions->propose(occurrence, wanted.start, wanted.end, comment).then(this, [this](const Result<void> &result) {
                report(result, i18nc("@info %1 is a person", "Your proposal goes to %1.", EventWords::person(m_state.event.organizer)));
            });
        });
    });
    dialog->open();
}

}
