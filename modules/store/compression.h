// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>
#include <memory>
#include <optional>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace Kontor
{

/// One zstd frame. Any thread.
QByteArray compressed(const QByteArray &plain);

/// Makes one zstd frame piece by piece.
class Compressor
{
public:
    Compressor();
    ~Compressor();
    Q_DISABLE_COPY_MOVE(Compressor)

    QByteArray add(const QByteArray &piece);
    QByteArray finish();

private:
    ZSTD_CCtx_s *m_context;
};

/// Reads one zstd frame piece by piece; never allocates by what the frame claims.
class Decompressor
{
public:
    Decompressor();
    ~Decompressor();
    Q_DISABLE_COPY_MOVE(Decompressor)

    enum class Wish { More, Enough };
    enum class Answer { More, Enough, Broken };

    /// Hands the plain bytes of \p piece to \p sink until that has enough.
    Answer add(const QByteArray &piece, const std::function<Wish(QByteArrayView)> &sink);

    /// True when the frame ended where the input did.
    bool isComplete() const
    {
        return m_complete;
    }

private:
    ZSTD_DCtx_s *m_context;
    QByteArray m_buffer;
    bool m_complete = false;
};

}
