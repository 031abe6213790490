// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calendar/calendarpeople.h"

#include "accounts/account.h"
#include "groupware/davchange.h"
#include "store/store.h"
#include "sync/collection.h"

#include <QCborArray>
#include <QCborValue>

namespace Kontor
{
namespace
{
QString plainAddress(const QString &address)
{
    const auto plain = address.trimmed();
    return plain.startsWith(QLatin1StringView("mailto:"), Qt::CaseInsensitive) ? plain.mid(7) : plain;
}

template <class Source>
Result<CalendarPeople> readPeople(Source &source)
{
    CalendarPeople people;
    const auto add = [&people](AccountId account, const QString &address, const QString &name) {
        const auto plain = plainAddress(address);
        if (plain.contains(u'@') && !people.of(plain)) {
            people.mine << CalendarPeople::Me{account, plain, name};
        }
    };
    QList<Account> accounts;
    auto done = source.prepare("SELECT id, address, name, settings FROM account ORDER BY id").each([&](const Statement &row) {
        accounts << Account::fromCbor(row.get<AccountId>(0), row.text(1), row.text(2), QCborValue::fromCbor(row.blob(3)).toMap());
    });
    for (const auto &account : std::as_const(accounts)) {
        add(account.id, account.address, account.name);
    }
    for (const auto &account : std::as_const(accounts)) {
        for (const auto &alias : account.aliases) {
            add(account.id, alias, account.name);
        }
    }
    if (done) {
        done = source
                   .prepare("SELECT r.account, a.name, c.attributes FROM collection c JOIN resource r ON r.id = c.resource JOIN account a ON a.id = r.account "
                            "WHERE r.kind = 'calendar' AND c.attributes IS NOT NULL")
                   .each([&](const Statement &row) {
                       const auto attributes = QCborValue::fromCbor(row.blob(2)).toMap();
                       for (const auto &address : attributes.value(DavAttribute::Addresses).toArray()) {
                           add(row.get<AccountId>(0), address.toString(), row.text(1));
                       }
                   });
    }
    return done.transform([&people] {
        return people;
    });
}

template <class Source>
Result<CalendarPlace> readPlace(Source &source, CollectionId calendar)
{
    CalendarPlace place;
    return source.prepare("SELECT c.id, c.resource, r.account, c.attributes, c.rights FROM collection c JOIN resource r ON r.id = c.resource WHERE c.id = ?1")
        .each(
            [&place](const Statement &row) {
                place.calendar = row.get<CollectionId>(0);
                place.resource = row.get<ResourceId>(1);
                place.account = row.get<AccountId>(2);
                const auto attributes = QCborValue::fromCbor(row.blob(3)).toMap();
                place.schedulesItself = attributes.value(DavAttribute::Schedules).toBool();
                for (const auto &address : attributes.value(DavAttribute::Addresses).toArray()) {
                    place.addresses << plainAddress(address.toString()).toLower();
                }
                for (const auto &component : attributes.value(DavAttribute::Components).toArray()) {
                    place.components << component.toString().toUpper();
                }
                place.isWritable = Rights::fromInt(int(row.integer(4))).testAnyFlags(Right::Write | Right::Insert);
            },
            calendar)
        .transform([&place] {
            return place;
        });
}
}

Result<CalendarPeople> CalendarPeople::read(const Reader &reader)
{
    return readPeople(reader);
}

Result<CalendarPeople> CalendarPeople::read(Transaction &transaction)
{
    return readPeople(transaction);
}

QStringList CalendarPeople::addresses() const
{
    QStringList list;
    for (const auto &me : mine) {
        list << me.address.toLower();
    }
    return list;
}

const CalendarPeople::Me *CalendarPeople::of(const QString &address) const
{
    const auto found = std::ranges::find_if(mine, [&address](const Me &me) {
        return me.address.compare(address, Qt::CaseInsensitive) == 0;
    });
    return found == mine.end() ? nullptr : &*found;
}

const CalendarPeople::Me *CalendarPeople::of(AccountId account) const
{
    const auto found = std::ranges::find(mine, account, &Me::account);
    return found == mine.end() ? nullptr : &*found;
}

bool CalendarPlace::schedulesFor(const QString &address) const
{
    return schedulesItself && (addresses.isEmpty() || addresses.contains(address.toLower()));
}

Result<CalendarPlace> CalendarPlace::read(const Reader &reader, CollectionId calendar)
{
    return readPlace(reader, calendar);
}

Result<CalendarPlace> CalendarPlace::read(Transaction &transaction, CollectionId calendar)
{
    return readPlace(transaction, calendar);
}

}
