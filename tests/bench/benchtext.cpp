// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/benchtext.h"

#include <algorithm>
#include <cmath>

namespace Kontor::Bench
{
namespace
{
constexpr int vocabularySize = 20'000;
}

BenchText::BenchText(quint32 seed)
    : m_random(seed)
{
    static const char *const syllables[] = {"ver", "wal", "tung", "bau", "amt", "stra", "ße", "an", "trag", "be", "scheid", "gü", "lig",
                                            "haus", "halt", "re", "fe", "rat", "dienst", "stel", "le", "ord", "nung", "sit", "zung", "kor", "ma"};
    constexpr auto most = std::size(syllables);
    std::mt19937 letters(42); // everybody speaks the same language
    m_vocabulary.reserve(vocabularySize);
    for (int i = 0; i < vocabularySize; ++i) {
        QString word;
        for (auto left = 1 + letters() % 4; left > 0; --left) {
            word += QString::fromUtf8(syllables[letters() % most]);
        }
        m_vocabulary << word + (i > 200 ? QString::number(i % 97, 36) : QString());
    }
}

int BenchText::number(int below)
{
    return int(m_random() % quint32(below));
}

QString BenchText::word()
{
    // Rank grows exponentially: few words make up most of a text (Zipf).
    const auto share = double(m_random()) / double(std::mt19937::max());
    return m_vocabulary.at(std::clamp(int(std::pow(double(vocabularySize), share)) - 1, 0, vocabularySize - 1));
}

QString BenchText::words(int number)
{
    QString text;
    text.reserve(number * 8);
    for (int i = 0; i < number; ++i) {
        text += word() + (i % 12 == 11 ? u'\n' : u' ');
    }
    return text;
}

BenchText::Person BenchText::person()
{
    const auto who = number(400);
    return {.name = m_vocabulary.at(who).left(1).toUpper() + m_vocabulary.at(who).mid(1) + QStringLiteral(" ") + m_vocabulary.at(who + 400),
            .address = QStringLiteral("person%1@beispielamt.test").arg(who)};
}

}
