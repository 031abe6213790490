// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/uidset.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr quint32 Highest = 4294967295U;
constexpr qsizetype LongestWireForm = 7000; // leaves room for the rest of an 8000 octet line

std::optional<quint32> number(QByteArrayView text)
{
    if (text == "*") {
        return Highest;
    }
    if (text.isEmpty() || text.size() > 10) {
        return std::nullopt;
    }
    quint64 value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + quint64(c - '0');
    }
    if (value == 0 || value > Highest) {
        return std::nullopt;
    }
    return quint32(value);
}

std::optional<UidSet::Range> oneRange(QByteArrayView text)
{
    const auto colon = text.indexOf(':');
    if (colon < 0) {
        const auto uid = number(text);
        return uid ? std::optional(UidSet::Range{*uid, *uid}) : std::nullopt;
    }
    const auto first = number(text.first(colon));
    const auto last = number(text.sliced(colon + 1));
    if (!first || !last) {
        return std::nullopt;
    }
    return UidSet::Range{std::min(*first, *last), std::max(*first, *last)};
}

QByteArray wire(UidSet::Range range)
{
    auto text = QByteArray::number(range.first);
    if (range.last != range.first) {
        text += ':' + QByteArray::number(range.last);
    }
    return text;
}
}

UidSet::UidSet(std::initializer_list<quint32> uids)
{
    for (const auto uid : uids) {
        add(uid);
    }
}

UidSet UidSet::fromUids(QList<quint32> uids)
{
    std::ranges::sort(uids);
    UidSet set;
    for (const auto uid : std::as_const(uids)) {
        set.add(uid);
    }
    return set;
}

UidSet UidSet::range(quint32 first, quint32 last)
{
    UidSet set;
    set.add(Range{first, last});
    return set;
}

std::optional<QList<UidSet::Range>> UidSet::rangesFromWire(QByteArrayView text)
{
    QList<Range> ranges;
    while (true) {
        const auto comma = text.indexOf(',');
        const auto range = oneRange(comma < 0 ? text : text.first(comma));
        if (!range) {
            return std::nullopt;
        }
        ranges << *range;
        if (comma < 0) {
            return ranges;
        }
        text = text.sliced(comma + 1);
    }
}

std::optional<UidSet> UidSet::fromWire(QByteArrayView text)
{
    auto ranges = rangesFromWire(text);
    if (!ranges) {
        return std::nullopt;
    }
    std::ranges::sort(*ranges, {}, &Range::first); // keeps add() at the end of the list, so linear
    UidSet set;
    for (const auto range : std::as_const(*ranges)) {
        set.add(range);
    }
    return set;
}

QByteArray UidSet::toWire() const
{
    QByteArray text;
    for (const auto range : m_ranges) {
        if (!text.isEmpty()) {
            text += ',';
        }
        text += wire(range);
    }
    return text;
}

void UidSet::add(quint32 uid)
{
    add(Range{uid, uid});
}

void UidSet::add(Range range)
{
    if (range.first == 0 || range.first > range.last) {
        return;
    }
    if (m_ranges.isEmpty() || quint64(m_ranges.last().last) + 1 < range.first) {
        m_ranges << range;
        return;
    }
    // The first range that touches or lies behind the new one, and the end of those it swallows.
    const auto from = std::ranges::partition_point(m_ranges, [&](Range old) {
        return quint64(old.last) + 1 < range.first;
    });
    auto to = from;
    while (to != m_ranges.end() && to->first <= quint64(range.last) + 1) {
        range.first = std::min(range.first, to->first);
        range.last = std::max(range.last, to->last);
        ++to;
    }
    if (from == to) {
        m_ranges.insert(from, range);
    } else {
        *from = range;
        m_ranges.erase(from + 1, to);
    }
}

void UidSet::add(const UidSet &other)
{
    for (const auto range : other.m_ranges) {
        add(range);
    }
}

void UidSet::remove(const UidSet &other)
{
    QList<Range> left;
    auto hole = other.m_ranges.cbegin();
    for (auto range : std::as_const(m_ranges)) {
        while (hole != other.m_ranges.cend() && hole->last < range.first) {
            ++hole;
        }
        bool isGone = false;
        for (auto next = hole; next != other.m_ranges.cend() && next->first <= range.last; ++next) {
            if (next->first > range.first) {
                left << Range{range.first, next->first - 1};
            }
            if (next->last >= range.last) {
                isGone = true;
                break;
            }
            range.first = next->last + 1;
        }
        if (!isGone) {
            left << range;
        }
    }
    m_ranges = left;
}

bool UidSet::contains(quint32 uid) const
{
    const auto found = std::ranges::partition_point(m_ranges, [uid](Range range) {
        return range.last < uid;
    });
    return found != m_ranges.end() && found->first <= uid;
}

qint64 UidSet::count() const
{
    qint64 sum = 0;
    for (const auto range : m_ranges) {
        sum += qint64(range.last) - range.first + 1;
    }
    return sum;
}

quint32 UidSet::first() const
{
    return m_ranges.isEmpty() ? 0 : m_ranges.first().first;
}

quint32 UidSet::last() const
{
    return m_ranges.isEmpty() ? 0 : m_ranges.last().last;
}

std::optional<QList<quint32>> UidSet::uids(qint64 atMost) const
{
    if (count() > atMost) {
        return std::nullopt;
    }
    QList<quint32> list;
    list.reserve(count());
    for (const auto range : m_ranges) {
        for (quint64 uid = range.first; uid <= range.last; ++uid) {
            list << quint32(uid);
        }
    }
    return list;
}

QList<UidSet> UidSet::split(qint64 uids) const
{
    uids = std::max<qint64>(uids, 1);
    QList<UidSet> sets;
    UidSet set;
    qint64 room = uids;
    qsizetype length = 0;
    for (auto range : m_ranges) {
        while (true) {
            if (room == 0 || length > LongestWireForm) {
                sets << std::exchange(set, {});
                room = uids;
                length = 0;
            }
            const qint64 size = qint64(range.last) - range.first + 1;
            const qint64 taken = std::min(size, room);
            const Range part{range.first, quint32(range.first + taken - 1)};
            set.m_ranges << part;
            length += wire(part).size() + 1;
            room -= taken;
            if (taken == size) {
                break;
            }
            range.first += quint32(taken);
        }
    }
    if (!set.isEmpty()) {
        sets << set;
    }
    return sets;
}

}
