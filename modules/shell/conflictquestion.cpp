// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/conflictquestion.h"

#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace Kontor
{

ConflictQuestion::ConflictQuestion(const Words &words, const QList<ConflictView::Field> &fields, QWidget *parent)
    : QDialog(parent)
    , m_view(new ConflictView({.mine = i18nc("@title:column what the user wrote", "Yours"),
                               .theirs = i18nc("@title:column what somebody else wrote", "Theirs"),
                               .keepMine = i18nc("@action:button", "Keep &Mine"),
                               .keepTheirs = i18nc("@action:button", "Keep &Theirs")},
                              this))
{
    setObjectName(QStringLiteral("conflictQuestion"));
    setWindowTitle(words.title);
    setAccessibleDescription(words.question);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *head = new QLabel(this);
    head->setObjectName(QStringLiteral("conflictWords"));
    head->setTextFormat(Qt::PlainText); // names of events and people are in it
    head->setText(words.question);
    head->setWordWrap(true);
    layout->addWidget(head);
    layout->addWidget(m_view, 1);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_view->setFields(fields);
    constexpr int many = 3; // fields of which some have several lines
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * (fields.size() > many ? 24 : 16));
}

QStringList ConflictQuestion::mine() const
{
    return m_view->mine();
}

}
