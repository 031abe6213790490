// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"
#include "files/filespace.h"
#include "files/protocol/cloud/cloudpush.h"
#include "files/protocol/cloud/cloudserver.h"
#include "files/protocol/filelisting.h"
#include "files/protocol/filesynchronizer.h"

#include <QHash>
#include <QSet>
#include <QThreadPool>

#include <memory>
#include <optional>

namespace Kontor
{

/// One server of one account while calls use it: they hold it, so that it outlives them.
struct FileLink {
    std::shared_ptr<HttpClient> http{};
    QUrl base{}; ///< scheme and host of everything below
    QString top{}; ///< href of the top folder, with a slash at its end
    std::shared_ptr<CloudServer> cloud{}; ///< null: a plain DAV server
    FileSpelling spelling{}; ///< of the hrefs in its answers

    bool isCloud() const
    {
        return cloud != nullptr;
    }
    QUrl url(const QString &href) const;
    QString host() const; ///< with the port where it is told
};

/// What all activities of one FileSynchronizer share: the sign-in, what was found, and the end.
class FileSynchronizerSession : public std::enable_shared_from_this<FileSynchronizerSession>
{
public:
    using Link = std::shared_ptr<const FileLink>;

    FileSynchronizerSession(Account account, FileShelf shelf);

    /// The server, found when it is needed first; those who come meanwhile wait for the same answer.
    Task<Result<Link>> link();
    static Task<Result<Link>> find(std::shared_ptr<HttpClient> http, QUrl start);

    enum class Depth { Zero, One };
    /// Gets what lies in a folder as it comes; the next part comes when the call has returned.
    using Entries = std::function<Task<Result<void>>(QList<FileFacts>)>;
    /// PROPFIND; the answer is what was asked for itself. It is parsed on the pool.
    Task<Result<FileFacts>> list(Link link, QString href, Depth depth, Entries entries = {});
    /// A refusal of one file or folder that looks like one of the password (Apache: 401 for what belongs to others) is Forbidden.
    Task<Error> explained(Link link, Error error);
    /// The top folder; Protocol where there is none at this address.
    Task<Result<FileFacts>> top(Link link, Depth depth);
    /// The same with Depth 0; none: there is nothing (404).
    Task<Result<std::optional<FileFacts>>> look(Link link, QString href);

    /// Finds out how large a file is whose size no listing tells; untold where that fails.
    Task<FileFacts> measured(Link link, FileFacts facts);

    /// Until the time is over or stop().
    Task<> nap(std::chrono::milliseconds duration);

    void setAccount(Account account);
    void stop();

    static std::shared_ptr<HttpClient> httpFor(const Account &account);

    Account account;
    const FileShelf shelf;
    const std::shared_ptr<QThreadPool> pool = std::make_shared<QThreadPool>(); ///< for pure functions
    bool isStopped = false;
    QString focusFolder; ///< the user looks at it
    std::function<void()> wipeAsked; ///< tells the owner

    /// Does this server refuse what its conditions say? Those that ignore them are looked at before each write.
    enum class Conditions { Unknown, Honoured, Ignored };
    Conditions conditions = Conditions::Unknown;
    int looksBeforeWrites = 0;

    /// What else this server was found to do otherwise than most.
    struct Manners {
        enum class Etags { Unknown, Same, Other };
        Etags written = Etags::Unknown; ///< are the etags that writes tell those that listings tell?
        bool readsOtherEtags = false; ///< contents come with other etags than listings tell
        bool wantsPaths = false; ///< in Destination, since something stands before it that changes scheme or host
    };
    Manners manners;

    /// What own writes made of a version, so that an edit which began from what was sent meanwhile is none of an outdated one.
    QHash<std::pair<ItemId, QString>, QString> successors;
    /// Deletions that were refused since somebody had changed something: 1 once, 2 also when they were tried again at once.
    QHash<ChangeId, int> refused;
    QHash<ItemId, QDateTime> justWritten;
    QSet<QString> removedFolders; ///< deleted from here: what the store has of what lay in them is gone as well
    bool hasSoughtOrphans = false; ///< since the start: what lies in folders that the store no longer has
    QSet<QString> changedFolders; ///< where news were seen lately, on servers that do not tell where there are some

    /// To be called when the server refuses the password; asks once in the life of a password.
    Task<> askForWipe();

private:
    Task<Result<FileFacts>> listOnce(Link link, QString href, Depth depth, Entries entries, std::shared_ptr<bool> hasBegun);
    static Task<Result<Link>> findPlain(std::shared_ptr<HttpClient> http, std::shared_ptr<FileLink> link, QUrl start);

    std::shared_ptr<HttpClient> m_http;
    Link m_link;
    bool m_isFinding = false;
    bool m_hasAskedForWipe = false;
    QList<Pending<Link>> m_waiting;
    QList<Pending<bool>> m_napping;
};

/// The Error for an answer about one file or folder that is no success: a server's trouble with one is none of the others.
Error fileError(const HttpAnswer &answer);

/// An href for something in a folder. \p folder: ends with a slash.
QString fileHref(const QString &folder, const QString &name);
QString folderHref(const QString &folder, const QString &name); ///< with a slash at its end

/// What a folder's revision is once all below was read: its etag, or that it was.
QString readRevision(const FileFacts &folder);

}
