// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/freebusystrip.h"

#include "calendar/ui/calendarsettings.h"
#include "calendar/ui/occurrencewords.h"
#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QtConcurrentRun>

namespace Kontor
{
namespace
{
constexpr int daysBefore = 7; // asked for at once, so that looking at other days asks nobody
constexpr int daysAfter = 70;
constexpr int daysSearched = 60;
constexpr int mostDays = 7; // in one picture

QString sentenceOf(const QDateTime &start, const QDateTime &end, bool isAllDay)
{
    Occurrence occurrence;
    occurrence.start = start;
    occurrence.end = end;
    occurrence.flags.setFlag(EventFlag::AllDay, isAllDay);
    return OccurrenceWords::spokenTimes(occurrence);
}
}

FreeBusyStrip::FreeBusyStrip(std::shared_ptr<Store> store, FreeBusyInquiry::Ask ask, QWidget *parent)
    : QWidget(parent)
    , m_inquiry(new FreeBusyInquiry(std::move(store), std::move(ask), this))
    , m_title(new QLabel(this))
    , m_back(new QToolButton(this))
    , m_forward(new QToolButton(this))
    , m_next(new QPushButton(i18nc("@action:button", "&Next Free Time"), this))
    , m_chart(new FreeBusyStripChart(this))
    , m_summary(new QLabel(this))
    , m_result(new QLabel(this))
{
    setObjectName(QStringLiteral("freeBusyStrip"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *head = new QHBoxLayout;
    m_title->setObjectName(QStringLiteral("freeBusyDay"));
    m_title->setTextFormat(Qt::PlainText);
    m_back->setObjectName(QStringLiteral("freeBusyBack"));
    m_back->setText(i18nc("@action:button", "Previous day"));
    m_back->setArrowType(Qt::LeftArrow);
    m_forward->setObjectName(QStringLiteral("freeBusyForward"));
    m_forward->setText(i18nc("@action:button", "Next day"));
    m_forward->setArrowType(Qt::RightArrow);
    for (auto *button : {m_back, m_forward}) {
        button->setFocusPolicy(Qt::StrongFocus);
        button->setToolTip(button->text());
        button->setAccessibleName(button->text());
        button->setAutoRaise(true);
    }
    m_next->setObjectName(QStringLiteral("nextFree"));
    m_next->setAutoDefault(false);
    m_next->setToolTip(i18nc("@info:tooltip", "Move the event to the next time within working hours at which nobody is busy"));
    head->addWidget(m_back);
    head->addWidget(m_title, 1, Qt::AlignCenter);
    head->addWidget(m_forward);
    head->addSpacing(Metrics::spacing(this));
    head->addWidget(m_next);
    layout->addLayout(head);
    for (auto *label : {m_result, m_summary}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
    layout->addWidget(m_chart);
    m_summary->setObjectName(QStringLiteral("freeBusySummary"));
    m_result->setObjectName(QStringLiteral("freeBusyResult"));
    m_result->hide();
    m_chart->setWorkingHours(workingHours());
    connect(m_inquiry, &FreeBusyInquiry::changed, this, &FreeBusyStrip::refresh);
    connect(m_back, &QToolButton::clicked, this, [this] { showDay(m_day.addDays(-1)); });
    connect(m_forward, &QToolButton::clicked, this, [this] { showDay(m_day.addDays(1)); });
    connect(m_next, &QPushButton::clicked, this, &FreeBusyStrip::findNext);
}

FreeBusyInquiry *FreeBusyStrip::inquiry() const
{
    return m_inquiry;
}

FreeBusyStrip::Sentences FreeBusyStrip::words() const
{
    return m_words;
}

QStringList FreeBusyStrip::clashes() const
{
    return m_clashes;
}

void FreeBusyStrip::setMovable(Qt::CheckState movable)
{
    m_next->setEnabled(movable == Qt::Checked);
}

FreeBusy::WorkingHours FreeBusyStrip::workingHours()
{
    const auto settings = CalendarSettings::read();
    FreeBusy::WorkingHours hours;
    hours.from = QTime(settings.workingFrom, 0);
    hours.to = settings.workingTo < 24 ? QTime(settings.workingTo, 0) : QTime(23, 59, 59);
    hours.days = settings.workingDays;
    return hours;
}

int FreeBusyStrip::daysShown() const
{
    const auto last = std::max(m_meeting.start, m_meeting.end.addMSecs(-1)).date();
    return int(std::clamp<qint64>(m_meeting.start.date().daysTo(last) + 1, 1, mostDays));
}

void FreeBusyStrip::setMeeting(const Meeting &meeting)
{
    const bool isOtherDay = !m_day.isValid() || meeting.start.date() != m_meeting.start.date();
    const bool isOtherTime = meeting.start != m_meeting.start || meeting.end != m_meeting.end;
    m_meeting = meeting;
    if (isOtherTime) {
        m_nextFrom = {};
        m_result->hide();
    }
    m_chart->setMeeting(meeting.start, meeting.end);
    showDay(isOtherDay ? meeting.start.date() : m_day);
}

void FreeBusyStrip::showDay(const QDate &day)
{
    if (!day.isValid() || !m_meeting.start.isValid()) {
        return;
    }
    m_day = day;
    const auto count = daysShown();
    m_chart->setDays(day, count);
    m_title->setText(count == 1 ? OccurrenceWords::day(day) : sentenceOf(day.startOfDay(), day.addDays(count).startOfDay(), true));
    m_back->setAccessibleDescription(m_title->text());
    m_forward->setAccessibleDescription(m_title->text());
    const auto first = std::min(day.startOfDay(), m_meeting.start);
    const auto last = std::max(day.addDays(count).startOfDay(), m_meeting.end);
    // A meeting far from the day looked at is not in the window then; what is looked at counts.
    const bool isNear = first.daysTo(last) < daysAfter;
    ask(isNear ? first : day.startOfDay(), isNear ? last : day.addDays(count).startOfDay());
    refresh();
}

void FreeBusyStrip::ask(const QDateTime &from, const QDateTime &to)
{
    auto question = m_meeting.question;
    for (const auto &person : std::as_const(m_meeting.people)) {
        question.addresses << person.address.toLower();
    }
    if (m_inquiry->covers(from, to)) {
        question.from = m_inquiry->question().from;
        question.to = m_inquiry->question().to;
    } else {
        question.from = from.date().addDays(-daysBefore).startOfDay().toUTC();
        question.to = std::max(to.date(), from.date().addDays(daysAfter)).addDays(1).startOfDay().toUTC();
    }
    m_inquiry->ask(question);
}

FreeBusyInquiry::Times FreeBusyStrip::timesOf(const Person &person) const
{
    return m_inquiry->of(person.address, m_meeting.start, m_meeting.end);
}

void FreeBusyStrip::refresh()
{
    QList<FreeBusyStripChart::Row> rows;
    QList<FreeBusyWords::Verdict> verdicts;
    Sentences words;
    QStringList clashes;
    const auto last = m_day.addDays(daysShown()).startOfDay();
    for (const auto &person : std::as_const(m_meeting.people)) {
        const auto times = timesOf(person);
        const auto verdict = FreeBusyWords::verdict(times, m_meeting.start, m_meeting.end);
        auto one = FreeBusyWords::sentence(times, m_meeting.start, m_meeting.end);
        // Servers count this very event as well; nobody can tell whether there is another one behind it.
        const bool isByThis = person.wasInvited && verdict != FreeBusyWords::Verdict::Free && times.state == FreeBusyInquiry::State::Known && m_meeting.oldStart.isValid()
            && m_meeting.oldStart < m_meeting.end && m_meeting.oldEnd > m_meeting.start;
        if (isByThis) {
            one.shown = i18nc("@info somebody's time: “busy 14:00–15:00”", "%1, perhaps by this event", one.shown);
            one.spoken = i18nc("@info somebody's time: “busy 14:00–15:00”", "%1, perhaps by this event", one.spoken);
        }
        words.insert(person.address.toLower(), one);
        if (verdict == FreeBusyWords::Verdict::Busy || verdict == FreeBusyWords::Verdict::Tentative || verdict == FreeBusyWords::Verdict::Unavailable) {
            clashes << i18nc("@info a person, and whether free", "%1: %2", person.name, one.shown);
        }
        verdicts << verdict;
        rows << FreeBusyStripChart::Row{.name = person.name, .words = one.shown, .times = m_inquiry->of(person.address, m_day.startOfDay(), last)};
    }
    m_chart->setRows(rows);
    auto summary = FreeBusyWords::summary(verdicts);
    if (const auto problem = m_inquiry->problem(); problem && problem->kind != Error::Kind::Cancelled) {
        summary += QLatin1Char('\n') + problem->message;
    }
    const bool isNews = summary != m_summary->text();
    m_summary->setText(summary);
    if (isNews && isVisible() && !m_inquiry->isAsking() && !m_nextFrom.isValid()) {
        Announcer::sayNow(m_summary, summary);
    }
    if (words != m_words) {
        m_words = words;
        m_clashes = clashes;
        Q_EMIT wordsChanged();
    }
    if (m_nextFrom.isValid() && !m_inquiry->isAsking()) {
        searchNext();
    }
}

void FreeBusyStrip::findNext()
{
    // A time that suits everybody is left for the one behind it; else what begins later may do as well.
    QList<FreeBusyWords::Verdict> verdicts;
    for (const auto &person : std::as_const(m_meeting.people)) {
        verdicts << FreeBusyWords::verdict(timesOf(person), m_meeting.start, m_meeting.end);
    }
    const bool isGood = std::ranges::none_of(verdicts, [](auto verdict) {
        return verdict == FreeBusyWords::Verdict::Busy || verdict == FreeBusyWords::Verdict::Tentative || verdict == FreeBusyWords::Verdict::Unavailable;
    });
    const auto now = QDateTime::currentDateTime();
    if (m_meeting.isAllDay) {
        m_nextFrom = std::max(m_meeting.start.date().addDays(1), now.date()).startOfDay();
    } else {
        m_nextFrom = std::max(isGood ? std::max(m_meeting.end, m_meeting.start.addSecs(60)) : m_meeting.start.addSecs(60), now);
    }
    m_result->setText(i18nc("@info", "Looking for a free time …"));
    m_result->show();
    ask(std::min(m_nextFrom, m_day.startOfDay()), std::max(m_nextFrom.addDays(daysSearched + 2), m_day.addDays(daysShown()).startOfDay()));
    refresh();
}

void FreeBusyStrip::searchNext()
{
    const auto from = std::exchange(m_nextFrom, QDateTime());
    QList<QList<FreeBusy::Span>> all;
    for (const auto &person : std::as_const(m_meeting.people)) {
        all << m_inquiry->of(person.address, from, from.addDays(daysSearched + 1)).spans;
    }
    const auto hours = workingHours();
    const auto meeting = m_meeting;
    // Off this thread: somebody's answer may be long.
    QtConcurrent::run([all, hours, from, meeting] {
        const auto zone = QTimeZone::systemTimeZone();
        const auto minutes = int((meeting.start.secsTo(meeting.end) + 59) / 60);
        if (meeting.isAllDay) {
            return FreeBusy::nextFree(all, from, FreeBusy::Length{.days = int(meeting.start.date().daysTo(meeting.end.date()))}, hours, zone, daysSearched);
        }
        if (minutes * 60 > hours.from.secsTo(hours.to)) {
            const QDateTime sameClock(from.time() > meeting.start.time() ? from.date().addDays(1) : from.date(), meeting.start.time());
            return FreeBusy::nextFree(all, sameClock, FreeBusy::Length{.seconds = minutes * 60}, hours, zone, daysSearched);
        }
        return FreeBusy::nextFree(all, from, minutes, hours, zone, daysSearched);
    }).then(this, [this, turn = ++m_turn, start = m_meeting.start](const QDateTime &found) {
        if (turn == m_turn && start == m_meeting.start) { // not moved meanwhile
            tellNext(found);
        }
    });
}

void FreeBusyStrip::tellNext(const QDateTime &found)
{
    if (!found.isValid()) {
        m_result->setText(i18ncp("@info", "There is no time within working hours in the next %1 day at which nobody is busy.", "There is no time within working hours in the next %1 days at which nobody is busy.", daysSearched));
        Announcer::sayNow(m_next, m_result->text());
        return;
    }
    const auto start = found.toLocalTime();
    const auto end = m_meeting.isAllDay ? start.date().addDays(m_meeting.start.date().daysTo(m_meeting.end.date())).startOfDay() : start.addSecs(m_meeting.start.secsTo(m_meeting.end));
    Q_EMIT moved(start, end); // which shows it, and takes the old result away
    auto words = i18nc("@info %1 a day and times", "The next free time: %1.", sentenceOf(start, end, m_meeting.isAllDay));
    const auto unknown = std::ranges::count_if(m_meeting.people, [&](const Person &person) { return m_inquiry->of(person.address, start, end).state != FreeBusyInquiry::State::Known; });
    if (unknown > 0) {
        words += QLatin1Char(' ') + i18ncp("@info", "Of %1 person it is not known.", "Of %1 people it is not known.", unknown);
    }
    m_result->setText(words);
    m_result->show();
    Announcer::sayNow(m_next, words);
}

}
