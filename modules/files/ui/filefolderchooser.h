// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileactions.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace Kontor
{

class FilesPlacesModel;
class ItemListView;

/// Chooses a folder of the cached tree, across spaces.
class FileFolderChooser : public QDialog
{
    Q_OBJECT
public:
    struct Words {
        QString title{};
        QString button{};
    };
    /// \p start: where it stands at first. \p moved: folders that cannot be moved into themselves.
    FileFolderChooser(std::shared_ptr<Store> store, const Words &words, const FileTarget &start, const QList<ItemId> &moved, QWidget *parent);

    FileTarget chosen() const; ///< space 0: none

private:
    void start(const FileTarget &folder);
    void update();

    std::shared_ptr<Store> m_store;
    FilesPlacesModel *m_folders;
    ItemListView *m_view;
    QLabel *m_hint;
    QPushButton *m_go;
    QList<ItemId> m_moved;
    FileTarget m_start;
};

}
