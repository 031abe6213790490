// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "mail/mailtypes.h"
#include "mail/ui/addresschooser.h"
#include "mail/ui/addressedit.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace Kontor
{

/// The upper part of a composer: who writes, to whom, about what. What is typed and is no address
/// yet belongs to the draft too, so that it is still there tomorrow.
class ComposerHead : public QWidget
{
    Q_OBJECT
public:
    ComposerHead(AddressEdit::Complete complete, AddressChooser::Book book, QWidget *parent);

    void fill(const QList<Account> &accounts, const Draft &draft);

    /// \p draft with what the fields say.
    Draft written(Draft draft) const;

    QStringList wrongAddresses() const;
    void goToWrongAddress(); ///< else to the recipients
    void goToSubject();
    void goToFirstEmpty(QWidget *otherwise);
    QString subject() const;
    void chooseAddresses();
    QWidget *last() const; ///< in the order of Tab

Q_SIGNALS:
    void edited();
    void subjectChanged();
    void addressesLeft(); ///< a field with addresses was left

private:
    QList<AddressEdit *> fields() const;
    AddressEdit *field(AddressChooser::Field field) const;
    void showCopies();

    AddressChooser::Book m_book;
    QComboBox *m_from;
    AddressEdit *m_to;
    AddressEdit *m_cc;
    AddressEdit *m_bcc;
    QLabel *m_ccLabel;
    QLabel *m_bccLabel;
    QToolButton *m_more;
    QLineEdit *m_subject;
};

}
