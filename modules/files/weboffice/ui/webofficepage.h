// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/weboffice/ui/webofficefence.h"

#include <QSslCertificate>
#include <QWebEnginePage>

namespace Kontor
{

/// The page of a web office: stays within its fence, opens no windows, gets none of the machine's devices, and tells when
/// the office itself wants to be closed (Collabora's and OnlyOffice's messages to the page around them).
class WebOfficePage : public QWebEnginePage
{
    Q_OBJECT
public:
    WebOfficePage(QWebEngineProfile *profile, WebOfficeFence *fence, QObject *parent);

    void trust(const QList<QSslCertificate> &authorities); ///< besides the system's

Q_SIGNALS:
    void leadsElsewhere(const QUrl &url); ///< the user followed a link out of the fence
    void closeWanted();

protected:
    bool acceptNavigationRequest(const QUrl &url, NavigationType type, bool isMainFrame) override;
    QStringList chooseFiles(FileSelectionMode mode, const QStringList &oldFiles, const QStringList &acceptedMimeTypes) override;
    void javaScriptConsoleMessage(JavaScriptConsoleMessageLevel level, const QString &message, int line, const QString &source) override;

private:
    void listen();
    void judge(QWebEngineCertificateError error);

    WebOfficeFence *m_fence;
    QString m_secret; ///< begins what our own script says
    QList<QSslCertificate> m_authorities;
};

}
