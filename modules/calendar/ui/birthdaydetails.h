// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/birthdays.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace Kontor
{

/// Whose birthday it is, and what one may want to do about it.
class BirthdayDetails : public QWidget
{
    Q_OBJECT
public:
    explicit BirthdayDetails(QWidget *parent = nullptr);

    /// \p day: the birthday that is looked at.
    void showPerson(const BirthdayPerson &person, const QDate &day);
    const BirthdayPerson &person() const
    {
        return m_person;
    }

    /// "Born on 12 April 1985, turns 41", or without the year.
    static QString bornInWords(const BirthdayPerson &person, const QDate &day);

Q_SIGNALS:
    void contactWanted(Kontor::ItemId contact);
    void writingWanted(const QString &name, const QString &address);

private:
    BirthdayPerson m_person;
    QLabel *m_born;
    QLabel *m_book;
    QPushButton *m_open;
    QPushButton *m_write;
};

}
