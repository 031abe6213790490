// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filenameedit.h"

#include "shell/announcer.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>

namespace Kontor
{

FileNameProblem::FileNameProblem(QLineEdit *edit, Text problem, Text proposal, QWidget *parent)
    : QFrame(parent)
    , m_edit(edit)
    , m_problem(std::move(problem))
    , m_proposal(std::move(proposal))
    , m_label(new QLabel(this))
    , m_take(new QPushButton(this))
{
    setObjectName(QStringLiteral("nameProblem"));
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    auto *layout = new QHBoxLayout(this);
    Metrics::apply(layout, this);
    m_label->setObjectName(QStringLiteral("nameProblemText"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_take->setObjectName(QStringLiteral("takeProposal"));
    m_take->setAutoDefault(false);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_take);
    connect(m_edit, &QLineEdit::textChanged, this, &FileNameProblem::check);
    connect(m_take, &QPushButton::clicked, this, [this] {
        m_edit->setText(m_proposal(m_edit->text()));
        m_edit->setFocus();
    });
    check();
}

bool FileNameProblem::isUsable() const
{
    return m_isUsable;
}

void FileNameProblem::check()
{
    const auto name = m_edit->text();
    const auto problem = m_problem ? m_problem(name) : QString();
    const auto better = m_proposal ? m_proposal(name) : QString();
    m_isUsable = problem.isEmpty();
    const bool isEmpty = name.trimmed().isEmpty(); // nothing was written yet: no need to complain
    setVisible(!m_isUsable && !isEmpty);
    m_label->setText(problem);
    m_take->setVisible(!m_isUsable && !isEmpty && !better.isEmpty() && better != name);
    m_take->setText(i18nc("@action:button takes a proposed name", "Use “%1”", QString(better).replace(u'&', QLatin1StringView("&&"))));
    m_edit->setAccessibleDescription(problem);
    if (!m_isUsable && !isEmpty && problem != m_said) {
        Announcer::sayNow(m_edit, problem);
    }
    m_said = problem;
    Q_EMIT changed();
}

FileNameEdit::FileNameEdit(const QString &name, FileNameProblem::Text problem, FileNameProblem::Text proposal, QWidget *parent)
    : QLineEdit(name, parent)
    , m_name(name)
    , m_trouble(new FileNameProblem(this, std::move(problem), std::move(proposal), parent))
{
    setObjectName(QStringLiteral("fileNameEdit"));
    setAccessibleName(i18nc("@label:textbox", "New name"));
    m_trouble->hide();
    selectStem(this);
    connect(this, &QObject::destroyed, m_trouble, &QObject::deleteLater);
    connect(m_trouble, &FileNameProblem::changed, this, [this] {
        place(geometry());
    });
}

void FileNameEdit::place(const QRect &row)
{
    setGeometry(row);
    const auto width = std::min(std::max(row.width(), fontMetrics().averageCharWidth() * 44), parentWidget()->width() - 4);
    const auto height = m_trouble->hasHeightForWidth() ? m_trouble->heightForWidth(width) : m_trouble->sizeHint().height();
    const auto left = std::clamp(row.left(), 0, std::max(0, parentWidget()->width() - width));
    const bool fitsBelow = row.bottom() + height <= parentWidget()->height();
    m_trouble->setGeometry(left, fitsBelow ? row.bottom() + 1 : row.top() - height, width, height);
    m_trouble->raise();
}

void FileNameEdit::finish(Qt::CheckState taking)
{
    if (m_isOver) {
        return;
    }
    const auto name = text();
    if (taking == Qt::Checked && name != m_name && !m_trouble->isUsable()) {
        if (name.trimmed().isEmpty()) {
            Announcer::sayNow(this, accessibleDescription());
        }
        return; // the reason stands below
    }
    m_isOver = true;
    if (taking == Qt::Checked && name != m_name) {
        Q_EMIT taken(name);
    } else {
        Q_EMIT left();
    }
    m_trouble->hide();
    hide();
    deleteLater();
}

void FileNameEdit::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        finish(Qt::Unchecked);
        event->accept();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        finish(Qt::Checked);
        event->accept();
    } else {
        QLineEdit::keyPressEvent(event);
    }
}

void FileNameEdit::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    const bool isNear = event->reason() == Qt::PopupFocusReason || event->reason() == Qt::ActiveWindowFocusReason || m_trouble->isAncestorOf(QWidget::window()->focusWidget());
    if (!isNear) {
        finish(m_trouble->isUsable() ? Qt::Checked : Qt::Unchecked);
    }
}

void selectStem(QLineEdit *edit)
{
    const auto dot = edit->text().lastIndexOf(u'.');
    dot > 0 ? edit->setSelection(0, int(dot)) : edit->selectAll();
}

}
