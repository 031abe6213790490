// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Kontor
{

/// The words for days, months and numbers in German and English, as parts of regular expressions and
/// as what they mean. Case is the caller's affair; unknown words give 0.
namespace QuickAddWords
{
extern const QString weekday; ///< written out, also "montags"
extern const QString weekdayShort; ///< "Mo", "Tue"
extern const QString month;
extern const QString number; ///< digits or "zwei", "three", "andere"
extern const QString ordinal; ///< "ersten", "2.", "third", "letzten"

int weekdayOf(const QString &word); ///< 1 Monday … 7 Sunday
int monthOf(const QString &word);
int numberOf(const QString &word);
int ordinalOf(const QString &word); ///< -1: the last
QString ruleDay(int weekday); ///< "MO"
}

}
