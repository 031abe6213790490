// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixmedia.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr auto oldRoot = "/_matrix/media/v3"_L1;
constexpr auto patience = std::chrono::minutes(3); ///< the server may have to fetch it from another one first
constexpr qint64 largestThumbnail = qint64(8) << 20;

HttpHeaders asItIs()
{
    return {{"Accept-Encoding", "identity"}}; // a range of what is packed would be of no use
}

QByteArray pathOf(MatrixMedia::Way way, const QString &what, const MatrixMediaAddress &address)
{
    return way == MatrixMedia::Way::Old ? matrixPath(oldRoot, {what, address.server, address.id}) : matrixPath(matrixClientV1, {u"media"_s, what, address.server, address.id});
}

MatrixMedia::Way other(MatrixMedia::Way way)
{
    return way == MatrixMedia::Way::Old ? MatrixMedia::Way::Authenticated : MatrixMedia::Way::Old;
}

/// The server knows no such address at all: it is older or newer than it said.
bool isUnknownWay(const Error &error)
{
    return matrixErrorCode(error) == "M_UNRECOGNIZED"_L1;
}

Task<Result<MatrixMediaPart>> fetchBy(QPointer<MatrixConnection> connection, MatrixMedia::Way way, MatrixMediaAddress address, qint64 offset, qint64 length)
{
    if (!connection) {
        co_return cancelled();
    }
    co_return co_await connection->mediaStreams()->read(connection, pathOf(way, u"download"_s, address), offset, length);
}

Task<Result<MatrixMediaPart>> thumbnailBy(QPointer<MatrixConnection> connection, MatrixMedia::Way way, MatrixMediaAddress address, QSize pixels)
{
    MatrixRequest request{.path = pathOf(way, u"thumbnail"_s, address),
                          .query = {{u"width"_s, QString::number(std::clamp(pixels.width(), 16, 2048))},
                                    {u"height"_s, QString::number(std::clamp(pixels.height(), 16, 2048))},
                                    {u"method"_s, u"scale"_s},
                                    {u"animated"_s, u"false"_s}},
                          .timeout = patience,
                          .atMost = largestThumbnail};
    const auto answer = co_await sendMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return MatrixMediaPart{.bytes = answer->body, .type = answer->header("Content-Type").left(200), .size = answer->body.size()};
}

Task<Result<void>> downloadBy(QPointer<MatrixConnection> connection, MatrixMedia::Way way, MatrixMediaAddress address, HttpSink sink, qint64 atMost)
{
    return tellMatrix(connection, {.path = pathOf(way, u"download"_s, address), .sink = std::move(sink), .headers = asItIs(), .timeout = patience, .atMost = atMost});
}
}

std::optional<MatrixMediaAddress> MatrixMediaAddress::of(const QString &mxc)
{
    constexpr qsizetype longest = 512;
    constexpr auto scheme = "mxc://"_L1;
    QString rest = mxc.mid(scheme.size());
    rest.truncate(rest.endsWith("#auto"_L1) ? rest.size() - 5 : rest.size()); // as clients once wrote
    const auto slash = rest.indexOf(u'/');
    if (!mxc.startsWith(scheme) || mxc.size() > longest || slash < 1) {
        return std::nullopt;
    }
    const MatrixMediaAddress address{.server = rest.first(slash), .id = rest.mid(slash + 1)};
    const auto isMadeOf = [](const QString &text, QLatin1StringView signs) {
        return !text.isEmpty() && std::ranges::all_of(text, [signs](QChar sign) {
            return (sign.unicode() < 0x80 && sign.isLetterOrNumber()) || signs.contains(sign);
        });
    };
    const auto isDots = [](const QString &text) {
        return text.count(u'.') == text.size();
    };
    const bool isSound = isMadeOf(address.server, ".-:[]"_L1) && isMadeOf(address.id, "_-.~="_L1) && !isDots(address.server) && !isDots(address.id);
    return isSound ? std::optional(address) : std::nullopt;
}

QString MatrixMediaAddress::text() const
{
    return u"mxc://"_s + server + u'/' + id;
}

MatrixMedia::MatrixMedia(MatrixConnection *connection, Way way)
    : m_connection(connection)
    , m_way(way)
{
}

Task<Result<MatrixMediaPart>> MatrixMedia::fetch(MatrixMediaAddress address, qint64 offset, qint64 length) const
{
    const auto connection = m_connection;
    const auto way = m_way;
    if (offset < 0 || length <= 0) {
        co_return MatrixMediaPart{};
    }
    auto part = co_await fetchBy(connection, way, address, offset, length);
    if (!part && isUnknownWay(part.error())) {
        part = co_await fetchBy(connection, other(way), address, offset, length);
    }
    co_return part;
}

Task<Result<void>> MatrixMedia::download(MatrixMediaAddress address, HttpSink sink, qint64 atMost) const
{
    const auto connection = m_connection;
    const auto way = m_way;
    auto done = co_await downloadBy(connection, way, address, sink, atMost);
    if (!done && isUnknownWay(done.error())) {
        done = co_await downloadBy(connection, other(way), address, sink, atMost);
    }
    co_return done;
}

Task<Result<MatrixMediaPart>> MatrixMedia::thumbnail(MatrixMediaAddress address, QSize pixels) const
{
    const auto connection = m_connection;
    const auto way = m_way;
    auto part = co_await thumbnailBy(connection, way, address, pixels);
    if (!part && isUnknownWay(part.error())) {
        part = co_await thumbnailBy(connection, other(way), address, pixels);
    }
    co_return part;
}

Task<Result<QString>> MatrixMedia::upload(std::shared_ptr<const HttpSource> source, QByteArray type, QString name) const
{
    MatrixRequest request{.method = "POST",
                          .path = matrixPath(oldRoot, {u"upload"_s}),
                          .contentType = type.isEmpty() ? QByteArray("application/octet-stream") : type,
                          .source = std::move(source),
                          .timeout = patience};
    if (!name.isEmpty()) {
        request.query.emplaceBack(u"filename"_s, name);
    }
    const auto connection = m_connection;
    const auto answer = co_await askMatrix(connection, std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const QString mxc = MatrixJson::id(answer->value("content_uri"_L1));
    if (!MatrixMediaAddress::of(mxc)) {
        co_return matrixNonsense(connection ? connection->homeserver() : QUrl(), u"no mxc address"_s);
    }
    co_return mxc;
}

Task<Result<qint64>> MatrixMedia::largestUpload() const
{
    const auto connection = m_connection;
    const QByteArray now = matrixPath(matrixClientV1, {u"media"_s, u"config"_s});
    const QByteArray before = matrixPath(oldRoot, {u"config"_s});
    const bool isOld = m_way == Way::Old;
    auto answer = co_await askMatrix(connection, {.path = isOld ? before : now});
    if (!answer && isUnknownWay(answer.error())) {
        answer = co_await askMatrix(connection, {.path = isOld ? now : before});
    }
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const qint64 size = MatrixJson::number(answer->value("m.upload.size"_L1), -1);
    co_return size > 0 ? size : -1;
}

}
