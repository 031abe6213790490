// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptoframes.h"

#include <QtEndian>

namespace Kontor
{
namespace
{
constexpr qsizetype lengthSize = 4;
}

QByteArray CryptoFrames::toFrame(const QByteArray &json)
{
    QByteArray frame(lengthSize, Qt::Uninitialized);
    qToBigEndian(quint32(json.size()), frame.data());
    return frame + json;
}

void CryptoFrames::add(const QByteArray &bytes)
{
    if (m_start > 0 && m_start >= m_bytes.size() / 2) {
        m_bytes.remove(0, m_start);
        m_start = 0;
    }
    m_bytes += bytes;
}

std::optional<QByteArray> CryptoFrames::next()
{
    if (m_isBroken || m_bytes.size() - m_start < lengthSize) {
        return {};
    }
    const auto length = qsizetype(qFromBigEndian<quint32>(m_bytes.constData() + m_start));
    if (length > longest) {
        m_isBroken = true;
        return {};
    }
    if (m_bytes.size() - m_start - lengthSize < length) {
        return {};
    }
    const auto json = m_bytes.mid(m_start + lengthSize, length);
    m_start += lengthSize + length;
    return json;
}

bool CryptoFrames::isBroken() const
{
    return m_isBroken;
}

}
