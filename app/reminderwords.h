// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/reminders.h"

/// What reminders say, on the desktop and in the window.
namespace Kontor::ReminderWords
{

QString title(const Reminder &reminder);

/// "14:00, in 15 minutes", "today, all day", "due 30 November".
QString when(const Reminder &reminder, const QDateTime &now);

/// When and where.
QString about(const Reminder &reminder, const QDateTime &now);

/// "Title: when and where".
QString sentence(const Reminder &reminder, const QDateTime &now);

/// How long a reminder may be put off.
struct Later {
    QString text{};
    int minutes = 0;
};
QList<Later> later(const Reminder &reminder, const QDateTime &now);

}
