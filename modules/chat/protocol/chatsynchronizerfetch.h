// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/crypto/encryptedfile.h"
#include "chat/protocol/chatsynchronizersession.h"
#include "sync/synchronizer.h"

namespace Kontor
{

/// Reads files of messages, some MiB at a time, decrypted; the last part comes only if the whole is what was sent. And
/// pictures of rooms and people.
class ChatSynchronizerFetch : public std::enable_shared_from_this<ChatSynchronizerFetch>
{
public:
    explicit ChatSynchronizerFetch(std::shared_ptr<ChatSynchronizerSession> session);

    /// \p part: a word of ChatPart.
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset);
    /// A small picture, as the server makes it.
    Task<Result<QByteArray>> picture(QString mxc, int pixels);

private:
    struct Reading {
        QString url{};
        std::unique_ptr<EncryptedFile> cipher{}; ///< null: not encrypted
        qint64 at = 0; ///< read so far
    };

    Task<Result<FetchedPart>> next(std::shared_ptr<Reading> reading, qint64 offset);

    std::shared_ptr<ChatSynchronizerSession> m_session;
    QHash<QString, std::shared_ptr<Reading>> m_readings; ///< under way, by item and part
};

}
