// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/protocol/deflate.h"

namespace Kontor
{
namespace
{
constexpr int RawWindow = -15; // no zlib header
constexpr qsizetype Piece = 64 * 1024;

void feed(z_stream &stream, QByteArrayView bytes)
{
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = uInt(bytes.size());
}
}

Deflate::Deflate()
{
    deflateInit2(&m_out, Z_DEFAULT_COMPRESSION, Z_DEFLATED, RawWindow, 8, Z_DEFAULT_STRATEGY);
    inflateInit2(&m_in, RawWindow);
}

Deflate::~Deflate()
{
    deflateEnd(&m_out);
    inflateEnd(&m_in);
}

QByteArray Deflate::compress(QByteArrayView bytes)
{
    feed(m_out, bytes);
    QByteArray result;
    QByteArray piece(Piece, Qt::Uninitialized);
    do {
        m_out.next_out = reinterpret_cast<Bytef *>(piece.data());
        m_out.avail_out = uInt(Piece);
        deflate(&m_out, Z_SYNC_FLUSH);
        result += QByteArrayView(piece).first(Piece - m_out.avail_out);
    } while (m_out.avail_out == 0);
    return result;
}

bool Deflate::expand(QByteArrayView bytes, const std::function<bool(QByteArrayView)> &each)
{
    QByteArray piece(Piece, Qt::Uninitialized);
    feed(m_in, bytes);
    do {
        m_in.next_out = reinterpret_cast<Bytef *>(piece.data());
        m_in.avail_out = uInt(Piece);
        const int status = inflate(&m_in, Z_SYNC_FLUSH);
        const auto count = Piece - qsizetype(m_in.avail_out);
        if (count > 0 && !each(QByteArrayView(piece).first(count))) {
            return false;
        }
        if (status == Z_BUF_ERROR) {
            return true; // needs more
        }
        if (status != Z_OK) {
            return false; // the end of the stream is not allowed either
        }
    } while (m_in.avail_in > 0 || m_in.avail_out == 0);
    return true;
}

}
