// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerupload.h"

#include "chat/crypto/encryptedfile.h"

#include <KLocalizedString>
#include <QCborArray>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
/// A file in pieces, read while it is sent. All pieces but the last have the same size.
struct Pieces {
    std::function<QFuture<Result<QByteArray>>(const QString &)> content;
    QStringList blobs{};
    qint64 pieceSize = 0;
    qint64 size = 0;
    std::optional<EncryptedFileKey> key{};
    std::unique_ptr<EncryptedFile> cipher{};
    qint64 encrypted = 0; ///< octets that went through the cipher
    int at = -1;
    QByteArray bytes{};
};

Task<Result<void>> load(std::shared_ptr<Pieces> pieces, int number)
{
    if (pieces->at == number) {
        co_return {};
    }
    auto bytes = co_await resultOf(pieces->content(pieces->blobs.at(number)));
    if (!bytes) {
        co_return std::unexpected(bytes.error());
    }
    pieces->bytes = *std::move(bytes);
    pieces->at = number;
    co_return {};
}

std::unexpected<Error> incomplete()
{
    return failure(Error::Kind::NotFound, i18nc("@info", "The file is not complete on this computer any more, so it cannot be sent."));
}

Task<Result<QByteArray>> readPlain(std::shared_ptr<Pieces> pieces, qint64 offset, qint64 length)
{
    const auto number = pieces->pieceSize > 0 ? offset / pieces->pieceSize : 0;
    if (number >= pieces->blobs.size()) {
        co_return incomplete();
    }
    const auto loaded = co_await load(pieces, int(number));
    if (!loaded) {
        co_return std::unexpected(loaded.error());
    }
    auto bytes = pieces->bytes.mid(offset - number * pieces->pieceSize, length);
    if (bytes.isEmpty()) {
        co_return incomplete();
    }
    co_return bytes;
}

/// The cipher works in one pass: whoever asks for earlier octets again begins anew.
Task<Result<QByteArray>> readPiece(std::shared_ptr<Pieces> pieces, qint64 offset, qint64 length)
{
    if (!pieces->key) {
        co_return co_await readPlain(pieces, offset, length);
    }
    if (!pieces->cipher || offset != pieces->encrypted) {
        pieces->cipher = std::make_unique<EncryptedFile>(EncryptedFile::Direction::Encrypt, *pieces->key);
        pieces->encrypted = 0;
    }
    while (true) {
        const auto wanted = pieces->encrypted < offset ? offset - pieces->encrypted : length;
        const auto plain = co_await readPlain(pieces, pieces->encrypted, wanted);
        if (!plain) {
            co_return std::unexpected(plain.error());
        }
        const bool isIt = pieces->encrypted == offset;
        auto bytes = pieces->cipher->add(*plain);
        pieces->encrypted += plain->size();
        if (isIt) {
            co_return bytes;
        }
    }
}

QStringList blobsOf(const QCborValue &value)
{
    QStringList blobs;
    if (value.isString()) {
        blobs << value.toString();
    }
    for (const auto all = value.toArray(); const auto &one : all) {
        blobs << one.toString();
    }
    return blobs;
}

void insertIf(QJsonObject &object, QLatin1StringView key, qint64 number)
{
    if (number > 0) {
        object.insert(key, number);
    }
}
}

ChatSynchronizerUpload::ChatSynchronizerUpload(std::shared_ptr<ChatSynchronizerSession> session)
    : m_session(std::move(session))
{
}

void ChatSynchronizerUpload::forget(ChangeId change)
{
    m_done.remove(change);
}

void ChatSynchronizerUpload::putInto(QJsonObject &content, const Uploaded &uploaded)
{
    if (uploaded.key.isEmpty()) {
        content.insert("url"_L1, uploaded.url);
    } else {
        content.insert("file"_L1, uploaded.key);
    }
    auto info = content.value("info"_L1).toObject();
    for (auto one = uploaded.info.begin(); one != uploaded.info.end(); ++one) {
        info.insert(one.key(), one.value());
    }
    content.insert("info"_L1, info);
    if (!content.contains("body"_L1)) {
        content.insert("body"_L1, uploaded.name);
    }
}

Task<Result<ChatSynchronizerUpload::Uploaded>> ChatSynchronizerUpload::uploadOne(QStringList blobs, qint64 size, QString type, QString name, Way way)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    if (blobs.isEmpty() || !m_session->options.content) {
        co_return incomplete();
    }
    const auto pieces = std::make_shared<Pieces>();
    pieces->content = m_session->options.content;
    pieces->blobs = blobs;
    const auto first = co_await load(pieces, 0);
    if (!first) {
        co_return std::unexpected(first.error());
    }
    pieces->pieceSize = pieces->bytes.size();
    pieces->size = blobs.size() == 1 ? pieces->pieceSize : size;
    if (pieces->pieceSize * (blobs.size() - 1) > pieces->size || pieces->pieceSize * blobs.size() < pieces->size) {
        co_return incomplete();
    }
    if (way == Way::Encrypted) {
        pieces->key = EncryptedFileKey::fresh();
    }
    const auto source = std::make_shared<HttpSource>();
    source->size = pieces->size;
    source->read = [pieces](qint64 offset, qint64 length) {
        return readPiece(pieces, offset, length);
    };
    const bool isSecret = way == Way::Encrypted;
    const auto media = (*link)->media();
    const auto url = co_await media.upload(source, isSecret ? "application/octet-stream"_ba : type.toLatin1(), isSecret ? QString() : name);
    if (!url) {
        auto error = url.error();
        if (error.kind == Error::Kind::OverQuota) {
            error.message = i18nc("@info %1 is the name of a file", "“%1” is larger than the server takes.", name);
        }
        co_return std::unexpected(error);
    }
    Uploaded done{.url = *url, .name = name};
    if (pieces->key) {
        if (!pieces->cipher || pieces->encrypted != pieces->size) {
            co_return failure(Error::Kind::Timeout, i18nc("@info", "The file could not be sent completely. Kontor tries again later."));
        }
        const auto key = pieces->cipher->finish();
        if (!key) {
            co_return std::unexpected(key.error());
        }
        done.key = key->toJson(*url);
    }
    co_return done;
}

Task<Result<ChatSynchronizerUpload::Uploaded>> ChatSynchronizerUpload::upload(ChangeId change, QCborMap file, Way way)
{
    auto self = shared_from_this();
    if (const auto before = m_done.constFind(change); before != m_done.cend()) {
        const auto done = *before;
        co_return done;
    }
    const auto type = file.value("type"_L1).toString();
    const auto size = file.value("size"_L1).toInteger();
    auto blobs = blobsOf(file.value("blobs"_L1));
    auto uploaded = co_await uploadOne(std::move(blobs), size, type, file.value("name"_L1).toString(), way);
    if (!uploaded) {
        co_return uploaded;
    }
    QJsonObject info{{u"mimetype"_s, type}};
    insertIf(info, "size"_L1, size);
    insertIf(info, "w"_L1, file.value("width"_L1).toInteger());
    insertIf(info, "h"_L1, file.value("height"_L1).toInteger());
    insertIf(info, "duration"_L1, file.value("duration"_L1).toInteger());
    if (const auto small = blobsOf(file.value("thumbnail"_L1)); !small.isEmpty()) {
        const auto smallType = file.value("thumbnailType"_L1).toString(u"image/jpeg"_s);
        const auto smallSize = file.value("thumbnailSize"_L1).toInteger();
        const auto thumbnail = co_await uploadOne(small, smallSize, smallType, {}, way);
        if (!thumbnail && isPassing(thumbnail.error().kind)) {
            co_return std::unexpected(thumbnail.error());
        }
        if (thumbnail) { // the file goes without it, too
            if (thumbnail->key.isEmpty()) {
                info.insert("thumbnail_url"_L1, thumbnail->url);
            } else {
                info.insert("thumbnail_file"_L1, thumbnail->key);
            }
            QJsonObject smallInfo{{u"mimetype"_s, smallType}};
            insertIf(smallInfo, "size"_L1, smallSize);
            insertIf(smallInfo, "w"_L1, file.value("thumbnailWidth"_L1).toInteger());
            insertIf(smallInfo, "h"_L1, file.value("thumbnailHeight"_L1).toInteger());
            info.insert("thumbnail_info"_L1, smallInfo);
        }
    }
    uploaded->info = info;
    m_done.insert(change, *uploaded);
    co_return uploaded;
}

}
