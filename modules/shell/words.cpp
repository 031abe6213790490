// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/words.h"

#include <KFormat>
#include <KLocalizedString>
#include <QLocale>

namespace Kontor::Words
{
namespace
{
QString clock(const QLocale &locale, QTime time)
{
    // The C locale's short format has seconds.
    return locale.language() == QLocale::C ? time.toString(QStringLiteral("HH:mm")) : locale.toString(time, QLocale::ShortFormat);
}
}

QString shortDate(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid()) {
        return i18nc("@info no date known", "No date");
    }
    const QLocale locale;
    const auto local = when.toLocalTime();
    const auto today = now.toLocalTime().date();
    const auto days = local.date().daysTo(today);
    auto time = clock(locale, local.time());
    if (days == 0) {
        return time;
    }
    if (days == 1) {
        return i18nc("@info a time yesterday", "Yesterday %1", time);
    }
    if (days > 1 && days < 7) {
        return i18nc("@info weekday and time", "%1 %2", locale.dayName(local.date().dayOfWeek(), QLocale::ShortFormat), time);
    }
    if (days > 0 && local.date().year() == today.year()) {
        return locale.toString(local.date(), i18nc("a day of this year, see QLocale::toString()", "d MMM"));
    }
    return locale.toString(local.date(), QLocale::ShortFormat);
}

QString time(QTime time)
{
    return clock(QLocale(), time);
}

QString longDate(const QDateTime &when)
{
    if (!when.isValid()) {
        return i18nc("@info no date known", "No date");
    }
    const QLocale locale;
    const auto local = when.toLocalTime();
    return i18nc("@info date, time", "%1, %2", locale.toString(local.date(), QLocale::LongFormat), clock(locale, local.time()));
}

QString size(qint64 bytes)
{
    return bytes < 0 ? i18nc("@info size", "unknown size") : KFormat().formatByteSize(double(bytes));
}

QString shortened(const QString &text, int atMost)
{
    auto line = text.simplified();
    if (line.size() > atMost) {
        line.truncate(atMost - 1);
        if (!line.isEmpty() && line.back().isHighSurrogate()) {
            line.chop(1);
        }
        line += QChar(0x2026);
    }
    return line;
}

QString withoutTricks(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const auto c : text) {
        const auto code = c.unicode();
        const bool isTrick = (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || (code >= 0x200b && code <= 0x200f) || code == 0xfeff
            || code == 0x061c || code == 0x00ad || (c.category() == QChar::Other_Control && c != QLatin1Char('\t'));
        if (!isTrick) {
            result += c;
        }
    }
    return result;
}

}
