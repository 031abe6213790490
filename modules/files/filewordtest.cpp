// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "files/filewordtest.h"

#include "base/searchtext.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype longestWord = 200;

/// The longest part that the sort key of a fitting name has as it stands: no number changes there, but for the noughts it
/// begins with.
QString longestRun(const QString &word)
{
    QString longest;
    for (qsizetype at = 0; at < word.size();) {
        const bool isNumber = word[at].isDigit();
        auto end = at;
        while (end < word.size() && word[end].isDigit() == isNumber) {
            ++end;
        }
        while (isNumber && at < end && word[at].digitValue() == 0) {
            ++at;
        }
        if (end - at > longest.size()) {
            longest = word.mid(at, end - at);
        }
        at = end;
    }
    return longest;
}

bool isWordCharacter(const QString &text, qsizetype at)
{
    return at >= 0 && at < text.size() && text[at].isLetterOrNumber();
}

bool hasWholeWord(const QString &name, const QString &word)
{
    for (auto at = name.indexOf(word); at >= 0; at = name.indexOf(word, at + 1)) {
        if (!isWordCharacter(name, at - 1) && !isWordCharacter(name, at + word.size())) {
            return true;
        }
    }
    return false;
}
}

FileWordTest::FileWordTest(const FileSearch::Term &term)
    : m_term(term)
{
    const auto text = term.text.left(longestWord);
    if (!term.isPhrase && (text.contains(u'*') || text.contains(u'?'))) {
        const auto pattern = QRegularExpression::wildcardToRegularExpression(plain(text), QRegularExpression::NonPathWildcardConversion);
        m_pattern = QRegularExpression(pattern, QRegularExpression::DotMatchesEverythingOption);
        const auto parts = plain(text).split(QRegularExpression(QStringLiteral("[*?\\[\\]]")));
        const auto longest = std::ranges::max(parts, {}, [](const QString &part) {
            return longestRun(part).size();
        });
        if (const auto run = longestRun(longest); !run.isEmpty() && !text.contains(u'[')) {
            m_runs << run.toUtf8();
        }
        return;
    }
    bool isLettersAlone = !term.isExcluded;
    for (const auto all = SearchText::spellings(text); const auto &spelling : all) {
        const auto word = plain(spelling);
        if (word.isEmpty() || m_spellings.contains(word)) {
            continue;
        }
        m_spellings << word;
        const auto run = longestRun(word).toUtf8();
        if (!m_runs.contains(run)) {
            m_runs << run;
        }
        isLettersAlone = isLettersAlone && std::ranges::all_of(word, [](QChar c) {
                             return c.isLetter();
                         });
    }
    if (m_runs.contains(QByteArray())) {
        m_runs.clear();
    }
    m_isSettledBySortKey = isLettersAlone && !m_spellings.isEmpty();
}

FileWordTest::Answer FileWordTest::ofSortKey(const QByteArray &sort) const
{
    const bool mayBe = m_runs.isEmpty() || std::ranges::any_of(m_runs, [&sort](const QByteArray &run) {
                           return sort.contains(run);
                       });
    return !mayBe ? Answer::No : m_isSettledBySortKey ? Answer::Yes : Answer::LookAtName;
}

bool FileWordTest::ofName(const QString &plainName) const
{
    if (isPattern()) {
        return m_pattern.isValid() && m_pattern.match(plainName).hasMatch();
    }
    return std::ranges::any_of(m_spellings, [&](const QString &word) {
        return m_term.isExcluded ? hasWholeWord(plainName, word) : plainName.contains(word);
    });
}

const QList<QByteArray> &FileWordTest::runs() const
{
    return m_runs;
}

const FileSearch::Term &FileWordTest::term() const
{
    return m_term;
}

bool FileWordTest::isPattern() const
{
    return !m_pattern.pattern().isEmpty();
}

QString FileWordTest::plain(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const auto c : text.normalized(QString::NormalizationForm_KD).toCaseFolded()) {
        if (c.category() != QChar::Mark_NonSpacing) {
            result += c;
        }
    }
    return result;
}

}
