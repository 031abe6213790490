// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kinds/lettercourier.h"

#include "mail/mailactions.h"

#include <KLocalizedString>

namespace Kontor
{
namespace
{
bool sendsFrom(const Account &account, const QString &address)
{
    return account.hasMail() && (account.address.compare(address, Qt::CaseInsensitive) == 0 || account.aliases.contains(address, Qt::CaseInsensitive));
}

/// Whoever takes the letter out sends it; who comes second finds nothing and lets everything be.
Outbox::Prepare takingOut(qint64 letter)
{
    return [letter](Transaction &transaction, QList<Change> &) -> Result<void> {
        const auto waits = transaction.prepare("SELECT 1 FROM calendar_letter WHERE id = ?1 AND hold = 0").value<int>(letter);
        if (!waits) {
            return std::unexpected(waits.error());
        }
        if (!*waits) {
            return failure(Error::Kind::Cancelled, i18nc("@info", "This message was taken back."));
        }
        return CalendarLetters::remove(transaction, letter);
    };
}
}

LetterCourier::LetterCourier(std::shared_ptr<Store> store, MailActions *mail, Accounts accounts, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_mail(mail)
    , m_accounts(std::move(accounts))
{
    connect(m_store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox || changes.accounts) {
            look();
        }
    });
}

void LetterCourier::hurry()
{
    m_isHurried = true;
}

void LetterCourier::look()
{
    if (m_isLooking) {
        m_looksAgain = true;
        return;
    }
    m_isLooking = true;
    m_store->read(&CalendarLetters::waiting, Store::Urgency::Background).then(this, [this](const Result<QList<CalendarLetter>> &letters) {
        m_isLooking = false;
        if (letters) {
            carry(*letters);
        } else {
            Q_EMIT failed(letters.error());
        }
        if (std::exchange(m_looksAgain, false)) {
            look();
        } else if (!m_isCarrying) {
            Q_EMIT idle();
        }
    });
}

AccountId LetterCourier::senderOf(const CalendarLetter &letter, const QList<Account> &accounts)
{
    AccountId other;
    for (const auto &account : accounts) {
        if (!sendsFrom(account, letter.from)) {
            continue;
        }
        if (account.id == letter.account) {
            return account.id;
        }
        if (!other) {
            other = account.id;
        }
    }
    return other;
}

Letter LetterCourier::toLetter(const CalendarLetter &letter, AccountId sender)
{
    Letter message;
    message.account = sender;
    message.from = {letter.fromName, letter.from};
    for (const auto &recipient : letter.recipients) {
        message.to << MailAddress{QString(), recipient};
    }
    message.subject = letter.subject;
    message.text = letter.text;
    message.method = letter.method;
    message.calendar = letter.ics;
    message.messageId = QString::fromLatin1(letter.seed) + u'@' + letter.from.section(u'@', -1);
    return message;
}

void LetterCourier::carry(const QList<CalendarLetter> &letters)
{
    const auto accounts = m_accounts();
    for (const auto &letter : letters) {
        if (m_isCarrying) {
            return; // the next look follows
        }
        if (m_refused.contains(letter.id)) {
            continue;
        }
        if (const auto sender = senderOf(letter, accounts)) {
            carry(letter, sender);
        } else if (!m_told.contains(letter.id)) {
            m_told.insert(letter.id);
            Q_EMIT stranded(i18nc("@info %1 is the subject of a message, %2 an address",
                                  "“%1” cannot be sent yet, since no account sends mail from %2. It waits until there is one.", letter.subject, letter.from));
        }
    }
}

void LetterCourier::carry(const CalendarLetter &letter, AccountId sender)
{
    m_isCarrying = true;
    auto message = toLetter(letter, sender);
    message.when = m_isHurried ? QDateTime::currentDateTimeUtc() : QDateTime();
    m_mail->post(message, takingOut(letter.id)).then(this, [this, sender, id = letter.id](const Result<ChangeId> &posted) {
        m_isCarrying = false;
        if (posted) {
            Q_EMIT carried(sender);
        } else if (posted.error().kind != Error::Kind::Cancelled) {
            m_refused.insert(id);
            Q_EMIT failed(posted.error());
        }
        look();
    });
}

}
