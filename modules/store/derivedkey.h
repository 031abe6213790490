// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMessageAuthenticationCode>

namespace Kontor
{

/// A key for one purpose, made from the store's: whoever learns one learns no other.
inline QByteArray derivedKey(const QByteArray &key, const char *purpose)
{
    return QMessageAuthenticationCode::hash(QByteArray(purpose), key, QCryptographicHash::Sha256);
}

}
