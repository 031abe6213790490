// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

#include <QStyledItemDelegate>
#include <QTreeView>

namespace Kontor
{

/// The tree of folders with icons and counts.
class FolderView : public QTreeView
{
    Q_OBJECT
public:
    explicit FolderView(QWidget *parent = nullptr);

    CollectionId currentFolder() const;
    void setModel(QAbstractItemModel *model) override;

    /// The icon that belongs to a folder's role.
    static QIcon iconFor(const QString &role);

Q_SIGNALS:
    void folderChosen(Kontor::CollectionId folder);
    void contextMenuWanted(const QModelIndex &index, const QPoint &globalPosition);
    void deletionWanted(); ///< of the current folder, by the key

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyboardSearch(const QString &search) override;
    void focusInEvent(QFocusEvent *event) override;
    void drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const override;
};

/// A folder's row: icon, name, and the unread count at the right; special folders keep their icon.
class FolderDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}
