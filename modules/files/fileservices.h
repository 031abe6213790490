// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"

#include <QDate>
#include <QFuture>
#include <QUrl>

#include <optional>

namespace Kontor
{

/// What a server of one space can do beyond keeping files; everything is off on a plain DAV server.
struct FileFeatures {
    bool isCloud = false; ///< Nextcloud, ownCloud
    QString product{}; ///< "Nextcloud 32.0.6"
    bool links = false;
    bool linkPasswordEnforced = false;
    bool linkExpiryEnforced = false;
    int linkExpiryDays = 0; ///< 0: none proposed
    bool people = false; ///< can be shared with
    bool trash = false;
    bool versions = false;
    bool favourites = false;
    bool locking = false;
    bool webOffice = false;
    bool previews = false;
    QStringList forbiddenCharacters{};
    QStringList forbiddenNames{}; ///< lower case; also as "name.anything"
    QStringList forbiddenExtensions{}; ///< endings, lower case: ".part"
    QUrl web{}; ///< the server's own pages; ends with a slash
};

struct FileShare {
    enum class Type { User = 0, Group = 1, Link = 3, Mail = 4, Remote = 6, Other = -1 };
    QString id{};
    Type type = Type::Link;
    QString with{}; ///< user or group id
    QString title{}; ///< display name, or the link's label
    QUrl url{}; ///< of a link
    QDate expires{};
    bool hasPassword = false;
    bool mayEdit = false;
    QString note{};
};

/// A wish for a new share, or for a change of one (id set).
struct FileShareWish {
    QString id{};
    FileShare::Type type = FileShare::Type::Link;
    QString with{};
    QDate expires{}; ///< invalid: none
    std::optional<QString> password{}; ///< none: as it is; empty: take it away
    bool mayEdit = false;
    QString label{};
};

struct FileSharee {
    FileShare::Type type = FileShare::Type::User;
    QString id{};
    QString title{};
    QString detail{};
};

struct FileVersion {
    QString href{};
    QDateTime modified{};
    qint64 size = 0;
    QString author{};
    QString label{};
};

struct FileTrashEntry {
    QString href{};
    QString name{};
    QString from{}; ///< the path it was deleted from
    QDateTime deleted{};
    qint64 size = 0;
    bool isFolder = false;
};

/// What can only be asked of the server while it is there: sharing, versions, trash, the web office. Each answer comes
/// once: a value, or an error whose message is for the user (Offline at once without a connection). GUI thread; the
/// app carries it to the synchronizer.
class FileServices
{
public:
    virtual ~FileServices() = default;

    virtual QFuture<Result<FileFeatures>> features(CollectionId space) = 0; ///< from the last connection; also offline

    virtual QFuture<Result<QList<FileShare>>> shares(ItemId item) = 0;
    virtual QFuture<Result<FileShare>> share(ItemId item, const FileShareWish &wish) = 0;
    virtual QFuture<Result<void>> unshare(ItemId item, const QString &shareId) = 0;
    virtual QFuture<Result<QList<FileSharee>>> findSharees(ItemId item, const QString &words) = 0;

    virtual QFuture<Result<QList<FileVersion>>> versions(ItemId item) = 0;
    virtual QFuture<Result<void>> restoreVersion(ItemId item, const QString &href) = 0;
    virtual QFuture<Result<void>> saveVersion(ItemId item, const QString &href, const QString &path) = 0; ///< to a file of this machine

    virtual QFuture<Result<QList<FileTrashEntry>>> trash(CollectionId space) = 0;
    virtual QFuture<Result<void>> restore(CollectionId space, const QStringList &hrefs) = 0;
    virtual QFuture<Result<void>> purge(CollectionId space, const QStringList &hrefs) = 0; ///< none: all

    virtual QFuture<Result<QUrl>> webOffice(ItemId item) = 0; ///< where it can be edited in a web view; valid for a short time
    virtual QFuture<Result<QByteArray>> preview(ItemId item, int pixels) = 0; ///< a picture, drawn by the server
    virtual QFuture<Result<void>> lock(ItemId item) = 0; ///< while a program of this machine has it open
    virtual QFuture<Result<void>> unlock(ItemId item) = 0;
    virtual QFuture<Result<QUrl>> webPage(ItemId item) = 0; ///< the server's page of it; empty: none
};

}
