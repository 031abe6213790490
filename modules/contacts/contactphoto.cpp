// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/contactphoto.h"

#include <QBuffer>
#include <QImage>
#include <QImageReader>

namespace Kontor::ContactPhoto
{
namespace
{
constexpr int largestSide = 20'000; // what cameras make; more is an attack
constexpr qint64 mostPixels = 120'000'000;
constexpr qsizetype mostBytes = 40 << 20;
constexpr int cardSide = 512;

QImage read(const QByteArray &picture, int side, Qt::AspectRatioMode mode)
{
    if (picture.isEmpty() || picture.size() > mostBytes) {
        return {};
    }
    QBuffer buffer;
    buffer.setData(picture);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const auto size = reader.size();
    static const QList<QByteArray> formats = {"jpeg", "png", "gif", "webp", "bmp"};
    const bool isSafe = size.isValid() && size.width() > 0 && size.height() > 0 && size.width() <= largestSide && size.height() <= largestSide
        && qint64(size.width()) * size.height() <= mostPixels;
    if (!isSafe || !formats.contains(reader.format())) {
        return {};
    }
    if (size.width() > side && size.height() > 0) {
        auto scaled = size.scaled(side, side, mode);
        scaled.setWidth(std::max(1, scaled.width()));
        scaled.setHeight(std::max(1, scaled.height()));
        reader.setScaledSize(scaled);
    }
    return reader.read();
}

QByteArray written(const QImage &image, const char *format, int quality)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return image.save(&buffer, format, quality) ? bytes : QByteArray();
}
}

QByteArray small(const QByteArray &picture)
{
    auto image = read(picture, smallSide, Qt::KeepAspectRatioByExpanding);
    if (image.isNull()) {
        return {};
    }
    const auto side = std::min(image.width(), image.height());
    image = image.copy((image.width() - side) / 2, (image.height() - side) / 3, side, side); // faces are above the middle
    if (side > smallSide) {
        image = image.scaled(smallSide, smallSide, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    }
    return image.hasAlphaChannel() ? written(image, "PNG", -1) : written(image, "JPEG", 85);
}

QByteArray forCard(const QByteArray &picture)
{
    auto image = read(picture, cardSide, Qt::KeepAspectRatio);
    if (image.isNull()) {
        return {};
    }
    if (image.width() > cardSide || image.height() > cardSide) {
        image = image.scaled(cardSide, cardSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    if (image.hasAlphaChannel()) {
        QImage opaque(image.size(), QImage::Format_RGB32);
        opaque.fill(Qt::white);
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const auto colour = image.pixelColor(x, y);
                const auto mixed = [&colour](int part) {
                    return (part * colour.alpha() + 255 * (255 - colour.alpha())) / 255;
                };
                opaque.setPixel(x, y, qRgb(mixed(colour.red()), mixed(colour.green()), mixed(colour.blue())));
            }
        }
        image = opaque;
    }
    return written(image, "JPEG", 85);
}

QString typeForCard()
{
    return QStringLiteral("image/jpeg");
}

}
