// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "shell/paneactions.h"

#include <QPointer>
#include <QUrl>

#include <functional>

class QAction;
class QDialog;
class QMenu;
class QModelIndex;

namespace Kontor
{

class ContactEditor;
struct ContactCard;
class ContactsPane;

/// What the menus, keys and buttons of the contacts pane do.
class ContactsPaneActions : public PaneActions
{
    Q_OBJECT
public:
    explicit ContactsPaneActions(ContactsPane *pane);

    QList<QAction *> readerActions() const; ///< the buttons below the name
    void popUpContextMenu(const QPoint &position);
    void popUpBookMenu(const QModelIndex &index, const QPoint &position);

    QDialog *create(const ContactDraft &card); ///< the editor, already open
    QDialog *edit(); ///< of the contact that is shown; null: there is none, or it may not be changed
    void renameChosen(); ///< the book, group or category chosen on the left
    void deleteChosen();
    void takeDropped(const QList<Kontor::ItemId> &items, const QModelIndex &target);
    void importFiles(const QStringList &paths, Kontor::CollectionId book);
    void settleConflict();
    void openLink(const QUrl &link);
    void chatWith(const ContactCard &content);
    void saveKey(int index);
    bool mayClose();

private:
    void addWriting();
    void addReaching();
    void addFiling();
    void addBooks();
    void addViewing();
    void update();
    void withUndo(const QString &sentence);
    void createGroup();
    void askForName(const QString &title, const QString &label, const QString &name, std::function<void(const QString &)> take);
    void fillGroupMenu();
    void fillMoveMenu();
    void fillCategoryMenu();
    void popUp(QMenu *menu);
    void findDuplicates();
    void merge(const QList<QList<ItemId>> &sets);
    void exportSelected();
    void chooseImport();
    void choosePhoto();
    void deleteSelected();

    ContactsPane *m_pane;
    QMenu *m_groupMenu;
    QMenu *m_moveMenu;
    QMenu *m_categoryMenu;
    QMenu *m_contextMenu = nullptr;
    QPointer<ContactEditor> m_editor;
};

}
