// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/weboffice/ui/webofficefence.h"

#include <QWebEngineProfile>
#include <QWebEngineUrlRequestInterceptor>

namespace Kontor
{

/// Refuses all requests that lead outside the fence, whoever makes them.
class WebOfficeInterceptor : public QWebEngineUrlRequestInterceptor
{
    Q_OBJECT
public:
    WebOfficeInterceptor(WebOfficeFence *fence, QObject *parent);
    void interceptRequest(QWebEngineUrlRequestInfo &info) override;

Q_SIGNALS:
    void refused(const QUrl &url);

private:
    WebOfficeFence *m_fence;
};

/// What a web office remembers: nothing. No cookie, cache or visited page outlives the window or touches the disk; nothing is
/// sent elsewhere.
class WebOfficeProfile : public QWebEngineProfile
{
    Q_OBJECT
public:
    /// \p fence must outlive it. \p folder: private, for what is downloaded until the user said where it goes.
    WebOfficeProfile(WebOfficeFence *fence, const QString &folder, QObject *parent = nullptr);

    WebOfficeInterceptor *interceptor() const;

private:
    WebOfficeInterceptor *m_interceptor;
};

}
