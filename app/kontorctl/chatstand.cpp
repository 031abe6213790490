// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chatstand.h"

#include "chat/chatrows.h"

#include <KLocalizedString>
#include <QCoreApplication>
#include <QThreadPool>

namespace Kontor
{
namespace
{
/// Rooms of some collections, newest first.
Result<QList<ChatRoomRow>> readRooms(const Reader &reader, const QList<CollectionId> &places)
{
    QList<qint64> ids;
    for (const auto place : places) {
        auto read = reader.prepare("SELECT item FROM chat_room WHERE collection = ?1 AND membership IN ('join', 'invite', 'knock') ORDER BY last_time DESC, item DESC")
                        .each([&ids](const Statement &row) { ids << row.integer(0); }, place);
        if (!read) {
            return std::unexpected(read.error());
        }
    }
    return ChatRows::rooms(reader, ids).transform([&ids](const QHash<qint64, ChatRoomRow> &rows) {
        QList<ChatRoomRow> list;
        for (const auto id : std::as_const(ids)) {
            if (rows.contains(id)) {
                list << rows.value(id);
            }
        }
        return list;
    });
}

std::unexpected<Error> notFound(const QString &sentence)
{
    return failure(Error::Kind::NotFound, sentence);
}
}

ChatStand::ChatStand(Profile &profile)
    : m_profile(profile)
{
    if (m_profile.store()) {
        m_actions = std::make_unique<ChatActions>(m_profile.outbox());
    }
}

ChatStand::~ChatStand() = default;

Result<void> ChatStand::choose(const QString &account)
{
    const auto accounts = m_profile.accounts();
    if (!accounts) {
        return std::unexpected(accounts.error());
    }
    struct Row {
        CollectionId id;
        ResourceId resource;
        AccountId account;
    };
    const auto rows = m_profile.read([](const Reader &reader) -> Result<QList<Row>> {
        QList<Row> list;
        return reader
            .prepare("SELECT k.id, r.id, r.account FROM collection k JOIN resource r ON r.id = k.resource WHERE r.kind = 'chat' AND k.remote_id IS NOT NULL ORDER BY k.id")
            .each([&list](const Statement &row) { list << Row{row.get<CollectionId>(0), row.get<ResourceId>(1), row.get<AccountId>(2)}; })
            .transform([&list] { return list; });
    });
    if (!rows) {
        return std::unexpected(rows.error());
    }
    m_places.clear();
    for (const auto &row : *rows) {
        const auto owner = std::ranges::find(*accounts, row.account, &Account::id);
        if (owner != accounts->end() && (account.isEmpty() || owner->address.compare(account, Qt::CaseInsensitive) == 0 || owner->chatUser == account)) {
            m_places << Place{.id = row.id, .resource = row.resource, .account = *owner};
        }
    }
    if (m_places.isEmpty()) {
        return notFound(i18nc("@info:shell", "No chats are known; an account with --chat URL and “kontorctl sync --once” bring them."));
    }
    return {};
}

Result<ChatStand::Place> ChatStand::place() const
{
    if (m_places.size() != 1) {
        return notFound(i18nc("@info:shell", "Several accounts have chat; --account ADDRESS says whose is meant."));
    }
    return m_places.first();
}

Result<QList<ChatRoomRow>> ChatStand::rooms()
{
    QList<CollectionId> places;
    for (const auto &place : std::as_const(m_places)) {
        places << place.id;
    }
    return m_profile.read([places](const Reader &reader) { return readRooms(reader, places); });
}

Result<ChatRoomRow> ChatStand::room(const QString &name)
{
    const auto all = rooms();
    if (!all) {
        return std::unexpected(all.error());
    }
    const auto aliases = m_profile.read([](const Reader &reader) -> Result<QHash<qint64, QString>> {
        QHash<qint64, QString> list;
        return reader.prepare("SELECT item, alias FROM chat_room WHERE alias <> ''").each([&list](const Statement &row) { list.insert(row.integer(0), row.text(1)); }).transform([&list] {
            return list;
        });
    });
    if (!aliases) {
        return std::unexpected(aliases.error());
    }
    QList<ChatRoomRow> exact;
    QList<ChatRoomRow> titled;
    for (const auto &row : *all) {
        if (row.roomId == name || (!name.isEmpty() && aliases->value(row.item.value) == name) || (!row.directWith.isEmpty() && row.directWith == name)) {
            exact << row;
        } else if (row.title.compare(name, Qt::CaseInsensitive) == 0) {
            titled << row;
        }
    }
    if (!exact.isEmpty()) {
        return exact.first();
    }
    if (titled.size() == 1) {
        return titled.first();
    }
    return titled.isEmpty() ? notFound(i18nc("@info:shell", "There is no room “%1”.", name))
                            : notFound(i18nc("@info:shell", "Several rooms are called “%1”; “kontorctl chat rooms” shows their ids.", name));
}

Result<QList<ChatTimelineRow>> ChatStand::last(ItemId room, int count)
{
    return m_profile.read([room, count](const Reader &reader) -> Result<QList<ChatTimelineRow>> {
        const auto places = ChatRows::places(reader, {.room = room, .atMost = count});
        if (!places) {
            return std::unexpected(places.error());
        }
        QList<qint64> ids;
        for (const auto &place : *places) {
            ids << place.item.value;
        }
        return ChatRows::timeline(reader, ids).transform([&ids](const QHash<qint64, ChatTimelineRow> &rows) {
            QList<ChatTimelineRow> list;
            for (const auto id : std::as_const(ids)) {
                if (rows.contains(id)) {
                    list << rows.value(id);
                }
            }
            return list;
        });
    });
}

Result<ItemId> ChatStand::event(const QString &name)
{
    QList<CollectionId> places;
    for (const auto &place : std::as_const(m_places)) {
        places << place.id;
    }
    return m_profile.read([places, name](const Reader &reader) -> Result<ItemId> {
        bool isNumber = false;
        const auto number = name.toLongLong(&isNumber);
        for (const auto place : places) {
            auto &find = isNumber ? reader.prepare("SELECT item FROM chat_event WHERE collection = ?1 AND item = ?2")
                                  : reader.prepare("SELECT e.item FROM item i JOIN chat_event e ON e.item = i.id WHERE i.collection = ?1 AND i.remote_id = ?2");
            const auto found = isNumber ? find.value<ItemId>(place, number) : find.value<ItemId>(place, name);
            if (!found) {
                return std::unexpected(found.error());
            }
            if (*found) {
                return **found;
            }
        }
        return notFound(i18nc("@info:shell", "There is no message %1 here.", name));
    });
}

Result<ChatStand::Place> ChatStand::placeOf(CollectionId account) const
{
    const auto place = std::ranges::find(m_places, account, &Place::id);
    return place == m_places.end() ? Result<Place>(notFound(i18nc("@info", "This account no longer exists."))) : *place;
}

QString ChatStand::addressOf(CollectionId account) const
{
    const auto place = std::ranges::find(m_places, account, &Place::id);
    return place == m_places.end() ? QString() : place->account.address;
}

Profile &ChatStand::profile()
{
    return m_profile;
}

ChatActions &ChatStand::actions()
{
    return *m_actions;
}

void ChatStand::settle()
{
    m_profile.store()->drain();
    QThreadPool::globalInstance()->waitForDone();
    QCoreApplication::processEvents();
    m_profile.store()->drain();
    QCoreApplication::processEvents();
}

}
