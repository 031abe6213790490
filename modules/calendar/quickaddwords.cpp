// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/quickaddwords.h"

#include <QHash>

namespace Kontor
{
namespace
{
int lookUp(const QHash<QString, int> &words, const QString &word)
{
    return words.value(word.toLower());
}
}

const QString QuickAddWords::weekday =
    QStringLiteral("(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?");
const QString QuickAddWords::weekdayShort = QStringLiteral("(?:Mon|Mo|Di|Mi|Do|Fr|Sa|So|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)");
const QString QuickAddWords::month = QStringLiteral(
    "(?:januar|jänner|february|februar|january|march|märz|april|mai|may|juni|june|juli|july|august|september|oktober|october|november|dezember|december|"
    "jan|feb|mär|mar|apr|jun|jul|aug|sept|sep|okt|oct|nov|dez|dec)");
const QString QuickAddWords::number =
    QStringLiteral("(?:\\d{1,3}|ein(?:e[nmrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)");
const QString QuickAddWords::ordinal = QStringLiteral(
    "(?:erste[nrsm]?|zweite[nrsm]?|dritte[nrsm]?|vierte[nrsm]?|letzte[nrsm]?|first|second|third|fourth|last|other|[1-4]\\.|1st|2nd|3rd|4th)");

int QuickAddWords::weekdayOf(const QString &word)
{
    static const QHash<QString, int> starts{{QStringLiteral("mo"), 1}, {QStringLiteral("di"), 2}, {QStringLiteral("tu"), 2}, {QStringLiteral("mi"), 3},
                                            {QStringLiteral("we"), 3}, {QStringLiteral("do"), 4}, {QStringLiteral("th"), 4}, {QStringLiteral("fr"), 5},
                                            {QStringLiteral("sa"), 6}, {QStringLiteral("so"), 7}, {QStringLiteral("su"), 7}};
    return lookUp(starts, word.left(2));
}

int QuickAddWords::monthOf(const QString &word)
{
    static const QHash<QString, int> starts{{QStringLiteral("jan"), 1}, {QStringLiteral("jän"), 1}, {QStringLiteral("feb"), 2}, {QStringLiteral("mär"), 3},
                                            {QStringLiteral("mar"), 3}, {QStringLiteral("apr"), 4}, {QStringLiteral("mai"), 5}, {QStringLiteral("may"), 5},
                                            {QStringLiteral("jun"), 6}, {QStringLiteral("jul"), 7}, {QStringLiteral("aug"), 8}, {QStringLiteral("sep"), 9},
                                            {QStringLiteral("okt"), 10}, {QStringLiteral("oct"), 10}, {QStringLiteral("nov"), 11}, {QStringLiteral("dez"), 12},
                                            {QStringLiteral("dec"), 12}};
    return lookUp(starts, word.left(3));
}

int QuickAddWords::numberOf(const QString &word)
{
    bool isNumber = false;
    if (const int digits = word.toInt(&isNumber); isNumber) {
        return digits;
    }
    static const QHash<QString, int> words{
        {QStringLiteral("ein"), 1}, {QStringLiteral("eine"), 1}, {QStringLiteral("einen"), 1}, {QStringLiteral("einem"), 1}, {QStringLiteral("einer"), 1},
        {QStringLiteral("eines"), 1}, {QStringLiteral("a"), 1}, {QStringLiteral("an"), 1}, {QStringLiteral("one"), 1}, {QStringLiteral("zwei"), 2},
        {QStringLiteral("two"), 2}, {QStringLiteral("drei"), 3}, {QStringLiteral("three"), 3}, {QStringLiteral("vier"), 4}, {QStringLiteral("four"), 4},
        {QStringLiteral("fünf"), 5}, {QStringLiteral("five"), 5}, {QStringLiteral("sechs"), 6}, {QStringLiteral("six"), 6}, {QStringLiteral("sieben"), 7},
        {QStringLiteral("seven"), 7}, {QStringLiteral("acht"), 8}, {QStringLiteral("eight"), 8}, {QStringLiteral("neun"), 9}, {QStringLiteral("nine"), 9},
        {QStringLiteral("zehn"), 10}, {QStringLiteral("ten"), 10}, {QStringLiteral("elf"), 11}, {QStringLiteral("eleven"), 11}, {QStringLiteral("zwölf"), 12},
        {QStringLiteral("twelve"), 12}};
    return lookUp(words, word);
}

int QuickAddWords::ordinalOf(const QString &word)
{
    static const QHash<QString, int> starts{{QStringLiteral("er"), 1}, {QStringLiteral("1s"), 1}, {QStringLiteral("1."), 1}, {QStringLiteral("zw"), 2},
                                            {QStringLiteral("se"), 2}, {QStringLiteral("ot"), 2}, {QStringLiteral("2n"), 2}, {QStringLiteral("2."), 2},
                                            {QStringLiteral("dr"), 3}, {QStringLiteral("th"), 3}, {QStringLiteral("3r"), 3}, {QStringLiteral("3."), 3},
                                            {QStringLiteral("vi"), 4}, {QStringLiteral("fo"), 4}, {QStringLiteral("4t"), 4}, {QStringLiteral("4."), 4},
                                            {QStringLiteral("le"), -1}, {QStringLiteral("la"), -1}, {QStringLiteral("fi"), 1}};
    return lookUp(starts, word.left(2));
}

QString QuickAddWords::ruleDay(int weekday)
{
    return weekday < 1 || weekday > 7 ? QString() : QStringLiteral("MOTUWETHFRSASU").mid((weekday - 1) * 2, 2);
}

}
