// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chatpictures.h"

#include <QBuffer>
#include <QImageReader>

namespace Kontor
{
namespace
{
constexpr int mostKept = 48 * 1024; // KiB of decoded pictures
constexpr int mostMebibytes = 96; // of one while it is decoded
constexpr int mostLoading = 32; // at once; the others are asked for again when these are there

QImage decode(QByteArray bytes, const QSize &wanted)
{
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    if (const auto format = reader.format(); format == "svg" || format == "svgz") {
        return {}; // a program, not a picture
    }
    reader.setAutoTransform(true);
    reader.setAllocationLimit(mostMebibytes);
    auto bounds = wanted;
    if (reader.transformation() & QImageIOHandler::TransformationRotate90) {
        bounds.transpose();
    }
    if (const auto size = reader.size(); size.isValid() && (size.width() > bounds.width() || size.height() > bounds.height())) {
        reader.setScaledSize(size.scaled(bounds, Qt::KeepAspectRatio).expandedTo({1, 1}));
    }
    return reader.read();
}
}

ChatPictures::ChatPictures(QObject *parent)
    : QObject(parent)
    , m_ready(mostKept)
{
}

void ChatPictures::setSources(Blob blob, Avatar avatar)
{
    m_blob = std::move(blob);
    m_avatar = std::move(avatar);
}

QPixmap ChatPictures::blob(const BlobId &blob, const QSize &wanted)
{
    if (blob.isEmpty() || !m_blob || wanted.isEmpty()) {
        return {};
    }
    const QString key = blob + u' ' + QString::number(wanted.width()) + u'x' + QString::number(wanted.height());
    if (const auto *ready = m_ready.object(key)) {
        return *ready;
    }
    if (!m_loading.contains(key) && !m_failed.contains(key) && m_loading.size() < mostLoading) {
        load(key, m_blob(blob), wanted);
    }
    return {};
}

QPixmap ChatPictures::avatar(CollectionId account, const QString &mxc, int side)
{
    if (mxc.isEmpty() || !m_avatar || side <= 0) {
        return {};
    }
    const QString key = mxc + u' ' + QString::number(side);
    if (const auto *ready = m_ready.object(key)) {
        return *ready;
    }
    if (!m_loading.contains(key) && !m_failed.contains(key) && m_loading.size() < mostLoading) {
        load(key, m_avatar(account, mxc, side), {side, side});
    }
    return {};
}

void ChatPictures::load(const QString &key, QFuture<Result<QByteArray>> bytes, const QSize &wanted)
{
    m_loading << key;
    bytes
        .then(QtFuture::Launch::Async,
              [wanted](const Result<QByteArray> &read) {
                  return read ? decode(*read, wanted) : QImage();
              })
        .then(this, [this, key](const QImage &image) {
            m_loading.remove(key);
            if (image.isNull()) {
                m_failed << key;
                return;
            }
            m_ready.insert(key, new QPixmap(QPixmap::fromImage(image)), int(image.sizeInBytes() / 1024) + 1);
            Q_EMIT arrived();
        })
        .onCanceled(this, [this, key] {
            m_loading.remove(key);
            m_failed << key;
        });
}

void ChatPictures::forget()
{
    m_failed.clear();
}

}
