// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/compression.h"

#include <zstd.h>

namespace Kontor
{

namespace
{

constexpr int level = 1; // 131 MB/s into the store on one core; level 3 makes mails no smaller and gives 83 MB/s

void prepare(ZSTD_CCtx *context)
{
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level);
}

}

QByteArray compressed(const QByteArray &plain)
{
    struct Context {
        ZSTD_CCtx *context = ZSTD_createCCtx();
        ~Context()
        {
            ZSTD_freeCCtx(context);
        }
    };
    thread_local Context own;
    prepare(own.context);
    QByteArray frame(qsizetype(ZSTD_compressBound(size_t(plain.size()))), Qt::Uninitialized);
    const auto size = ZSTD_compress2(own.context, frame.data(), size_t(frame.size()), plain.constData(), size_t(plain.size()));
    frame.resize(ZSTD_isError(size) ? 0 : qsizetype(size)); // cannot fail with a buffer of that bound
    frame.squeeze();
    return frame;
}

Compressor::Compressor()
    : m_context(ZSTD_createCCtx())
{
    prepare(m_context);
}

Compressor::~Compressor()
{
    ZSTD_freeCCtx(m_context);
}

QByteArray Compressor::add(const QByteArray &piece)
{
    QByteArray all;
    QByteArray buffer(qsizetype(ZSTD_CStreamOutSize()), Qt::Uninitialized);
    ZSTD_inBuffer in{piece.constData(), size_t(piece.size()), 0};
    while (in.pos < in.size) {
        ZSTD_outBuffer out{buffer.data(), size_t(buffer.size()), 0};
        ZSTD_compressStream2(m_context, &out, &in, ZSTD_e_continue);
        all.append(buffer.constData(), qsizetype(out.pos));
    }
    return all;
}

QByteArray Compressor::finish()
{
    QByteArray all;
    QByteArray buffer(qsizetype(ZSTD_CStreamOutSize()), Qt::Uninitialized);
    ZSTD_inBuffer in{nullptr, 0, 0};
    size_t left = 0;
    do {
        ZSTD_outBuffer out{buffer.data(), size_t(buffer.size()), 0};
        left = ZSTD_compressStream2(m_context, &out, &in, ZSTD_e_end);
        all.append(buffer.constData(), qsizetype(out.pos));
    } while (left > 0 && !ZSTD_isError(left));
    return all;
}

Decompressor::Decompressor()
    : m_context(ZSTD_createDCtx())
    , m_buffer(qsizetype(ZSTD_DStreamOutSize()), Qt::Uninitialized)
{
}

Decompressor::~Decompressor()
{
    ZSTD_freeDCtx(m_context);
}

Decompressor::Answer Decompressor::add(const QByteArray &piece, const std::function<Wish(QByteArrayView)> &sink)
{
    ZSTD_inBuffer in{piece.constData(), size_t(piece.size()), 0};
    bool isFull = false;
    while (in.pos < in.size || isFull) {
        if (m_complete) {
            return Answer::Broken; // something follows the frame
        }
        ZSTD_outBuffer out{m_buffer.data(), size_t(m_buffer.size()), 0};
        const auto left = ZSTD_decompressStream(m_context, &out, &in);
        if (ZSTD_isError(left)) {
            return Answer::Broken;
        }
        m_complete = left == 0;
        isFull = out.pos == out.size && !m_complete;
        if (out.pos > 0 && sink(QByteArrayView(m_buffer.constData(), qsizetype(out.pos))) == Wish::Enough) {
            return Answer::Enough;
        }
    }
    return Answer::More;
}

}
