// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"
#include "mail/ui/mailparts.h"

#include <QTimer>
#include <QWidget>

class QStackedWidget;

namespace Kontor
{

class EmptyState;
class FolderModel;
class MessageListBar;
class MessageListCaption;
class MessageListView;
class ServerSearchButton;

/// The column of messages: a folder or the results of a search, how they are sorted and filtered,
/// and walking through them.
class MessageColumn : public QWidget
{
    Q_OBJECT
public:
    MessageColumn(const MailParts &parts, FolderModel *folders, QWidget *parent);
    ~MessageColumn() override;

    void showFolder(CollectionId folder);
    void search(const QString &text, CollectionId folder); ///< \p folder is where the server is asked first
    bool isSearching() const;
    void showMessage(ItemId item, CollectionId folder); ///< selects it as soon as the list has it
    void updateCaption();

    /// Where the focus goes when the list has nothing left to hold it.
    void setNeighbour(QWidget *neighbour);
    bool isEmpty() const;

    void goToNextUnread();
    void stepTo(int direction);
    /// Moves on to the row below the selection, as its rows are about to go.
    void leaveSelection();
    QList<ItemId> selectedItems() const;
    CollectionId currentFolder() const;
    MessageRow rowAt(const QModelIndex &index) const; ///< with the item alone while it is still being read

    MessageListModel *messages() const
    {
        return m_messages;
    }
    MessageListView *list() const
    {
        return m_list;
    }
    MessageListBar *bar() const
    {
        return m_bar;
    }

private:
    void connectBar();
    void connectList();
    void connectSearch();
    void applyView(const MessageListModel::View &view);
    void showPage(QWidget *page);
    void selectWanted();

    MailParts m_parts;
    FolderModel *m_folders;
    MessageListModel *m_messages;
    MessageListBar *m_bar;
    MessageListView *m_list;
    EmptyState *m_empty;
    QStackedWidget *m_stack;
    ServerSearchButton *m_serverSearch;
    MessageListCaption *m_caption;
    QWidget *m_neighbour = nullptr;
    QTimer m_searchPause;
    QTimer m_announceResults;
    QString m_searchText;
    CollectionId m_searchFrom;
    ItemId m_wanted; ///< to be selected when the list has it
    bool m_hadMessages = false;
};

}
