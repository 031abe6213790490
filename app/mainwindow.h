// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "shell/pane.h"
#include "shell/workbench.h"

#include <KXmlGuiWindow>

class QStackedWidget;

namespace Kontor
{

struct Reminder;

class Announcer;
class ChatDoor;
class Dialogs;
class FilesExchange;
class FocusRing;
class MessageArea;
class NewMailNotifier;
class PaneBar;
class PaneDeck;
class ReminderBar;
class ReminderNotifier;
class SearchBar;
class Services;
class StartPage;
class StatusArea;
class TrayItem;
class UnsentQuestion;

/// The one window: panes at the left edge, search above, notices, and the state below.
class MainWindow : public KXmlGuiWindow, public Workbench
{
    Q_OBJECT
public:
    explicit MainWindow(Services *services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void open(const ItemUrl &item) override;
    void compose(const QUrl &mailto) override;
    void composeWith(const QStringList &paths, const std::shared_ptr<void> &keep) override;
    bool hasFiles() const override;
    void saveToFiles(const QByteArray &bytes, const QString &name) override;
    void chooseFiles(FileUse use, QWidget *parent, std::function<void(const FileChoice &)> chosen) override;
    void showDay(const QDate &day) override;
    void newEvent(const EventSeed &seed) override;
    void newTask(const EventSeed &seed) override;
    bool hasChat() const override;
    void chatWith(const ChatPartner &partner) override;
    void makeRoom(const RoomSeed &seed, QWidget *parent, std::function<void(const QUrl &link)> made) override;
    void sendToChat(const QStringList &paths, const std::shared_ptr<void> &keep) override;
    bool openLink(const QUrl &url) override;
    void showAccounts() override;
    QWidget *openInvitation(const QByteArray &ics, const QString &sender, QWidget *parent) override;
    void notify(const QString &sentence, Tone tone) override;
    void notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action) override;

    static bool isChatLink(const QUrl &url); ///< matrix: or https://matrix.to/
    void showChatLink(const QUrl &url); ///< once there is an account

    /// Dialogs and panes for the tour, in order.
    QList<Pane::TourStep> tour();
    bool isReadyForTour() const; ///< panes are there and the first round is over
    void raiseWindow();

    /// Ends the program, also where closing the window would leave it in the tray.
    void quit();

protected:
    bool queryClose() override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void buildActions();
    void buildCentre();
    void servicesChanged();
    ChatDoor *makeChatDoor();
    void makeThePanes();
    void dropThePanes();
    void setUnread(int count);
    void storageFailed(const Error &error);
    void offerRepair();
    void updateStatus();
    void showReminder(const Reminder &reminder);
    Pane *currentPane() const;
    void makeToolButtonsReachable();

    Services *m_services;
    Announcer *m_announcer;
    Dialogs *m_dialogs;
    UnsentQuestion *m_unsent;
    TrayItem *m_tray = nullptr;
    PaneBar *m_paneBar;
    QStackedWidget *m_stack;
    StartPage *m_start;
    ReminderBar *m_reminderBar;
    MessageArea *m_messages;
    StatusArea *m_status;
    SearchBar *m_search;
    FocusRing *m_ring;
    NewMailNotifier *m_notifier = nullptr;
    ReminderNotifier *m_reminders = nullptr;
    PaneDeck *m_deck;
    FilesExchange *m_files;
    ChatDoor *m_chat;
    QUrl m_waitingMailto;
    bool m_isQuitting = false; ///< closing ends the program
};

}
