// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/conflictview.h"

#include <QDialog>

namespace Kontor
{

/// Asks which of two versions of the same thing shall stay, field by field: what the user wrote, or what somebody
/// else made of it meanwhile.
class ConflictQuestion : public QDialog
{
    Q_OBJECT
public:
    struct Words {
        QString title{};
        QString question{}; ///< what happened, and what is to be decided
    };
    ConflictQuestion(const Words &words, const QList<ConflictView::Field> &fields, QWidget *parent = nullptr);

    /// Keys of the fields where the user's own version shall stay.
    QStringList mine() const;

private:
    ConflictView *m_view;
};

}
