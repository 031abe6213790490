// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/eventtimesedit.h"

#include <QDialog>

class QLineEdit;

namespace Kontor
{

/// When an invited person would rather meet.
class ProposeDialog : public QDialog
{
    Q_OBJECT
public:
    ProposeDialog(const EventTimesEdit::Times &times, const QString &comment, QWidget *parent);

    /// Meaningful when accepted.
    EventTimesEdit::Times times() const;
    QString comment() const;

    void accept() override;

private:
    EventTimesEdit *m_times;
    QLineEdit *m_comment;
};

}
