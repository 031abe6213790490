// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/matrixsyncparts.h"

#include "chat/protocol/matrixjson.h"
#include "chat/protocol/matrixscan.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Kontor
{
namespace
{
constexpr qsizetype largestDatum = qsizetype(8) << 20; ///< of account data: m.direct and push rules of years
constexpr qsizetype mostReceipts = 200'000;
constexpr qsizetype mostTyping = 1000;
constexpr qsizetype mostUsers = 1'000'000;
constexpr qsizetype mostAlgorithms = 100;

QStringList readIds(MatrixScan &scan, qsizetype atMost)
{
    QStringList ids;
    scan.elements([&] {
        const QString id = MatrixJson::id(scan.text());
        if (!id.isEmpty() && ids.size() < atMost) {
            ids << id;
        }
    });
    return ids;
}
}

bool isMatrixRoomId(const QString &id)
{
    return id.size() > 1 && id.startsWith(u'!') && !MatrixJson::id(id).isEmpty();
}

void readMatrixAccountData(MatrixScan &scan, QList<MatrixAccountDatum> &data, int &unreadable)
{
    scan.elements([&] {
        const auto json = scan.skip();
        const bool isFit = json.size() <= largestDatum && scan.deepest() <= Matrix::deepestEvent;
        const auto object = isFit ? MatrixJson::object(json) : std::nullopt;
        const QString type = object ? MatrixJson::id(object->value("type"_L1)) : QString();
        if (type.isEmpty() || !object->value("content"_L1).isObject()) {
            ++unreadable;
            return;
        }
        data << MatrixAccountDatum{.type = type, .content = object->value("content"_L1).toObject()};
    });
}

void readMatrixReceipts(MatrixScan &scan, QList<MatrixReceipt> &receipts)
{
    scan.members([&](const QString &event) {
        scan.members([&](const QString &type) {
            if (type != "m.read"_L1 && type != "m.read.private"_L1) {
                return;
            }
            scan.members([&](const QString &user) {
                MatrixReceipt receipt{.eventId = MatrixJson::id(event), .userId = MatrixJson::id(user), .type = type};
                scan.members([&](const QString &field) {
                    if (field == "ts"_L1) {
                        receipt.at = MatrixJson::moment(QJsonValue(double(scan.number())));
                    } else if (field == "thread_id"_L1) {
                        receipt.threadId = MatrixJson::id(scan.text());
                    }
                });
                if (!receipt.eventId.isEmpty() && !receipt.userId.isEmpty() && receipts.size() < mostReceipts) {
                    receipts << receipt;
                }
            });
        });
    });
}

void readMatrixTyping(MatrixScan &scan, MatrixRoomNews &room)
{
    scan.members([&](const QString &key) {
        if (key == "user_ids"_L1 && scan.kind() == MatrixScan::Kind::Array) {
            room.typing = readIds(scan, mostTyping);
        }
    });
}

void readMatrixToDevice(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    scan.elements([&] {
        const auto event = MatrixEvent::read(scan.skip());
        if (!event || event->fault != MatrixEvent::Fault::None) {
            ++answer.unreadable;
            return;
        }
        answer.toDevice << MatrixToDevice{.type = event->type, .sender = event->sender, .raw = event->raw};
    });
}

void readMatrixDeviceLists(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    scan.members([&](const QString &key) {
        if (key == "changed"_L1) {
            answer.devicesChanged = readIds(scan, mostUsers);
        } else if (key == "left"_L1) {
            answer.devicesLeft = readIds(scan, mostUsers);
        }
    });
}

void readMatrixKeyCounts(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    if (scan.kind() != MatrixScan::Kind::Object) {
        return;
    }
    QMap<QString, qint64> counts;
    scan.members([&](const QString &algorithm) {
        const auto count = scan.number(-1);
        if (count >= 0 && counts.size() < mostAlgorithms) {
            counts.insert(algorithm, count);
        }
    });
    answer.keyCounts = counts;
}

void readMatrixFallbackKeys(MatrixScan &scan, MatrixSyncAnswer &answer)
{
    if (scan.kind() == MatrixScan::Kind::Array) {
        answer.unusedFallbackKeys = readIds(scan, mostAlgorithms);
    }
}

}
