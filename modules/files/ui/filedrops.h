// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"
#include "shell/itemlistview.h"

#include <QPersistentModelIndex>
#include <QUrl>

#include <functional>
#include <optional>

class QDropEvent;
class QMimeData;

namespace Kontor
{

/// Something that was dropped on one of the lists of the files pane. A value.
struct FileDrop {
    QList<ItemId> items{}; ///< from within
    QStringList paths{}; ///< of this machine, from any program
    Qt::DropAction action = Qt::MoveAction; ///< for items: to move, or to copy
    QPersistentModelIndex target{}; ///< the row it was dropped on; invalid: beside the rows
};

/// What both lists of the files pane do with a drag that goes over them. A part of a view.
class FileDropTarget
{
public:
    /// Can something be put down on that row (invalid: beside all rows)?
    using Takes = std::function<bool(const QModelIndex &)>;

    FileDropTarget(ItemListView *view, Takes takes);

    static bool isFor(const QMimeData *content);
    static QStringList localPaths(const QMimeData *content);

    void move(QDropEvent *event); ///< accepts or ignores it, and marks the row below
    void leave();
    std::optional<FileDrop> drop(QDropEvent *event);
    QModelIndex marked() const;

private:
    void mark(const QModelIndex &index);

    ItemListView *m_view;
    Takes m_takes;
    QPersistentModelIndex m_marked;
};

}
