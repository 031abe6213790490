// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QPointer>

#include <utility>

namespace Kontor
{

/// Calls \p then with the answer from the event loop of \p context, also when the future was cancelled (Cancelled) or had
/// its value already; never if the context goes first.
template<class T, class Then>
void whenAnswered(const QFuture<Result<T>> &future, QObject *context, Then then)
{
    auto *watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, then = std::move(then)]() mutable {
        watcher->deleteLater();
        const auto answer = watcher->future();
        if (answer.isCanceled() || answer.resultCount() == 0) {
            then(Result<T>(cancelled()));
        } else {
            then(answer.result());
        }
    });
    watcher->setFuture(future);
}

}
