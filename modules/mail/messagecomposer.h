// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/letter.h"
#include "mail/mailtypes.h"

#include <functional>

namespace Kontor
{

/// Drafts to RFC 5322 bytes and back. Pure apart from reading attachments; any thread but the GUI's.
///
/// Text goes out as UTF-8, format=flowed; names of attachments by RFC 2231. Nothing in a draft
/// can add a field of its own. The bytes tell nothing of the machine they were made on.
class MessageComposer
{
public:
    enum class Copy {
        ToSend, ///< without Bcc
        ToKeep, ///< for drafts and sent mail: with Bcc
    };
    using ReadBlob = std::function<Result<QByteArray>(const BlobId &)>;

    /// Sum of all attachments; more is refused with a sentence.
    static constexpr qint64 largestMessage = qint64(150) << 20;

    /// OverQuota: too large. NotFound, Storage: an attachment cannot be read. CRLF line ends.
    static Result<QByteArray> compose(const Draft &draft, Copy copy, const ReadBlob &readBlob, const QDateTime &date = QDateTime::currentDateTime());

    /// A scheduling message: the text for people and the calendar object as alternatives (RFC 6047, 2.4).
    static QByteArray compose(const Letter &letter, const QDateTime &date = QDateTime::currentDateTime());

    /// A message taken apart for editing; attachments have no blobs yet.
    struct Opened {
        Draft draft;
        QList<QByteArray> attachments; ///< contents of draft.attachments, in order
    };
    static Opened open(const QByteArray &raw);

    /// Unique, with the sender's domain; without brackets.
    static QString newMessageId(const MailAddress &sender);

    /// The address as it stands on the wire: domain in ASCII (RFC 5890).
    static QString wireAddress(const QString &address);

    /// All addresses the message goes to, each once, for the envelope.
    static QStringList envelope(const Draft &draft);
};

}
