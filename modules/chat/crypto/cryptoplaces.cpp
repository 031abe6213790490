// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/crypto/cryptoplaces.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QStringList>

namespace Kontor
{

QString CryptoPlaces::program()
{
    const auto here = QCoreApplication::applicationDirPath();
    for (const QString &place : {QString(here + QStringLiteral("/kontor-crypto")),
                                 QString(here + QStringLiteral("/" KONTOR_LIBEXEC_FROM_BIN "/kontor-crypto")),
                                 QStringLiteral(KONTOR_LIBEXEC "/kontor-crypto")}) {
        if (QFileInfo(place).isExecutable()) {
            return place;
        }
    }
    return {};
}

QString CryptoPlaces::package()
{
    const auto here = QCoreApplication::applicationDirPath();
    QStringList places;
    if (here == QLatin1StringView(KONTOR_BUILD_BIN)) { // nobody else shall look into a folder of whoever built the program
        places << QStringLiteral(KONTOR_CRYPTO_PACKAGE);
    }
    places << QString(here + QStringLiteral("/" KONTOR_CRYPTO_DATA_FROM_BIN)) << QString(here + QStringLiteral("/" KONTOR_CRYPTO_DATA_FROM_LIBEXEC))
           << QStringLiteral(KONTOR_CRYPTO_DATA);
    for (const auto &place : std::as_const(places)) {
        if (QFileInfo(place + QStringLiteral("/pkg/matrix_sdk_crypto_wasm_bg.wasm")).isReadable()) {
            return place;
        }
    }
    return {};
}

}
