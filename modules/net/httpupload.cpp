// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpupload.h"

#include <KLocalizedString>

#include <algorithm>
#include <cstring>

namespace Kontor
{
namespace
{
constexpr qint64 pieceSize = qint64(4) << 20;
}

HttpUpload::HttpUpload(std::shared_ptr<const HttpSource> source, QObject *parent)
    : QIODevice(parent)
    , m_source(std::move(source))
{
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

qint64 HttpUpload::readData(char *bytes, qint64 atMost)
{
    const qint64 at = pos();
    if (at >= m_source->size) {
        return 0;
    }
    const auto holds = [at](const Piece &piece) {
        return at >= piece.offset && at < piece.end();
    };
    if (!holds(m_current) && holds(m_next)) {
        m_current = std::exchange(m_next, {});
    }
    if (!holds(m_current)) {
        askFor(at);
        return 0;
    }
    const qint64 count = std::min(atMost, m_current.end() - at);
    std::memcpy(bytes, m_current.bytes.constData() + (at - m_current.offset), size_t(count));
    if (m_next.bytes.isEmpty() && m_current.end() < m_source->size) {
        askFor(m_current.end());
    }
    return count;
}

qint64 HttpUpload::writeData(const char *, qint64)
{
    return -1;
}

void HttpUpload::askFor(qint64 offset)
{
    if (m_asked >= 0) {
        return; // take() wakes the reader, who asks again
    }
    m_asked = offset;
    ask(this, m_source, offset, std::min(pieceSize - offset % pieceSize, m_source->size - offset));
}

Task<> HttpUpload::ask(QPointer<HttpUpload> upload, std::shared_ptr<const HttpSource> source, qint64 offset, qint64 length)
{
    auto answer = co_await source->read(offset, length);
    if (upload) {
        // Through the event loop: a source that has it all at once must not answer in the midst of readData().
        QMetaObject::invokeMethod(upload.data(), [upload = upload.data(), offset, answer = std::move(answer)]() mutable {
            upload->take(offset, std::move(answer));
        }, Qt::QueuedConnection);
    }
}

void HttpUpload::take(qint64 offset, Result<QByteArray> answer)
{
    m_asked = -1;
    if (answer && (answer->isEmpty() || offset + answer->size() > m_source->size)) {
        answer = failure(Error::Kind::Storage, i18nc("@info", "What should be sent could not be read."), QStringLiteral("%1 octets at %2").arg(answer->size()).arg(offset));
    }
    if (!answer) {
        Q_EMIT failed(answer.error());
        return;
    }
    const Piece piece{offset, *std::move(answer)};
    if (pos() >= piece.offset && pos() < piece.end()) {
        m_current = piece;
    } else {
        m_next = piece;
    }
    Q_EMIT readyRead();
}

}
