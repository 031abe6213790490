// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/messagesearch.h"

#include "base/searchtext.h"
#include "mail/searchwords.h"
#include "store/search.h"

#include <KLocalizedString>
#include <QLocale>

#include <algorithm>

namespace Kontor
{

bool MessageSearch::isEmpty() const
{
    return terms.isEmpty() && !unread && !starred && !answered && !hasAttachment && tag.isEmpty() && folder.isEmpty() && !before.isValid() && !after.isValid()
        && largerThan == 0 && smallerThan == 0;
}

MessageSearch MessageSearch::parse(const QString &text, const QDate &today)
{
    using Word = SearchWords::Operator;
    MessageSearch search;
    const auto list = SearchText::tokens(QString(text).remove(QChar(QChar::SoftHyphen)), SearchWords::isOperator); // copied from a page
    const auto misunderstood = [&search](const QString &sentence) { search.misunderstood << sentence; };
    for (const auto &token : list) {
        const auto addTerm = [&](Term::Field field) {
            if (SearchText::isSearchable(token.value)) {
                search.terms << Term{field, token.value.trimmed(), token.isPhrase, token.isExcluded};
            }
        };
        if (token.key.isEmpty()) {
            addTerm(Term::Field::Anywhere);
            continue;
        }
        if (token.value.trimmed().isEmpty()) {
            continue; // being typed
        }
        switch (SearchWords::operatorOf(token.key, token.value)) {
        case Word::From:
            addTerm(Term::Field::From);
            break;
        case Word::To:
            addTerm(Term::Field::To);
            break;
        case Word::Subject:
            addTerm(Term::Field::Subject);
            break;
        case Word::Body:
            addTerm(Term::Field::Body);
            break;
        case Word::File:
            addTerm(Term::Field::Attachment);
            break;
        case Word::Has:
            if (SearchWords::meansAttachment(token.value)) {
                search.hasAttachment = !token.isExcluded;
            } else if (SearchWords::meansStar(token.value)) {
                search.starred = !token.isExcluded;
            } else {
                misunderstood(i18nc("@info", "Messages can be searched for having an attachment or a star, not for “%1”.", token.value));
            }
            break;
        case Word::Is:
            switch (SearchWords::stateOf(token.value)) {
            case SearchWords::State::Unread:
                search.unread = !token.isExcluded;
                break;
            case SearchWords::State::Read:
                search.unread = token.isExcluded;
                break;
            case SearchWords::State::Starred:
                search.starred = !token.isExcluded;
                break;
            case SearchWords::State::Answered:
                search.answered = !token.isExcluded;
                break;
            case SearchWords::State::Unknown:
                misunderstood(i18nc("@info", "Messages can be unread, read, starred or answered, but not “%1”.", token.value));
            }
            break;
        case Word::In:
            search.folder = token.value.trimmed();
            break;
        case Word::Tag:
            search.tag = token.value.trimmed();
            break;
        case Word::Before:
        case Word::After:
        case Word::On: {
            const auto word = SearchWords::operatorOf(token.key, token.value);
            const auto span = SearchText::span(token.value, today);
            if (!span) {
                misunderstood(i18nc("@info", "“%1” is not a date. Write it like this: %2.", token.value, QLocale().toString(today, QLocale::ShortFormat)));
                break;
            }
            if (word == Word::Before || word == Word::On) {
                search.before = word == Word::Before ? span->first : span->second;
            }
            if (word == Word::After || word == Word::On) {
                search.after = span->first;
            }
            break;
        }
        case Word::Larger:
        case Word::Smaller: {
            const auto size = SearchText::size(token.value);
            if (!size) {
                misunderstood(i18nc("@info", "“%1” is not a size. Write it like this: 2MB.", token.value));
                break;
            }
            (SearchWords::operatorOf(token.key, token.value) == Word::Larger ? search.largerThan : search.smallerThan) = *size;
            break;
        }
        case Word::None:
            addTerm(Term::Field::Anywhere);
        }
    }
    return search;
}

namespace
{
QString expressionOf(const MessageSearch::Term &term)
{
    using Field = MessageSearch::Term::Field;
    // The user may still be typing a word; a phrase and what is excluded are meant as they stand.
    const auto expression = ftsPhrase(term.text, term.isPhrase || term.isExcluded ? WordEnd::Closed : WordEnd::Open);
    switch (term.field) {
    case Field::Anywhere:
        break;
    case Field::From:
        return ftsIn({SearchColumn::From}, expression);
    case Field::To:
        return ftsIn({SearchColumn::To}, expression);
    case Field::Subject:
        return ftsIn({SearchColumn::Title}, expression);
    case Field::Body:
        return ftsIn({SearchColumn::Body}, expression);
    case Field::Attachment:
        return ftsIn({SearchColumn::Names}, expression);
    }
    return expression;
}

QStringList expressions(const QList<MessageSearch::Term> &terms, bool excluded)
{
    QStringList list;
    for (const auto &term : terms) {
        if (term.isExcluded == excluded) {
            list << expressionOf(term);
        }
    }
    list.removeAll(QString());
    return list;
}
}

QString MessageSearch::matchExpression() const
{
    return ftsWithout(ftsAll(expressions(terms, false)), ftsAny(expressions(terms, true)));
}

QString MessageSearch::exclusionExpression() const
{
    return expressions(terms, false).isEmpty() ? ftsAny(expressions(terms, true)) : QString();
}

QStringList MessageSearch::completions(const QString &text, int cursor)
{
    const auto at = std::clamp<qsizetype>(cursor, 0, text.size());
    const auto list = SearchText::tokens(text.left(at), SearchWords::isOperator);
    if (list.isEmpty() || (at > 0 && text[at - 1].isSpace() && list.last().end < at)) {
        return SearchWords::operatorsBeginningWith({});
    }
    const auto &token = list.last();
    const auto sign = token.isExcluded ? QStringLiteral("-") : QString();
    QStringList result;
    const auto found = token.key.isEmpty() ? SearchWords::operatorsBeginningWith(token.value) : SearchWords::valuesOf(token.key, token.value);
    for (const auto &word : found) {
        result << (sign + word);
    }
    return result;
}

}
