// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/remindernotifier.h"

#include "app/services.h"
#include "calendar/calendaractions.h"
#include "shell/words.h"
#include "shell/workbench.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KNotification>
#include <KSharedConfig>
#include <QApplication>
#include <QDesktopServices>
#include <QTimeZone>
#include <QUrl>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto longestWait = 60s; // a clock that was put forward, a computer that slept
constexpr qint64 secondsBackAtFirst = 15 * 60;
constexpr qint64 secondsBackAtMost = 24 * 3600;
constexpr qsizetype mostSingly = 4;
constexpr qsizetype mostRemembered = 500;

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Reminders"));
}

QString title(const Reminder &reminder)
{
    const auto summary = Words::shortened(Words::withoutTricks(reminder.occurrence.summary), 80);
    return summary.isEmpty() ? i18nc("@title an event without a title", "(No title)") : summary;
}

QString when(const Reminder &reminder, const QDateTime &now)
{
    const auto start = reminder.occurrence.start.toLocalTime();
    const QLocale locale;
    if (!start.isValid()) {
        return {};
    }
    if (reminder.occurrence.isAllDay()) {
        return start.date() == now.date() ? i18nc("@info an event", "today, all day") : locale.toString(start.date(), QLocale::LongFormat);
    }
    const auto clock = locale.toString(start.time(), QLocale::ShortFormat);
    const auto minutes = (now.secsTo(start) + 30) / 60;
    if (minutes > 0 && minutes < 120) {
        return i18ncp("@info an event: time, minutes until then", "%2, in %1 minute", "%2, in %1 minutes", minutes, clock);
    }
    return start.date() == now.date() ? clock : i18nc("@info day, time", "%1, %2", locale.toString(start.date(), QLocale::LongFormat), clock);
}

QString sentence(const Reminder &reminder, const QDateTime &now)
{
    const auto place = Words::shortened(Words::withoutTricks(reminder.occurrence.location), 60);
    return place.isEmpty() ? when(reminder, now) : i18nc("@info when, where", "%1, %2", when(reminder, now), place);
}

QUrl conference(const Reminder &reminder)
{
    const QUrl url(reminder.occurrence.conference, QUrl::StrictMode);
    return url.scheme() == QLatin1String("https") ? url : QUrl();
}
}

ReminderNotifier::ReminderNotifier(Services *services, Workbench *workbench, QObject *parent)
    : QObject(parent)
    , m_services(services)
    , m_workbench(workbench)
{
    const auto now = QDateTime::currentDateTimeUtc();
    const auto last = QDateTime::fromMSecsSinceEpoch(settings().readEntry("LookedAt", qint64(0)), QTimeZone::UTC);
    const bool isUsable = last > now.addSecs(-secondsBackAtMost) && last <= now;
    m_lookedAt = isUsable ? last : now.addSecs(last < now && last.toMSecsSinceEpoch() > 0 ? -secondsBackAtMost : -secondsBackAtFirst);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ReminderNotifier::look);
    connect(m_services->store().get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (!changes.items.isEmpty() || changes.manyItems || changes.collectionList) {
            m_timer.start(std::min<std::chrono::milliseconds>(2s, m_timer.isActive() ? m_timer.remainingTimeAsDuration() : 2s));
        }
    });
    look();
}

void ReminderNotifier::look()
{
    if (m_isLooking) {
        m_lookAgain = true;
        return;
    }
    struct Found {
        QList<Reminder> due;
        QDateTime next;
    };
    const auto now = QDateTime::currentDateTimeUtc();
    if (m_lookedAt > now) {
        m_lookedAt = now.addSecs(-secondsBackAtFirst); // the clock was put back
    }
    m_isLooking = true;
    m_services->store()
        ->read(
            [since = m_lookedAt, now](const Reader &reader) -> Result<Found> {
                const auto zone = QTimeZone::systemTimeZone();
                auto due = Reminders::due(reader, since, now, zone);
                if (!due) {
                    return std::unexpected(due.error());
                }
                return Reminders::next(reader, now, zone).transform([&due](const QDateTime &next) { return Found{*due, next}; });
            },
            Store::Urgency::Background)
        .then(this, [this, now](const Result<Found> &found) {
            m_isLooking = false;
            if (found) {
                tell(found->due);
                m_lookedAt = now;
                settings().writeEntry("LookedAt", now.toMSecsSinceEpoch());
            }
            waitUntil(std::exchange(m_lookAgain, false) ? now : found ? found->next : QDateTime());
        });
}

void ReminderNotifier::waitUntil(const QDateTime &next)
{
    const auto wait = next.isValid() ? std::chrono::milliseconds(QDateTime::currentDateTimeUtc().msecsTo(next) + 50) : std::chrono::milliseconds(longestWait);
    m_timer.start(std::clamp<std::chrono::milliseconds>(wait, 100ms, longestWait));
}

void ReminderNotifier::tell(const QList<Reminder> &due)
{
    QList<Reminder> news;
    for (const auto &reminder : due) {
        if (!m_told.contains(reminder)) {
            news << reminder;
        }
    }
    m_told << news;
    if (m_told.size() > mostRemembered) {
        m_told.remove(0, m_told.size() - mostRemembered);
    }
    for (const auto &reminder : std::as_const(news)) {
        Q_EMIT told(reminder);
    }
    if (news.size() > mostSingly) {
        tellMany(news);
        return;
    }
    for (const auto &reminder : std::as_const(news)) {
        tellOne(reminder);
    }
}

void ReminderNotifier::snooze(const Reminder &reminder, int minutes)
{
    if (auto *actions = m_services->calendarActions()) {
        actions->snooze(reminder.occurrence.ref, reminder.alarm, minutes);
    }
}

void ReminderNotifier::tellOne(const Reminder &reminder)
{
    const auto text = sentence(reminder, QDateTime::currentDateTime());
    if (QApplication::activeWindow()) {
        m_workbench->notify(i18nc("@info title of an event: when and where", "%1: %2", title(reminder), text), Workbench::Tone::Information,
                            i18nc("@action:button", "Remind Me in 5 Minutes"), [this, reminder] { snooze(reminder, 5); });
    }
    auto *notification = new KNotification(QStringLiteral("reminder"), KNotification::Persistent);
    notification->setComponentName(QStringLiteral("kontor"));
    notification->setIconName(QStringLiteral("appointment-reminder"));
    if (m_lock.isLocked()) {
        notification->setTitle(i18nc("@title of a notification", "Reminder"));
    } else {
        notification->setTitle(title(reminder));
        notification->setText(text.toHtmlEscaped());
    }
    auto *open = notification->addDefaultAction(i18nc("@action:button", "Open"));
    connect(open, &KNotificationAction::activated, this, [this, reminder] { Q_EMIT openWanted(reminder.occurrence.ref.item.value); });
    if (const auto link = conference(reminder); link.isValid()) {
        auto *join = notification->addAction(i18nc("@action:button a conference", "Join"));
        connect(join, &KNotificationAction::activated, this, [link] { QDesktopServices::openUrl(link); });
    }
    for (const int minutes : {5, 15, 60}) {
        auto *later = notification->addAction(minutes == 60 ? i18nc("@action:button of a reminder", "In an Hour")
                                                            : i18ncp("@action:button of a reminder", "In %1 Minute", "In %1 Minutes", minutes));
        connect(later, &KNotificationAction::activated, this, [this, reminder, minutes] { snooze(reminder, minutes); });
    }
    auto *dismiss = notification->addAction(i18nc("@action:button of a reminder", "Dismiss"));
    connect(dismiss, &KNotificationAction::activated, this, [this, reminder] {
        if (auto *actions = m_services->calendarActions()) {
            actions->dismiss(reminder.occurrence.ref, reminder.alarm);
        }
    });
    notification->sendEvent();
}

void ReminderNotifier::tellMany(const QList<Reminder> &due)
{
    const auto heading = i18ncp("@title of a notification", "%1 reminder came due", "%1 reminders came due", due.size());
    if (QApplication::activeWindow()) {
        m_workbench->notify(heading, Workbench::Tone::Information);
    }
    auto *notification = new KNotification(QStringLiteral("reminder"), KNotification::Persistent);
    notification->setComponentName(QStringLiteral("kontor"));
    notification->setIconName(QStringLiteral("appointment-reminder"));
    notification->setTitle(heading);
    if (!m_lock.isLocked()) {
        const auto now = QDateTime::currentDateTime();
        QStringList lines;
        for (const auto &reminder : due.last(mostSingly)) {
            lines << i18nc("@info title of an event: when", "%1: %2", title(reminder), when(reminder, now)).toHtmlEscaped();
        }
        notification->setText(lines.join(QLatin1Char('\n')));
    }
    auto *open = notification->addDefaultAction(i18nc("@action:button", "Open"));
    connect(open, &KNotificationAction::activated, this, [this, item = due.last().occurrence.ref.item] { Q_EMIT openWanted(item.value); });
    notification->sendEvent();
}

}
