// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/account.h"

#include <KPageDialog>

class QCheckBox;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace Kontor
{

class Services;

/// Accounts, reading, calendar, chat, files, and notifications. Changes are kept at once.
class SettingsDialog : public KPageDialog
{
    Q_OBJECT
public:
    explicit SettingsDialog(Services *services, QWidget *parent = nullptr);

    void showCalendar();

Q_SIGNALS:
    void accountWanted(const Kontor::Account &account); ///< id none: a new one
    void singleKeysChanged(Qt::CheckState on);
    void trayChanged();
    void calendarChanged();
    void chatChanged();

private:
    QWidget *accountsPage();
    QWidget *readingPage();
    QWidget *notificationsPage();
    void fillAccounts();
    void removeAccount();
    void removeNow(AccountId account, const QString &name, int messages, int others, int keys);
    QCheckBox *box(const QString &text, const char *name, const char *group, const char *key, Qt::CheckState usual);

    Services *m_services;
    KPageWidgetItem *m_calendarPage = nullptr;
    QListWidget *m_accounts;
    QPushButton *m_change;
    QPushButton *m_remove;
};

}
