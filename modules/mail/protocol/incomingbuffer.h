// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Kontor
{

/// Bytes that arrived and were not consumed yet, in one piece; grows only with what arrives.
class IncomingBuffer
{
public:
    QByteArrayView view() const
    {
        return QByteArrayView(m_bytes).sliced(m_start);
    }
    qsizetype size() const
    {
        return m_bytes.size() - m_start;
    }
    bool isEmpty() const
    {
        return size() == 0;
    }

    void append(QByteArrayView bytes);

    /// Room for \p count more bytes at the end, to be written to; commit() says how many were.
    char *reserve(qsizetype count);
    void commit(qsizetype written);

    /// Forgets the first \p count bytes. Views become invalid.
    void consume(qsizetype count);

    /// Cuts \p count bytes out at \p from. Views become invalid.
    void remove(qsizetype from, qsizetype count);

    void clear();

    /// How much memory is held; for tests.
    qsizetype capacity() const
    {
        return m_bytes.capacity();
    }

private:
    QByteArray m_bytes;
    qsizetype m_start = 0;
    qsizetype m_reserved = 0;
};

}
