// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace Kontor
{

/// The reminders of an event or a task, as many as one likes. Those at a fixed time or after the beginning are shown and can be taken away.
class AlarmsEdit : public QWidget
{
    Q_OBJECT
public:
    explicit AlarmsEdit(QWidget *parent = nullptr);

    void setAlarms(const QList<Alarm> &alarms);
    QList<Alarm> alarms() const;

Q_SIGNALS:
    void changed();

private:
    struct Row {
        QWidget *widget = nullptr;
        QSpinBox *number = nullptr; ///< null: kept as it is
        QComboBox *unit = nullptr;
        QPushButton *remove = nullptr;
        Alarm given{};
    };
    void addRow(const Alarm &alarm);
    void removeRow(const QWidget *widget);
    void nameRows();

    QVBoxLayout *m_layout;
    QPushButton *m_add;
    QList<Row> m_rows;
};

}
