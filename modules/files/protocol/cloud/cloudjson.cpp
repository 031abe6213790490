// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/protocol/cloud/cloudjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr double exactly = 9007199254740992.0; // 2^53
constexpr qsizetype longestList = 100'000;

QJsonArray listOf(const QJsonValue &value)
{
    if (value.isArray()) {
        return value.toArray();
    }
    QJsonArray list;
    const auto object = value.toObject();
    for (const auto &entry : object) {
        list << entry;
    }
    return list;
}
}

QJsonObject CloudJson::object(const QByteArray &bytes)
{
    return QJsonDocument::fromJson(bytes).object();
}

QJsonValue CloudJson::at(const QJsonValue &value, std::initializer_list<QLatin1StringView> path)
{
    QJsonValue here = value;
    for (const auto &key : path) {
        here = here.isObject() ? here.toObject().value(key) : QJsonValue(QJsonValue::Undefined);
    }
    return here;
}

bool CloudJson::has(const QJsonValue &value, std::initializer_list<QLatin1StringView> path)
{
    const auto found = at(value, path);
    return !found.isUndefined() && !found.isNull();
}

bool CloudJson::flag(const QJsonValue &value)
{
    if (value.isBool()) {
        return value.toBool();
    }
    if (value.isDouble()) {
        return value.toDouble() != 0;
    }
    const auto word = value.toString().trimmed().toLower();
    return word == "true"_L1 || word == "yes"_L1 || word == "on"_L1 || word.toDouble() > 0;
}

qint64 CloudJson::number(const QJsonValue &value)
{
    const double number = value.isString() ? value.toString().trimmed().toDouble() : value.toDouble();
    return std::isfinite(number) && std::abs(number) < exactly ? qint64(number) : 0;
}

QString CloudJson::text(const QJsonValue &value)
{
    if (value.isDouble()) {
        return QString::number(number(value));
    }
    return value.toString();
}

QStringList CloudJson::texts(const QJsonValue &value)
{
    QStringList texts;
    const auto list = listOf(value);
    for (qsizetype at = 0; at < std::min(list.size(), longestList); ++at) {
        if (const auto word = text(list.at(at)); !word.isEmpty()) {
            texts << word;
        }
    }
    return texts;
}

QList<QJsonObject> CloudJson::objects(const QJsonValue &value)
{
    QList<QJsonObject> objects;
    const auto list = listOf(value);
    for (qsizetype at = 0; at < std::min(list.size(), longestList); ++at) {
        if (list.at(at).isObject()) {
            objects << list.at(at).toObject();
        }
    }
    return objects;
}

}
