// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"
#include "app/chatpage.h"
#include "shell/pane.h"

#include <QObject>

class QDialog;

namespace Kontor
{

class Services;
class SyncLog;

/// The window's dialogs: accounts, settings, outbox, synchronisation. Each is open at most once;
/// asked for again, it comes to the front.
class Dialogs : public QObject
{
    Q_OBJECT
public:
    Dialogs(Services *services, QWidget *window);

    void addAccount();
    void changeAccount(const Account &account);
    void showSettings();
    void showOutbox();
    void showSync();

    QList<Pane::TourStep> tour();

Q_SIGNALS:
    void openWanted(const Kontor::ItemUrl &item);
    void singleKeysChanged(Qt::CheckState on);
    void trayChanged();
    void calendarSettingsChanged();
    void chatSettingsChanged();

private:
    QDialog *accountDialog(const Account &account);
    ChatPage::Desk chatDesk() const;
    bool raise(const QString &name);
    void open(QDialog *dialog);

    Services *m_services;
    QWidget *m_window;
    SyncLog *m_syncLog;
};

}
