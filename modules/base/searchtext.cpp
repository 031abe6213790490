// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/searchtext.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>

namespace Kontor
{
namespace
{
constexpr qsizetype mostTokens = 200;
constexpr qsizetype mostSpellings = 8;

QString plainWord(const QString &text)
{
    return text.trimmed().toLower();
}

bool isOneOf(const QString &text, const char *words)
{
    return QString::fromUtf8(words).split(u' ').contains(plainWord(text));
}

std::optional<std::pair<QDate, QDate>> days(const QDate &first, const QDate &after)
{
    return first.isValid() && after.isValid() ? std::optional(std::pair(first, after)) : std::nullopt;
}

std::optional<std::pair<QDate, QDate>> namedDate(const QString &word, const QDate &today)
{
    const auto monday = today.addDays(1 - today.dayOfWeek());
    const QDate month(today.year(), today.month(), 1);
    const QDate year(today.year(), 1, 1);
    if (isOneOf(word, "today heute")) {
        return days(today, today.addDays(1));
    }
    if (isOneOf(word, "yesterday gestern")) {
        return days(today.addDays(-1), today);
    }
    if (isOneOf(word, "vorgestern")) {
        return days(today.addDays(-2), today.addDays(-1));
    }
    if (isOneOf(word, "week woche thisweek")) {
        return days(monday, monday.addDays(7));
    }
    if (isOneOf(word, "lastweek vorwoche")) {
        return days(monday.addDays(-7), monday);
    }
    if (isOneOf(word, "month monat thismonth")) {
        return days(month, month.addMonths(1));
    }
    if (isOneOf(word, "lastmonth vormonat")) {
        return days(month.addMonths(-1), month);
    }
    if (isOneOf(word, "year jahr thisyear")) {
        return days(year, year.addYears(1));
    }
    if (isOneOf(word, "lastyear vorjahr")) {
        return days(year.addYears(-1), year);
    }
    return std::nullopt;
}
}

QList<SearchToken> SearchText::tokens(const QString &text, bool (*isOperator)(const QString &key))
{
    QList<SearchToken> list;
    qsizetype at = 0;
    while (at < text.size() && list.size() < mostTokens) {
        if (text[at].isSpace()) {
            ++at;
            continue;
        }
        SearchToken token;
        token.start = at;
        if (text[at] == u'-' && at + 1 < text.size() && !text[at + 1].isSpace()) {
            token.isExcluded = true;
            ++at;
        }
        const auto wordStart = at;
        while (at < text.size() && !text[at].isSpace() && text[at] != u'"' && text[at] != u':') {
            ++at;
        }
        if (at < text.size() && text[at] == u':' && at > wordStart) {
            const auto key = text.mid(wordStart, at - wordStart).toLower();
            if (isOperator(key)) {
                token.key = key;
                ++at;
            } else {
                while (at < text.size() && !text[at].isSpace() && text[at] != u'"') { // "10:30", "http://…"
                    ++at;
                }
                token.value = text.mid(wordStart, at - wordStart);
                token.end = at;
                list << token;
                continue;
            }
        } else if (at > wordStart) {
            token.value = text.mid(wordStart, at - wordStart);
            token.end = at;
            list << token;
            continue;
        } else if (text[at] == u':') {
            ++at;
            continue;
        }
        if (at < text.size() && text[at] == u'"') {
            const auto close = text.indexOf(u'"', at + 1);
            const auto end = close < 0 ? text.size() : close;
            token.value = text.mid(at + 1, end - at - 1);
            token.isPhrase = true;
            at = std::min(end + 1, text.size());
        } else {
            const auto valueStart = at;
            while (at < text.size() && !text[at].isSpace()) {
                ++at;
            }
            token.value = text.mid(valueStart, at - valueStart);
        }
        token.end = at;
        list << token;
    }
    return list;
}

bool SearchText::isSearchable(const QString &text)
{
    const auto points = text.toUcs4();
    return std::ranges::any_of(points, [](char32_t point) { return QChar::isLetterOrNumber(point); });
}

std::optional<std::pair<QDate, QDate>> SearchText::span(const QString &text, const QDate &today)
{
    const auto word = plainWord(text);
    if (const auto named = namedDate(word, today)) {
        return named;
    }
    static const QRegularExpression iso(QStringLiteral("^(\\d{4})-(\\d{1,2})(?:-(\\d{1,2}))?$"));
    static const QRegularExpression slashed(QStringLiteral("^(\\d{4})/(\\d{1,2})/(\\d{1,2})$"));
    static const QRegularExpression german(QStringLiteral("^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}|\\d{2})?$"));
    static const QRegularExpression germanMonth(QStringLiteral("^(\\d{1,2})[./](\\d{4})$"));
    static const QRegularExpression yearOnly(QStringLiteral("^(\\d{4})$"));
    static const QRegularExpression ago(QStringLiteral("^(\\d{1,4})(d|t|w|m|y|j)$"));
    if (auto match = iso.match(word); match.hasMatch()) {
        const int year = match.captured(1).toInt();
        const int month = match.captured(2).toInt();
        if (match.captured(3).isEmpty()) {
            const QDate first(year, month, 1);
            return days(first, first.addMonths(1));
        }
        const QDate day(year, month, match.captured(3).toInt());
        return days(day, day.addDays(1));
    }
    if (auto match = slashed.match(word); match.hasMatch()) {
        const QDate day(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt());
        return days(day, day.addDays(1));
    }
    if (auto match = german.match(word); match.hasMatch()) {
        auto year = match.captured(3).isEmpty() ? today.year() : match.captured(3).toInt();
        if (match.captured(3).size() == 2) {
            year += year > 69 ? 1900 : 2000;
        }
        QDate day(year, match.captured(2).toInt(), match.captured(1).toInt());
        if (match.captured(3).isEmpty() && day > today) {
            day = day.addYears(-1); // what one looks for is from the past
        }
        return days(day, day.addDays(1));
    }
    if (auto match = germanMonth.match(word); match.hasMatch()) {
        const QDate first(match.captured(2).toInt(), match.captured(1).toInt(), 1);
        return days(first, first.addMonths(1));
    }
    if (auto match = yearOnly.match(word); match.hasMatch()) {
        const QDate first(match.captured(1).toInt(), 1, 1);
        return days(first, first.addYears(1));
    }
    if (auto match = ago.match(word); match.hasMatch()) { // "7d": seven days ago
        const int count = match.captured(1).toInt();
        const auto unit = match.captured(2);
        const auto day = unit == QLatin1String("w") ? today.addDays(-7 * count) : unit == QLatin1String("m") ? today.addMonths(-count) : unit == QLatin1String("y") || unit == QLatin1String("j") ? today.addYears(-count) : today.addDays(-count);
        return days(day, day.addDays(1));
    }
    const auto local = QLocale().toDate(text.trimmed(), QLocale::ShortFormat, 2000);
    return days(local, local.addDays(1));
}

std::optional<qint64> SearchText::size(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("^([0-9]{1,12})(?:[.,]([0-9]{1,3}))?\\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)?$"),
                                            QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    double number = QString(match.captured(1) + QLatin1Char('.') + match.captured(2)).toDouble();
    const auto unit = match.captured(3).toLower().left(1);
    number *= unit == QLatin1String("k") ? 1024.0 : unit == QLatin1String("m") ? 1048576.0 : unit == QLatin1String("g") ? 1073741824.0 : 1.0;
    return number < double(std::numeric_limits<qint64>::max()) / 2 ? std::optional(qint64(number)) : std::nullopt;
}

QStringList SearchText::spellings(const QString &word)
{
    static const std::array<std::pair<QString, QString>, 4> pairs = {{
        {QStringLiteral("ä"), QStringLiteral("ae")},
        {QStringLiteral("ö"), QStringLiteral("oe")},
        {QStringLiteral("ü"), QStringLiteral("ue")},
        {QStringLiteral("ß"), QStringLiteral("ss")},
    }};
    QStringList all{word.toLower().normalized(QString::NormalizationForm_C)};
    for (const auto &[letter, letters] : pairs) {
        const auto before = all;
        for (const auto &spelling : before) {
            for (const auto &[from, to] : {std::pair(letter, letters), std::pair(letters, letter)}) {
                auto other = spelling;
                other.replace(from, to);
                if (all.size() < mostSpellings && !all.contains(other)) {
                    all.append(other);
                }
            }
        }
    }
    return all;
}

}
