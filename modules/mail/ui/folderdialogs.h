// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/foldermodel.h"

#include <QObject>

#include <functional>

class QDialog;
class QMenu;

namespace Kontor
{

class MailActions;
class FolderView;

/// What the user may do with folders: the context menu and its dialogs.
class FolderDialogs : public QObject
{
    Q_OBJECT
public:
    FolderDialogs(FolderModel *model, MailActions *actions, QWidget *window);

    /// What may be done with a folder, an account, or nothing.
    struct Possibilities {
        bool create = false; ///< folders in it
        bool change = false; ///< rename, move, delete
        bool isBin = false; ///< may be emptied as a whole
        bool empty = false;
        bool markRead = false;
        bool subscribe = false;
    };
    static Possibilities possibilities(const QModelIndex &folder);

    /// The menu for a folder or an account; the caller shows and deletes it.
    QMenu *menu(const QModelIndex &folder);

    void create(const QModelIndex &parent);
    void rename(const QModelIndex &folder);
    void move(const QModelIndex &folder);
    void remove(const QModelIndex &folder);
    void empty(const QModelIndex &folder);
    void markAllRead(const QModelIndex &folder);

    /// A dialog asking for a folder's name; shown modally to the window, also by the tour.
    QDialog *nameDialog(const QString &title, const QString &label, const QString &name, std::function<void(const QString &)> accepted);

private:
    FolderModel *m_model;
    MailActions *m_actions;
    QWidget *m_window;
};

}
