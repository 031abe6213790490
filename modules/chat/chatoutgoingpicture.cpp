// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatoutgoingpicture.h"

#include <KLocalizedString>
#include <QBuffer>
#include <QImage>
#include <QImageReader>
#include <QtEndian>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr QSize thumbnailSize(800, 600);
constexpr qsizetype smallEnough = 256 << 10; // bytes; then the picture is its own thumbnail
constexpr int portraitSize = 512;
constexpr int quality = 82;
constexpr int megapixelsMost = 256;

std::unexpected<Error> damaged()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "This picture is damaged. It can only be sent with all that is in it."));
}

quint8 at(QByteArrayView bytes, qsizetype place)
{
    return quint8(bytes.at(place));
}

// ---------------------------------------------------------------- JPEG (ISO/IEC 10918-1, annex B; Exif 2.3)

constexpr quint8 startOfImage = 0xD8;
constexpr quint8 endOfImage = 0xD9;
constexpr quint8 startOfScan = 0xDA;
constexpr quint8 firstApplication = 0xE0;
constexpr quint8 exifApplication = 0xE1;
constexpr quint8 colourApplication = 0xE2;
constexpr quint8 adobeApplication = 0xEE;
constexpr quint8 lastApplication = 0xEF;
constexpr quint8 comment = 0xFE;

/// Which way is up, 1 to 8, of the TIFF structure that Exif is.
int orientationOf(QByteArrayView tiff)
{
    constexpr qsizetype header = 8;
    constexpr qsizetype entrySize = 12;
    constexpr quint16 orientationTag = 0x0112;
    if (tiff.size() < header + 2) {
        return 1;
    }
    const bool isLittle = tiff.startsWith("II");
    const auto word = [&](qsizetype place) -> quint16 {
        return isLittle ? qFromLittleEndian<quint16>(tiff.data() + place) : qFromBigEndian<quint16>(tiff.data() + place);
    };
    const qsizetype first = isLittle ? qFromLittleEndian<quint32>(tiff.data() + 4) : qFromBigEndian<quint32>(tiff.data() + 4);
    if (first < header || first > tiff.size() - 2) {
        return 1;
    }
    const int entries = word(first);
    for (int entry = 0; entry < entries; ++entry) {
        const auto place = first + 2 + entry * entrySize;
        if (place + entrySize > tiff.size()) {
            break;
        }
        if (word(place) == orientationTag) {
            const int way = word(place + 8);
            return way >= 1 && way <= 8 ? way : 1;
        }
    }
    return 1;
}

QByteArray exifOf(int orientation)
{
    QByteArray segment("\xFF\xE1\x00\x22"
                       "Exif\0\0"
                       "MM\0\x2A\0\0\0\x08"
                       "\0\x01"
                       "\x01\x12\0\x03\0\0\0\x01",
                       4 + 6 + 8 + 2 + 8);
    segment += '\0';
    segment += char(orientation);
    segment += QByteArray(2 + 4, '\0');
    return segment;
}

Result<QByteArray> cleanJpeg(QByteArrayView bytes)
{
    QByteArray clean;
    clean.reserve(bytes.size());
    clean += "\xFF\xD8";
    int orientation = 1;
    qsizetype place = 2;
    qsizetype exifPlace = clean.size();
    while (true) {
        // A marker may have any number of 0xFF in front.
        while (place < bytes.size() && at(bytes, place) == 0xFF) {
            ++place;
        }
        if (place >= bytes.size() || place < 1 || at(bytes, place - 1) != 0xFF) {
            return damaged();
        }
        const auto marker = at(bytes, place++);
        if (marker == endOfImage) {
            break; // whatever hangs behind it is another file
        }
        if (place + 2 > bytes.size()) {
            return damaged();
        }
        const qsizetype length = qFromBigEndian<quint16>(bytes.data() + place);
        if (length < 2 || place + length > bytes.size()) {
            return damaged();
        }
        const auto content = bytes.sliced(place + 2, length - 2);
        const bool isApplication = marker >= firstApplication && marker <= lastApplication;
        const bool isColour = marker == colourApplication && content.startsWith(QByteArrayView("ICC_PROFILE"));
        const bool isNeeded = (marker == firstApplication && content.startsWith(QByteArrayView("JFIF"))) || isColour || marker == adobeApplication;
        if (marker == exifApplication && content.startsWith(QByteArrayView("Exif\0\0", 6))) {
            orientation = orientationOf(content.sliced(6));
        }
        if ((!isApplication && marker != comment) || isNeeded) {
            clean += '\xFF';
            clean += char(marker);
            clean += bytes.sliced(place, length);
            if (marker == firstApplication) {
                exifPlace = clean.size();
            }
        }
        place += length;
        if (marker != startOfScan) {
            continue;
        }
        const auto scan = place;
        while (true) { // to the next marker that is neither a stuffed 0xFF nor a restart
            place = bytes.indexOf('\xFF', place);
            if (place < 0 || place + 1 >= bytes.size()) {
                return damaged();
            }
            const auto next = at(bytes, place + 1);
            if (next != 0 && !(next >= 0xD0 && next <= 0xD7)) {
                break;
            }
            place += 2;
        }
        clean += bytes.sliced(scan, place - scan);
    }
    clean += "\xFF\xD9";
    if (orientation != 1) {
        clean.insert(exifPlace, exifOf(orientation));
    }
    return clean;
}

// ---------------------------------------------------------------- PNG (ISO/IEC 15948, 11)

const QByteArrayView pngStart("\x89PNG\r\n\x1A\n", 8);

Result<QByteArray> cleanPng(QByteArrayView bytes)
{
    static const QList<QByteArray> unwanted{"eXIf", "tEXt", "zTXt", "iTXt", "tIME"};
    constexpr qsizetype around = 12; // length, type, checksum
    QByteArray clean(pngStart.data(), pngStart.size());
    for (qsizetype place = pngStart.size();;) {
        if (place + around > bytes.size()) {
            return damaged();
        }
        const qsizetype length = qFromBigEndian<quint32>(bytes.data() + place) + around;
        if (length > bytes.size() - place) {
            return damaged();
        }
        const auto type = bytes.sliced(place + 4, 4).toByteArray();
        if (!unwanted.contains(type)) {
            clean += bytes.sliced(place, length);
        }
        place += length;
        if (type == "IEND") {
            return clean;
        }
    }
}

// ---------------------------------------------------------------- WebP (RFC 9649, 2.7)

bool isWebp(QByteArrayView bytes)
{
    return bytes.size() >= 12 && bytes.startsWith("RIFF") && bytes.sliced(8, 4) == QByteArrayView("WEBP");
}

Result<QByteArray> cleanWebp(QByteArrayView bytes)
{
    constexpr qsizetype header = 8;
    constexpr quint8 traces = 0x08 | 0x04; // flags: Exif, XMP
    QByteArray clean("RIFF\0\0\0\0WEBP", 12);
    const auto end = std::min<qsizetype>(bytes.size(), qsizetype(qFromLittleEndian<quint32>(bytes.data() + 4)) + header);
    for (qsizetype place = 12; place + header <= end;) {
        const qsizetype length = qFromLittleEndian<quint32>(bytes.data() + place + 4);
        const auto padded = header + length + length % 2;
        if (header + length > end - place) {
            return damaged();
        }
        const auto type = bytes.sliced(place, 4);
        if (type != QByteArrayView("EXIF") && type != QByteArrayView("XMP ")) {
            const auto start = clean.size();
            clean += bytes.sliced(place, std::min(padded, end - place));
            if (type == QByteArrayView("VP8X") && length > 0) {
                clean[start + header] = char(quint8(clean.at(start + header)) & ~traces);
            }
        }
        place += padded;
    }
    qToLittleEndian(quint32(clean.size() - header), clean.data() + 4);
    return clean;
}

QByteArray written(const QImage &image, QString &type)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const bool isSeeThrough = image.hasAlphaChannel();
    type = isSeeThrough ? QStringLiteral("image/png") : QStringLiteral("image/jpeg");
    image.save(&buffer, isSeeThrough ? "PNG" : "JPEG", isSeeThrough ? -1 : quality);
    return bytes;
}

/// At most that large, with the way up that it says. Null: no picture.
QImage scaled(const QByteArray &bytes, const QSize &most, QSize *shown)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    reader.setAllocationLimit(megapixelsMost * 4);
    auto size = reader.size();
    // Drawings have no pixels of their own.
    if (!size.isValid() || size.isEmpty() || reader.format() == "svg" || reader.format() == "svgz" || reader.format() == "pdf") {
        return {};
    }
    if (qint64(size.width()) * size.height() > qint64(megapixelsMost) * 1'000'000) {
        return {};
    }
    const bool isTurned = reader.transformation().testFlag(QImageIOHandler::TransformationRotate90);
    *shown = isTurned ? size.transposed() : size;
    const auto limit = isTurned ? most.transposed() : most;
    if (size.width() > limit.width() || size.height() > limit.height()) {
        size.scale(limit, Qt::KeepAspectRatio);
        reader.setScaledSize(size.expandedTo({1, 1}));
    }
    return reader.read();
}
}

bool ChatOutgoingPicture::hasTraces(const QString &mediaType)
{
    return mediaType == u"image/jpeg" || mediaType == u"image/png" || mediaType == u"image/webp" || mediaType == u"image/apng";
}

Result<QByteArray> ChatOutgoingPicture::withoutTraces(const QByteArray &bytes)
{
    if (bytes.size() > 2 && at(bytes, 0) == 0xFF && at(bytes, 1) == startOfImage) {
        return cleanJpeg(bytes);
    }
    if (bytes.startsWith(pngStart)) {
        return cleanPng(bytes);
    }
    if (isWebp(bytes)) {
        return cleanWebp(bytes);
    }
    return bytes;
}

ChatOutgoingPicture::Look ChatOutgoingPicture::look(const QByteArray &bytes)
{
    Look look;
    const auto image = scaled(bytes, thumbnailSize, &look.pixels);
    if (image.isNull()) {
        return {};
    }
    const bool isSmall = look.pixels.width() <= thumbnailSize.width() && look.pixels.height() <= thumbnailSize.height() && bytes.size() <= smallEnough;
    if (!isSmall) {
        look.thumbnail = written(image, look.thumbnailType);
        look.thumbnailPixels = image.size();
    }
    return look;
}

Result<ChatOutgoingPicture::Portrait> ChatOutgoingPicture::portrait(const QByteArray &bytes)
{
    Portrait portrait;
    QSize shown;
    const auto image = scaled(bytes, {portraitSize, portraitSize}, &shown);
    if (image.isNull()) {
        return failure(Error::Kind::Protocol, i18nc("@info", "This file is no picture that can be used here."));
    }
    portrait.bytes = written(image, portrait.type);
    portrait.pixels = image.size();
    return portrait;
}

}
