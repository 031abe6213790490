// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filelistmodel.h"
#include "files/fileservices.h"
#include "files/ui/filesparts.h"
#include "files/ui/filesplace.h"
#include "shell/pane.h"

#include <QTimer>

class QCheckBox;
class QLabel;
class QProgressBar;
class QSplitter;
class QStackedWidget;

namespace Kontor
{

class EmptyState;
class FileBreadcrumbs;
class FileConflictPanel;
class FileDetails;
class FileLauncher;
class FileListView;
class FilesPaneActions;
class FilesPlacesModel;
class FilesPlacesView;
class FileTransfers;
class FileTrashPanel;

/// Files: places and folders, what lies in them, and the details of one.
class FilesPane : public Pane
{
    Q_OBJECT
public:
    explicit FilesPane(const FilesParts &parts, QWidget *parent = nullptr);
    ~FilesPane() override;

    QString id() const override;
    QString title() const override;
    QIcon icon() const override;
    KActionCollection *actions() override;
    void open(const ItemUrl &item) override;
    QList<QWidget *> focusRing() const override;
    QWidget *entrance() const override;
    QString whereAmI() const override;
    void search(const QString &text) override;
    QStringList searchCompletions(const QString &text, int cursor) const override;
    QList<TourStep> tour() override;
    bool mayClose() override;

protected:
    void showEvent(QShowEvent *event) override;

public:

    // For the actions.
    const FilesParts &parts() const
    {
        return m_parts;
    }
    FilesPlacesModel *places() const
    {
        return m_places;
    }
    FilesPlacesView *placesView() const
    {
        return m_placesView;
    }
    FileListModel *files() const
    {
        return m_files;
    }
    FileListView *list() const
    {
        return m_list;
    }
    FileBreadcrumbs *breadcrumbs() const
    {
        return m_crumbs;
    }
    FileDetails *details() const
    {
        return m_details;
    }
    FileTransfers *transfers() const
    {
        return m_transfers;
    }
    FileTrashPanel *trash() const
    {
        return m_trash;
    }
    FileConflictPanel *conflicts() const
    {
        return m_conflicts;
    }
    FileLauncher *launcher() const;

    FilesPlace place() const
    {
        return m_place;
    }
    QList<FileRow> selectedFiles() const; ///< in the list
    QList<ItemId> selectedItems() const;
    FileTarget folder() const; ///< where new things go: the folder that is shown, else the top of the first space; space 0: nowhere
    FileRights folderRights() const; ///< of that folder
    FileFeatures features(CollectionId space) const; ///< as last told
    bool isReachable(CollectionId space) const;
    bool isSearching() const;

    // Going about.
    void go(const FilesPlace &place);
    void goTo(const FileTarget &folder);
    void goUp();
    void goBack();
    void goForward();
    bool canGoUp() const;
    bool canGoBack() const;
    bool canGoForward() const;
    void goToPath(const QString &path);
    void showItem(ItemId item); ///< in the folder it lies in, chosen
    void chooseWhenListed(ItemId item);
    void leaveSelection(); ///< they are about to go: the next one is chosen
    bool wantsDetails() const; ///< where there are some
    void setWantsDetails(Qt::CheckState on);
    void sortBy(FileView::Sort sort, Qt::SortOrder order);

    void notify(const QString &sentence, Workbench::Tone tone = Workbench::Tone::Information) const;
    void notify(const Error &error) const; ///< nothing for what was cancelled

Q_SIGNALS:
    void selectionChanged(); ///< or anything else that decides what is possible

private:
    void build();
    void layOut(); ///< how wide the columns are, the first time
    void showDetails();
    QWidget *buildPlaces();
    QWidget *buildMiddle();
    void connectParts();
    void connectList();
    void enter(const FilesPlace &place);
    void applyView();
    void readPath();
    void askFeatures();
    void countConflicts();
    void updateState();
    void showEmpty();
    void updateQuota();
    void tellFound();
    void chooseWanted();

    FilesParts m_parts;
    FilesPlacesModel *m_places;
    FilesPlacesView *m_placesView;
    QLabel *m_quotaWords;
    QProgressBar *m_quotaBar;
    QWidget *m_quota;
    FileListModel *m_files;
    FileListView *m_list;
    FileBreadcrumbs *m_crumbs;
    QLabel *m_found;
    QCheckBox *m_onlyHere;
    QWidget *m_searchLine;
    EmptyState *m_empty;
    FileConflictPanel *m_conflicts;
    FileTrashPanel *m_trash;
    QStackedWidget *m_stack;
    FileDetails *m_details;
    FileTransfers *m_transfers;
    QSplitter *m_splitter;
    FilesPaneActions *m_actions;

    FilesPlace m_place;
    QList<FilesPlace> m_back;
    QList<FilesPlace> m_forward;
    QList<FileRow> m_path; ///< of the folder that is shown, from the top
    QHash<CollectionId, FileFeatures> m_features;
    QString m_search;
    FileView::Sort m_sort = FileView::Sort::Name;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    ItemId m_wanted{}; ///< to be chosen once it is listed
    ItemId m_cameFrom{}; ///< the folder one went up from
    QTimer m_selectionTimer;
    QTimer m_tellingTimer; ///< a pause in typing, before it is told how many were found
    QTimer m_conflictTimer;
    QString m_told;
    quint64 m_paths = 0;
    std::shared_ptr<void> m_tourTransfer; ///< what the picture of progress shows
    bool m_hasChosen = false;
    bool m_isLaidOut = false;
    bool m_wantsDetails = true;
};

}
