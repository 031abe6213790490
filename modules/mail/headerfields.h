// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

#include <QByteArray>

namespace Kontor
{

/// The fields of a header block (RFC 5322), found by name and decoded on demand.
///
/// Cheap: nothing is copied until asked for. Limits hold against hostile input: 2,000 fields,
/// 256 KiB a field. Names are compared without case.
class HeaderFields
{
public:
    explicit HeaderFields(const QByteArray &header);

    bool has(QByteArrayView name) const;
    QByteArray raw(QByteArrayView name) const; ///< first of that name, unfolded
    QList<QByteArray> all(QByteArrayView name) const; ///< unfolded

    QString text(QByteArrayView name) const; ///< decoded, one line fit for display
    QList<MailAddress> addresses(QByteArrayView name) const; ///< of all fields of that name
    MailAddress address(QByteArrayView name) const; ///< the first
    QStringList identifiers(QByteArrayView name, qsizetype atMost = 100) const; ///< msg-ids without brackets
    QDateTime date(QByteArrayView name = "Date") const; ///< UTC; invalid: missing or nonsense

    qsizetype count() const
    {
        return m_fields.size();
    }

    /// Where the header block of a message ends (behind the empty line), and where it begins:
    /// an mbox "From " line is passed over.
    struct Extent {
        qsizetype begin = 0;
        qsizetype end = 0; ///< of the fields
        qsizetype body = 0;
    };
    static Extent extentOf(QByteArrayView message);

private:
    struct Field {
        QByteArrayView name;
        QByteArrayView value; ///< still folded
    };
    QByteArray m_header; ///< keeps the views alive
    QList<Field> m_fields;
};

}
