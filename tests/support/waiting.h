// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/await.h"

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <vector>

namespace Kontor
{

/// Runs the event loop until the condition is true, or not any longer than \p atMost; answers
/// whether it is. What happens in this thread is noticed at once, the rest within milliseconds.
///
/// QTest::qWaitFor() sleeps between two looks, and events with it: a conversation of many steps
/// would take that sleep at each. QCoreApplication::processEvents() with a time never sleeps, and
/// takes the processor from those one waits for.
template <class Condition>
bool waitUntil(Condition condition, std::chrono::milliseconds atMost = std::chrono::seconds(30))
{
    constexpr auto between = std::chrono::milliseconds(5); // looks; some ask a server
    if (condition()) {
        return true;
    }
    const QDeadlineTimer deadline(atMost);
    QTimer heartbeat; // ends the sleep of the event loop
    heartbeat.setTimerType(Qt::PreciseTimer);
    heartbeat.start(between);
    while (!deadline.hasExpired()) {
        const QDeadlineTimer look(between, Qt::PreciseTimer);
        do {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
        } while (!look.hasExpired());
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        if (condition()) {
            return true;
        }
    }
    return condition();
}

namespace Waiting
{
template <class T>
Task<> into(Task<T> task, std::shared_ptr<std::optional<T>> answer)
{
    answer->emplace(co_await std::move(task));
}

/// Like waitUntil(), for a condition that costs nothing: looks after every event.
template <class Condition>
bool spin(Condition condition, std::chrono::milliseconds atMost)
{
    const QDeadlineTimer deadline(atMost);
    QTimer heartbeat;
    heartbeat.setTimerType(Qt::PreciseTimer);
    if (!condition()) {
        heartbeat.start(std::chrono::milliseconds(1)); // other threads do not wake this one
    }
    while (!condition() && !deadline.hasExpired()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents | QEventLoop::AllEvents);
    }
    return condition();
}
}

/// Runs the event loop until the future has its value and answers it.
template <class T>
T waitedFor(QFuture<T> future, std::chrono::milliseconds atMost = std::chrono::seconds(60))
{
    const bool isDone = Waiting::spin([&future] { return future.isFinished(); }, atMost);
    if (!isDone || future.resultCount() == 0) {
        qFatal("a future had no value in time");
    }
    return future.takeResult();
}

/// Runs the event loop until the task has returned and answers its value.
template <class T>
T waitedFor(Task<T> task, std::chrono::milliseconds atMost = std::chrono::seconds(60))
{
    const auto answer = std::make_shared<std::optional<T>>();
    Waiting::into(std::move(task), answer);
    const bool isDone = Waiting::spin([&answer] { return answer->has_value(); }, atMost);
    if (!isDone) {
        qFatal("a task did not return in time");
    }
    return **std::move(answer);
}

/// Like waitedFor() for tasks that run side by side; the answers are in their order.
template <class T>
std::vector<T> waitedForAll(std::vector<Task<T>> tasks, std::chrono::milliseconds atMost = std::chrono::seconds(60))
{
    std::vector<std::shared_ptr<std::optional<T>>> answers;
    for (auto &task : tasks) {
        answers.push_back(std::make_shared<std::optional<T>>());
        Waiting::into(std::move(task), answers.back());
    }
    const bool areDone = Waiting::spin([&answers] { return std::ranges::all_of(answers, [](const auto &answer) { return answer->has_value(); }); }, atMost);
    if (!areDone) {
        qFatal("a task did not return in time");
    }
    std::vector<T> values;
    for (const auto &answer : answers) {
        values.push_back(**std::move(answer));
    }
    return values;
}

}
