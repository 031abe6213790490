// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/weboffice/ui/webofficewindow.h"

#include "files/weboffice/ui/webofficedownloads.h"
#include "files/weboffice/ui/webofficepage.h"
#include "files/weboffice/ui/webofficeprofile.h"

#include <KLocalizedString>
#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>
#include <QSslCertificate>
#include <QStandardPaths>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWebEngineView>

#include <chrono>

using namespace std::chrono_literals;

namespace Kontor
{
namespace
{
constexpr auto closingPatience = 5s; // for a page that does not answer
constexpr auto sameStep = 3s; // what follows so soon may be what the user wanted

QString privateFolder()
{
    const auto runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return QString((runtime.isEmpty() ? QDir::tempPath() : runtime) + QStringLiteral("/kontor-office-XXXXXX"));
}

/// Without the engine's own menu, which leads to sources and saved pages.
class WebOfficeView : public QWebEngineView
{
public:
    using QWebEngineView::QWebEngineView;

protected:
    void contextMenuEvent(QContextMenuEvent *event) override
    {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const auto action :
             {QWebEnginePage::Undo, QWebEnginePage::Redo, QWebEnginePage::Cut, QWebEnginePage::Copy, QWebEnginePage::Paste, QWebEnginePage::SelectAll}) {
            menu->addAction(page()->action(action));
        }
        menu->popup(event->globalPos());
    }
    QWebEngineView *createWindow(QWebEnginePage::WebWindowType) override
    {
        return nullptr;
    }
};
}

WebOfficeWindow::WebOfficeWindow(const WebOfficeRequest &request)
    : m_request(request)
    , m_folder(privateFolder())
    , m_fence(request.page)
    , m_profile(new WebOfficeProfile(&m_fence, m_folder.isValid() ? m_folder.path() : QString()))
    , m_page(new WebOfficePage(m_profile, &m_fence, nullptr))
    , m_view(new WebOfficeView(this))
    , m_downloads(new WebOfficeDownloads(m_folder.isValid() ? m_folder.path() : QString(), this))
    , m_tools(new QToolBar(this))
    , m_notice(new QLabel(this))
    , m_browser([](const QUrl &url) {
        QDesktopServices::openUrl(url);
    })
{
    setObjectName(QStringLiteral("officeWindow"));
    setWindowTitle(request.title);
    setWindowIcon(QIcon::fromTheme(QStringLiteral("document-edit")));
    if (!request.authorities.isEmpty()) {
        m_page->trust(QSslCertificate::fromData(request.authorities, QSsl::Pem));
    }
    buildTools();
    buildView();
    connect(m_page, &WebOfficePage::leadsElsewhere, this, [this](const QUrl &url) {
        if (m_sinceTouched.isValid() && m_sinceTouched.durationElapsed() < sameStep) { // else a script wants to go there, not the user
            ask(url);
        }
    });
    qApp->installEventFilter(this);
    connect(m_page, &WebOfficePage::closeWanted, this, [this] {
        m_mayClose = true;
        close();
    });
    connect(m_page, &QWebEnginePage::loadFinished, this, &WebOfficeWindow::loaded);
    connect(m_page, &QWebEnginePage::renderProcessTerminated, this, [this] {
        tell(i18nc("@info", "The web office broke down. What was not saved yet may be lost. “Reload” opens the document again."));
    });
    connect(m_profile, &QWebEngineProfile::downloadRequested, m_downloads, &WebOfficeDownloads::take);
    connect(m_downloads, &WebOfficeDownloads::failed, this, &WebOfficeWindow::tell);
    connect(m_downloads, &WebOfficeDownloads::saved, this, [this](const QString &path) {
        statusBar()->showMessage(i18nc("@info", "Saved “%1”.", path.section(u'/', -1)), 8000);
    });
    m_patience.setSingleShot(true);
    m_patience.setInterval(closingPatience);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_mayClose = true;
        close();
    });
    const QSize wanted(fontMetrics().averageCharWidth() * 180, fontMetrics().height() * 50);
    resize(wanted.boundedTo(screen()->availableSize()));
    m_view->load(request.page);
    m_view->setFocus();
}

WebOfficeWindow::~WebOfficeWindow()
{
    qApp->removeEventFilter(this);
    m_page->disconnect(this);
    m_profile->disconnect(m_downloads);
    delete m_view;
    delete m_page; // before its profile
    delete m_profile;
}

void WebOfficeWindow::buildTools()
{
    m_tools->setObjectName(QStringLiteral("officeTools"));
    m_tools->setAccessibleName(i18nc("@label", "Tools"));
    m_tools->setMovable(false);
    m_tools->setContextMenuPolicy(Qt::PreventContextMenu);
    m_tools->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    const auto add = [this](const char *name, const char *icon, const QString &text, const QKeySequence &keys, auto slot) {
        auto *action = m_tools->addAction(QIcon::fromTheme(QString::fromLatin1(icon)), text);
        action->setObjectName(QString::fromLatin1(name));
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, slot);
        if (auto *button = qobject_cast<QToolButton *>(m_tools->widgetForAction(action))) {
            button->setObjectName(QString(QStringLiteral("tool_") + QString::fromLatin1(name)));
            button->setFocusPolicy(Qt::TabFocus); // Qt gives tool buttons none
        }
    };
    add("office_close", "window-close", i18nc("@action", "Close Document"), QKeySequence(QKeySequence::Close), [this] {
        closeSoon();
    });
    add("office_reload", "view-refresh", i18nc("@action", "Reload"), QKeySequence(QKeySequence::Refresh), [this] {
        m_notice->hide();
        m_view->reload();
    });
    auto *round = new QAction(i18nc("@action", "Next Part of the Window"), this);
    round->setObjectName(QStringLiteral("office_round"));
    round->setShortcuts({QKeySequence(QStringLiteral("F6")), QKeySequence(QStringLiteral("Shift+F6"))});
    connect(round, &QAction::triggered, this, &WebOfficeWindow::goRound);
    addAction(round);
    addToolBar(m_tools);
}

void WebOfficeWindow::buildView()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_notice->setObjectName(QStringLiteral("officeNotice"));
    m_notice->setWordWrap(true);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setMargin(fontMetrics().height() / 2);
    m_notice->setFrameShape(QFrame::StyledPanel);
    m_notice->hide();
    m_view->setObjectName(QStringLiteral("officeView"));
    m_view->setAccessibleName(i18nc("@label %1: name of a document", "Document “%1” in the web office", m_request.title));
    m_view->setAcceptDrops(false);
    m_view->setPage(m_page);
    layout->addWidget(m_notice);
    layout->addWidget(m_view, 1);
    setCentralWidget(centre);
    statusBar()->setObjectName(QStringLiteral("statusBar"));
    statusBar()->setSizeGripEnabled(false);
}

WebOfficePage *WebOfficeWindow::page() const
{
    return m_page;
}

WebOfficeDownloads *WebOfficeWindow::downloads() const
{
    return m_downloads;
}

const WebOfficeFence &WebOfficeWindow::fence() const
{
    return m_fence;
}

void WebOfficeWindow::setBrowser(std::function<void(const QUrl &)> browser)
{
    m_browser = std::move(browser);
}

void WebOfficeWindow::tell(const QString &sentence)
{
    m_notice->setText(sentence);
    m_notice->setAccessibleName(sentence);
    m_notice->show();
    QAccessibleEvent event(m_notice, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void WebOfficeWindow::loaded(bool isWhole)
{
    if (auto *inner = m_view->focusProxy()) { // the engine's own widget, which comes with the page
        inner->setObjectName(QStringLiteral("officePage"));
        inner->setAccessibleName(m_view->accessibleName());
    }
    if (isWhole) {
        m_notice->hide();
    } else if (!m_mayClose) {
        tell(i18nc("@info",
                   "The document could not be loaded from %1. Close this window and open the document again; its address works once only.",
                   m_request.page.host()));
    }
}

void WebOfficeWindow::goRound()
{
    auto *now = QApplication::focusWidget();
    const bool isInside = now && (now == m_view || m_view->isAncestorOf(now));
    if (!isInside) {
        m_view->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    if (auto *button = m_tools->findChild<QToolButton *>(QStringLiteral("tool_office_close"))) {
        button->setFocus(Qt::ShortcutFocusReason);
    }
}

void WebOfficeWindow::ask(const QUrl &url)
{
    if (m_isAsking) { // a page shall not pile up questions
        return;
    }
    m_isAsking = true;
    const bool isMail = url.scheme() == QLatin1StringView("mailto");
    auto *box = new QMessageBox(QMessageBox::Question,
                                i18nc("@title:window", "Leave the Document?"),
                                isMail ? i18nc("@info %1: address", "The document leads to the mail address %1.", url.path())
                                       : i18nc("@info %1: host of a web page", "The document leads to a web page at %1.", url.host()),
                                QMessageBox::Cancel,
                                this);
    box->setObjectName(QStringLiteral("officeLinkQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    const auto shown = url.toDisplayString();
    box->setInformativeText(shown.size() > 300 ? QString(shown.left(300) + u'…') : shown);
    auto *open = box->addButton(isMail ? i18nc("@action:button", "Write Message") : i18nc("@action:button", "Open in the Browser"), QMessageBox::AcceptRole);
    open->setObjectName(QStringLiteral("openOutside"));
    box->setDefaultButton(QMessageBox::Cancel);
    connect(box, &QMessageBox::buttonClicked, this, [this, open, url](const QAbstractButton *pressed) {
        if (pressed == open) {
            m_browser(url);
        }
    });
    connect(box, &QDialog::finished, this, [this] {
        m_isAsking = false;
    });
    box->open();
}

bool WebOfficeWindow::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (type == QEvent::MouseButtonPress || type == QEvent::MouseButtonRelease || type == QEvent::KeyPress || type == QEvent::TouchBegin) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && (widget == m_view || m_view->isAncestorOf(widget))) {
            m_sinceTouched.start();
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void WebOfficeWindow::closeSoon()
{
    m_patience.start();
    m_page->triggerAction(QWebEnginePage::RequestClose); // it may have something to save, or to ask
}

void WebOfficeWindow::closeEvent(QCloseEvent *event)
{
    if (!m_mayClose) {
        closeSoon();
        event->ignore();
        return;
    }
    QMainWindow::closeEvent(event);
}

}
