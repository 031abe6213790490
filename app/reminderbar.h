// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/reminders.h"

#include <QTimer>
#include <QWidget>

class QListWidget;
class QMenu;
class QPushButton;

namespace Kontor
{

class ReminderNotifier;

/// What is due, above the panes, until it is dismissed or put off: by key, by mouse and by ear, and also where the desktop shows no
/// notifications.
class ReminderBar : public QWidget
{
    Q_OBJECT
public:
    explicit ReminderBar(QWidget *parent = nullptr);

    void setNotifier(ReminderNotifier *notifier); ///< null: nothing to show
    QString spoken(const QList<Reminder> &news) const; ///< what is said when they come due

Q_SIGNALS:
    void openWanted(const Kontor::Reminder &reminder);
    void left(); ///< the last one went while the focus was here

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();
    void nameRows();
    void fillLater();
    void updateButtons();
    const Reminder *current() const;
    void dismiss();
    void settled(const QString &sentence);

    ReminderNotifier *m_notifier = nullptr;
    QList<Reminder> m_shown;
    QTimer m_minute;
    QListWidget *m_list;
    QMenu *m_later;
    QPushButton *m_open;
    QPushButton *m_join;
    QPushButton *m_laterButton;
    QPushButton *m_dismiss;
    QPushButton *m_dismissAll;
};

}
