// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

namespace Kontor
{

/// One emoji with what it is called.
struct ChatEmoji {
    enum class Group { Smileys, People, Animals, Food, Travel, Activities, Objects, Symbols, Flags };
    QString symbol{}; ///< fully qualified
    Group group = Group::Smileys;
    QString name{}; ///< in the language of the program, else English
    QStringList words{}; ///< lower case, English and German
    bool hasSkinTones = false;
    bool operator==(const ChatEmoji &) const = default;
};

/// All emoji, from the Unicode consortium's tables. Read once, on the thread that asks first (some ms). Any thread.
class ChatEmojiTable
{
public:
    static std::shared_ptr<const ChatEmojiTable> load();

    const QList<ChatEmoji> &all() const; ///< in the order of the specification, group by group
    QList<ChatEmoji> inGroup(ChatEmoji::Group group) const;
    QList<ChatEmoji> find(const QString &words, int atMost) const; ///< names that begin so first
    QString nameOf(const QString &symbol) const; ///< also with a skin tone; "" if it is none: for what is spoken
    static QString groupTitle(ChatEmoji::Group group);
    static QStringList skinTones(const ChatEmoji &emoji); ///< five; empty if it has none

    /// Used last first; \p recents as kept by the settings, answered as to be kept.
    static QStringList used(const QStringList &recents, const QString &symbol);
    static QStringList proposals(); ///< where nothing was used yet

private:
    QList<ChatEmoji> m_all;
    QHash<QString, qsizetype> m_places;
};

}
