// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "shell/pane.h"
#include "shell/workbench.h"

#include <KXmlGuiWindow>

class QDialog;
class QStackedWidget;

namespace Kontor
{

class Announcer;
class FocusRing;
class MessageArea;
class NewMailNotifier;
class PaneBar;
class PaneClient;
class SearchBar;
class Services;
class StartPage;
class StatusArea;
class SyncLog;

/// The one window: panes at the left edge, search above, notices, and the state below.
class MainWindow : public KXmlGuiWindow, public Workbench
{
    Q_OBJECT
public:
    explicit MainWindow(Services *services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void open(const ItemUrl &item) override;
    void compose(const QUrl &mailto) override;
    void notify(const QString &sentence, Tone tone) override;
    void notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action) override;

    /// Dialogs and panes for the tour, in order.
    QList<Pane::TourStep> tour();
    bool isReadyForTour() const; ///< panes are there and the first round is over
    void raiseWindow();

protected:
    bool queryClose() override;
    void changeEvent(QEvent *event) override;

private:
    void buildActions();
    void buildCentre();
    void servicesChanged();
    void makeThePanes();
    void showPane(int index);
    void updateStatus();
    void editAccount(const Account &account);
    void showSettings();
    void showOutbox();
    void showSync();
    QDialog *accountDialog(const Account &account);
    Pane *currentPane() const;
    void makeToolButtonsReachable();

    Services *m_services;
    Announcer *m_announcer;
    SyncLog *m_syncLog;
    PaneBar *m_paneBar;
    QStackedWidget *m_stack;
    StartPage *m_start;
    MessageArea *m_messages;
    StatusArea *m_status;
    SearchBar *m_search;
    FocusRing *m_ring;
    NewMailNotifier *m_notifier = nullptr;
    QList<Pane *> m_panes;
    QList<PaneClient *> m_clients;
    QUrl m_waitingMailto;
    int m_current = -1;
};

}
