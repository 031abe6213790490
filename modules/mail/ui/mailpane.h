// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/messagelistmodel.h"
#include "mail/ui/mailparts.h"
#include "shell/pane.h"

#include <QTimer>

class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace Kontor
{

class EmptyState;
class FolderDialogs;
class FolderModel;
class FolderView;
class MailPaneActions;
class MailWriting;
class MessageListBar;
class MessageListView;
class MessageReader;

/// Mail: folders, messages, and the message.
class MailPane : public Pane
{
    Q_OBJECT
public:
    explicit MailPane(const MailParts &parts, QWidget *parent = nullptr);
    ~MailPane() override;

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

    void compose(const QUrl &mailto);
    void saveState() const;

    // For the actions.
    MessageListModel *messages() const;
    FolderModel *folders() const;
    MessageListView *list() const;
    FolderView *folderView() const;
    MessageReader *reader() const;
    MessageListBar *bar() const;
    MailWriting *writing() const;
    FolderDialogs *folderDialogs() const;
    const MailParts &parts() const;
    QList<ItemId> selectedItems() const;
    CollectionId currentFolder() const;
    QString currentRole() const;
    enum class Arrangement { Beside, Below }; ///< list beside the message in two lines, or above it in columns
    void arrange(Arrangement arrangement);
    Arrangement arrangement() const;
    void goToNextUnread();
    void stepTo(int direction);
    /// Moves on to the row below the selection, as its rows are about to go.
    void leaveSelection();

Q_SIGNALS:
    void selectionChanged();

private:
    void build();
    void connectAll();
    void showFolder(CollectionId folder);
    void applyView(const MessageListModel::View &view);
    void updateReader();
    void updateCaption();
    void showList(QWidget *page);
    void updateBadge();
    void markReadLater();
    void activate(const QModelIndex &index);
    void searchOnServer();
    QString viewKey(CollectionId folder) const;

    MailParts m_parts;
    FolderModel *m_folders;
    MessageListModel *m_messages;
    FolderView *m_folderView;
    MessageListBar *m_bar;
    MessageListView *m_list;
    EmptyState *m_empty;
    QStackedWidget *m_listStack;
    MessageReader *m_reader;
    QSplitter *m_outer;
    QSplitter *m_inner;
    QPushButton *m_serverSearch;
    MailWriting *m_writing;
    FolderDialogs *m_folderDialogs;
    MailPaneActions *m_actions;
    QTimer m_readerTimer;
    QTimer m_markRead;
    QTimer m_searchPause;
    QTimer m_announceResults;
    QString m_searchText;
    ItemId m_wanted; ///< to be selected when the list has it
    Arrangement m_arrangement = Arrangement::Beside;
    bool m_hasChosenFolder = false;
    bool m_hadMessages = false;
    bool m_showsRecipients = false;
};

}
