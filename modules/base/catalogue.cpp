// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/catalogue.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QDir>

namespace Kontor
{

void useCatalogue()
{
    const auto domain = QByteArrayLiteral(TRANSLATION_DOMAIN);
    // Beside bin/ in the build folder and below any prefix, wherever XDG_DATA_DIRS points.
    const QDir locale(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/locale"));
    if (locale.exists()) {
        KLocalizedString::addDomainLocaleDir(domain, QDir::cleanPath(locale.absolutePath()));
    }
    KLocalizedString::setApplicationDomain(domain);
}

}
