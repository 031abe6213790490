// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/alarmsedit.h"

#include "calendar/ui/eventwords.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace Kontor
{
namespace
{
constexpr int units[] = {1, 60, 24 * 60, 7 * 24 * 60}; // minutes
constexpr int most = 10'000;
constexpr int defaultMinutes = 15;

int unitOf(int minutes)
{
    for (int unit = 3; unit > 0; --unit) {
        if (minutes > 0 && minutes % units[unit] == 0) {
            return unit;
        }
    }
    return 0;
}
}

AlarmsEdit::AlarmsEdit(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_add(new QPushButton(i18nc("@action:button", "Add &Reminder"), this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_add->setObjectName(QStringLiteral("addReminder"));
    m_add->setAutoDefault(false);
    m_layout->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({.minutesBefore = defaultMinutes});
        m_rows.last().number->setFocus(Qt::OtherFocusReason);
        m_rows.last().number->selectAll();
        Q_EMIT changed();
    });
}

void AlarmsEdit::setAlarms(const QList<Alarm> &alarms)
{
    while (!m_rows.isEmpty()) {
        removeRow(m_rows.last().widget);
    }
    for (const auto &alarm : alarms) {
        addRow(alarm);
    }
}

QList<Alarm> AlarmsEdit::alarms() const
{
    QList<Alarm> alarms;
    for (const auto &row : m_rows) {
        auto alarm = row.given;
        if (row.number) {
            alarm.minutesBefore = row.number->value() * units[row.unit->currentIndex()];
        }
        alarms << alarm;
    }
    return alarms;
}

void AlarmsEdit::addRow(const Alarm &alarm)
{
    Row row;
    row.given = alarm;
    row.widget = new QWidget(this);
    auto *layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    const auto unit = unitOf(alarm.minutesBefore);
    if (alarm.at.isValid() || alarm.minutesBefore < 0 || alarm.minutesBefore / units[unit] > most) {
        auto *label = new QLabel(EventWords::alarm(alarm), row.widget);
        label->setTextFormat(Qt::PlainText);
        layout->addWidget(label);
    } else {
        row.number = new QSpinBox(row.widget);
        row.number->setRange(0, most);
        row.number->setValue(alarm.minutesBefore / units[unit]);
        row.number->setSpecialValueText(i18nc("@item:valuesuffix a reminder right when an event begins", "when it begins"));
        row.unit = new QComboBox(row.widget);
        row.unit->addItems({i18nc("@item:inlistbox a reminder", "minutes before"), i18nc("@item:inlistbox a reminder", "hours before"), i18nc("@item:inlistbox a reminder", "days before"),
                            i18nc("@item:inlistbox a reminder", "weeks before")});
        row.unit->setCurrentIndex(unit);
        row.unit->setEnabled(alarm.minutesBefore > 0);
        layout->addWidget(row.number);
        layout->addWidget(row.unit);
        connect(row.number, &QSpinBox::valueChanged, this, [this, box = row.unit](int value) {
            box->setEnabled(value > 0);
            Q_EMIT changed();
        });
        connect(row.unit, &QComboBox::currentIndexChanged, this, &AlarmsEdit::changed);
    }
    row.remove = new QPushButton(i18nc("@action:button a reminder", "Remove"), row.widget);
    row.remove->setAutoDefault(false);
    layout->addWidget(row.remove);
    layout->addStretch();
    connect(row.remove, &QPushButton::clicked, this, [this, widget = row.widget] {
        m_add->setFocus(Qt::OtherFocusReason);
        removeRow(widget);
        Q_EMIT changed();
    });
    m_layout->insertWidget(int(m_rows.size()), row.widget);
    m_rows << row;
    nameRows();
}

void AlarmsEdit::removeRow(const QWidget *widget)
{
    const auto row = std::ranges::find(m_rows, widget, &Row::widget);
    if (row == m_rows.end()) {
        return;
    }
    m_layout->removeWidget(row->widget);
    row->widget->hide();
    row->widget->deleteLater();
    m_rows.erase(row);
    nameRows();
}

void AlarmsEdit::nameRows()
{
    for (int place = 0; place < m_rows.size(); ++place) {
        const auto &row = m_rows.at(place);
        if (row.number) {
            row.number->setAccessibleName(i18nc("@label spoken", "Reminder %1, how long before", place + 1));
            row.unit->setAccessibleName(i18nc("@label spoken", "Reminder %1, unit", place + 1));
        }
        row.remove->setAccessibleName(row.number ? i18nc("@action:button spoken", "Remove reminder %1", place + 1) : i18nc("@action:button spoken, %1 is a time", "Remove the reminder %1", EventWords::alarm(row.given)));
    }
}

}
