// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/proposedialog.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace Kontor
{

ProposeDialog::ProposeDialog(const EventTimesEdit::Times &times, const QString &comment, QWidget *parent)
    : QDialog(parent)
    , m_times(new EventTimesEdit(EventTimesEdit::Of::Event, this))
    , m_comment(new QLineEdit(comment, this))
{
    setObjectName(QStringLiteral("proposeDialog"));
    setWindowTitle(i18nc("@title:window", "Propose Another Time"));
    m_times->setTimes(times);
    m_comment->setObjectName(QStringLiteral("proposeComment"));
    auto *form = new QFormLayout;
    form->addRow(i18nc("@label:textbox with an answer to an invitation", "&Comment:"), m_comment);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(i18nc("@action:button another time", "&Propose"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    layout->addWidget(m_times);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

EventTimesEdit::Times ProposeDialog::times() const
{
    return m_times->times();
}

QString ProposeDialog::comment() const
{
    return m_comment->text().trimmed();
}

void ProposeDialog::accept()
{
    if (!m_times->problem().isEmpty()) {
        m_times->focusProblem();
        return;
    }
    QDialog::accept();
}

}
