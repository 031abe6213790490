// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/ui/filespane.h"

#include "files/filesearch.h"
#include "files/ui/filebreadcrumbs.h"
#include "files/ui/fileconflictpanel.h"
#include "files/ui/filedetails.h"
#include "files/ui/filelistview.h"
#include "files/ui/filespaneactions.h"
#include "files/ui/filesplacesmodel.h"
#include "files/ui/filesplacesview.h"
#include "files/ui/filetransfers.h"
#include "files/ui/filetrashpanel.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "shell/words.h"

#include <KActionCollection>
#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QProgressBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Files"));
}
}

FilesPane::FilesPane(const FilesParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_places(new FilesPlacesModel(parts.store, this))
    , m_placesView(new FilesPlacesView(m_places, this))
    , m_quotaWords(new QLabel(this))
    , m_quotaBar(new QProgressBar(this))
    , m_quota(new QWidget(this))
    , m_files(new FileListModel(parts.store, this))
    , m_list(new FileListView(parts.store, m_files, this))
    , m_crumbs(new FileBreadcrumbs(this))
    , m_found(new QLabel(this))
    , m_onlyHere(new QCheckBox(this))
    , m_searchLine(new QWidget(this))
    , m_empty(new EmptyState(this))
    , m_conflicts(new FileConflictPanel(this))
    , m_trash(new FileTrashPanel(this))
    , m_stack(new QStackedWidget(this))
    , m_details(new FileDetails(this))
    , m_transfers(new FileTransfers(this))
    , m_splitter(new QSplitter(this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("filesPane"));
    setAccessibleName(i18nc("@label", "Files"));
    m_sort = FileView::Sort(std::clamp(settings().readEntry("Sort", 0), 0, int(FileView::Sort::Type)));
    m_order = settings().readEntry("Descending", false) ? Qt::DescendingOrder : Qt::AscendingOrder;
    build();
    m_actions = new FilesPaneActions(this);
    m_list->showSort(m_sort, m_order);
    m_details->setActions(m_actions->detailActions());
    connectParts();
    connectList();
    m_splitter->restoreState(settings().readEntry("Splitter", QByteArray()));
    m_isLaidOut = settings().hasKey("Splitter");
    m_wantsDetails = settings().readEntry("Details", true);
    showDetails();
    applyView();
    countConflicts();
}

FilesPane::~FilesPane()
{
    silence(this);
}

void FilesPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_splitter->setObjectName(QStringLiteral("filesSplitter"));
    m_splitter->setChildrenCollapsible(false);
    auto *left = buildPlaces();
    auto *middle = buildMiddle();
    m_splitter->addWidget(left);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(1, 1);
    const auto character = fontMetrics().averageCharWidth();
    left->setMinimumWidth(character * 14);
    middle->setMinimumWidth(character * 28);
    m_details->setMinimumWidth(character * 26);
    layout->addWidget(m_splitter, 1);
    layout->addWidget(m_transfers);
}

void FilesPane::layOut()
{
    const auto character = fontMetrics().averageCharWidth();
    const auto left = std::min(character * 30, width() / 5);
    const auto right = std::min(character * 40, width() / 4);
    m_splitter->setSizes({left, std::max(1, width() - left - right), right});
}

void FilesPane::showEvent(QShowEvent *event)
{
    Pane::showEvent(event);
    if (!m_isLaidOut) {
        m_isLaidOut = true;
        layOut();
    }
}

/// Conflicts and trash have their own.
void FilesPane::showDetails()
{
    const bool hasSome = m_place.kind != FilesPlace::Kind::Conflicts && m_place.kind != FilesPlace::Kind::Trash;
    m_details->setVisible(m_wantsDetails && (hasSome || isSearching()));
}

bool FilesPane::wantsDetails() const
{
    return m_wantsDetails;
}

void FilesPane::setWantsDetails(Qt::CheckState on)
{
    m_wantsDetails = on == Qt::Checked;
    showDetails();
}

QWidget *FilesPane::buildPlaces()
{
    auto *left = new QWidget(this);
    auto *layout = new QVBoxLayout(left);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_placesView, 1);
    auto *room = new QVBoxLayout(m_quota);
    Metrics::apply(room, this);
    room->setContentsMargins(Metrics::margin(this), Metrics::spacing(this), Metrics::margin(this), Metrics::spacing(this));
    m_quota->setObjectName(QStringLiteral("fileQuota"));
    m_quotaWords->setObjectName(QStringLiteral("quotaWords"));
    m_quotaWords->setWordWrap(true);
    m_quotaBar->setObjectName(QStringLiteral("quotaBar"));
    m_quotaBar->setTextVisible(false);
    m_quotaBar->setMaximumHeight(fontMetrics().height() / 2);
    m_quotaBar->setFocusPolicy(Qt::NoFocus);
    m_quotaBar->setAccessibleName(i18nc("@label", "Room on the server"));
    room->addWidget(m_quotaWords);
    room->addWidget(m_quotaBar);
    layout->addWidget(m_quota);
    m_quota->hide();
    return left;
}

QWidget *FilesPane::buildMiddle()
{
    auto *middle = new QWidget(this);
    auto *layout = new QVBoxLayout(middle);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_crumbs);
    auto *line = new QHBoxLayout(m_searchLine);
    line->setContentsMargins(Metrics::margin(this), 0, Metrics::margin(this), Metrics::spacing(this) / 2);
    m_found->setObjectName(QStringLiteral("foundCount"));
    m_found->setWordWrap(true);
    m_onlyHere->setObjectName(QStringLiteral("searchOnlyHere"));
    line->addWidget(m_found, 1);
    line->addWidget(m_onlyHere);
    layout->addWidget(m_searchLine);
    m_searchLine->hide();
    for (QWidget *page : {static_cast<QWidget *>(m_list), static_cast<QWidget *>(m_empty), static_cast<QWidget *>(m_conflicts), static_cast<QWidget *>(m_trash)}) {
        m_stack->addWidget(page);
    }
    layout->addWidget(m_stack, 1);
    return middle;
}

void FilesPane::connectParts()
{
    connect(m_placesView, &FilesPlacesView::placeChosen, this, &FilesPane::go);
    connect(m_placesView, &ItemListView::chosen, this, [this] {
        entrance()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_placesView, &ItemListView::contextMenuWanted, m_actions, &FilesPaneActions::popUpPlaceMenu);
    connect(m_placesView, &FilesPlacesView::dropped, m_actions, &FilesPaneActions::takeDrop);
    connect(m_placesView, &FilesPlacesView::renameWanted, m_actions, &FilesPaneActions::renameChosen);
    connect(m_placesView, &FilesPlacesView::deletionWanted, m_actions, &FilesPaneActions::deleteChosen);
    connect(m_places, &FilesPlacesModel::loaded, this, [this] {
        if (!m_hasChosen && !m_places->spaces().isEmpty()) {
            enter({.folder = {.space = m_places->spaces().first().id}});
        }
        updateQuota();
        updateState();
        Q_EMIT selectionChanged();
    });
    connect(m_places, &FilesPlacesModel::spacesChanged, this, &FilesPane::askFeatures);
    connect(m_crumbs, &FileBreadcrumbs::chosen, this, &FilesPane::goTo);
    connect(m_crumbs, &FileBreadcrumbs::pathWritten, this, &FilesPane::goToPath);
    connect(m_crumbs, &FileBreadcrumbs::left, this, [this] {
        entrance()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_onlyHere, &QCheckBox::toggled, this, &FilesPane::applyView);
    connect(m_parts.actions, &FileActions::takenBack, this, [this] {
        notify(i18nc("@info an action was undone", "Taken back."), Workbench::Tone::Success);
    });
    connect(m_parts.actions, &FileActions::failed, this, [this](const Error &error) {
        notify(error);
    });
    connect(m_parts.store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.outbox && !m_conflictTimer.isActive()) {
            m_conflictTimer.start();
        }
        if (m_path.size() > 0 && changes.collections.contains(m_place.folder.space)) {
            readPath(); // the folder or one above may have another name now, or be gone
        }
    });
    m_conflictTimer.setSingleShot(true);
    m_conflictTimer.setInterval(300ms);
    connect(&m_conflictTimer, &QTimer::timeout, this, &FilesPane::countConflicts);
    connect(m_conflicts, &FileConflictPanel::countChanged, this, [this](int count) {
        m_places->setConflicts(count);
        Q_EMIT badgeChanged(count);
        updateState();
    });
    connect(m_trash, &FileTrashPanel::selectionChanged, this, &FilesPane::selectionChanged);
}

void FilesPane::connectList()
{
    connect(m_list, &ItemListView::rowsSelected, &m_selectionTimer, qOverload<>(&QTimer::start));
    connect(m_list, &ItemListView::chosen, m_actions, [this](const QModelIndex &index) {
        if (m_list->selectionModel()->selectedRows().isEmpty()) { // the search leads to the first row without choosing it
            m_list->selectionModel()->select(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
        m_actions->openSelected();
    });
    connect(m_list, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) {
        m_actions->popUpContextMenu(position);
    });
    connect(m_list, &FileListView::upWanted, this, &FilesPane::goUp);
    connect(m_list, &FileListView::renamed, m_actions, &FilesPaneActions::rename);
    connect(m_list, &FileListView::dropped, m_actions, &FilesPaneActions::takeDrop);
    connect(m_list, &FileListView::sortWanted, this, &FilesPane::sortBy);
    connect(m_files, &QAbstractItemModel::modelReset, &m_selectionTimer, qOverload<>(&QTimer::start));
    connect(m_files, &QAbstractItemModel::rowsRemoved, &m_selectionTimer, qOverload<>(&QTimer::start));
    connect(m_files, &QAbstractItemModel::dataChanged, &m_selectionTimer, qOverload<>(&QTimer::start));
    connect(m_files, &QueryModel::queryFinished, this, [this] {
        chooseWanted();
        updateState();
        m_tellingTimer.start();
    });
    connect(m_files, &QueryModel::error, this, [this](const Error &error) {
        notify(error);
    });
    m_selectionTimer.setSingleShot(true);
    m_selectionTimer.setInterval(0);
    connect(&m_selectionTimer, &QTimer::timeout, this, [this] {
        const auto files = selectedFiles();
        if (m_details->isVisible() || !m_details->isVisibleTo(this)) {
            m_details->show(files);
        }
        Q_EMIT selectionChanged();
    });
    m_tellingTimer.setSingleShot(true);
    m_tellingTimer.setInterval(400ms);
    connect(&m_tellingTimer, &QTimer::timeout, this, &FilesPane::tellFound);
}

QString FilesPane::id() const
{
    return QStringLiteral("files");
}

QString FilesPane::title() const
{
    return i18nc("@title a pane", "Files");
}

QIcon FilesPane::icon() const
{
    return QIcon::fromTheme(QStringLiteral("folder-cloud"), QIcon::fromTheme(QStringLiteral("folder")));
}

KActionCollection *FilesPane::actions()
{
    return m_actions->collection();
}

FileLauncher *FilesPane::launcher() const
{
    return m_actions->launcher();
}

void FilesPane::askFeatures()
{
    if (!m_parts.services) {
        return;
    }
    for (const auto spaces = m_places->spaces(); const auto &space : spaces) {
        m_parts.services->features(space.id).then(this, [this, id = space.id](const Result<FileFeatures> &features) {
            if (features) {
                m_features.insert(id, *features);
                m_places->setFeatures(id, *features);
                Q_EMIT selectionChanged();
            }
        });
    }
}

FileFeatures FilesPane::features(CollectionId space) const
{
    return m_features.value(space);
}

bool FilesPane::isReachable(CollectionId space) const
{
    const auto known = m_places->space(space);
    return !m_parts.isReachable || !known || m_parts.isReachable(known->account);
}

void FilesPane::countConflicts()
{
    m_conflicts->refresh();
}

void FilesPane::updateQuota()
{
    const auto space = m_places->space(m_place.folder.space ? m_place.folder.space : m_places->spaces().value(0).id);
    const bool isKnown = space && space->quotaUsed >= 0;
    m_quota->setVisible(isKnown);
    if (!isKnown) {
        return;
    }
    if (space->quotaAvailable < 0) {
        m_quotaWords->setText(i18nc("@info room on the server", "%1 used", Words::size(space->quotaUsed)));
        m_quotaBar->hide();
        return;
    }
    const auto whole = space->quotaUsed + space->quotaAvailable;
    m_quotaWords->setText(i18nc("@info room on the server", "%1 of %2 used", Words::size(space->quotaUsed), Words::size(whole)));
    m_quotaBar->show();
    m_quotaBar->setRange(0, 1000);
    m_quotaBar->setValue(whole > 0 ? int(double(space->quotaUsed) / double(whole) * 1000) : 0);
}

void FilesPane::updateState()
{
    enum Page { List, Empty, Conflicts, Trash };
    const auto *focus = QWidget::window()->focusWidget();
    const bool hadFocus = focus && m_stack->isAncestorOf(focus);
    const auto before = m_stack->currentIndex();
    if (m_place.kind == FilesPlace::Kind::Conflicts && !isSearching() && m_conflicts->count() > 0) {
        m_stack->setCurrentIndex(Conflicts);
    } else if (m_place.kind == FilesPlace::Kind::Trash && !isSearching()) {
        m_stack->setCurrentIndex(Trash);
    } else if (m_place.kind != FilesPlace::Kind::Conflicts && m_files->rowCount() > 0 && !m_places->spaces().isEmpty()) {
        m_stack->setCurrentIndex(List);
    } else if (m_files->isReady() || m_places->spaces().isEmpty()) {
        showEmpty();
        m_stack->setCurrentIndex(Empty);
    }
    if (hadFocus && before != m_stack->currentIndex()) {
        entrance()->setFocus(Qt::OtherFocusReason);
    }
}

void FilesPane::showEmpty()
{
    const auto action = [this](const char *name) {
        return m_actions->collection()->action(QString::fromLatin1(name));
    };
    const auto say = [this](const QIcon &icon, const QString &title, const QString &explanation, const QList<QAction *> &choices = {}) {
        m_empty->setContent(icon, title, explanation);
        m_empty->setChoices(choices);
    };
    using Kind = FilesPlace::Kind;
    const auto placeIcon = m_place.kind == Kind::Folder ? icon() : FilesPlace::icon(m_place.kind);
    const auto space = m_places->space(m_place.folder.space);
    if (!m_places->isLoaded()) {
        say(icon(), i18nc("@info", "One moment…"), {});
    } else if (m_places->spaces().isEmpty()) {
        say(icon(), i18nc("@info", "No files yet"), i18nc("@info", "None of your accounts has files yet. You can add them in the settings of an account."));
    } else if (isSearching()) {
        say(icon(), i18nc("@info", "Nothing found"), i18nc("@info", "No file has these words in its name, nor in its content as far as it is kept here."));
    } else if (m_place.kind == Kind::Recent) {
        say(placeIcon, i18nc("@info", "Nothing opened yet"), i18nc("@info", "What you opened or changed last is listed here, also without a connection."));
    } else if (m_place.kind == Kind::Favourites) {
        say(placeIcon, i18nc("@info", "No favourites"), i18nc("@info", "Mark a file or a folder as a favourite, and it is listed here."));
    } else if (m_place.kind == Kind::SharedWithMe) {
        say(placeIcon, i18nc("@info", "Nothing is shared with you"), i18nc("@info", "What others share with you is listed here."));
    } else if (m_place.kind == Kind::Offline) {
        say(placeIcon, i18nc("@info", "Nothing is kept offline"), i18nc("@info", "Choose “Keep Offline” for a file or a folder, and it is here also in the train."));
    } else if (m_place.kind == Kind::Conflicts) {
        say(placeIcon, i18nc("@info", "No conflicts"), i18nc("@info", "Where you and somebody else changed the same file, you decide here what stays. Nothing waits for you."));
    } else if (space && !space->wasRead && !isReachable(space->id)) {
        say(QIcon::fromTheme(QStringLiteral("network-disconnect"), icon()), i18nc("@info", "Not listed yet"),
            i18nc("@info", "The server cannot be reached. Its files are listed as soon as there is a connection."));
    } else if (space && !space->wasRead) {
        say(icon(), i18nc("@info", "The files are being listed…"), i18nc("@info", "This happens once. What has come so far is here already."));
    } else {
        QList<QAction *> choices;
        if (folderRights().testFlag(FileRight::AddFiles)) {
            choices << action("files_upload");
        }
        if (folderRights().testFlag(FileRight::AddFolders)) {
            choices << action("files_new_folder");
        }
        say(placeIcon, i18nc("@info", "This folder is empty"),
            choices.isEmpty() ? i18nc("@info", "You may look into this folder, but put nothing into it.") : i18nc("@info", "Drop files here, or choose some to upload."), choices);
    }
}

void FilesPane::tellFound()
{
    auto words = isSearching() ? i18ncp("@info what a search found", "%1 file found", "%1 files found", m_files->rowCount()) : QString();
    for (const auto misunderstood = FileSearch::parse(m_search).misunderstood; const auto &sentence : misunderstood) {
        words += u' ' + sentence;
    }
    m_found->setText(words);
    const auto what = QString(m_search + u' ' + words);
    if (what == m_told) {
        return;
    }
    m_told = what;
    if (!words.isEmpty() && isVisible()) {
        Announcer::sayNow(this, words);
    }
}

void FilesPane::notify(const QString &sentence, Workbench::Tone tone) const
{
    m_parts.workbench->notify(sentence, tone);
}

void FilesPane::notify(const Error &error) const
{
    if (error.kind != Error::Kind::Cancelled) {
        m_parts.workbench->notify(error.message, error.kind == Error::Kind::Offline ? Workbench::Tone::Warning : Workbench::Tone::Problem);
    }
}

QList<QWidget *> FilesPane::focusRing() const
{
    QList<QWidget *> ring{m_placesView, m_stack->currentWidget(), m_crumbs};
    if (m_details->isVisible()) {
        ring << m_details;
    }
    if (m_transfers->isVisible()) {
        ring << m_transfers;
    }
    return ring;
}

QWidget *FilesPane::entrance() const
{
    if (m_stack->currentWidget() == m_list) {
        return m_list;
    }
    if (m_stack->currentWidget() == m_conflicts) {
        return m_conflicts->list();
    }
    return m_stack->currentWidget() == m_trash && m_trash->count() > 0 ? static_cast<QWidget *>(m_trash->list()) : m_placesView;
}

QString FilesPane::whereAmI() const
{
    const auto place = isSearching() ? i18nc("@info", "Search results") : m_crumbs->text();
    const auto current = m_list->currentIndex();
    auto sentence = m_stack->currentWidget() == m_list && current.isValid()
        ? i18nc("@info spoken: folder, position, count", "Files, %1, entry %2 of %3", place, current.row() + 1, m_files->rowCount())
        : i18nc("@info spoken", "Files, %1", place);
    if (const auto transfers = m_transfers->words(); !transfers.isEmpty()) {
        sentence += QLatin1StringView(". ") + transfers;
    }
    return sentence;
}

bool FilesPane::mayClose()
{
    auto group = settings();
    group.writeEntry("Splitter", m_splitter->saveState());
    group.writeEntry("Details", m_wantsDetails);
    group.sync();
    return true;
}

}
