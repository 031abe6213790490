// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatmentions.h"

#include "base/searchtext.h"
#include "chat/chatemoji.h"
#include "chat/chatlink.h"
#include "chat/chatname.h"
#include "chat/chatrows.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{
namespace
{
using Suggestion = ChatMentions::Suggestion;
constexpr qsizetype longestWords = 60;
constexpr int recentSpeakers = 300; // messages that are looked at for who spoke last

/// 3: begins so; 2: a word in it begins so; 1: contains it; 0: not at all.
int fit(const QString &text, const QStringList &spellings)
{
    if (spellings.isEmpty()) {
        return 1;
    }
    const auto low = text.toLower();
    int best = 0;
    for (const auto &spelling : spellings) {
        for (auto at = low.indexOf(spelling); at >= 0; at = low.indexOf(spelling, at + 1)) {
            best = std::max(best, at == 0 ? 3 : low.at(at - 1).isLetterOrNumber() ? 1 : 2);
        }
    }
    return best;
}

QStringList spellingsOf(const QString &words)
{
    return words.isEmpty() ? QStringList() : SearchText::spellings(words.toLower()) + QStringList{words.toLower()};
}

struct Candidate {
    int fit = 0;
    int recent = 0; ///< greater: spoke later
    QString order{};
    qint64 item = 0;
};

bool comesFirst(const Candidate &one, const Candidate &other)
{
    if (one.fit != other.fit && (one.fit == 1 || other.fit == 1)) {
        return one.fit > other.fit;
    }
    if (one.recent != other.recent) {
        return one.recent > other.recent;
    }
    return one.fit != other.fit ? one.fit > other.fit : one.order < other.order;
}

QList<qint64> best(std::vector<Candidate> candidates, int atMost)
{
    std::ranges::sort(candidates, comesFirst);
    QList<qint64> items;
    for (const auto &candidate : candidates) {
        if (items.size() < atMost) {
            items << candidate.item;
        }
    }
    return items;
}

Result<QHash<QString, int>> speakers(const Reader &reader, ItemId room)
{
    QHash<QString, int> recent;
    int place = recentSpeakers;
    return reader.prepare("SELECT sender FROM chat_event WHERE room = ?1 AND shown = 1 ORDER BY position DESC LIMIT ?2")
        .each(
            [&](const Statement &row) {
                --place;
                if (const auto sender = row.text(0); !recent.contains(sender)) {
                    recent.insert(sender, place);
                }
            },
            room,
            recentSpeakers)
        .transform([&recent] {
            return recent;
        });
}

Result<QList<Suggestion>> people(const Reader &reader, ItemId room, const QString &words, int atMost)
{
    const auto recent = speakers(reader, room);
    if (!recent) {
        return std::unexpected(recent.error());
    }
    const auto spellings = spellingsOf(words);
    std::vector<Candidate> candidates;
    auto done = reader
                    .prepare("SELECT m.item, m.user_id, m.name FROM chat_member m LEFT JOIN chat_account a ON a.collection = m.collection "
                             "WHERE m.room = ?1 AND m.membership IN ('join', 'invite') AND m.user_id IS NOT a.user_id")
                    .each(
                        [&](const Statement &row) {
                            const auto id = row.text(1);
                            const auto name = row.text(2);
                            if (const int fits = std::max(fit(name, spellings), fit(id.mid(1), spellings))) {
                                candidates.push_back({fits, recent->value(id, -1), (name.isEmpty() ? id.mid(1) : name).toCaseFolded(), row.integer(0)});
                            }
                        },
                        room);
    if (!done) {
        return std::unexpected(done.error());
    }
    const auto items = best(std::move(candidates), atMost);
    const auto rows = ChatRows::members(reader, items);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    QList<Suggestion> found;
    for (const auto item : items) {
        const auto row = rows->value(item);
        if (!row.userId.isEmpty()) {
            const auto text = QString(u'@' + row.name);
            found << Suggestion{.kind = ChatMentions::Kind::Person,
                                .title = row.name,
                                .detail = row.userId,
                                .avatar = row.avatar,
                                .insert = text,
                                .mention = ChatOutgoingMention{text, row.userId}};
        }
    }
    const auto everyone = QStringLiteral("@room");
    if (!everyone.mid(1).startsWith(words.toLower())) {
        return found;
    }
    const auto rights = ChatRows::rights(reader, room);
    if (!rights) {
        return std::unexpected(rights.error());
    }
    if (rights->testFlag(ChatRight::NotifyRoom)) {
        found << Suggestion{.kind = ChatMentions::Kind::EveryOne,
                            .title = everyone,
                            .detail = i18nc("@info completion of @room", "Notifies everybody in the room"),
                            .avatar = {},
                            .insert = everyone,
                            .mention = ChatOutgoingMention{everyone, everyone}};
    }
    return found;
}

// Rooms have to have an address that others can follow.
Result<QList<Suggestion>> rooms(const Reader &reader, ItemId room, const QString &words, int atMost)
{
    const auto spellings = spellingsOf(words);
    std::vector<Candidate> candidates;
    QHash<qint64, Suggestion> all;
    auto done = reader
                    .prepare("SELECT r.item, r.title, r.alias, r.avatar FROM chat_room r JOIN chat_room h ON h.collection = r.collection AND h.item = ?1 "
                             "WHERE r.membership = 'join' AND r.alias <> ''")
                    .each(
                        [&](const Statement &row) {
                            const auto alias = row.text(2);
                            if (!ChatLink::isAlias(alias)) {
                                return;
                            }
                            if (const int fits = std::max(fit(row.text(1), spellings), fit(alias.mid(1), spellings))) {
                                candidates.push_back({fits, 0, row.text(1).toCaseFolded(), row.integer(0)});
                                all.insert(row.integer(0),
                                           Suggestion{.kind = ChatMentions::Kind::Room,
                                                      .title = row.text(1),
                                                      .detail = alias,
                                                      .avatar = row.text(3),
                                                      .insert = alias,
                                                      .mention = ChatOutgoingMention{alias, alias}});
                            }
                        },
                        room);
    if (!done) {
        return std::unexpected(done.error());
    }
    QList<Suggestion> found;
    for (const auto items = best(std::move(candidates), atMost); const auto item : items) {
        found << all.value(item);
    }
    return found;
}

QList<Suggestion> emoji(const QString &words, int atMost)
{
    QList<Suggestion> found;
    for (const auto all = ChatEmojiTable::load()->find(words, atMost); const auto &one : all) {
        found << Suggestion{
            .kind = ChatMentions::Kind::Emoji, .title = QString(one.symbol + u' ' + one.name), .detail = {}, .avatar = {}, .insert = one.symbol, .mention = {}};
    }
    return found;
}

QList<Suggestion> commands(const QString &words, int atMost)
{
    QList<Suggestion> found;
    for (const auto all = ChatOutgoingCommand::all(); const auto &one : all) {
        if (one.command.mid(1).startsWith(words.toLower()) && found.size() < atMost) {
            found << Suggestion{.kind = ChatMentions::Kind::Command,
                                .title = QString(one.command + u' ' + one.arguments).trimmed(),
                                .detail = one.sentence,
                                .avatar = {},
                                .insert = one.command,
                                .mention = {}};
        }
    }
    return found;
}
}

std::optional<ChatMentions::Trigger> ChatMentions::trigger(const QString &text, qsizetype cursor)
{
    if (cursor <= 0 || cursor > text.size()) {
        return std::nullopt;
    }
    // Names have spaces: the sign may stand some words before.
    int spaces = 0;
    for (auto at = cursor - 1; at >= 0 && cursor - at <= longestWords; --at) {
        const auto sign = text.at(at);
        if (sign == u'\n') {
            return std::nullopt;
        }
        const bool isAtWordStart = at == 0 || text.at(at - 1).isSpace() || text.at(at - 1) == u'(';
        const auto words = text.mid(at + 1, cursor - at - 1);
        const bool isTyped = !words.startsWith(u' ');
        if (sign == u'@' && isAtWordStart && isTyped) {
            return Trigger{Kind::Person, at, cursor, words};
        }
        if (spaces == 0 && isAtWordStart) {
            if (sign == u'#' && isTyped) {
                return Trigger{Kind::Room, at, cursor, words};
            }
            constexpr qsizetype fewest = 2; // ":D" is no beginning of anything
            if (sign == u':' && words.size() >= fewest && words.at(0).isLetter()) {
                return Trigger{Kind::Emoji, at, cursor, words};
            }
            if (sign == u'/' && at == 0) {
                return Trigger{Kind::Command, at, cursor, words};
            }
        }
        if (sign.isSpace() && ++spaces > 2) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

QFuture<Result<QList<ChatMentions::Suggestion>>> ChatMentions::find(std::shared_ptr<Store> store, ItemId room, const Trigger &trigger, int atMost)
{
    return store->read([room, trigger, atMost](const Reader &reader) -> Result<QList<Suggestion>> {
        switch (trigger.kind) {
        case Kind::Person:
        case Kind::EveryOne:
            return people(reader, room, trigger.words, atMost);
        case Kind::Room:
            return rooms(reader, room, trigger.words, atMost);
        case Kind::Emoji:
            return emoji(trigger.words, atMost);
        case Kind::Command:
            return commands(trigger.words, atMost);
        }
        return QList<Suggestion>();
    });
}

QList<ChatOutgoingMention> ChatMentions::present(const QString &text, const QList<ChatOutgoingMention> &mentions)
{
    QList<ChatOutgoingMention> kept;
    for (const auto &mention : mentions) {
        if (!mention.text.isEmpty() && text.contains(mention.text) && !kept.contains(mention)) {
            kept << mention;
        }
    }
    return kept;
}

}
