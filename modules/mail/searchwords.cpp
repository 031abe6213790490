// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/searchwords.h"

#include <QHash>
#include <QLocale>

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
