// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filespaneactions.h"

#include "files/filename.h"
#include "files/ui/filebreadcrumbs.h"
#include "files/ui/fileconflictpanel.h"
#include "files/ui/filedetails.h"
#include "files/ui/filedragging.h"
#include "files/ui/filelauncher.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespane.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "files/ui/filetrashpanel.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>

namespace Kontor
{

FilesPaneActions::FilesPaneActions(FilesPane *pane)
    : PaneActions(pane, i18nc("@title", "Files"))
    , m_pane(pane)
    , m_launcher(new FileLauncher(pane))
    , m_dragging(new FileDragging(pane))
    , m_newMenu(new QMenu(pane))
    , m_contextMenu(new QMenu(pane))
    , m_sorting(new QActionGroup(this))
{
    addOpening();
    addCreating();
    addChanging();
    addSharing();
    addGoing();
    addTrash();
    readSingleKeys();
    m_contextMenu->setObjectName(QStringLiteral("filesContextMenu"));
    m_newMenu->setObjectName(QStringLiteral("newFileMenu"));
    connect(pane, &FilesPane::selectionChanged, this, &FilesPaneActions::update);
    connect(pane->parts().actions, &FileActions::undoChanged, this, [this] {
        ++m_undoSteps;
        updateUndo();
    });
    const auto lookAtClipboard = [this] {
        m_mayPaste = FileDropTarget::isFor(QApplication::clipboard()->mimeData());
        update();
    };
    connect(QApplication::clipboard(), &QClipboard::dataChanged, this, lookAtClipboard);
    connect(m_newMenu, &QMenu::aboutToShow, this, &FilesPaneActions::fillNewMenu);
    pane->list()->setDropRule([this](const QModelIndex &index) {
        if (!index.isValid()) {
            return m_pane->place().kind == FilesPlace::Kind::Folder && !m_pane->isSearching() && m_pane->folderRights().testFlag(FileRight::AddFiles);
        }
        const auto row = m_pane->list()->rowAt(index);
        return row && row->isFolder && row->rights.testFlag(FileRight::AddFiles);
    });
    pane->list()->setDragContent([this](const QModelIndexList &rows) {
        return m_dragging->content(rows);
    });
    lookAtClipboard();
}

QList<QAction *> FilesPaneActions::detailActions() const
{
    return named({"files_conflict", "files_web_office", "files_share", "files_versions"});
}

void FilesPaneActions::addGoing()
{
    add("files_up", "go-up", i18nc("@action to the folder above", "&Up"), {keys("Alt+Up")}, [this] {
        m_pane->goUp();
    });
    add("files_back", "go-previous", i18nc("@action", "&Back"), {keys("Alt+Left")}, [this] {
        m_pane->goBack();
    });
    add("files_forward", "go-next", i18nc("@action", "&Forward"), {keys("Alt+Right")}, [this] {
        m_pane->goForward();
    });
    add("files_path", "edit-rename", i18nc("@action", "&Write Path"), {keys("Ctrl+L")}, [this] {
        m_pane->breadcrumbs()->editPath();
    });
    add("files_show_in_folder", "document-open-folder", i18nc("@action", "Show in Its &Folder"), {keys("Ctrl+Shift+E")}, [this] {
        if (const auto files = chosen(); !files.isEmpty()) {
            m_pane->showItem(files.first().item);
        }
    });
    add("files_select_all", "edit-select-all", i18nc("@action", "Select &All"), {QKeySequence(QKeySequence::SelectAll)}, [this] {
        m_pane->list()->selectAll();
    });
    auto *details = add("files_details", "documentinfo", i18nc("@option:check", "&Details"), {keys("F11")}, {});
    details->setCheckable(true);
    connect(details, &QAction::toggled, this, [this](bool on) {
        m_pane->setWantsDetails(on ? Qt::Checked : Qt::Unchecked);
    });
    struct Sorting {
        const char *name;
        FileView::Sort sort;
        QString text;
    };
    const QList<Sorting> sortings{{"files_sort_name", FileView::Sort::Name, i18nc("@option:radio", "Sort by &Name")},
                                  {"files_sort_size", FileView::Sort::Size, i18nc("@option:radio", "Sort by &Size")},
                                  {"files_sort_modified", FileView::Sort::Modified, i18nc("@option:radio", "Sort by &Date")},
                                  {"files_sort_type", FileView::Sort::Type, i18nc("@option:radio", "Sort by &Type")}};
    for (const auto &sorting : sortings) {
        auto *action = add(sorting.name, "view-sort", sorting.text, {}, [this, sort = sorting.sort] {
            m_pane->sortBy(sort, m_pane->files()->view().order);
        });
        action->setCheckable(true);
        m_sorting->addAction(action);
    }
    auto *descending = add("files_sort_descending", "view-sort-descending", i18nc("@option:check", "Descending &Order"), {}, [this] {
        const auto view = m_pane->files()->view();
        m_pane->sortBy(view.sort, view.order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    descending->setCheckable(true);
}

void FilesPaneActions::addTrash()
{
    add("files_restore", "edit-undo", i18nc("@action takes files out of the trash", "&Restore"), {}, [this] {
        m_pane->trash()->restoreSelected();
    });
    add("files_purge", "edit-delete", i18nc("@action", "Delete for &Good…"), {}, [this] {
        m_pane->trash()->purgeSelected();
    });
    add("files_purge_all", "trash-empty", i18nc("@action", "&Empty Trash…"), {}, [this] {
        m_pane->trash()->purgeAll();
    });
}

QList<FileRow> FilesPaneActions::chosen() const
{
    return m_pane->selectedFiles();
}

QString FilesPaneActions::nameOf(const QList<FileRow> &files) const
{
    return files.size() == 1 ? Words::shortened(Words::withoutTricks(files.first().name)) : i18ncp("@info in a sentence", "%1 entry", "%1 entries", int(files.size()));
}

FileNameProblem::Text FilesPaneActions::problemIn(CollectionId space, const QStringList &taken) const
{
    QSet<QString> folded;
    for (const auto &name : taken) {
        folded << FileName::folded(name);
    }
    return [features = m_pane->features(space), folded](const QString &name) {
        const auto problem = FileName::problem(name, features);
        return problem.isEmpty() && folded.contains(FileName::folded(name)) ? i18nc("@info about the name of a file", "There is a “%1” already.", name) : problem;
    };
}

FileNameProblem::Text FilesPaneActions::proposalIn(CollectionId space) const
{
    return [features = m_pane->features(space)](const QString &name) {
        return FileName::proposal(name, features);
    };
}

void FilesPaneActions::withUndo(const QString &sentence)
{
    auto *actions = m_pane->parts().actions;
    if (!actions->canUndo()) {
        m_pane->notify(sentence, Workbench::Tone::Success);
        return;
    }
    m_pane->parts().workbench->notify(sentence, Workbench::Tone::Information, i18nc("@action:button", "Undo"), [this, actions, step = m_undoSteps] {
        if (step == m_undoSteps) {
            actions->undo();
        } else {
            m_pane->notify(i18nc("@info", "Something else was done meanwhile. Undo takes back one step after the other."));
        }
    });
}

void FilesPaneActions::tell(const Result<void> &done, const QString &sentence)
{
    if (done) { // what failed is told by FileActions::failed()
        withUndo(sentence);
    }
}

void FilesPaneActions::popUpContextMenu(const QPoint &position)
{
    m_contextMenu->clear();
    const auto append = [this](std::initializer_list<const char *> names) {
        bool any = false;
        for (const auto *name : names) {
            auto *action = named(name);
            if (action->isVisible() && action->isEnabled()) {
                m_contextMenu->addAction(action);
                any = true;
            }
        }
        if (any) {
            m_contextMenu->addSeparator();
        }
    };
    if (m_pane->place().kind == FilesPlace::Kind::Trash) {
        append({"files_restore", "files_purge"});
        append({"files_purge_all"});
    } else if (chosen().isEmpty()) {
        append({"files_new", "files_new_folder", "files_upload", "files_upload_folder"});
        append({"files_paste"});
    } else {
        append({"files_open", "files_open_with", "files_web_office", "files_show_in_folder", "files_conflict"});
        append({"files_download", "files_mail_attach", "files_mail_link", "files_chat"});
        append({"files_cut", "files_copy", "files_paste", "files_move", "files_copy_to", "files_rename", "files_delete"});
        append({"files_favourite", "files_offline", "files_forget"});
        append({"files_share", "files_copy_link", "files_versions", "files_mirror", "files_browser"});
    }
    m_contextMenu->popup(position);
}

void FilesPaneActions::popUpPlaceMenu(const QModelIndex &index, const QPoint &position)
{
    const auto place = m_pane->places()->placeAt(index);
    if (!index.isValid()) {
        return;
    }
    m_contextMenu->clear();
    if (place.kind == FilesPlace::Kind::Trash) {
        m_pane->go(place);
        m_contextMenu->addAction(named("files_purge_all"));
    } else if (place.kind == FilesPlace::Kind::Folder) {
        m_pane->go(place);
        for (const auto *name : {"files_new_folder", "files_upload", "files_upload_folder", "files_mirror"}) {
            if (named(name)->isVisible()) {
                m_contextMenu->addAction(named(name));
            }
        }
        if (place.folder.folder) {
            m_contextMenu->addSeparator();
            connect(m_contextMenu->addAction(QIcon::fromTheme(QStringLiteral("edit-rename")), i18nc("@action", "&Rename…")), &QAction::triggered, this, &FilesPaneActions::renameChosen);
            connect(m_contextMenu->addAction(QIcon::fromTheme(QStringLiteral("edit-delete")), i18nc("@action", "&Delete")), &QAction::triggered, this, &FilesPaneActions::deleteChosen);
        }
    }
    if (!m_contextMenu->isEmpty()) {
        m_contextMenu->popup(position);
    }
}

void FilesPaneActions::enable(std::initializer_list<const char *> names, Qt::CheckState on)
{
    for (const auto *name : names) {
        named(name)->setEnabled(on == Qt::Checked);
    }
}

void FilesPaneActions::show(std::initializer_list<const char *> names, Qt::CheckState on)
{
    for (const auto *name : names) {
        named(name)->setVisible(on == Qt::Checked);
    }
}

void FilesPaneActions::updateUndo()
{
    auto *actions = m_pane->parts().actions;
    auto *undo = named("files_undo");
    undo->setEnabled(actions->canUndo());
    undo->setText(actions->canUndo() ? actions->undoText() : i18nc("@action", "&Undo"));
}

void FilesPaneActions::update()
{
    const auto if_ = [](bool on) {
        return on ? Qt::Checked : Qt::Unchecked;
    };
    const auto files = chosen();
    const auto &parts = m_pane->parts();
    const bool any = !files.isEmpty();
    const bool isOne = files.size() == 1;
    const auto first = isOne ? files.first() : FileRow();
    const bool isFile = isOne && !first.isFolder;
    const auto space = any ? files.first().space : m_pane->folder().space;
    const auto features = m_pane->features(space);
    const auto all = [&files](FileRight right) {
        return std::ranges::all_of(files, [right](const FileRow &row) {
            return row.rights.testFlag(right);
        });
    };
    const bool hasFile = std::ranges::any_of(files, [](const FileRow &row) {
        return !row.isFolder;
    });
    const bool isTrash = m_pane->place().kind == FilesPlace::Kind::Trash;
    const bool isFolder = m_pane->place().kind == FilesPlace::Kind::Folder && !m_pane->isSearching();
    const auto rights = m_pane->folderRights();
    const bool isReachable = m_pane->isReachable(space);

    show({"files_open_with"}, if_(parts.copies));
    show({"files_web_office"}, if_(parts.services && features.webOffice));
    show({"files_favourite"}, if_(features.favourites));
    show({"files_share"}, if_(parts.services && (features.links || features.people)));
    show({"files_copy_link", "files_mail_link"}, if_(parts.services && features.links));
    show({"files_versions"}, if_(parts.services && features.versions));
    show({"files_mail_attach"}, if_(parts.content));
    show({"files_chat"}, if_(parts.content && parts.workbench && parts.workbench->hasChat()));
    show({"files_mirror"}, if_(parts.mirrors));
    show({"files_browser"}, if_(parts.services && features.web.isValid()));
    show({"files_restore", "files_purge", "files_purge_all"}, if_(isTrash));

    enable({"files_open"}, if_(any));
    enable({"files_open_with"}, if_(isFile));
    enable({"files_web_office"}, if_(isFile && isReachable && !first.isUnsent));
    enable({"files_download"}, if_(any && parts.content));
    enable({"files_mail_attach", "files_chat"}, if_(hasFile));
    enable({"files_browser"}, if_(isOne && !first.isUnsent));
    enable({"files_new", "files_upload"}, if_(rights.testFlag(FileRight::AddFiles) && isFolder));
    enable({"files_upload_folder", "files_new_folder"}, if_(rights.testFlag(FileRight::AddFolders) && isFolder));
    enable({"files_paste"}, if_(isFolder && rights.testFlag(FileRight::AddFiles) && m_mayPaste));
    enable({"files_copy", "files_copy_to"}, if_(any));
    enable({"files_cut", "files_move"}, if_(any && all(FileRight::Move)));
    enable({"files_rename"}, if_(isOne && first.rights.testFlag(FileRight::Rename)));
    enable({"files_delete"}, if_(any && all(FileRight::Remove)));
    enable({"files_favourite", "files_offline"}, if_(any));
    enable({"files_forget"}, if_(std::ranges::any_of(files, [](const FileRow &row) {
               return row.isFolder || row.kept != FileKept::No;
           })));
    enable({"files_share", "files_copy_link", "files_mail_link"}, if_(isOne && first.rights.testFlag(FileRight::Share) && !first.isUnsent && isReachable));
    enable({"files_versions"}, if_(isFile && !first.isUnsent));
    enable({"files_mirror"}, if_((isOne && first.isFolder) || (!any && isFolder)));
    enable({"files_conflict"}, if_(isOne && first.isContested));
    show({"files_conflict"}, if_(isOne && first.isContested));
    enable({"files_show_in_folder"}, if_(isOne && !isFolder));
    show({"files_show_in_folder"}, if_(!isFolder && !isTrash));
    enable({"files_select_all"}, if_(m_pane->files()->rowCount() > 0));
    enable({"files_restore", "files_purge"}, if_(m_pane->trash()->hasSelection()));
    enable({"files_purge_all"}, if_(m_pane->trash()->count() > 0));
    enable({"files_up"}, if_(m_pane->canGoUp()));
    enable({"files_back"}, if_(m_pane->canGoBack()));
    enable({"files_forward"}, if_(m_pane->canGoForward()));

    const bool isFavourite = any && std::ranges::all_of(files, &FileRow::isFavourite);
    named("files_favourite")->setText(isFavourite ? i18nc("@action", "Remove from &Favourites") : i18nc("@action", "Add to &Favourites"));
    const bool isPinned = any && std::ranges::all_of(files, &FileRow::isPinned);
    named("files_offline")->setText(isPinned ? i18nc("@action", "No Longer Keep O&ffline") : i18nc("@action", "Keep O&ffline"));
    named("files_delete")->setText(features.trash ? i18nc("@action", "&Move to Trash") : i18nc("@action", "&Delete…"));
    named("files_details")->setChecked(m_pane->wantsDetails());
    const auto view = m_pane->files()->view();
    m_sorting->actions().at(int(view.sort))->setChecked(true);
    named("files_sort_descending")->setChecked(view.order == Qt::DescendingOrder);
    updateUndo();
}

}
