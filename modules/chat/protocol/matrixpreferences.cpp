// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixpreferences.h"

#include "chat/protocol/matrixcall.h"
#include "chat/protocol/matrixjson.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype longestText = 4096;

/// A removal of what is not there has reached what was wished.
Task<Result<void>> removed(QPointer<MatrixConnection> connection, QByteArray path)
{
    const auto done = co_await tellMatrix(connection, {.method = "DELETE", .path = std::move(path)});
    if (!done && done.error().kind == Error::Kind::NotFound) {
        co_return {};
    }
    co_return done;
}
}

MatrixPreferences::MatrixPreferences(MatrixConnection *connection, QString user)
    : m_connection(connection)
    , m_user(std::move(user))
{
}

Task<Result<MatrixProfile>> MatrixPreferences::profile(QString user) const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"profile"_s, user})});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return MatrixProfile{.name = MatrixJson::text(answer->value("displayname"_L1), longestText), .avatar = MatrixJson::text(answer->value("avatar_url"_L1), longestText)};
}

Task<Result<void>> MatrixPreferences::setName(QString name) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"profile"_s, m_user, u"displayname"_s}), {{u"displayname"_s, name}}));
}

Task<Result<void>> MatrixPreferences::setAvatar(QString mxc) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"profile"_s, m_user, u"avatar_url"_s}), {{u"avatar_url"_s, mxc}}));
}

Task<Result<QJsonObject>> MatrixPreferences::accountData(QString type) const
{
    return askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"user"_s, m_user, u"account_data"_s, type})});
}

Task<Result<void>> MatrixPreferences::putAccountData(QString type, QJsonObject content) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"user"_s, m_user, u"account_data"_s, type}), content));
}

Task<Result<QJsonObject>> MatrixPreferences::roomData(QString room, QString type) const
{
    return askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"user"_s, m_user, u"rooms"_s, room, u"account_data"_s, type})});
}

Task<Result<void>> MatrixPreferences::putRoomData(QString room, QString type, QJsonObject content) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"user"_s, m_user, u"rooms"_s, room, u"account_data"_s, type}), content));
}

Task<Result<void>> MatrixPreferences::putTag(QString room, QString tag, std::optional<double> order) const
{
    QJsonObject body;
    if (order && std::isfinite(*order)) {
        body.insert(u"order"_s, *order);
    }
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"user"_s, m_user, u"rooms"_s, room, u"tags"_s, tag}), body));
}

Task<Result<void>> MatrixPreferences::removeTag(QString room, QString tag) const
{
    return removed(m_connection, matrixPath(matrixClientV3, {u"user"_s, m_user, u"rooms"_s, room, u"tags"_s, tag}));
}

Task<Result<QJsonObject>> MatrixPreferences::pushRules() const
{
    const auto answer = co_await askMatrix(m_connection, {.path = matrixPath(matrixClientV3, {u"pushrules"_s}) + '/'});
    if (!answer) {
        co_return std::unexpected(answer.error());
    }
    co_return answer->value("global"_L1).toObject();
}

Task<Result<void>> MatrixPreferences::putPushRule(QString kind, QString id, QJsonObject rule) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"pushrules"_s, u"global"_s, kind, id}), rule));
}

Task<Result<void>> MatrixPreferences::removePushRule(QString kind, QString id) const
{
    return removed(m_connection, matrixPath(matrixClientV3, {u"pushrules"_s, u"global"_s, kind, id}));
}

Task<Result<void>> MatrixPreferences::switchPushRule(QString kind, QString id, Switch to) const
{
    return tellMatrix(m_connection, matrixWrite("PUT", matrixPath(matrixClientV3, {u"pushrules"_s, u"global"_s, kind, id, u"enabled"_s}), {{u"enabled"_s, to == Switch::On}}));
}

}
