// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/filecabinet.h"

#include "app/fileinquiry.h"
#include "base/log.h"
#include "files/desk/fileindexer.h"
#include "files/desk/opencopies.h"
#include "files/mirror/foldermirror.h"
#include "files/weboffice/weboffice.h"
#include "files/worker/fileserver.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QPromise>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr qint64 mebibyte = qint64(1) << 20;
constexpr qint64 usualLimit = 4096; // MiB
constexpr auto pauseBetweenTidyings = 10min;
constexpr auto closingPatience = 6s;
constexpr auto undoTime = 8s; ///< as long as the notice with its button stays

KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Files"));
}
}

FileCabinet::FileCabinet(std::shared_ptr<Outbox> outbox, Engines *engines, FileContent::Fetch fetch, QObject *parent)
    : QObject(parent)
    , m_actions(std::make_unique<FileActions>(outbox))
    , m_content(std::make_unique<FileContent>(outbox->store(), std::move(fetch)))
    , m_inquiry(std::make_unique<FileInquiry>(outbox->store(), engines))
    , m_copies(std::make_unique<OpenCopies>(OpenCopies::Parts{.store = outbox->store(),
                                                              .actions = m_actions.get(),
                                                              .content = m_content.get(),
                                                              .opened = [this](ItemId item) { m_inquiry->lock(item); }, // a courtesy: without it the file opens as well
                                                              .closed = [this](ItemId item) { m_inquiry->unlock(item); }}))
    , m_mirrors(std::make_unique<FolderMirrors>(outbox->store(), m_actions.get(), m_content.get()))
    , m_indexer(std::make_unique<FileIndexer>(outbox->store(), m_content.get()))
    , m_server(std::make_unique<FileServer>(outbox->store(), m_actions.get(), m_content.get()))
{
    m_actions->setUndoTime(undoTime);
    connect(m_actions.get(), &FileActions::failed, this, &FileCabinet::failed);
    connect(m_copies.get(), &OpenCopies::failed, this, &FileCabinet::failed);
    connect(m_mirrors.get(), &FolderMirrors::failed, this, &FileCabinet::failed);
    connect(m_copies.get(), &OpenCopies::saved, this, &FileCabinet::saved);
    m_tidying.setInterval(pauseBetweenTidyings);
    connect(&m_tidying, &QTimer::timeout, this, &FileCabinet::tidy);
}

FileCabinet::~FileCabinet()
{
    end();
}

void FileCabinet::begin()
{
    m_recovered = m_copies->recover().then(this, [](const Result<int> &) { });
    m_mirrors->load();
    m_indexer->start();
    m_tidying.start();
    if (const auto listening = m_server->listen(); !listening) { // the panes do without it
        qCWarning(logShell) << "other programs do not see the files:" << listening.error().message << listening.error().detail;
    }
}

QFuture<void> FileCabinet::recovered() const
{
    return m_recovered;
}

QFuture<void> FileCabinet::closeCopies(const QList<ItemId> &items)
{
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    auto *wait = new QTimer(this);
    const auto done = [this, items, wait, promise] {
        const auto open = m_copies->copies();
        const bool isOpen = std::ranges::any_of(open, [&items](const OpenCopies::Copy &copy) { return items.contains(copy.item); });
        if ((!isOpen || !wait->isActive()) && !promise->future().isFinished()) {
            promise->finish();
            wait->deleteLater();
        }
    };
    wait->setSingleShot(true);
    connect(wait, &QTimer::timeout, this, done);
    connect(m_copies.get(), &OpenCopies::changed, wait, done);
    wait->start(closingPatience);
    for (const auto item : items) {
        m_copies->close(item);
    }
    done();
    return promise->future();
}

void FileCabinet::end()
{
    m_tidying.stop();
    m_server->close();
    m_indexer->stop();
    m_mirrors->stopAll();
    m_copies->closeAll();
}

void FileCabinet::tidy()
{
    m_actions->evict(cacheLimit());
}

FileActions *FileCabinet::actions() const
{
    return m_actions.get();
}

FileContent *FileCabinet::content() const
{
    return m_content.get();
}

FileServices *FileCabinet::services() const
{
    return m_inquiry.get();
}

OpenCopies *FileCabinet::copies() const
{
    return m_copies.get();
}

WebOffice *FileCabinet::office() const
{
    return m_office.get();
}

FolderMirrors *FileCabinet::mirrors() const
{
    return m_mirrors.get();
}

void FileCabinet::focus(const FileTarget &folder)
{
    m_inquiry->setFocus(folder);
}

qint64 FileCabinet::cacheLimit()
{
    return std::max<qint64>(settings().readEntry("CacheLimit", usualLimit), 16) * mebibyte;
}

bool FileCabinet::isCacheLimitLocked()
{
    return settings().isEntryImmutable("CacheLimit");
}

void FileCabinet::setCacheLimit(qint64 bytes)
{
    auto group = settings();
    group.writeEntry("CacheLimit", bytes / mebibyte);
    group.sync();
}

}
