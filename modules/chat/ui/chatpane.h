// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatroomlistmodel.h"
#include "chat/ui/chataccounts.h"
#include "chat/ui/chatparts.h"
#include "chat/ui/chatproblem.h"
#include "shell/pane.h"

#include <QPointer>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QDialog;
class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;

namespace Kontor
{

class ChatBanner;
class ChatConversation;
class ChatDetails;
class ChatExcerptList;
class ChatHeader;
class ChatOpening;
class ChatPaneActions;
class ChatPictures;
class ChatRoomFilter;
class ChatRoomList;
class ChatVerificationDialog;
class EmptyState;

/// Chat: the rooms, the timeline of one, and beside it what else there is to know of it, or one of its threads.
class ChatPane : public Pane
{
    Q_OBJECT
public:
    explicit ChatPane(const ChatParts &parts, QWidget *parent = nullptr);
    ~ChatPane() override;

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

    // For the actions.
    const ChatParts &parts() const;
    ChatAccounts *accounts() const;
    ChatRoomList *roomList() const;
    ChatRoomListModel *rooms() const;
    ChatConversation *conversation() const; ///< of the room
    ChatConversation *thread() const;
    ChatConversation *active() const; ///< whichever of both has the focus, else the room's
    ChatDetails *details() const;
    ChatBanner *banner() const;
    ChatHeader *header() const;
    QLineEdit *filter() const;
    ChatExcerptList *found() const;
    ChatRoomRow room() const; ///< item 0: none
    CollectionId account() const; ///< of the room, else the first
    ItemId space() const; ///< whose rooms are listed; 0: all
    QString ownUser() const;
    ChatRights rights() const;
    QUrl call() const; ///< of the room; empty: none
    bool isReachable() const;
    bool isThreadOpen() const;

    void showRoom(ItemId room);
    void showEvent(ItemId event);
    void showSpace(ItemId space);
    void showThread(const QString &eventId);
    void closeThread();
    void setWantsDetails(Qt::CheckState on);
    bool wantsDetails() const;
    void showSide();
    void followLink(const QUrl &target);
    void openCall(const QUrl &call);
    void joinRoom(const QString &roomIdOrAlias, const QStringList &via);

    // Dialogs, open already; null: not possible now.
    QDialog *newChat();
    QDialog *joinDialog();
    QDialog *createDialog(ChatOutgoingRoom::Sort sort);
    QDialog *inviteDialog();
    QDialog *settingsDialog();
    QDialog *dayDialog();
    QDialog *encryptionDialog();
    QDialog *recoveryDialog();
    QDialog *restoreDialog();
    QDialog *keyFileDialog(Qt::CheckState isExport);
    QDialog *devicesDialog(const QString &userId = {}, const QString &name = {});
    QDialog *verifyDialog(const QString &userId = {}, const QString &deviceId = {}, const QString &name = {});
    QDialog *profileDialog();
    QDialog *personDialog(const QString &userId, const QString &name);

    void notify(const QString &sentence, Workbench::Tone tone = Workbench::Tone::Information) const;
    void notify(const Error &error) const; ///< nothing for what was cancelled

Q_SIGNALS:
    void stateChanged(); ///< anything that decides what is possible

protected:
    void showEvent(QShowEvent *event) override;

private:
    void build();
    QWidget *buildLeft();
    QWidget *buildMiddle();
    QWidget *buildRight();
    void connectParts();
    void connectConversation(ChatConversation *conversation);
    void readRoom();
    void readSpaces();
    void readTotals();
    void updateState();
    void showEmpty();
    void updateBanner();
    void remedy(ChatProblemWords::Remedy remedy, ItemId event);
    void meetVerification(CollectionId account, const ChatVerification &verification);
    void tellFound(const QString &text);
    QDialog *opened(QDialog *dialog);

    ChatParts m_parts;
    ChatPictures *m_pictures;
    ChatAccounts *m_accounts;
    ChatOpening *m_opening;
    ChatRoomListModel *m_rooms;
    ChatRoomList *m_roomList;
    QComboBox *m_spaces;
    ChatRoomFilter *m_filter;
    ChatHeader *m_header;
    ChatBanner *m_banner;
    ChatBanner *m_deviceBanner;
    ChatConversation *m_conversation;
    EmptyState *m_empty;
    QWidget *m_foundPage;
    QLabel *m_foundWords;
    QCheckBox *m_onlyHere;
    ChatExcerptList *m_found;
    QStackedWidget *m_stack;
    ChatDetails *m_details;
    ChatHeader *m_threadHeader;
    ChatConversation *m_thread;
    QStackedWidget *m_side;
    QSplitter *m_splitter;
    ChatPaneActions *m_actions;

    ItemId m_shown{}; ///< the room, also while it is read
    ChatRoomRow m_room;
    ChatRoomFacts m_facts;
    ChatRights m_rights;
    QString m_ownUser;
    QString m_search;
    ItemId m_wantedEvent{};
    QPointer<ChatVerificationDialog> m_verification;
    QTimer m_roomTimer;
    QTimer m_searchTimer;
    quint64 m_roomReads = 0;
    quint64 m_searches = 0;
    bool m_wantsDetails = false;
    bool m_isLaidOut = false;
};

}
