// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/taskscope.h"

#include "base/log.h"

#include <QCoroSignal>

namespace Kontor
{

TaskScope::TaskScope(QObject *parent)
    : QObject(parent)
{
}

TaskScope::~TaskScope()
{
    if (m_running > 0) {
        qCWarning(logBase) << "a task scope dies with" << m_running << "tasks still running";
    }
}

void TaskScope::start(Task<> task)
{
    ++m_running;
    track(std::move(task));
}

Task<> TaskScope::track(Task<> task)
{
    co_await task;
    if (--m_running == 0) {
        Q_EMIT emptied();
    }
}

Task<> TaskScope::idle()
{
    while (m_running > 0) {
        co_await qCoro(this, &TaskScope::emptied);
    }
}

}
