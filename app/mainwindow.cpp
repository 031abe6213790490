// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/mainwindow.h"

#include "app/chatdesk.h"
#include "app/chatdoor.h"
#include "app/chatsettingspage.h"
#include "app/dialogs.h"
#include "app/filesexchange.h"
#include "app/newmailnotifier.h"
#include "app/panedeck.h"
#include "app/reminderbar.h"
#include "app/remindernotifier.h"
#include "app/searchbar.h"
#include "app/services.h"
#include "app/startpage.h"
#include "app/trayitem.h"
#include "app/unsentquestion.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarlistmodel.h"
#include "calendar/ui/calendarpane.h"
#include "chat/ui/chatcomposer.h"
#include "mail/ui/mailpane.h"
#include "shell/announcer.h"
#include "shell/focusring.h"
#include "shell/messagearea.h"
#include "shell/metrics.h"
#include "shell/paneactions.h"
#include "shell/panebar.h"
#include "shell/statusarea.h"
#include "store/storageproblem.h"

#include <KActionCollection>
#include <KLocalizedString>
#include <KMessageBox>
#include <KStandardAction>
#include <KWindowSystem>
#include <QApplication>
#include <QCloseEvent>
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
    , m_dialogs(new Dialogs(services, this))
    , m_unsent(new UnsentQuestion(services, this))
    , m_paneBar(new PaneBar)
    , m_stack(new QStackedWidget)
    , m_start(new StartPage(services))
    , m_reminderBar(new ReminderBar)
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
        if (m_reminderBar->isVisible()) {
            parts.prepend(m_reminderBar);
        }
        parts << (currentPane() ? currentPane()->focusRing() : QList<QWidget *>{m_start});
        parts << m_status;
        return parts;
    }))
    , m_deck(new PaneDeck({.window = this,
                           .bar = m_paneBar,
                           .stack = m_stack,
                           .offers = [this] { return paneOffers(m_services, this, m_stack); },
                           .accounts = [this] { return m_services->accounts(); }}))
    , m_files(new FilesExchange([this] { return filesParts(m_services, this); }, this))
    , m_chat(makeChatDoor())
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
    connect(m_services, &Services::storageFailed, this, &MainWindow::storageFailed);
    connect(m_services, &Services::letterStranded, this, [this](const QString &sentence) {
        notify(sentence, Tone::Warning);
    });
    connect(m_services, &Services::filesFailed, this, [this](const Error &error) {
        notify(error.message, Tone::Warning);
    });
    connect(m_services, &Services::chatFailed, this, [this](const Error &error) {
        notify(error.message, error.kind == Error::Kind::Offline ? Tone::Warning : Tone::Problem);
    });
    connect(m_services, &Services::filesErased, this, [this](const QString &sentence) {
        notify(sentence, Tone::Warning);
    });
    connect(m_dialogs, &Dialogs::openWanted, this, &MainWindow::open);
    connect(m_services, &Services::rescued, this, [this](const QString &sentence) {
        notify(sentence, Tone::Warning);
    });
    connect(m_status, &StatusArea::detailsRequested, m_dialogs, &Dialogs::showSync);
    connect(m_start, &StartPage::accountWanted, m_dialogs, &Dialogs::addAccount);
    connect(m_dialogs, &Dialogs::singleKeysChanged, this, [this](Qt::CheckState on) {
        const auto panes = m_deck->made();
        for (auto *pane : panes) {
            if (auto *actions = pane->findChild<PaneActions *>()) {
                actions->setSingleKeys(on);
            }
        }
    });
    connect(m_deck, &PaneDeck::broughtToFront, this, [this] {
        makeToolButtonsReachable();
        const auto *offer = m_deck->currentOffer();
        m_search->recall(m_deck->searched(), offer->searchName, offer->searchTip);
        currentPane()->entrance()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_deck, &PaneDeck::badgeChanged, this, [this](const QString &pane, int count) {
        if (pane == QLatin1String("mail")) {
            setUnread(count); // the window's title and the tray tell of mail, whatever is in front
        }
    });
    connect(m_chat, &ChatDoor::badgeChanged, this, [this](int count) {
        m_deck->setBadge(QStringLiteral("chat"), count); // also while its pane is not made yet
    });
    connect(m_deck, &PaneDeck::searchEnded, m_search, [this] {
        m_search->forget();
    });
    connect(m_dialogs, &Dialogs::calendarSettingsChanged, this, [this] {
        for (const auto panes = m_deck->made(); auto *pane : panes) {
            if (auto *calendar = qobject_cast<CalendarPane *>(pane)) {
                calendar->followSettings();
            }
        }
    });
    connect(m_dialogs, &Dialogs::chatSettingsChanged, this, [this] {
        if (auto *desk = m_services->chat()) {
            desk->followSettings();
        }
        for (const auto composers = findChildren<ChatComposer *>(); auto *composer : composers) {
            composer->setEnterSends(ChatSettingsPage::entersSends() ? Qt::Checked : Qt::Unchecked);
        }
    });
    connect(m_dialogs, &Dialogs::trayChanged, this, [this] {
        if (m_tray) {
            m_tray->followSettings();
        }
    });
    connect(m_reminderBar, &ReminderBar::openWanted, this, &MainWindow::showReminder);
    connect(m_reminderBar, &ReminderBar::left, this, [this] {
        if (currentPane()) {
            currentPane()->entrance()->setFocus(Qt::OtherFocusReason);
        }
    });
    connect(m_search, &SearchBar::searched, m_deck, &PaneDeck::search);
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
    delete std::exchange(m_reminders, nullptr);
    delete m_deck; // while there is a window to take the menus from
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
    column->addWidget(m_reminderBar);
    column->addWidget(m_messages);
    column->addWidget(m_stack, 1);
    m_stack->setObjectName(QStringLiteral("paneStack"));
    m_stack->addWidget(m_start);
    m_paneBar->hide();
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
    KStandardAction::quit(this, &MainWindow::quit, collection);
    KStandardAction::preferences(m_dialogs, &Dialogs::showSettings, collection);
    add("search_focus", "edit-find", i18nc("@action", "&Search"), QKeySequence(QKeySequence::Find), [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    add("account_add", "list-add-user", i18nc("@action", "Add &Account…"), {}, [this] {
        m_dialogs->addAccount();
    });
    add("sync_now", "view-refresh", i18nc("@action", "S&ynchronise Now"), QKeySequence(QKeySequence::Refresh), [this] {
        m_services->syncNow();
    });
    add("outbox_show", "mail-folder-outbox", i18nc("@action", "&Outbox"), QKeySequence(QStringLiteral("Ctrl+Shift+O")), [this] {
        m_dialogs->showOutbox();
    });
    add("sync_show", "view-list-text", i18nc("@action", "S&ynchronisation State"), {}, [this] {
        m_dialogs->showSync();
    });
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
            if (i < m_deck->count()) {
                m_deck->bringToFront(i);
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
    return m_deck->current();
}

void MainWindow::servicesChanged()
{
    const bool isOpen = m_services->state() == Services::State::Ready;
    const bool isReady = isOpen && !m_services->accounts().isEmpty();
    if (!isOpen) {
        dropThePanes();
    }
    if (isReady && m_deck->isEmpty()) {
        makeThePanes();
    }
    if (!isReady) {
        m_stack->setCurrentWidget(m_start);
    } else if (currentPane()) {
        m_stack->setCurrentWidget(currentPane());
    }
    m_paneBar->setVisible(isReady);
    m_search->setEnabled(isReady);
    m_status->setVisible(isReady);
    for (const auto *name : {"account_add", "outbox_show", "options_configure"}) {
        actionCollection()->action(QString::fromLatin1(name))->setEnabled(isOpen);
    }
    for (const auto *name : {"sync_now", "sync_show", "search_focus"}) {
        actionCollection()->action(QString::fromLatin1(name))->setEnabled(isReady);
    }
    updateStatus();
    if (isReady) {
        m_chat->begin();
    }
    if (isReady && m_waitingMailto.isValid()) {
        compose(std::exchange(m_waitingMailto, {}));
    }
}

void MainWindow::makeThePanes()
{
    m_tray = new TrayItem(this);
    connect(m_tray, &TrayItem::composeWanted, this, [this] {
        compose(QUrl(QStringLiteral("mailto:")));
    });
    connect(m_tray, &TrayItem::syncWanted, m_services, &Services::syncNow);
    connect(m_tray, &TrayItem::quitWanted, this, [this] {
        raiseWindow(); // there may be a question
        quit();
    });
    m_notifier = new NewMailNotifier(m_services, this);
    connect(m_notifier, &NewMailNotifier::openWanted, this, [this](qint64 item) {
        raiseWindow();
        open({QStringLiteral("mail"), QStringLiteral("message"), item});
    });
    connect(m_notifier, &NewMailNotifier::arrived, this, [this](int count) {
        m_announcer->say(i18ncp("@info spoken", "%1 new message", "%1 new messages", count));
    });
    m_reminders = new ReminderNotifier({.store = m_services->store(), .actions = m_services->calendarActions()}, this);
    m_reminderBar->setNotifier(m_reminders);
    connect(m_reminders, &ReminderNotifier::openWanted, this, &MainWindow::showReminder);
    connect(m_reminders, &ReminderNotifier::windowWanted, this, [this] {
        raiseWindow();
        m_reminderBar->setFocus(Qt::OtherFocusReason);
    });
    connect(m_reminders, &ReminderNotifier::told, this, [this](const QList<Reminder> &news) {
        m_announcer->say(m_reminderBar->spoken(news), Announcer::Urgency::Assertive);
        QApplication::alert(this);
        if (!m_reminders->hasServer() && !isVisible()) { // in the tray, and nobody else shows it
            setAttribute(Qt::WA_ShowWithoutActivating);
            show();
            setAttribute(Qt::WA_ShowWithoutActivating, false);
        }
    });
    m_deck->offer();
}

void MainWindow::dropThePanes()
{
    if (m_deck->isEmpty()) {
        return;
    }
    delete std::exchange(m_reminders, nullptr);
    delete std::exchange(m_notifier, nullptr);
    delete std::exchange(m_tray, nullptr);
    m_stack->setCurrentWidget(m_start);
    m_chat->end();
    m_files->closeAll();
    m_deck->drop();
    setUnread(0);
}

void MainWindow::setUnread(int count)
{
    setPlainCaption(count > 0 ? i18ncp("@title:window", "Kontor (%1 unread)", "Kontor (%1 unread)", count) : i18nc("@title:window", "Kontor"));
    qGuiApp->setBadgeNumber(count); // on the task bar
    if (m_tray) {
        m_tray->setUnread(count);
    }
}

void MainWindow::updateStatus()
{
    m_status->setStatus(m_services->statuses(), m_services->waitingChanges());
}

void MainWindow::open(const ItemUrl &item)
{
    m_deck->open(item);
}

void MainWindow::compose(const QUrl &mailto)
{
    if (auto *mail = qobject_cast<MailPane *>(m_deck->pane(QStringLiteral("mail")))) {
        mail->compose(mailto);
        return;
    }
    m_waitingMailto = mailto; // once there is an account
}

void MainWindow::notify(const QString &sentence, Tone tone)
{
    m_messages->show({.sentence = sentence, .tone = tone, .actionText = {}, .action = {}});
}

void MainWindow::notify(const QString &sentence, Tone tone, const QString &actionText, std::function<void()> action)
{
    m_messages->show({.sentence = sentence, .tone = tone, .actionText = actionText, .action = std::move(action)});
}

void MainWindow::storageFailed(const Error &error)
{
    switch (storageProblem(error)) {
    case StorageProblem::Damaged:
        notify(error.message, Tone::Problem, i18nc("@action:button", "Repair…"), [this] {
            offerRepair();
        });
        return;
    case StorageProblem::DiskFull:
        notify(error.message, Tone::Problem, i18nc("@action:button", "Try Again"), [this] {
            m_services->syncNow();
        });
        return;
    default:
        notify(error.message, Tone::Problem);
    }
}

void MainWindow::offerRepair()
{
    const auto words = i18nc("@info", "The damaged file is kept in %1. Your mail is then fetched from the server again; changes and messages that no server has received yet are rescued where possible.",
                             m_services->folder());
    if (KMessageBox::warningContinueCancel(this, words, i18nc("@title:window", "Fetch the Mail Again?"), KGuiItem(i18nc("@action:button", "Keep Aside and Fetch Again")))
            == KMessageBox::Continue
        && m_deck->mayClose()) {
        m_services->rebuild();
    }
}

void MainWindow::quit()
{
    m_isQuitting = true;
    if (isVisible()) {
        close();
    } else if (queryClose()) {
        QApplication::quit();
    }
    m_isQuitting = false;
}

bool MainWindow::queryClose()
{
    if (!m_deck->mayClose()) {
        return false;
    }
    if (qGuiApp->isSavingSession()) {
        return true; // the desktop is going; what waits is sent the next time
    }
    if (!m_isQuitting && m_tray && m_tray->keepsRunning()) {
        hide();
        return false;
    }
    return m_unsent->mayQuit();
}

// In a narrow window the buttons lose their words, rather than the search field its place.
void MainWindow::resizeEvent(QResizeEvent *event)
{
    KXmlGuiWindow::resizeEvent(event);
    auto *bar = findChild<QToolBar *>(QStringLiteral("mainToolBar"));
    const bool isNarrow = width() < fontMetrics().averageCharWidth() * 150;
    const bool wasNarrow = event->oldSize().isValid() && event->oldSize().width() < fontMetrics().averageCharWidth() * 150;
    if (bar && isNarrow != wasNarrow) {
        bar->setToolButtonStyle(isNarrow ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    KXmlGuiWindow::closeEvent(event);
    if (event->isAccepted()) {
        // Composers are windows of their own and would keep the program alive; their texts are saved.
        QMetaObject::invokeMethod(qApp, &QCoreApplication::exit, Qt::QueuedConnection, 0);
    }
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
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    KWindowSystem::activateWindow(windowHandle());
}

bool MainWindow::isReadyForTour() const
{
    const auto statuses = m_services->statuses();
    if (m_services->property("signsInToChat").toBool() && m_services->statuses(ResourceKind::Chat).isEmpty()) {
        return false; // the demo is still at the door
    }
    return !m_deck->isEmpty() && !statuses.isEmpty() && std::ranges::all_of(statuses, [](const SyncStatus &status) {
        return (status.activity == SyncStatus::Activity::Watching || status.activity == SyncStatus::Activity::Idle || status.activity == SyncStatus::Activity::Waiting)
            && status.lastSuccess.isValid();
    });
}

QList<Pane::TourStep> MainWindow::tour()
{
    auto steps = m_deck->tour();
    steps << Pane::TourStep{QStringLiteral("app-notice-with-undo"), [this]() -> QWidget * {
                                m_deck->bringToFront(0);
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
    if (m_files->hasFiles()) {
        steps << Pane::TourStep{QStringLiteral("dialog-attach-from-files"), [this]() -> QWidget * { return m_files->choose(FileUse::Copy, this, [](const FileChoice &) {}); }};
        steps << Pane::TourStep{QStringLiteral("dialog-save-to-files"), [this]() -> QWidget * { return m_files->save(QByteArray(), QStringLiteral("report.odt")); }};
    }
    return steps << m_dialogs->tour();
}

}
