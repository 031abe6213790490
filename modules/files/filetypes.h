// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"

#include <QCborMap>
#include <QDateTime>
#include <QFlags>
#include <QList>
#include <QMetaType>
#include <QString>

#include <optional>

namespace Kontor
{

/// What the signed-in person may do with one file or folder. On a server that does not say, everything.
enum class FileRight {
    Read = 0x01, ///< look into it (Nextcloud: G, or always)
    Write = 0x02, ///< change the content of a file (W)
    AddFiles = 0x04, ///< put files into a folder (C)
    AddFolders = 0x08, ///< put folders into a folder (K)
    Remove = 0x10, ///< D
    Rename = 0x20, ///< N
    Move = 0x40, ///< V
    Share = 0x80, ///< R
};
Q_DECLARE_FLAGS(FileRights, FileRight)
Q_DECLARE_OPERATORS_FOR_FLAGS(FileRights)
inline constexpr FileRights allFileRights = FileRights(0xff);

/// What a server said of one file or folder; the payload of the item is its toCbor(). A value.
///
/// The remote id of an item is its href: the absolute path, in normalHref()'s spelling; that of a folder ends with a slash.
/// The revision is the etag without W/ and quotes; of a folder, only once all below it was read (else empty).
struct FileFacts {
    QString href{};
    QString name{}; ///< decoded; as the server spells it (NFC or NFD)
    bool isFolder = false;
    qint64 size = 0; ///< bytes; of a folder, what the server says lies below, -1: it does not say
    qint64 modified = 0; ///< ms since epoch; 0: unknown
    QString type{}; ///< media type; empty: unknown
    QString etag{}; ///< as the revision; of a folder also before all below was read
    QString fileId{}; ///< stays when the file moves (oc:fileid); empty: the server has none
    FileRights rights = allFileRights;
    bool isFavourite = false;
    bool isMount = false; ///< another storage or a folder that others shared begins here
    bool isSharedWithMe = false;
    QList<int> shareTypes{}; ///< how the person shared it: 0 user, 1 group, 3 link, …
    QString owner{}; ///< display name of another owner
    bool hasPreview = false; ///< the server draws one
    QString checksum{}; ///< "SHA1:…", as the server keeps it
    QString formerEtag{}; ///< that had the same content; empty: no such one is known
    QString lockedBy{}; ///< display name; empty: nobody
    qint64 quotaUsed = -1; ///< of the top folder; -1: not told
    qint64 quotaAvailable = -1;

    // What apply() adds for pending changes; never from a server.
    std::optional<ItemId> parent{}; ///< shown in that folder (0: at the top); none: where the href says
    QString content{}; ///< key of unsent content; empty: the server's is the newest
    bool isDeleted = false; ///< to be deleted: not shown
    bool isWaiting = false; ///< something about it has not reached the server
    bool isContested = false; ///< a change was refused since the server has something newer

    QByteArray toCbor() const;
    static Result<FileFacts> fromCbor(const QByteArray &bytes);
    bool operator==(const FileFacts &) const = default;
};

/// The parent's href of an href: "/dav/a/b.txt" and "/dav/a/b/" are both in "/dav/a/".
QString parentHref(const QString &href);

/// How much of a file is here.
enum class FileKept {
    No,
    Older, ///< all of an older version
    Whole,
};

/// One row of the list. A value.
struct FileRow {
    ItemId item{};
    ItemId parent{}; ///< 0: at the top
    CollectionId space{};
    QString name{};
    QString path{}; ///< of the folder it is in, "Projects/2026"; filled in by searches and special places
    bool isFolder = false;
    qint64 size = 0;
    QDateTime modified{};
    QString type{}; ///< media type; guessed from the name where the server does not say
    FileRights rights = allFileRights;
    bool isFavourite = false;
    bool isMount = false;
    bool isSharedWithMe = false;
    bool isShared = false; ///< by the person, with others
    QString owner{};
    QString lockedBy{};
    bool hasPreview = false;
    FileKept kept = FileKept::No; ///< of a folder: Whole when everything below is here
    bool isPinned = false; ///< chosen to be kept offline itself
    bool isOffline = false; ///< kept offline, itself or through a folder above
    bool isWaiting = false;
    bool isContested = false;
    bool isUnsent = false; ///< exists only here so far
    bool operator==(const FileRow &) const = default;
};

/// The words of the changes a files resource knows (Change::kind), and of their arguments.
namespace FileChange
{
inline const QString Folder = QStringLiteral("folder"); ///< new folder: name, modified
inline const QString Upload = QStringLiteral("upload"); ///< new file: name, content, size, modified, type
inline const QString Content = QStringLiteral("content"); ///< content, size, modified, base (revision it began from)
inline const QString Move = QStringLiteral("move"); ///< name; parent (item id, 0: the top). Also: rename
inline const QString Copy = QStringLiteral("copy"); ///< a new item: name, source (item id), facts of the source
inline const QString Delete = QStringLiteral("delete");
inline const QString Favourite = QStringLiteral("favourite"); ///< on
/// Held until what it was made into in another space ("as", item id) is there; becomes Delete then. No server is told of it.
inline const QString Leave = QStringLiteral("leave");
// Delete and Content have "base", the revision meant. Delete with "onlyEmpty": where something is in the folder, nothing is
// done, and the receipt says the folder as it is.
// "path" is in all that make something new: the names of the folders it lies in, from the top, should the folder be gone.
}

/// Content is kept in pieces of this size, the last one smaller; each is a blob.
inline constexpr qint64 filePieceSize = qint64(4) << 20;
constexpr int filePieces(qint64 size)
{
    return int((size + filePieceSize - 1) / filePieceSize);
}

/// Names a piece for Synchronizer::fetch(): its number and the revision it is of.
struct FilePart {
    int piece = 0;
    QString revision{};
    QString toString() const; ///< "3@revision"
    static std::optional<FilePart> fromString(const QString &part);
    bool operator==(const FilePart &) const = default;
};

/// The key under which the pieces of the server's content are kept.
QString fileContentKey(ItemId item, const QString &revision);
/// A fresh key for content that is not on the server yet; it tells when it was made: what no change names after a day is swept.
QString newFileContentKey();

/// What sorts names as people expect: without case and accents, numbers by value.
QString fileSortKey(const QString &name);

}

Q_DECLARE_METATYPE(Kontor::FileRow)
