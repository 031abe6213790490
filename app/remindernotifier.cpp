// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/remindernotifier.h"

#include "app/reminderwords.h"
#include "calendar/calendaractions.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KNotification>
#include <KSharedConfig>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
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
constexpr qsizetype mostRemembered = 1000;

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Reminders"));
}

/// Some programs write two alarms for one time, one to be seen and one to be heard; and an alarm without a UID is named by its place.
bool isSame(const Reminder &a, const Reminder &b)
{
    return a.occurrence.ref == b.occurrence.ref && a.due == b.due;
}

bool contains(const QList<Reminder> &list, const Reminder &reminder)
{
    return std::ranges::any_of(list, [&reminder](const Reminder &one) { return isSame(one, reminder); });
}

void remember(QList<Reminder> &list, const Reminder &reminder)
{
    list << reminder;
    if (list.size() > mostRemembered) {
        list.remove(0, list.size() - mostRemembered);
    }
}

bool isOver(const Reminder &reminder, const QDateTime &now)
{
    return !reminder.occurrence.flags.testFlag(EventFlag::Task) && std::max(reminder.occurrence.start, reminder.occurrence.end) <= now;
}

QUrl conference(const Reminder &reminder)
{
    const QUrl url(reminder.occurrence.conference, QUrl::StrictMode);
    return url.scheme() == QLatin1String("https") ? url : QUrl();
}
}

ReminderNotifier::ReminderNotifier(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    const auto now = this->now();
    const auto last = QDateTime::fromMSecsSinceEpoch(settings().readEntry("LookedAt", qint64(0)), QTimeZone::UTC);
    const bool isUsable = last > now.addSecs(-secondsBackAtMost) && last <= now;
    m_began = isUsable ? last : now.addSecs(last < now && last.toMSecsSinceEpoch() > 0 ? -secondsBackAtMost : -secondsBackAtFirst);
    m_lookedAt = m_began;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ReminderNotifier::look);
    connect(m_parts.store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (!changes.items.isEmpty() || changes.manyItems || changes.collectionList) {
            m_timer.start(std::min<std::chrono::milliseconds>(1s, m_timer.isActive() ? m_timer.remainingTimeAsDuration() : 1s));
        }
    });
    QDBusConnection::sessionBus().connect(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"), QStringLiteral("org.freedesktop.DBus"),
                                          QStringLiteral("NameOwnerChanged"), {QStringLiteral("org.freedesktop.Notifications")}, QString(), this, SLOT(askForServer()));
    askForServer();
    m_timer.start(0ms); // once somebody listens
}

ReminderNotifier::~ReminderNotifier()
{
    for (const auto &[reminder, notification] : std::as_const(m_notifications)) {
        if (notification) {
            notification->disconnect(this);
            notification->close(); // its buttons would lead nowhere
        }
    }
}

QDateTime ReminderNotifier::now() const
{
    return m_parts.clock->now();
}

void ReminderNotifier::askForServer()
{
    auto question = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"), QStringLiteral("org.freedesktop.DBus"),
                                                   QStringLiteral("NameHasOwner"));
    question << QStringLiteral("org.freedesktop.Notifications");
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
        const QDBusPendingReply<bool> reply = *call;
        m_hasServer = !reply.isError() && reply.value();
        call->deleteLater();
    });
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
    const auto now = this->now();
    if (m_lookedAt > now) { // the clock was put back
        m_lookedAt = now.addSecs(-secondsBackAtFirst);
        m_began = std::min(m_began, m_lookedAt);
    }
    m_isLooking = true;
    m_parts.store
        ->read(
            [since = now.addSecs(-secondsBackAtMost), now](const Reader &reader) -> Result<Found> {
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
                take(found->due, now);
            }
            waitUntil(std::exchange(m_lookAgain, false) ? now : found ? found->next : QDateTime());
            Q_EMIT looked();
        });
}

void ReminderNotifier::waitUntil(const QDateTime &next)
{
    const auto wait = next.isValid() ? std::chrono::milliseconds(now().msecsTo(next) + 50) : std::chrono::milliseconds(longestWait);
    m_timer.start(std::clamp<std::chrono::milliseconds>(wait, 100ms, longestWait));
}

void ReminderNotifier::take(const QList<Reminder> &due, const QDateTime &now)
{
    const auto before = m_open;
    m_due = due;
    m_open.clear();
    QList<Reminder> news;
    for (const auto &reminder : due) {
        if (contains(m_open, reminder) || contains(m_settled, reminder)) {
            continue;
        }
        const bool isOfThisRun = reminder.due > m_began;
        const bool wasTold = contains(m_told, reminder);
        // Of what is over only that is still shown which rang in this run, or should have while the program was away.
        if (isOver(reminder, now) && (!isOfThisRun || (!wasTold && reminder.due <= m_lookedAt))) {
            continue;
        }
        m_open << reminder;
        if (isOfThisRun && !wasTold) {
            news << reminder;
            remember(m_told, reminder);
        }
    }
    m_lookedAt = now;
    settings().writeEntry("LookedAt", now.toMSecsSinceEpoch());
    m_notifications.removeIf([this](const auto &shown) {
        const bool isGone = !shown.second || !contains(m_open, shown.first);
        if (isGone && shown.second) {
            shown.second->close(); // dismissed on another device, or in the window
        }
        return isGone;
    });
    if (m_together && m_open.isEmpty()) {
        m_together->close();
    }
    const auto isShownAlike = [](const Reminder &a, const Reminder &b) {
        return a == b && a.occurrence.summary == b.occurrence.summary && a.occurrence.location == b.occurrence.location && a.occurrence.start == b.occurrence.start;
    };
    if (!std::ranges::equal(before, m_open, isShownAlike)) {
        Q_EMIT openChanged();
    }
    if (!news.isEmpty()) {
        tell(news);
    }
}

void ReminderNotifier::tell(const QList<Reminder> &news)
{
    Q_EMIT told(news);
    if (news.size() > mostSingly) {
        tellMany(news);
        return;
    }
    for (const auto &reminder : news) {
        tellOne(reminder);
    }
}

/// It leaves the list at once; the store follows.
void ReminderNotifier::settle(const Reminder &reminder)
{
    remember(m_settled, reminder);
    m_open.removeIf([&reminder](const Reminder &one) { return isSame(one, reminder); });
    m_notifications.removeIf([&reminder](const auto &shown) {
        if (isSame(shown.first, reminder) && shown.second) {
            shown.second->close();
        }
        return isSame(shown.first, reminder);
    });
    if (m_together && m_open.isEmpty()) {
        m_together->close();
    }
    Q_EMIT openChanged();
}

void ReminderNotifier::snooze(const Reminder &reminder, int minutes)
{
    if (contains(m_settled, reminder)) {
        return; // in the window and on the desktop at once
    }
    m_parts.actions->snooze(reminder.occurrence.ref, reminder.alarm, minutes);
    for (const auto &other : std::as_const(m_due)) {
        if (isSame(other, reminder) && other.alarm != reminder.alarm) {
            m_parts.actions->dismiss(other.occurrence.ref, other.alarm);
        }
    }
    settle(reminder);
}

void ReminderNotifier::dismiss(const Reminder &reminder)
{
    if (contains(m_settled, reminder)) {
        return;
    }
    for (const auto &each : std::as_const(m_due)) {
        if (isSame(each, reminder)) {
            m_parts.actions->dismiss(each.occurrence.ref, each.alarm);
        }
    }
    settle(reminder);
}

void ReminderNotifier::dismissAll()
{
    for (const auto all = m_open; const auto &reminder : all) {
        dismiss(reminder);
    }
}

KNotification *ReminderNotifier::notification(const QString &title, const QString &text)
{
    auto *made = new KNotification(QStringLiteral("reminder"), KNotification::Persistent);
    made->setComponentName(QStringLiteral("kontor"));
    made->setIconName(QStringLiteral("appointment-reminder"));
    made->setTitle(title);
    made->setText(text.toHtmlEscaped());
    return made;
}

void ReminderNotifier::tellOne(const Reminder &reminder)
{
    const bool isLocked = m_lock.isLocked();
    auto *made = isLocked ? notification(i18nc("@title of a notification", "Reminder"), {})
                          : notification(ReminderWords::title(reminder), ReminderWords::about(reminder, now()));
    m_notifications << std::pair(reminder, QPointer<KNotification>(made));
    auto *open = made->addDefaultAction(i18nc("@action:button", "Open"));
    connect(open, &KNotificationAction::activated, this, [this, reminder] { Q_EMIT openWanted(reminder); });
    if (const auto link = conference(reminder); link.isValid()) {
        auto *join = made->addAction(i18nc("@action:button a conference", "Join"));
        connect(join, &KNotificationAction::activated, this, [link] { QDesktopServices::openUrl(link); });
    }
    for (const auto &choice : ReminderWords::later(reminder, now())) {
        auto *later = made->addAction(choice.text);
        connect(later, &KNotificationAction::activated, this, [this, reminder, minutes = choice.minutes] { snooze(reminder, minutes); });
    }
    auto *gone = made->addAction(i18nc("@action:button of a reminder", "Dismiss"));
    connect(gone, &KNotificationAction::activated, this, [this, reminder] { dismiss(reminder); });
    made->sendEvent();
}

void ReminderNotifier::tellMany(const QList<Reminder> &news)
{
    const auto heading = i18ncp("@title of a notification", "%1 reminder came due", "%1 reminders came due", int(news.size()));
    QStringList lines;
    for (const auto &reminder : news.last(mostSingly)) {
        lines << i18nc("@info title of an event: when", "%1: %2", ReminderWords::title(reminder), ReminderWords::when(reminder, now()));
    }
    if (m_together) {
        m_together->close();
    }
    m_together = notification(heading, m_lock.isLocked() ? QString() : lines.join(QLatin1Char('\n')));
    auto *open = m_together->addDefaultAction(i18nc("@action:button", "Show"));
    connect(open, &KNotificationAction::activated, this, &ReminderNotifier::windowWanted);
    auto *gone = m_together->addAction(i18nc("@action:button of reminders", "Dismiss All"));
    connect(gone, &KNotificationAction::activated, this, [this, news] {
        for (const auto &reminder : news) {
            dismiss(reminder);
        }
    });
    m_together->sendEvent();
}

}
