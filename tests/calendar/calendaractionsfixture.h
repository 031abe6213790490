// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "accounts/accountstore.h"
#include "calendar/calendaractions.h"
#include "calendar/calendarletters.h"
#include "calendar/calendarprojector.h"
#include "calendar/eventreader.h"
#include "calendar/occurrencequery.h"
#include "groupware/davchange.h"
#include "support/temporarystore.h"
#include "support/waiting.h"
#include "sync/folding.h"
#include "sync/outbox.h"

#include <QCborArray>
#include <QCborValue>
#include <QSignalSpy>
#include <QTimeZone>

namespace Kontor
{

/// A store of one person with calendars, and objects put there as the engine would.
struct CalendarActionsFixture {
    enum class Server { Plain, SchedulesItself };

    TemporaryStore store{{QStringLiteral(":/kontor/schema/accounts"), QStringLiteral(":/kontor/schema/sync"), QStringLiteral(":/kontor/schema/calendar")}};
    std::shared_ptr<CalendarProjector> projector = std::make_shared<CalendarProjector>();
    std::shared_ptr<Outbox> outbox;
    AccountId account{};
    ResourceId resource{};
    CollectionId calendar{}, other{};
    int nextName = 1;

    explicit CalendarActionsFixture(Server server = Server::Plain, const QString &address = QStringLiteral("anna@example.org"))
    {
        outbox = std::make_shared<Outbox>(*store);
        outbox->addProjector(QStringLiteral("calendar"), projector);
        account = addAccount(address, QStringLiteral("Anna Berg"), {QStringLiteral("a.berg@example.org")});
        resource = resourceOf(account);
        calendar = addCalendar(resource, QStringLiteral("/anna/work/"), server);
        other = addCalendar(resource, QStringLiteral("/anna/home/"), server);
    }

    AccountId addAccount(const QString &address, const QString &name, const QStringList &aliases = {})
    {
        Account made;
        made.address = address;
        made.name = name;
        made.userName = address;
        made.aliases = aliases;
        AccountStore accounts(*store);
        return waitedFor(accounts.save(made)).value();
    }

    ResourceId resourceOf(AccountId of)
    {
        return waitedFor(store->write([of](Transaction &transaction) -> Result<ResourceId> {
                   auto done = transaction.prepare("INSERT OR IGNORE INTO resource (account, kind) VALUES (?1, 'calendar')").run(of);
                   if (!done) {
                       return std::unexpected(done.error());
                   }
                   return transaction.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = 'calendar'").value<ResourceId>(of).transform([](auto id) {
                       return *id;
                   });
               }))
            .value();
    }

    CollectionId addCalendar(ResourceId in, const QString &remote, Server server = Server::Plain, Rights rights = allRights)
    {
        const QCborMap attributes{{DavAttribute::Schedules, server == Server::SchedulesItself}, {DavAttribute::Components, QCborArray{QStringLiteral("VEVENT"), QStringLiteral("VTODO")}}};
        return waitedFor(store->write([=, bytes = attributes.toCborValue().toCbor()](Transaction &transaction) -> Result<CollectionId> {
                   transaction.changes.collectionList = true;
                   return transaction.prepare("INSERT INTO collection (resource, remote_id, name, role, rights, attributes) VALUES (?1, ?2, ?2, '', ?3, ?4)")
                       .run(in, remote, rights.toInt(), bytes)
                       .transform([&transaction] {
                           return CollectionId{transaction.lastInsertId()};
                       });
               }))
            .value();
    }

    ItemId add(CollectionId in, const QByteArray &bytes)
    {
        const auto name = QString::number(nextName++);
        return waitedFor(store->write([=, projector = projector](Transaction &transaction) -> Result<ItemId> {
                   if (auto made = transaction.prepare("INSERT INTO item (collection, remote_id, revision, payload) VALUES (?1, ?2, 'r1', ?3)").run(in, name, bytes); !made) {
                       return std::unexpected(made.error());
                   }
                   const ItemId item{transaction.lastInsertId()};
                   return projector->project(item, in, bytes).and_then([&](const Write &write) { return write(transaction); }).transform([item] { return item; });
               }))
            .value();
    }

    QByteArray bytes(ItemId item)
    {
        return waitedFor(store->read([item](const Reader &reader) { return EventReader::object(reader, item); })).value().bytes;
    }

    QList<Change> changes(ItemId item = {})
    {
        auto list = waitedFor(outbox->list()).value();
        list.removeIf([item](const Change &change) { return item && change.item != item; });
        return list;
    }

    /// The server carries out all that waits. What it then says of an object may have something more in it.
    void synchronize(const std::function<QByteArray(const QByteArray &)> &told = {})
    {
        QHash<ItemId, QList<Change>> byItem;
        for (const auto &change : changes()) {
            byItem[change.item] << change;
        }
        waitedFor(store->write([byItem, told, projector = projector](Transaction &transaction) -> Result<void> {
            transaction.changes.outbox = true;
            for (const auto &[item, pending] : byItem.asKeyValueRange()) {
                QByteArray payload;
                CollectionId in;
                auto done = transaction.prepare("SELECT payload, collection FROM item WHERE id = ?1").each(
                    [&](const Statement &row) {
                        payload = row.blob(0);
                        in = row.get<CollectionId>(1);
                    },
                    item);
                auto folded = fold(*projector, payload, in, pending);
                if (told && !folded.payload.isEmpty()) {
                    folded.payload = told(folded.payload);
                }
                done = done.and_then([&] { return transaction.prepare("DELETE FROM change WHERE item = ?1").run(item); });
                done = done.and_then([&]() -> Result<void> {
                    const auto write = projector->project(item, folded.collection, folded.payload);
                    return write ? (*write)(transaction) : std::unexpected(write.error());
                });
                if (done && folded.payload.isEmpty()) {
                    done = transaction.prepare("DELETE FROM item WHERE id = ?1").run(item);
                } else if (done) {
                    done = transaction.prepare("UPDATE item SET payload = ?2, collection = ?3, remote_id = coalesce(remote_id, 'made' || id), revision = 'r2' WHERE id = ?1")
                               .run(item, folded.payload, folded.collection);
                }
                if (!done) {
                    return done;
                }
                transaction.changes.touch(folded.collection, item);
            }
            return {};
        })).value();
    }

    QList<CalendarLetter> letters()
    {
        return waitedFor(store->read([](const Reader &reader) { return CalendarLetters::waiting(reader); })).value();
    }

    /// The letters were handed to mail.
    void sendLetters()
    {
        for (const auto &letter : letters()) {
            waitedFor(store->write([letter](Transaction &transaction) { return CalendarLetters::remove(transaction, letter.id); })).value();
        }
    }

    InvitationState state(const QByteArray &ics, const QString &sender = {}, const QDateTime &now = QDateTime(QDate(2026, 5, 1), QTime(12, 0), QTimeZone::UTC))
    {
        return waitedFor(store->read([=](const Reader &reader) { return InvitationQuery::read(reader, ics, sender, now, QTimeZone("Europe/Berlin")); })).value();
    }

    template <class T = qint64>
    T value(const char *sql, qint64 argument = 0)
    {
        return waitedFor(store->read([sql, argument](const Reader &reader) { return reader.prepare(sql).value<T>(argument); })).value().value_or(T{});
    }

    ItemId item(const QByteArray &uid)
    {
        return waitedFor(store->read([uid](const Reader &reader) { return reader.prepare("SELECT item FROM calendar_object WHERE uid = ?1").value<ItemId>(uid); }))
            .value()
            .value_or(ItemId{});
    }

    EventDraft draft(OccurrenceRef occurrence)
    {
        return waitedFor(store->read([occurrence](const Reader &reader) { return EventReader::draft(reader, occurrence); })).value();
    }
};

inline QByteArray eventText(const QByteArray &lines, const QByteArray &more = {}, const QByteArray &uid = "u1", const QByteArray &method = {})
{
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//EN\r\n" + (method.isEmpty() ? QByteArray() : QByteArray("METHOD:" + method + "\r\n")) + "BEGIN:VEVENT\r\nUID:" + uid
        + "\r\n" + lines + "END:VEVENT\r\n" + more + "END:VCALENDAR\r\n";
}

inline QByteArray componentText(const QByteArray &lines, const QByteArray &uid = "u1")
{
    return "BEGIN:VEVENT\r\nUID:" + uid + "\r\n" + lines + "END:VEVENT\r\n";
}

}
