// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixmediastream.h"

#include "base/await.h"
#include "chat/protocol/matrixerror.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto patience = std::chrono::minutes(3); ///< the server may have to fetch it from another one first
constexpr auto idle = std::chrono::seconds(30); ///< then nobody reads on
constexpr auto longestWait = std::chrono::minutes(10); ///< never reached: the request has its own
constexpr qsizetype mostOpen = 8;
constexpr qint64 endless = std::numeric_limits<qint64>::max() / 2;

qint64 numberIn(const QByteArray &text, qint64 otherwise)
{
    bool isNumber = false;
    const qint64 number = text.trimmed().toLongLong(&isNumber);
    return isNumber && number >= 0 ? number : otherwise;
}
}

struct MatrixMediaStreams::Stream {
    QByteArray path;
    qint64 position = 0; ///< of the next octet for the reader
    qint64 skip = 0; ///< octets of the answer before that
    qint64 wanted = 0; ///< octets that may lie here
    QByteArray buffer;
    QByteArray type;
    qint64 size = -1;
    std::optional<Result<void>> end;
    Pending<void> news; ///< for the reader
    Pending<void> room; ///< for the answer
    bool hasHead = false;
    bool isBusy = false;
    bool isAbandoned = false;

    bool readHead(const HttpAnswer &head);
};

/// False: the answer is of something else than was asked for.
bool MatrixMediaStreams::Stream::readHead(const HttpAnswer &head)
{
    hasHead = true;
    type = head.header("Content-Type").left(200);
    qint64 start = 0;
    if (head.status == 206) { // "bytes 100-199/1000"
        const QByteArray range = head.header("Content-Range");
        const auto space = range.indexOf(' ');
        const auto dash = range.indexOf('-');
        const auto slash = range.indexOf('/');
        const bool isTold = space > 0 && dash > space && slash > dash;
        start = isTold ? numberIn(range.mid(space + 1, dash - space - 1), -1) : position;
        size = isTold ? numberIn(range.mid(slash + 1), -1) : -1;
    } else {
        size = numberIn(head.header("Content-Length"), -1);
    }
    skip = position - start;
    return start >= 0 && skip >= 0;
}

std::shared_ptr<MatrixMediaStreams::Stream> MatrixMediaStreams::find(const QByteArray &path, qint64 offset) const
{
    const auto found = std::ranges::find_if(m_streams, [&](const auto &stream) {
        return stream->path == path && stream->position == offset && !stream->isBusy && !stream->isAbandoned && (!stream->end || stream->end->has_value());
    });
    return found == m_streams.end() ? nullptr : *found;
}

void MatrixMediaStreams::makeRoom()
{
    m_streams.removeIf([](const auto &stream) {
        return !stream->isBusy && stream->end && !stream->end->has_value();
    });
    while (m_streams.size() >= mostOpen) {
        const auto oldest = std::ranges::find_if(m_streams, [](const auto &stream) {
            return !stream->isBusy;
        });
        if (oldest == m_streams.end()) {
            return;
        }
        (*oldest)->isAbandoned = true;
        (*oldest)->room.complete({});
        m_streams.erase(oldest);
    }
}

Task<Result<void>> MatrixMediaStreams::feed(std::shared_ptr<Stream> stream, HttpAnswer head, QByteArray bytes)
{
    if (!stream->hasHead && !stream->readHead(head)) {
        co_return matrixNonsense(head.url, u"a range that was not asked for"_s);
    }
    const qint64 drop = std::min<qint64>(stream->skip, bytes.size());
    stream->skip -= drop;
    stream->buffer += QByteArrayView(bytes).sliced(drop);
    stream->news.complete({});
    while (stream->buffer.size() > stream->wanted && !stream->isAbandoned) {
        stream->room = Pending<void>();
        const auto waited = co_await stream->room.result(idle);
        if (!waited) {
            stream->isAbandoned = true;
            stream->buffer.clear();
        }
    }
    if (stream->isAbandoned) {
        co_return cancelled();
    }
    co_return {};
}

Task<> MatrixMediaStreams::run(QPointer<MatrixConnection> connection, std::shared_ptr<Stream> stream, MatrixRequest request)
{
    const auto answer = co_await connection->exchange(std::move(request));
    if (!answer) {
        stream->end = std::unexpected(answer.error());
    } else if (answer->status == 416) {
        stream->end = Result<void>(); // nothing there any more
    } else if (!answer->isSuccess()) {
        stream->end = std::unexpected(matrixError(*answer));
    } else {
        if (!stream->hasHead) {
            stream->readHead(*answer);
        }
        stream->end = Result<void>();
    }
    stream->news.complete({});
    stream->room.complete({});
}

Task<Result<MatrixMediaPart>> MatrixMediaStreams::readFrom(Streams self, std::shared_ptr<Stream> stream, qint64 length)
{
    stream->isBusy = true;
    stream->wanted = length;
    stream->room.complete({});
    while (!stream->end && stream->buffer.size() <= length) {
        stream->news = Pending<void>();
        const auto told = co_await stream->news.result(longestWait);
        if (!told) {
            stream->end = std::unexpected(told.error());
        }
    }
    stream->isBusy = false;
    self->m_streams.removeOne(stream);
    if (stream->end && !stream->end->has_value() && stream->buffer.size() <= length) {
        co_return std::unexpected(stream->end->error());
    }
    MatrixMediaPart part{.bytes = stream->buffer.first(std::min<qint64>(length, stream->buffer.size())), .type = stream->type, .size = stream->size};
    stream->buffer.remove(0, part.bytes.size());
    stream->position += part.bytes.size();
    part.more = !stream->buffer.isEmpty() || !stream->end;
    if (part.more) {
        self->m_streams << stream;
        stream->room.complete({}); // the next part may come meanwhile
    }
    co_return part;
}

Task<Result<MatrixMediaPart>> MatrixMediaStreams::read(QPointer<MatrixConnection> connection, QByteArray path, qint64 offset, qint64 length)
{
    const auto self = shared_from_this();
    auto stream = find(path, offset);
    if (!stream) {
        makeRoom();
        stream = std::make_shared<Stream>();
        stream->path = path;
        stream->position = offset;
        stream->wanted = length;
        // By HTTP/1.1: with HTTP/2 all of a file would come here at once, whether anybody reads on or not.
        MatrixRequest request{.path = path, .headers = {{"Accept-Encoding", "identity"}, {"Connection", "keep-alive"}}, .timeout = patience, .atMost = endless};
        if (offset > 0) {
            request.headers.emplaceBack("Range", "bytes=" + QByteArray::number(offset) + '-');
        }
        request.sink = [stream](const HttpAnswer &head, QByteArray bytes) {
            return feed(stream, head, std::move(bytes));
        };
        m_streams << stream;
        run(connection, stream, std::move(request));
    }
    co_return co_await readFrom(self, stream, length);
}

}
