// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "calendar/ui/freebusywords.h"
#include "contacts/contactcompletion.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QCompleter;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QStandardItemModel;

namespace Kontor
{

/// Who is invited: found by name or address, groups taken apart, each with a part to play.
class AttendeeEdit : public QWidget
{
    Q_OBJECT
public:
    /// Without a store nobody is proposed.
    explicit AttendeeEdit(std::shared_ptr<Store> store, QWidget *parent = nullptr);

    void setAttendees(const Attendee &organizer, const QList<Attendee> &attendees);
    QList<Attendee> attendees() const;

    /// Adds somebody who was found elsewhere; says so, or that they are there already.
    void invite(const Attendee &attendee);

    /// How people are off at that time, by address in lower case; said with each of them.
    void setTimes(const QHash<QString, FreeBusyWords::Sentence> &times);

    /// \p reason: a whole sentence that says why nobody can be invited; empty: they can.
    void setLocked(const QString &reason);

    /// What is typed and not an attendee yet; a whole sentence, or empty.
    QString problem() const;
    void focusProblem();

    /// "Anna Berg <anna@example.org>, b@example.org" as it is typed; those without an address are left out.
    static QList<ContactAddress> parse(const QString &text);

Q_SIGNALS:
    void changed();
    void searchWanted(); ///< for people and rooms on the server

private:
    void complete();
    void take(int suggestion);
    void addTyped();
    void add(const QList<Attendee> &people);
    void remove();
    void list();
    void describe(int row);
    void showChosen();
    void change(const std::function<void(Attendee &)> &how);

    std::unique_ptr<ContactCompletion> m_contacts;
    Attendee m_organizer;
    QList<Attendee> m_attendees;
    QList<ContactSuggestion> m_suggestions;
    QHash<QString, FreeBusyWords::Sentence> m_times;
    QString m_locked;
    bool m_isFilling = false;
    int m_asked = 0;
    QTimer m_typing;
    QLabel *m_notice;
    QLabel *m_organizerLabel;
    QLineEdit *m_entry;
    QStandardItemModel *m_proposals;
    QCompleter *m_completer;
    QPushButton *m_add;
    QPushButton *m_search;
    QLabel *m_problem;
    QListWidget *m_list;
    QLabel *m_roleCaption;
    QComboBox *m_role;
    QComboBox *m_kind;
    QCheckBox *m_rsvp;
    QPushButton *m_remove;
};

}
