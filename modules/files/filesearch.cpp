// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filesearch.h"

#include "base/searchtext.h"
#include "files/filesearchwords.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{
namespace
{
using Word = FileSearchWords::Operator;

/// Letters, digits, or the small pictures that people put into names; signs alone would find everything.
bool isWorthwhile(const QString &text)
{
    const auto points = text.toUcs4();
    return SearchText::isSearchable(text) || std::ranges::any_of(points, [](char32_t point) {
               return QChar::category(point) == QChar::Symbol_Other;
           });
}

bool isEnding(const QString &text)
{
    return text.size() <= 12 && std::ranges::all_of(text, [](QChar c) {
               return c.isLetterOrNumber();
           });
}

QString withoutDot(const QString &ending)
{
    auto text = ending.toCaseFolded();
    while (text.startsWith(u'*') || text.startsWith(u'.')) {
        text.remove(0, 1);
    }
    return text;
}

void readType(FileSearch &search, const QString &value, bool isExcluded)
{
    if (const auto state = FileSearchWords::stateOf(value); state == FileSearch::State::Folder || state == FileSearch::State::File) {
        search.states << FileSearch::StateWish{*state, isExcluded};
        return;
    }
    const auto kind = FileSearchWords::kindOf(value);
    const auto ending = withoutDot(value);
    if (!kind.isEmpty()) {
        search.kinds << FileSearch::Wish{kind, isExcluded};
    } else if (value.contains(u'/')) {
        search.kinds << FileSearch::Wish{value.toLower(), isExcluded};
    } else if (!ending.isEmpty() && isEnding(ending)) {
        search.kinds << FileSearch::Wish{QString(u'.' + ending), isExcluded};
    } else {
        search.misunderstood << i18nc("@info", "“%1” is not a kind of file. Write it like this: type:image, type:pdf.", value);
    }
}

void readDate(FileSearch &search, Word word, const QString &value, const QDate &today)
{
    const auto span = SearchText::span(value, today);
    if (!span) {
        search.misunderstood << i18nc("@info", "“%1” is not a date. Write it like this: %2.", value, QLocale().toString(today, QLocale::ShortFormat));
        return;
    }
    if (word != Word::After) {
        search.before = word == Word::Before ? span->first : span->second;
    }
    if (word != Word::Before) {
        search.after = span->first;
    }
}

void readSize(FileSearch &search, Word word, const QString &value)
{
    const auto size = SearchText::size(value);
    if (!size) {
        search.misunderstood << i18nc("@info", "“%1” is not a size. Write it like this: 2MB.", value);
        return;
    }
    (word == Word::Larger ? search.largerThan : search.smallerThan) = *size;
}

void readState(FileSearch &search, const QString &value, bool isExcluded)
{
    if (const auto state = FileSearchWords::stateOf(value)) {
        search.states << FileSearch::StateWish{*state, isExcluded};
    } else {
        search.misunderstood << i18nc("@info", "Files can be pinned, offline, favourite, shared, waiting, locked or in conflict, but not “%1”.", value);
    }
}
}

bool FileSearch::isEmpty() const
{
    return terms.isEmpty() && kinds.isEmpty() && endings.isEmpty() && folders.isEmpty() && owners.isEmpty() && states.isEmpty() && !before.isValid() && !after.isValid()
        && largerThan == 0 && smallerThan == 0;
}

bool FileSearch::isOfFilesAlone() const
{
    return !kinds.isEmpty() || !endings.isEmpty() || std::ranges::any_of(terms, [](const Term &term) {
        return term.field == Term::Field::Name;
    });
}

FileSearch FileSearch::parse(const QString &text, const QDate &today)
{
    FileSearch search;
    const auto list = SearchText::tokens(QString(text).remove(QChar(QChar::SoftHyphen)), FileSearchWords::isOperator); // copied from a page
    for (const auto &token : list) {
        const auto value = token.value.trimmed();
        if (value.isEmpty()) {
            continue; // being typed
        }
        const auto addTerm = [&](Term::Field field) {
            if (isWorthwhile(value)) {
                search.terms << Term{field, value, token.isPhrase, token.isExcluded};
            }
        };
        const auto word = FileSearchWords::operatorOf(token.key);
        switch (word) {
        case Word::None:
            addTerm(Term::Field::Anywhere);
            break;
        case Word::Name:
            addTerm(Term::Field::Name);
            break;
        case Word::Content:
            addTerm(Term::Field::Content);
            break;
        case Word::Type:
            readType(search, value, token.isExcluded);
            break;
        case Word::Ending:
            if (const auto ending = withoutDot(value); !ending.isEmpty()) {
                search.endings << Wish{ending, token.isExcluded};
            }
            break;
        case Word::In:
            search.folders << Wish{value, token.isExcluded};
            break;
        case Word::Owner:
            search.owners << Wish{value, token.isExcluded};
            break;
        case Word::Is:
            readState(search, value, token.isExcluded);
            break;
        case Word::Before:
        case Word::After:
        case Word::On:
            readDate(search, word, value, today);
            break;
        case Word::Larger:
        case Word::Smaller:
            readSize(search, word, value);
            break;
        }
    }
    return search;
}

QStringList FileSearch::completions(const QString &text, int cursor)
{
    const auto at = std::clamp<qsizetype>(cursor, 0, text.size());
    const auto list = SearchText::tokens(text.left(at), FileSearchWords::isOperator);
    if (list.isEmpty() || (at > 0 && text[at - 1].isSpace() && list.last().end < at)) {
        return FileSearchWords::operatorsBeginningWith({});
    }
    const auto &token = list.last();
    const auto sign = token.isExcluded ? QStringLiteral("-") : QString();
    QStringList result;
    const auto found = token.key.isEmpty() ? FileSearchWords::operatorsBeginningWith(token.value) : FileSearchWords::valuesOf(token.key, token.value);
    for (const auto &word : found) {
        result << (sign + word);
    }
    return result;
}

}
