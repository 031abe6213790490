// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailpane.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/folderview.h"
#include "mail/ui/attachmentbar.h"
#include "mail/ui/mailpaneactions.h"
#include "mail/ui/mailwriting.h"
#include "mail/ui/messagelistbar.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/messagereader.h"
#include "mail/ui/readersource.h"
#include "mail/ui/readertext.h"
#include "mail/ui/readmarker.h"
#include "mail/ui/viewhabits.h"
#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QMenu>
#include <QSplitter>
#include <QVBoxLayout>

namespace Kontor
{
namespace
{
KConfigGroup settings()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Mail"));
}
}

MailPane::MailPane(const MailParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_folders(new FolderModel(parts.store, this))
    , m_folderView(new FolderView(this))
    , m_column(new MessageColumn(parts, m_folders, this))
    , m_reader(new MessageReader(readerSource(parts), this))
    , m_outer(new QSplitter(this))
    , m_inner(new QSplitter(this))
    , m_readMarker(new ReadMarker(parts.actions, this))
    , m_writing(new MailWriting(parts, this))
    , m_folderDialogs(new FolderDialogs(m_folders, parts.actions, this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("mailPane"));
    setAccessibleName(i18nc("@label", "Mail"));
    build();
    m_actions = new MailPaneActions(this);
    m_reader->setActions(m_actions->readerActions());
    if (auto *workbench = parts.workbench) {
        m_reader->attachments()->setKeep([workbench] { return workbench->hasFiles(); },
                                         [workbench](const QByteArray &bytes, const QString &name) { workbench->saveToFiles(bytes, name); });
    }
    connectFolders();
    connectMessages();
    connectReader();
    arrange(settings().readEntry("Arrangement", "beside") == QLatin1String("below") ? Arrangement::Below : Arrangement::Beside);
    m_outer->restoreState(settings().readEntry("OuterSplitter", QByteArray()));
}

MailPane::~MailPane()
{
    silence(this);
}

void MailPane::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    m_outer->setObjectName(QStringLiteral("outerSplitter"));
    m_inner->setObjectName(QStringLiteral("innerSplitter"));
    m_outer->setChildrenCollapsible(false);
    m_inner->setChildrenCollapsible(false);
    layout->addWidget(m_outer);
    m_folderView->setModel(m_folders);
    m_column->setNeighbour(m_folderView);
    m_outer->addWidget(m_folderView);
    m_outer->addWidget(m_inner);
    m_inner->addWidget(m_column);
    m_inner->addWidget(m_reader);
    m_outer->setStretchFactor(1, 1);
    m_inner->setStretchFactor(1, 1);
    const auto character = fontMetrics().averageCharWidth();
    m_folderView->setMinimumWidth(character * 16);
    m_column->setMinimumWidth(character * 30);
    m_reader->setMinimumWidth(character * 34);
    m_outer->setSizes({character * 30, character * 140});
}

void MailPane::connectFolders()
{
    connect(m_folderView, &FolderView::folderChosen, this, &MailPane::showFolder);
    connect(m_folderView, &FolderView::contextMenuWanted, this, [this](const QModelIndex &index, const QPoint &position) {
        if (index.isValid()) {
            auto *menu = m_folderDialogs->menu(index);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->popup(position);
        }
    });
    connect(m_folders, &FolderModel::loaded, this, &MailPane::chooseFirstFolder);
    if (m_folders->isLoaded()) { // a quick answer comes while the model is made
        QMetaObject::invokeMethod(this, &MailPane::chooseFirstFolder, Qt::QueuedConnection);
    }
    connect(m_folders, &QAbstractItemModel::rowsInserted, this, &MailPane::chooseFirstFolder, Qt::QueuedConnection);
    connect(m_folders, &QAbstractItemModel::dataChanged, this, [this] {
        updateBadge();
        m_column->updateCaption();
    });
    connect(m_folders, &FolderModel::messagesDropped, this, [this](const QList<ItemId> &items, CollectionId target, Qt::DropAction action) {
        if (action == Qt::CopyAction) {
            m_parts.actions->copy(items, target);
        } else {
            m_actions->moveTo(items, target);
        }
    });
}

void MailPane::chooseFirstFolder()
{
    updateBadge();
    if (m_hasChosenFolder || m_column->isSearching()) {
        return;
    }
    auto index = m_folders->indexOf(ViewHabits::lastFolder());
    for (int row = 0; !index.isValid() && row < m_folders->rowCount(); ++row) {
        const ResourceId resource{m_folders->index(row, 0).data(FolderModel::ResourceRole).toLongLong()};
        index = m_folders->indexOf(m_folders->folderWithRole(resource, FolderRole::Inbox));
    }
    if (index.isValid()) {
        m_folderView->setCurrentIndex(index);
    }
}

void MailPane::connectMessages()
{
    auto *messages = m_column->messages();
    auto *list = m_column->list();
    connect(list, &ItemListView::rowsSelected, this, [this] {
        m_readerTimer.start();
        Q_EMIT selectionChanged();
    });
    connect(list, &ItemListView::chosen, this, &MailPane::activate);
    connect(list, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) { m_actions->popUpContextMenu(position); });
    connect(messages, &QAbstractItemModel::dataChanged, this, [this, messages](const QModelIndex &first, const QModelIndex &last) {
        const auto current = messages->MessageListModel::indexOf(m_reader->item());
        if (current.isValid() && current.row() >= first.row() && current.row() <= last.row()) {
            m_reader->updateRow(m_column->rowAt(current));
            Q_EMIT selectionChanged();
        }
    });
    connect(messages, &QAbstractItemModel::rowsRemoved, &m_readerTimer, qOverload<>(&QTimer::start));
    connect(messages, &QAbstractItemModel::modelReset, &m_readerTimer, qOverload<>(&QTimer::start));
    m_readerTimer.setSingleShot(true);
    m_readerTimer.setInterval(0);
    connect(&m_readerTimer, &QTimer::timeout, this, &MailPane::updateReader);
}

void MailPane::connectReader()
{
    connect(m_reader, &MessageReader::loaded, this, [this] {
        m_readMarker->look(m_reader->item());
        QList<ItemId> neighbours;
        const auto *messages = m_column->messages();
        const auto row = messages->MessageListModel::indexOf(m_reader->item()).row();
        for (const auto next : {row + 1, row - 1, row + 2}) {
            if (const auto item = messages->itemAt(next); next >= 0 && item) {
                neighbours << item;
            }
        }
        m_parts.loader->readAhead(neighbours);
        Q_EMIT selectionChanged();
    });
    connect(m_reader, &MessageReader::mailtoChosen, m_writing, &MailWriting::fromMailto);
    connect(m_reader, &MessageReader::failed, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
    connect(m_reader, &MessageReader::notice, this, [this](const QString &sentence) { m_parts.workbench->notify(sentence, Workbench::Tone::Success); });
    connect(m_parts.actions, &MailActions::failed, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
}

QString MailPane::id() const
{
    return QStringLiteral("mail");
}

QString MailPane::title() const
{
    return i18nc("@title a pane", "Mail");
}

QIcon MailPane::icon() const
{
    return QIcon::fromTheme(QStringLiteral("mail-message"));
}

KActionCollection *MailPane::actions()
{
    return m_actions->collection();
}

void MailPane::open(const ItemUrl &item)
{
    if (item.type == QLatin1String("folder")) {
        m_folderView->setCurrentIndex(m_folders->indexOf(CollectionId{item.id}));
        return;
    }
    const ItemId wanted{item.id};
    m_parts.store
        ->read([wanted](const Reader &reader) -> Result<std::optional<CollectionId>> {
            return reader.prepare("SELECT collection FROM mail_message WHERE item = ?1").value<CollectionId>(wanted);
        })
        .then(this, [this, wanted](const Result<std::optional<CollectionId>> &folder) {
            if (!folder || !*folder) {
                m_parts.workbench->notify(i18nc("@info", "This message is no longer here."), Workbench::Tone::Warning);
                return;
            }
            if (m_column->isSearching()) {
                Q_EMIT searchEnded();
            }
            m_folderView->setCurrentIndex(m_folders->indexOf(**folder));
            m_column->showMessage(wanted, **folder);
        });
}

QList<QWidget *> MailPane::focusRing() const
{
    auto *list = m_column->isEmpty() ? static_cast<QWidget *>(m_column->bar()) : m_column->list();
    return {m_folderView, list, m_reader->text(), m_reader};
}

QWidget *MailPane::entrance() const
{
    return m_column->isEmpty() ? static_cast<QWidget *>(m_folderView) : m_column->list();
}

QString MailPane::whereAmI() const
{
    const auto folder = m_column->isSearching() ? i18nc("@info", "Search results") : m_folders->nameOf(currentFolder());
    const auto current = m_column->list()->currentIndex();
    return current.isValid()
        ? i18nc("@info spoken: folder, position, count", "Mail, %1, message %2 of %3", folder, current.row() + 1, m_column->messages()->rowCount())
        : i18nc("@info spoken", "Mail, %1", folder);
}

void MailPane::showFolder(CollectionId folder)
{
    m_hasChosenFolder = m_hasChosenFolder || folder; // an account's own row, which takes the focus first, is no choice
    if (m_column->isSearching()) {
        Q_EMIT searchEnded();
    }
    m_writing->setAccount(AccountId{m_folders->indexOf(folder).data(FolderModel::AccountRole).toLongLong()});
    ViewHabits::keepLastFolder(folder);
    if (m_parts.folderOpened) {
        m_parts.folderOpened(folder);
    }
    m_column->showFolder(folder);
    Q_EMIT selectionChanged();
}

void MailPane::search(const QString &text)
{
    m_column->search(text, m_folderView->currentFolder());
}

QStringList MailPane::searchCompletions(const QString &text, int cursor) const
{
    return MessageSearch::completions(text, cursor);
}

bool MailPane::mayClose()
{
    saveState();
    return m_writing->mayClose();
}

void MailPane::saveState() const
{
    auto group = settings();
    group.writeEntry("OuterSplitter", m_outer->saveState());
    group.writeEntry(m_arrangement == Arrangement::Beside ? "InnerSplitterBeside" : "InnerSplitterBelow", m_inner->saveState());
    group.writeEntry("Arrangement", m_arrangement == Arrangement::Beside ? "beside" : "below");
    group.sync();
}

void MailPane::compose(const QUrl &mailto)
{
    mailto.isEmpty() ? m_writing->newMessage() : m_writing->fromMailto(mailto);
}

void MailPane::composeWith(const QStringList &paths, const std::shared_ptr<void> &keep)
{
    m_writing->withFiles(paths, keep);
}

void MailPane::arrange(Arrangement arrangement)
{
    m_arrangement = arrangement;
    const bool isBeside = arrangement == Arrangement::Beside;
    m_inner->setOrientation(isBeside ? Qt::Horizontal : Qt::Vertical);
    m_column->list()->setLayout(isBeside ? MessageListView::Layout::TwoLines : MessageListView::Layout::Columns);
    const auto kept = settings().readEntry(isBeside ? "InnerSplitterBeside" : "InnerSplitterBelow", QByteArray());
    if (!kept.isEmpty()) {
        m_inner->restoreState(kept);
    } else {
        const auto character = fontMetrics().averageCharWidth();
        isBeside ? m_inner->setSizes({character * 58, character * 90}) : m_inner->setSizes({300, 500});
    }
    m_inner->setOrientation(isBeside ? Qt::Horizontal : Qt::Vertical);
}

void MailPane::updateReader()
{
    const auto rows = m_column->list()->selectedRowList();
    if (rows.size() == 1) {
        const auto row = m_column->rowAt(rows.first());
        if (row.item && row.item != m_reader->item()) {
            m_readMarker->lookAway();
            m_reader->showMessage(row);
        }
    } else {
        m_readMarker->lookAway();
        m_reader->showSelection(int(m_column->messages()->itemsOf(rows).size()));
    }
    Q_EMIT selectionChanged();
}

void MailPane::updateBadge()
{
    int unread = 0;
    for (int row = 0; row < m_folders->rowCount(); ++row) {
        const ResourceId resource{m_folders->index(row, 0).data(FolderModel::ResourceRole).toLongLong()};
        unread += m_folders->indexOf(m_folders->folderWithRole(resource, FolderRole::Inbox)).data(FolderModel::UnreadRole).toInt();
    }
    Q_EMIT badgeChanged(unread);
}

void MailPane::activate(const QModelIndex &index)
{
    const auto row = m_column->rowAt(index);
    auto *list = m_column->list();
    if (row.flags.testFlag(MessageFlag::Draft) || currentRole() == FolderRole::Drafts) {
        m_writing->openDraft(row.item);
        return;
    }
    if (list->isExpandable(index) && !list->isOpen(index)) {
        list->requestExpanded(index, Qt::Checked);
    }
    m_reader->text()->setFocus(Qt::OtherFocusReason);
}

CollectionId MailPane::currentFolder() const
{
    return m_column->currentFolder();
}

QString MailPane::currentRole() const
{
    return m_folders->indexOf(currentFolder()).data(FolderModel::FolderRoleRole).toString();
}

}
