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
/// (files/worker/workermessage.h). GUI thread; content is streamed piece by piece.
class FileServer : public QObject
{
    Q_OBJECT
public:
    FileServer(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, QObject *parent = nullptr);
    ~FileServer() override;

    Result<void> listen(const QString &socketPath = usualPath());
    void close();

    static QString usualPath(); ///< $XDG_RUNTIME_DIR/kontor/files.socket

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
