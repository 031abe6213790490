// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/searchtext.h"
#include "chat/chatname.h"
#include "chat/chatsearch.h"
#include "chat/chatwords.h"
#include "store/search.h"

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr qsizetype mostMarks = 400; // people or rooms that one word may mean

/// Without case and accents.
QString plain(const QString &text)
{
    auto folded = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    folded.removeIf([](QChar c) {
        return c.category() == QChar::Mark_NonSpacing;
    });
    return folded;
}

/// Whether all words stand somewhere in a text, in any of the ways to spell them.
class Words
{
public:
    explicit Words(const QString &words)
    {
        for (const auto list = words.simplified().split(u' ', Qt::SkipEmptyParts); const auto &word : list) {
            QStringList spellings;
            for (const auto all = SearchText::spellings(word); const auto &spelling : all) {
                spellings << plain(spelling);
            }
            m_words << spellings;
        }
    }
    bool isEmpty() const
    {
        return m_words.isEmpty();
    }
    bool areIn(const QString &text) const
    {
        const auto folded = plain(text);
        return std::ranges::all_of(m_words, [&folded](const QStringList &spellings) {
            return std::ranges::any_of(spellings, [&folded](const QString &spelling) {
                return folded.contains(spelling);
            });
        });
    }

private:
    QList<QStringList> m_words{};
};

QString inColumn(const char *column, const QString &expression)
{
    return expression.isEmpty() ? QString() : QStringLiteral("{") + QLatin1StringView(column) + QStringLiteral("} : (") + expression + u')';
}

QString markExpression(const QStringList &marks)
{
    QStringList quoted;
    for (const auto &mark : marks) {
        quoted << QString(u'"' + mark + u'"');
    }
    return inColumn("marks", quoted.join(QStringLiteral(" OR ")));
}

QString markOf(ChatSearch::Has has)
{
    switch (has) {
    case ChatSearch::Has::Image:
        return QStringLiteral("kimage");
    case ChatSearch::Has::Video:
        return QStringLiteral("kvideo");
    case ChatSearch::Has::Audio:
        return QStringLiteral("kaudio");
    case ChatSearch::Has::File:
        return QStringLiteral("kmedia");
    case ChatSearch::Has::Link:
        return QStringLiteral("klink");
    case ChatSearch::Has::Poll:
        return QStringLiteral("kpoll");
    case ChatSearch::Has::Location:
        return QStringLiteral("klocation");
    case ChatSearch::Has::Sticker:
        break;
    }
    return QStringLiteral("ksticker");
}

Result<QStringList> marksOfPeople(const Reader &reader, const QString &value)
{
    QStringList marks;
    static const QStringList self{QStringLiteral("me"), QStringLiteral("mir"), QStringLiteral("ich")};
    if (self.contains(value.toLower())) {
        return reader.prepare("SELECT DISTINCT k.remote_id FROM chat_account a JOIN collection k ON k.id = a.collection")
            .each([&marks](const Statement &row) {
                marks << ChatWords::senderMark(row.text(0));
            })
            .transform([&marks] {
                return marks;
            });
    }
    const Words words(value);
    return reader.prepare("SELECT DISTINCT user_id, name FROM chat_member")
        .each([&](const Statement &row) {
            if (marks.size() < mostMarks && words.areIn(row.text(1) + u' ' + row.text(0))) {
                marks << ChatWords::senderMark(row.text(0));
            }
        })
        .transform([&] {
            if (value.startsWith(u'@') && value.contains(u':')) {
                marks << ChatWords::senderMark(value); // somebody who left long ago
            }
            return marks;
        });
}

Result<QStringList> marksOfRooms(const Reader &reader, const QString &value)
{
    QStringList marks;
    const Words words(value);
    return reader.prepare("SELECT item, title, alias, coalesce(room_id, '') FROM chat_room")
        .each([&](const Statement &row) {
            if (marks.size() < mostMarks && (words.areIn(row.text(1) + u' ' + row.text(2)) || row.text(3) == value)) {
                marks << ChatWords::roomMark(row.get<ItemId>(0));
            }
        })
        .transform([&marks] {
            return marks;
        });
}

/// What must be in a message, and what must not.
struct Conditions {
    QStringList with{};
    QStringList without{};
    bool isImpossible = false; ///< somebody or something that nobody knows
};

template<class Marks>
Result<void> addWishes(Conditions &conditions, const QList<ChatSearch::Wish> &wishes, Marks marks)
{
    QStringList wanted;
    bool isWanted = false;
    for (const auto &wish : wishes) {
        const auto found = marks(wish.value);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!wish.isExcluded) {
            isWanted = true;
            wanted << *found;
        } else if (!found->isEmpty()) {
            conditions.without << markExpression(*found);
        }
    }
    if (!wanted.isEmpty()) {
        conditions.with << markExpression(wanted);
    }
    conditions.isImpossible = conditions.isImpossible || (isWanted && wanted.isEmpty());
    return {};
}

Result<Conditions> conditionsOf(const Reader &reader, const ChatSearch &search, const ChatFinding::Scope &scope)
{
    Conditions conditions;
    for (const auto &term : search.terms) {
        const auto expression = inColumn("body names", ftsPhrase(term.text, term.isOpen ? WordEnd::Open : WordEnd::Closed));
        (term.isExcluded ? conditions.without : conditions.with) << expression;
    }
    for (const auto &wish : search.contents) {
        (wish.isExcluded ? conditions.without : conditions.with) << markExpression({markOf(wish.has)});
    }
    if (scope.room) {
        conditions.with << markExpression({ChatWords::roomMark(scope.room)});
    }
    return addWishes(conditions,
                     search.senders,
                     [&reader](const QString &value) {
                         return marksOfPeople(reader, value);
                     })
        .and_then([&] {
            return addWishes(conditions, search.rooms, [&reader](const QString &value) {
                return marksOfRooms(reader, value);
            });
        })
        .transform([&conditions] {
            return conditions;
        });
}

qint64 rowOfDay(const QDate &day)
{
    return ChatWords::firstRowOf(day.startOfDay().toMSecsSinceEpoch());
}
}

Result<QList<ChatFinding::Hit>> ChatFinding::messages(const Reader &reader, const ChatSearch &search, const Scope &scope)
{
    QList<Hit> hits;
    if (search.isEmpty()) {
        return hits;
    }
    auto conditions = conditionsOf(reader, search, scope);
    if (!conditions || conditions->isImpossible) {
        return conditions.transform([&hits](const Conditions &) {
            return hits;
        });
    }
    conditions->with.removeAll(QString());
    if (conditions->with.isEmpty()) {
        conditions->with << markExpression({ChatWords::everyMark}); // nothing but what it must not be, or a date
    }
    const auto expression = ftsWithout(ftsAll(conditions->with), ftsAny(conditions->without));
    const auto from = search.after.isValid() ? rowOfDay(search.after) : 0;
    auto until = search.before.isValid() ? rowOfDay(search.before) : std::numeric_limits<qint64>::max();
    until = scope.before != 0 ? std::min(until, scope.before) : until;
    return reader
        .prepare("SELECT coalesce(t.item, e.item), e.room, coalesce(t.sent, e.sent), w.rowid FROM chat_words w CROSS JOIN chat_event e ON e.item = w.item "
                 "LEFT JOIN chat_event t ON e.relation = 1 AND t.edit = e.item AND t.edit <> 0 "
                 "WHERE w.chat_words MATCH ?1 AND w.rowid >= ?2 AND w.rowid < ?3 AND (?4 = 0 OR e.collection = ?4) "
                 "AND iif(e.relation = 1, coalesce(t.shown, 0) = 1, e.shown = 1 AND e.edit = 0) ORDER BY w.rowid DESC LIMIT ?5")
        .each(
            [&hits](const Statement &row) {
                hits << Hit{row.get<ItemId>(0), row.get<ItemId>(1), row.integer(2), row.integer(3)};
            },
            expression,
            from,
            until,
            scope.account,
            scope.atMost)
        .transform([&hits] {
            return hits;
        });
}

Result<QList<ItemId>> ChatFinding::rooms(const Reader &reader, const QString &words, int atMost)
{
    QList<ItemId> found;
    const Words wanted(words);
    if (wanted.isEmpty()) {
        return found;
    }
    return reader
        .prepare("SELECT r.item, r.title, r.alias, coalesce(m.name, ''), r.direct_with FROM chat_room r LEFT JOIN chat_member m ON m.room = r.item AND m.user_id = r.direct_with "
                 "WHERE r.membership IN ('join', 'invite', 'knock') ORDER BY r.last_time DESC, r.item DESC")
        .each([&](const Statement &row) {
            if (found.size() < atMost && wanted.areIn(row.text(1) + u' ' + row.text(2) + u' ' + row.text(3) + u' ' + row.text(4))) {
                found << row.get<ItemId>(0);
            }
        })
        .transform([&found] {
            return found;
        });
}

Result<QList<ChatFinding::Person>> ChatFinding::people(const Reader &reader, const QString &words, int atMost)
{
    QList<Person> found;
    const Words wanted(words);
    if (wanted.isEmpty()) {
        return found;
    }
    QHash<std::pair<qint64, QString>, Person> all;
    return reader.prepare("SELECT m.collection, m.user_id, m.name, m.avatar FROM chat_member m JOIN collection k ON k.id = m.collection AND k.remote_id <> m.user_id")
        .each([&](const Statement &row) {
            if (wanted.areIn(row.text(2) + u' ' + row.text(1))) {
                auto &person = all[{row.integer(0), row.text(1)}];
                const bool isBetter = person.userId.isEmpty() || (person.avatar.isEmpty() && !row.text(3).isEmpty());
                if (isBetter) {
                    person = Person{row.get<CollectionId>(0), row.text(1), ChatName::shown(row.text(2), row.text(1), ChatName::Twins::None), row.text(3)};
                }
            }
        })
        .transform([&] {
            found = all.values();
            std::ranges::sort(found, [](const Person &one, const Person &other) {
                return std::pair(plain(one.name), one.userId) < std::pair(plain(other.name), other.userId);
            });
            found.resize(std::min<qsizetype>(found.size(), atMost));
            return found;
        });
}

}
