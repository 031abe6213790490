// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/mailpane.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/ui/composer.h"
#include "mail/ui/folderdialogs.h"
#include "mail/ui/folderview.h"
#include "mail/ui/mailpaneactions.h"
#include "mail/ui/mailwriting.h"
#include "mail/ui/messagelistbar.h"
#include "mail/ui/messagelistheader.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/messagereader.h"
#include "mail/ui/readertext.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KSharedConfig>
#include <QMenu>
#include <QPushButton>
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
    return KSharedConfig::openConfig()->group(QStringLiteral("Mail"));
}

MessageRow rowAt(const QModelIndex &index)
{
    const auto value = index.data(MessageListModel::MessageRole);
    if (value.isValid()) {
        return value.value<MessageRow>();
    }
    MessageRow row; // still being read from disk
    row.item = ItemId{index.data(MessageListModel::ItemRole).toLongLong()};
    return row;
}

MessageReader::Source sourceOf(const MailParts &parts)
{
    return {.load =
                [parts](ItemId item) {
                    return parts.loader->load(item);
                },
            .raw =
                [parts](ItemId item) {
                    return parts.loader->raw(item);
                },
            .attachment =
                [parts](ItemId item, const QString &part) {
                    return parts.loader->attachment(item, part);
                },
            .known =
                [parts](const QString &address) {
                    const auto accounts = parts.accounts();
                    if (std::ranges::any_of(accounts, [&](const Account &account) {
                            return account.address.compare(address, Qt::CaseInsensitive) == 0;
                        })) {
                        return QtFuture::makeReadyValueFuture(SenderWarnings::Known::Familiar); // oneself
                    }
                    return parts.store
                        ->read([address = address.toLower()](const Reader &reader) -> Result<SenderWarnings::Known> {
                            const auto seen = reader.prepare("SELECT seen + written FROM mail_address WHERE address = ?1").value<qint64>(address);
                            if (!seen) {
                                return std::unexpected(seen.error());
                            }
                            return seen->value_or(0) > 1 ? SenderWarnings::Known::Familiar : SenderWarnings::Known::First;
                        })
                        .then([](const Result<SenderWarnings::Known> &known) {
                            return known.value_or(SenderWarnings::Known::Unknown);
                        });
                }};
}
}

MailPane::MailPane(const MailParts &parts, QWidget *parent)
    : Pane(parent)
    , m_parts(parts)
    , m_folders(new FolderModel(parts.store, this))
    , m_messages(new MessageListModel(parts.store, this))
    , m_folderView(new FolderView(this))
    , m_bar(new MessageListBar(this))
    , m_list(new MessageListView(this))
    , m_empty(new EmptyState(this))
    , m_listStack(new QStackedWidget(this))
    , m_reader(new MessageReader(sourceOf(parts), this))
    , m_outer(new QSplitter(this))
    , m_inner(new QSplitter(this))
    , m_serverSearch(new QPushButton(QIcon::fromTheme(QStringLiteral("edit-find")), i18nc("@action:button", "Search on the Server Too"), this))
    , m_writing(new MailWriting(parts, this))
    , m_folderDialogs(new FolderDialogs(m_folders, parts.actions, this))
    , m_actions(nullptr)
{
    setObjectName(QStringLiteral("mailPane"));
    setAccessibleName(i18nc("@label", "Mail"));
    build();
    m_actions = new MailPaneActions(this);
    m_reader->setActions(m_actions->readerActions());
    connectAll();
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
    m_list->setModel(m_messages);
    m_listStack->addWidget(m_list);
    m_listStack->addWidget(m_empty);
    auto *middle = new QWidget(this);
    middle->setObjectName(QStringLiteral("listColumn"));
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_listStack, 1);
    m_serverSearch->setObjectName(QStringLiteral("searchOnServer"));
    m_serverSearch->setFlat(true);
    m_serverSearch->hide();
    column->addWidget(m_serverSearch);
    m_outer->addWidget(m_folderView);
    m_outer->addWidget(m_inner);
    m_inner->addWidget(middle);
    m_inner->addWidget(m_reader);
    m_outer->setStretchFactor(1, 1);
    m_inner->setStretchFactor(1, 1);
    const auto character = fontMetrics().averageCharWidth();
    m_folderView->setMinimumWidth(character * 16);
    middle->setMinimumWidth(character * 30);
    m_reader->setMinimumWidth(character * 34);
    m_outer->setSizes({character * 30, character * 140});
}

void MailPane::connectAll()
{
    connect(m_folderView, &FolderView::folderChosen, this, &MailPane::showFolder);
    connect(m_folderView, &FolderView::contextMenuWanted, this, [this](const QModelIndex &index, const QPoint &position) {
        if (index.isValid()) {
            auto *menu = m_folderDialogs->menu(index);
            menu->setAttribute(Qt::WA_DeleteOnClose);
            menu->popup(position);
        }
    });
    const auto chooseInbox = [this] {
        updateBadge();
        if (m_hasChosenFolder || !m_searchText.isEmpty()) {
            return;
        }
        const CollectionId last{settings().readEntry("Folder", qint64(0))};
        auto index = m_folders->indexOf(last);
        for (int row = 0; !index.isValid() && row < m_folders->rowCount(); ++row) {
            const ResourceId resource{m_folders->index(row, 0).data(FolderModel::ResourceRole).toLongLong()};
            index = m_folders->indexOf(m_folders->folderWithRole(resource, FolderRole::Inbox));
        }
        if (index.isValid()) {
            m_folderView->setCurrentIndex(index);
        }
    };
    connect(m_folders, &FolderModel::loaded, this, chooseInbox);
    if (m_folders->isLoaded()) { // a quick answer comes while the model is made
        QMetaObject::invokeMethod(this, chooseInbox, Qt::QueuedConnection);
    }
    connect(m_folders, &QAbstractItemModel::rowsInserted, this, chooseInbox, Qt::QueuedConnection);
    connect(m_folders, &QAbstractItemModel::dataChanged, this, [this] {
        updateBadge();
        updateCaption();
    });
    connect(m_folders, &FolderModel::messagesDropped, this, [this](const QList<ItemId> &items, CollectionId target, Qt::DropAction action) {
        if (action == Qt::CopyAction) {
            m_parts.actions->copy(items, target);
        } else {
            m_actions->moveTo(items, target);
        }
    });
    connect(m_list, &ItemListView::rowsSelected, this, [this] {
        m_readerTimer.start();
        Q_EMIT selectionChanged();
    });
    connect(m_list, &ItemListView::expansionRequested, m_messages, &MessageListModel::setExpanded);
    connect(m_list, &ItemListView::chosen, this, &MailPane::activate);
    connect(m_list, &ItemListView::contextMenuWanted, this, [this](const QModelIndex &, const QPoint &position) {
        m_actions->popUpContextMenu(position);
    });
    connect(m_list, &MessageListView::starClicked, this, [this](const QModelIndex &index) {
        const auto row = rowAt(index);
        row.flags.testFlag(MessageFlag::Flagged) ? m_parts.actions->unstar({row.item}) : m_parts.actions->star({row.item});
    });
    connect(m_list, &MessageListView::dotClicked, this, [this](const QModelIndex &index) {
        const auto row = rowAt(index);
        row.flags.testFlag(MessageFlag::Seen) ? m_parts.actions->markUnread({row.item}) : m_parts.actions->markRead({row.item});
    });
    connect(m_bar, &MessageListBar::showChosen, this, [this](MessageListModel::View::Show show) {
        auto view = m_messages->view();
        view.show = show;
        applyView(view);
    });
    const auto sort = [this](MessageListModel::SortBy key, Qt::SortOrder order) {
        auto view = m_messages->view();
        view.sortBy = key;
        view.order = order;
        applyView(view);
    };
    connect(m_bar, &MessageListBar::sortChosen, this, sort);
    connect(m_list->head(), &MessageListHeader::sortWanted, this, sort);
    connect(m_bar, &MessageListBar::threadsChosen, this, [this](MessageListModel::View::Threads threads) {
        auto view = m_messages->view();
        view.threads = threads;
        applyView(view);
    });
    connect(m_messages, &QueryModel::queryFinished, this, [this] {
        if (m_wanted) {
            if (const auto index = m_messages->MessageListModel::indexOf(m_wanted); index.isValid()) {
                m_wanted = {};
                m_list->setCurrentIndex(index);
                m_list->scrollTo(index);
            }
        }
        updateCaption();
        if (!m_searchText.isEmpty()) {
            m_announceResults.start();
        }
    });
    connect(m_messages, &QueryModel::error, this, [this](const Error &error) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
    });
    connect(m_messages, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        const auto current = m_messages->MessageListModel::indexOf(m_reader->item());
        if (current.isValid() && current.row() >= first.row() && current.row() <= last.row()) {
            m_reader->updateRow(rowAt(current));
            Q_EMIT selectionChanged();
        }
    });
    connect(m_messages, &QAbstractItemModel::rowsRemoved, &m_readerTimer, qOverload<>(&QTimer::start));
    connect(m_messages, &QAbstractItemModel::modelReset, &m_readerTimer, qOverload<>(&QTimer::start));
    m_readerTimer.setSingleShot(true);
    m_readerTimer.setInterval(0);
    connect(&m_readerTimer, &QTimer::timeout, this, &MailPane::updateReader);
    m_markRead.setSingleShot(true);
    connect(&m_markRead, &QTimer::timeout, this, [this] {
        const auto index = m_messages->MessageListModel::indexOf(m_reader->item());
        if (m_reader->content() && (!index.isValid() || !rowAt(index).flags.testFlag(MessageFlag::Seen))) {
            m_parts.actions->markRead({m_reader->item()});
        }
    });
    connect(m_reader, &MessageReader::loaded, this, [this] {
        markReadLater();
        QList<ItemId> neighbours;
        const auto row = m_messages->MessageListModel::indexOf(m_reader->item()).row();
        for (const auto next : {row + 1, row - 1, row + 2}) {
            if (const auto item = m_messages->itemAt(next); next >= 0 && item) {
                neighbours << item;
            }
        }
        m_parts.loader->readAhead(neighbours);
        Q_EMIT selectionChanged();
    });
    connect(m_reader, &MessageReader::mailtoChosen, m_writing, &MailWriting::fromMailto);
    connect(m_reader, &MessageReader::failed, this, [this](const Error &error) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
    });
    connect(m_reader, &MessageReader::notice, this, [this](const QString &sentence) {
        m_parts.workbench->notify(sentence, Workbench::Tone::Success);
    });
    connect(m_parts.actions, &MailActions::failed, this, [this](const Error &error) {
        m_parts.workbench->notify(error.message, Workbench::Tone::Problem);
    });
    m_searchPause.setSingleShot(true);
    m_searchPause.setInterval(10ms); // the model drops what was typed over
    connect(&m_searchPause, &QTimer::timeout, this, [this] {
        auto view = m_messages->view();
        view.folder = {};
        view.search = MessageSearch::parse(m_searchText);
        view.threads = MessageListModel::View::Threads::Off;
        view.showRecipients = false;
        applyView(view);
    });
    m_announceResults.setSingleShot(true);
    m_announceResults.setInterval(900ms);
    connect(&m_announceResults, &QTimer::timeout, this, [this] {
        const auto misunderstood = m_messages->view().search.misunderstood;
        Announcer::sayNow(this, (misunderstood + QStringList{i18ncp("@info spoken", "%1 message found", "%1 messages found", m_messages->rowCount())}).join(u' '));
    });
    connect(m_serverSearch, &QPushButton::clicked, this, &MailPane::searchOnServer);
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
            m_wanted = wanted;
            if (currentFolder() == **folder && m_searchText.isEmpty()) {
                m_list->setCurrentIndex(m_messages->MessageListModel::indexOf(wanted));
            } else {
                m_folderView->setCurrentIndex(m_folders->indexOf(**folder));
            }
        });
}

QList<QWidget *> MailPane::focusRing() const
{
    auto *list = m_listStack->currentWidget() == m_list ? static_cast<QWidget *>(m_list) : m_bar;
    return {m_folderView, list, m_reader->text(), m_reader};
}

QWidget *MailPane::entrance() const
{
    return m_listStack->currentWidget() == m_list ? static_cast<QWidget *>(m_list) : m_folderView;
}

QString MailPane::whereAmI() const
{
    const auto folder = m_searchText.isEmpty() ? m_folders->nameOf(currentFolder()) : i18nc("@info", "Search results");
    const auto current = m_list->currentIndex();
    return current.isValid() ? i18nc("@info spoken: folder, position, count", "Mail, %1, message %2 of %3", folder, current.row() + 1, m_messages->rowCount())
                             : i18nc("@info spoken", "Mail, %1", folder);
}

QString MailPane::viewKey(CollectionId folder) const
{
    return QStringLiteral("View-%1").arg(folder.value);
}

void MailPane::showFolder(CollectionId folder)
{
    m_hasChosenFolder = m_hasChosenFolder || folder; // an account's own row, which takes the focus first, is no choice
    m_searchPause.stop();
    if (!std::exchange(m_searchText, {}).isEmpty()) {
        Q_EMIT searchEnded();
    }
    MessageListModel::View view;
    view.folder = folder;
    const auto kept = settings().readEntry(viewKey(folder), QList<int>());
    if (kept.size() == 3) {
        view.sortBy = MessageListModel::SortBy(std::clamp(kept.at(0), 0, 6));
        view.order = kept.at(1) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder;
        view.threads = kept.at(2) == 0 ? MessageListModel::View::Threads::Off : MessageListModel::View::Threads::On;
    }
    const auto role = m_folders->indexOf(folder).data(FolderModel::FolderRoleRole).toString();
    view.showRecipients = role == FolderRole::Sent || role == FolderRole::Drafts || role == FolderRole::Outbox;
    m_writing->setAccount(AccountId{m_folders->indexOf(folder).data(FolderModel::AccountRole).toLongLong()});
    settings().writeEntry("Folder", folder.value);
    applyView(view);
    Q_EMIT selectionChanged();
}

void MailPane::applyView(const MessageListModel::View &view)
{
    if (view.folder && m_messages->view().folder == view.folder) {
        settings().writeEntry(viewKey(view.folder),
                              QList<int>{int(view.sortBy), view.order == Qt::DescendingOrder ? 1 : 0, view.threads == MessageListModel::View::Threads::On ? 1 : 0});
    }
    m_list->setShowRecipients(view.showRecipients ? Qt::Checked : Qt::Unchecked);
    m_list->head()->showSort(view.sortBy, view.order);
    m_bar->setView(view);
    m_messages->setView(view);
    m_serverSearch->setVisible(!view.search.isEmpty() && m_parts.searchOnServer);
    updateCaption();
}

void MailPane::search(const QString &text)
{
    if (text == m_searchText) {
        return;
    }
    m_searchText = text;
    if (text.trimmed().isEmpty()) {
        m_searchPause.stop();
        m_searchText.clear();
        if (const auto folder = m_folderView->currentFolder()) {
            showFolder(folder);
        }
        return;
    }
    m_searchPause.start();
}

QStringList MailPane::searchCompletions(const QString &text, int cursor) const
{
    return MessageSearch::completions(text, cursor);
}

void MailPane::searchOnServer()
{
    m_serverSearch->setEnabled(false);
    m_serverSearch->setText(i18nc("@action:button", "Searching on the Server…"));
    m_parts.searchOnServer(m_searchText, m_folderView->currentFolder()).then(this, [this](const Result<int> &found) {
        m_serverSearch->setEnabled(true);
        m_serverSearch->setText(i18nc("@action:button", "Search on the Server Too"));
        if (found) {
            m_parts.workbench->notify(*found == 0 ? i18nc("@info", "The server found nothing more.")
                                                  : i18ncp("@info", "The server found %1 more message, which is being fetched.",
                                                           "The server found %1 more messages, which are being fetched.", *found),
                                      Workbench::Tone::Information);
        } else {
            m_parts.workbench->notify(found.error().message, Workbench::Tone::Warning);
        }
    });
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

void MailPane::arrange(Arrangement arrangement)
{
    m_arrangement = arrangement;
    const bool isBeside = arrangement == Arrangement::Beside;
    m_inner->setOrientation(isBeside ? Qt::Horizontal : Qt::Vertical);
    m_list->setLayout(isBeside ? MessageListView::Layout::TwoLines : MessageListView::Layout::Columns);
    const auto kept = settings().readEntry(isBeside ? "InnerSplitterBeside" : "InnerSplitterBelow", QByteArray());
    if (!kept.isEmpty()) {
        m_inner->restoreState(kept);
    } else {
        const auto character = fontMetrics().averageCharWidth();
        isBeside ? m_inner->setSizes({character * 58, character * 90}) : m_inner->setSizes({300, 500});
    }
    m_inner->setOrientation(isBeside ? Qt::Horizontal : Qt::Vertical);
}

MailPane::Arrangement MailPane::arrangement() const
{
    return m_arrangement;
}

void MailPane::updateReader()
{
    const auto rows = m_list->selectedRowList();
    if (rows.size() == 1) {
        const auto row = rowAt(rows.first());
        if (row.item && row.item != m_reader->item()) {
            m_markRead.stop();
            m_reader->showMessage(row);
        }
    } else {
        m_markRead.stop();
        m_reader->showSelection(int(m_messages->itemsOf(rows).size()));
    }
    Q_EMIT selectionChanged();
}

void MailPane::markReadLater()
{
    const auto delay = settings().readEntry("MarkReadAfterMs", 800);
    if (delay >= 0) {
        m_markRead.start(delay);
    }
}

void MailPane::updateCaption()
{
    updateBadge();
    const auto count = m_messages->rowCount();
    if (!m_searchText.isEmpty()) {
        m_bar->setCaption(i18nc("@title", "Search results"), i18ncp("@info", "%1 message", "%1 messages", count));
        // Not as a notice: half an operator is not understood either, and the list would jump while typing.
        m_bar->setToolTip(m_messages->view().search.misunderstood.join(u'\n'));
    } else {
        const auto index = m_folders->indexOf(currentFolder());
        const auto total = index.data(FolderModel::TotalRole).toInt();
        const auto unread = index.data(FolderModel::UnreadRole).toInt();
        m_bar->setCaption(index.data(FolderModel::NameRole).toString(),
                          unread > 0 ? i18nc("@info unread and all messages", "%1 unread of %2", QLocale().toString(unread), QLocale().toString(total))
                                     : i18ncp("@info", "%1 message", "%1 messages", total));
    }
    if (count == 0 && m_messages->isReady()) {
        const auto view = m_messages->view();
        if (!view.search.isEmpty()) {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("edit-find")), i18nc("@info", "Nothing found"),
                                (view.search.misunderstood + QStringList{i18nc("@info", "Only messages kept on this computer were searched.")}).join(u'\n'));
        } else if (view.show != MessageListModel::View::Show::All) {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("view-filter")), i18nc("@info", "No message fits the filter"));
        } else {
            m_empty->setContent(QIcon::fromTheme(QStringLiteral("mail-folder-inbox")), i18nc("@info", "No messages here"));
        }
        showList(m_empty);
    } else {
        showList(m_list);
    }
}

void MailPane::showList(QWidget *page)
{
    // A page that goes takes the focus with it, and Qt would give it to a silent neighbour.
    if (page == m_empty && m_list->hasFocus()) {
        m_folderView->setFocus(Qt::OtherFocusReason);
    }
    m_listStack->setCurrentWidget(page);
    // The first messages ever: where one begins, unless one has gone elsewhere meanwhile.
    if (page == m_list && m_messages->rowCount() > 0 && !std::exchange(m_hadMessages, true) && m_folderView->hasFocus()) {
        m_list->setFocus(Qt::OtherFocusReason);
    }
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
    const auto row = rowAt(index);
    if (row.flags.testFlag(MessageFlag::Draft) || currentRole() == FolderRole::Drafts) {
        m_writing->openDraft(row.item);
        return;
    }
    if (m_list->isExpandable(index) && !m_list->isOpen(index)) {
        m_list->requestExpanded(index, Qt::Checked);
    }
    m_reader->text()->setFocus(Qt::OtherFocusReason);
}

void MailPane::goToNextUnread()
{
    auto next = m_messages->nextUnread(m_list->currentIndex());
    if (!next.isValid()) {
        next = m_messages->nextUnread({});
    }
    if (next.isValid()) {
        m_list->setCurrentIndex(next);
        m_list->scrollTo(next);
    } else {
        m_parts.workbench->notify(i18nc("@info", "There is no unread message in this list."), Workbench::Tone::Information);
    }
}

void MailPane::stepTo(int direction)
{
    const auto row = std::clamp(m_list->currentIndex().row() + direction, 0, std::max(0, m_messages->rowCount() - 1));
    const auto next = m_messages->index(row, 0);
    if (next.isValid()) {
        m_list->setCurrentIndex(next);
        m_list->scrollTo(next);
    }
}

void MailPane::leaveSelection()
{
    const auto rows = m_list->selectedRowList();
    if (rows.isEmpty()) {
        return;
    }
    auto next = m_messages->index(rows.last().row() + 1, 0);
    if (!next.isValid()) {
        next = m_messages->index(rows.first().row() - 1, 0);
    }
    if (next.isValid()) {
        m_list->setCurrentIndex(next);
    }
}

QList<ItemId> MailPane::selectedItems() const
{
    return m_messages->itemsOf(m_list->selectedRowList());
}

CollectionId MailPane::currentFolder() const
{
    return m_messages->view().folder;
}

QString MailPane::currentRole() const
{
    return m_folders->indexOf(currentFolder()).data(FolderModel::FolderRoleRole).toString();
}

MessageListModel *MailPane::messages() const
{
    return m_messages;
}

FolderModel *MailPane::folders() const
{
    return m_folders;
}

MessageListView *MailPane::list() const
{
    return m_list;
}

FolderView *MailPane::folderView() const
{
    return m_folderView;
}

MessageReader *MailPane::reader() const
{
    return m_reader;
}

MessageListBar *MailPane::bar() const
{
    return m_bar;
}

MailWriting *MailPane::writing() const
{
    return m_writing;
}

FolderDialogs *MailPane::folderDialogs() const
{
    return m_folderDialogs;
}

const MailParts &MailPane::parts() const
{
    return m_parts;
}

}
