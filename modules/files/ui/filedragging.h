// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"

#include <QAbstractItemModel>
#include <QMimeData>
#include <QObject>
#include <QPointer>
#include <QTemporaryDir>

#include <memory>

namespace Kontor
{

class FilesPane;

/// Files on their way into other programs: local copies are made when somebody asks for them, not before.
class FileDragging : public QObject
{
    Q_OBJECT
public:
    explicit FileDragging(FilesPane *pane);

    QMimeData *content(const QModelIndexList &rows); ///< for the clipboard and for drags

    /// Local copies of these files; waits for them, with the event loop running, at most a minute. Folders are left out.
    QStringList copies(const QList<FileRow> &files);

private:
    FilesPane *m_pane;
    QList<std::shared_ptr<QTemporaryDir>> m_folders; ///< other programs read from them when it suits them
};

/// What is dragged or copied: the items, and, for other programs, URLs of local copies on demand.
class FileDragContent : public QMimeData
{
    Q_OBJECT
public:
    FileDragContent(FileDragging *dragging, QMimeData *items, QList<FileRow> files);

    QStringList formats() const override;
    bool hasFormat(const QString &format) const override;

protected:
    QVariant retrieveData(const QString &format, QMetaType type) const override;

private:
    QPointer<FileDragging> m_dragging;
    QMimeData *m_items; ///< what the list's model gives; child
    QList<FileRow> m_files;
    mutable QStringList m_paths;
    mutable bool m_wasAsked = false;
};

}
