// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/worker/foldernews.h"

#include "files/worker/fileplaces.h"

#include <KDirNotify>

#include <chrono>

namespace Kontor
{
namespace
{
constexpr auto pause = std::chrono::milliseconds(400);
constexpr auto longestPause = std::chrono::milliseconds(10'000);
constexpr int share = 10; // of the time at most goes into looking, and into what others read anew after it
constexpr qsizetype mostFolders = 200;

/// How a folder looks now; none: it is gone.
Result<std::optional<size_t>> printOf(const Reader &reader, const QString &path)
{
    const auto place = FilePlaces::find(reader, path);
    if (!place || !place->isFolder()) {
        const bool isGone = place || place.error().kind == Error::Kind::NotFound;
        return isGone ? Result<std::optional<size_t>>(std::nullopt) : std::unexpected(place.error());
    }
    if (place->kind == FilePlace::Kind::Root) {
        return FileQuery::spaces(reader).transform([](const QList<FileQuery::Space> &spaces) {
            return std::optional(FileEntries::print(spaces));
        });
    }
    return FileQuery::children(reader, place->target()).transform([](const QList<FileRow> &rows) {
        return std::optional(FileEntries::print(rows));
    });
}
}

FolderNews::FolderNews(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_pause(this)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &FolderNews::look);
    connect(
        m_store.get(),
        &Store::changed,
        this,
        [this](const ChangeSet &changes) {
            const bool concerns = !changes.collections.isEmpty() || !changes.items.isEmpty() || changes.manyItems || changes.collectionList || changes.accounts;
            if (concerns && !m_known.isEmpty() && !m_pause.isActive()) {
                m_pause.start();
            }
        },
        Qt::QueuedConnection);
}

QUrl FolderNews::url(const QString &path)
{
    QUrl url;
    url.setScheme(QStringLiteral("kontor"));
    url.setPath(path, QUrl::DecodedMode);
    return url;
}

void FolderNews::note(const QString &path, size_t print)
{
    m_known.insert(path, print);
    m_order.removeOne(path);
    m_order << path;
    if (m_order.size() > mostFolders) {
        m_known.remove(m_order.takeFirst());
    }
}

void FolderNews::greet()
{
    m_store
        ->read(
            [](const Reader &reader) {
                return FileQuery::spaces(reader);
            },
            Store::Urgency::Background)
        .then(this, [](const Result<QList<FileQuery::Space>> &spaces) {
            org::kde::KDirNotify::emitFilesAdded(url(QStringLiteral("/")));
            for (const auto &space : spaces.value_or(QList<FileQuery::Space>())) {
                org::kde::KDirNotify::emitFilesAdded(url(QString(u'/' + space.title)));
            }
        });
}

void FolderNews::look()
{
    if (m_isLooking) {
        m_again = true;
        return;
    }
    m_isLooking = true;
    m_began.start();
    m_store
        ->read(
            [paths = m_order](const Reader &reader) -> Result<QHash<QString, std::optional<size_t>>> {
                QHash<QString, std::optional<size_t>> found;
                for (const auto &path : paths) {
                    const auto print = printOf(reader, path);
                    if (!print) {
                        return std::unexpected(print.error());
                    }
                    found.insert(path, *print);
                }
                return found;
            },
            Store::Urgency::Background)
        .then(this, [this](const Result<QHash<QString, std::optional<size_t>>> &found) {
            m_isLooking = false;
            m_pause.setInterval(std::clamp(std::chrono::milliseconds(m_began.elapsed() * share), pause, longestPause));
            if (found) {
                looked(*found);
            }
            if (std::exchange(m_again, false)) {
                m_pause.start();
            }
        });
}

void FolderNews::looked(const QHash<QString, std::optional<size_t>> &found)
{
    QList<QUrl> gone;
    for (const auto &[path, print] : found.asKeyValueRange()) {
        const auto known = m_known.find(path);
        if (known == m_known.end() || (print && *known == *print)) {
            continue;
        }
        if (print) {
            *known = *print;
            org::kde::KDirNotify::emitFilesAdded(url(path)); // whoever shows it lists it again
        } else {
            m_known.erase(known);
            m_order.removeOne(path);
            gone << url(path);
        }
    }
    if (!gone.isEmpty()) {
        org::kde::KDirNotify::emitFilesRemoved(gone);
    }
}

}
