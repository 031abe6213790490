// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httppacking.h"

#include <algorithm>

#include <zlib.h>

namespace Kontor
{

std::optional<QByteArray> unpackedGzip(const QByteArray &packed, qint64 atMost)
{
    constexpr int gzipOnly = 15 + 16; // the window bits as zlib wants them
    z_stream stream{};
    if (inflateInit2(&stream, gzipOnly) != Z_OK) {
        return std::nullopt;
    }
    QByteArray unpacked;
    QByteArray piece(256 * 1024, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData())); // zlib only reads it
    stream.avail_in = uInt(std::min<qsizetype>(packed.size(), std::numeric_limits<uInt>::max()));
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = uInt(piece.size());
        state = inflate(&stream, Z_NO_FLUSH);
        const qsizetype size = piece.size() - qsizetype(stream.avail_out);
        if (unpacked.size() + size > atMost) {
            state = Z_BUF_ERROR;
        } else {
            unpacked += QByteArrayView(piece).first(size);
        }
        if (state == Z_STREAM_END && stream.avail_in > 0) { // several members follow each other (RFC 1952, 2.2)
            state = inflateReset(&stream);
        }
    }
    inflateEnd(&stream);
    return state == Z_STREAM_END ? std::optional(std::move(unpacked)) : std::nullopt;
}

struct GzipStream::Private {
    z_stream stream{};
    QByteArray packed;
    int state = Z_OK;
};

GzipStream::GzipStream()
    : d(std::make_unique<Private>())
{
    constexpr int gzipOnly = 15 + 16;
    d->state = inflateInit2(&d->stream, gzipOnly);
}

GzipStream::~GzipStream()
{
    inflateEnd(&d->stream);
}

void GzipStream::add(const QByteArray &packed)
{
    d->packed = packed;
    d->stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(d->packed.constData())); // zlib only reads it
    d->stream.avail_in = uInt(d->packed.size());
    if (d->state == Z_STREAM_END && !packed.isEmpty()) { // several members follow each other (RFC 1952, 2.2)
        d->state = inflateReset(&d->stream);
    }
}

std::optional<QByteArray> GzipStream::take(qsizetype atMost)
{
    QByteArray unpacked(atMost, Qt::Uninitialized);
    d->stream.next_out = reinterpret_cast<Bytef *>(unpacked.data());
    d->stream.avail_out = uInt(atMost);
    while (d->stream.avail_out > 0) {
        if (d->state == Z_STREAM_END && d->stream.avail_in > 0) {
            d->state = inflateReset(&d->stream);
        }
        if (d->state != Z_OK) {
            break;
        }
        d->state = inflate(&d->stream, Z_NO_FLUSH);
        if (d->state == Z_BUF_ERROR) { // nothing left to read
            d->state = Z_OK;
            break;
        }
    }
    if (d->state != Z_OK && d->state != Z_STREAM_END) {
        return std::nullopt;
    }
    unpacked.truncate(atMost - qsizetype(d->stream.avail_out));
    return unpacked;
}

bool GzipStream::isComplete() const
{
    return d->state == Z_STREAM_END && d->stream.avail_in == 0;
}

}
