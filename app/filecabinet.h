// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "files/filecontent.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace Kontor
{

class Engines;
class FileIndexer;
class FileInquiry;
class FileServer;
class FileServices;
class FolderMirrors;
class OpenCopies;
class WebOffice;

/// All that files live on besides their engine: actions, content, open copies, questions to the server, folders kept in
/// step, the words of what is kept, what other programs see as kontor:/, and the limit of the cache. Made with the store and ended before it. GUI
/// thread.
class FileCabinet : public QObject
{
    Q_OBJECT
public:
    FileCabinet(std::shared_ptr<Outbox> outbox, Engines *engines, FileContent::Fetch fetch, QObject *parent = nullptr);
    ~FileCabinet() override;

    FileActions *actions() const;
    FileContent *content() const;
    FileServices *services() const;
    OpenCopies *copies() const;
    FolderMirrors *mirrors() const;
    WebOffice *office() const;

    /// The folder the user looks at: its news come first, also after its engine was made anew.
    void focus(const FileTarget &folder);

    /// Takes over what open copies a crash left behind; from now on folders are kept in step, other programs are served, words
    /// are read, and the cache keeps to its limit.
    void begin();

    /// Done once what a crash left behind is taken over.
    QFuture<void> recovered() const;

    /// Takes over what programs saved last of these and removes their copies; waits for that, for some seconds at most.
    QFuture<void> closeCopies(const QList<ItemId> &items);

    /// Takes over what programs saved last and removes all copies; blocks for some seconds at most.
    void end();

    /// Of all accounts together; bytes. The setting lies in kontorrc, [Files] CacheLimit (MiB).
    static qint64 cacheLimit();
    static void setCacheLimit(qint64 bytes);
    static bool isCacheLimitLocked(); ///< by the administrator

Q_SIGNALS:
    void failed(const Kontor::Error &error);
    void saved(ItemId item, const QString &name); ///< a program saved an open copy; it is queued

private:
    void tidy();

    std::unique_ptr<FileActions> m_actions;
    std::unique_ptr<FileContent> m_content;
    std::unique_ptr<FileInquiry> m_inquiry;
    std::unique_ptr<OpenCopies> m_copies;
    std::unique_ptr<FolderMirrors> m_mirrors;
    std::unique_ptr<FileIndexer> m_indexer;
    std::unique_ptr<FileServer> m_server;
    std::unique_ptr<WebOffice> m_office;
    QTimer m_tidying;
    QFuture<void> m_recovered = QtFuture::makeReadyVoidFuture();
};

}
