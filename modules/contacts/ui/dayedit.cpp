// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/dayedit.h"

#include "contacts/contacttypes.h"

#include <KLocalizedString>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLocale>
#include <QSpinBox>

namespace Kontor
{
namespace
{
constexpr int noYear = 1799; // of the spin box: one below the first
constexpr int lastYear = 2200;
}

DayEdit::DayEdit(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_day(new QSpinBox(this))
    , m_month(new QComboBox(this))
    , m_year(new QSpinBox(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_day->setRange(1, 31);
    m_day->setAccessibleName(i18nc("@label spoken: which day, e.g. Birthday", "%1, day", name));
    m_month->addItem(i18nc("@item:inlistbox no birthday is known", "Unknown"));
    for (int month = 1; month <= 12; ++month) {
        m_month->addItem(QLocale().standaloneMonthName(month));
    }
    m_month->setAccessibleName(i18nc("@label spoken: which day, e.g. Birthday", "%1, month", name));
    m_year->setRange(noYear, lastYear);
    m_year->setSpecialValueText(i18nc("@item:valuesuffix a birthday without a year", "no year"));
    m_year->setGroupSeparatorShown(false);
    m_year->setAccessibleName(i18nc("@label spoken: which day, e.g. Birthday", "%1, year", name));
    layout->addWidget(m_day);
    layout->addWidget(m_month, 1);
    layout->addWidget(m_year);
    setFocusProxy(m_month);
    connect(m_day, &QSpinBox::valueChanged, this, &DayEdit::changed);
    connect(m_year, &QSpinBox::valueChanged, this, &DayEdit::changed);
    connect(m_month, &QComboBox::currentIndexChanged, this, [this] {
        update();
        Q_EMIT changed();
    });
    setDay({});
}

void DayEdit::update()
{
    const auto month = m_month->currentIndex();
    m_day->setEnabled(month > 0);
    m_year->setEnabled(month > 0);
    if (month > 0) {
        m_day->setMaximum(QDate(yearUnknown, month, 1).daysInMonth()); // a leap year
    }
}

void DayEdit::setDay(QDate day)
{
    m_month->setCurrentIndex(day.isValid() ? day.month() : 0);
    update();
    m_day->setValue(day.isValid() ? day.day() : 1);
    m_year->setValue(day.isValid() && day.year() != yearUnknown ? day.year() : noYear);
}

QDate DayEdit::day() const
{
    const auto month = m_month->currentIndex();
    if (month == 0) {
        return {};
    }
    const auto year = m_year->value() == noYear ? yearUnknown : m_year->value();
    const QDate day(year, month, m_day->value());
    return day.isValid() ? day : QDate(year, month, QDate(year, month, 1).daysInMonth());
}

}
