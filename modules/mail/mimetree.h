// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QString>

namespace Kontor
{

/// One part of a message: its fields and where its bytes lie.
struct MimePart {
    QString id; ///< as in IMAP: "1", "2.1"; empty for a multipart at the root
    int parent = -1; ///< index
    QList<int> children; ///< indices
    QByteArrayView header;
    QByteArrayView body; ///< still encoded
    QByteArray mimeType; ///< lower case; "text/plain" when missing or broken
    QHash<QByteArray, QByteArray> parameters; ///< of Content-Type, lower case keys, raw
    QByteArray encoding; ///< lower case
    QByteArray disposition; ///< lower case; empty: not said
    QString name; ///< as the sender wrote it, decoded; see AttachmentName for what is safe
    QString contentId; ///< without brackets
    bool isDeclared = false; ///< has a Content-Type

    bool isMultipart() const
    {
        return mimeType.startsWith("multipart/");
    }
    bool isMessage() const
    {
        return mimeType == "message/rfc822" || mimeType == "message/global";
    }
    /// Decoded bytes, without decoding (an estimate for quoted-printable).
    qint64 decodedSize() const;
    QByteArray decoded() const;
};

/// A message taken apart (RFC 2045, 2046) in one pass without recursion and without copying.
///
/// Containers nested deeper than maximumDepth are not kept; the parts in them are, as children of
/// the deepest container kept. After maximumParts the rest belongs to the last part.
class MimeTree
{
public:
    static constexpr int maximumDepth = 64;
    static constexpr int maximumParts = 2000;

    /// \p raw must live as long as the tree is used; it is kept (shared).
    explicit MimeTree(const QByteArray &raw);

    const QList<MimePart> &parts() const
    {
        return m_parts;
    }
    const MimePart &root() const
    {
        return m_parts.first();
    }
    const MimePart *find(const QString &id) const;
    bool isTooDeep() const
    {
        return m_tooDeep;
    }
    bool hasTooManyParts() const
    {
        return m_tooMany;
    }

private:
    friend class MimeScanner;
    QByteArray m_raw;
    QList<MimePart> m_parts;
    bool m_tooDeep = false;
    bool m_tooMany = false;
};

/// Parameters of Content-Type and Content-Disposition, tolerant: RFC 2231 with continuations,
/// RFC 2047 in values, raw 8-bit, missing quotes.
struct MimeParameters {
    QByteArray value; ///< what stands before the first semicolon, lower case
    QHash<QByteArray, QByteArray> raw; ///< lower case keys
    QString decoded(const QByteArray &key) const;

    static MimeParameters parse(const QByteArray &field);
};

}
