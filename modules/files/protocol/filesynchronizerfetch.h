// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizersession.h"

namespace Kontor
{

/// Reads content, piece by piece: of the revision asked for, and as long as it must be.
class FileSynchronizerFetch : public std::enable_shared_from_this<FileSynchronizerFetch>
{
public:
    explicit FileSynchronizerFetch(std::shared_ptr<FileSynchronizerSession> session);

    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset);

    /// The octets from \p offset to \p offset + \p length of any resource; fewer at its end.
    Task<Result<QByteArray>> read(QString href, qint64 offset, qint64 length, QString revision);

    std::function<void()> outdated; ///< the server has another version: worth looking

private:
    using Link = FileSynchronizerSession::Link;
    struct Range;

    Task<Result<QByteArray>> piece(Link link, QString href, FileFacts facts, FilePart part);
    Task<Result<QByteArray>> pieceOf(Link link, QString href, FileFacts facts, std::shared_ptr<Range> wanted);
    Task<Result<QByteArray>> whole(Link link, QString href, std::shared_ptr<Range> wanted);
    Task<Result<QByteArray>> checked(Link link, QString href, FileFacts facts, std::shared_ptr<Range> wanted, QByteArray bytes);
    Task<Result<QByteArray>> range(Link link, QString href, std::shared_ptr<Range> wanted);
    static Task<Result<void>> take(std::shared_ptr<Range> wanted, HttpAnswer head, QByteArray bytes);
    std::unexpected<Error> changed(const QString &detail) const;
    static bool isOtherVersion(const HttpAnswer &head, const Range &wanted);

    std::shared_ptr<FileSynchronizerSession> m_session;
};

}
