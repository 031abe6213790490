// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudchunks.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qint64 usual = qint64(32) << 20; // what is lost when the connection breaks, against what each request costs
constexpr int usualAtOnce = 3;
constexpr int mostAtOnce = 5;
}

CloudChunks::CloudChunks(qint64 size, qint64 wish, qint64 atOnce)
    : m_size(size)
{
    const qint64 needed = (size + most - 1) / most;
    const qint64 wanted = wish > 0 ? std::min(wish, usual) : usual;
    m_chunk = std::clamp(std::max(wanted, needed), smallest, largest);
    m_atOnce = int(std::clamp<qint64>(atOnce > 0 ? atOnce : usualAtOnce, 1, mostAtOnce));
}

int CloudChunks::count() const
{
    return int((m_size + m_chunk - 1) / m_chunk);
}

qint64 CloudChunks::offset(int number) const
{
    return (number - 1) * m_chunk;
}

qint64 CloudChunks::length(int number) const
{
    return std::clamp<qint64>(m_size - offset(number), 0, m_chunk);
}

QString CloudChunks::name(int number)
{
    return QString::number(number).rightJustified(5, u'0');
}

std::optional<int> CloudChunks::numberOf(const QString &name)
{
    const bool isNumber = !name.isEmpty() && name.size() <= 16 && std::ranges::all_of(name, [](QChar c) {
        return c >= u'0' && c <= u'9';
    });
    const auto number = name.toLongLong();
    return isNumber && number >= 1 && number <= most ? std::optional(int(number)) : std::nullopt;
}

}
