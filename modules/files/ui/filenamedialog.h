// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/ui/filenameedit.h"

#include <QDialog>

namespace Kontor
{

/// Asks for the name of something new, and says at once where it will not do.
class FileNameDialog : public QDialog
{
    Q_OBJECT
public:
    struct Words {
        QString title{};
        QString label{};
        QString button{};
    };
    FileNameDialog(const Words &words, const QString &name, FileNameProblem::Text problem, FileNameProblem::Text proposal, QWidget *parent);

    QString name() const;

private:
    QLineEdit *m_edit;
};

}
