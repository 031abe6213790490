// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

#include <zlib.h>

namespace Kontor
{

/// Raw deflate in both directions for COMPRESS=DEFLATE (RFC 4978).
class Deflate
{
public:
    Deflate();
    ~Deflate();
    Deflate(const Deflate &) = delete;
    Deflate &operator=(const Deflate &) = delete;

    /// Compressed so that the other side can read all of it now.
    QByteArray compress(QByteArrayView bytes);

    /// Hands out what \p bytes expand to in small pieces, so that a bomb never lies in memory
    /// whole. \p each returns false to stop. False: not deflate, or stopped.
    bool expand(QByteArrayView bytes, const std::function<bool(QByteArrayView)> &each);

private:
    z_stream m_out{};
    z_stream m_in{};
};

}
