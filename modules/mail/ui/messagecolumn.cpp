// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/ui/messagecolumn.h"

#include "mail/foldermodel.h"
#include "mail/mailactions.h"
#include "mail/ui/messagelistbar.h"
#include "mail/ui/messagelistcaption.h"
#include "mail/ui/messagelistheader.h"
#include "mail/ui/messagelistview.h"
#include "mail/ui/serversearchbutton.h"
#include "mail/ui/viewhabits.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"

#include <KLocalizedString>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

MessageColumn::MessageColumn(const MailParts &parts, FolderModel *folders, QWidget *parent)
    : QWidget(parent)
    , m_parts(parts)
    , m_folders(folders)
    , m_messages(new MessageListModel(parts.store, this))
    , m_bar(new MessageListBar(this))
    , m_list(new MessageListView(this))
    , m_empty(new EmptyState(this))
    , m_stack(new QStackedWidget(this))
    , m_serverSearch(new ServerSearchButton(parts, this))
    , m_caption(new MessageListCaption(m_folders, m_messages, m_bar, m_empty, this))
{
    setObjectName(QStringLiteral("listColumn"));
    m_messages->setFolderNames([this](CollectionId folder) { return m_folders->nameOf(folder); });
    m_list->setModel(m_messages);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_serverSearch);
    connectBar();
    connectList();
    connectSearch();
}

MessageColumn::~MessageColumn()
{
    silence(this);
}

void MessageColumn::connectBar()
{
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
}

void MessageColumn::connectList()
{
    connect(m_list, &ItemListView::expansionRequested, m_messages, &MessageListModel::setExpanded);
    connect(m_list, &MessageListView::starClicked, this, [this](const QModelIndex &index) {
        const auto row = rowAt(index);
        row.flags.testFlag(MessageFlag::Flagged) ? m_parts.actions->unstar({row.item}) : m_parts.actions->star({row.item});
    });
    connect(m_list, &MessageListView::dotClicked, this, [this](const QModelIndex &index) {
        const auto row = rowAt(index);
        row.flags.testFlag(MessageFlag::Seen) ? m_parts.actions->markUnread({row.item}) : m_parts.actions->markRead({row.item});
    });
    connect(m_messages, &QueryModel::queryFinished, this, [this] {
        selectWanted();
        updateCaption();
        if (isSearching()) {
            m_announceResults.start();
        }
    });
    connect(m_messages, &QueryModel::error, this, [this](const Error &error) { m_parts.workbench->notify(error.message, Workbench::Tone::Problem); });
}

void MessageColumn::connectSearch()
{
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
        Announcer::sayNow(this,
                          (misunderstood + QStringList{i18ncp("@info spoken", "%1 message found", "%1 messages found", m_messages->rowCount())}).join(u' '));
    });
}

void MessageColumn::showFolder(CollectionId folder)
{
    m_searchPause.stop();
    m_searchText.clear();
    applyView(ViewHabits::viewOf(folder, m_folders->indexOf(folder).data(FolderModel::FolderRoleRole).toString()));
}

void MessageColumn::search(const QString &text, CollectionId folder)
{
    if (text == m_searchText) {
        return;
    }
    m_searchFrom = folder;
    if (text.trimmed().isEmpty()) {
        showFolder(folder);
        return;
    }
    m_searchText = text;
    m_searchPause.start();
}

bool MessageColumn::isSearching() const
{
    return !m_searchText.isEmpty();
}

void MessageColumn::applyView(const MessageListModel::View &view)
{
    if (view.folder && m_messages->view().folder == view.folder) {
        ViewHabits::keep(view);
    }
    m_list->setShowRecipients(view.showRecipients ? Qt::Checked : Qt::Unchecked);
    m_list->head()->showSort(view.sortBy, view.order);
    m_bar->setView(view);
    m_messages->setView(view);
    m_serverSearch->offer(view.search.isEmpty() ? QString() : m_searchText, m_searchFrom);
    updateCaption();
}

void MessageColumn::updateCaption()
{
    m_caption->update();
    showPage(m_caption->isEmpty() ? static_cast<QWidget *>(m_empty) : m_list);
}

void MessageColumn::setNeighbour(QWidget *neighbour)
{
    m_neighbour = neighbour;
}

bool MessageColumn::isEmpty() const
{
    return m_stack->currentWidget() != m_list;
}

void MessageColumn::showPage(QWidget *page)
{
    // A page that goes takes the focus with it, and Qt would give it to a silent neighbour.
    if (page == m_empty && m_list->hasFocus() && m_neighbour) {
        m_neighbour->setFocus(Qt::OtherFocusReason);
    }
    m_stack->setCurrentWidget(page);
    // The first messages ever: where one begins, unless one has gone elsewhere meanwhile.
    if (page == m_list && m_messages->rowCount() > 0 && !std::exchange(m_hadMessages, true) && m_neighbour && m_neighbour->hasFocus()) {
        m_list->setFocus(Qt::OtherFocusReason);
    }
}

void MessageColumn::showMessage(ItemId item, CollectionId folder)
{
    m_wanted = item;
    if (currentFolder() != folder || isSearching()) {
        showFolder(folder); // what the list has now is of another place
    } else {
        selectWanted();
    }
}

void MessageColumn::selectWanted()
{
    // Not in the rows of what was shown before.
    const auto index = m_wanted && m_messages->isReady() ? m_messages->MessageListModel::indexOf(m_wanted) : QModelIndex();
    if (index.isValid()) {
        m_wanted = {};
        m_list->setCurrentIndex(index);
        m_list->scrollTo(index);
    }
}

void MessageColumn::goToNextUnread()
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

void MessageColumn::stepTo(int direction)
{
    const auto row = std::clamp(m_list->currentIndex().row() + direction, 0, std::max(0, m_messages->rowCount() - 1));
    const auto next = m_messages->index(row, 0);
    if (next.isValid()) {
        m_list->setCurrentIndex(next);
        m_list->scrollTo(next);
    }
}

void MessageColumn::leaveSelection()
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

QList<ItemId> MessageColumn::selectedItems() const
{
    return m_messages->itemsOf(m_list->selectedRowList());
}

CollectionId MessageColumn::currentFolder() const
{
    return m_messages->view().folder;
}

MessageRow MessageColumn::rowAt(const QModelIndex &index) const
{
    const auto value = index.data(MessageListModel::MessageRole);
    if (value.isValid()) {
        return value.value<MessageRow>();
    }
    MessageRow row; // still being read from disk
    row.item = ItemId{index.data(MessageListModel::ItemRole).toLongLong()};
    return row;
}

}
