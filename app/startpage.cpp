// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startpage.h"

#include "app/services.h"
#include "shell/announcer.h"
#include "shell/emptystate.h"
#include "shell/metrics.h"
#include "store/storageproblem.h"

#include <KLocalizedString>
#include <KMessageBox>
#include <KPasswordLineEdit>
#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QUrl>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{

StartPage::StartPage(Services *services, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_page(new EmptyState(this))
    , m_passphraseRow(new QWidget(this))
    , m_passphrase(new QLineEdit(this))
{
    setObjectName(QStringLiteral("startPage"));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_page, 3);
    auto *row = new QHBoxLayout(m_passphraseRow);
    auto *label = new QLabel(i18nc("@label", "&Passphrase:"), this);
    m_passphrase->setObjectName(QStringLiteral("passphrase"));
    m_passphrase->setEchoMode(QLineEdit::Password);
    m_passphrase->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    label->setBuddy(m_passphrase);
    auto *open = new QPushButton(i18nc("@action:button", "&Open"), this);
    open->setObjectName(QStringLiteral("openVault"));
    row->addStretch(1);
    row->addWidget(label);
    row->addWidget(m_passphrase, 2);
    row->addWidget(open);
    row->addStretch(1);
    layout->addWidget(m_passphraseRow);
    layout->addStretch(1);
    const auto unlock = [this] {
        m_services->beginWithPassphrase(m_passphrase->text());
        m_passphrase->clear();
    };
    connect(open, &QPushButton::clicked, this, unlock);
    connect(m_passphrase, &QLineEdit::returnPressed, this, unlock);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &StartPage::showWaitingForKey);
    connect(services, &Services::stateChanged, this, &StartPage::refresh);
    connect(services, &Services::accountsChanged, this, &StartPage::refresh);
    refresh();
}

QAction *StartPage::choice(const char *name, const char *icon, const QString &text, const std::function<void()> &run)
{
    auto *action = new QAction(QIcon::fromTheme(QString::fromLatin1(icon)), text, m_page);
    action->setObjectName(QString::fromLatin1(name));
    connect(action, &QAction::triggered, this, run);
    return action;
}

void StartPage::refresh()
{
    m_passphraseRow->hide();
    m_patience.stop();
    switch (m_services->state()) {
    case Services::State::Starting:
        showStarting();
        return;
    case Services::State::KeyMissing:
        showKeyMissing();
        break;
    case Services::State::StoreBroken:
        showStoreBroken();
        break;
    case Services::State::Ready:
        showNoAccount();
        focusFirstChoice();
        return;
    }
    focusFirstChoice();
    Announcer::sayNow(this, m_page->accessibleName() + QLatin1Char(' ') + m_page->accessibleDescription(), Announcer::Urgency::Assertive);
}

void StartPage::focusFirstChoice()
{
    // Whoever has only keys stands where something can be done.
    if (auto *button = m_page->findChild<QPushButton *>(); button && m_passphraseRow->isHidden()) {
        button->setFocus(Qt::OtherFocusReason);
    }
}

void StartPage::showStarting()
{
    m_page->setContent(QApplication::windowIcon(), i18nc("@info", "Kontor is starting…"));
    m_page->setChoices({});
    m_patience.start(3s);
}

void StartPage::showWaitingForKey()
{
    if (!m_services->isWaitingForKey()) {
        return; // a large store takes its time
    }
    m_page->setContent(QIcon::fromTheme(QStringLiteral("dialog-password")), i18nc("@info", "Waiting for the key store of your desktop"),
                       i18nc("@info", "The key to your mail is kept there. It may be asking for its password in another window."));
    Announcer::sayNow(this, m_page->accessibleName() + QLatin1Char(' ') + m_page->accessibleDescription(), Announcer::Urgency::Assertive);
}

void StartPage::showNoAccount()
{
    m_page->setContent(QIcon::fromTheme(QStringLiteral("mail-message")), i18nc("@info", "Welcome to Kontor"),
                       i18nc("@info", "Add your account, and your mail will be kept on this computer, encrypted, for reading and writing at any time."));
    m_page->setChoices({choice("addAccount", "list-add-user", i18nc("@action:button", "&Add Account…"), [this] {
        Q_EMIT accountWanted();
    })});
}

void StartPage::showKeyMissing()
{
    const auto answer = m_services->keyAnswer();
    const auto again = choice("tryAgain", "view-refresh", i18nc("@action:button", "Try &Again"), [this] {
        m_services->begin();
    });
    const auto quit = choice("quit", "application-exit", i18nc("@action:button", "&Quit"), [] {
        QApplication::quit();
    });
    QString title;
    QString advice;
    switch (answer.state) {
    case KeyState::Locked:
        title = i18nc("@info", "Your key store is locked");
        advice = m_services->hasVault() ? i18nc("@info", "Enter the passphrase to open your mail.")
                                        : i18nc("@info", "Unlock the key store of your desktop (Wallet or Passwords), then try again. Your mail stays closed until then, and nothing is changed.");
        break;
    case KeyState::Denied:
        title = m_services->hasVault() ? i18nc("@info", "The passphrase is wrong") : i18nc("@info", "Access to the key was refused");
        advice = i18nc("@info", "Without the key your mail stays closed. Nothing is changed.");
        break;
    case KeyState::Absent:
        title = i18nc("@info", "The key of your mail is missing");
        advice = i18nc("@info",
                       "There is mail in %1, but its key is not in the key store of your desktop. If you have used another desktop or restored a backup, make its key store available and try again. "
                       "Kontor does not make a new key, because it could not open your mail.",
                       m_services->folder());
        break;
    case KeyState::Changed:
        title = i18nc("@info", "The key does not fit");
        advice = i18nc("@info", "The key store holds a key for Kontor, but it belongs to other mail than that in %1. Nothing is changed.", m_services->folder());
        break;
    case KeyState::Damaged:
        title = i18nc("@info", "The kept key is damaged");
        advice = i18nc("@info", "Restore the key store of your desktop from a backup, then try again. Nothing is changed.");
        break;
    case KeyState::Unavailable:
    case KeyState::Present:
        title = i18nc("@info", "There is no key store");
        advice = i18nc("@info", "Kontor keeps the key of your mail in the key store of the desktop (KWallet or GNOME Keyring). Start one, then try again.");
        break;
    }
    const auto words = answer.error.message.isEmpty() ? advice : answer.error.message + QStringLiteral("\n\n") + advice;
    m_page->setContent(QIcon::fromTheme(QStringLiteral("object-locked"), QIcon::fromTheme(QStringLiteral("dialog-password"))), title, words);
    m_page->setChoices({again, quit});
    const bool asksPassphrase = m_services->hasVault() && (answer.state == KeyState::Locked || answer.state == KeyState::Denied);
    m_passphraseRow->setVisible(asksPassphrase);
    if (asksPassphrase) {
        m_passphrase->setFocus();
    }
}

void StartPage::showStoreBroken()
{
    const auto error = m_services->storeError();
    QList<QAction *> choices{choice("tryAgain", "view-refresh", i18nc("@action:button", "Try &Again"), [this] {
        m_services->begin();
    })};
    QString title = i18nc("@info", "Your mail cannot be opened");
    QString advice;
    switch (storageProblem(error)) {
    case StorageProblem::Damaged:
        title = i18nc("@info", "The file with your mail is damaged");
        advice = i18nc("@info", "Kontor can keep the damaged file aside and fetch your mail from the server again. Changes and messages that no server has received yet are rescued where possible.");
        choices << choice("rebuild", "document-revert", i18nc("@action:button", "Keep Aside and &Fetch Again…"), [this] {
            const auto words = i18nc("@info", "The damaged file is kept in %1. Your mail is then fetched from the server.", m_services->folder());
            if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Fetch the Mail Again?"), KGuiItem(i18nc("@action:button", "Keep Aside and Fetch Again")))
                == KMessageBox::Continue) {
                m_services->rebuild();
            }
        });
        break;
    case StorageProblem::DiskFull:
        advice = i18nc("@info", "Make some room, then try again.");
        break;
    case StorageProblem::InUse:
        advice = i18nc("@info", "Another program, perhaps kontorctl or a second Kontor, is using it. Close that program, then try again.");
        break;
    case StorageProblem::TooNew:
        advice = i18nc("@info", "Install the newer version of Kontor to open it.");
        break;
    case StorageProblem::NotPermitted:
        advice = i18nc("@info", "Check the rights of the folder %1.", m_services->folder());
        break;
    default:
        break;
    }
    choices << choice("openFolder", "folder-open", i18nc("@action:button", "&Show the Folder"), [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_services->folder()));
    });
    m_page->setContent(QIcon::fromTheme(QStringLiteral("dialog-error")), title, error.message + (advice.isEmpty() ? QString() : QStringLiteral("\n\n") + advice));
    m_page->setChoices(choices);
}

}
