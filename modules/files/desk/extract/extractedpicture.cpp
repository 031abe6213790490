// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/desk/extract/extractedpicture.h"

#include <QImageReader>

#include <poppler-qt6.h>

namespace Kontor
{
namespace
{
QImage page(const QString &path, int pixels)
{
    const auto document = Poppler::Document::load(path);
    if (!document || document->isLocked() || document->numPages() < 1) {
        return {};
    }
    const auto first = document->page(0);
    const auto size = first ? first->pageSizeF() : QSizeF();
    const auto longer = std::max(size.width(), size.height());
    if (!(longer >= 1) || !(longer < 1e6)) {
        return {};
    }
    document->setRenderHint(Poppler::Document::Antialiasing);
    document->setRenderHint(Poppler::Document::TextAntialiasing);
    const double perInch = 72.0 * pixels / longer;
    return first->renderToImage(perInch, perInch, 0, 0, std::clamp(qRound(size.width() * perInch / 72), 1, pixels), std::clamp(qRound(size.height() * perInch / 72), 1, pixels));
}

QImage picture(const QString &path, int pixels)
{
    QImageReader::setAllocationLimit(256); // MiB
    QImageReader reader(path);
    reader.setDecideFormatFromContent(true);
    reader.setAutoTransform(true);
    const auto size = reader.size();
    if (size.isValid() && std::max(size.width(), size.height()) > pixels) {
        reader.setScaledSize(size.scaled(pixels, pixels, Qt::KeepAspectRatio).expandedTo(QSize(1, 1)));
    }
    auto image = reader.read();
    if (std::max(image.width(), image.height()) > pixels) {
        image = image.scaled(pixels, pixels, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    }
    return image;
}
}

QImage extractPicture(const QString &path, const QString &mediaType, int pixels)
{
    return mediaType == u"application/pdf" ? page(path, pixels) : picture(path, pixels);
}

}
