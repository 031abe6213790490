// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

#include <QWidget>

class KPasswordLineEdit;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace Kontor
{

/// The fields of an account for calendars and contacts: where they are, subscribed calendars, and a
/// sign-in of their own if it differs from that for mail.
class GroupwarePage : public QWidget
{
    Q_OBJECT
public:
    explicit GroupwarePage(QWidget *parent = nullptr);

    void fill(const Account &account);
    void apply(Account &account) const; ///< what stands in the fields
    void setPlaces(const QUrl &calendars, const QUrl &contacts); ///< what was found; an empty one changes nothing
    void setFinding(Qt::CheckState finding);
    QList<QWidget *> tabOrder() const; ///< as it stands on the screen

Q_SIGNALS:
    void changed();
    void findWanted();

private:
    QLineEdit *m_calendars;
    QLineEdit *m_contacts;
    QPushButton *m_find;
    QLineEdit *m_userName;
    KPasswordLineEdit *m_password;
    QPlainTextEdit *m_feeds;
    QLineEdit *m_directory;
};

}
