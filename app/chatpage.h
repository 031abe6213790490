// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/chatentry.h"

#include <QPointer>
#include <QWidget>

#include <functional>
#include <optional>

class KMessageWidget;
class KPasswordLineEdit;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QVBoxLayout;

namespace Kontor
{

/// The part of an account that is chat: finds the homeserver and what it offers, signs in there, and says which device this
/// is. What was signed in before is known by the account; what is new waits for the account to be saved.
class ChatPage : public QWidget
{
    Q_OBJECT
public:
    struct Desk {
        QPointer<ChatEntry> entry{}; ///< null: chat cannot be set up here
        /// What is remembered of the device of an account; none: nothing.
        std::function<QFuture<Result<std::optional<ChatCredentials>>>(AccountId)> remembered{};
        /// Keys that no backup has yet; 0 too where nobody knows.
        std::function<QFuture<int>(AccountId)> unsavedKeys{};
    };
    ChatPage(Desk desk, QWidget *parent = nullptr);
    ~ChatPage() override; ///< a device that was made and is kept nowhere is ended at the server

    void fill(const Account &account);
    void apply(Account &account) const;
    void setAddress(const QString &address); ///< where to look if nothing is entered
    void setAuthorities(const QByteArray &certificates);

    /// Made since fill(); whoever saves the account keeps them with it, then calls taken().
    std::optional<ChatCredentials> credentials() const;
    void taken();

    QList<QWidget *> tabOrder() const; ///< as it stands on the screen

    void look();
    QString stateText() const;

Q_SIGNALS:
    void changed();
    void signedOut(); ///< of the account as it was: it has no chat any more, and whoever keeps accounts should know at once

private:
    enum class Stage { Away, Looking, Offered, SigningIn, Inside };
    void build();
    void turnTo(Stage stage);
    void tell(const QString &sentence, int type);
    void tellOffer();
    void signIn(const ChatEntryWay &way);
    void arrived(const ChatCredentials &credentials);
    void askAgain();
    void leave();
    void leaveNow(int unsaved);
    void drop();

    Desk m_desk;
    AccountId m_account{};
    QString m_user; ///< signed in as; empty: not
    QUrl m_homeserver;
    QString m_mailAddress;
    QByteArray m_authorities;
    Stage m_stage = Stage::Away;
    ChatEntryOffer m_offer;
    std::optional<ChatCredentials> m_remembered; ///< of the account as it was
    std::optional<ChatCredentials> m_made;
    int m_turn = 0; ///< an answer to an earlier question is not for us

    QLineEdit *m_start;
    QPushButton *m_look;
    QWidget *m_ways;
    QLineEdit *m_userName;
    KPasswordLineEdit *m_password;
    QPushButton *m_signIn;
    QVBoxLayout *m_browsers;
    QLineEdit *m_device;
    QLabel *m_state;
    QPushButton *m_again;
    QPushButton *m_signOut;
    KMessageWidget *m_message;
    QProgressBar *m_busy;
    QPushButton *m_cancel;
};

}
