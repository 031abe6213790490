// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/ui/filefolderchooser.h"

#include <QTimer>

class QLineEdit;

namespace Kontor
{

class FileListModel;
class FileListView;
class FilesPlacesView;

/// Chooses files of the cached tree, across spaces: by folder, or by what is written in the search field.
class FileChooser : public QDialog
{
    Q_OBJECT
public:
    enum class What { Files, FilesAndFolders };
    /// \p start: the folder it stands in at first; space 0: the top of the first space.
    FileChooser(std::shared_ptr<Store> store, const FileFolderChooser::Words &words, What what, const FileTarget &start, QWidget *parent);
    ~FileChooser() override;

    QList<FileRow> chosen() const; ///< those that may be read
    FileTarget folder() const; ///< where it stands

private:
    void goTo(const FileTarget &folder);
    void goUp();
    void begin();
    void show();
    void take(const QModelIndex &index);
    void update();

    std::shared_ptr<Store> m_store;
    What m_what;
    FileTarget m_folder;
    FilesPlacesModel *m_places;
    FilesPlacesView *m_placesView;
    FileListModel *m_files;
    FileListView *m_list;
    QLineEdit *m_search;
    QLabel *m_hint;
    QPushButton *m_take;
    QTimer m_typing;
};

}
