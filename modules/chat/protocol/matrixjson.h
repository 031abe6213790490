// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <initializer_list>
#include <optional>

namespace Kontor
{

/// Reads small JSON of Matrix servers, where anything may be missing, of another type or far too long. Nothing here fails:
/// what cannot be read is empty, false or zero.
namespace MatrixJson
{
[[nodiscard]] std::optional<QJsonObject> object(QByteArrayView bytes); ///< nullopt: no whole JSON object
QJsonValue at(const QJsonValue &value, std::initializer_list<QLatin1StringView> path); ///< Undefined if anything on the way is missing
QString text(const QJsonValue &value, qsizetype atMost = 65536); ///< empty where it is longer
QString id(const QJsonValue &value); ///< of a user, room, event, device: empty where it is longer than any or holds control characters
qint64 number(const QJsonValue &value, qint64 otherwise = 0); ///< whole, and within what a double counts exactly
int count(const QJsonValue &value); ///< not negative
qint64 moment(const QJsonValue &value); ///< ms since epoch, 0 to the year 9999
bool flag(const QJsonValue &value);
QStringList ids(const QJsonValue &value, qsizetype atMost = 100'000); ///< of an array; what is no id is left out
QStringList texts(const QJsonValue &value, qsizetype atMost = 1000);

/// What somebody else wrote, fit for one line of ours: without control and direction signs, no longer than a sentence.
QString words(const QString &text);
/// As octets to send.
QByteArray bytes(const QJsonObject &object);
}

}
