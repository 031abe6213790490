// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QUrl>

namespace Kontor
{

/// The address of a service as a person types it: without a scheme it is https; http must be meant.
inline QUrl webAddress(const QString &text)
{
    const auto trimmed = text.trimmed();
    return trimmed.isEmpty() || trimmed.contains(QLatin1String("://")) ? QUrl(trimmed) : QUrl(QString(QStringLiteral("https://") + trimmed));
}

}
