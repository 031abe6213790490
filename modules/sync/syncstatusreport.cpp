// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/syncstatusreport.h"

namespace Kontor
{

SyncStatusReport::SyncStatusReport(ResourceId resource, QObject *parent)
    : QObject(parent)
{
    m_status.resource = resource;
    m_timer.setParent(this); // moves to another thread together with us
    m_timer.setSingleShot(true);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &SyncStatusReport::flush);
}

SyncStatus SyncStatusReport::status() const
{
    const QMutexLocker lock(&m_mutex);
    return m_status;
}

void SyncStatusReport::show(SyncStatus::Activity activity, const QString &collection)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_status.activity == activity && m_status.collection == collection) {
            return;
        }
        m_status.activity = activity;
        m_status.collection = collection;
    }
    later();
}

void SyncStatusReport::startCounting(qint64 total)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_status.done = 0;
        m_status.total = total;
    }
    later();
}

void SyncStatusReport::count(qint64 items)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_status.done += items;
    }
    later();
}

void SyncStatusReport::succeeded(const QDateTime &when)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_status.lastSuccess = when;
        m_status.error.reset();
    }
    later();
}

void SyncStatusReport::setError(const std::optional<Error> &error)
{
    {
        const QMutexLocker lock(&m_mutex);
        if (m_status.error == error) {
            return;
        }
        m_status.error = error;
    }
    later();
}

void SyncStatusReport::flush()
{
    m_timer.stop();
    Q_EMIT changed(status());
}

void SyncStatusReport::later()
{
    if (!m_timer.isActive()) {
        m_timer.start();
    }
}

}
