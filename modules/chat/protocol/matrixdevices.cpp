// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixdevices.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixerror.h"
#include "chat/protocol/matrixjson.h"

#include <KLocalizedString>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qint64 longestAnswer = qint64(200) << 20; ///< the keys of a large room, or of a whole backup
constexpr qsizetype longestText = 1000;

Result<MatrixRequest> prepared(const QUrl &homeserver, QByteArray method, const QString &path, QByteArray body)
{
    const QByteArray octets = path.toLatin1();
    const bool isPlain = std::ranges::all_of(path, [](QChar sign) {
        return sign.unicode() > 0x20 && sign.unicode() < 0x7f && sign != u'#';
    });
    const bool isOurs = isPlain && octets.startsWith("/_matrix/client/") && !octets.contains("/../");
    if (!isOurs) {
        return failure(Error::Kind::Protocol, i18nc("@info", "The server %1 cannot be asked for this.", homeserver.host()), u"a path of no API"_s);
    }
    return MatrixRequest{.method = std::move(method), .path = octets, .body = std::move(body), .timeout = std::chrono::minutes(2), .atMost = longestAnswer};
}

/// The way with the fewest stages left.
QStringList shortestWay(const QJsonObject &told)
{
    const auto completed = MatrixJson::ids(told.value("completed"_L1), 100);
    const auto flows = told.value("flows"_L1).toArray();
    std::optional<QStringList> best;
    for (const auto &flow : flows) {
        QStringList stages = MatrixJson::ids(MatrixJson::at(flow, {"stages"_L1}), 100);
        stages.removeIf([&completed](const QString &stage) {
            return completed.contains(stage);
        });
        if (!best || stages.size() < best->size()) {
            best = stages;
        }
    }
    return best.value_or(QStringList());
}

/// Some password way among those that are left.
bool takesPasswordAlone(const QJsonObject &told)
{
    const auto flows = told.value("flows"_L1).toArray();
    for (const auto &flow : flows) {
        if (MatrixJson::ids(MatrixJson::at(flow, {"stages"_L1}), 100) == QStringList{u"m.login.password"_s}) {
            return true;
        }
    }
    return false;
}

MatrixQuestion questionOf(const QUrl &homeserver, const QJsonObject &told)
{
    MatrixQuestion question{.session = MatrixJson::text(told.value("session"_L1), longestText),
                            .stages = shortestWay(told),
                            .takesPassword = takesPasswordAlone(told),
                            .words = MatrixJson::words(MatrixJson::text(told.value("error"_L1)))};
    if (question.stages.isEmpty()) {
        return question;
    }
    const QString &stage = question.stages.first();
    const QUrl named(MatrixJson::text(told.value("params"_L1).toObject().value(stage).toObject().value("url"_L1), 2000), QUrl::StrictMode);
    if (named.scheme() == "https"_L1 || (named.scheme() == "http"_L1 && homeserver.scheme() == "http"_L1)) {
        question.page = named; // m.oauth, org.matrix.cross_signing_reset
    } else if (const QByteArray path = matrixPath(matrixClientV3, {u"auth"_s, stage, u"fallback"_s, u"web"_s}); !path.isEmpty()) {
        question.page = matrixUrl(homeserver, path + "?session=" + QUrl::toPercentEncoding(question.session));
    }
    return question;
}

QJsonObject passwordAuth(const MatrixProof &proof, const QString &session)
{
    return {{u"type"_s, u"m.login.password"_s},
            {u"identifier"_s, QJsonObject{{u"type"_s, u"m.id.user"_s}, {u"user"_s, proof.user}}},
            {u"password"_s, proof.password},
            {u"session"_s, session}};
}

/// What to say in the next attempt; nothing where the person has to do something first.
std::optional<QJsonObject> nextAuth(const MatrixQuestion &question, const std::optional<MatrixProof> &proof, int attempt)
{
    if (attempt > 1) {
        return std::nullopt;
    }
    if (question.stages == QStringList{u"m.login.dummy"_s}) {
        return QJsonObject{{u"type"_s, u"m.login.dummy"_s}, {u"session"_s, question.session}};
    }
    if (proof && !proof->password.isEmpty() && question.takesPassword) {
        return passwordAuth(*proof, question.session);
    }
    return std::nullopt;
}

Task<Result<MatrixWeighty>> weighty(QPointer<MatrixConnection> connection, QByteArray method, QString path, QByteArray body, std::optional<MatrixProof> proof)
{
    auto object = MatrixJson::object(body).value_or(QJsonObject());
    if (proof && !proof->session.isEmpty()) {
        const QJsonObject done{{u"session"_s, proof->session}};
        object.insert(u"auth"_s, proof->password.isEmpty() ? done : passwordAuth(*proof, proof->session));
    }
    for (int attempt = 1;; ++attempt) {
        if (!connection) {
            co_return cancelled();
        }
        auto request = prepared(connection->homeserver(), method, path, MatrixJson::bytes(object));
        if (!request) {
            co_return std::unexpected(request.error());
        }
        const QUrl homeserver = connection->homeserver();
        const auto answer = co_await connection->exchange(*std::move(request));
        if (!answer) {
            co_return std::unexpected(answer.error());
        }
        if (answer->isSuccess()) {
            co_return MatrixWeighty{.body = answer->body};
        }
        const auto refusal = MatrixRefusal::of(*answer);
        if (answer->status != 401 || !refusal.body.value("flows"_L1).isArray()) {
            co_return std::unexpected(matrixError(*answer));
        }
        auto question = questionOf(homeserver, refusal.body);
        const auto auth = nextAuth(question, proof, attempt);
        if (!auth) {
            co_return MatrixWeighty{.question = std::move(question)};
        }
        object.insert(u"auth"_s, *auth);
    }
}
}

MatrixDevices::MatrixDevices(MatrixConnection *connection)
    : m_connection(connection)
{
}

Task<Result<QByteArray>> MatrixDevices::send(QByteArray method, QString path, QByteArray body) const
{
    const auto connection = m_connection;
    auto request = prepared(connection ? connection->homeserver() : QUrl(), std::move(method), path, std::move(body));
    if (!request) {
        co_return std::unexpected(request.error());
    }
    const auto answer = co_await sendMatrix(connection, *std::move(request));
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->body;
}

Task<Result<MatrixWeighty>> MatrixDevices::sendWeighty(QByteArray method, QString path, QByteArray body, std::optional<MatrixProof> proof) const
{
    return weighty(m_connection, std::move(method), std::move(path), std::move(body), std::move(proof));
}

Task<Result<QList<MatrixDevice>>> MatrixDevices::list() const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"devices"_s})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    QList<MatrixDevice> devices;
    const auto entries = answer->value("devices"_L1).toArray();
    for (const auto &entry : entries) {
        MatrixDevice device{.deviceId = MatrixJson::id(MatrixJson::at(entry, {"device_id"_L1})),
                            .name = MatrixJson::text(MatrixJson::at(entry, {"display_name"_L1}), longestText),
                            .lastAddress = MatrixJson::text(MatrixJson::at(entry, {"last_seen_ip"_L1}), longestText),
                            .lastSeen = MatrixJson::moment(MatrixJson::at(entry, {"last_seen_ts"_L1}))};
        if (!device.deviceId.isEmpty()) {
            devices << device;
        }
    }
    co_return devices;
}

Task<Result<void>> MatrixDevices::rename(QString device, QString name) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"devices"_s, device}), {{u"display_name"_s, name}}));
}

Task<Result<MatrixWeighty>> MatrixDevices::remove(QStringList devices, std::optional<MatrixProof> proof) const
{
    const QJsonObject body{{u"devices"_s, QJsonArray::fromStringList(devices)}};
    return weighty(m_connection, "POST", QString::fromLatin1(matrixPath(matrixClientV3, {u"delete_devices"_s})), MatrixJson::bytes(body), std::move(proof));
}

Task<Result<std::optional<MatrixBackupVersion>>> MatrixDevices::backupVersion() const
{
    const auto connection = m_connection;
    const auto answer = co_await sendMatrix(connection, {.path = matrixPath(matrixClientV3, {u"room_keys"_s, u"version"_s})});
    if (!answer && answer.error().kind == Error::Kind::NotFound) {
        co_return std::nullopt;
    }
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const QString version = MatrixJson::id(MatrixJson::object(answer->body).value_or(QJsonObject()).value("version"_L1));
    if (version.isEmpty()) {
        co_return matrixNonsense(answer->url, u"a backup without version"_s);
    }
    co_return MatrixBackupVersion{.version = version, .body = answer->body};
}

Task<Result<QString>> MatrixDevices::createBackup(QByteArray body) const
{
    const auto connection = m_connection;
    const auto answer = co_await askMatrix(connection, {.method = "POST", .path = matrixPath(matrixClientV3, {u"room_keys"_s, u"version"_s}), .body = std::move(body)});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    const QString version = MatrixJson::id(answer->value("version"_L1));
    if (version.isEmpty()) {
        co_return matrixNonsense(connection ? connection->homeserver() : QUrl(), u"a backup without version"_s);
    }
    co_return version;
}

Task<Result<void>> MatrixDevices::removeBackup(QString version) const
{
    const auto done = co_await tellMatrix(m_connection, {.method = "DELETE", .path = matrixPath(matrixClientV3, {u"room_keys"_s, u"version"_s, version})});
    if (!done && done.error().kind == Error::Kind::NotFound) {
        co_return {};
    }
    co_return done;
}

Task<Result<QByteArray>> MatrixDevices::backedUpKeys(QString version, QString room, QString session) const
{
    QStringList parts{u"room_keys"_s, u"keys"_s};
    if (!room.isEmpty()) {
        parts << room;
        if (!session.isEmpty()) {
            parts << session;
        }
    }
    const auto answer = co_await sendMatrix(m_connection, {.path = matrixPath(matrixClientV3, parts), .query = {{u"version"_s, version}}, .timeout = std::chrono::minutes(5), .atMost = longestAnswer});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->body;
}

}
