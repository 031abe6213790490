// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QWidget>

#include <functional>

class QWebEngineDownloadRequest;

namespace Kontor
{

/// What a page gives to be saved: fetched into a private folder first, and kept only where the user puts it. One at a time.
class WebOfficeDownloads : public QObject
{
    Q_OBJECT
public:
    WebOfficeDownloads(const QString &folder, QWidget *window);

    void take(QWebEngineDownloadRequest *download);

    /// Where the user wants it; empty: nowhere.
    using Ask = std::function<void(const QString &name, std::function<void(const QString &path)> answered)>;
    void setAsk(Ask ask);

Q_SIGNALS:
    void saved(const QString &path);
    void failed(const QString &sentence);

private:
    void arrived(const QString &path, const QString &name);

    QString m_folder;
    QPointer<QWidget> m_window;
    Ask m_ask;
    QPointer<QWebEngineDownloadRequest> m_current;
    bool m_isAsking = false;
    int m_number = 0;
};

}
