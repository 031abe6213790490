// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filenamedialog.h"

#include "shell/metrics.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

FileNameDialog::FileNameDialog(const Words &words, const QString &name, FileNameProblem::Text problem, FileNameProblem::Text proposal, QWidget *parent)
    : QDialog(parent)
    , m_edit(new QLineEdit(name, this))
{
    setObjectName(QStringLiteral("fileNameDialog"));
    setWindowTitle(words.title);
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(words.label, this);
    label->setBuddy(m_edit);
    m_edit->setObjectName(QStringLiteral("fileName"));
    m_edit->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    auto *trouble = new FileNameProblem(m_edit, std::move(problem), std::move(proposal), this);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *make = buttons->addButton(words.button, QDialogButtonBox::AcceptRole);
    make->setObjectName(QStringLiteral("takeName"));
    make->setDefault(true);
    layout->addWidget(label);
    layout->addWidget(m_edit);
    layout->addWidget(trouble);
    layout->addStretch(1);
    layout->addWidget(buttons);
    make->setEnabled(trouble->isUsable());
    connect(trouble, &FileNameProblem::changed, make, [trouble, make] {
        make->setEnabled(trouble->isUsable());
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    selectStem(m_edit);
    m_edit->setFocus();
}

QString FileNameDialog::name() const
{
    return m_edit->text();
}

}
