// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailpayload.h"
#include "sync/delta.h"

#include <QMap>

namespace Kontor
{

/// One mailbox as an engine would keep it: deltas applied to a map. Proves that nothing is lost.
class MailboxMirror
{
public:
    struct Message {
        MailPayload payload;
        QString revision;
    };

    void apply(const Delta &delta);

    QList<int> uids() const;
    QStringList flags(int uid) const;
    QString subject(int uid) const;
    int whole = 0; ///< whole payloads received
    int partial = 0;
    QMap<int, Message> messages;
    QByteArray token;
    QStringList problems; ///< things no server should do to us
};

}
