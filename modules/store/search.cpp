// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/search.h"

#include "base/searchtext.h"

#include <algorithm>

namespace Kontor
{

namespace
{

constexpr qsizetype longestText = 1 << 20; // UTF-16 units of one column
constexpr qsizetype longestWord = 200;

QString bounded(const QString &text)
{
    // Never null: a null QString would bind NULL.
    return text.isEmpty() ? QStringLiteral("") : text.size() > longestText ? text.first(longestText) : text;
}

/// What unicode61 takes for a part of a word.
bool hasWordCharacter(const QString &text)
{
    const auto points = text.toUcs4();
    return std::any_of(points.begin(), points.end(), [](char32_t point) {
        return QChar::isLetterOrNumber(point);
    });
}

QString quoted(QString text)
{
    text.remove(QChar(0));
    text.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + text + QLatin1Char('"');
}

QString columnName(SearchColumn column)
{
    switch (column) {
    case SearchColumn::From:
        return QStringLiteral("who_from");
    case SearchColumn::To:
        return QStringLiteral("who_to");
    case SearchColumn::Title:
        return QStringLiteral("title");
    case SearchColumn::Body:
        return QStringLiteral("body");
    case SearchColumn::Names:
        return QStringLiteral("names");
    }
    Q_UNREACHABLE_RETURN({});
}

QString joined(QStringList expressions, const QString &word)
{
    expressions.removeAll(QString());
    if (expressions.size() < 2) {
        return expressions.value(0);
    }
    return QLatin1Char('(') + expressions.join(word) + QLatin1Char(')');
}

}

Result<void> writeSearch(Transaction &transaction, ItemId item, const SearchDocument &document)
{
    return transaction.prepare("INSERT OR REPLACE INTO search_index (rowid, who_from, who_to, title, body, names) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .run(item, bounded(document.from), bounded(document.to), bounded(document.title), bounded(document.body), bounded(document.names));
}

Result<void> removeSearch(Transaction &transaction, ItemId item)
{
    return transaction.prepare("DELETE FROM search_index WHERE rowid = ?1").run(item);
}

QString ftsPhrase(const QString &words, WordEnd end)
{
    if (!hasWordCharacter(words)) {
        return {};
    }
    QStringList alternatives;
    const auto all = SearchText::spellings(words.simplified().left(longestWord));
    for (const auto &spelling : all) {
        alternatives.append(quoted(spelling) + (end == WordEnd::Open ? QStringLiteral("*") : QString()));
    }
    return joined(alternatives, QStringLiteral(" OR "));
}

QString ftsIn(const QList<SearchColumn> &columns, const QString &expression)
{
    if (expression.isEmpty() || columns.isEmpty()) {
        return expression;
    }
    QStringList names;
    for (const auto column : columns) {
        names.append(columnName(column));
    }
    return QLatin1Char('{') + names.join(QLatin1Char(' ')) + QStringLiteral("} : (") + expression + QLatin1Char(')');
}

QString ftsAll(const QStringList &expressions)
{
    return joined(expressions, QStringLiteral(" AND "));
}

QString ftsAny(const QStringList &expressions)
{
    return joined(expressions, QStringLiteral(" OR "));
}

QString ftsWithout(const QString &expression, const QString &without)
{
    if (expression.isEmpty() || without.isEmpty()) {
        return expression;
    }
    return QLatin1Char('(') + expression + QStringLiteral(" NOT ") + without + QLatin1Char(')');
}

QString ftsWords(const QString &text)
{
    QStringList expressions;
    QString word;
    bool inQuotes = false;
    const auto take = [&](WordEnd end) {
        expressions.append(ftsPhrase(word, end));
        word.clear();
    };
    for (const auto character : text) {
        if (character == QLatin1Char('"')) {
            take(WordEnd::Closed);
            inQuotes = !inQuotes;
        } else if (character.isSpace() && !inQuotes) {
            take(WordEnd::Closed);
        } else {
            word.append(character);
        }
    }
    take(WordEnd::Open);
    return ftsAll(expressions);
}

}
