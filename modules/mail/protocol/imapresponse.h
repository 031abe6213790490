// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/protocol/uidset.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

#include <optional>
#include <variant>

namespace Kontor
{

/// OK, NO, BAD, BYE or PREAUTH with its text (RFC 9051 7.1), tagged or not.
struct ImapStatus {
    enum class Kind { Ok, No, Bad, Bye, PreAuth };
    Kind kind = Kind::Ok;
    QByteArray tag{}; ///< empty: untagged
    QByteArray code{}; ///< "APPENDUID", upper case, without brackets; empty: none
    QByteArray codeArguments{}; ///< "38505 3955"
    QString text{}; ///< the server's words, cleaned and of bounded length
};

/// "+": the server waits for more from us.
struct ImapContinuation {
    QByteArray text{};
};

struct ImapCapabilities {
    QSet<QByteArray> names{}; ///< upper case
    bool has(const QByteArray &name) const
    {
        return names.contains(name);
    }
    QList<QByteArray> authMechanisms() const;
};

/// One mailbox as LIST or LSUB told it.
struct ImapListed {
    QByteArray name{}; ///< as on the wire, modified UTF-7: use it for commands and as the remote id
    QByteArray delimiter{}; ///< empty: the server knows no hierarchy
    QSet<QByteArray> attributes{}; ///< lower case: "\\noselect", "\\sent", "\\subscribed"
    QByteArray oldName{}; ///< RFC 5465: it was renamed from this one
    bool isLsub = false;
};

struct ImapMailboxStatus {
    QByteArray mailbox{};
    std::optional<quint32> messages{};
    std::optional<quint32> uidNext{};
    std::optional<quint32> uidValidity{};
    std::optional<quint32> unseen{};
    std::optional<quint64> highestModSeq{};
    std::optional<qint64> size{};
    QByteArray mailboxId{}; ///< RFC 8474
};

struct ImapSection {
    QByteArray name{}; ///< what stood in BODY[…], upper case; RFC822.HEADER gives "HEADER"; BINARY[1] gives "BINARY:1"
    qint64 origin = -1; ///< of a partial fetch; -1: from the beginning
    QByteArray bytes{};
    bool isNil = false;
    qint64 omitted = 0; ///< announced size of a literal above the limit; bytes is empty then
};

/// What the server says of one message; absent means: not said.
struct ImapFetch {
    quint32 sequence = 0;
    quint32 uid = 0; ///< 0: not said
    std::optional<QList<QByteArray>> flags{}; ///< as the server spells them
    std::optional<quint64> modSeq{};
    QDateTime internalDate{}; ///< UTC; invalid: not said or nonsense
    std::optional<qint64> size{};
    QByteArray bodyStructure{}; ///< raw, for BodyStructure::parse()
    QByteArray envelope{}; ///< raw
    QByteArray emailId{}; ///< RFC 8474
    QByteArray threadId{};
    QByteArray preview{}; ///< RFC 8970, UTF-8
    QList<ImapSection> sections{};

    /// nullptr if it was not sent.
    const ImapSection *section(QByteArrayView name) const;
};

struct ImapVanished {
    UidSet uids{};
    bool earlier = false; ///< an answer to a question, not news
};

struct ImapExists {
    quint32 count = 0;
};

struct ImapRecent {
    quint32 count = 0;
};

struct ImapExpunged {
    quint32 sequence = 0;
};

struct ImapFlags {
    QList<QByteArray> flags{};
};

/// SEARCH or ESEARCH.
struct ImapFound {
    QByteArray tag{}; ///< ESEARCH only
    bool isExtended = false;
    UidSet uids{};
    std::optional<quint32> count{};
    std::optional<quint32> minimum{};
    std::optional<quint32> maximum{};
    std::optional<quint64> modSeq{};
};

struct ImapEnabled {
    QList<QByteArray> names{};
};

struct ImapNamespaces {
    struct Space {
        QByteArray prefix{};
        QByteArray delimiter{};
    };
    QList<Space> personal{};
    QList<Space> others{};
    QList<Space> shared{};
};

struct ImapQuota {
    struct Resource {
        QByteArray name{}; ///< "STORAGE" (in KiB), "MESSAGE"
        quint64 usage = 0;
        quint64 limit = 0;
    };
    QByteArray root{};
    QList<Resource> resources{};
};

struct ImapQuotaRoot {
    QByteArray mailbox{};
    QList<QByteArray> roots{};
};

struct ImapId {
    QHash<QByteArray, QByteArray> fields{}; ///< lower case keys
};

/// Well formed enough to be passed over, but nothing we know.
struct ImapUnknown {
    QByteArray name{}; ///< upper case
    QByteArray rest = {}; ///< what followed, of bounded length (MYRIGHTS)
};

using ImapResponse = std::variant<ImapStatus, ImapContinuation, ImapCapabilities, ImapListed, ImapMailboxStatus, ImapFetch, ImapVanished, ImapExists,
    ImapRecent, ImapExpunged, ImapFlags, ImapFound, ImapEnabled, ImapNamespaces, ImapQuota, ImapQuotaRoot, ImapId, ImapUnknown>;

}
