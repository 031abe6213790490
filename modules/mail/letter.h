// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "mail/mailtypes.h"

namespace Kontor
{

/// A scheduling message that another part of the program has sent by mail (iMIP, RFC 6047). A value.
struct Letter {
    AccountId account{};
    MailAddress from{};
    QList<MailAddress> to{};
    QString subject{};
    QString text{}; ///< for readers without a calendar
    QByteArray method{}; ///< "REQUEST", "REPLY", …
    QByteArray calendar{}; ///< text/calendar in UTF-8
    QString messageId{}; ///< without brackets; the same when it is tried again
    QDateTime when{}; ///< not before; null: after the time the account leaves for second thoughts
};

}
