// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>

namespace Kontor
{

/// A set of message UIDs as sorted ranges; 1:4294967295 costs as little as one UID. A value.
class UidSet
{
public:
    struct Range {
        quint32 first = 0;
        quint32 last = 0;
        bool operator==(const Range &) const = default;
    };

    UidSet() = default;
    UidSet(std::initializer_list<quint32> uids);
    static UidSet fromUids(QList<quint32> uids);
    static UidSet range(quint32 first, quint32 last);

    /// Reads "1,3:5"; "*" counts as 4294967295; zero, overflow, emptiness and anything else give nullopt.
    static std::optional<UidSet> fromWire(QByteArrayView text);

    /// The same without sorting or joining: COPYUID pairs its sets by position (RFC 4315 3).
    static std::optional<QList<Range>> rangesFromWire(QByteArrayView text);

    /// "1,3:5"; "" for the empty set.
    QByteArray toWire() const;

    void add(quint32 uid);
    void add(Range range);
    void add(const UidSet &other);
    void remove(const UidSet &other);

    bool contains(quint32 uid) const;
    bool isEmpty() const
    {
        return m_ranges.isEmpty();
    }
    qint64 count() const;
    quint32 first() const; ///< 0 if empty
    quint32 last() const; ///< 0 if empty
    const QList<Range> &ranges() const
    {
        return m_ranges;
    }

    /// All UIDs, ascending; nullopt when there are more than \p atMost.
    std::optional<QList<quint32>> uids(qint64 atMost) const;

    /// Cuts the set into consecutive sets of at most \p uids members whose wire form is short
    /// enough for a command line (8000 octets, RFC 7162 4).
    QList<UidSet> split(qint64 uids) const;

    bool operator==(const UidSet &) const = default;

private:
    QList<Range> m_ranges; // sorted, apart by at least one
};

}
