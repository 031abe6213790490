// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/screenlock.h"
#include "base/clock.h"
#include "calendar/reminders.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class KNotification;

namespace Kontor
{

class CalendarActions;

/// Knows which reminders are due and neither dismissed nor put off, on whatever device that was done, and tells the new ones by a
/// notification of the desktop. What came due while the program was away is told at its start, together when it is much; what was
/// told once is not told again. Nothing of the content while the screen is locked. GUI thread.
class ReminderNotifier : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        std::shared_ptr<Store> store;
        CalendarActions *actions = nullptr;
        const Clock *clock = &Clock::system();
    };
    explicit ReminderNotifier(const Parts &parts, QObject *parent = nullptr);
    ~ReminderNotifier() override;

    /// What is due now, by time; alarms of one instance at one time are one reminder.
    QList<Reminder> open() const
    {
        return m_open;
    }
    QDateTime now() const;

    void snooze(const Reminder &reminder, int minutes);
    void dismiss(const Reminder &reminder);
    void dismissAll();

    /// False: nobody on the desktop shows notifications, so the window must.
    bool hasServer() const
    {
        return m_hasServer;
    }
    void look(); ///< now, not only when something is due

Q_SIGNALS:
    void looked();
    void openChanged();
    void told(const QList<Kontor::Reminder> &news); ///< never the same one twice
    void openWanted(const Kontor::Reminder &reminder);
    void windowWanted();

private:
    Q_SLOT void askForServer();
    void take(const QList<Reminder> &due, const QDateTime &now);
    void tell(const QList<Reminder> &news);
    KNotification *notification(const QString &title, const QString &text);
    void tellOne(const Reminder &reminder);
    void tellMany(const QList<Reminder> &news);
    void waitUntil(const QDateTime &next);
    void settle(const Reminder &reminder);

    Parts m_parts;
    ScreenLock m_lock;
    QTimer m_timer;
    QDateTime m_began; ///< what came due after it was not told by an earlier run
    QDateTime m_lookedAt; ///< everything due until then was told
    bool m_isLooking = false;
    bool m_lookAgain = false;
    bool m_hasServer = false;
    QList<Reminder> m_due; ///< each alarm
    QList<Reminder> m_open;
    QList<Reminder> m_told; ///< the last ones
    QList<Reminder> m_settled; ///< dismissed or put off here; the store may not know yet
    QList<std::pair<Reminder, QPointer<KNotification>>> m_notifications;
    QPointer<KNotification> m_together;
};

}
