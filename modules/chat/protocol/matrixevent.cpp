// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixevent.h"

#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
std::optional<MatrixRedaction> redactionIn(const QJsonObject &unsignedPart)
{
    const auto because = unsignedPart.value("redacted_because"_L1);
    const QString by = MatrixJson::id(unsignedPart.value("redacted_by"_L1));
    if (!because.isObject() && by.isEmpty()) {
        return std::nullopt;
    }
    const auto id = MatrixJson::id(MatrixJson::at(because, {"event_id"_L1}));
    return MatrixRedaction{.eventId = id.isEmpty() ? by : id,
                           .sender = MatrixJson::id(MatrixJson::at(because, {"sender"_L1})),
                           .reason = MatrixJson::text(MatrixJson::at(because, {"content"_L1, "reason"_L1}), 4096),
                           .at = MatrixJson::moment(MatrixJson::at(because, {"origin_server_ts"_L1}))};
}

void readUnsigned(MatrixEvent &event, const QJsonObject &part)
{
    event.age = std::max<qint64>(MatrixJson::number(part.value("age"_L1), -1), -1);
    event.transactionId = MatrixJson::text(part.value("transaction_id"_L1), Matrix::longestId);
    event.membership = MatrixJson::id(part.value("membership"_L1));
    event.redaction = redactionIn(part);
    event.previousContent = part.value("prev_content"_L1).toObject();
    event.bundled = part.value("m.relations"_L1).toObject();
}

/// What can be said of an event whose whole is not taken.
std::optional<MatrixEvent> stub(QByteArrayView json, MatrixEvent::Fault fault)
{
    constexpr qsizetype largestUnsigned = 64 * 1024;
    MatrixEvent event{.fault = fault};
    QByteArrayView unsignedPart;
    int deepest = 0;
    MatrixScan scan(json);
    scan.members([&](const QString &key) {
        if (key == "event_id"_L1) {
            event.id = MatrixJson::id(scan.text());
        } else if (key == "room_id"_L1) {
            event.roomId = MatrixJson::id(scan.text());
        } else if (key == "type"_L1) {
            event.type = MatrixJson::id(scan.text());
        } else if (key == "sender"_L1) {
            event.sender = MatrixJson::id(scan.text());
        } else if (key == "state_key"_L1 && scan.kind() == MatrixScan::Kind::Text) {
            event.stateKey = MatrixJson::id(scan.text());
        } else if (key == "origin_server_ts"_L1) {
            event.at = MatrixJson::moment(QJsonValue(double(scan.number())));
        } else if (key == "redacts"_L1) {
            event.redacts = MatrixJson::id(scan.text());
        } else if (key == "unsigned"_L1) {
            unsignedPart = scan.skip();
            deepest = scan.deepest();
        }
    });
    if (!unsignedPart.isEmpty() && unsignedPart.size() <= largestUnsigned && deepest <= Matrix::deepestEvent) {
        readUnsigned(event, MatrixJson::object(unsignedPart).value_or(QJsonObject()));
    }
    return event.type.isEmpty() ? std::nullopt : std::optional(std::move(event));
}
}

std::optional<MatrixEvent> MatrixEvent::read(QByteArrayView json)
{
    if (json.size() > Matrix::largestEvent) {
        return stub(json, Fault::TooLarge);
    }
    MatrixScan scan(json);
    if (scan.kind() != MatrixScan::Kind::Object) {
        return std::nullopt;
    }
    scan.skip();
    if (scan.deepest() > Matrix::deepestEvent) {
        return stub(json, Fault::TooDeep);
    }
    const auto object = MatrixJson::object(json);
    if (!object) {
        return stub(json, Fault::Unreadable);
    }
    MatrixEvent event{.id = MatrixJson::id(object->value("event_id"_L1)),
                      .roomId = MatrixJson::id(object->value("room_id"_L1)),
                      .type = MatrixJson::id(object->value("type"_L1)),
                      .sender = MatrixJson::id(object->value("sender"_L1)),
                      .content = object->value("content"_L1).toObject(),
                      .at = MatrixJson::moment(object->value("origin_server_ts"_L1)),
                      .redacts = MatrixJson::id(object->value("redacts"_L1)),
                      .raw = json.toByteArray()};
    if (event.type.isEmpty()) {
        return std::nullopt;
    }
    if (const auto key = object->value("state_key"_L1); key.isString()) {
        if (key.toString().size() > Matrix::longestId) {
            return std::nullopt; // cut or emptied it would be the state of something else
        }
        event.stateKey = key.toString();
    }
    readUnsigned(event, object->value("unsigned"_L1).toObject());
    if (event.previousContent.isEmpty()) {
        event.previousContent = object->value("prev_content"_L1).toObject(); // older servers
    }
    if (event.redacts.isEmpty() && event.type == "m.room.redaction"_L1) {
        event.redacts = MatrixJson::id(event.content.value("redacts"_L1)); // from room version 11 on
    }
    return event;
}

}
