// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QObject>

class KActionCollection;
class QAction;

namespace Kontor
{

class FolderDialogs;
class MailPane;

/// What may be done with the folder chosen in the tree, for the Folder menu and the keyboard.
class FolderActions : public QObject
{
    Q_OBJECT
public:
    FolderActions(MailPane *pane, KActionCollection *collection);

    void update();

private:
    QAction *add(const char *name, const char *icon, const QString &text, void (FolderDialogs::*run)(const QModelIndex &));

    MailPane *m_pane;
    KActionCollection *m_collection;
    QAction *m_create;
    QAction *m_rename;
    QAction *m_move;
    QAction *m_remove;
    QAction *m_empty;
    QAction *m_markAllRead;
    QAction *m_subscribed;
};

}
