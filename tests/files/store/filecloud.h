// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "sync/synchronizer.h"

#include <QMap>

#include <functional>

namespace Kontor
{

/// A server of files in memory. One thread.
class FileCloud
{
public:
    enum class Strikes { BeforeEffect, AfterEffect };

    struct Entry {
        QByteArray bytes{};
        bool isFolder = false;
        qint64 revision = 0;
        qint64 modified = 0;
        QString fileId{};
        bool isFavourite = false;
        FileRights rights = allFileRights;
    };

    // What befalls servers. From then on a token of before says nothing: everything is listed.
    void putBack(const QMap<QString, Entry> &backup); ///< an older state; what is gone since is gone
    void replaceByEmpty(); ///< another server of the same name
    void replaceByCopy(); ///< another one, to which somebody has copied the files: nothing is known by its number any more

    // What people do there with other clients. Paths from the top: "a/b.txt"; of folders "a/".
    void put(const QString &path, const QByteArray &bytes);
    void makeFolder(const QString &path);
    void remove(const QString &path);
    void rename(const QString &from, const QString &to);

    QByteArray bytes(const QString &path) const;
    bool has(const QString &path) const;
    QStringList listing() const; ///< "a/b.txt=content", "a/", sorted

    QString top = QStringLiteral("/dav/anna/");
    qint64 clock = 0;
    int life = 0; ///< counts what befell it
    qint64 skew = 0; ///< ms by which its clock is wrong
    QMap<QString, Entry> entries{}; ///< by href
    QMap<qint64, QString> tombstones{};
    QList<std::pair<qint64, std::pair<QString, QString>>> moves{}; ///< with their revision
    QStringList log{}; ///< what changed anything: "upload /dav/…"
    int pageSize = 0;
    bool tellsMoves = true;
    bool tellsPayloads = true;
    QString refused{}; ///< names that begin so are Forbidden
    std::function<void(const Change &)> onPush{};

    int calls = 0;
    int failAt = 0; ///< the n-th call from the start; 0: none
    Strikes strikes = Strikes::BeforeEffect;
    Error::Kind kind = Error::Kind::Offline;
    bool isOffline = false;

    QString href(const QString &path) const;
    QString pathOf(const QString &href) const;
    FileFacts facts(const QString &href) const;
};

/// Talks to a FileCloud, as a synchronizer does to a server. \p piece: reads content that is to be sent. \p below: what is
/// known to lie in a folder, so that none is deleted with what nobody has seen.
class FileCloudSynchronizer : public Synchronizer
{
    Q_OBJECT
public:
    using Piece = std::function<QFuture<Result<QByteArray>>(QString key, int piece)>;
    using Below = std::function<QFuture<Result<QStringList>>(CollectionId space, QString folderHref)>;
    FileCloudSynchronizer(FileCloud *cloud, Piece piece, Below below = {}, QObject *parent = nullptr);

    Task<Result<QList<RemoteCollection>>> discover() override;
    Task<Result<Delta>> pull(Collection collection) override;
    Task<Result<Receipt>> push(Change change, CommitPoint commitPoint) override;
    Task<Result<FetchedPart>> fetch(ItemRef item, QString part, qint64 offset) override;
    Task<Result<Hint>> watch(std::chrono::seconds atMost) override;
    void stop() override;

private:
    std::optional<FileCloud::Strikes> strike();
    Task<Result<QByteArray>> content(Change change);
    Task<Result<void>> lookInto(Change change);
    Result<Receipt> carryOut(const Change &change, const QByteArray &bytes);
    Result<Receipt> put(const Change &change, const QString &href, const QByteArray &bytes);
    Result<Receipt> move(const Change &change, const QString &href);
    Result<Receipt> remove(const Change &change);
    Receipt receipt(const QString &href) const;
    QString target(const Change &change);

    FileCloud *m_cloud;
    Piece m_piece;
    Below m_below;
    QHash<ChangeId, int> m_refused{}; ///< deletions of folders; the user's own decision is the third attempt
    bool m_stopped = false;
};

}
