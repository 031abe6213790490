// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/task.h"

#include <QCoroFuture>
#include <QFuture>
#include <QPromise>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace Kontor
{

/// Resumes in the calling thread after the given time.
Task<> sleepFor(std::chrono::milliseconds duration);

/// Resumes in the calling thread when the future has its value; a cancelled future gives Cancelled.
template<class T>
Task<Result<T>> resultOf(QFuture<Result<T>> future)
{
    // As a future of nothing: QCoro would read the result of one that was cancelled and has none.
    const QFuture<void> done(future);
    if (!done.isFinished()) {
        co_await qCoro(done).waitForFinished();
    }
    if (future.isCanceled() || future.resultCount() == 0) {
        co_return cancelled();
    }
    co_return future.takeResult();
}

/// One answer that arrives later: the bridge from callbacks and signals to coroutines.
///
/// Copies share the same answer. The first call of complete() wins; later ones are ignored, so
/// that success, error, cancellation and timeout may race. All calls in one thread. Whoever
/// holds the other end must complete it before dying; drop-outs are answered by the timeout.
template<class T>
class Pending
{
public:
    void complete(Result<T> result) const
    {
        if (m_state->promise.future().isFinished()) {
            return;
        }
        m_state->promise.addResult(std::move(result));
        m_state->promise.finish();
    }

    bool isComplete() const
    {
        return m_state->promise.future().isFinished();
    }

    /// Waits for complete(); after \p atMost without one the answer is Timeout.
    Task<Result<T>> result(std::chrono::milliseconds atMost) const
    {
        return wait(*this, atMost);
    }

private:
    struct State {
        State()
        {
            promise.start();
        }
        QPromise<Result<T>> promise;
    };

    static Task<Result<T>> wait(Pending self, std::chrono::milliseconds atMost)
    {
        auto future = self.m_state->promise.future();
        if (!future.isFinished()) {
            QTimer timer;
            timer.setSingleShot(true);
            QObject::connect(&timer, &QTimer::timeout, [self] {
                self.complete(timedOut());
            });
            timer.start(atMost);
            co_await qCoro(QFuture<void>(future)).waitForFinished();
        }
        co_return future.takeResult();
    }

    static std::unexpected<Error> timedOut();

    std::shared_ptr<State> m_state = std::make_shared<State>();
};

/// Timeout, with the usual sentence.
[[nodiscard]] std::unexpected<Error> timeoutFailure();

template<class T>
std::unexpected<Error> Pending<T>::timedOut()
{
    return timeoutFailure();
}

}
