// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/protocol/chatsynchronizersession.h"

#include <QCborMap>

namespace Kontor
{

/// Brings files to the server before the message that tells of them; piece by piece, encrypted for encrypted rooms.
class ChatSynchronizerUpload : public std::enable_shared_from_this<ChatSynchronizerUpload>
{
public:
    explicit ChatSynchronizerUpload(std::shared_ptr<ChatSynchronizerSession> session);

    enum class Way { Plain, Encrypted };
    /// Where a file is, as its message says it. Values.
    struct Uploaded {
        QString url{};
        QJsonObject key{}; ///< EncryptedFile with its url; empty: not encrypted
        QJsonObject info{};
        QString name{};
    };

    /// The file of a change, and its thumbnail. What was brought is remembered, so that a repeated change does not do it again.
    Task<Result<Uploaded>> upload(ChangeId change, QCborMap file, Way way);
    void forget(ChangeId change);
    static void putInto(QJsonObject &content, const Uploaded &uploaded);

    /// One file alone; for pictures of rooms and people.
    Task<Result<Uploaded>> uploadOne(QStringList blobs, qint64 size, QString type, QString name, Way way);

private:

    std::shared_ptr<ChatSynchronizerSession> m_session;
    QHash<ChangeId, Uploaded> m_done;
};

}
