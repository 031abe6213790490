// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Kontor
{

/// By whom, when and why an event was redacted, as unsigned.redacted_because says it.
struct MatrixRedaction {
    QString eventId{};
    QString sender{};
    QString reason{}; ///< as the person wrote it; not cleaned
    qint64 at = 0; ///< ms since epoch
};

/// One event as a server tells it (client-server API, "Events"): of a timeline, of a room's state, or stripped. A value.
///
/// Nothing in it is to be trusted: ids are only known to be short, \c content may hold anything. Names and texts for the
/// eye still need cleaning.
struct MatrixEvent {
    enum class Fault {
        None,
        TooLarge, ///< more than Matrix::largestEvent octets: only the fields are here, neither content nor raw
        TooDeep, ///< nested deeper than Matrix::deepestEvent: the same
        Unreadable, ///< no JSON within: the same, as far as the fields could be read
    };

    QString id{}; ///< "$…"; empty in stripped state
    QString roomId{}; ///< from the event or from where it stood
    QString type{}; ///< "m.room.message"; never empty
    QString sender{};
    std::optional<QString> stateKey{}; ///< there: it is state, also where the key is empty
    QJsonObject content{};
    qint64 at = 0; ///< origin_server_ts: ms since epoch, as the sender's server claims; 0 to year 9999
    QString redacts{}; ///< of m.room.redaction, wherever the room's version puts it

    // Of "unsigned": what our own server adds.
    qint64 age = -1; ///< ms; -1: not told
    QString transactionId{}; ///< of our own device's sends
    QString membership{}; ///< our own at that time: "join", …
    std::optional<MatrixRedaction> redaction{}; ///< it has been redacted
    QJsonObject previousContent{}; ///< of state
    QJsonObject bundled{}; ///< m.relations: edits, threads, references that the server has counted

    QByteArray raw{}; ///< the event's JSON, octet by octet
    Fault fault = Fault::None;

    bool isState() const
    {
        return stateKey.has_value();
    }
    bool isRedacted() const
    {
        return redaction.has_value();
    }

    /// nullopt: nothing that an event could be (no object, no type, ids longer than anything).
    [[nodiscard]] static std::optional<MatrixEvent> read(QByteArrayView json);
};

namespace Matrix
{
constexpr qsizetype largestEvent = qsizetype(1) << 20; ///< octets of JSON; the specification allows 64 KiB
constexpr int deepestEvent = 100;
constexpr qsizetype longestId = 1024; ///< UTF-16 units; the specification allows 255 octets
}

/// How one event speaks of another (m.relates_to); a value.
struct MatrixRelation {
    enum class Kind { None, Reply, Thread, Edit, Annotation, Reference, Other };
    Kind kind = Kind::None;
    QString type{}; ///< rel_type as it stands there; empty for a plain reply
    QString eventId{}; ///< the related event; for a thread its root, for a plain reply what it answers
    QString replyTo{}; ///< m.in_reply_to, also inside of a thread
    QString key{}; ///< of an annotation: the reaction
    bool isFallback = false; ///< replyTo is there only for clients that know no threads

    /// Of a content. For an encrypted event pass the envelope's content: relations stand there in the clear.
    [[nodiscard]] static MatrixRelation of(const QJsonObject &content);
    bool operator==(const MatrixRelation &) const = default;
};

/// What is left of a content after a redaction ("Redactions" of the room versions 1 to 12; an unknown version is read as
/// the newest).
[[nodiscard]] QJsonObject redactedMatrixContent(const QString &type, const QJsonObject &content, const QString &roomVersion);
/// What is left of an event as a whole: the keys that are kept, and the content as above. "unsigned" is dropped.
[[nodiscard]] QJsonObject redactedMatrixEvent(const QJsonObject &event, const QString &roomVersion);

}

Q_DECLARE_TYPEINFO(Kontor::MatrixEvent, Q_RELOCATABLE_TYPE);
