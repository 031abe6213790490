// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filesynchronizersession.h"
#include "sync/wakeup.h"

#include <deque>

namespace Kontor
{

/// One walk through the tree of a space: many folders at once, told in deltas as it goes.
///
/// Everything is compared with what the store has; only differences are told. A folder is told before what is in it, and
/// a second time with its revision when all below it was read. What is gone is told at the end: it may have moved.
class FileWalk : public std::enable_shared_from_this<FileWalk>
{
public:
    using Link = FileSynchronizerSession::Link;

    enum class Extent {
        Changed, ///< folders whose etag is another than the one known (where etags propagate)
        All, ///< every folder
        Chosen, ///< only those given to begin(), and what is new in them
    };

    FileWalk(std::shared_ptr<FileSynchronizerSession> session, Link link, Collection space, Extent extent);

    /// \p chosen: hrefs of folders; the top is always read.
    void begin(QStringList chosen = {});

    /// The next delta, without its token.
    Task<Result<Delta>> next();
    void abandon(); ///< nobody asks any more

    quint64 id() const
    {
        return m_id;
    }
    const QString &topEtag() const ///< once it has begun to answer
    {
        return m_topEtag;
    }
    bool isWhole() const ///< every folder that should be read could be
    {
        return m_isWhole;
    }
    const std::optional<FileFacts> &top() const
    {
        return m_top;
    }
    const QSet<QString> &changedFolders() const ///< in which something was new, another or gone
    {
        return m_changedFolders;
    }
    int folderCount() const ///< that were read
    {
        return m_folders;
    }

private:
    struct Node {
        QString href{};
        RemoteItem item{}; ///< told a second time when all is read; no remote id: the top, or nothing to tell
        std::shared_ptr<Node> above{};
        int open = 1; ///< itself and the folders in it
        bool isWhole = true;
        bool isDeep = false; ///< one above has got other rights, and so has all below; no etag tells
    };
    struct Found {
        FileFacts facts{};
        QByteArray payload{};
        QString revision{}; ///< that is known
        bool isKnown = false;
        bool isSame = false;
        bool hasOtherRights = false; ///< than were known

        bool hasOtherEtag() const;
        void goOn(); ///< it is only another name of the version that is known
    };
    struct Reading;

    Task<> run(std::shared_ptr<Node> node);
    Task<Result<void>> read(std::shared_ptr<Node> node);
    static Task<Result<void>> take(std::shared_ptr<FileWalk> self, std::shared_ptr<Reading> reading, QList<FileFacts> entries);
    Task<Result<QHash<QString, FileShelf::Known>>> known(QString folder);
    Task<Result<void>> findMoved(QList<Found> found);
    Task<Result<bool>> hasLeft(QString place, QString fileId);
    void tell(Reading &reading, Found found);
    void startMore();
    void close(std::shared_ptr<Node> node);
    void fail(const Error &error);
    Task<Result<QStringList>> removed();
    Task<Result<QStringList>> orphans();
    QString nameNow(const QString &href) const;
    qint64 knownSize(const Reading &reading, const FileFacts &facts) const;
    bool isEntered(const Found &found, const QString &revision, const Node &above) const;

    const quint64 m_id;
    std::shared_ptr<FileSynchronizerSession> m_session;
    Link m_link;
    Collection m_space;
    Extent m_extent;
    std::deque<std::shared_ptr<Node>> m_waiting;
    QSet<QString> m_entered;
    std::deque<RemoteItem> m_items;
    QList<std::pair<QString, QString>> m_newMoves; ///< not told yet
    QList<std::pair<QString, QString>> m_moves;
    QStringList m_gone;
    QSet<QString> m_listed; ///< folders read to the end
    QSet<QString> m_changedFolders;
    std::optional<FileFacts> m_top;
    QString m_topEtag;
    Wakeup m_progress; ///< for next()
    QList<Pending<bool>> m_full; ///< readers that wait until some of it was told
    std::optional<Error> m_error;
    int m_atOnce = 32; ///< folders; fewer once the server said that this is too much
    int m_running = 0;
    int m_folders = 0;
    int m_timeouts = 0; ///< in a row
    bool m_isWhole = true;
    bool m_isAbandoned = false;
    bool m_hasTold = false; ///< the last delta
};

}
