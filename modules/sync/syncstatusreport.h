// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sync/syncstatus.h"

#include <QMutex>
#include <QObject>
#include <QTimer>

namespace Kontor
{

/// Collects what the engine's activities tell of themselves and passes it on at most ten times a
/// second. status() from every thread, the rest on the network thread.
class SyncStatusReport : public QObject
{
    Q_OBJECT
public:
    explicit SyncStatusReport(ResourceId resource, QObject *parent = nullptr);

    SyncStatus status() const;

    void show(SyncStatus::Activity activity, const QString &collection = {});
    void startCounting(qint64 total);
    void count(qint64 items);
    void succeeded(const QDateTime &when);
    void setError(const std::optional<Error> &error);
    void flush(); ///< now

Q_SIGNALS:
    void changed(const Kontor::SyncStatus &status);

private:
    void later();

    mutable QMutex m_mutex;
    SyncStatus m_status;
    QTimer m_timer;
};

}
