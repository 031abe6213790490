// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QWidget>

class QComboBox;
class QSpinBox;

namespace Kontor
{

/// A day of the year, with or without the year: birthdays.
class DayEdit : public QWidget
{
    Q_OBJECT
public:
    /// \p name as in "Birthday": what screen readers say before day, month and year.
    explicit DayEdit(const QString &name, QWidget *parent = nullptr);

    void setDay(QDate day); ///< yearUnknown: without a year; invalid: none
    QDate day() const;

Q_SIGNALS:
    void changed();

private:
    void update();

    QSpinBox *m_day;
    QComboBox *m_month;
    QSpinBox *m_year;
};

}
