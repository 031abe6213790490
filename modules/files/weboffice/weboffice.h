// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "files/weboffice/webofficerequest.h"

#include <QObject>

class QProcess;

namespace Kontor
{

/// Opens documents of a web office, each in a process of its own (libexec/kontor-weboffice): a browser engine takes much
/// memory, wants things set up before the first window of a program, and is the likeliest part of all to be attacked. What
/// is secret goes through a pipe; where that ends, the window closes. GUI thread.
class WebOffice : public QObject
{
    Q_OBJECT
public:
    explicit WebOffice(QObject *parent = nullptr);
    ~WebOffice() override; ///< the windows are asked to close and go within some seconds

    static bool isInstalled();

    /// NotFound where it is not installed.
    Result<void> show(const WebOfficeRequest &request);
    int count() const; ///< documents that are open

Q_SIGNALS:
    void failed(const QString &title, const QUrl &page); ///< its program broke down

private:
    QList<QProcess *> m_windows;
};

}
