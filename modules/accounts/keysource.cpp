// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "accounts/keysource.h"

#include <openssl/rand.h>

namespace Kontor
{

QByteArray randomKey()
{
    QByteArray key(32, Qt::Uninitialized);
    if (RAND_priv_bytes(reinterpret_cast<unsigned char *>(key.data()), int(key.size())) != 1) {
        qFatal("the system gives no random numbers");
    }
    return key;
}

KeyAnswer keyPresent(const QByteArray &key)
{
    return {.state = KeyState::Present, .key = key, .isNew = false, .error = {}};
}

KeyAnswer keyMissing(KeyState state, const QString &message, const QString &detail)
{
    return {.state = state, .key = {}, .isNew = false, .error = failure(Error::Kind::Storage, message, QStringLiteral("key %1: %2").arg(keyStateName(state), detail)).error()};
}

QString keyStateName(KeyState state)
{
    switch (state) {
    case KeyState::Present:
        return QStringLiteral("present");
    case KeyState::Absent:
        return QStringLiteral("absent");
    case KeyState::Locked:
        return QStringLiteral("locked");
    case KeyState::Denied:
        return QStringLiteral("denied");
    case KeyState::Unavailable:
        return QStringLiteral("unavailable");
    case KeyState::Changed:
        return QStringLiteral("changed");
    case KeyState::Damaged:
        return QStringLiteral("damaged");
    }
    Q_UNREACHABLE_RETURN({});
}

}
