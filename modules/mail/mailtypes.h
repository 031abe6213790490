// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/blobs.h"

#include <QDateTime>
#include <QFlags>
#include <QList>
#include <QString>
#include <QStringList>

namespace Kontor
{

enum class MessageFlag {
    Seen = 0x01,
    Flagged = 0x02,
    Answered = 0x04,
    Forwarded = 0x08, ///< $Forwarded
    Draft = 0x10,
    Deleted = 0x20,
    Junk = 0x40, ///< $Junk
    NotJunk = 0x80, ///< $NotJunk
    Waiting = 0x100, ///< ours: in the outbox, not sent yet
    Local = 0x200, ///< ours: the server does not have it yet
    Invitation = 0x400, ///< ours: carries text/calendar
    Unreadable = 0x800, ///< ours: could not be understood; shown as it is
};
Q_DECLARE_FLAGS(MessageFlags, MessageFlag)
Q_DECLARE_OPERATORS_FOR_FLAGS(MessageFlags)

/// Roles of folders (RFC 6154), as kept in collection.role.
namespace FolderRole
{
inline const QString Inbox = QStringLiteral("inbox");
inline const QString Drafts = QStringLiteral("drafts");
inline const QString Sent = QStringLiteral("sent");
inline const QString Archive = QStringLiteral("archive");
inline const QString Junk = QStringLiteral("junk");
inline const QString Trash = QStringLiteral("trash");
inline const QString All = QStringLiteral("all");
inline const QString Outbox = QStringLiteral("outbox"); ///< ours; exists only here
}

/// A name and an address, decoded.
struct MailAddress {
    QString name;
    QString address;

    QString display() const; ///< the name, else the address
    QString toString() const; ///< "Name <address>", quoted where needed
    bool operator==(const MailAddress &) const = default;

    /// Parses a list as people type it, with commas or semicolons. Bad parts come back as they are in \p rejected.
    static QList<MailAddress> parseList(const QString &text, QStringList *rejected = nullptr);
};

/// One row of the message list.
struct MessageRow {
    ItemId item;
    CollectionId collection;
    qint64 thread = 0;
    QDateTime date;
    QString fromName;
    QString fromAddress;
    QString recipients;
    QString subject;
    QString preview;
    MessageFlags flags;
    QStringList keywords;
    qint64 size = 0;
    QString messageId;
    int attachments = 0;
    BlobId body; ///< empty: not here yet
};

/// A file attached to a draft.
struct DraftAttachment {
    BlobId blob;
    QString name;
    QString mimeType;
    qint64 size = 0;
    bool operator==(const DraftAttachment &) const = default;
};

/// A message being written. A value; the composer edits it, MailActions keeps and sends it.
struct Draft {
    ItemId item; ///< none: never saved
    AccountId account;
    MailAddress from;
    QList<MailAddress> to, cc, bcc;
    QString subject;
    QString text; ///< plain text
    QList<DraftAttachment> attachments;
    QString inReplyTo; ///< Message-ID
    QStringList references;
    ItemId answers; ///< marked answered when this is sent
    ItemId forwards; ///< marked forwarded when this is sent
    QString messageId; ///< made at the first save, kept until sent
    bool operator==(const Draft &) const = default;
};

}
