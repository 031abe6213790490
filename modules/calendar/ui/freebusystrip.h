// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/ui/freebusystripchart.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace Kontor
{

/// When those who are invited are free: a chart of a day, and the next time at which nobody is busy.
class FreeBusyStrip : public QWidget
{
    Q_OBJECT
public:
    struct Person {
        QString name{};
        QString address{};
        bool wasInvited = false; ///< before: the event itself may make them busy
    };
    struct Meeting {
        QList<Person> people{};
        FreeBusyInquiry::Question question{}; ///< whom to ask, without people and times
        QDateTime start{}, end{}; ///< at the user's clock; whole days: until the first moment after
        bool isAllDay = false;
        QDateTime oldStart{}, oldEnd{}; ///< before it was edited; null: it is new
    };

    FreeBusyStrip(std::shared_ptr<Store> store, FreeBusyInquiry::Ask ask, QWidget *parent = nullptr);

    void setMeeting(const Meeting &meeting);
    void setMovable(Qt::CheckState movable); ///< whether the next free time may be taken

    using Sentences = QHash<QString, FreeBusyWords::Sentence>;
    Sentences words() const; ///< how everybody is off, by address in lower case

    QStringList clashes() const; ///< who is not free then, in words; of the others nothing is known, or they are

    FreeBusyInquiry *inquiry() const;
    static FreeBusy::WorkingHours workingHours();

Q_SIGNALS:
    void wordsChanged();
    void moved(const QDateTime &start, const QDateTime &end); ///< wanted, at the user's clock; ends as Meeting does

private:
    void showDay(const QDate &day);
    int daysShown() const;
    void ask(const QDateTime &from, const QDateTime &to);
    void refresh();
    void findNext();
    void searchNext();
    void tellNext(const QDateTime &start);
    FreeBusyInquiry::Times timesOf(const Person &person) const;

    FreeBusyInquiry *m_inquiry;
    Meeting m_meeting;
    QDate m_day;
    Sentences m_words;
    QStringList m_clashes;
    QDateTime m_nextFrom; ///< valid: a free time is being looked for, from then on
    quint64 m_turn = 0;
    QLabel *m_title;
    QToolButton *m_back;
    QToolButton *m_forward;
    QPushButton *m_next;
    FreeBusyStripChart *m_chart;
    QLabel *m_summary;
    QLabel *m_result;
};

}
