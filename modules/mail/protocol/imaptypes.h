// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/imapresponse.h"

#include <functional>

namespace Kontor
{

/// A mailbox as list() puts it together from all the server's ways to say it.
struct ImapMailbox {
    QByteArray name{}; ///< wire form, the remote id
    QString displayName{}; ///< whole path, decoded
    QByteArray delimiter{}; ///< empty: no hierarchy
    QSet<QByteArray> attributes{}; ///< lower case, with backslash
    bool isSubscribed = false;
    std::optional<ImapMailboxStatus> status{}; ///< absent: not asked, or the mailbox cannot be selected

    bool isSelectable() const
    {
        return !attributes.contains("\\noselect") && !attributes.contains("\\nonexistent");
    }
    /// "\\sent", "\\drafts", "\\trash", "\\junk", "\\archive", "\\all", "\\flagged", "\\important"; empty: none.
    QByteArray specialUse() const;
};

/// What we remember of a mailbox when selecting it again (RFC 7162 3.2.5).
struct ImapKnownState {
    quint32 uidValidity = 0;
    quint64 modSeq = 0;
    UidSet uids{}; ///< optional: what we have, so that the server need not tell older losses
};

/// A mailbox as SELECT or EXAMINE opened it.
struct ImapSelected {
    QByteArray mailbox{};
    bool isReadOnly = false;
    quint32 exists = 0;
    quint32 uidValidity = 0; ///< 0: the server keeps no lasting UIDs; nothing may be cached
    quint32 uidNext = 0; ///< 0: not said
    quint64 highestModSeq = 0; ///< 0: none (NOMODSEQ or no CONDSTORE)
    QList<QByteArray> flags{};
    QList<QByteArray> permanentFlags{};
    bool takesNewKeywords = false; ///< "\*" among the permanent flags
    QByteArray mailboxId{};
    bool isResync = false; ///< vanished and changed are complete since the known state
    UidSet vanished{};
    QList<ImapFetch> changed{}; ///< flags and modSeq by UID
};

/// Which message went where; several servers do not say.
struct ImapCopied {
    quint32 uidValidity = 0; ///< 0: the server did not say
    QList<std::pair<quint32, quint32>> uids{}; ///< from, to
};

struct ImapAppended {
    quint32 uidValidity = 0; ///< 0: the server did not say
    quint32 uid = 0;
};

struct ImapStored {
    UidSet modified{}; ///< refused because somebody else changed them since (UNCHANGEDSINCE)
    QList<ImapFetch> changed{}; ///< what the server told back
};

/// What watching learned.
struct ImapNews {
    bool isNews = false; ///< false: the time is over
    bool selectedChanged = false; ///< in the selected mailbox
    bool mailboxesChanged = false; ///< created, deleted, renamed, subscribed
    QList<QByteArray> mailboxes{}; ///< with news, as far as named (NOTIFY)
};

}
