// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one changes in the files pane: names, places, what is kept here.
#include "files/filename.h"
#include "files/ui/filedragging.h"
#include "files/ui/filefolderchooser.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespane.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>

namespace Kontor
{
namespace
{
constexpr qint64 muchToFetch = qint64(256) << 20; // bytes; then it is asked first
const QString cutFormat = QStringLiteral("application/x-kde-cutselection"); // as KDE's file managers say it
}

void FilesPaneActions::addChanging()
{
    add("files_rename", "edit-rename", i18nc("@action", "&Rename"), {keys("F2")}, [this] {
        renameSelected();
    });
    add("files_move", "edit-move", i18nc("@action", "&Move To…"), {keys("Ctrl+Shift+M")}, [this] {
        chooseTarget(Qt::MoveAction);
    });
    add("files_copy_to", "edit-copy", i18nc("@action", "Cop&y To…"), {keys("Ctrl+Shift+C")}, [this] {
        chooseTarget(Qt::CopyAction);
    });
    add("files_cut", "edit-cut", i18nc("@action", "Cu&t"), {QKeySequence(QKeySequence::Cut)}, [this] {
        toClipboard(Qt::MoveAction);
    });
    add("files_copy", "edit-copy", i18nc("@action", "&Copy"), {QKeySequence(QKeySequence::Copy)}, [this] {
        toClipboard(Qt::CopyAction);
    });
    add("files_paste", "edit-paste", i18nc("@action", "&Paste"), {QKeySequence(QKeySequence::Paste)}, [this] {
        paste();
    });
    add("files_delete", "edit-delete", i18nc("@action", "&Delete"), {QKeySequence(Qt::Key_Delete)}, [this] {
        deleteSelected();
    });
    named("files_delete")->setIconText(i18nc("@action:intoolbar", "Delete"));
    add("files_favourite", "favorite", i18nc("@action", "Add to &Favourites"), {keys("Ctrl+D")}, [this] {
        toggleFavourite();
    });
    add("files_offline", "folder-download", i18nc("@action", "Keep O&ffline"), {keys("Ctrl+Shift+F")}, [this] {
        keepOffline();
    });
    add("files_forget", "edit-clear", i18nc("@action", "Forget &Local Copy"), {}, [this] {
        forget();
    });
    auto *actions = m_pane->parts().actions;
    add("files_undo", "edit-undo", i18nc("@action", "&Undo"), {QKeySequence(QKeySequence::Undo)}, [actions] {
        actions->undo();
    });
}

void FilesPaneActions::renameSelected()
{
    const auto files = chosen();
    if (files.size() != 1) {
        return;
    }
    const auto row = files.first();
    const auto index = m_pane->files()->indexOf(row.item.value);
    if (!index.isValid()) {
        return;
    }
    m_pane->list()->setCurrentIndex(index);
    m_pane->list()->editName(problemIn(row.space), proposalIn(row.space));
}

void FilesPaneActions::rename(ItemId item, const QString &name)
{
    m_pane->parts().actions->rename(item, name).then(this, [this, name](const Result<void> &done) {
        tell(done, i18nc("@info", "Renamed to “%1”.", Words::shortened(name)));
    });
}

void FilesPaneActions::renameChosen()
{
    const auto place = m_pane->placesView()->chosenPlace();
    if (place.kind != FilesPlace::Kind::Folder || !place.folder.folder) {
        return;
    }
    // In the list of the folder above, where its name stands too.
    const auto item = place.folder.folder;
    m_pane->parts().store
        ->read([item](const Reader &reader) {
            return FileQuery::row(reader, item);
        })
        .then(this, [this](const Result<FileRow> &row) {
            if (!row || !row->rights.testFlag(FileRight::Rename)) {
                m_pane->notify(row ? i18nc("@info", "You may not rename this folder.") : row.error().message, Workbench::Tone::Warning);
                return;
            }
            askForName({.title = i18nc("@title:window", "Rename Folder"), .label = i18nc("@label:textbox", "&Name of the folder:"), .button = i18nc("@action:button", "Rename")},
                       row->name, row->space, {}, [this, item = row->item, old = row->name](const QString &name) {
                           if (name != old) {
                               rename(item, name);
                           }
                       });
        });
}

void FilesPaneActions::deleteChosen()
{
    const auto place = m_pane->placesView()->chosenPlace();
    if (place.kind != FilesPlace::Kind::Folder || !place.folder.folder) {
        return;
    }
    m_pane->parts().store
        ->read([item = place.folder.folder](const Reader &reader) {
            return FileQuery::row(reader, item);
        })
        .then(this, [this](const Result<FileRow> &row) {
            if (!row || !row->rights.testFlag(FileRight::Remove)) {
                m_pane->notify(row ? i18nc("@info", "You may not delete this folder.") : row.error().message, Workbench::Tone::Warning);
                return;
            }
            removeItems({row->item}, row->name, row->space);
        });
}

void FilesPaneActions::put(const QList<ItemId> &items, const FileTarget &target, Qt::DropAction action)
{
    if (items.isEmpty() || !target.space) {
        return;
    }
    struct Known {
        QStringList names{};
        bool areThere = true; ///< all lie in the target already
    };
    m_pane->parts().store
        ->read([items, target](const Reader &reader) -> Result<Known> {
            Known known;
            for (const auto item : items) {
                const auto row = FileQuery::row(reader, item);
                if (!row) {
                    return std::unexpected(row.error());
                }
                known.names << row->name;
                known.areThere = known.areThere && row->space == target.space && row->parent == target.folder;
            }
            return known;
        })
        .then(this, [this, items, target, action](const Result<Known> &known) {
            if (!known) {
                m_pane->notify(known.error());
                return;
            }
            const bool isMove = action == Qt::MoveAction;
            if (known->areThere && isMove) {
                return;
            }
            const auto go = [this, items, target, isMove, names = known->names](NameClash clash) {
                auto *actions = m_pane->parts().actions;
                const auto what = names.size() == 1 ? i18nc("@info in a sentence", "“%1”", Words::shortened(names.first()))
                                                    : i18ncp("@info in a sentence", "%1 entry", "%1 entries", int(names.size()));
                const auto sentence = isMove ? i18nc("@info %1: what", "Moved %1.", what) : i18nc("@info %1: what", "Copied %1.", what);
                (isMove ? actions->move(items, target, clash) : actions->copy(items, target, clash)).then(this, [this, sentence](const Result<void> &done) {
                    tell(done, sentence);
                });
            };
            if (known->areThere) {
                go(NameClash::KeepBoth); // a copy beside itself
                return;
            }
            m_pane->parts().actions->taken(target, known->names).then(this, [this, go](const Result<QStringList> &taken) {
                if (!taken) {
                    m_pane->notify(taken.error());
                } else if (taken->isEmpty()) {
                    go(NameClash::KeepBoth);
                } else {
                    askAboutClash(*taken, go);
                }
            });
        });
}

QDialog *FilesPaneActions::chooseTarget(Qt::DropAction action)
{
    const auto items = m_pane->selectedItems();
    if (items.isEmpty()) {
        return nullptr;
    }
    const bool isMove = action == Qt::MoveAction;
    auto *dialog = new FileFolderChooser(m_pane->parts().store,
                                         {.title = isMove ? i18nc("@title:window", "Move To") : i18nc("@title:window", "Copy To"),
                                          .button = isMove ? i18nc("@action:button", "Move") : i18nc("@action:button", "Copy")},
                                         m_pane->folder(), items, m_pane);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, items, action] {
        put(items, dialog->chosen(), action);
    });
    dialog->open();
    return dialog;
}

void FilesPaneActions::toClipboard(Qt::DropAction action)
{
    const auto rows = m_pane->list()->selectedRowList();
    auto *content = rows.isEmpty() ? nullptr : m_dragging->content(rows);
    if (!content) {
        return;
    }
    if (action == Qt::MoveAction) {
        content->setData(cutFormat, "1");
    }
    QApplication::clipboard()->setMimeData(content);
    m_pane->notify(action == Qt::MoveAction ? i18ncp("@info", "%1 entry is moved where you paste it.", "%1 entries are moved where you paste them.", int(rows.size()))
                                            : i18ncp("@info", "%1 entry copied.", "%1 entries copied.", int(rows.size())));
}

void FilesPaneActions::paste()
{
    auto *clipboard = QApplication::clipboard();
    const auto *content = clipboard->mimeData();
    const auto target = m_pane->folder();
    if (!content || !target.space) {
        return;
    }
    if (content->hasFormat(FileListModel::itemsFormat())) {
        const bool isCut = content->data(cutFormat) == "1";
        const auto items = FileListModel::itemsFrom(content);
        if (isCut) {
            clipboard->clear();
        }
        put(items, target, isCut ? Qt::MoveAction : Qt::CopyAction);
        return;
    }
    bringIn(FileDropTarget::localPaths(content), target);
}

void FilesPaneActions::takeDrop(const FileDrop &drop)
{
    auto target = m_pane->folder();
    if (drop.target.isValid()) {
        const auto place = drop.target.data(FilesPlacesModel::PlaceRole);
        if (drop.target.model() == m_pane->places()) {
            target = place.value<FilesPlace>().folder;
        } else if (const auto row = m_pane->list()->rowAt(drop.target)) {
            target = {.space = row->space, .folder = row->item};
        }
    }
    drop.items.isEmpty() ? bringIn(drop.paths, target) : put(drop.items, target, drop.action);
}

void FilesPaneActions::removeItems(const QList<ItemId> &items, const QString &name, CollectionId space)
{
    const bool hasTrash = m_pane->features(space).trash;
    const auto what = items.size() == 1 ? i18nc("@info in a sentence", "“%1”", Words::shortened(Words::withoutTricks(name)))
                                        : i18ncp("@info in a sentence", "%1 entry", "%1 entries", int(items.size()));
    const auto go = [this, items, hasTrash, what] {
        m_pane->parts().actions->remove(items).then(this, [this, hasTrash, what](const Result<void> &done) {
            tell(done, hasTrash ? i18nc("@info %1: what", "Moved %1 to the trash of the server.", what) : i18nc("@info %1: what", "Deleted %1.", what));
        });
    };
    if (hasTrash) {
        go();
        return;
    }
    auto *box = new QMessageBox(QMessageBox::Warning, i18nc("@title:window", "Delete"), i18nc("@info %1: what", "Delete %1?", what), QMessageBox::Cancel, m_pane);
    box->setObjectName(QStringLiteral("deleteQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(i18nc("@info", "This server has no trash. Once it has heard of it, it cannot be undone."));
    auto *button = box->addButton(i18nc("@action:button", "Delete"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [button, go](const QAbstractButton *pressed) {
        if (pressed == button) {
            go();
        }
    });
    box->open();
}

void FilesPaneActions::deleteSelected()
{
    const auto files = chosen();
    const auto items = m_pane->selectedItems();
    if (items.isEmpty() || files.isEmpty()) {
        return;
    }
    removeItems(items, files.first().name, files.first().space);
}

void FilesPaneActions::toggleFavourite()
{
    const auto files = chosen();
    if (files.isEmpty()) {
        return;
    }
    const bool isFavourite = std::ranges::all_of(files, &FileRow::isFavourite);
    m_pane->parts().actions->setFavourite(m_pane->selectedItems(), isFavourite ? Qt::Unchecked : Qt::Checked);
    m_pane->notify(isFavourite ? i18nc("@info %1: what", "%1: no longer a favourite.", nameOf(files)) : i18nc("@info %1: what", "%1: a favourite now.", nameOf(files)),
                   Workbench::Tone::Success);
}

void FilesPaneActions::keepOffline()
{
    const auto files = chosen();
    const auto items = m_pane->selectedItems();
    if (items.isEmpty() || files.isEmpty()) {
        return;
    }
    auto *actions = m_pane->parts().actions;
    if (std::ranges::all_of(files, &FileRow::isPinned)) {
        actions->unpin(items).then(this, [this, name = nameOf(files)](const Result<void> &done) {
            if (done) {
                m_pane->notify(i18nc("@info %1: what", "%1: no longer kept offline. What is here stays until the room is needed.", name));
            }
        });
        return;
    }
    actions->sizeOf(items).then(this, [this, items, name = nameOf(files)](const Result<FileActions::Size> &size) {
        if (!size) {
            m_pane->notify(size.error());
            return;
        }
        if (size->missing < muchToFetch) {
            pinNow(items, *size);
            return;
        }
        auto *box = new QMessageBox(QMessageBox::Question, i18nc("@title:window", "Keep Offline"),
                                    i18nc("@info %1: what, %2: size", "%1 takes %2 on this computer. Keep it offline?", name, Words::size(size->bytes)), QMessageBox::Cancel, m_pane);
        box->setObjectName(QStringLiteral("offlineQuestion"));
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->setInformativeText(i18ncp("@info number of files, size", "%1 file; %2 are not here yet and will be fetched.", "%1 files; %2 are not here yet and will be fetched.",
                                       size->files, Words::size(size->missing)));
        auto *keep = box->addButton(i18nc("@action:button", "Keep Offline"), QMessageBox::AcceptRole);
        connect(box, &QMessageBox::buttonClicked, this, [this, keep, items, size = *size](const QAbstractButton *pressed) {
            if (pressed == keep) {
                pinNow(items, size);
            }
        });
        box->open();
    });
}

void FilesPaneActions::pinNow(const QList<ItemId> &items, const FileActions::Size &size)
{
    m_pane->parts().actions->pin(items).then(this, [this, size](const Result<void> &done) {
        if (done) {
            m_pane->notify(i18ncp("@info number of files, size", "%1 file is kept offline (%2).", "%1 files are kept offline (%2).", size.files, Words::size(size.bytes)),
                           Workbench::Tone::Success);
        }
    });
}

void FilesPaneActions::forget()
{
    const auto items = m_pane->selectedItems();
    if (items.isEmpty()) {
        return;
    }
    m_pane->parts().actions->forget(items).then(this, [this, name = nameOf(chosen())](const Result<void> &done) {
        if (done) {
            m_pane->notify(i18nc("@info %1: what", "%1: the local copy is gone. What is kept offline or not sent yet stays.", name));
        }
    });
}

}
