// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filedragging.h"

#include "files/filecontent.h"
#include "files/filelistmodel.h"
#include "files/ui/filelistview.h"
#include "files/ui/fileprivatefolder.h"
#include "files/ui/filespane.h"
#include "files/ui/filetransfers.h"

#include <KLocalizedString>
#include <QEventLoop>
#include <QFutureWatcher>
#include <QTimer>
#include <QUrl>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto longestWait = 60s; // another program stands still meanwhile
constexpr auto urlList = "text/uri-list";

/// Runs the event loop until the future is finished; false: it took too long.
template<class T>
bool wait(const QFuture<T> &future)
{
    if (future.isFinished()) {
        return true;
    }
    QEventLoop loop;
    QFutureWatcher<T> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    QTimer::singleShot(longestWait, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished()) {
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
    return future.isFinished();
}
}

FileDragging::FileDragging(FilesPane *pane)
    : QObject(pane)
    , m_pane(pane)
{
}

QMimeData *FileDragging::content(const QModelIndexList &rows)
{
    auto *items = m_pane->files()->mimeData(rows);
    QList<FileRow> files;
    for (const auto &index : rows) {
        if (const auto row = m_pane->list()->rowAt(index)) {
            files << *row;
        }
    }
    return items ? new FileDragContent(this, items, files) : nullptr;
}

QStringList FileDragging::copies(const QList<FileRow> &files)
{
    auto *content = m_pane->parts().content;
    const auto folder = content ? makePrivateFolder() : nullptr;
    if (!folder) {
        return {};
    }
    m_folders << folder;
    QStringList paths;
    for (const auto &file : files) {
        if (file.isFolder) {
            continue;
        }
        auto bringing = content->bring(file.item);
        m_pane->transfers()->add(i18nc("@info:progress", "Fetching “%1”", file.name), bringing);
        if (!wait(bringing) || bringing.resultCount() == 0) {
            bringing.cancel();
            continue;
        }
        const auto here = bringing.result();
        auto name = file.name;
        name.replace(u'/', u'_');
        const auto path = folder->filePath(name);
        if (!here) {
            m_pane->notify(here.error());
            continue;
        }
        const auto writing = content->writeTo(here->key, path);
        if (wait(writing) && writing.resultCount() > 0 && writing.result()) {
            paths << path;
        }
    }
    return paths;
}

FileDragContent::FileDragContent(FileDragging *dragging, QMimeData *items, QList<FileRow> files)
    : m_dragging(dragging)
    , m_items(items)
    , m_files(std::move(files))
{
    m_items->setParent(this);
}

QStringList FileDragContent::formats() const
{
    auto formats = m_items->formats() + QMimeData::formats();
    const bool hasFile = std::ranges::any_of(m_files, [](const FileRow &row) {
        return !row.isFolder;
    });
    if (hasFile && !formats.contains(QLatin1StringView(urlList))) {
        formats << QString::fromLatin1(urlList);
    }
    return formats;
}

bool FileDragContent::hasFormat(const QString &format) const
{
    return formats().contains(format);
}

QVariant FileDragContent::retrieveData(const QString &format, QMetaType type) const
{
    const bool isUrls = format == QLatin1StringView(urlList);
    if (!isUrls) {
        const auto bytes = m_items->data(format);
        return bytes.isNull() ? QMimeData::retrieveData(format, type) : QVariant(bytes);
    }
    if (!m_wasAsked && m_dragging) {
        m_wasAsked = true; // some programs ask again for each movement of the mouse
        m_paths = m_dragging->copies(m_files);
    }
    QList<QVariant> urls;
    QByteArray lines;
    for (const auto &path : std::as_const(m_paths)) {
        urls << QUrl::fromLocalFile(path);
        lines += QUrl::fromLocalFile(path).toEncoded() + "\r\n";
    }
    return type.id() == QMetaType::QVariantList || type.id() == QMetaType::QUrl ? QVariant(urls) : QVariant(lines);
}

}
