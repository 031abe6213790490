// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/attendeeedit.h"
#include "calendar/ui/eventeditor.h"
#include "calendar/ui/eventtimesedit.h"
#include "calendar/ui/eventwords.h"
#include "calendar/ui/freebusystrip.h"
#include "calendar/ui/roomsearch.h"
#include "shell/announcer.h"
#include "shell/words.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>

namespace Kontor
{
namespace
{
constexpr qsizetype mostLookedAt = 1000; // some have 10,000

/// A time of the user's clock as an event of that kind says it: floating, or in its own zone.
QDateTime likeThat(const QDateTime &local, const QDateTime &like)
{
    return like.timeSpec() == Qt::LocalTime ? QDateTime(local.date(), local.time()) : local.toTimeZone(like.timeRepresentation());
}

/// The first mail address among those a server knows one by; empty: none.
QString mailOf(const QStringList &addresses)
{
    const auto mail = std::ranges::find_if(addresses, [](const QString &address) { return address.contains(QLatin1Char('@')); });
    return mail == addresses.end() ? QString() : *mail;
}

/// The moments an event takes, at the user's clock; whole days until the first moment after.
std::pair<QDateTime, QDateTime> spanOf(const QDateTime &start, const QDateTime &end, bool isAllDay)
{
    if (isAllDay) {
        return {start.date().startOfDay(), std::max(start.date(), end.date()).addDays(1).startOfDay()};
    }
    const auto begin = start.toLocalTime();
    return {begin, end.isValid() ? std::max(begin, end.toLocalTime()) : begin};
}
}

void EventEditor::addPeople()
{
    auto *form = addPage(i18nc("@title:tab of an event", "&People"));
    m_attendees = new AttendeeEdit(m_parts.store, this);
    m_attendees->setAttendees(m_before.organizer, m_before.attendees);
    if (isOthersMeeting()) {
        m_attendees->setLocked(i18nc("@info", "Only %1 can invite people to this meeting.", EventWords::person(m_before.organizer)));
    }
    form->addRow(m_attendees);
    m_strip = new FreeBusyStrip(m_parts.store, m_parts.askFreeBusy, this);
    m_strip->hide();
    form->addRow(m_strip);
    m_attendees->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    form->addItem(new QSpacerItem(0, 0, QSizePolicy::Minimum, QSizePolicy::Expanding)); // few people stand at the top
    connect(m_attendees, &AttendeeEdit::changed, this, &EventEditor::follow);
    connect(m_attendees, &AttendeeEdit::searchWanted, this, &EventEditor::searchPeople);
    connect(m_strip, &FreeBusyStrip::wordsChanged, this, &EventEditor::tellClashes);
    connect(m_strip, &FreeBusyStrip::moved, this, &EventEditor::moveTo);
    // Nobody is asked before somebody wants to see it, or changes something.
    connect(m_pages, &QTabWidget::currentChanged, this, &EventEditor::followPeople);
    connect(m_calendar, &QComboBox::currentIndexChanged, this, &EventEditor::followPeople);
}

Attendee EventEditor::me() const
{
    if (isMine(m_before.organizer.address)) {
        return m_before.organizer;
    }
    const auto people = m_attendees->attendees();
    const auto found = std::ranges::find_if(people, [this](const Attendee &one) { return isMine(one.address); });
    if (found != people.end()) {
        return *found;
    }
    Attendee me;
    if (const auto *info = calendar(CollectionId{m_calendar->currentData().toLongLong()})) {
        const auto mail = mailOf(info->addresses);
        me.address = mail.isEmpty() ? info->accountAddress : mail;
        const auto accounts = m_parts.accounts ? m_parts.accounts() : QList<Account>();
        const auto account = std::ranges::find(accounts, info->account, &Account::id);
        if (account != accounts.end()) {
            me.name = account->name;
            me.address = me.address.isEmpty() ? account->address : me.address;
        }
    }
    return me;
}

FreeBusyInquiry::Question EventEditor::question() const
{
    FreeBusyInquiry::Question question;
    const auto mine = me();
    if (const auto *info = calendar(CollectionId{m_calendar->currentData().toLongLong()})) {
        question.account = info->account;
        // A server asks in the name of those only whom it knows as this person.
        const bool isKnown = info->addresses.contains(mine.address, Qt::CaseInsensitive);
        const auto mail = mailOf(info->addresses);
        question.organizer = isKnown || mail.isEmpty() ? mine.address : mail;
    }
    question.mine << mine.address.toLower();
    const auto people = m_attendees->attendees();
    for (const auto &one : people.first(std::min(people.size(), mostLookedAt))) {
        if (isMine(one.address) && !question.mine.contains(one.address.toLower())) {
            question.mine << one.address.toLower();
        }
    }
    for (const auto &one : m_calendars) {
        if (one.role.isEmpty() && one.ownerName.isEmpty() && one.holdsEvents) {
            question.calendars << one.id;
        }
    }
    question.except = m_before.ref;
    return question;
}

void EventEditor::followPeople()
{
    const auto times = m_times->times();
    const auto people = m_attendees->attendees();
    const bool hasStrip = !m_before.isTask && times.start.isValid() && !people.isEmpty();
    m_strip->setVisible(hasStrip);
    m_clashes->setVisible(hasStrip && !m_clashes->text().isEmpty());
    if (!hasStrip || (m_pages->currentIndex() != People && !isChanged())) {
        return;
    }
    FreeBusyStrip::Meeting meeting;
    meeting.question = question();
    std::tie(meeting.start, meeting.end) = spanOf(times.start, times.end, times.isAllDay);
    meeting.isAllDay = times.isAllDay;
    if (!isNew()) {
        std::tie(meeting.oldStart, meeting.oldEnd) = spanOf(m_before.start, m_before.end, m_before.isAllDay);
    }
    const auto add = [&](const Attendee &one) {
        if (one.address.isEmpty() || meeting.people.size() >= FreeBusyInquiry::mostAsked) {
            return;
        }
        const bool isThere = std::ranges::any_of(meeting.people, [&one](const FreeBusyStrip::Person &known) { return known.address.compare(one.address, Qt::CaseInsensitive) == 0; });
        if (isThere) {
            return;
        }
        const auto name = Words::shortened(Words::withoutTricks(one.name.isEmpty() ? one.address : one.name), 60);
        const bool isMe = meeting.question.mine.contains(one.address.toLower());
        const bool wasInvited = !isNew() && !isMe
            && (std::ranges::contains(m_before.attendees, one.address, &Attendee::address) || m_before.organizer.address.compare(one.address, Qt::CaseInsensitive) == 0);
        meeting.people << FreeBusyStrip::Person{.name = isMe ? i18nc("@item myself among those who are invited", "%1 (me)", name) : name, .address = one.address, .wasInvited = wasInvited};
    };
    add(m_before.organizer);
    add(me());
    for (const auto &one : people) {
        add(one);
    }
    m_strip->setMovable(isOthersMeeting() || !m_save->isEnabled() ? Qt::Unchecked : Qt::Checked);
    m_strip->setMeeting(meeting);
}

void EventEditor::tellClashes()
{
    constexpr qsizetype mostTold = 4;
    m_attendees->setTimes(m_strip->words());
    auto clashes = m_strip->clashes();
    if (clashes.size() > mostTold) {
        const auto more = clashes.size() - mostTold;
        clashes = clashes.first(mostTold) << i18ncp("@info", "%1 more person is not free", "%1 more people are not free", more);
    }
    const auto text = clashes.join(QLatin1Char('\n'));
    if (text == m_clashes->text()) {
        return;
    }
    m_clashes->setText(text);
    m_clashes->setVisible(!text.isEmpty());
    if (!text.isEmpty() && m_pages->currentIndex() == General && isVisible()) {
        Announcer::sayNow(m_clashes, text);
    }
}

void EventEditor::moveTo(const QDateTime &start, const QDateTime &end)
{
    auto times = m_times->times();
    if (times.isAllDay) {
        times.start = QDateTime(start.date(), QTime(0, 0));
        times.end = QDateTime(end.addMSecs(-1).date(), QTime(0, 0));
    } else {
        times.end = likeThat(end, times.end.isValid() ? times.end : times.start);
        times.start = likeThat(start, times.start);
    }
    m_times->setTimes(times);
    follow();
}

void EventEditor::searchPeople()
{
    const auto times = m_times->times();
    RoomSearch::Desk desk;
    desk.store = m_parts.store;
    desk.ask = m_parts.askFreeBusy;
    desk.question = question();
    desk.searchDirectory = m_parts.searchDirectory;
    desk.isAllDay = times.isAllDay;
    std::tie(desk.start, desk.end) = spanOf(times.start, times.end, times.isAllDay);
    if (m_parts.findPeople && desk.question.account) {
        desk.find = [find = m_parts.findPeople, account = desk.question.account](const QString &words) { return find(account, words); };
    }
    auto *search = new RoomSearch(desk, this);
    search->setAttribute(Qt::WA_DeleteOnClose);
    connect(search, &RoomSearch::chosen, this, [this](const Attendee &one) {
        m_attendees->invite(one);
        if (one.kind == Attendee::Kind::Room && m_location->text().trimmed().isEmpty()) {
            m_location->setText(Words::withoutTricks(one.name.isEmpty() ? one.address : one.name).simplified());
        }
    });
    search->open();
}

}
