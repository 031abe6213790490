// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"
#include "net/httpclient.h"

#include <functional>

namespace Kontor
{

class CloudRevisions;

/// What a Nextcloud or ownCloud says of itself (status.php, OCS capabilities). A value.
struct CloudFeatures {
    QUrl root{}; ///< what stands before remote.php, status.php and ocs/; ends with a slash
    QString userId{}; ///< in the paths of DAV; often not the name one signs in with
    QString files{}; ///< href of the person's files, "/remote.php/dav/files/anna/"
    FileFeatures forUser{};
    bool chunking = false; ///< chunked upload v2
    qint64 chunkSize = 0; ///< the most the server wishes in one; 0: nothing said
    qint64 chunksAtOnce = 0;
    QString checksumType{}; ///< preferred for uploads: "SHA1"; empty: none
    bool bulkUpload = false;
    QUrl push{}; ///< notify_push websocket; empty: none
    QUrl pushToken{}; ///< where a one-time token for it is made; empty: none
    bool locking = false;
    QString trash{}; ///< href of the trash; empty: none
    QString versions{}; ///< href of the versions; empty: none
    bool isNextcloud = false; ///< not ownCloud or one of its children
    bool richDocuments = false; ///< Collabora
    QStringList officeTypes{}; ///< media types it edits; empty: not told
    bool directEditing = false; ///< other editors that can be opened with a link that signs in
    bool operator==(const CloudFeatures &) const = default;
};

/// Asks a server what it is. \p start: any URL of it (its root, a page, remote.php/dav, a folder of the files), or its
/// host alone, where the cloud lies in a folder that /.well-known leads to. Not a cloud at all is no error: nullopt.
/// openDesk may hide status.php from strangers: it is asked with credentials, and a remote.php/dav that answers is enough.
Task<Result<std::optional<CloudFeatures>>> exploreCloud(HttpClient *http, QUrl start);

/// The addresses before status.php that \p start may mean, the likeliest first, also where nothing but a host was typed.
/// Asks without the password.
Task<QList<QUrl>> findCloudRoots(HttpClient *http, QUrl start);

/// Seconds since epoch. Up to here Nextcloud takes no time for a file (X-OC-MTime): it keeps the content and answers 500.
inline constexpr qint64 lastCloudTimeRefused = 24 * 60 * 60;

/// What Nextcloud has beyond WebDAV, one function each. Same thread, ends and errors as HttpClient, which must live
/// until each call has returned.
class CloudServer
{
public:
    CloudServer(HttpClient &http, CloudFeatures features);
    const CloudFeatures &features() const;

    // Sharing (OCS files_sharing v1). \p path: from the top of the files, "/Projects/a.odt".
    Task<Result<QList<FileShare>>> shares(QString path);
    Task<Result<FileShare>> share(QString path, FileShareWish wish); ///< new, or changed where wish.id is set
    Task<Result<void>> unshare(QString shareId);
    Task<Result<QList<FileSharee>>> findSharees(QString words, bool isFolder);

    Task<Result<QList<FileVersion>>> versions(QString fileId);
    Task<Result<void>> restoreVersion(QString versionHref); ///< what is there becomes a version itself
    Task<Result<QList<FileTrashEntry>>> trash();
    Task<Result<void>> restore(QString trashHref);
    Task<Result<void>> purge(QString trashHref); ///< empty: all

    /// Where it can be edited in a web view: a link that signs in by itself and works once, for a short time. Without such
    /// an office the server's page of the file, where one has to sign in.
    Task<Result<QUrl>> webOffice(QString path, QString fileId);
    Task<Result<QByteArray>> preview(QString fileId, int pixels); ///< an image of at most that many pixels in each direction; NotFound: none
    QUrl webPage(const QString &fileId) const;

    Task<Result<void>> lock(QString href); ///< files_lock: a user's lock, taken over when it is ours already
    Task<Result<void>> unlock(QString href);
    /// The revision that a file with this content has now, as far as locks of ours have changed it: they change etags.
    QString revisionNow(const QString &href, const QString &revision) const;

    Task<Result<void>> setFavourite(QString href, Qt::CheckState on);
    /// The hrefs of all favourites below a folder, sorted, without slashes at their ends. No etag tells when one is added or
    /// taken away elsewhere.
    Task<Result<QStringList>> favourites(QString folder);

    /// A token that opens the push server's websocket once, within seconds; so that no password need be sent to it.
    Task<Result<QString>> pushToken();

    /// Chunked upload v2 with resume: chunks that a broken attempt left there are not sent again. Chunks are read while they
    /// are sent, so that a file of any size takes no more memory. Safe to repeat after a lost answer: what is there already
    /// with this content is answered as uploaded. Conflict where the condition does not hold.
    struct Upload {
        QString destination{}; ///< href
        QString token{}; ///< names the upload over restarts, another one for other content; only letters, digits, "-"
        qint64 size = 0;
        qint64 modified = 0; ///< s since epoch
        QByteArray checksum{}; ///< "SHA1:…"; empty: none
        QString ifMatch{}; ///< revision; empty: none
        bool ifNoneMatch = false; ///< only where nothing is
        /// As HttpSource::read: not more than \p length octets, at least one.
        std::function<Task<Result<QByteArray>>(qint64 offset, qint64 length)> read{};
    };
    struct Uploaded {
        QString etag{}; ///< as a revision; empty: not told
        QString fileId{};
    };
    Task<Result<Uploaded>> upload(Upload upload);

    /// Did the administrator ask to erase what is here? Asked when the server refuses the password (Nextcloud remote wipe);
    /// needs an application password. Afterwards confirmWipe() tells the server that it is done.
    Task<Result<bool>> isWipeAsked(QByteArray applicationPassword);
    /// Also where the root is but what the person typed; what the server does not know any more was confirmed before.
    Task<Result<void>> confirmWipe(QByteArray applicationPassword);

private:
    HttpClient *m_http;
    CloudFeatures m_features;
    std::shared_ptr<CloudRevisions> m_revisions; ///< also of calls that are under way
};

}
