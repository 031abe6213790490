// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QLineEdit>

#include <functional>

class QLabel;
class QPushButton;

namespace Kontor
{

/// Says what is wrong with a name while it is written, and offers one that would do.
class FileNameProblem : public QFrame
{
    Q_OBJECT
public:
    using Text = std::function<QString(const QString &name)>;

    /// \p problem: a sentence, empty where the name will do; \p proposal: the nearest name that does.
    FileNameProblem(QLineEdit *edit, Text problem, Text proposal, QWidget *parent);

    bool isUsable() const;

Q_SIGNALS:
    void changed();

private:
    void check();

    QLineEdit *m_edit;
    Text m_problem;
    Text m_proposal;
    QLabel *m_label;
    QPushButton *m_take;
    QString m_said;
    bool m_isUsable = false;
};

/// The name of a file, changed in its row of the list: Return takes it, Escape leaves it as it was.
class FileNameEdit : public QLineEdit
{
    Q_OBJECT
public:
    FileNameEdit(const QString &name, FileNameProblem::Text problem, FileNameProblem::Text proposal, QWidget *parent);

    void place(const QRect &row); ///< where in its parent

Q_SIGNALS:
    void taken(const QString &name);
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void finish(Qt::CheckState taking);

    QString m_name;
    FileNameProblem *m_trouble;
    bool m_isOver = false;
};

/// Selects what comes before the ending, as that is what one changes.
void selectStem(QLineEdit *edit);

}
