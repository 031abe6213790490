// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/screenlock.h"
#include "base/ids.h"

#include <QDateTime>
#include <QObject>
#include <QPointer>
#include <QTimer>

class KNotification;

namespace Kontor
{

class Services;

/// Tells of new mail in the inboxes: one notification for what came within some seconds; nothing
/// of its content while the screen is locked.
class NewMailNotifier : public QObject
{
    Q_OBJECT
public:
    explicit NewMailNotifier(Services *services, QObject *parent = nullptr);

Q_SIGNALS:
    void openWanted(qint64 item);
    void arrived(int count); ///< for the window, when it is in front

private:
    struct News {
        ItemId item;
        QString person;
        QString subject;
    };
    void look();
    void tell(const QList<News> &news);

    Services *m_services;
    QTimer m_pause;
    qint64 m_lastItem = -1; ///< everything above is new
    ScreenLock m_lock;
    QPointer<KNotification> m_notification;
};

}
