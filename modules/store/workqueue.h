// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMutex>
#include <QThread>
#include <QWaitCondition>

#include <deque>
#include <functional>
#include <memory>

namespace Kontor
{

/// One named thread that runs what is queued, in order. Destruction runs the rest first.
class WorkQueue
{
public:
    using Work = std::move_only_function<void()>;

    /// Behind: stands back for the window when processors are short.
    enum class Standing { Ahead, Behind };
    WorkQueue(const QString &name, Standing standing);
    ~WorkQueue();
    Q_DISABLE_COPY_MOVE(WorkQueue)

    void add(Work work);

    /// Waits until everything queued before has run.
    void drain();

    bool isCurrentThread() const;

private:
    void loop();

    QMutex m_mutex;
    QWaitCondition m_filled;
    std::deque<Work> m_works;
    bool m_closing = false;
    std::unique_ptr<QThread> m_thread;
};

}
