// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapresponse.h"
#include "mail/protocol/uidset.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace Kontor
{

/// Where we stopped reading a mailbox. A value, kept by the engine as bytes.
struct MailSynchronizerToken {
    quint32 uidValidity = 0;
    quint32 uidNext = 0; ///< everything below was read or is in missing
    quint64 modSeq = 0; ///< 0: the server keeps none
    quint32 count = 0; ///< messages in the mailbox when it was last looked at
    UidSet missing; ///< UIDs below uidNext not read yet (the first pull, newest first)
    UidSet refused; ///< messages the server would not deliver; asked for again when something happens
    QByteArray flagsDigest; ///< without mod-sequences: a digest of all UIDs and flags

    QByteArray toBytes() const;
    /// An empty or unreadable text gives nothing: read from the beginning.
    static std::optional<MailSynchronizerToken> fromBytes(const QByteArray &bytes);

    /// True when \p status shows nothing that this token does not cover.
    bool covers(const ImapMailboxStatus &status) const;
};

/// The numbers of STATUS as RemoteCollection::state.
QByteArray mailboxStateToBytes(const ImapMailboxStatus &status);
std::optional<ImapMailboxStatus> mailboxStateFromBytes(const QByteArray &bytes);

/// The revision of a message: mailbox generation and mod-sequence, so that no change is ever
/// carried out on a UID of another generation.
struct MailRevision {
    quint32 uidValidity = 0; ///< 0: unknown
    quint64 modSeq = 0;
    std::optional<QStringList> flags{}; ///< told by toString() where there are no mod-sequences; not read back

    QString toString() const;
    static MailRevision fromString(const QString &text);
};

}
