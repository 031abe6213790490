// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/incomingbuffer.h"

#include <cstring>

namespace Kontor
{
namespace
{
constexpr qsizetype KeptWhenEmpty = 1024 * 1024;
constexpr qsizetype WorthMoving = 64 * 1024;
}

void IncomingBuffer::append(QByteArrayView bytes)
{
    if (bytes.isEmpty()) {
        return;
    }
    std::memcpy(reserve(bytes.size()), bytes.data(), size_t(bytes.size()));
    commit(bytes.size());
}

char *IncomingBuffer::reserve(qsizetype count)
{
    const auto end = m_bytes.size();
    if (end + count > m_bytes.capacity()) {
        m_bytes.reserve(std::max(end + count, end + end / 2));
    }
    m_bytes.resizeForOverwrite(end + count);
    m_reserved = count;
    return m_bytes.data() + end;
}

void IncomingBuffer::commit(qsizetype written)
{
    m_bytes.chop(m_reserved - written);
    m_reserved = 0;
}

void IncomingBuffer::consume(qsizetype count)
{
    m_start += count;
    if (m_start >= m_bytes.size()) {
        clear();
    } else if (m_start > WorthMoving && m_start > m_bytes.size() / 2) {
        m_bytes.remove(0, m_start);
        m_start = 0;
    }
}

void IncomingBuffer::remove(qsizetype from, qsizetype count)
{
    m_bytes.remove(m_start + from, count);
}

void IncomingBuffer::clear()
{
    m_start = 0;
    if (m_bytes.capacity() > KeptWhenEmpty) {
        m_bytes = QByteArray();
    } else {
        m_bytes.resize(0);
    }
}

}
