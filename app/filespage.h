// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

#include <QWidget>

class KPasswordLineEdit;
class QLineEdit;

namespace Kontor
{

/// The fields of an account for files: where they are, and a sign-in of their own if it differs from the others.
class FilesPage : public QWidget
{
    Q_OBJECT
public:
    explicit FilesPage(QWidget *parent = nullptr);

    void fill(const Account &account);
    void apply(Account &account) const; ///< what stands in the fields
    QList<QWidget *> tabOrder() const; ///< as it stands on the screen

Q_SIGNALS:
    void changed();

private:
    QLineEdit *m_files;
    QLineEdit *m_userName;
    KPasswordLineEdit *m_password;
};

}
