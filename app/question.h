// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engines.h"
#include "base/await.h"

#include <KLocalizedString>
#include <QPromise>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <memory>

namespace Kontor
{

/// One question to a server under way, shared by the threads that may end it; the first end counts.
template <class T>
class Question
{
public:
    Question()
    {
        m_promise.start();
    }
    QFuture<Result<T>> future() const
    {
        return m_promise.future();
    }
    bool isOver() const
    {
        return m_isOver.load() || m_promise.isCanceled();
    }
    void end(Result<T> result)
    {
        if (!m_isOver.exchange(true)) {
            m_promise.addResult(std::move(result));
            m_promise.finish();
        }
    }

private:
    QPromise<Result<T>> m_promise;
    std::atomic<bool> m_isOver = false;
};

/// The server of an engine, if it may be asked now.
template <class Server>
Result<Server *> serverOf(const Engines &engines, const Engines::Engine *engine)
{
    auto *synchronizer = engine ? qobject_cast<Server *>(engine->synchronizer) : nullptr;
    if (!synchronizer || !engines.isReachable(*engine)) {
        return failure(Error::Kind::Offline, i18nc("@info", "The server is not connected."));
    }
    if (const auto error = engine->status.error; error && error->kind == Error::Kind::Unauthorized) { // asked again and again, servers lock an account
        return std::unexpected(*error);
    }
    return synchronizer;
}

/// Lets \p ask put a question on the network thread, unless nobody waits for the answer any more.
template <class T, class Server, class Ask>
QFuture<Result<T>> putQuestion(Engines &engines, const Engines::Engine *engine, std::chrono::milliseconds patience, Ask ask)
{
    const auto server = serverOf<Server>(engines, engine);
    if (!server) {
        return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(server.error())));
    }
    auto question = std::make_shared<Question<T>>();
    engines.network().run([question, ask = std::move(ask), synchronizer = *server, patience] {
        if (question->isOver()) {
            return;
        }
        QTimer::singleShot(patience, synchronizer, [weak = std::weak_ptr(question)] {
            if (const auto late = weak.lock()) {
                late->end(timeoutFailure());
            }
        });
        ask(synchronizer, question);
    });
    return question->future();
}

}
