// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixsync.h"

#include "base/await.h"
#include "chat/protocol/matrixclassicsync.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixslidingsync.h"

#include <KLocalizedString>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
// In front of a position: how it was asked for.
constexpr QByteArrayView classicMark = "c1:";
constexpr QByteArrayView slidingMark = "s1:";
constexpr qsizetype atOnce = 64 * 1024; ///< octets that are read in less time than a thread takes
constexpr auto forTheAnswer = std::chrono::minutes(2);
constexpr auto forTheFirstAnswer = std::chrono::minutes(15); ///< of an account with thousands of rooms

using News = Result<MatrixSyncAnswer>;

/// Out of line: GCC 14 otherwise believes that the answer of a failure were read.
[[gnu::noinline]] News failed(Error error)
{
    return std::unexpected(std::move(error));
}

Error expired(const QUrl &homeserver, const QString &detail)
{
    return {.kind = Error::Kind::TokenExpired,
            .message = i18nc("@info", "The server %1 no longer knows where this program had stopped reading. Kontor reads it again.", homeserver.host()),
            .detail = detail};
}

Result<MatrixSyncAnswer> read(const QByteArray &json, MatrixSyncWay way, const QString &user, const MatrixSlidingPosition &from, int timeline)
{
    auto answer = way == MatrixSyncWay::Sliding ? readMatrixSlidingSync(json, user, from, timeline) : readMatrixClassicSync(json);
    if (answer) {
        answer->position.prepend(way == MatrixSyncWay::Sliding ? slidingMark : classicMark);
    }
    return answer;
}

/// For another thread: behind a pointer, for the same reason as above.
Result<std::shared_ptr<MatrixSyncAnswer>> readApart(const QByteArray &json, MatrixSyncWay way, const QString &user, const MatrixSlidingPosition &from, int timeline)
{
    return read(json, way, user, from, timeline).transform([](MatrixSyncAnswer &&answer) {
        return std::make_shared<MatrixSyncAnswer>(std::move(answer));
    });
}
}

std::optional<MatrixSyncWay> matrixSyncWayOf(const QByteArray &position)
{
    if (position.startsWith(slidingMark)) {
        return MatrixSyncWay::Sliding;
    }
    return position.startsWith(classicMark) ? std::optional(MatrixSyncWay::Classic) : std::nullopt;
}

Task<Result<MatrixSyncAnswer>> matrixSync(QPointer<MatrixConnection> connection, MatrixSyncWay way, MatrixSyncQuestion question)
{
    if (!connection) {
        co_return failed(cancelled().error());
    }
    const QUrl homeserver = connection->homeserver();
    const bool isFirst = question.position.isEmpty();
    if (!isFirst && matrixSyncWayOf(question.position) != way) {
        co_return failed(expired(homeserver, u"a position of another way to sync"_s));
    }
    const QByteArray inner = question.position.mid(classicMark.size());
    MatrixSlidingPosition from;
    if (way == MatrixSyncWay::Sliding && !isFirst) {
        const auto known = MatrixSlidingPosition::of(inner);
        if (!known) {
            co_return failed(expired(homeserver, u"a damaged position"_s));
        }
        from = *known;
    }
    auto request = way == MatrixSyncWay::Sliding ? matrixSlidingRequest(question, from) : matrixClassicRequest(question, QString::fromUtf8(inner));
    request.timeout = question.wait + (isFirst ? std::chrono::milliseconds(forTheFirstAnswer) : std::chrono::milliseconds(forTheAnswer));
    request.atMost = question.atMost;
    const auto answer = co_await connection->exchange(std::move(request));
    if (!answer) {
        co_return failed(answer.error());
    }
    if (!answer->isSuccess()) {
        auto error = matrixError(*answer);
        if (!isFirst && answer->status == 400 && error.kind != Error::Kind::Throttled) {
            error.kind = Error::Kind::TokenExpired; // few servers say M_UNKNOWN_POS; from scratch it would be refused as well
        }
        co_return failed(error);
    }
    News news;
    if (answer->body.size() <= atOnce) {
        news = read(answer->body, way, question.user, from, question.timeline);
    } else {
        auto apart = co_await resultOf(QtConcurrent::run(&readApart, answer->body, way, question.user, from, question.timeline));
        news = apart ? News(std::move(**apart)) : failed(apart.error());
    }
    if (!news) {
        // The reader knows no server to name.
        co_return failed(news.error().kind == Error::Kind::Protocol ? matrixNonsense(homeserver, news.error().detail).error() : news.error());
    }
    for (auto &room : news->rooms) {
        room.isInitial = room.isInitial || (isFirst && way == MatrixSyncWay::Classic);
    }
    co_return news;
}

}
