// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/fileserver.h"

#include "files/worker/filedoor.h"
#include "files/worker/foldernews.h"

#include <QThread>

#include <unistd.h>

namespace Kontor
{
namespace
{
constexpr int contentThreads = 3;
}

struct FileServer::Private {
    FileContent *content = nullptr;
    QThread thread{};
    FileServing serving{};
    std::unique_ptr<FileDoor> door{};
    std::unique_ptr<FolderNews> news{};
};

FileServer::FileServer(std::shared_ptr<Store> store, FileActions *actions, FileContent *content, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->content = content;
    d->serving.store = std::move(store);
    d->serving.outbox = actions->outbox();
    d->serving.pool.setMaxThreadCount(contentThreads);
    d->serving.bring = [this](ItemId item) {
        return bring(item);
    };
    d->thread.setObjectName(QStringLiteral("files-worker"));
}

FileServer::~FileServer()
{
    close();
}

Result<void> FileServer::listen(const QString &socketPath)
{
    close();
    d->thread.start();
    d->door = std::make_unique<FileDoor>(&d->serving, ::geteuid());
    d->news = std::make_unique<FolderNews>(d->serving.store);
    d->serving.news = d->news.get();
    d->door->moveToThread(&d->thread);
    d->news->moveToThread(&d->thread);
    Result<void> opened;
    QMetaObject::invokeMethod(
        d->door.get(),
        [this, &opened, socketPath] {
            opened = d->door->open(socketPath);
            if (opened) {
                d->news->greet();
            }
        },
        Qt::BlockingQueuedConnection); // some calls on a folder in memory
    if (!opened) {
        close();
    }
    return opened;
}

void FileServer::close()
{
    if (!d->thread.isRunning()) {
        return;
    }
    QMetaObject::invokeMethod(
        d->door.get(),
        [this] {
            d->door.reset();
            d->serving.news = nullptr;
            d->news.reset();
        },
        Qt::BlockingQueuedConnection);
    d->serving.pool.waitForDone();
    d->thread.quit();
    d->thread.wait();
}

void FileServer::setDoor(Door door)
{
    d->serving.isLocked = door == Door::Locked;
}

QString FileServer::usualPath()
{
    return WorkerMessage::socketPath();
}

// On the thread of the sockets: FileContent lives on this object's.
QFuture<Result<FileContent::Here>> FileServer::bring(ItemId item)
{
    auto promise = std::make_shared<QPromise<Result<FileContent::Here>>>();
    promise->start();
    auto future = promise->future();
    QMetaObject::invokeMethod(
        this,
        [this, item, promise = std::move(promise)] {
            carry(item, promise);
        },
        Qt::QueuedConnection);
    return future;
}

void FileServer::carry(ItemId item, const std::shared_ptr<QPromise<Result<FileContent::Here>>> &promise)
{
    if (promise->isCanceled()) {
        promise->finish();
        return;
    }
    using Watcher = QFutureWatcher<Result<FileContent::Here>>;
    auto *inner = new Watcher(this);
    auto *outer = new Watcher(inner);
    connect(inner, &Watcher::progressRangeChanged, inner, [promise](int least, int most) {
        promise->setProgressRange(least, most);
    });
    connect(inner, &Watcher::progressValueChanged, inner, [promise](int value) {
        promise->setProgressValue(value);
    });
    connect(inner, &Watcher::finished, this, [promise, inner] {
        if (inner->future().resultCount() > 0) {
            promise->addResult(inner->result());
        }
        promise->finish();
        inner->deleteLater();
    });
    connect(outer, &Watcher::canceled, inner, &Watcher::cancel);
    outer->setFuture(promise->future());
    inner->setFuture(d->content->bring(item));
}

}
