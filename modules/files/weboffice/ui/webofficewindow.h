// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/weboffice/ui/webofficefence.h"
#include "files/weboffice/webofficerequest.h"

#include <QElapsedTimer>
#include <QMainWindow>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>

class QLabel;
class QToolBar;
class QWebEngineView;

namespace Kontor
{

class WebOfficeDownloads;
class WebOfficePage;
class WebOfficeProfile;

/// The window of one document in the web office.
class WebOfficeWindow : public QMainWindow
{
    Q_OBJECT
public:
    explicit WebOfficeWindow(const WebOfficeRequest &request);
    ~WebOfficeWindow() override;

    WebOfficePage *page() const;
    WebOfficeDownloads *downloads() const;
    const WebOfficeFence &fence() const;

    /// What happens to a link out of the office that the user agreed to; the desktop's browser unless set.
    void setBrowser(std::function<void(const QUrl &)> browser);

    /// Asks the page, which may have something to save, and closes; within seconds in any case.
    void closeSoon();

protected:
    void closeEvent(QCloseEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildTools();
    void buildView();
    void tell(const QString &sentence);
    void loaded(bool isWhole);
    void ask(const QUrl &url);
    void goRound();

    WebOfficeRequest m_request;
    QTemporaryDir m_folder;
    WebOfficeFence m_fence;
    WebOfficeProfile *m_profile;
    WebOfficePage *m_page;
    QWebEngineView *m_view;
    WebOfficeDownloads *m_downloads;
    QToolBar *m_tools;
    QLabel *m_notice;
    QTimer m_patience;
    QElapsedTimer m_sinceTouched; ///< the user did something in the view
    std::function<void(const QUrl &)> m_browser;
    bool m_mayClose = false;
    bool m_isAsking = false;
};

}
