// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/searchwords.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>

namespace Kontor
{

namespace
{
using Word = SearchWords::Operator;

struct Spelling {
    const char16_t *text;
    Word meaning;
    bool isGerman;
};

// The first of each language is the one that is offered.
constexpr Spelling spellings[] = {
    {u"from", Word::From, false},      {u"von", Word::From, true},         {u"to", Word::To, false},          {u"an", Word::To, true},           {u"cc", Word::To, false},
    {u"subject", Word::Subject, false}, {u"betreff", Word::Subject, true},  {u"body", Word::Body, false},      {u"text", Word::Body, true},       {u"inhalt", Word::Body, true},
    {u"filename", Word::File, false},  {u"datei", Word::File, true},       {u"file", Word::File, false},      {u"attachment", Word::File, false}, {u"anhang", Word::File, true},
    {u"has", Word::Has, false},        {u"hat", Word::Has, true},          {u"mit", Word::Has, true},         {u"is", Word::Is, false},          {u"ist", Word::Is, true},
    {u"in", Word::In, false},          {u"folder", Word::In, false},       {u"ordner", Word::In, true},       {u"tag", Word::Tag, false},        {u"schlagwort", Word::Tag, true},
    {u"label", Word::Tag, false},      {u"before", Word::Before, false},   {u"vor", Word::Before, true},      {u"bis", Word::Before, true},      {u"until", Word::Before, false},
    {u"after", Word::After, false},    {u"nach", Word::After, true},       {u"seit", Word::After, true},      {u"since", Word::After, false},    {u"ab", Word::After, true},
    {u"on", Word::On, false},          {u"am", Word::On, true},            {u"date", Word::On, false},        {u"datum", Word::On, true},        {u"larger", Word::Larger, false},
    {u"größer", Word::Larger, true},   {u"groesser", Word::Larger, true},  {u"grösser", Word::Larger, true},  {u"smaller", Word::Smaller, false}, {u"kleiner", Word::Smaller, true},
    {u"betr", Word::Subject, true},
};

bool prefersGerman()
{
    return QLocale().language() == QLocale::German;
}

QString plain(const QString &text)
{
    return text.trimmed().toLower();
}

bool isOneOf(const QString &text, const char *words)
{
    return QString::fromUtf8(words).split(u' ').contains(plain(text));
}

std::optional<std::pair<QDate, QDate>> span(const QDate &first, const QDate &after)
{
    return first.isValid() && after.isValid() ? std::optional(std::pair(first, after)) : std::nullopt;
}

std::optional<std::pair<QDate, QDate>> namedDate(const QString &word, const QDate &today)
{
    const auto monday = today.addDays(1 - today.dayOfWeek());
    const QDate month(today.year(), today.month(), 1);
    const QDate year(today.year(), 1, 1);
    if (isOneOf(word, "today heute")) {
        return span(today, today.addDays(1));
    }
    if (isOneOf(word, "yesterday gestern")) {
        return span(today.addDays(-1), today);
    }
    if (isOneOf(word, "vorgestern")) {
        return span(today.addDays(-2), today.addDays(-1));
    }
    if (isOneOf(word, "week woche thisweek")) {
        return span(monday, monday.addDays(7));
    }
    if (isOneOf(word, "lastweek vorwoche")) {
        return span(monday.addDays(-7), monday);
    }
    if (isOneOf(word, "month monat thismonth")) {
        return span(month, month.addMonths(1));
    }
    if (isOneOf(word, "lastmonth vormonat")) {
        return span(month.addMonths(-1), month);
    }
    if (isOneOf(word, "year jahr thisyear")) {
        return span(year, year.addYears(1));
    }
    if (isOneOf(word, "lastyear vorjahr")) {
        return span(year.addYears(-1), year);
    }
    return std::nullopt;
}
}

bool SearchWords::isOperator(const QString &key)
{
    return operatorOf(key, {}) != Word::None;
}

SearchWords::Operator SearchWords::operatorOf(const QString &key, const QString &value)
{
    Q_UNUSED(value)
    for (const auto &spelling : spellings) {
        if (key == QStringView(spelling.text)) {
            return spelling.meaning;
        }
    }
    return Word::None;
}

SearchWords::State SearchWords::stateOf(const QString &value)
{
    if (isOneOf(value, "unread ungelesen new neu unseen")) {
        return State::Unread;
    }
    if (isOneOf(value, "read gelesen seen")) {
        return State::Read;
    }
    if (isOneOf(value, "starred flagged markiert wichtig stern important")) {
        return State::Starred;
    }
    if (isOneOf(value, "answered replied beantwortet")) {
        return State::Answered;
    }
    return State::Unknown;
}

bool SearchWords::meansAttachment(const QString &value)
{
    return isOneOf(value, "attachment attachments anhang anhänge anhaenge file files datei dateien");
}

bool SearchWords::meansStar(const QString &value)
{
    return isOneOf(value, "star stern");
}

std::optional<std::pair<QDate, QDate>> SearchWords::dateOf(const QString &text, const QDate &today)
{
    const auto word = plain(text);
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
            return span(first, first.addMonths(1));
        }
        const QDate day(year, month, match.captured(3).toInt());
        return span(day, day.addDays(1));
    }
    if (auto match = slashed.match(word); match.hasMatch()) {
        const QDate day(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt());
        return span(day, day.addDays(1));
    }
    if (auto match = german.match(word); match.hasMatch()) {
        auto year = match.captured(3).isEmpty() ? today.year() : match.captured(3).toInt();
        if (match.captured(3).size() == 2) {
            year += year > 69 ? 1900 : 2000;
        }
        QDate day(year, match.captured(2).toInt(), match.captured(1).toInt());
        if (match.captured(3).isEmpty() && day > today) {
            day = day.addYears(-1); // mail is from the past
        }
        return span(day, day.addDays(1));
    }
    if (auto match = germanMonth.match(word); match.hasMatch()) {
        const QDate first(match.captured(2).toInt(), match.captured(1).toInt(), 1);
        return span(first, first.addMonths(1));
    }
    if (auto match = yearOnly.match(word); match.hasMatch()) {
        const QDate first(match.captured(1).toInt(), 1, 1);
        return span(first, first.addYears(1));
    }
    if (auto match = ago.match(word); match.hasMatch()) { // "7d": seven days ago
        const int count = match.captured(1).toInt();
        const auto unit = match.captured(2);
        const auto day = unit == QLatin1String("w") ? today.addDays(-7 * count) : unit == QLatin1String("m") ? today.addMonths(-count) : unit == QLatin1String("y") || unit == QLatin1String("j") ? today.addYears(-count) : today.addDays(-count);
        return span(day, day.addDays(1));
    }
    const auto local = QLocale().toDate(text.trimmed(), QLocale::ShortFormat, 2000);
    return span(local, local.addDays(1));
}

QStringList SearchWords::operatorsBeginningWith(const QString &start)
{
    static const QList<QPair<QString, QString>> offered = {
        {QStringLiteral("from:"), QStringLiteral("von:")},
        {QStringLiteral("to:"), QStringLiteral("an:")},
        {QStringLiteral("subject:"), QStringLiteral("betreff:")},
        {QStringLiteral("body:"), QStringLiteral("text:")},
        {QStringLiteral("filename:"), QStringLiteral("datei:")},
        {QStringLiteral("has:attachment"), QStringLiteral("hat:anhang")},
        {QStringLiteral("is:unread"), QStringLiteral("ist:ungelesen")},
        {QStringLiteral("is:starred"), QStringLiteral("ist:markiert")},
        {QStringLiteral("is:answered"), QStringLiteral("ist:beantwortet")},
        {QStringLiteral("in:"), QStringLiteral("ordner:")},
        {QStringLiteral("tag:"), QStringLiteral("schlagwort:")},
        {QStringLiteral("before:"), QStringLiteral("vor:")},
        {QStringLiteral("after:"), QStringLiteral("nach:")},
        {QStringLiteral("on:"), QStringLiteral("am:")},
        {QStringLiteral("larger:"), QStringLiteral("größer:")},
        {QStringLiteral("smaller:"), QStringLiteral("kleiner:")},
    };
    QStringList own;
    QStringList other;
    for (const auto &[english, german] : offered) {
        const auto &first = prefersGerman() ? german : english;
        const auto &second = prefersGerman() ? english : german;
        if (first.startsWith(start, Qt::CaseInsensitive)) {
            own << first;
        }
        if (!start.isEmpty() && second.startsWith(start, Qt::CaseInsensitive)) {
            other << second;
        }
    }
    return own + other;
}

QStringList SearchWords::valuesOf(const QString &key, const QString &start)
{
    bool german = false;
    for (const auto &spelling : spellings) {
        if (key == QStringView(spelling.text)) {
            german = spelling.isGerman;
        }
    }
    QString values;
    switch (operatorOf(key, start)) {
    case Word::Has:
        values = german ? QStringLiteral("anhang stern") : QStringLiteral("attachment star");
        break;
    case Word::Is:
        values = german ? QStringLiteral("ungelesen gelesen markiert beantwortet") : QStringLiteral("unread read starred answered");
        break;
    case Word::Before:
    case Word::After:
    case Word::On:
        values = german ? QStringLiteral("heute gestern woche vorwoche monat vormonat jahr vorjahr") : QStringLiteral("today yesterday week lastweek month lastmonth year lastyear");
        break;
    case Word::Larger:
    case Word::Smaller:
        values = QStringLiteral("100KB 1MB 5MB 10MB");
        break;
    default:
        return {};
    }
    QStringList fitting;
    const auto words = values.split(u' ');
    for (const auto &word : words) {
        if (word.startsWith(start, Qt::CaseInsensitive)) {
            fitting << (key + u':' + word);
        }
    }
    return fitting;
}

}
