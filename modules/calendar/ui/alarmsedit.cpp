// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/alarmsedit.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>

namespace Kontor
{
namespace
{
constexpr int units[] = {1, 60, 24 * 60, 7 * 24 * 60, -1, -60, -24 * 60}; // minutes; negative: after the beginning
constexpr int firstAfter = 4;
constexpr int most = 100'000;
constexpr int defaultMinutes = 15;

int unitOf(int minutes)
{
    const int from = minutes < 0 ? firstAfter : 0;
    for (int unit = minutes < 0 ? int(std::size(units)) - 1 : firstAfter - 1; unit > from; --unit) {
        if (minutes != 0 && minutes % units[unit] == 0) {
            return unit;
        }
    }
    return from;
}
}

AlarmsEdit::AlarmsEdit(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
    , m_add(new QPushButton(i18nc("@action:button", "Add &Reminder"), this))
    , m_addTime(new QPushButton(i18nc("@action:button a reminder at a day and time of its own", "Add at a &Fixed Time"), this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_add->setObjectName(QStringLiteral("addReminder"));
    m_addTime->setObjectName(QStringLiteral("addReminderAt"));
    m_addTime->setAccessibleName(i18nc("@action:button spoken", "Add reminder at a fixed time"));
    auto *buttons = new QHBoxLayout;
    for (auto *button : {m_add, m_addTime}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    m_layout->addLayout(buttons);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({.minutesBefore = defaultMinutes});
        m_rows.last().number->setFocus(Qt::OtherFocusReason);
        m_rows.last().number->selectAll();
        Q_EMIT changed();
    });
    connect(m_addTime, &QPushButton::clicked, this, [this] {
        addRow({.minutesBefore = 0, .at = usualTime()});
        m_rows.last().time->setFocus(Qt::OtherFocusReason);
        Q_EMIT changed();
    });
}

void AlarmsEdit::setStart(const QDateTime &start)
{
    m_start = start;
}

/// In the morning of the day before, as long as that is to come.
QDateTime AlarmsEdit::usualTime() const
{
    const auto now = QDateTime::currentDateTime();
    const auto before = m_start.isValid() ? QDateTime(m_start.toLocalTime().date().addDays(-1), QTime(9, 0)) : QDateTime();
    const auto soon = QDateTime(now.date(), QTime(now.time().hour(), 0)).addSecs(3600);
    return (before > now ? before : soon).toUTC();
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
        } else if (row.time->dateTime() != row.shown) {
            alarm.at = row.time->dateTime().toUTC();
        }
        alarms << alarm;
    }
    return alarms;
}

void AlarmsEdit::addNumber(Row &row)
{
    const auto minutes = row.given.minutesBefore;
    const auto unit = unitOf(minutes);
    row.number = new QSpinBox(row.widget);
    row.number->setRange(0, std::max(most, minutes / units[unit]));
    row.number->setValue(minutes / units[unit]);
    row.number->setSpecialValueText(i18nc("@item:valuesuffix a reminder right when an event begins", "when it begins"));
    row.unit = new QComboBox(row.widget);
    row.unit->addItems({i18nc("@item:inlistbox a reminder", "minutes before"), i18nc("@item:inlistbox a reminder", "hours before"), i18nc("@item:inlistbox a reminder", "days before"),
                        i18nc("@item:inlistbox a reminder", "weeks before"), i18nc("@item:inlistbox a reminder", "minutes after the beginning"),
                        i18nc("@item:inlistbox a reminder", "hours after the beginning"), i18nc("@item:inlistbox a reminder", "days after the beginning")});
    row.unit->setCurrentIndex(unit);
    row.unit->setEnabled(minutes != 0);
    connect(row.number, &QSpinBox::valueChanged, this, [this, box = row.unit](int value) {
        box->setEnabled(value > 0);
        Q_EMIT changed();
    });
    connect(row.unit, &QComboBox::currentIndexChanged, this, &AlarmsEdit::changed);
}

void AlarmsEdit::addTime(Row &row)
{
    row.time = new QDateTimeEdit(row.widget);
    row.time->setObjectName(QStringLiteral("reminderTime"));
    row.time->setCalendarPopup(true);
    const QLocale locale;
    row.time->setDisplayFormat(QString(locale.dateFormat(QLocale::ShortFormat) + u' ' + locale.timeFormat(QLocale::ShortFormat)));
    row.time->setDateTime(row.given.at.toLocalTime());
    row.shown = row.time->dateTime();
    connect(row.time, &QDateTimeEdit::dateTimeChanged, this, &AlarmsEdit::changed);
}

void AlarmsEdit::addRow(const Alarm &alarm)
{
    Row row;
    row.given = alarm;
    row.widget = new QWidget(this);
    auto *layout = new QHBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    if (alarm.at.isValid()) {
        addTime(row);
        layout->addWidget(row.time);
    } else {
        addNumber(row);
        layout->addWidget(row.number);
        layout->addWidget(row.unit);
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
    QWidget *previous = nullptr;
    for (int place = 0; place < m_rows.size(); ++place) {
        const auto &row = m_rows.at(place);
        if (row.number) {
            row.number->setAccessibleName(i18nc("@label spoken", "Reminder %1, how long before", place + 1));
            row.unit->setAccessibleName(i18nc("@label spoken", "Reminder %1, unit", place + 1));
        } else {
            row.time->setAccessibleName(i18nc("@label spoken", "Reminder %1, at a fixed time", place + 1));
        }
        row.remove->setAccessibleName(i18nc("@action:button spoken", "Remove reminder %1", place + 1));
        for (auto *field : {static_cast<QWidget *>(row.number), static_cast<QWidget *>(row.unit), static_cast<QWidget *>(row.time), static_cast<QWidget *>(row.remove)}) {
            if (field && previous) {
                setTabOrder(previous, field);
            }
            previous = field ? field : previous;
        }
    }
    if (previous) { // rows come into being behind the buttons
        setTabOrder(previous, m_add);
        setTabOrder(m_add, m_addTime);
    }
}

}
