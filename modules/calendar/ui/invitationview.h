// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/invitationstate.h"
#include "calendar/ui/calendarparts.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Kontor
{

/// An invitation as it stands in a mail: what it is, what my day says to it, and what can be done. Follows the calendar as it changes.
class InvitationView : public QFrame
{
    Q_OBJECT
public:
    /// \p sender: the address in the mail's From.
    InvitationView(const CalendarParts &parts, const QByteArray &ics, const QString &sender, QWidget *parent = nullptr);
    ~InvitationView() override;

    const InvitationState &state() const;

    /// Everything it says, as plain text.
    QString text() const;

private:
    void read();
    void loadCalendars();
    void take(const InvitationState &state);
    void showText();
    void showActions();
    QPushButton *button(const char *name, const QString &text, void (InvitationView::*act)());
    void answer(Participation answer);
    void file();
    void acceptProposal();
    void declineProposal();
    void sendAgain();
    void askAgain();
    void delegate();
    void propose();
    void showScope();
    void report(const Result<void> &result, const QString &sentence);
    std::optional<qint64> chosenInstance() const; ///< of a series; none: what the message speaks of
    Participation chosenAnswer() const; ///< how that is answered
    void openInCalendar();
    /// Files it first where it is not in the calendar yet.
    void withFiled(std::function<void(const OccurrenceRef &occurrence)> then);
    void finished(const Result<OccurrenceRef> &result);
    CollectionId chosenCalendar() const;

    CalendarParts m_parts;
    QByteArray m_ics;
    QString m_sender;
    InvitationState m_state;
    bool m_isRead = false;
    bool m_isWaiting = false; ///< for what the user chose to be carried out
    bool m_isSettled = false; ///< the proposal was declined, the newest version sent or asked for
    int m_reads = 0;
    QTimer m_again;
    QLabel *m_headline;
    QLabel *m_facts;
    QLabel *m_conflicts;
    QLabel *m_done;
    QLabel *m_problem;
    QWidget *m_reply;
    QLineEdit *m_comment;
    QComboBox *m_scope;
    QLabel *m_calendarCaption;
    QComboBox *m_calendar;
    QWidget *m_buttons;
    QHBoxLayout *m_buttonRow;
    QList<QPushButton *> m_answers; ///< accept, tentative, decline
    QPushButton *m_file;
    QPushButton *m_acceptProposal;
    QPushButton *m_declineProposal;
    QPushButton *m_sendAgain;
    QPushButton *m_askAgain;
    QPushButton *m_delegate;
    QPushButton *m_propose;
    QPushButton *m_open;
};

}
