// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ui/contactphotos.h"

#include "contacts/contacttext.h"

#include <QFont>
#include <QIcon>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

namespace Kontor
{
namespace
{
constexpr int kept = 500;

/// Dark enough for white letters (contrast above 4.5:1), told apart by more than the hue.
QColor colourOf(const QString &name)
{
    static const QList<QColor> colours = {QColor(0x1f, 0x5f, 0xa8), QColor(0x9a, 0x34, 0x12), QColor(0x16, 0x6b, 0x4f), QColor(0x6b, 0x3f, 0xa0),
                                          QColor(0x8a, 0x1c, 0x4a), QColor(0x3f, 0x5d, 0x14), QColor(0x0f, 0x62, 0x6e), QColor(0x5b, 0x4a, 0x3a)};
    return colours[ContactText::colourOf(name, int(colours.size()))];
}
}

ContactPhotos::ContactPhotos(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_photos(kept)
{
}

QImage ContactPhotos::photo(const BlobId &blob)
{
    if (blob.isEmpty()) {
        return {};
    }
    if (const auto *known = m_photos.object(blob)) {
        return *known;
    }
    if (m_asked.contains(blob)) {
        return {};
    }
    m_asked.insert(blob);
    auto *raw = m_store.get();
    m_store
        ->read(
            [raw, blob](const Reader &) -> Result<QImage> {
                return raw->blobs().get(blob, 1 << 20).transform([](const QByteArray &bytes) {
                    return QImage::fromData(bytes);
                });
            },
            Store::Urgency::Background)
        .then(this, [this, blob](const Result<QImage> &image) {
            m_asked.remove(blob);
            m_photos.insert(blob, new QImage(image ? *image : QImage())); // of what is damaged, too: not asked again at every paint
            Q_EMIT loaded();
        });
    return {};
}

void Avatar::paint(QPainter *painter, const QRect &area, const QString &name, const QImage &photo, const QFont &font)
{
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    if (!photo.isNull()) {
        QPainterPath circle;
        circle.addEllipse(area);
        painter->setClipPath(circle);
        painter->drawImage(area, photo);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(colourOf(name));
        painter->drawEllipse(area);
        auto letters = font;
        letters.setPixelSize(std::max(8, area.height() * 2 / 5));
        letters.setBold(false);
        painter->setFont(letters);
        painter->setPen(Qt::white);
        painter->drawText(area, Qt::AlignCenter, ContactText::initials(name));
    }
    painter->restore();
}

void Avatar::paintGroup(QPainter *painter, const QRect &area, const QString &name, const QPalette &palette)
{
    Q_UNUSED(palette)
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(colourOf(name));
    const auto radius = area.width() / 4.0;
    painter->drawRoundedRect(area, radius, radius);
    painter->setBrush(Qt::white); // three heads
    const auto unit = area.width() / 10.0;
    const auto head = [&](double x, double y, double size) {
        const QPointF centre(area.left() + x * unit, area.top() + y * unit);
        painter->drawEllipse(centre, size * unit, size * unit);
        painter->drawPie(QRectF(centre.x() - 1.9 * size * unit, centre.y() + 1.3 * size * unit, 3.8 * size * unit, 3.6 * size * unit), 0, 180 * 16);
    };
    head(2.9, 4.1, 0.9);
    head(7.1, 4.1, 0.9);
    head(5, 3.7, 1.25);
    painter->restore();
}

}
