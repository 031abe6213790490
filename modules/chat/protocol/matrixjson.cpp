// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixjson.h"

#include "chat/protocol/matrixevent.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Kontor
{
namespace
{
constexpr double exactly = 9007199254740992.0; // 2^53
constexpr qint64 lastMoment = 253'402'300'799'999; // 9999-12-31
constexpr qsizetype longestSentence = 300;
}

std::optional<QJsonObject> MatrixJson::object(QByteArrayView bytes)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromRawData(bytes.data(), bytes.size()));
    return document.isObject() ? std::optional(document.object()) : std::nullopt;
}

QJsonValue MatrixJson::at(const QJsonValue &value, std::initializer_list<QLatin1StringView> path)
{
    QJsonValue here = value;
    for (const auto &key : path) {
        here = here.isObject() ? here.toObject().value(key) : QJsonValue(QJsonValue::Undefined);
    }
    return here;
}

QString MatrixJson::text(const QJsonValue &value, qsizetype atMost)
{
    const QString text = value.toString();
    return text.size() <= atMost ? text : QString();
}

QString MatrixJson::id(const QJsonValue &value)
{
    const QString id = text(value, Matrix::longestId);
    const bool isSound = std::ranges::all_of(id, [](QChar sign) {
        return sign.category() != QChar::Other_Control;
    });
    return isSound ? id : QString();
}

qint64 MatrixJson::number(const QJsonValue &value, qint64 otherwise)
{
    const double number = value.isDouble() ? value.toDouble() : std::nan("");
    return std::isfinite(number) && std::abs(number) < exactly ? qint64(number) : otherwise;
}

int MatrixJson::count(const QJsonValue &value)
{
    return int(std::clamp<qint64>(number(value), 0, std::numeric_limits<int>::max()));
}

qint64 MatrixJson::moment(const QJsonValue &value)
{
    return std::clamp<qint64>(number(value), 0, lastMoment);
}

bool MatrixJson::flag(const QJsonValue &value)
{
    return value.toBool();
}

QStringList MatrixJson::ids(const QJsonValue &value, qsizetype atMost)
{
    QStringList ids;
    const auto list = value.toArray();
    for (const auto &entry : list) {
        if (ids.size() >= atMost) {
            break;
        }
        if (const auto one = id(entry); !one.isEmpty()) {
            ids << one;
        }
    }
    return ids;
}

QStringList MatrixJson::texts(const QJsonValue &value, qsizetype atMost)
{
    QStringList texts;
    const auto list = value.toArray();
    for (const auto &entry : list) {
        if (texts.size() >= atMost) {
            break;
        }
        if (const auto one = text(entry); !one.isEmpty()) {
            texts << one;
        }
    }
    return texts;
}

QString MatrixJson::words(const QString &text)
{
    QString words;
    for (const QChar sign : text.left(4 * longestSentence)) {
        const auto category = sign.category();
        if (sign.isSpace() || category == QChar::Other_Control) {
            words += u' ';
        } else if (category != QChar::Other_Format && category != QChar::Other_NotAssigned && category != QChar::Other_PrivateUse) {
            words += sign;
        }
    }
    words = words.simplified();
    return words.size() > longestSentence ? QString(words.left(longestSentence) + u'…') : words;
}

QByteArray MatrixJson::bytes(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

}
