// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filewalk.h"

#include <QElapsedTimer>

namespace Kontor
{

/// Lists the space, and reads what changed in it.
class FileSynchronizerPull : public std::enable_shared_from_this<FileSynchronizerPull>
{
public:
    explicit FileSynchronizerPull(std::shared_ptr<FileSynchronizerSession> session);

    Task<Result<QList<RemoteCollection>>> discover();
    Task<Result<Delta>> pull(Collection collection);
    static bool isCurrent(const QByteArray &state, const QByteArray &token);

private:
    using Link = FileSynchronizerSession::Link;

    Task<Result<std::shared_ptr<FileWalk>>> begin(Link link, Collection collection);
    Task<Result<QStringList>> chosenFolders(Collection collection);
    void conclude(const FileWalk &walk);
    RemoteCollection spaceOf(const FileLink &link, const FileFacts &top) const;
    Task<> askFavourites(Link link);
    Task<Result<QStringList>> foldersOfFavourites(Collection collection);
    QByteArray favouritesState() const;

    std::shared_ptr<FileSynchronizerSession> m_session;
    std::shared_ptr<FileWalk> m_walk;
    QByteArray m_walkToken; ///< the last delta's
    FileWalk::Extent m_extent = FileWalk::Extent::All;
    int m_page = 0;

    // Of the last walk through everything on a server that does not tell where there are news.
    QElapsedTimer m_sinceWhole;
    QElapsedTimer m_duration;
    qint64 m_wholeTook = 0; ///< ms
    int m_wholeFolders = 0;
    QString m_turn; ///< the folder where the next turn begins

    // Of a cloud, whose etags do not tell of them.
    QStringList m_favourites; ///< as the server told them last; hrefs without slashes at their ends
    QByteArray m_walkFavourites; ///< their state when the walk began
    bool m_knowsFavourites = false;
    bool m_refusesFavourites = false;
};

}
