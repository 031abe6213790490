// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace Kontor
{

class FileVersionList;
class ItemListView;


/// Older versions of a file, as the server keeps them: to be saved as a copy, or to become the newest again.
class FileVersionsDialog : public QDialog
{
    Q_OBJECT
public:
    FileVersionsDialog(FileServices *services, const FileRow &file, QWidget *parent);

    int count() const;

Q_SIGNALS:
    void done(const QString &sentence);

private:
    void load();
    void update();
    void restore();
    void save();
    std::optional<FileVersion> selected() const;
    void tell(const QString &sentence);

    FileServices *m_services;
    FileRow m_file;
    FileVersionList *m_versions;
    ItemListView *m_list;
    QLabel *m_status;
    QPushButton *m_restore;
    QPushButton *m_save;
    bool m_isWaiting = false;
};

}
