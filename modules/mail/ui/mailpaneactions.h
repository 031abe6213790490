// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "shell/paneactions.h"

#include <functional>

class QAction;
class QMenu;

namespace Kontor
{

class FolderActions;
class MailPane;

/// The mail pane's actions: what they do, their shortcuts, and when they are possible.
class MailPaneActions : public PaneActions
{
    Q_OBJECT
public:
    explicit MailPaneActions(MailPane *pane);

    QList<QAction *> readerActions() const;
    void popUpContextMenu(const QPoint &position);
    void moveTo(const QList<ItemId> &items, CollectionId target);

private:
    void addWriting();
    void addMarks();
    void addFiling();
    void addViewing();
    void update();
    void answer(int to);
    void forward(Qt::CheckState asAttachment);
    void chooseFolder(Qt::DropAction action);
    void popUp(QMenu *menu);
    void withUndo(const QString &sentence);

    MailPane *m_pane;
    QMenu *m_markMenu;
    QMenu *m_tagMenu;
    FolderActions *m_folderActions;
    QMenu *m_contextMenu = nullptr;
    QList<QAction *> m_needSelection;
    QList<QAction *> m_needMessage; ///< exactly one, and it is loaded
};

}
