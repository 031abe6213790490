// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/ui/scopequestion.h"

#include "calendar/ui/occurrencewords.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace Kontor
{

ScopeQuestion::ScopeQuestion(About about, const Occurrence &occurrence, QWidget *parent)
    : QDialog(parent)
    , m_this(new QRadioButton(i18nc("@option:radio", "&This event only"), this))
    , m_following(new QRadioButton(i18nc("@option:radio", "This and all &following events"), this))
    , m_all(new QRadioButton(i18nc("@option:radio", "&All events of the series"), this))
{
    setObjectName(QStringLiteral("scopeQuestion"));
    const auto title = OccurrenceWords::title(occurrence);
    QString question;
    QString button;
    switch (about) {
    case About::Moving:
        setWindowTitle(i18nc("@title:window", "Move a Repeating Event"));
        question = i18nc("@info", "“%1” repeats. What shall be moved?", title);
        button = i18nc("@action:button", "&Move");
        break;
    case About::Deleting:
        setWindowTitle(i18nc("@title:window", "Delete a Repeating Event"));
        question = i18nc("@info", "“%1” repeats. What shall be deleted?", title);
        button = i18nc("@action:button", "&Delete");
        break;
    case About::Editing:
        setWindowTitle(i18nc("@title:window", "Edit a Repeating Event"));
        question = i18nc("@info", "“%1” repeats. What shall be edited?", title);
        button = i18nc("@action:button", "&Edit");
        break;
    case About::Opening:
        setWindowTitle(i18nc("@title:window", "Edit a Repeating Event"));
        question = i18nc("@info", "“%1” differs from its series. What shall be edited?", title);
        button = i18nc("@action:button", "&Edit");
        m_following->hide(); // its words are not those of what follows
        break;
    case About::Answering:
        setWindowTitle(i18nc("@title:window", "Answer a Repeating Event"));
        question = i18nc("@info", "“%1” repeats. What does your answer apply to?", title);
        button = i18nc("@action:button", "A&nswer");
        m_following->hide(); // RFC 5546 knows no answer to a part of a series
        break;
    }
    auto *layout = new QVBoxLayout(this);
    Metrics::apply(layout, this);
    auto *label = new QLabel(question, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setMinimumWidth(fontMetrics().averageCharWidth() * 44);
    layout->addWidget(label);
    for (auto *choice : {m_this, m_following, m_all}) {
        layout->addWidget(choice);
    }
    m_this->setObjectName(QStringLiteral("scopeThis"));
    m_following->setObjectName(QStringLiteral("scopeFollowing"));
    m_all->setObjectName(QStringLiteral("scopeAll"));
    m_this->setAccessibleDescription(question); // spoken with the choice the focus is on
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(button);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    (about == About::Answering ? m_all : m_this)->setChecked(true);
    (about == About::Answering ? m_all : m_this)->setFocus();
}

Scope ScopeQuestion::scope() const
{
    return m_all->isChecked() ? Scope::All : m_following->isChecked() ? Scope::ThisAndFollowing : Scope::This;
}

}
