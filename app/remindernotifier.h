// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/screenlock.h"
#include "calendar/reminders.h"

#include <QObject>
#include <QTimer>

namespace Kontor
{

class Services;
class Workbench;

/// Tells of events and tasks when their reminders are due: a notification with Snooze and Dismiss, and a notice in
/// the window when that is in front. What came due while the program was away is told once at its start, together
/// when it is much. Nothing of the content while the screen is locked. GUI thread.
class ReminderNotifier : public QObject
{
    Q_OBJECT
public:
    ReminderNotifier(Services *services, Workbench *workbench, QObject *parent = nullptr);

Q_SIGNALS:
    void openWanted(qint64 item);
    void told(const Kontor::Reminder &reminder);

private:
    void look();
    void tell(const QList<Reminder> &due);
    void tellOne(const Reminder &reminder);
    void tellMany(const QList<Reminder> &due);
    void waitUntil(const QDateTime &next);
    void snooze(const Reminder &reminder, int minutes);

    Services *m_services;
    Workbench *m_workbench;
    ScreenLock m_lock;
    QTimer m_timer;
    QDateTime m_lookedAt; ///< everything due until then was told
    bool m_isLooking = false;
    bool m_lookAgain = false;
    QList<Reminder> m_told; ///< the last ones, should the clock go back
};

}
