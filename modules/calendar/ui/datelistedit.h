// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QWidget>

#include <functional>

class QDateTimeEdit;
class QLabel;
class QListWidget;
class QPushButton;

namespace Kontor
{

/// Single dates beside a rule: those on which an event takes place as well, or does not.
class DateListEdit : public QWidget
{
    Q_OBJECT
public:
    struct Texts {
        QString list{}, entry{}; ///< spoken
        QString add{}, remove{}; ///< on the buttons
        const char *name = ""; ///< of the objects: nameList, nameEntry, nameAdd, nameRemove
    };
    enum class Entry { Days, Times };

    DateListEdit(const Texts &texts, QWidget *parent);

    void setDates(const QList<QDateTime> &dates);
    QList<QDateTime> dates() const;

    /// What is entered: days alone, or times of days; the form the dates take is that of \p start.
    void setEntry(Entry entry, const QDateTime &start, Qt::CheckState allDay);

    /// A whole sentence why a date cannot be taken, or empty.
    using Check = std::function<QString(const QDateTime &)>;
    void setCheck(Check check);

    void showEntry(Qt::CheckState on); ///< without it only what is there can be taken away

Q_SIGNALS:
    void changed();

private:
    QDateTime entered() const;
    QString words(const QDateTime &date) const;
    void add();
    void remove();
    void list();

    QList<QDateTime> m_dates;
    QDateTime m_start;
    Entry m_kind = Entry::Days;
    Qt::CheckState m_allDay = Qt::Unchecked;
    bool m_isTyped = false;
    Check m_check;
    QListWidget *m_list;
    QDateTimeEdit *m_entry;
    QPushButton *m_add;
    QPushButton *m_remove;
    QLabel *m_problem;
};

}
