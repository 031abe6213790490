// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"

#include <QObject>

#include <memory>

namespace Kontor
{

/// Counts the tasks an object has started, so that it can wait for them before it dies.
///
/// Every detached coroutine is started through start(). The owner stops what the tasks wait for
/// and then co_awaits idle() (or, outside coroutines, connects to emptied()). One thread.
class TaskScope : public QObject
{
    Q_OBJECT
public:
    explicit TaskScope(QObject *parent = nullptr);
    ~TaskScope() override;

    void start(Task<> task);
    int running() const
    {
        return m_running;
    }
    Task<> idle();

Q_SIGNALS:
    void emptied();

private:
    Task<> track(Task<> task);
    int m_running = 0;
};

}
