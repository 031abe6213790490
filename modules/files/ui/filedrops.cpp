// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filedrops.h"

#include "files/filelistmodel.h"

#include <QDropEvent>
#include <QMimeData>

namespace Kontor
{

FileDropTarget::FileDropTarget(ItemListView *view, Takes takes)
    : m_view(view)
    , m_takes(std::move(takes))
{
}

QStringList FileDropTarget::localPaths(const QMimeData *content)
{
    QStringList paths;
    if (!content) {
        return paths;
    }
    for (const auto urls = content->urls(); const auto &url : urls) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    return paths;
}

bool FileDropTarget::isFor(const QMimeData *content)
{
    return content && (content->hasFormat(FileListModel::itemsFormat()) || content->hasUrls());
}

void FileDropTarget::mark(const QModelIndex &index)
{
    if (m_marked != index) {
        m_marked = index;
        m_view->viewport()->update();
    }
}

QModelIndex FileDropTarget::marked() const
{
    return m_marked;
}

void FileDropTarget::move(QDropEvent *event)
{
    auto index = m_view->indexAt(event->position().toPoint()).siblingAtColumn(0);
    if (index.isValid() && !m_takes(index)) {
        index = {}; // onto a file: it is meant for the folder that is shown
    }
    const bool isTaken = isFor(event->mimeData()) && m_takes(index);
    mark(isTaken ? index : QModelIndex());
    if (!isTaken) {
        event->ignore();
        return;
    }
    const bool isOurs = event->mimeData()->hasFormat(FileListModel::itemsFormat());
    event->setDropAction(isOurs && !event->modifiers().testFlag(Qt::ControlModifier) ? Qt::MoveAction : Qt::CopyAction);
    event->accept();
}

void FileDropTarget::leave()
{
    mark({});
}

std::optional<FileDrop> FileDropTarget::drop(QDropEvent *event)
{
    move(event);
    const bool isOurs = event->mimeData()->hasFormat(FileListModel::itemsFormat());
    const FileDrop drop{.items = isOurs ? FileListModel::itemsFrom(event->mimeData()) : QList<ItemId>(),
                        .paths = isOurs ? QStringList() : localPaths(event->mimeData()), // of our own, copies would be made
                        .action = event->dropAction(),
                        .target = m_marked};
    const bool isTaken = event->isAccepted();
    leave();
    if (!isTaken || (drop.items.isEmpty() && drop.paths.isEmpty())) {
        return std::nullopt;
    }
    event->setDropAction(Qt::CopyAction); // the source must not remove anything: what moves here is moved by us
    event->accept();
    return drop;
}

}
