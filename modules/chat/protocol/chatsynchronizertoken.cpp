// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/protocol/chatsynchronizertoken.h"

#include <QCborMap>
#include <QCborValue>

namespace Kontor
{
namespace
{
enum Key { Position = 1, Counter, Serial, Device };
}

QByteArray ChatSynchronizerToken::toCbor() const
{
    return QCborMap{{Position, position}, {Counter, counter}, {Serial, qint64(serial)}, {Device, device}}.toCborValue().toCbor();
}

ChatSynchronizerToken ChatSynchronizerToken::fromCbor(const QByteArray &bytes)
{
    const auto map = QCborValue::fromCbor(bytes).toMap();
    ChatSynchronizerToken token;
    token.position = map.value(Position).toByteArray();
    token.counter = std::max<qint64>(map.value(Counter).toInteger(), 0) & ~qint64(1);
    token.serial = quint64(std::max<qint64>(map.value(Serial).toInteger(), 0));
    token.device = map.value(Device).toString();
    return token;
}

}
