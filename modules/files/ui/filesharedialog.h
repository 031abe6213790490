// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/fileservices.h"

#include <QDialog>
#include <QTimer>

class QCheckBox;
class QGroupBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace Kontor
{

class FileLinkForm;

/// With whom a file is shared: links with expiry and password, people with rights; what there is can be changed and ended.
class FileShareDialog : public QDialog
{
    Q_OBJECT
public:
    FileShareDialog(FileServices *services, const FileRow &file, const FileFeatures &features, QWidget *parent);

    QList<FileShare> shares() const;

Q_SIGNALS:
    void linkCopied(const QUrl &link);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildShares();
    QGroupBox *buildPeople();
    void load();
    void showShares(const Result<QList<FileShare>> &shares);
    void update();
    void find();
    void shareWithChosen();
    void makeLink(const FileShareWish &wish);
    void send(const FileShareWish &wish, const QString &sentence);
    void copyLink(const QUrl &link);
    void changeSelected();
    void removeSelected();
    void tell(const QString &sentence);
    std::optional<FileShare> selected() const;

    FileServices *m_services;
    FileRow m_file;
    FileFeatures m_features;
    QLabel *m_status;
    QListWidget *m_list;
    QPushButton *m_copy;
    QPushButton *m_change;
    QPushButton *m_remove;
    QLineEdit *m_people = nullptr;
    QListWidget *m_found = nullptr;
    QCheckBox *m_mayEdit = nullptr;
    QPushButton *m_share = nullptr;
    FileLinkForm *m_link = nullptr;
    QList<FileShare> m_shares;
    QList<FileSharee> m_sharees;
    QTimer m_typing;
    quint64 m_finds = 0;
    quint64 m_loads = 0;
    int m_waiting = 0; ///< answers of the server
};

}
