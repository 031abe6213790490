// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace Kontor
{

/// Reads JSON of servers written in PHP, where a number may be a string, a list an object with numbers for keys, and
/// anything may be missing or of another type. Nothing here fails: what cannot be read is empty, false or zero.
namespace CloudJson
{
QJsonObject object(const QByteArray &bytes); ///< the document; empty unless it is an object
QJsonValue at(const QJsonValue &value, std::initializer_list<QLatin1StringView> path); ///< Undefined if anything on the way is missing
bool has(const QJsonValue &value, std::initializer_list<QLatin1StringView> path); ///< there, and not null
bool flag(const QJsonValue &value); ///< true, 1, "1", "true", "yes"; also "1.0", which capabilities use for "yes"
qint64 number(const QJsonValue &value); ///< 12, 12.0, "12"; 0 for what is none or beyond what a double counts exactly
QString text(const QJsonValue &value); ///< also of a number
QStringList texts(const QJsonValue &value); ///< of an array or of an object's values
QList<QJsonObject> objects(const QJsonValue &value); ///< of an array or of an object's values
}

}
