// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settingsdialog.h"

#include "app/calendarsettingspage.h"
#include "app/chatdesk.h"
#include "app/chatsettingspage.h"
#include "app/filesettingspage.h"
#include "app/services.h"
#include "shell/metrics.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KMessageBox>
#include <KSharedConfig>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace Kontor
{

SettingsDialog::SettingsDialog(Services *services, QWidget *parent)
    : KPageDialog(parent)
    , m_services(services)
    , m_accounts(new QListWidget(this))
    , m_change(new QPushButton(QIcon::fromTheme(QStringLiteral("document-edit")), i18nc("@action:button", "&Change…"), this))
    , m_remove(new QPushButton(QIcon::fromTheme(QStringLiteral("list-remove")), i18nc("@action:button", "&Remove…"), this))
{
    setObjectName(QStringLiteral("settingsDialog"));
    setWindowTitle(i18nc("@title:window", "Settings"));
    setFaceType(List);
    setStandardButtons(QDialogButtonBox::Close);
    const auto page = [this](QWidget *widget, const QString &name, const char *icon) {
        auto *item = addPage(widget, name);
        item->setIcon(QIcon::fromTheme(QString::fromLatin1(icon)));
        item->setHeader(name);
        return item;
    };
    page(accountsPage(), i18nc("@title settings", "Accounts"), "user-identity");
    page(readingPage(), i18nc("@title settings", "Reading"), "mail-message");
    auto *calendar = new CalendarSettingsPage(KSharedConfig::openConfig(), this);
    connect(calendar, &CalendarSettingsPage::changed, this, &SettingsDialog::calendarChanged);
    m_calendarPage = page(calendar, i18nc("@title settings", "Calendar"), "view-calendar");
    auto *chat = new ChatSettingsPage(this);
    connect(chat, &ChatSettingsPage::changed, this, &SettingsDialog::chatChanged);
    page(chat, i18nc("@title settings", "Chat"), "dialog-messages");
    page(new FileSettingsPage(this), i18nc("@title settings", "Files"), "folder");
    page(notificationsPage(), i18nc("@title settings", "Notifications and Tray"), "preferences-desktop-notification");
    connect(services, &Services::accountsChanged, this, &SettingsDialog::fillAccounts);
    fillAccounts();
    // The page list and its search field are KPageDialog's own and come without names.
    const auto fields = findChildren<QLineEdit *>();
    for (auto *field : fields) {
        if (field->accessibleName().isEmpty()) {
            field->setAccessibleName(i18nc("@label", "Search settings"));
        }
    }
    const auto views = findChildren<QAbstractItemView *>();
    for (auto *view : views) {
        if (view->accessibleName().isEmpty()) {
            view->setAccessibleName(i18nc("@label", "Sections"));
        }
    }
    resize(fontMetrics().averageCharWidth() * 96, fontMetrics().height() * 28);
}

void SettingsDialog::showCalendar()
{
    setCurrentPage(m_calendarPage);
}

QWidget *SettingsDialog::accountsPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QHBoxLayout(page);
    m_accounts->setObjectName(QStringLiteral("accountList"));
    m_accounts->setAccessibleName(i18nc("@label", "Accounts"));
    layout->addWidget(m_accounts, 1);
    auto *column = new QVBoxLayout;
    auto *add = new QPushButton(QIcon::fromTheme(QStringLiteral("list-add")), i18nc("@action:button", "&Add…"), this);
    add->setObjectName(QStringLiteral("addAccountButton"));
    m_change->setObjectName(QStringLiteral("changeAccount"));
    m_remove->setObjectName(QStringLiteral("removeAccount"));
    for (auto *button : {add, m_change, m_remove}) {
        button->setAutoDefault(false);
        column->addWidget(button);
    }
    column->addStretch(1);
    layout->addLayout(column);
    connect(add, &QPushButton::clicked, this, [this] {
        Q_EMIT accountWanted({});
    });
    const auto change = [this] {
        const AccountId id{m_accounts->currentItem() ? m_accounts->currentItem()->data(Qt::UserRole).toLongLong() : 0};
        const auto accounts = m_services->accounts();
        for (const auto &account : accounts) {
            if (account.id == id) {
                Q_EMIT accountWanted(account);
            }
        }
    };
    connect(m_change, &QPushButton::clicked, this, change);
    connect(m_accounts, &QListWidget::itemActivated, this, change);
    connect(m_remove, &QPushButton::clicked, this, &SettingsDialog::removeAccount);
    return page;
}

void SettingsDialog::fillAccounts()
{
    m_accounts->clear();
    const auto accounts = m_services->accounts();
    for (const auto &account : accounts) {
        auto *item = new QListWidgetItem(QIcon::fromTheme(QStringLiteral("mail-message")),
                                         account.name.isEmpty() ? account.address : i18nc("@item name (address)", "%1 (%2)", account.name, account.address), m_accounts);
        item->setData(Qt::UserRole, account.id.value);
    }
    if (m_accounts->count() > 0) {
        m_accounts->setCurrentRow(0);
    }
    m_change->setEnabled(m_accounts->count() > 0);
    m_remove->setEnabled(m_accounts->count() > 0);
}

void SettingsDialog::removeAccount()
{
    auto *item = m_accounts->currentItem();
    if (!item) {
        return;
    }
    const AccountId account{item->data(Qt::UserRole).toLongLong()};
    m_services->unsentOf(account).then(this, [this, account, name = item->text()](const Result<Services::Unsent> &unsent) {
        const auto waiting = unsent.value_or(Services::Unsent());
        const auto keys = m_services->chat() ? m_services->chat()->unsavedKeys(account) : QtFuture::makeReadyValueFuture(0);
        QFuture<int>(keys).then(this, [this, account, name, waiting](int lost) { removeNow(account, name, waiting.messages, waiting.others, lost); });
    });
}

void SettingsDialog::removeNow(AccountId account, const QString &name, int messages, int others, int keys)
{
    const auto accounts = m_services->accounts();
    const auto known = std::ranges::find(accounts, account, &Account::id);
    const bool hasChat = known != accounts.end() && known->hasChat();
    auto words = hasChat ? i18nc("@info", "Everything of “%1” kept on this computer will be deleted, and this device is signed out of chat. On the servers nothing else changes.", name)
                         : i18nc("@info", "Everything of “%1” kept on this computer will be deleted. On the server nothing changes.", name);
    if (keys > 0) {
        words += QStringLiteral("\n\n")
            + i18ncp("@info", "The key of a conversation is in no backup: its encrypted messages cannot be read any more.",
                     "The keys of %1 conversations are in no backup: their encrypted messages cannot be read any more.", keys);
    }
    if (messages > 0) {
        words += QStringLiteral("\n\n") + i18ncp("@info", "A message is not sent yet and will be lost.", "%1 messages are not sent yet and will be lost.", messages);
    }
    if (others > 0) {
        words += QStringLiteral("\n\n") + i18ncp("@info", "A change has not reached the server yet and will be lost.", "%1 changes have not reached the server yet and will be lost.", others);
    }
    if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Remove the Account?"), KStandardGuiItem::remove(), KStandardGuiItem::cancel(), QString(),
                                           KMessageBox::Dangerous)
        != KMessageBox::Continue) {
        return;
    }
    m_services->removeAccount(account).then(this, [this](const Result<void> &removed) {
        if (!removed) {
            KMessageBox::error(this, removed.error().message);
        }
    });
}

QCheckBox *SettingsDialog::box(const QString &text, const char *name, const char *group, const char *key, Qt::CheckState usual)
{
    auto *check = new QCheckBox(text, this);
    check->setObjectName(QString::fromLatin1(name));
    auto config = KSharedConfig::openConfig()->group(QString::fromLatin1(group));
    check->setChecked(config.readEntry(key, usual == Qt::Checked));
    if (config.isEntryImmutable(key)) {
        check->setEnabled(false);
        check->setToolTip(i18nc("@info a setting", "Set by your administrator."));
        check->setAccessibleDescription(check->toolTip());
    }
    connect(check, &QCheckBox::toggled, this, [group, key](bool on) {
        auto config = KSharedConfig::openConfig()->group(QString::fromLatin1(group));
        config.writeEntry(key, on);
        config.sync();
    });
    return check;
}

QWidget *SettingsDialog::readingPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QFormLayout(page);
    auto *markRead = new QComboBox(this);
    markRead->setObjectName(QStringLiteral("markReadAfter"));
    markRead->addItem(i18nc("@item:inlistbox", "At once"), 0);
    markRead->addItem(i18nc("@item:inlistbox", "After a moment"), 800);
    markRead->addItem(i18nc("@item:inlistbox", "After five seconds"), 5000);
    markRead->addItem(i18nc("@item:inlistbox", "Never by itself"), -1);
    auto config = KSharedConfig::openConfig()->group(QStringLiteral("Mail"));
    markRead->setCurrentIndex(std::max(0, markRead->findData(config.readEntry("MarkReadAfterMs", 800))));
    markRead->setEnabled(!config.isEntryImmutable("MarkReadAfterMs")); // locked by the administrator
    connect(markRead, &QComboBox::activated, this, [markRead] {
        KSharedConfig::openConfig()->group(QStringLiteral("Mail")).writeEntry("MarkReadAfterMs", markRead->currentData().toInt());
    });
    auto *label = new QLabel(i18nc("@label", "&Mark an opened message as read:"), this);
    label->setBuddy(markRead);
    layout->addRow(label, markRead);
    auto *singleKeys = box(i18nc("@option:check", "Use single &letters as shortcuts (N: next unread, R: reply, A: archive)"), "singleKeys", "Mail", "SingleKeys", Qt::Checked);
    connect(singleKeys, &QCheckBox::toggled, this, [this](bool on) {
        Q_EMIT singleKeysChanged(on ? Qt::Checked : Qt::Unchecked);
    });
    layout->addRow(singleKeys);
    auto *note = new QLabel(i18nc("@info", "Messages are shown as plain text first. Formatted text never loads anything from the internet."), this);
    note->setWordWrap(true);
    layout->addRow(note);
    return page;
}

QWidget *SettingsDialog::notificationsPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->addWidget(box(i18nc("@option:check", "&Notify of new mail"), "notify", "Notifications", "NewMail", Qt::Checked));
    layout->addWidget(box(i18nc("@option:check", "Show &sender and subject"), "notifyContent", "Notifications", "ShowContent", Qt::Checked));
    auto *note = new QLabel(i18nc("@info", "While the screen is locked, only the number of new messages is shown."), this);
    note->setWordWrap(true);
    layout->addWidget(note);
    layout->addSpacing(Metrics::margin(this));
    auto *tray = box(i18nc("@option:check", "Show Kontor in the system &tray"), "tray", "Tray", "Show", Qt::Checked);
    auto *keep = box(i18nc("@option:check", "Closing the window leaves Kontor &running in the tray"), "keepRunning", "Tray", "KeepRunning", Qt::Unchecked);
    const bool mayKeep = keep->isEnabled();
    keep->setEnabled(mayKeep && tray->isChecked());
    connect(tray, &QCheckBox::toggled, this, [this, keep, mayKeep](bool on) {
        keep->setEnabled(mayKeep && on);
        Q_EMIT trayChanged();
    });
    layout->addWidget(tray);
    layout->addWidget(keep);
    layout->addStretch(1);
    return page;
}

}
