// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// How one goes about in the files pane: places, folders, back and forth, searches.
#include "files/filesearch.h"
#include "files/ui/filebreadcrumbs.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespane.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "files/ui/filetrashpanel.h"
#include "shell/announcer.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QCheckBox>
#include <QHeaderView>
#include <QStackedWidget>

namespace Kontor
{
namespace
{
constexpr qsizetype longestHistory = 100;

FileView::Place listedAs(FilesPlace::Kind kind)
{
    switch (kind) {
    case FilesPlace::Kind::Recent:
        return FileView::Place::Recent;
    case FilesPlace::Kind::Favourites:
        return FileView::Place::Favourites;
    case FilesPlace::Kind::SharedWithMe:
        return FileView::Place::SharedWithMe;
    case FilesPlace::Kind::Offline:
        return FileView::Place::Offline;
    case FilesPlace::Kind::Conflicts:
        return FileView::Place::Conflicts;
    default:
        return FileView::Place::Folder;
    }
}
}

void FilesPane::go(const FilesPlace &place)
{
    if (place == m_place && m_hasChosen && !isSearching()) {
        return;
    }
    if (m_hasChosen && place != m_place) {
        m_back << m_place;
        if (m_back.size() > longestHistory) {
            m_back.removeFirst();
        }
        m_forward.clear();
    }
    enter(place);
}

void FilesPane::goTo(const FileTarget &folder)
{
    go({.folder = folder});
}

void FilesPane::enter(const FilesPlace &place)
{
    const bool hadFocus = m_list->hasFocus();
    m_place = place;
    m_hasChosen = true;
    m_path.clear();
    if (isSearching()) {
        m_search.clear();
        Q_EMIT searchEnded();
    }
    m_placesView->choose(place);
    if (place.kind == FilesPlace::Kind::Trash) {
        m_trash->setSpace(place.folder.space);
    }
    applyView();
    readPath();
    updateQuota();
    if (place.kind == FilesPlace::Kind::Folder && m_parts.focusFolder) {
        m_parts.focusFolder(place.folder);
    }
    if (hadFocus && m_stack->currentWidget() != m_list) {
        entrance()->setFocus(Qt::OtherFocusReason);
    }
}

void FilesPane::readPath()
{
    if (m_place.kind != FilesPlace::Kind::Folder) {
        m_crumbs->setTitle(FilesPlace::icon(m_place.kind), FilesPlace::name(m_place.kind));
        return;
    }
    const auto show = [this](const QList<FileRow> &path) {
        m_path = path;
        const auto space = m_places->space(m_place.folder.space);
        QList<FileBreadcrumbs::Crumb> crumbs{{.name = space ? space->title : title(), .folder = {.space = m_place.folder.space}}};
        for (const auto &row : path) {
            crumbs << FileBreadcrumbs::Crumb{.name = row.name, .folder = {.space = row.space, .folder = row.item}};
        }
        m_crumbs->setCrumbs(crumbs);
        Q_EMIT selectionChanged();
    };
    if (!m_place.folder.folder) {
        ++m_paths;
        show({});
        return;
    }
    m_parts.store
        ->read([folder = m_place.folder.folder](const Reader &reader) {
            return FileQuery::path(reader, folder);
        })
        .then(this, [this, show, number = ++m_paths, place = m_place](const Result<QList<FileRow>> &path) {
            if (number != m_paths || place != m_place) {
                return;
            }
            if (!path || path->isEmpty()) { // deleted meanwhile, here or on the server
                notify(i18nc("@info", "This folder no longer exists."));
                goTo({.space = place.folder.space});
                return;
            }
            const bool isFirst = m_path.isEmpty();
            show(*path);
            if (isFirst) {
                m_places->reveal(place.folder.space, *path);
            }
        });
}

void FilesPane::goUp()
{
    if (isSearching()) {
        search({});
        Q_EMIT searchEnded();
        return;
    }
    if (!canGoUp()) {
        return;
    }
    m_cameFrom = m_place.folder.folder;
    const auto above = m_path.size() > 1 ? m_path.at(m_path.size() - 2).item : ItemId{};
    chooseWhenListed(m_cameFrom);
    goTo({.space = m_place.folder.space, .folder = above});
}

bool FilesPane::canGoUp() const
{
    return isSearching() || (m_place.kind == FilesPlace::Kind::Folder && m_place.folder.folder && !m_path.isEmpty());
}

void FilesPane::goBack()
{
    if (m_back.isEmpty()) {
        return;
    }
    m_forward << m_place;
    enter(m_back.takeLast());
}

void FilesPane::goForward()
{
    if (m_forward.isEmpty()) {
        return;
    }
    m_back << m_place;
    enter(m_forward.takeLast());
}

bool FilesPane::canGoBack() const
{
    return !m_back.isEmpty();
}

bool FilesPane::canGoForward() const
{
    return !m_forward.isEmpty();
}

void FilesPane::goToPath(const QString &path)
{
    const auto space = folder().space;
    auto wanted = path.trimmed();
    while (wanted.startsWith(u'/')) {
        wanted.remove(0, 1);
    }
    while (wanted.endsWith(u'/')) {
        wanted.chop(1);
    }
    if (wanted.isEmpty()) {
        goTo({.space = space});
        m_list->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_parts.store
        ->read([space, wanted](const Reader &reader) {
            return FileQuery::find(reader, space, wanted);
        })
        .then(this, [this, wanted](const Result<FileRow> &row) {
            if (!row) {
                notify(row.error().kind == Error::Kind::NotFound ? i18nc("@info", "There is no “%1” here.", wanted) : row.error().message, Workbench::Tone::Warning);
                return;
            }
            m_list->setFocus(Qt::OtherFocusReason);
            if (row->isFolder) {
                goTo({.space = row->space, .folder = row->item});
            } else {
                chooseWhenListed(row->item);
                goTo({.space = row->space, .folder = row->parent});
            }
        });
}

void FilesPane::showItem(ItemId item)
{
    m_parts.store
        ->read([item](const Reader &reader) {
            return FileQuery::row(reader, item);
        })
        .then(this, [this](const Result<FileRow> &row) {
            if (!row) {
                notify(row.error());
                return;
            }
            chooseWhenListed(row->item);
            goTo({.space = row->space, .folder = row->parent});
            chooseWanted();
        });
}

void FilesPane::chooseWhenListed(ItemId item)
{
    m_wanted = item;
}

void FilesPane::chooseWanted()
{
    const auto index = m_wanted ? m_files->indexOf(m_wanted.value) : QModelIndex();
    if (index.isValid()) {
        m_list->setCurrentIndex(index);
        m_list->scrollTo(index);
        m_wanted = {};
    } else if (m_list->hasFocus() && !m_list->currentIndex().isValid() && m_files->rowCount() > 0) {
        m_list->selectionModel()->setCurrentIndex(m_files->index(0, 0), QItemSelectionModel::NoUpdate); // the keys go on from there
    }
}

void FilesPane::leaveSelection()
{
    const auto rows = m_list->selectedRowList();
    if (rows.isEmpty()) {
        return;
    }
    const auto next = rows.last().row() + 1 < m_files->rowCount() ? rows.last().row() + 1 : rows.first().row() - 1;
    if (next >= 0) {
        m_list->setCurrentIndex(m_files->index(next, 0));
    }
}

void FilesPane::sortBy(FileView::Sort sort, Qt::SortOrder order)
{
    m_sort = sort;
    m_order = order;
    auto group = KSharedConfig::openConfig()->group(QStringLiteral("Files"));
    group.writeEntry("Sort", int(sort));
    group.writeEntry("Descending", order == Qt::DescendingOrder);
    m_list->showSort(sort, order);
    applyView();
}

void FilesPane::applyView()
{
    FileView view{.place = listedAs(m_place.kind), .folder = m_place.kind == FilesPlace::Kind::Folder ? m_place.folder : FileTarget{}, .sort = m_sort, .order = m_order};
    const bool isInFolder = m_place.kind == FilesPlace::Kind::Folder && m_place.folder.folder;
    if (isSearching()) {
        view.place = FileView::Place::Search;
        view.words = m_search;
        view.folder = isInFolder && m_onlyHere->isChecked() ? m_place.folder : FileTarget{};
    }
    const auto here = m_path.isEmpty() ? QString() : m_path.last().name;
    m_onlyHere->setText(i18nc("@option:check %1: a folder", "Only in “%1”", QString(here).replace(u'&', QLatin1StringView("&&"))));
    m_onlyHere->setVisible(isInFolder && !here.isEmpty());
    m_searchLine->setVisible(isSearching());
    m_list->header()->setSortIndicatorShown(view.place != FileView::Place::Recent); // which has an order of its own
    m_list->setShowsPaths(view.place == FileView::Place::Folder ? Qt::Unchecked : Qt::Checked);
    const bool isListed = m_hasChosen && (isSearching() || m_place.kind != FilesPlace::Kind::Trash);
    if (isListed) {
        m_files->setView(view);
    }
    showDetails();
    updateState();
    m_selectionTimer.start();
}

bool FilesPane::isSearching() const
{
    return !m_search.isEmpty();
}

void FilesPane::search(const QString &text)
{
    const auto words = text.trimmed();
    if (words == m_search) {
        return;
    }
    m_search = words;
    applyView();
}

QStringList FilesPane::searchCompletions(const QString &text, int cursor) const
{
    return FileSearch::completions(text, cursor);
}

void FilesPane::open(const ItemUrl &item)
{
    if (item.type == QLatin1String("folder")) {
        m_parts.store
            ->read([id = ItemId{item.id}](const Reader &reader) {
                return FileQuery::row(reader, id);
            })
            .then(this, [this](const Result<FileRow> &row) {
                row ? goTo({.space = row->space, .folder = row->item}) : notify(row.error());
            });
    } else if (item.type == QLatin1String("space")) {
        goTo({.space = CollectionId{item.id}});
    } else if (item.type == QLatin1String("conflicts")) {
        go({.kind = FilesPlace::Kind::Conflicts});
    } else {
        showItem(ItemId{item.id});
    }
}

QList<FileRow> FilesPane::selectedFiles() const
{
    return m_stack->currentWidget() == m_list ? m_list->selectedFiles() : QList<FileRow>();
}

QList<ItemId> FilesPane::selectedItems() const
{
    return m_stack->currentWidget() == m_list ? m_files->itemsOf(m_list->selectedRowList()) : QList<ItemId>();
}

FileTarget FilesPane::folder() const
{
    if (m_place.kind == FilesPlace::Kind::Folder && m_place.folder.space) {
        return m_place.folder;
    }
    return {.space = m_places->spaces().value(0).id};
}

FileRights FilesPane::folderRights() const
{
    const auto target = folder();
    if (!target.space) {
        return {};
    }
    return target.folder && !m_path.isEmpty() && m_path.last().item == target.folder ? m_path.last().rights : target.folder ? FileRights() : allFileRights;
}

}
