// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QWidget>

class QComboBox;
class QDateTimeEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace Kontor
{

/// The reminders of an event or a task, as many as one likes: before or after it begins, or at a time of their own.
class AlarmsEdit : public QWidget
{
    Q_OBJECT
public:
    explicit AlarmsEdit(QWidget *parent = nullptr);

    void setAlarms(const QList<Alarm> &alarms);
    QList<Alarm> alarms() const; ///< those nobody touched are as they came
    void setStart(const QDateTime &start); ///< of the event: what a reminder at a fixed time begins with

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget *widget = nullptr;
        QSpinBox *number = nullptr; ///< null: at a fixed time
        QComboBox *unit = nullptr;
        QDateTimeEdit *time = nullptr; ///< null: by the beginning
        QPushButton *remove = nullptr;
        Alarm given{};
        QDateTime shown{}; ///< what the field showed at first
    };
    void addRow(const Alarm &alarm);
    void addNumber(Row &row);
    void addTime(Row &row);
    void removeRow(const QWidget *widget);
    void nameRows();
    QDateTime usualTime() const;

    QDateTime m_start;
    QVBoxLayout *m_layout;
    QPushButton *m_add;
    QPushButton *m_addTime;
    QList<Row> m_rows;
};

}
