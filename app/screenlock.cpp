// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/screenlock.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace Kontor
{
namespace
{
const QString service = QStringLiteral("org.freedesktop.ScreenSaver");
const QString path = QStringLiteral("/ScreenSaver");
}

ScreenLock::ScreenLock(QObject *parent)
    : QObject(parent)
{
    QDBusConnection::sessionBus().connect(service, path, service, QStringLiteral("ActiveChanged"), this, SLOT(ask()));
    ask();
}

void ScreenLock::ask()
{
    const auto call = QDBusMessage::createMethodCall(service, path, service, QStringLiteral("GetActive"));
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<bool> reply = *watcher;
        m_isLocked = reply.isValid() && reply.value();
        watcher->deleteLater();
    });
}

}
