// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QtEndian>

#include <zlib.h>

namespace Kontor
{

/// An archive as office documents are, made byte by byte. With \p claimed the entries lie about their size.
struct ZipFile {
    struct Entry {
        QByteArray name{};
        QByteArray bytes{};
        bool isDeflated = false;
    };

    static QByteArray number(quint32 value, int bytes)
    {
        const auto little = qToLittleEndian(value);
        return QByteArray(reinterpret_cast<const char *>(&little), bytes);
    }

    static QByteArray deflated(const QByteArray &bytes)
    {
        return qCompress(bytes, 9).sliced(4 + 2).chopped(4); // without Qt's length and zlib's head and sum
    }

    static QByteArray of(const QList<Entry> &entries)
    {
        QByteArray zip;
        QByteArray directory;
        for (const auto &entry : entries) {
            const auto offset = quint32(zip.size());
            const auto sum = quint32(crc32(0, reinterpret_cast<const Bytef *>(entry.bytes.constData()), uInt(entry.bytes.size())));
            const auto packed = entry.isDeflated ? deflated(entry.bytes) : entry.bytes;
            const QByteArray facts = number(20, 2) + number(0, 2) + number(entry.isDeflated ? 8 : 0, 2) + number(0, 4) + number(sum, 4) + number(quint32(packed.size()), 4)
                + number(quint32(entry.bytes.size()), 4) + number(quint32(entry.name.size()), 2) + number(0, 2);
            zip += number(0x04034b50, 4) + facts + entry.name + packed;
            directory += number(0x02014b50, 4) + number(20, 2) + facts + number(0, 2) + number(0, 2) + number(0, 2) + number(0, 4) + number(offset, 4) + entry.name;
        }
        const auto start = quint32(zip.size());
        return zip + directory + number(0x06054b50, 4) + number(0, 2) + number(0, 2) + number(quint32(entries.size()), 2) + number(quint32(entries.size()), 2)
            + number(quint32(directory.size()), 4) + number(start, 4) + number(0, 2);
    }
};

}
