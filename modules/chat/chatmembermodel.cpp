// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/chatmembermodel.h"

#include "base/searchtext.h"
#include "chat/chatpower.h"
#include "chat/chatrows.h"

#include <KLocalizedString>

#include <algorithm>

namespace Kontor
{
namespace
{
constexpr int administrator = 100;
constexpr int moderator = 50;

Result<ChatPower> powersOf(const Reader &reader, ItemId room)
{
    return ChatRows::roomFacts(reader, room).transform([](const std::optional<ChatRows::RoomFacts> &found) {
        return found ? ChatPower(found->facts) : ChatPower();
    });
}

QStringList membershipsOf(ChatMemberModel::Show show)
{
    switch (show) {
    case ChatMemberModel::Show::Invited:
        return {QStringLiteral("invite"), QStringLiteral("knock")};
    case ChatMemberModel::Show::Banned:
        return {QStringLiteral("ban")};
    case ChatMemberModel::Show::Present:
        break;
    }
    return {QStringLiteral("join")};
}

struct Person {
    qint64 item = 0;
    int power = 0;
    QString name{};
};

Result<QList<qint64>> idsOf(const Reader &reader, ItemId room, const QString &words, ChatMemberModel::Show show)
{
    const auto powers = powersOf(reader, room);
    if (!powers) {
        return std::unexpected(powers.error());
    }
    const auto memberships = membershipsOf(show);
    QList<QStringList> wanted;
    for (const auto all = words.toLower().split(u' ', Qt::SkipEmptyParts); const auto &word : all) {
        wanted << SearchText::spellings(word) + QStringList{word};
    }
    std::vector<Person> people;
    auto done = reader.prepare("SELECT item, user_id, name FROM chat_member WHERE room = ?1 AND (membership = ?2 OR membership = ?3)")
                    .each(
                        [&](const Statement &row) {
                            const auto userId = row.text(1);
                            const auto name = row.text(2).isEmpty() ? userId.mid(1) : row.text(2);
                            const auto text = QString(name + u' ' + userId).toLower();
                            const bool fits = std::ranges::all_of(wanted, [&text](const QStringList &spellings) {
                                return std::ranges::any_of(spellings, [&text](const QString &spelling) {
                                    return text.contains(spelling);
                                });
                            });
                            if (fits) {
                                people.push_back({row.integer(0), powers->of(userId), name.toCaseFolded()});
                            }
                        },
                        room,
                        memberships.first(),
                        memberships.last());
    if (!done) {
        return std::unexpected(done.error());
    }
    std::ranges::sort(people, [](const Person &one, const Person &other) {
        if (one.power != other.power) {
            return one.power > other.power;
        }
        const auto order = QString::localeAwareCompare(one.name, other.name);
        return order != 0 ? order < 0 : one.item < other.item;
    });
    QList<qint64> ids;
    ids.reserve(qsizetype(people.size()));
    for (const auto &person : people) {
        ids << person.item;
    }
    return ids;
}
}

ChatMemberModel::ChatMemberModel(std::shared_ptr<Store> store, QObject *parent)
    : TypedQueryModel<ChatMemberRow>(std::move(store), parent)
{
}

void ChatMemberModel::setRoom(ItemId room)
{
    if (room == m_room) {
        return;
    }
    m_room = room;
    if (room) {
        runQuery(Transition::Reset);
    } else {
        clearQuery();
    }
}

ItemId ChatMemberModel::room() const
{
    return m_room;
}

void ChatMemberModel::setWords(const QString &words)
{
    if (std::exchange(m_words, words) != words && m_room) {
        runQuery(Transition::Compare);
    }
}

void ChatMemberModel::setShow(Show show)
{
    if (std::exchange(m_show, show) != show && m_room) {
        runQuery(Transition::Reset);
    }
}

void ChatMemberModel::runQuery(Transition transition)
{
    setTypedQuery(
        [room = m_room, words = m_words, show = m_show](const Reader &reader) {
            return idsOf(reader, room, words, show);
        },
        [](const Reader &reader, const QList<qint64> &wanted) {
            return ChatRows::members(reader, wanted);
        },
        transition);
}

QueryModel::Concern ChatMemberModel::isConcerned(const ChangeSet &changes) const
{
    const bool isQuiet = changes.collections.isEmpty() && changes.items.isEmpty() && !changes.manyItems && !changes.accounts;
    return isQuiet ? Concern::None : Concern::Ids;
}

bool ChatMemberModel::touchedIds(const ChangeSet &changes, QSet<qint64> &ids) const
{
    // Powers are told by the room.
    return QueryModel::touchedIds(changes, ids) && !changes.items.contains(m_room);
}

QString ChatMemberModel::powerText(int power)
{
    if (power >= administrator) {
        return i18nc("@info power of a person in a chat room", "Administrator");
    }
    if (power >= moderator) {
        return i18nc("@info power of a person in a chat room", "Moderator");
    }
    if (power < 0) {
        return i18nc("@info power of a person in a chat room", "May not write");
    }
    return power == 0 ? QString() : i18nc("@info power of a person in a chat room; %1: a number", "Power %1", power);
}

int ChatMemberModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1;
}

QVariant ChatMemberModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == IdRole) {
        return idAt(index.row());
    }
    const auto *row = rowAt(index);
    if (!row) {
        return role == SpokenRole || role == Qt::AccessibleTextRole ? QVariant(i18nc("@info spoken while a person of a list is being loaded", "Loading…"))
                                                                    : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return row->name;
    case Qt::ToolTipRole:
        return row->userId;
    case MemberRole:
        return QVariant::fromValue(*row);
    case SpokenRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{row->name};
        if (const auto power = powerText(row->power); !power.isEmpty()) {
            parts << power;
        }
        if (!row->name.contains(row->userId)) {
            parts << row->userId;
        }
        return parts.join(QLatin1StringView(", "));
    }
    default:
        return {};
    }
}

}
