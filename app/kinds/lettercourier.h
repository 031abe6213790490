// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "calendar/calendarletters.h"
#include "mail/letter.h"
#include "store/store.h"

#include <QObject>
#include <QSet>

#include <functional>
#include <memory>

namespace Kontor
{

class MailActions;

/// Carries the letters of the calendar (invitations, answers) to mail's outbox: whenever one waits it
/// becomes a message there, and is forgotten here, in one transaction. So each goes out once, wherever
/// the program was ended; and one after the other, since an update must not overtake its invitation. Thread of its
/// owner, which needs an event loop.
class LetterCourier : public QObject
{
    Q_OBJECT
public:
    using Accounts = std::function<QList<Account>()>;

    LetterCourier(std::shared_ptr<Store> store, MailActions *mail, Accounts accounts, QObject *parent = nullptr);

    /// Letters go out at once, without the time accounts leave for second thoughts: nobody is there to have any.
    void hurry();

    /// Looks now: what could not be carried before may have an account to send from.
    void look();

    /// The account that sends for the letter: its own if that has mail and the address, else whichever has
    /// the address; none: nobody may speak for it.
    static AccountId senderOf(const CalendarLetter &letter, const QList<Account> &accounts);
    static Letter toLetter(const CalendarLetter &letter, AccountId sender);

Q_SIGNALS:
    /// A letter has to wait since no account sends from its address; told once each.
    void stranded(const QString &sentence);
    void failed(const Kontor::Error &error);
    void carried(Kontor::AccountId sender); ///< mail has one more to send
    void idle(); ///< nothing waits that could be carried

private:
    void carry(const QList<CalendarLetter> &letters);
    void carry(const CalendarLetter &letter, AccountId sender);

    std::shared_ptr<Store> m_store;
    MailActions *m_mail;
    Accounts m_accounts;
    QSet<qint64> m_told; ///< stranded ones
    QSet<qint64> m_refused; ///< not tried again before the next start
    bool m_isHurried = false;
    bool m_isCarrying = false;
    bool m_isLooking = false;
    bool m_looksAgain = false;
};

}
