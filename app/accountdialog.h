// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/chatpage.h"
#include "app/kinds/groupwaresearch.h"

#include <QDialog>
#include <QFuture>

#include <functional>
#include <optional>

class KMessageWidget;
class KPasswordLineEdit;
class QAction;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace Kontor
{

class AuthorityField;
class FilesPage;
class GroupwarePage;
class ServerForm;

/// Sets up or changes an account by hand. What is new about the sign-in is tried before it is
/// kept; who cannot reach the server just now may keep it all the same.
class AccountDialog : public QDialog
{
    Q_OBJECT
public:
    struct Desk {
        std::function<QFuture<Result<void>>(const Account &)> check;
        std::function<QFuture<Result<AccountId>>(const Account &)> save;
        std::function<QFuture<GroupwareSearch::Places>(const Account &)> find{};
        ChatPage::Desk chat{};
        /// The same as save, with what a device of chat signs in with; before anything uses the account.
        std::function<QFuture<Result<AccountId>>(const Account &, const ChatCredentials &)> saveWithChat{};
    };
    AccountDialog(Desk desk, const Account &account, QWidget *parent = nullptr);

    Account account() const; ///< as it stands in the fields

    /// What the servers of a domain are usually called; a guess, to be changed by the user.
    static Account guess(const QString &address);

    void check();
    void findGroupware(); ///< and says what it found
    QString resultText() const;

private:
    QWidget *serversPage();
    QWidget *writingPage();
    QWidget *scrolled(QWidget *page);
    void buildResult();
    void connectFields();
    void putInOrder();
    void guessServers();
    void tryOut(const Account &account, const std::function<void()> &whenFine);
    void showResult(const QString &sentence, const QString &detail, int type);
    void save();
    void keep(const Account &account);
    void forgetChat();
    void setBusy(const QString &words);
    void updateSave();
    bool isTried(const Account &account) const;

    Desk m_desk;
    Account m_account;
    QLineEdit *m_address;
    QLineEdit *m_name;
    KPasswordLineEdit *m_password;
    QLineEdit *m_userName;
    ServerForm *m_imap = nullptr;
    ServerForm *m_smtp = nullptr;
    AuthorityField *m_authority;
    GroupwarePage *m_groupware;
    ChatPage *m_chat;
    FilesPage *m_files;
    QPlainTextEdit *m_signature;
    QSpinBox *m_undo;
    QComboBox *m_keep;
    KMessageWidget *m_result;
    QPlainTextEdit *m_detail;
    QProgressBar *m_busy;
    QPushButton *m_check;
    QPushButton *m_save;
    QAction *m_trust; ///< offered with a certificate that is not trusted
    std::optional<Account> m_refused; ///< tried in vain, so that saving does not try it again
    bool m_isGuessing = true;
};

}
