// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

namespace Kontor
{

/// What a sentence such as "Fr 14-15 Uhr Lagebesprechung mit B. Demo, Raum 2.04" says of an event. A value.
///
/// German and English are understood at once, whatever the language of the desktop. What nobody
/// understands stays in the summary: no word that was typed is lost.
struct QuickAdd {
    QString summary{};
    QString with{}; ///< the words about people as typed ("mit B. Demo"), for the summary if nobody of them is known
    QStringList people{}; ///< names or addresses
    QString location{};
    QString conference{}; ///< a link
    QStringList categories{}; ///< "#Team"
    QString rule{}; ///< RRULE value, or empty
    QDateTime start{}, end{}; ///< in the local zone; null: nothing was said of when
    bool isAllDay = false; ///< then end is the last day, inclusive

    /// Pure. Dates without a year and weekdays are the next ones from \p now on.
    static QuickAdd read(const QString &sentence, const QDateTime &now);
};

}
