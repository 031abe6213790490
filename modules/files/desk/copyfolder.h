// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace Kontor
{

/// What is noted of an open copy beside it, so that a crash loses nothing: ids, a revision and hashes, no words.
struct CopyRecord {
    ItemId item{};
    QString base{}; ///< the server's revision that the copy began from
    QByteArray content{}; ///< CopyFolder::contentHash() of the last state that is in the store
    QByteArray name{}; ///< SHA-256 of the copy's file name
    QByteArray called{}; ///< SHA-256 of the item's name, where it became another one
    QByteArray place{}; ///< SHA-256 of where the server had the item; empty: nowhere
    QByteArray home{}; ///< SHA-256 of its space's address
    struct Other {
        QByteArray name{}; ///< SHA-256
        ItemId item{}; ///< what it became
        QByteArray content{}; ///< the last state that is in the store
        bool operator==(const Other &) const = default;
    };
    QList<Other> others{}; ///< files that a program put beside it

    QByteArray toCbor() const;
    static std::optional<CopyRecord> fromCbor(const QByteArray &bytes);
    bool operator==(const CopyRecord &) const = default;
};

/// What tells whether a file was touched. No file: inode 0.
struct CopyStat {
    quint64 device = 0;
    quint64 inode = 0;
    qint64 size = 0;
    qint64 modified = 0; ///< ns
    qint64 changed = 0; ///< ns, by the kernel's clock
    bool isRegular = false;
    bool operator==(const CopyStat &) const = default;
};

/// The private folder (0700) of one running program in which copies of open files lie, each in a folder of its own with
/// its record beside it. A lock says that the program lives; a folder whose lock is free was left behind.
///
/// On a tmpfs ($XDG_RUNTIME_DIR) nothing of it ever reaches a disk: it survives a killed program, but neither a power cut
/// nor the end of the session, so what programs save is taken into the store within a moment. Elsewhere files are
/// overwritten before they go. Blocking; not for the GUI thread. Links are never followed.
class CopyFolder
{
public:
    /// \p base: made if it is not there. \p store: the store's folder; each store has folders of its own.
    static Result<std::unique_ptr<CopyFolder>> make(const QString &base, const QString &store);
    /// Those of programs that ended without clearing up.
    static std::vector<std::unique_ptr<CopyFolder>> leftBehind(const QString &base, const QString &store);
    ~CopyFolder(); ///< lets go; what is there stays
    Q_DISABLE_COPY_MOVE(CopyFolder)

    const QString &path() const;

    /// A new folder for one file; answers the path that the file is to have.
    Result<QString> add(const QString &name);
    Result<void> note(const QString &file, const CopyRecord &record);
    /// All that has a record: the path of the file, which may be missing, and the record.
    struct Noted {
        QString file{};
        CopyRecord record{};
    };
    QList<Noted> noted() const;
    void clear(const QString &file); ///< the file and what lies beside it; the folder and the record stay
    void remove(const QString &file); ///< with its folder and record
    bool removeAll(); ///< everything, if no record is left; answers whether it is gone

    static QString usualBase(const QString &storeFolder);
    /// The nearest name a file can have here.
    static QString fileName(const QString &name);
    /// Scratch files of editors and office programs, their locks and backups.
    static bool isScratch(const QString &name);
    /// Files that say that a program has \p name open.
    static bool isLockOf(const QString &other, const QString &name);

    static CopyStat stat(const QString &file);
    /// SHA-256 over the ids of the content's pieces as the store cuts and names them; none where the file is missing, no
    /// regular file, or changed meanwhile.
    static std::optional<QByteArray> contentHash(const QString &file);
    static QByteArray contentHash(const QStringList &blobs); ///< the same of what is in the store
    static QByteArray wordHash(const QString &text);

private:
    CopyFolder(const QString &path, int lock);
    QString recordPath(const QString &file) const;
    QString m_path;
    int m_lock;
};

}
