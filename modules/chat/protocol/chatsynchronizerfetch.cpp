// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizerfetch.h"

#include "chat/chattext.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 atOnce = qint64(4) << 20; ///< octets
constexpr qint64 largestFile = qint64(16) << 30;
constexpr int mostReadings = 64;

std::unexpected<Error> altered()
{
    return failure(Error::Kind::Protocol, i18nc("@info", "This file is not what was sent: somebody has altered it, or it is damaged on the server."));
}
}

ChatSynchronizerFetch::ChatSynchronizerFetch(std::shared_ptr<ChatSynchronizerSession> session)
    : m_session(std::move(session))
{
}

Task<Result<FetchedPart>> ChatSynchronizerFetch::fetch(ItemRef item, QString part, qint64 offset)
{
    auto self = shared_from_this();
    const QString name = item.remoteId + u'\n' + part;
    auto reading = m_readings.value(name);
    if (!reading || reading->at != offset) {
        const auto facts = co_await resultOf(m_session->options.memory->event(item.remoteId));
        if (!facts) {
            co_return std::unexpected(facts.error());
        }
        const auto attachment = *facts ? ChatText::attachment(**facts) : std::nullopt;
        const bool isThumbnail = part == ChatPart::Thumbnail;
        const auto url = !attachment ? QString() : isThumbnail ? attachment->thumbnailUrl : attachment->url;
        if (url.isEmpty()) {
            co_return failure(Error::Kind::NotFound, i18nc("@info", "This message has no such file."));
        }
        reading = std::make_shared<Reading>();
        reading->url = url;
        if (const auto key = isThumbnail ? attachment->thumbnailKey : attachment->key; !key.isEmpty()) {
            const auto read = EncryptedFileKey::fromJson(key);
            if (!read) {
                co_return std::unexpected(read.error());
            }
            reading->cipher = std::make_unique<EncryptedFile>(EncryptedFile::Direction::Decrypt, *read);
        }
        if (m_readings.size() >= mostReadings) {
            m_readings.clear();
        }
    }
    m_readings.remove(name);
    if (offset > 0 && reading->at != offset && reading->cipher) {
        // What stands before belongs to the hash as well.
        while (reading->at < offset) {
            const auto before = co_await next(reading, reading->at);
            if (!before) {
                co_return std::unexpected(before.error());
            }
            if (!before->more) {
                co_return failure(Error::Kind::Conflict, i18nc("@info", "This file has just been changed on the server."));
            }
        }
    }
    auto fetched = co_await next(reading, offset);
    if (!fetched) {
        co_return std::unexpected(fetched.error());
    }
    if (fetched->more) {
        m_readings.insert(name, reading);
    }
    co_return *std::move(fetched);
}

Task<Result<FetchedPart>> ChatSynchronizerFetch::next(std::shared_ptr<Reading> reading, qint64 offset)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto address = MatrixMediaAddress::of(reading->url);
    if (!address) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The address of this file makes no sense."));
    }
    if (offset > largestFile) {
        co_return failure(Error::Kind::OverQuota, i18nc("@info", "This file is too large."));
    }
    const auto media = (*link)->media();
    auto got = co_await media.fetch(*address, offset, atOnce);
    if (!got) {
        co_return std::unexpected(got.error());
    }
    if (got->more && got->bytes.isEmpty()) {
        co_return failure(Error::Kind::Protocol, i18nc("@info", "The server sends a file that does not end."));
    }
    const auto octets = got->bytes.size();
    FetchedPart part{std::move(got->bytes), got->more};
    if (reading->cipher) {
        part.bytes = reading->cipher->add(part.bytes);
    }
    reading->at = offset + octets;
    if (!part.more && reading->cipher && !reading->cipher->finish()) {
        co_return altered();
    }
    co_return part;
}

Task<Result<QByteArray>> ChatSynchronizerFetch::picture(QString mxc, int pixels)
{
    auto self = shared_from_this();
    const auto link = co_await m_session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto address = MatrixMediaAddress::of(mxc);
    if (!address) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "There is no picture."));
    }
    const auto media = (*link)->media();
    const auto got = co_await media.thumbnail(*address, QSize(pixels, pixels));
    co_return got.transform([](const MatrixMediaPart &part) {
        return part.bytes;
    });
}

}
