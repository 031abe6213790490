// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"

#include "app/accountdialog.h"
#include "app/newmailnotifier.h"
#include "app/outboxview.h"
#include "app/paneclient.h"
#include "app/panes.h"
#include "app/searchbar.h"
#include "app/services.h"
#include "app/settingsdialog.h"
#include "app/startpage.h"
#include "app/syncview.h"
#include "mail/ui/mailpane.h"
#include "mail/ui/mailpaneactions.h"
#include "shell/announcer.h"
#include "shell/focusring.h"
#include "shell/messagearea.h"
#include "shell/metrics.h"
#include "shell/panebar.h"
#include "shell/statusarea.h"

#include <KAboutApplicationDialog>
#include <KAboutData>
#include <KActionCollection>
#include <KLocalizedString>
#include <KStandardAction>
#include <KWindowSystem>
#include <KXMLGUIFactory>
#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QShortcut>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QWidgetAction>

namespace Kontor
{

MainWindow::MainWindow(Services *services, QWidget *parent)
    : KXmlGuiWindow(parent)
    , m_services(services)
    , m_announcer(new Announcer(this))
    , m_syncLog(new SyncLog(services))
    , m_paneBar(new PaneBar)
    , m_stack(new QStackedWidget)
    , m_start(new StartPage(services))
    , m_messages(new MessageArea(m_announcer))
    , m_status(new StatusArea(m_announcer))
    , m_search(new SearchBar([this](const QString &text, int cursor) {
        return currentPane() ? currentPane()->searchCompletions(text, cursor) : QStringList();
    }))
    , m_ring(new FocusRing(this, [this] {
        QList<QWidget *> parts{m_paneBar, m_search};
        if (m_messages->isVisible()) {
            parts.prepend(m_messages);
        }
        parts << (currentPane() ? currentPane()->focusRing() : QList<QWidget *>{m_start});
        parts << m_status;
        return parts;
    }))
{
    setObjectName(QStringLiteral("kontor-main"));
    buildCentre();
    buildActions();
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->addPermanentWidget(m_status);
    const QSize wanted(fontMetrics().averageCharWidth() * 190, fontMetrics().height() * 48);
    setupGUI(wanted.boundedTo(screen()->availableSize()), ToolBar | Keys | Save | Create, QStringLiteral("kontorui.rc"));
    setAutoSaveSettings();
    makeToolButtonsReachable();
    connect(m_services, &Services::stateChanged, this, &MainWindow::servicesChanged);
    connect(m_services, &Services::accountsChanged, this, &MainWindow::servicesChanged);
    connect(m_services, &Services::statusChanged, this, &MainWindow::updateStatus);
    connect(m_services, &Services::waitingChanged, this, &MainWindow::updateStatus);
    connect(m_services, &Services::storeRescued, this, [this](const QString &sentence) {
        notify(sentence, Tone::Warning);
    });
    connect(m_services, &Services::storageFailed, this, [this](const Error &error) {
        notify(error.message, Tone::Problem);
    });
    connect(m_services, &Services::rescued, this, [this](const QString &sentence) {
        notify(sentence, Tone::Warning);
    });
    connect(m_status, &StatusArea::detailsRequested, this, &MainWindow::showSync);
    connect(m_start, &StartPage::accountWanted, this, [this] {
        editAccount({});
    });
    connect(m_search, &SearchBar::searched, this, [this](const QString &text) {
        if (currentPane()) {
            currentPane()->search(text);
        }
    });
    connect(m_search, &SearchBar::left, this, [this] {
        if (currentPane()) {
            currentPane()->entrance()->setFocus(Qt::OtherFocusReason);
        }
    });
    servicesChanged();
}

MainWindow::~MainWindow()
{
    silence(this);
    m_services->disconnect(this);
    for (auto *client : std::as_const(m_clients)) {
        if (guiFactory()) {
            guiFactory()->removeClient(client);
        }
        delete client;
    }
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    centre->setObjectName(QStringLiteral("centre"));
    auto *layout = new QHBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    layout->addWidget(m_paneBar, 0, Qt::AlignTop);
    layout->addLayout(column, 1);
    column->addWidget(m_messages);
    column->addWidget(m_stack, 1);
    m_stack->setObjectName(QStringLiteral("paneStack"));
    m_stack->addWidget(m_start);
    m_paneBar->hide();
    connect(m_paneBar, &QTabBar::currentChanged, this, &MainWindow::showPane);
    setCentralWidget(centre);
}

void MainWindow::buildActions()
{
    auto *collection = actionCollection();
    const auto add = [&](const char *name, const char *icon, const QString &text, const QKeySequence &shortcut, auto slot) {
        auto *action = collection->addAction(QString::fromLatin1(name));
        action->setText(text);
        action->setIcon(QIcon::fromTheme(QString::fromLatin1(icon)));
        collection->setDefaultShortcut(action, shortcut);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    KStandardAction::quit(this, &QWidget::close, collection);
    KStandardAction::preferences(this, &MainWindow::showSettings, collection);
    add("search_focus", "edit-find", i18nc("@action", "&Search"), QKeySequence(QKeySequence::Find), [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    add("account_add", "list-add-user", i18nc("@action", "Add &Account…"), {}, [this] {
        editAccount({});
    });
    add("sync_now", "view-refresh", i18nc("@action", "S&ynchronise Now"), QKeySequence(QKeySequence::Refresh), [this] {
        m_services->syncNow();
    });
    add("outbox_show", "mail-folder-outbox", i18nc("@action", "&Outbox"), QKeySequence(QStringLiteral("Ctrl+Shift+O")), &MainWindow::showOutbox);
    add("sync_show", "view-list-text", i18nc("@action", "S&ynchronisation State"), {}, &MainWindow::showSync);
    add("ring_next", "go-next-view", i18nc("@action", "Next &Part of the Window"), QKeySequence(QStringLiteral("F6")), [this] {
        m_ring->next();
    });
    add("ring_previous", "go-previous-view", i18nc("@action", "P&revious Part of the Window"), QKeySequence(QStringLiteral("Shift+F6")), [this] {
        m_ring->previous();
    });
    add("where_am_i", "help-hint", i18nc("@action", "&Where Am I?"), QKeySequence(QStringLiteral("Ctrl+Shift+W")), [this] {
        const auto words = (currentPane() ? currentPane()->whereAmI() : m_start->accessibleName()) + QStringLiteral(". ") + m_status->words();
        Announcer::sayNow(this, words, Announcer::Urgency::Assertive);
        statusBar()->showMessage(words, 8000);
    });
    auto *searchAction = new QWidgetAction(this);
    searchAction->setText(i18nc("@action", "Search Field"));
    searchAction->setDefaultWidget(m_search);
    collection->addAction(QStringLiteral("search_field"), searchAction);
    for (int i = 0; i < 9; ++i) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), this);
        connect(shortcut, &QShortcut::activated, this, [this, i] {
            if (i < m_panes.size()) {
                m_paneBar->setCurrentIndex(i);
                currentPane()->entrance()->setFocus(Qt::ShortcutFocusReason);
                m_announcer->say(currentPane()->title());
            }
        });
    }
}

void MainWindow::makeToolButtonsReachable()
{
    // Qt gives tool buttons no keyboard focus; Tab shall reach them.
    const auto bars = findChildren<QToolBar *>();
    for (auto *bar : bars) {
        bar->setAccessibleName(i18nc("@label", "Tools"));
        const auto buttons = bar->findChildren<QToolButton *>(Qt::FindDirectChildrenOnly);
        for (auto *button : buttons) {
            if (button->defaultAction()) {
                button->setFocusPolicy(Qt::TabFocus);
                button->setObjectName(QLatin1String("tool_") + button->defaultAction()->objectName());
            }
        }
    }
}

Pane *MainWindow::currentPane() const
{
    return m_panes.value(m_current);
}

void MainWindow::servicesChanged()
{
    const bool isReady = m_services->state() == Services::State::Ready && !m_services->accounts().isEmpty();
    if (isReady && m_panes.isEmpty()) {
        makeThePanes();
    }
    if (!isReady) {
        m_stack->setCurrentWidget(m_start);
    } else if (currentPane()) {
        m_stack->setCurrentWidget(currentPane());
    }
    m_paneBar->setVisible(isReady);
    m_search->setEnabled(isReady);
    updateStatus();
    if (isReady && m_waitingMailto.isValid()) {
        compose(std::exchange(m_waitingMailto, {}));
    }
}

void MainWindow::makeThePanes()
{
    m_panes = makePanes(m_services, this, m_stack);
    const QSignalBlocker blocker(m_paneBar);
    for (auto *pane : std::as_const(m_panes)) {
        m_stack->addWidget(pane);
        const auto index = m_paneBar->addPane(pane->icon(), pane->title());
        connect(pane, &Pane::badgeChanged, this, [this, index](int count) {
            m_paneBar->setBadge(index, count);
            if (index == m_current) {
                setPlainCaption(count > 0 ? i18ncp("@title:window", "Kontor (%1 unread)", "Kontor (%1 unread)", count) : i18nc("@title:window", "Kontor"));
            }
        });
        connect(pane, &Pane::searchEnded, m_search, [this] {
            const QSignalBlocker quiet(m_search);
            m_search->clear();
        });
        m_clients << new PaneClient(pane);
    }
    m_notifier = new NewMailNotifier(m_services, this);
    connect(m_notifier, &NewMailNotifier::openWanted, this, [this](qint64 item) {
        raiseWindow();
        open({QStringLiteral("mail"), QStringLiteral("message"), item});
    });
    connect(m_notifier, &NewMailNotifier::arrived, this, [this](int count) {
        m_announcer->say(i18ncp("@info spoken", "%1 new message", "%1 new messages", count));
    });
    showPane(0);
}

void MainWindow::showPane(int index)
{
    if (index < 0 || index >= m_panes.size() || index == m_current) {
        return;
    }
    if (m_current >= 0) {
        guiFactory()->removeClient(m_clients.at(m_current));
    }
    m_current = index;
    guiFactory()->addClient(m_clients.at(index));
    m_stack->setCurrentWidget(m_panes.at(index));
    makeToolButtonsReachable();
    m_panes.at(index)->entrance()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::updateStatus()
{
    m_status->setStatus(m_services->statuses(), m_services->waitingChanges());
}

void MainWindow::open(const ItemUrl &item)
{
    for (int i = 0; i < m_panes.size(); ++i) {
        if (m_panes.at(i)->id() == item.pane) {
            m_paneBar->setCurrentIndex(i);
            m_panes.at(i)->open(item);
        }
    }
}

void MainWindow::compose(const QUrl &mailto)
{
    for (auto *pane : std::as_const(m_panes)) {
        if (auto *mail = qobject_cast<MailPane *>(pane)) {
            mail->compose(mailto);
            return;
        }
    }
    m_waitingMailto = mailto; // once there is an account
}

void MainWindow::notify(const QString &sentence, Tone tone)
{
    m_messages->show({.sentence = sentence, .tone = tone, .actionText = {}, .action = {}});
}

void MainWindow::notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action)
{
    m_messages->show({.sentence = sentence, .tone = tone, .actionText = actionText, .action = std::move(action), .seconds = 10});
}

QDialog *MainWindow::accountDialog(const Account &account)
{
    auto *dialog = new AccountDialog({.check =
                                          [this](const Account &tried) {
                                              return m_services->check(tried);
                                          },
                                      .save =
                                          [this](const Account &kept) {
                                              return m_services->saveAccount(kept);
                                          }},
                                     account, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

void MainWindow::editAccount(const Account &account)
{
    if (m_services->state() == Services::State::Ready) {
        accountDialog(account)->open();
    }
}

void MainWindow::showSettings()
{
    if (m_services->state() != Services::State::Ready) {
        return;
    }
    auto *dialog = new SettingsDialog(m_services, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::accountWanted, this, &MainWindow::editAccount);
    connect(dialog, &SettingsDialog::singleKeysChanged, this, [this](Qt::CheckState on) {
        for (auto *pane : std::as_const(m_panes)) {
            if (auto *actions = pane->findChild<MailPaneActions *>()) {
                actions->setSingleKeys(on);
            }
        }
    });
    dialog->show();
}

void MainWindow::showOutbox()
{
    auto *view = new OutboxView(m_services, this);
    view->setAttribute(Qt::WA_DeleteOnClose);
    view->QDialog::show();
}

void MainWindow::showSync()
{
    auto *view = new SyncView(m_services, m_syncLog, this);
    view->setAttribute(Qt::WA_DeleteOnClose);
    view->show();
}

bool MainWindow::queryClose()
{
    return std::ranges::all_of(m_panes, [](Pane *pane) {
        return pane->mayClose();
    });
}

void MainWindow::changeEvent(QEvent *event)
{
    KXmlGuiWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        update();
    }
}

void MainWindow::raiseWindow()
{
    KWindowSystem::updateStartupId(windowHandle());
    show();
    raise();
    activateWindow();
}

bool MainWindow::isReadyForTour() const
{
    const auto statuses = m_services->statuses();
    return !m_panes.isEmpty() && !statuses.isEmpty() && std::ranges::all_of(statuses, [](const SyncStatus &status) {
        return (status.activity == SyncStatus::Activity::Watching || status.activity == SyncStatus::Activity::Idle || status.activity == SyncStatus::Activity::Waiting)
            && status.lastSuccess.isValid();
    });
}

QList<Pane::TourStep> MainWindow::tour()
{
    QList<Pane::TourStep> steps;
    for (auto *pane : std::as_const(m_panes)) {
        steps << pane->tour();
    }
    const auto find = [this](const QString &name) -> QWidget * {
        const auto dialogs = findChildren<QDialog *>(name);
        return dialogs.isEmpty() ? nullptr : dialogs.last();
    };
    steps << Pane::TourStep{QStringLiteral("app-notice-with-undo"), [this]() -> QWidget * {
                                notify(i18nc("@info an example", "Moved 3 messages to the trash."), Tone::Information, i18nc("@action:button", "Undo"), [] {});
                                return nullptr;
                            }};
    steps << Pane::TourStep{QStringLiteral("app-menu"), [this]() -> QWidget * {
                                statusBar()->clearMessage();
                                const auto menus = menuBar()->actions();
                                for (auto *action : menus) {
                                    if (action->menu() && action->menu()->objectName() == QLatin1String("message")) {
                                        action->menu()->popup(mapToGlobal(QPoint(width() / 4, height() / 10)));
                                        return action->menu();
                                    }
                                }
                                return nullptr;
                            }};
    steps << Pane::TourStep{QStringLiteral("dialog-account-new"), [this]() -> QWidget * {
                                auto *dialog = accountDialog(AccountDialog::guess(QStringLiteral("anna.mueller@example.org")));
                                dialog->show();
                                return dialog;
                            }};
    steps << Pane::TourStep{QStringLiteral("dialog-settings"), [this, find]() -> QWidget * {
                                showSettings();
                                return find(QStringLiteral("settingsDialog"));
                            }};
    steps << Pane::TourStep{QStringLiteral("dialog-outbox"), [this, find]() -> QWidget * {
                                showOutbox();
                                return find(QStringLiteral("outboxView"));
                            }};
    steps << Pane::TourStep{QStringLiteral("dialog-synchronisation"), [this, find]() -> QWidget * {
                                showSync();
                                return find(QStringLiteral("syncView"));
                            }};
    steps << Pane::TourStep{QStringLiteral("dialog-about"), [this]() -> QWidget * {
                                auto *dialog = new KAboutApplicationDialog(KAboutData::applicationData(), this);
                                dialog->setAttribute(Qt::WA_DeleteOnClose);
                                dialog->show();
                                return dialog;
                            }};
    return steps;
}

}
