// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filecontent.h"

#include <QObject>

#include <functional>

namespace Kontor
{

/// Reads the words of content that is here into the search, quietly: one file after the other, small ones first, with
/// pauses; content that is not sent yet, too. What has no text, is too large or cannot be read is noted as read; new content
/// is read again. While it is read, content lies in a private folder (0700, on a tmpfs where there is one); what a crash left
/// there is removed at the next start. GUI thread.
class FileIndexer : public QObject
{
    Q_OBJECT
public:
    /// How the words of a file are found; FileExtract::text() in the program. Storage: it cannot be tried now, and is not
    /// noted; any other error: there are none.
    using Read = std::function<QFuture<Result<QString>>(const QString &path, const QString &mediaType)>;

    /// \p folder: where content lies while it is read; empty: the usual place of open copies.
    FileIndexer(std::shared_ptr<Store> store, FileContent *content, Read read = {}, const QString &folder = {}, QObject *parent = nullptr);
    ~FileIndexer() override;

    void start(); ///< reads what waits, and from then on what comes
    void stop(); ///< at once; the file that is being read is read again after the next start()
    void setPause(std::chrono::milliseconds pause); ///< between two files

Q_SIGNALS:
    void indexed(Kontor::ItemId item); ///< its words are known now
    void idle(); ///< nothing waits any more

private:
    struct Private;
    std::unique_ptr<Private> d;
};

}
