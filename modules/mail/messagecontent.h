// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/mailtypes.h"

#include <QHash>

namespace Kontor
{

/// A part of a message that can be saved or opened.
struct Attachment {
    QString partId; ///< "2.1", as in IMAP
    QString name; ///< decoded, without directories, control characters or direction overrides
    QString mimeType; ///< as declared; never trusted
    qint64 size = 0; ///< decoded bytes
    QString contentId;
    bool isInline = false; ///< shown in the text
    bool isDangerous() const; ///< programs, scripts, macro documents: opening warns
};

/// A message taken apart for reading. Pure value; made on the pool from the raw bytes.
///
/// Limits hold against hostile input: nesting, number of parts, sizes of text. What could not be
/// understood is said in problems, and the rest is still there.
struct MessageContent {
    MailAddress from;
    MailAddress sender; ///< when it differs from From
    QList<MailAddress> to, cc, bcc, replyTo;
    QString subject;
    QDateTime date;
    QString messageId;
    QString inReplyTo;
    QStringList references;
    QString listUnsubscribe; ///< mailto: or https: address, shown, never called by itself
    QString plainText; ///< the text to read; made from HTML when there is no plain part
    QString safeHtml; ///< sanitised HTML; empty when the message has none
    bool htmlOnly = false; ///< there was no plain part
    bool hadRemoteContent = false; ///< the HTML asked for things from the network; never loaded
    QList<Attachment> attachments;
    QHash<QString, QByteArray> inlineImages; ///< by Content-ID, image types only, limited
    QByteArray calendar; ///< text/calendar, if any
    QByteArray rawHeaders;
    QStringList problems; ///< whole sentences for the user
    qint64 size = 0;

    /// Words for the search index.
    QString searchableText() const;

    static MessageContent parse(const QByteArray &raw);

    /// Only what the index and the list want: fields, text, names; no HTML, no pictures, no sizes.
    static MessageContent parseForIndex(const QByteArray &raw);

    /// The first words for the list: without quotes, links and marks.
    QString preview() const;

    /// The decoded bytes of one attachment.
    static Result<QByteArray> attachmentBytes(const QByteArray &raw, const QString &partId);
};

}
