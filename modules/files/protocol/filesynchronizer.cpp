// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/filesynchronizer.h"

#include "files/protocol/filesynchronizerfetch.h"
#include "files/protocol/filesynchronizerpull.h"
#include "files/protocol/filesynchronizerpush.h"
#include "files/protocol/filesynchronizerservices.h"
#include "files/protocol/filesynchronizersession.h"
#include "files/protocol/filesynchronizerupload.h"
#include "files/protocol/filesynchronizerwatch.h"

#include <KLocalizedString>

namespace Kontor
{

struct FileSynchronizer::Private {
    Private(Account account, FileShelf shelf)
        : session(std::make_shared<FileSynchronizerSession>(std::move(account), std::move(shelf)))
    {
    }

    std::shared_ptr<FileSynchronizerSession> session;
    std::shared_ptr<FileSynchronizerPull> pull = std::make_shared<FileSynchronizerPull>(session);
    std::shared_ptr<FileSynchronizerFetch> fetch = std::make_shared<FileSynchronizerFetch>(session);
    std::shared_ptr<FileSynchronizerUpload> upload = std::make_shared<FileSynchronizerUpload>(session, fetch);
    std::shared_ptr<FileSynchronizerPush> push = std::make_shared<FileSynchronizerPush>(session, upload);
    std::shared_ptr<FileSynchronizerWatch> watch = std::make_shared<FileSynchronizerWatch>(session);
    std::shared_ptr<FileSynchronizerServices> services = std::make_shared<FileSynchronizerServices>(session, fetch);

    void stop()
    {
        session->stop();
        watch->stop();
    }
};

namespace
{
/// Calls that come after stop(), and those that were under way, return Cancelled.
template<class T>
Task<Result<T>> unlessStopped(std::shared_ptr<FileSynchronizerSession> session, Task<Result<T>> call)
{
    auto result = co_await call;
    if (!result && result.error().kind == Error::Kind::Unauthorized && !session->isStopped) {
        co_await session->askForWipe(); // also when the server was found long ago
    }
    if (session->isStopped && !result) {
        co_return cancelled();
    }
    co_return result;
}
}

FileSynchronizer::FileSynchronizer(Account account, FileShelf shelf, QObject *parent)
    : Synchronizer(parent)
    , d(std::make_shared<Private>(std::move(account), std::move(shelf)))
{
    d->session->wipeAsked = [this] {
        Q_EMIT wipeAsked();
    };
    d->fetch->outdated = [this] {
        Q_EMIT noticed(Hint{.news = Hint::News::Content});
    };
}

FileSynchronizer::~FileSynchronizer()
{
    d->session->wipeAsked = {};
    d->fetch->outdated = {};
    d->stop();
}

Task<Result<QList<RemoteCollection>>> FileSynchronizer::discover()
{
    return unlessStopped(d->session, d->pull->discover());
}

bool FileSynchronizer::isCurrent(const RemoteCollection &remote, const QByteArray &token) const
{
    return FileSynchronizerPull::isCurrent(remote.state, token);
}

Task<Result<Delta>> FileSynchronizer::pull(Collection collection)
{
    return unlessStopped(d->session, d->pull->pull(std::move(collection)));
}

Task<Result<Receipt>> FileSynchronizer::push(Change change, CommitPoint)
{
    return unlessStopped(d->session, d->push->push(std::move(change)));
}

bool FileSynchronizer::concernsAll(const Change &change, const Error &error) const
{
    if (error.kind == Error::Kind::Throttled) { // a lock, or a server that fails at one file, is no matter of the others
        return error.detail.startsWith(QLatin1StringView("HTTP 503")) || error.detail.startsWith(QLatin1StringView("HTTP 429"));
    }
    return Synchronizer::concernsAll(change, error);
}

Task<Result<FetchedPart>> FileSynchronizer::fetch(ItemRef item, QString part, qint64 offset)
{
    return unlessStopped(d->session, d->fetch->fetch(std::move(item), std::move(part), offset));
}

Task<Result<Hint>> FileSynchronizer::watch(std::chrono::seconds atMost)
{
    return unlessStopped(d->session, d->watch->watch(atMost));
}

void FileSynchronizer::stop()
{
    d->stop();
}

void FileSynchronizer::setFocusFolder(const QString &href)
{
    d->session->focusFolder = href;
}

void FileSynchronizer::setAccount(Account account)
{
    d->session->setAccount(std::move(account));
    d->watch->forget();
    Q_EMIT ready();
}

Task<Result<void>> FileSynchronizer::check(Account account)
{
    if (account.files.isEmpty()) {
        co_return failure(Error::Kind::NotFound, i18nc("@info", "No server is set for this account."));
    }
    const auto session = std::make_shared<FileSynchronizerSession>(account, FileShelf({}));
    const auto link = co_await session->link();
    if (!link) {
        co_return std::unexpected(link.error());
    }
    const auto top = co_await session->top(*link, FileSynchronizerSession::Depth::One);
    co_return top.transform([](const FileFacts &) { });
}

Task<Result<FileFeatures>> FileSynchronizer::features()
{
    return unlessStopped(d->session, d->services->features());
}

Task<Result<QList<FileShare>>> FileSynchronizer::shares(QString href)
{
    return unlessStopped(d->session, d->services->shares(std::move(href)));
}

Task<Result<FileShare>> FileSynchronizer::share(QString href, FileShareWish wish)
{
    return unlessStopped(d->session, d->services->share(std::move(href), std::move(wish)));
}

Task<Result<void>> FileSynchronizer::unshare(QString shareId)
{
    return unlessStopped(d->session, d->services->unshare(std::move(shareId)));
}

Task<Result<QList<FileSharee>>> FileSynchronizer::findSharees(QString href, QString words)
{
    return unlessStopped(d->session, d->services->findSharees(std::move(href), std::move(words)));
}

Task<Result<QList<FileVersion>>> FileSynchronizer::versions(FileFacts facts)
{
    return unlessStopped(d->session, d->services->versions(std::move(facts)));
}

Task<Result<void>> FileSynchronizer::restoreVersion(FileFacts, QString versionHref)
{
    return unlessStopped(d->session, d->services->restoreVersion(std::move(versionHref)));
}

Task<Result<QByteArray>> FileSynchronizer::versionPiece(QString versionHref, qint64 offset, qint64 length)
{
    return unlessStopped(d->session, d->services->versionPiece(std::move(versionHref), offset, length));
}

Task<Result<QList<FileTrashEntry>>> FileSynchronizer::trash()
{
    return unlessStopped(d->session, d->services->trash());
}

Task<Result<void>> FileSynchronizer::restore(QStringList hrefs)
{
    return unlessStopped(d->session, d->services->restore(std::move(hrefs)));
}

Task<Result<void>> FileSynchronizer::purge(QStringList hrefs)
{
    return unlessStopped(d->session, d->services->purge(std::move(hrefs)));
}

Task<Result<QUrl>> FileSynchronizer::webOffice(FileFacts facts)
{
    return unlessStopped(d->session, d->services->webOffice(std::move(facts)));
}

Task<Result<QByteArray>> FileSynchronizer::preview(FileFacts facts, int pixels)
{
    return unlessStopped(d->session, d->services->preview(std::move(facts), pixels));
}

Task<Result<void>> FileSynchronizer::lock(QString href)
{
    return unlessStopped(d->session, d->services->lock(std::move(href), FileSynchronizerServices::LockWish::Lock));
}

Task<Result<void>> FileSynchronizer::unlock(QString href)
{
    return unlessStopped(d->session, d->services->lock(std::move(href), FileSynchronizerServices::LockWish::Unlock));
}

}
