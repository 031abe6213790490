// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/simplerule.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLabel;
class QSpinBox;

namespace Kontor
{

class DateListEdit;

/// How an event repeats: simple choices, and what lies behind them. A rule it cannot show is kept as it is, and said so.
class RecurrenceEdit : public QWidget
{
    Q_OBJECT
public:
    explicit RecurrenceEdit(QWidget *parent = nullptr);

    void setRule(const QString &rule, const QDateTime &start, Qt::CheckState allDay);
    void setOthers(const QStringList &lines); ///< further rules (EventDraft::otherRules): said, and left alone

    enum class Event { New, Kept };
    /// Dates besides the rule: left out, and added.
    void setDates(const QList<QDateTime> &exceptions, const QList<QDateTime> &extras, Event event);
    void setStart(const QDateTime &start, Qt::CheckState allDay); ///< days follow it

    QString rule() const; ///< as it came unless it was changed
    QList<QDateTime> exceptions() const;
    QList<QDateTime> extras() const;
    QString sentence() const; ///< empty: does not repeat
    QString problem() const; ///< a whole sentence, or empty
    void focusProblem();

Q_SIGNALS:
    void changed();

private:
    enum class Choice { None, Daily, Weekdays, Weekly, Monthly, Yearly, Custom, Kept };

    void choose(Choice choice);
    void choiceMade();
    void fill(const SimpleRule &rule);
    SimpleRule shown() const;
    void nameDays();
    void refresh();
    bool takesPlace(const QDateTime &when) const; ///< by the rule that is shown
    QList<QDateTime> asBefore(const QList<QDateTime> &now, const QList<QDateTime> &before) const;

    QString m_initial;
    bool m_isTouched = false;
    bool m_isFilling = false;
    QDateTime m_start;
    Qt::CheckState m_allDay = Qt::Unchecked;
    QByteArray m_weekStart;
    QStringList m_otherLines;
    QDateTime m_first; ///< the start when the editor was opened
    Event m_event = Event::New;
    QList<QDateTime> m_exceptionsBefore, m_extrasBefore;
    QComboBox *m_choice;
    QWidget *m_details;
    QSpinBox *m_interval;
    QComboBox *m_unit;
    QWidget *m_weekdays;
    QList<QCheckBox *> m_days;
    QLabel *m_dayCaption;
    QComboBox *m_day;
    QComboBox *m_end;
    QDateEdit *m_until;
    QSpinBox *m_count;
    QLabel *m_sentence;
    QLabel *m_others;
    DateListEdit *m_extras;
    QLabel *m_exceptionCaption;
    DateListEdit *m_exceptions;
};

}
