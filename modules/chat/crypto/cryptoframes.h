// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace Kontor
{

/// What goes through the pipes of kontor-crypto: four bytes of length, big endian, and so many bytes of JSON.
class CryptoFrames
{
public:
    static constexpr qsizetype longest = 256 << 20; ///< bytes of one frame

    static QByteArray toFrame(const QByteArray &json);

    void add(const QByteArray &bytes);
    std::optional<QByteArray> next(); ///< the JSON of the next whole frame
    bool isBroken() const; ///< a length that cannot be; nothing more comes

private:
    QByteArray m_bytes;
    qsizetype m_start = 0;
    bool m_isBroken = false;
};

}
