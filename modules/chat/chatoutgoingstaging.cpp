// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatoutgoingstaging.h"

#include "chat/chatoutgoingpicture.h"

#include <KLocalizedString>
#include <QBuffer>
#include <QCborArray>
#include <QFile>
#include <QFileInfo>
#include <QMimeDatabase>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qint64 pictureMost = 100 << 20; // of which traces are taken out in memory
constexpr qint64 headSize = 64 << 10;
constexpr qsizetype longestName = 200;

std::unexpected<Error> unreadable(const QString &name, const QString &detail = {})
{
    return failure(Error::Kind::NotFound, i18nc("@info", "“%1” cannot be read.", name), detail);
}

/// What a file is called on other machines: one name, nothing that leads elsewhere.
QString plainName(const QString &name)
{
    QString plain;
    for (const auto sign : name.section(u'/', -1)) {
        if (sign.category() != QChar::Other_Control && sign.category() != QChar::Other_Format) {
            plain += sign;
        }
    }
    plain = plain.trimmed();
    if (plain.size() > longestName) {
        const auto ending = plain.section(u'.', -1);
        constexpr qsizetype longestEnding = 10;
        plain = ending.size() <= longestEnding ? QString(plain.left(longestName - ending.size() - 1) + u'.' + ending) : plain.left(longestName);
    }
    return plain.isEmpty() || plain == u"." || plain == u".." ? i18nc("@item name of a file without one", "file") : plain;
}
}

ChatOutgoingStaging::ChatOutgoingStaging(Options options)
    : m_options(std::move(options))
{
}

bool ChatOutgoingStaging::isStopped() const
{
    return (m_options.ending && *m_options.ending) || (m_options.isCancelled && m_options.isCancelled());
}

Result<ChatOutgoingStaging::Staged> ChatOutgoingStaging::stage(const ChatOutgoingFile &file) const
{
    Staged staged;
    staged.name = plainName(!file.name.isEmpty() ? file.name : QFileInfo(file.path).fileName());
    QFile disk(file.path);
    QBuffer memory;
    QIODevice *source = &memory;
    if (file.path.isEmpty()) {
        memory.setData(file.bytes);
        memory.open(QIODevice::ReadOnly);
    } else {
        source = &disk;
        // Devices and pipes would never end.
        if (!QFileInfo(file.path).isFile() || !disk.open(QIODevice::ReadOnly)) {
            return unreadable(staged.name, disk.errorString());
        }
    }
    if (source->size() == 0) {
        return failure(Error::Kind::Protocol, i18nc("@info", "“%1” is empty.", staged.name));
    }
    const auto type = QMimeDatabase().mimeTypeForFileNameAndData(staged.name, source->peek(headSize));
    staged.type = type.name();
    if (file.path.isEmpty() && file.name.isEmpty()) { // pasted
        staged.name = type.name().startsWith(QLatin1StringView("image/")) ? i18nc("@item name of a pasted picture, as a file", "picture") : staged.name;
        staged.name += type.preferredSuffix().isEmpty() ? QString() : QString(u'.' + type.preferredSuffix());
    }
    if (staged.type.startsWith(QLatin1StringView("image/")) && source->size() <= pictureMost) {
        auto bytes = source->readAll();
        if (file.path.isEmpty() || disk.error() == QFileDevice::NoError) {
            return picture(std::move(bytes), file, std::move(staged));
        }
        return unreadable(staged.name, disk.errorString());
    }
    if (file.traces == ChatOutgoingFile::Traces::Remove && ChatOutgoingPicture::hasTraces(staged.type)) {
        return failure(
            Error::Kind::Protocol,
            i18nc("@info", "“%1” is too large to take out of it where and when it was taken. It can only be sent with all that is in it.", staged.name));
    }
    return pieces(*source, source->size(), std::move(staged));
}

Result<ChatOutgoingStaging::Staged> ChatOutgoingStaging::picture(QByteArray bytes, const ChatOutgoingFile &file, Staged staged) const
{
    if (file.traces == ChatOutgoingFile::Traces::Remove) {
        auto clean = ChatOutgoingPicture::withoutTraces(bytes);
        if (!clean) {
            return std::unexpected(clean.error());
        }
        bytes = *std::move(clean);
    }
    const auto look = ChatOutgoingPicture::look(bytes);
    if (!look.pixels.isEmpty()) {
        staged.file.insert(QLatin1StringView("width"), look.pixels.width());
        staged.file.insert(QLatin1StringView("height"), look.pixels.height());
    }
    if (!look.thumbnail.isEmpty()) {
        if (auto kept = keep(look.thumbnail, staged.blobs); !kept) {
            return std::unexpected(kept.error());
        }
        staged.file.insert(QLatin1StringView("thumbnail"), staged.blobs.last());
        staged.file.insert(QLatin1StringView("thumbnailType"), look.thumbnailType);
        staged.file.insert(QLatin1StringView("thumbnailSize"), look.thumbnail.size());
        staged.file.insert(QLatin1StringView("thumbnailWidth"), look.thumbnailPixels.width());
        staged.file.insert(QLatin1StringView("thumbnailHeight"), look.thumbnailPixels.height());
    }
    QBuffer source(&bytes);
    source.open(QIODevice::ReadOnly);
    return pieces(source, bytes.size(), std::move(staged));
}

Result<ChatOutgoingStaging::Staged> ChatOutgoingStaging::pieces(QIODevice &source, qint64 size, Staged staged) const
{
    QStringList blobs;
    qint64 done = 0;
    while (true) {
        if (isStopped()) {
            return cancelled();
        }
        QByteArray piece;
        while (piece.size() < pieceSize) {
            const auto more = source.read(pieceSize - piece.size());
            if (more.isEmpty()) {
                break;
            }
            piece += more;
        }
        if (const auto *disk = qobject_cast<QFile *>(&source); disk && disk->error() != QFileDevice::NoError) {
            return unreadable(staged.name, disk->errorString());
        }
        if (piece.isEmpty()) {
            break;
        }
        if (auto kept = keep(piece, blobs); !kept) {
            return std::unexpected(kept.error());
        }
        done += piece.size();
        if (m_options.progress) {
            m_options.progress(done, std::max(size, done));
        }
        if (piece.size() < pieceSize) {
            break;
        }
    }
    staged.file.insert(QLatin1StringView("blobs"), QCborArray::fromStringList(blobs));
    staged.file.insert(QLatin1StringView("name"), staged.name);
    staged.file.insert(QLatin1StringView("type"), staged.type);
    staged.file.insert(QLatin1StringView("size"), done);
    staged.blobs << blobs;
    return staged;
}

Result<void> ChatOutgoingStaging::keep(const QByteArray &bytes, QStringList &blobs) const
{
    return m_options.store->blobs().put(bytes).transform([&blobs](const BlobId &blob) {
        blobs << blob;
    });
}

Result<ChatOutgoingStaging::Staged> ChatOutgoingStaging::portrait(const QByteArray &image) const
{
    const auto made = ChatOutgoingPicture::portrait(image);
    if (!made) {
        return std::unexpected(made.error());
    }
    Staged staged;
    staged.type = made->type;
    staged.name = made->type == u"image/png" ? QStringLiteral("picture.png") : QStringLiteral("picture.jpg");
    staged.file.insert(QLatin1StringView("width"), made->pixels.width());
    staged.file.insert(QLatin1StringView("height"), made->pixels.height());
    auto bytes = made->bytes;
    QBuffer source(&bytes);
    source.open(QIODevice::ReadOnly);
    return pieces(source, bytes.size(), std::move(staged));
}

Result<bool> ChatOutgoingStaging::areHere(const QStringList &blobs) const
{
    return m_options.store->blobs().missing(QSet<BlobId>(blobs.cbegin(), blobs.cend())).transform([](const QSet<BlobId> &missing) {
        return missing.isEmpty();
    });
}

}
