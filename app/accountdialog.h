// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

#include <QDialog>
#include <QFuture>

#include <functional>

class KMessageWidget;
class KPasswordLineEdit;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace Kontor
{

/// Sets up or changes an account by hand, and tries it before it is kept.
class AccountDialog : public QDialog
{
    Q_OBJECT
public:
    struct Desk {
        std::function<QFuture<Result<void>>(const Account &)> check;
        std::function<QFuture<Result<AccountId>>(const Account &)> save;
    };
    AccountDialog(Desk desk, const Account &account, QWidget *parent = nullptr);

    Account account() const; ///< as it stands in the fields

    /// What the servers of a domain are usually called; a guess, to be changed by the user.
    static Account guess(const QString &address);

    void check();
    QString resultText() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct ServerFields {
        QLineEdit *host;
        QSpinBox *port;
        QComboBox *security;
    };
    ServerFields addServer(QFormLayout *form, const QString &title, const char *name);
    void fill(const ServerFields &fields, const ServerAddress &server);
    ServerAddress read(const ServerFields &fields) const;
    void guessServers();
    void chooseAuthority();
    void showAuthority();
    void showResult(const QString &sentence, const QString &detail, int type);
    void save();
    void setBusy(const QString &words);

    Desk m_desk;
    Account m_account;
    QLineEdit *m_address;
    QLineEdit *m_name;
    KPasswordLineEdit *m_password;
    QLineEdit *m_userName;
    ServerFields m_imap;
    ServerFields m_smtp;
    QLabel *m_authority;
    QPlainTextEdit *m_signature;
    QSpinBox *m_undo;
    QComboBox *m_keep;
    KMessageWidget *m_result;
    QPlainTextEdit *m_detail;
    QProgressBar *m_busy;
    QPushButton *m_check;
    QPushButton *m_save;
    bool m_isGuessing = true;
};

}
