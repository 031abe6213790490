// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/chatinquiry.h"
#include "app/question.h"
#include "chat/protocol/chatsynchronizer.h"

namespace Kontor
{

// How ChatInquiry asks; for the files it is written in.
inline constexpr auto usualPatience = std::chrono::seconds(40);
inline constexpr auto longPatience = std::chrono::minutes(5); ///< keys of years, directories of other servers

/// Ends the question with what a task answers.
template <class T>
void pass(Task<Result<T>> task, QObject *context, const std::shared_ptr<Question<T>> &question)
{
    QCoro::connect(std::move(task), context, [question](const Result<T> &answer) { question->end(answer); });
}

template <class T>
QFuture<Result<T>> ChatInquiry::ask(const QFuture<Result<Place>> &place, std::chrono::milliseconds patience, Ask<T> put)
{
    return QFuture<Result<Place>>(place)
        .then(this,
              [this, patience, put = std::move(put)](const Result<Place> &found) {
                  if (!found) {
                      return QtFuture::makeReadyValueFuture(Result<T>(std::unexpected(found.error())));
                  }
                  return putQuestion<T, ChatSynchronizer>(*m_engines, m_engines->of(found->resource), patience,
                                                          [put, where = *found](ChatSynchronizer *server, const std::shared_ptr<Question<T>> &question) { put(server, where, question); });
              })
        .unwrap();
}

}
