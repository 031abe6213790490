// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What panes ask of one another; see Workbench.
#include "app/mainwindow.h"

#include "app/chatdoor.h"
#include "app/dialogs.h"
#include "app/filesexchange.h"
#include "app/panedeck.h"
#include "app/services.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/reminders.h"
#include "calendar/ui/calendarediting.h"
#include "calendar/ui/calendarpane.h"
#include "calendar/ui/calendarsettings.h"
#include "mail/ui/mailpane.h"

#include <KLocalizedString>

namespace Kontor
{

void MainWindow::composeWith(const QStringList &paths, const std::shared_ptr<void> &keep)
{
    if (auto *mail = qobject_cast<MailPane *>(m_deck->pane(QStringLiteral("mail")))) {
        mail->composeWith(paths, keep);
    }
}

ChatDoor *MainWindow::makeChatDoor()
{
    return new ChatDoor({.services = m_services,
                         .workbench = this,
                         .window = this,
                         .raise = [this] { raiseWindow(); },
                         .isSeen = [this] { return isActiveWindow() && currentPane() && currentPane()->id() == QLatin1String("chat"); }});
}

bool MainWindow::hasChat() const
{
    return m_chat->hasChat();
}

void MainWindow::chatWith(const ChatPartner &partner)
{
    m_chat->exchange()->chatWith(partner);
}

void MainWindow::makeRoom(const RoomSeed &seed, QWidget *parent, std::function<void(const QUrl &link)> made)
{
    m_chat->exchange()->makeRoom(seed, parent, std::move(made));
}

void MainWindow::sendToChat(const QStringList &paths, const std::shared_ptr<void> &keep)
{
    m_chat->exchange()->sendFiles(paths, keep);
}

void MainWindow::showAccounts()
{
    m_dialogs->showSettings();
}

bool MainWindow::openLink(const QUrl &url)
{
    if (const auto item = ItemUrl::fromUrl(url); item.isValid()) {
        open(item);
        return true;
    }
    return m_chat->openLink(url);
}

bool MainWindow::isChatLink(const QUrl &url)
{
    return ChatDoor::isChatLink(url);
}

void MainWindow::showChatLink(const QUrl &url)
{
    m_chat->openLater(url);
}

void MainWindow::newTask(const EventSeed &seed)
{
    auto *pane = qobject_cast<CalendarPane *>(m_deck->pane(QStringLiteral("calendar")));
    if (!pane) {
        notify(i18nc("@info", "There is no calendar for tasks."), Tone::Warning);
        return;
    }
    if (!pane->calendars()->isReady()) { // it was made just now
        connect(pane->calendars(), &CalendarListModel::queryFinished, this, [this, seed] { newTask(seed); }, Qt::SingleShotConnection);
        return;
    }
    const auto calendar = pane->editing()->preferredCalendar(CalendarEditing::Holds::Tasks);
    if (!calendar) {
        notify(i18nc("@info", "There is no list in which you may create tasks."), Tone::Warning);
        return;
    }
    auto draft = m_services->calendarActions()->newTask(calendar);
    draft.summary = seed.summary;
    draft.description = seed.description;
    draft.url = seed.source.toString(QUrl::FullyEncoded);
    pane->openEditor(draft);
}

bool MainWindow::hasFiles() const
{
    return m_files->hasFiles();
}

void MainWindow::saveToFiles(const QByteArray &bytes, const QString &name)
{
    m_files->save(bytes, name);
}

void MainWindow::chooseFiles(FileUse use, QWidget *parent, std::function<void(const FileChoice &)> chosen)
{
    m_files->choose(use, parent, std::move(chosen));
}

void MainWindow::showDay(const QDate &day)
{
    m_deck->open({QStringLiteral("calendar"), QStringLiteral("day"), day.toJulianDay()});
}

/// The very instance it is about, not only its series.
void MainWindow::showReminder(const Reminder &reminder)
{
    raiseWindow();
    const auto &one = reminder.occurrence;
    m_deck->open({QStringLiteral("calendar"), QStringLiteral("day"), one.start.toLocalTime().date().toJulianDay()});
    if (auto *pane = qobject_cast<CalendarPane *>(m_deck->pane(QStringLiteral("calendar")))) {
        pane->showInCalendar(one.start, one.ref);
    }
}

void MainWindow::newEvent(const EventSeed &seed)
{
    auto *pane = qobject_cast<CalendarPane *>(m_deck->pane(QStringLiteral("calendar")));
    if (!pane) {
        return;
    }
    m_deck->open({QStringLiteral("calendar"), QStringLiteral("day"), (seed.start.isValid() ? seed.start.toLocalTime().date() : QDate::currentDate()).toJulianDay()});
    if (!pane->calendars()->isReady()) { // it was made just now
        connect(pane->calendars(), &CalendarListModel::queryFinished, this, [this, seed] { newEvent(seed); }, Qt::SingleShotConnection);
        return;
    }
    const auto calendar = pane->editing()->preferredCalendar(CalendarEditing::Holds::Events);
    if (!calendar) {
        notify(i18nc("@info", "There is no calendar in which you may create events."), Tone::Warning);
        return;
    }
    auto start = seed.start;
    if (!start.isValid()) {
        const auto now = QDateTime::currentDateTime();
        start = QDateTime(now.date(), QTime(now.time().hour(), 0)).addSecs(3600);
    }
    const auto settings = CalendarSettings::read();
    auto draft = m_services->calendarActions()->newEvent(calendar, start, start.addSecs(settings.length * 60LL), false);
    draft.alarms = settings.alarms(draft);
    draft.summary = seed.summary;
    draft.description = seed.description;
    for (const auto &address : seed.attendees) {
        Attendee attendee;
        attendee.address = address;
        draft.attendees << attendee;
    }
    pane->openEditor(draft);
}

QWidget *MainWindow::openInvitation(const QByteArray &ics, const QString &sender, QWidget *parent)
{
    return m_services->calendarActions() ? invitationView(m_services, this, ics, sender, parent) : nullptr;
}

}
