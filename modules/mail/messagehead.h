// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailpayload.h"
#include "mail/messagecontent.h"
#include "store/search.h"

namespace Kontor
{

/// What a payload says of a message, ready to be written. A value; made on the pool.
struct MessageHead {
    MessageRow row; ///< item, collection and thread are not known yet
    QDateTime received;
    QList<MailAddress> from;
    QList<MailAddress> recipients; ///< To, Cc, Bcc
    QStringList ancestors; ///< Message-IDs, oldest first
    QStringList attachmentNames;
    bool hasStructure = false; ///< attachments are known without the body
    SearchDocument document;

    static MessageHead read(const MailPayload &payload);
};

/// What a body adds. A value; made on the pool.
struct MessageBody {
    QString preview;
    int attachments = 0;
    MessageFlags flags; ///< Invitation, Unreadable
    SearchDocument document;

    static MessageBody read(const QByteArray &raw);
};

/// The names of the attachments by what the server says of the structure; nothing if it is not understood.
std::optional<QStringList> attachmentsOf(const QByteArray &bodyStructure, MessageFlags &flags);

}
