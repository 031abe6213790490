// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/ui/mailparts.h"
#include "mail/ui/messagecolumn.h"
#include "shell/pane.h"

#include <QTimer>

class QSplitter;

namespace Kontor
{

class FolderDialogs;
class FolderModel;
class FolderView;
class MailPaneActions;
class MailWriting;
class MessageListBar;
class MessageListView;
class MessageReader;
class ReadMarker;

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
    void composeWith(const QStringList &paths, const std::shared_ptr<void> &keep); ///< see Workbench
    void saveState() const;

    // For the actions.
    MessageColumn *column() const
    {
        return m_column;
    }
    MessageListModel *messages() const
    {
        return m_column->messages();
    }
    MessageListView *list() const
    {
        return m_column->list();
    }
    MessageListBar *bar() const
    {
        return m_column->bar();
    }
    FolderModel *folders() const
    {
        return m_folders;
    }
    FolderView *folderView() const
    {
        return m_folderView;
    }
    MessageReader *reader() const
    {
        return m_reader;
    }
    MailWriting *writing() const
    {
        return m_writing;
    }
    FolderDialogs *folderDialogs() const
    {
        return m_folderDialogs;
    }
    const MailParts &parts() const
    {
        return m_parts;
    }
    CollectionId currentFolder() const;
    QString currentRole() const;
    enum class Arrangement { Beside, Below }; ///< list beside the message in two lines, or above it in columns
    void arrange(Arrangement arrangement);
    Arrangement arrangement() const
    {
        return m_arrangement;
    }

Q_SIGNALS:
    void selectionChanged();

private:
    void build();
    void connectFolders();
    void connectMessages();
    void connectReader();
    void chooseFirstFolder();
    void showFolder(CollectionId folder);
    void updateReader();
    void updateBadge();
    void activate(const QModelIndex &index);

    MailParts m_parts;
    FolderModel *m_folders;
    FolderView *m_folderView;
    MessageColumn *m_column;
    MessageReader *m_reader;
    QSplitter *m_outer;
    QSplitter *m_inner;
    ReadMarker *m_readMarker;
    MailWriting *m_writing;
    FolderDialogs *m_folderDialogs;
    MailPaneActions *m_actions;
    QTimer m_readerTimer;
    Arrangement m_arrangement = Arrangement::Beside;
    bool m_hasChosenFolder = false;
};

}
