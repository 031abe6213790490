// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixevent.h"
#include "chat/protocol/matrixjson.h"

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
MatrixRelation::Kind kindOf(const QString &type)
{
    using Kind = MatrixRelation::Kind;
    if (type == "m.thread"_L1) {
        return Kind::Thread;
    }
    if (type == "m.replace"_L1) {
        return Kind::Edit;
    }
    if (type == "m.annotation"_L1) {
        return Kind::Annotation;
    }
    return type == "m.reference"_L1 ? Kind::Reference : Kind::Other;
}
}

MatrixRelation MatrixRelation::of(const QJsonObject &content)
{
    constexpr qsizetype longestKey = 256; // some sequences of emoji are long
    const auto relates = content.value("m.relates_to"_L1).toObject();
    MatrixRelation relation{.replyTo = MatrixJson::id(MatrixJson::at(relates, {"m.in_reply_to"_L1, "event_id"_L1}))};
    const QString type = MatrixJson::id(relates.value("rel_type"_L1));
    const QString eventId = MatrixJson::id(relates.value("event_id"_L1));
    if (type.isEmpty() || eventId.isEmpty()) {
        if (!relation.replyTo.isEmpty()) {
            relation.kind = Kind::Reply;
            relation.eventId = relation.replyTo;
        }
        return relation;
    }
    relation.kind = kindOf(type);
    relation.type = type;
    relation.eventId = eventId;
    relation.key = MatrixJson::text(relates.value("key"_L1), longestKey);
    relation.isFallback = relation.kind == Kind::Thread && MatrixJson::flag(relates.value("is_falling_back"_L1));
    if (relation.kind == Kind::Annotation && relation.key.isEmpty()) {
        return {}; // says nothing
    }
    return relation;
}

}
