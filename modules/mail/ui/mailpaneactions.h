// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

#include <QKeySequence>
#include <QObject>

#include <functional>

class KActionCollection;
class QAction;
class QMenu;

namespace Kontor
{

class FolderActions;
class MailPane;

/// The mail pane's actions: what they do, their shortcuts, and when they are possible.
class MailPaneActions : public QObject
{
    Q_OBJECT
public:
    explicit MailPaneActions(MailPane *pane);

    KActionCollection *collection() const;
    QList<QAction *> readerActions() const;
    void popUpContextMenu(const QPoint &position);
    void moveTo(const QList<ItemId> &items, CollectionId target);

    /// Letters without Ctrl as shortcuts, on or off (a setting).
    void setSingleKeys(Qt::CheckState on);

private:
    QAction *add(const char *name, const char *icon, const QString &text, const QList<QKeySequence> &shortcuts, std::function<void()> run);
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
    KActionCollection *m_collection;
    QMenu *m_markMenu;
    QMenu *m_tagMenu;
    FolderActions *m_folderActions;
    QMenu *m_contextMenu = nullptr;
    QList<QAction *> m_needSelection;
    QList<QAction *> m_needMessage; ///< exactly one, and it is loaded
    QList<QAction *> m_singleKeyed;
};

}
