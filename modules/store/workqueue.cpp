// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/workqueue.h"

#include "base/stepback.h"

#include <QSemaphore>

namespace Kontor
{

WorkQueue::WorkQueue(const QString &name, Standing standing)
    : m_thread(QThread::create([this, standing] {
        if (standing == Standing::Behind) {
            stepBack();
        }
        loop();
    }))
{
    m_thread->setObjectName(name);
    m_thread->start();
}

WorkQueue::~WorkQueue()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_closing = true;
    }
    m_filled.wakeAll();
    m_thread->wait();
}

void WorkQueue::add(Work work)
{
    {
        const QMutexLocker lock(&m_mutex);
        m_works.push_back(std::move(work));
    }
    m_filled.wakeAll();
}

void WorkQueue::drain()
{
    auto reached = std::make_shared<QSemaphore>();
    add([reached] {
        reached->release();
    });
    reached->acquire();
}

bool WorkQueue::isCurrentThread() const
{
    return QThread::currentThread() == m_thread.get();
}

void WorkQueue::loop()
{
    for (;;) {
        Work work;
        {
            const QMutexLocker lock(&m_mutex);
            while (m_works.empty() && !m_closing) {
                m_filled.wait(&m_mutex);
            }
            if (m_works.empty()) {
                return;
            }
            work = std::move(m_works.front());
            m_works.pop_front();
        }
        work();
    }
}

}
