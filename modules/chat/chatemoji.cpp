// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatemoji.h"

#include "base/searchtext.h"

#include <KLocalizedString>
#include <QFile>

#include <algorithm>
#include <ranges>

namespace Kontor
{
namespace
{
constexpr char32_t shape = 0xFE0F; // "as a picture"; often left out
constexpr char32_t firstTone = 0x1F3FB;
constexpr int tones = 5;
constexpr qsizetype mostRecents = 32;

bool isTone(char32_t sign)
{
    return sign >= firstTone && sign < firstTone + tones;
}

/// What is left without tone and shape: the key of an emoji.
QString bare(const QString &symbol)
{
    QString left;
    const auto signs = symbol.toUcs4();
    for (const auto sign : signs) {
        if (sign != shape && !isTone(sign)) {
            left += QString::fromUcs4(reinterpret_cast<const char32_t *>(&sign), 1);
        }
    }
    return left;
}

QString folded(const QString &text)
{
    return text.toLower();
}

QStringList wordsOf(const QString &text)
{
    QStringList words;
    QString word;
    for (const auto sign : text) {
        if (sign.isLetterOrNumber() || sign == u'+') {
            word += sign;
        } else if (!word.isEmpty()) {
            words << std::exchange(word, {});
        }
    }
    if (!word.isEmpty()) {
        words << word;
    }
    return words;
}

/// 0: does not fit; greater is better.
int fit(const ChatEmoji &emoji, const QStringList &spellings)
{
    int best = 0;
    const auto name = folded(emoji.name);
    for (const auto &spelling : spellings) {
        if (name == spelling) {
            return 5;
        }
        if (name.startsWith(spelling)) {
            best = std::max(best, 4);
        }
        const auto begins = [&spelling](const QString &word) {
            return word.startsWith(spelling);
        };
        if (best < 3 && std::ranges::any_of(wordsOf(name), begins)) {
            best = 3;
        }
        if (best < 2 && emoji.words.contains(spelling)) {
            best = 2;
        }
        if (best < 1 && std::ranges::any_of(emoji.words, begins)) {
            best = 1;
        }
    }
    return best;
}
}

std::shared_ptr<const ChatEmojiTable> ChatEmojiTable::load()
{
    static const auto table = [] {
        auto made = std::make_shared<ChatEmojiTable>();
        QFile file(QStringLiteral(":/kontor/chat/chatemojitable.tsv"));
        if (!file.open(QIODevice::ReadOnly)) {
            return made;
        }
        const auto languages = KLocalizedString::languages();
        const bool isGerman = !languages.isEmpty() && languages.first().startsWith(QLatin1StringView("de"));
        const auto text = QString::fromUtf8(file.readAll());
        for (const auto line : QStringView(text).split(u'\n', Qt::SkipEmptyParts)) {
            const auto cells = line.split(u'\t');
            if (cells.size() != 7) {
                continue;
            }
            ChatEmoji emoji{.symbol = cells.at(0).toString(),
                            .group = static_cast<ChatEmoji::Group>(std::clamp(cells.at(1).toInt(), 0, int(ChatEmoji::Group::Flags))),
                            .name = (isGerman && !cells.at(4).isEmpty() ? cells.at(4) : cells.at(3)).toString(),
                            .words = {},
                            .hasSkinTones = cells.at(2) == u"1"};
            for (const int column : {3, 4}) {
                emoji.words << wordsOf(folded(cells.at(column).toString()));
            }
            for (const int column : {5, 6}) {
                for (const auto word : cells.at(column).split(u'|', Qt::SkipEmptyParts)) {
                    emoji.words << folded(word.toString());
                }
            }
            emoji.words.removeDuplicates();
            made->m_places.insert(bare(emoji.symbol), made->m_all.size());
            made->m_all << std::move(emoji);
        }
        return made;
    }();
    return table;
}

const QList<ChatEmoji> &ChatEmojiTable::all() const
{
    return m_all;
}

QList<ChatEmoji> ChatEmojiTable::inGroup(ChatEmoji::Group group) const
{
    QList<ChatEmoji> found;
    std::ranges::copy_if(m_all, std::back_inserter(found), [group](const ChatEmoji &emoji) {
        return emoji.group == group;
    });
    return found;
}

QList<ChatEmoji> ChatEmojiTable::find(const QString &words, int atMost) const
{
    QList<QStringList> wanted;
    for (const auto typed = wordsOf(folded(words)); const auto &word : typed) {
        wanted << SearchText::spellings(word);
    }
    if (wanted.isEmpty()) {
        return {};
    }
    std::vector<std::pair<int, qsizetype>> found;
    for (qsizetype place = 0; place < m_all.size(); ++place) {
        int worst = 5;
        for (auto word = wanted.cbegin(); worst > 0 && word != wanted.cend(); ++word) {
            worst = std::min(worst, fit(m_all.at(place), *word));
        }
        if (worst > 0) {
            found.emplace_back(-worst, place);
        }
    }
    std::ranges::sort(found);
    QList<ChatEmoji> best;
    for (const auto &one : found | std::views::take(std::max(atMost, 0))) {
        best << m_all.at(one.second);
    }
    return best;
}

QString ChatEmojiTable::nameOf(const QString &symbol) const
{
    constexpr qsizetype longest = 40; // the longest ones are families and flags
    if (symbol.isEmpty() || symbol.size() > longest) {
        return {};
    }
    const auto place = m_places.constFind(bare(symbol));
    return place == m_places.cend() ? QString() : m_all.at(*place).name;
}

QString ChatEmojiTable::groupTitle(ChatEmoji::Group group)
{
    switch (group) {
    case ChatEmoji::Group::Smileys:
        return i18nc("@title a group of emoji", "Smileys");
    case ChatEmoji::Group::People:
        return i18nc("@title a group of emoji", "People");
    case ChatEmoji::Group::Animals:
        return i18nc("@title a group of emoji", "Animals and Nature");
    case ChatEmoji::Group::Food:
        return i18nc("@title a group of emoji", "Food and Drink");
    case ChatEmoji::Group::Travel:
        return i18nc("@title a group of emoji", "Travel and Places");
    case ChatEmoji::Group::Activities:
        return i18nc("@title a group of emoji", "Activities");
    case ChatEmoji::Group::Objects:
        return i18nc("@title a group of emoji", "Objects");
    case ChatEmoji::Group::Symbols:
        return i18nc("@title a group of emoji", "Symbols");
    case ChatEmoji::Group::Flags:
        return i18nc("@title a group of emoji", "Flags");
    }
    return {};
}

QStringList ChatEmojiTable::skinTones(const ChatEmoji &emoji)
{
    QStringList made;
    if (!emoji.hasSkinTones) {
        return made;
    }
    const auto signs = emoji.symbol.toUcs4();
    for (int tone = 0; tone < tones; ++tone) {
        QList<uint> toned = signs;
        toned.insert(1, uint(firstTone) + uint(tone));
        if (toned.size() > 2 && toned.at(2) == uint(shape)) {
            toned.removeAt(2);
        }
        made << QString::fromUcs4(reinterpret_cast<const char32_t *>(toned.constData()), toned.size());
    }
    return made;
}

QStringList ChatEmojiTable::used(const QStringList &recents, const QString &symbol)
{
    QStringList kept = recents;
    kept.removeAll(symbol);
    kept.prepend(symbol);
    while (kept.size() > mostRecents) {
        kept.removeLast();
    }
    return kept;
}

QStringList ChatEmojiTable::proposals()
{
    return {QStringLiteral("👍"),
            QStringLiteral("❤️"),
            QStringLiteral("😂"),
            QStringLiteral("🎉"),
            QStringLiteral("🙏"),
            QStringLiteral("👀"),
            QStringLiteral("✅"),
            QStringLiteral("😮")};
}

}
