// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"
#include "files/fileservices.h"
#include "files/ui/filedrops.h"
#include "files/ui/filenamedialog.h"
#include "files/ui/filesparts.h"
#include "shell/paneactions.h"

class QAction;
class QActionGroup;
class QDialog;
class QMenu;

namespace Kontor
{

class FileDragging;
class FileLauncher;
class FilesPane;

/// What the menus, keys and buttons of the files pane do.
class FilesPaneActions : public PaneActions
{
    Q_OBJECT
public:
    explicit FilesPaneActions(FilesPane *pane);

    FileLauncher *launcher() const
    {
        return m_launcher;
    }
    QList<QAction *> detailActions() const; ///< the buttons in the side bar
    void popUpContextMenu(const QPoint &position);
    void popUpPlaceMenu(const QModelIndex &index, const QPoint &position);

    void openSelected();
    void rename(Kontor::ItemId item, const QString &name);
    void renameChosen(); ///< the folder chosen on the left
    void deleteChosen();
    void takeDrop(const Kontor::FileDrop &drop);
    void bringIn(const QStringList &paths, const FileTarget &target); ///< files and folders of this machine
    void put(const QList<ItemId> &items, const FileTarget &target, Qt::DropAction action); ///< move or copy

    // Dialogs, open already; null: not possible now.
    QDialog *share();
    QDialog *showVersions();
    QDialog *showMirrors();
    QDialog *newFolder();
    QDialog *chooseTarget(Qt::DropAction action);

private:
    void addOpening();
    void addCreating();
    void addChanging();
    void addSharing();
    void addGoing();
    void addTrash();
    void update();
    void updateUndo();
    void fillNewMenu();
    void addTemplate(const QString &title, const QIcon &icon, const QString &proposal, std::function<void(const QString &)> make);
    QDialog *askForName(const FileNameDialog::Words &words, const QString &name, CollectionId space, const QStringList &taken,
                        std::function<void(const QString &)> take);

    void openOne(const FileRow &row, FilesParts::Program program);
    void openInWebOffice();
    void download();
    void downloadTo(const QList<FileRow> &files, const QString &folder);
    void saveTo(const FileRow &row, const QString &path);
    void openInBrowser();
    void attachToMail();
    void sendToChat();
    void gather(std::function<void(const QStringList &paths, const std::shared_ptr<void> &keep)> then);
    void linkInMail();
    void withLink(std::function<void(const QUrl &)> use); ///< one that is there, else a new one

    void chooseUpload(Qt::CheckState folders);
    void uploadNow(const QStringList &paths, const FileTarget &target, NameClash clash);
    void askAboutClash(const QStringList &taken, std::function<void(NameClash)> go);
    void createFolder(const QString &name, const FileTarget &target);
    void createFile(const QString &name, const QByteArray &bytes, const FileTarget &target);
    void createFrom(const FileRow &sample, const QString &name);
    void renameSelected();
    void removeItems(const QList<ItemId> &items, const QString &name, CollectionId space);
    void deleteSelected();
    void toClipboard(Qt::DropAction action);
    void paste();
    void toggleFavourite();
    void keepOffline();
    void pinNow(const QList<ItemId> &items, const FileActions::Size &size);
    void forget();
    void settleConflict();
    void withUndo(const QString &sentence);
    void tell(const Result<void> &done, const QString &sentence);

    QList<FileRow> chosen() const; ///< in the list
    QString nameOf(const QList<FileRow> &files) const; ///< "Report.odt", "3 entries"
    FileNameProblem::Text problemIn(CollectionId space, const QStringList &taken = {}) const;
    FileNameProblem::Text proposalIn(CollectionId space) const;
    void enable(std::initializer_list<const char *> names, Qt::CheckState on);
    void show(std::initializer_list<const char *> names, Qt::CheckState on);

    FilesPane *m_pane;
    FileLauncher *m_launcher;
    FileDragging *m_dragging;
    QMenu *m_newMenu;
    QMenu *m_contextMenu;
    QActionGroup *m_sorting;
    bool m_mayPaste = false; ///< the clipboard is looked at when it changes; its owner may be slow
    int m_undoSteps = 0; ///< counts what was done or undone, so that "Undo" in a notice undoes what it is about
};

}
