// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/dialogs.h"

#include "app/accountdialog.h"
#include "app/chatdesk.h"
#include "app/chatentry.h"
#include "app/outboxview.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "app/syncview.h"

#include <KAboutApplicationDialog>
#include <KAboutData>
#include <QTabWidget>

namespace Kontor
{

Dialogs::Dialogs(Services *services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
    , m_syncLog(new SyncLog(services))
{
}

bool Dialogs::raise(const QString &name)
{
    auto *dialog = m_window->findChild<QDialog *>(name);
    if (!dialog || !dialog->isVisible()) {
        return false;
    }
    dialog->raise();
    dialog->activateWindow();
    return true;
}

void Dialogs::open(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->QDialog::show();
}

ChatPage::Desk Dialogs::chatDesk() const
{
    auto *chat = m_services->chat();
    if (!chat) {
        return {};
    }
    return {.entry = chat->entry(),
            .remembered =
                [services = m_services](AccountId id) {
                    const auto accounts = services->accounts();
                    const auto account = std::ranges::find(accounts, id, &Account::id);
                    return services->chat() ? services->chat()->remembered(id, account == accounts.end() ? QString() : account->chatUser)
                                            : QtFuture::makeReadyValueFuture(Result<std::optional<ChatCredentials>>(std::unexpected(cancelled())));
                },
            .unsavedKeys = [services = m_services](AccountId id) { return services->chat() ? services->chat()->unsavedKeys(id) : QtFuture::makeReadyValueFuture(0); }};
}

QDialog *Dialogs::accountDialog(const Account &account)
{
    auto *dialog = new AccountDialog({.check = [this](const Account &tried) { return m_services->check(tried); },
                                      .save = [this](const Account &kept) { return m_services->saveAccount(kept); },
                                      .find = [this](const Account &account) { return m_services->findGroupware(account); },
                                      .chat = chatDesk(),
                                      .saveWithChat = [this](const Account &kept, const ChatCredentials &chat) { return m_services->saveAccount(kept, chat); }},
                                     account,
                                     m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

void Dialogs::addAccount()
{
    changeAccount({});
}

void Dialogs::changeAccount(const Account &account)
{
    if (m_services->state() == Services::State::Ready && !raise(QStringLiteral("accountDialog"))) {
        accountDialog(account)->open();
    }
}

void Dialogs::showSettings()
{
    if (m_services->state() != Services::State::Ready || raise(QStringLiteral("settingsDialog"))) {
        return;
    }
    auto *dialog = new SettingsDialog(m_services, m_window);
    connect(dialog, &SettingsDialog::accountWanted, this, &Dialogs::changeAccount);
    connect(dialog, &SettingsDialog::singleKeysChanged, this, &Dialogs::singleKeysChanged);
    connect(dialog, &SettingsDialog::trayChanged, this, &Dialogs::trayChanged);
    connect(dialog, &SettingsDialog::calendarChanged, this, &Dialogs::calendarSettingsChanged);
    connect(dialog, &SettingsDialog::chatChanged, this, &Dialogs::chatSettingsChanged);
    open(dialog);
}

void Dialogs::showOutbox()
{
    if (m_services->state() == Services::State::Ready && !raise(QStringLiteral("outboxView"))) {
        auto *outbox = new OutboxView(m_services, m_window);
        connect(outbox, &OutboxView::openWanted, this, &Dialogs::openWanted);
        open(outbox);
    }
}

void Dialogs::showSync()
{
    if (!raise(QStringLiteral("syncView"))) {
        open(new SyncView(m_services, m_syncLog, m_window));
    }
}

QList<Pane::TourStep> Dialogs::tour()
{
    const auto find = [this](const QString &name) -> QWidget * {
        const auto dialogs = m_window->findChildren<QDialog *>(name);
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    };
    return {{QStringLiteral("dialog-account-new"),
             [this]() -> QWidget * {
                 auto *dialog = accountDialog(AccountDialog::guess(QStringLiteral("anna.mueller@example.org")));
                 dialog->show();
                 return dialog;
             }},
            {QStringLiteral("dialog-account-calendars"),
             [this]() -> QWidget * {
                 auto *dialog = accountDialog(AccountDialog::guess(QStringLiteral("anna.mueller@example.org")));
                 dialog->findChild<QTabWidget *>(QStringLiteral("accountTabs"))->setCurrentIndex(1);
                 dialog->show();
                 return dialog;
             }},
            {QStringLiteral("dialog-settings"),
             [this, find]() -> QWidget * {
                 showSettings();
                 return find(QStringLiteral("settingsDialog"));
             }},
            {QStringLiteral("dialog-settings-calendar"),
             [this, find]() -> QWidget * {
                 showSettings();
                 auto *dialog = qobject_cast<SettingsDialog *>(find(QStringLiteral("settingsDialog")));
                 if (dialog) {
                     dialog->showCalendar();
                 }
                 return dialog;
             }},
            {QStringLiteral("dialog-outbox"),
             [this, find]() -> QWidget * {
                 showOutbox();
                 return find(QStringLiteral("outboxView"));
             }},
            {QStringLiteral("dialog-synchronisation"),
             [this, find]() -> QWidget * {
                 showSync();
                 return find(QStringLiteral("syncView"));
             }},
            {QStringLiteral("dialog-about"), [this]() -> QWidget * {
                 auto *dialog = new KAboutApplicationDialog(KAboutData::applicationData(), m_window);
                 dialog->setAttribute(Qt::WA_DeleteOnClose);
                 dialog->show();
                 return dialog;
             }}};
}

}
