// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QUrl>
#include <QWebEngineUrlRequestInterceptor>
#include <QWebEngineUrlRequestJob>
#include <QWebEngineUrlSchemeHandler>

namespace Kontor
{

/// All the page can ask for: its own files, the package, and one address by which it takes calls.
class CryptoScheme : public QWebEngineUrlSchemeHandler
{
    Q_OBJECT
public:
    static constexpr auto name = "kontor-crypto";
    static void announce(); ///< before the application is made
    static QUrl page();

    /// \p package: folder of the npm package.
    explicit CryptoScheme(const QString &package, QObject *parent = nullptr);

    void call(const QByteArray &json); ///< waits until the page takes it
    void requestStarted(QWebEngineUrlRequestJob *job) override;

private:
    void serve(QWebEngineUrlRequestJob *job, const QByteArray &type, const QByteArray &content);
    void giveNext();

    QString m_package;
    QList<QByteArray> m_calls;
    QPointer<QWebEngineUrlRequestJob> m_waiting;
};

/// What the page gives answers to, by the web channel: bodies of requests come to a scheme's handler one small piece at a
/// time, and large ones not at all.
class CryptoOutlet : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    Q_INVOKABLE void answer(const QString &json);

Q_SIGNALS:
    void answered(const QByteArray &json);
};

/// Lets nothing out but the page's own scheme, whatever the page tries.
class CryptoFence : public QWebEngineUrlRequestInterceptor
{
    Q_OBJECT
public:
    using QWebEngineUrlRequestInterceptor::QWebEngineUrlRequestInterceptor;
    void interceptRequest(QWebEngineUrlRequestInfo &info) override;
};

}
