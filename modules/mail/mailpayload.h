// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "mail/mailtypes.h"

#include <QByteArray>

namespace Kontor
{

/// The payload of a message: what IMAP said of it, as a CBOR map with one-letter keys.
///
/// f: flags and keywords (array of text) · d: INTERNALDATE (ms) · s: RFC822.SIZE ·
/// h: the header fields of headerFields, raw · b: BODYSTRUCTURE, raw.
/// A partial payload has f (and maybe other keys) only; merging replaces key by key.
/// Changes not yet confirmed add: c: collection id where it is shown · x: true, it is gone ·
/// o: true, waits in the outbox · l: true, the server does not have it yet.
struct MailPayload {
    QStringList flags; ///< as IMAP spells them: "\\Seen", "$Forwarded", "wichtig"
    bool hasFlags = false;
    QDateTime internalDate;
    qint64 size = 0;
    QByteArray header;
    QByteArray bodyStructure;
    CollectionId shownIn;
    bool gone = false;
    bool waiting = false;
    bool local = false;

    QByteArray toCbor() const;
    static Result<MailPayload> fromCbor(const QByteArray &bytes);

    /// The fields asked for with BODY.PEEK[HEADER.FIELDS (…)].
    static const QByteArrayList &headerFields();

    static MessageFlags flagBits(const QStringList &flags);
    static QStringList keywordsOf(const QStringList &flags); ///< without the well-known ones
};

}
