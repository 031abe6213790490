// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/kinds/lettercourier.h"
#include "calendar/calendaractions.h"
#include "mail/mailactions.h"
#include "store/store.h"
#include "sync/outbox.h"

#include <QSet>

namespace Kontor
{

/// The letters of the calendar in a run without a window: answers given offline leave in the same run.
class LetterPost
{
public:
    LetterPost(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox, QList<Account> accounts);

    /// Hands all that may go to mail; later letters follow by themselves while the event loop runs.
    Result<void> hand();

    /// Which resources have something to do since this was last asked: mail to be sent, and calendars whose server has been told
    /// something and not yet been asked whether it told everybody.
    Result<QSet<ResourceId>> due();

    /// Why letters stay here, in whole sentences.
    QStringList stranded() const
    {
        return m_stranded;
    }

private:
    std::shared_ptr<Store> m_store;
    QList<Account> m_accounts;
    CalendarActions m_calendar; ///< lets letters go, or drops them, when a server has spoken
    MailActions m_mail;
    LetterCourier m_courier;
    QSet<AccountId> m_carried;
    QStringList m_stranded;
    std::optional<Error> m_error;
};

}
