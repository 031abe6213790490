// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QDialog>

class QDateEdit;

namespace Kontor
{

/// Asks for a day to go to.
class DateDialog : public QDialog
{
    Q_OBJECT
public:
    DateDialog(const QDate &day, QWidget *parent);

    QDate day() const;

private:
    QDateEdit *m_day;
};

}
