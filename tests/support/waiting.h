// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QTest>

namespace Kontor
{

/// Spins the event loop until the future has its value and answers it.
template<class T>
T waitedFor(QFuture<T> future, std::chrono::milliseconds atMost = std::chrono::seconds(60))
{
    const QDeadlineTimer deadline(atMost);
    while (!future.isFinished() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    if (!future.isFinished() || future.resultCount() == 0) {
        qFatal("a future had no value in time");
    }
    return future.takeResult();
}

namespace Waiting
{
template<class T>
Task<> into(Task<T> task, std::shared_ptr<std::optional<T>> answer)
{
    answer->emplace(co_await std::move(task));
}
}

/// Spins the event loop until the task has returned and answers its value.
template<class T>
T waitedFor(Task<T> task, std::chrono::milliseconds atMost = std::chrono::seconds(60))
{
    const auto answer = std::make_shared<std::optional<T>>();
    Waiting::into(std::move(task), answer);
    const QDeadlineTimer deadline(atMost);
    while (!answer->has_value() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents, 20);
    }
    if (!answer->has_value()) {
        qFatal("a task did not return in time");
    }
    return **std::move(answer);
}

/// True when the condition became true while the event loop ran.
template<class Condition>
bool waitUntil(Condition condition, std::chrono::milliseconds atMost = std::chrono::seconds(30))
{
    return QTest::qWaitFor(condition, QDeadlineTimer(atMost));
}

}
