// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "calendar/calendartypes.h"
#include "contacts/contactcompletion.h"

#include <QDialog>
#include <QTimer>

class QCompleter;
class QLabel;
class QLineEdit;
class QStandardItemModel;

namespace Kontor
{

/// Who shall go instead of me: found by name or address.
class DelegateDialog : public QDialog
{
    Q_OBJECT
public:
    /// \p invited: who takes part already and cannot be sent.
    DelegateDialog(std::shared_ptr<Store> store, const QList<Attendee> &invited, const QString &comment, QWidget *parent);

    /// Meaningful when accepted.
    Attendee person() const;
    QString comment() const;

    void accept() override;

private:
    void complete();
    void complain(const QString &problem);

    ContactCompletion m_contacts;
    QList<Attendee> m_invited;
    Attendee m_person;
    QList<ContactSuggestion> m_suggestions;
    int m_asked = 0;
    QTimer m_typing;
    QLineEdit *m_entry;
    QStandardItemModel *m_proposals;
    QCompleter *m_completer;
    QLineEdit *m_comment;
    QLabel *m_problem;
};

}
