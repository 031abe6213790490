// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <utility>

namespace Kontor
{

/// One word of what was typed into a search field: an operator with its value ("before:2026"), a "phrase", or just a word.
/// A value.
struct SearchToken {
    QString key{}; ///< lower case; empty: no operator
    QString value{};
    bool isPhrase = false;
    bool isExcluded = false; ///< "-word"
    qsizetype start = 0; ///< where it stands in the text
    qsizetype end = 0;
};

/// What search fields of all panes understand alike. Pure functions.
namespace SearchText
{
/// \p isOperator: whether a word before a colon (lower case) means something; if not, it is an ordinary word.
QList<SearchToken> tokens(const QString &text, bool (*isOperator)(const QString &key));

/// Signs alone stand in no index: they would find everything.
bool isSearchable(const QString &text);

/// First day and the day after the last of what is named: a day, "2026-05", "2026", "yesterday", "7d" ago; German, too.
std::optional<std::pair<QDate, QDate>> span(const QString &text, const QDate &today);

/// "2MB", "1.5 G": bytes.
std::optional<qint64> size(const QString &text);

/// A word in all the ways German knows to spell it, lower case, the word itself first: ü and ue, ß and ss. Some at most.
QStringList spellings(const QString &word);
}

}
