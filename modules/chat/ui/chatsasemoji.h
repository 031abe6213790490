// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

namespace Kontor
{

/// One of the 64 pictures by which two devices are compared (client-server API, "SAS method: emoji"); the names are those of the
/// specification, since the other device may show them in words alone.
struct ChatSasEmoji {
    QString symbol{};
    QString name{}; ///< in English or German, whichever the language is nearer to

    static constexpr int count = 64;
    static ChatSasEmoji at(int number, QLocale::Language language = QLocale().language()); ///< 0 to 63; others: empty
};

}
