// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/ui/filedrops.h"
#include "files/ui/filesplace.h"

#include <QStyledItemDelegate>

namespace Kontor
{

class FilesPlacesModel;

/// The list of places and folders at the left of the files pane.
class FilesPlacesView : public ItemListView
{
    Q_OBJECT
public:
    explicit FilesPlacesView(FilesPlacesModel *places, QWidget *parent = nullptr);

    FilesPlace chosenPlace() const;
    void choose(const FilesPlace &place); ///< also before it is listed; without placeChosen()
    QModelIndex dropRow() const;
    void keyboardSearch(const QString &typed) override; ///< to the next visible folder that begins with it

Q_SIGNALS:
    void placeChosen(const Kontor::FilesPlace &place);
    void dropped(const Kontor::FileDrop &drop);
    void deletionWanted();
    void renameWanted();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void showChosen();

    FilesPlacesModel *m_places;
    FileDropTarget m_drops;
    FilesPlace m_chosen;
    bool m_isShowing = false;
};

/// Paints a place: an arrow where it can be opened, icon, name and count.
class FilesPlaceDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    static QRect arrow(const QStyleOptionViewItem &option, const QModelIndex &index);
};

}
