// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace Kontor::Words
{

/// A point in time as people say it, short: "14:05", "Yesterday 14:05", "Monday 14:05", "3 March", "03/03/2024".
QString shortDate(const QDateTime &when, const QDateTime &now = QDateTime::currentDateTime());

/// "14:05"
QString time(QTime time);

/// The whole truth: weekday, date and time.
QString longDate(const QDateTime &when);

/// "3.2 MiB"; negative sizes are unknown.
QString size(qint64 bytes);

/// Cuts \p text to about \p atMost characters, with an ellipsis, and takes out line breaks.
QString shortened(const QString &text, int atMost = 80);

/// Takes out characters that only serve to deceive: direction overrides, zero-width and control characters.
QString withoutTricks(const QString &text);

}
