// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/datedialog.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPushButton>

namespace Kontor
{

DateDialog::DateDialog(const QDate &day, QWidget *parent)
    : QDialog(parent)
    , m_day(new QDateEdit(day, this))
{
    setObjectName(QStringLiteral("dateDialog"));
    setWindowTitle(i18nc("@title:window", "Go to Date"));
    auto *layout = new QFormLayout(this);
    Metrics::apply(layout, this);
    m_day->setObjectName(QStringLiteral("dateDialogDay"));
    m_day->setCalendarPopup(true);
    m_day->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    layout->addRow(i18nc("@label:textbox", "&Date:"), m_day);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(i18nc("@action:button", "&Go"));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addRow(buttons);
    m_day->setFocus();
    m_day->setSelectedSection(QDateTimeEdit::DaySection);
}

QDate DateDialog::day() const
{
    return m_day->date();
}

}
