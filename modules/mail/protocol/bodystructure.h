// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace Kontor
{

/// One part of a message as the server describes it (RFC 9051 7.5.2 BODYSTRUCTURE). A value.
struct BodyStructure {
    QByteArray id{}; ///< "1.2", for BODY[1.2]; empty for the root of a multipart; "1" for a single part
    QByteArray type{}; ///< lower case: "text"
    QByteArray subtype{}; ///< lower case: "plain"
    QHash<QByteArray, QString> parameters{}; ///< lower case keys, decoded (RFC 2231, RFC 2047, raw 8-bit)
    QByteArray contentId{}; ///< without angle brackets
    QString description{};
    QByteArray encoding{}; ///< lower case: "base64"
    qint64 size = 0; ///< octets as encoded; what the server says
    QByteArray disposition{}; ///< lower case: "attachment", "inline"; empty: not said
    QHash<QByteArray, QString> dispositionParameters{};
    QList<BodyStructure> children{}; ///< of a multipart, or the one inside a message/rfc822

    bool isMultipart() const
    {
        return type == "multipart";
    }
    QByteArray mimeType() const
    {
        return type + '/' + subtype;
    }
    /// From the disposition or the type; without path separators and control characters.
    QString fileName() const;

    /// Deeper parts than this are left out, which is no error.
    static constexpr int MaximalDepth = 100;
    /// More parts than this are left out, which is no error.
    static constexpr int MaximalParts = 10'000;

    /// Reads what stood behind BODYSTRUCTURE, literals included. nullopt: not a structure.
    static std::optional<BodyStructure> parse(QByteArrayView raw);

    /// Octets in all leaf parts that are not attachments.
    qint64 textSize() const;
    /// True if a part would be shown as an attachment: disposition attachment, or named and
    /// neither text nor inside multipart/related.
    bool hasAttachment() const;
};

}
