// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filecontent.h"

#include <QObject>

namespace Kontor
{

/// Serves the cached tree to the KIO worker (kontor:/) over a local socket in the session's runtime folder that only
/// this user can reach (0600, and the peer's uid is checked). Requests and answers are CBOR maps with a length in front
/// (files/worker/workermessage.h). GUI thread; sockets, listings and content have a thread of their own, and content is
/// streamed piece by piece.
class FileServer : public QObject
{
    Q_OBJECT
public:
    FileServer(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, QObject *parent = nullptr);
    ~FileServer() override;

    /// Conflict: another program of this session serves already, and keeps doing so.
    Result<void> listen(const QString &socketPath = usualPath());
    void close();

    enum class Door { Open, Locked };
    void setDoor(Door door); ///< Locked: whoever asks is told that Kontor is locked

    static QString usualPath(); ///< $XDG_RUNTIME_DIR/kontor/files.socket

private:
    QFuture<Result<FileContent::Here>> bring(ItemId item);
    void carry(ItemId item, const std::shared_ptr<QPromise<Result<FileContent::Here>>> &promise);

    struct Private;
    std::unique_ptr<Private> d;
};

}
