// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "letterpost.h"

#include "base/clock.h"
#include "calendar/calendarletters.h"
#include "profile.h"

namespace Kontor
{

LetterPost::LetterPost(std::shared_ptr<Store> store, std::shared_ptr<Outbox> outbox, QList<Account> accounts)
    : m_store(std::move(store))
    , m_accounts(std::move(accounts))
    , m_calendar(outbox)
    , m_mail(outbox)
    , m_courier(m_store, &m_mail, [this] {
        return m_accounts;
    })
{
    m_courier.hurry();
    QObject::connect(&m_courier, &LetterCourier::carried, &m_courier, [this](AccountId sender) {
        m_carried.insert(sender);
    });
    QObject::connect(&m_courier, &LetterCourier::stranded, &m_courier, [this](const QString &sentence) {
        m_stranded << sentence;
    });
    QObject::connect(&m_courier, &LetterCourier::failed, &m_courier, [this](const Error &error) {
        m_error = error;
    });
}

Result<void> LetterPost::hand()
{
    const auto settled = await(m_store->write([](Transaction &transaction) {
        return CalendarLetters::settle(transaction, Clock::system().now());
    }));
    if (!settled) {
        return settled;
    }
    QEventLoop loop;
    bool isIdle = false; // perhaps at once, when quit() would come too early
    QObject::connect(&m_courier, &LetterCourier::idle, &loop, [&loop, &isIdle] {
        isIdle = true;
        loop.quit();
    });
    m_courier.look();
    if (!isIdle) {
        loop.exec();
    }
    return m_error ? Result<void>(std::unexpected(*m_error)) : Result<void>();
}

Result<QSet<ResourceId>> LetterPost::due()
{
    return await(m_store->read([senders = std::exchange(m_carried, {})](const Reader &reader) -> Result<QSet<ResourceId>> {
        QSet<ResourceId> resources;
        auto done = reader
                        .prepare("SELECT DISTINCT c.resource FROM calendar_letter l JOIN item i ON i.id = l.item JOIN collection c ON c.id = i.collection "
                                 "WHERE l.hold = 1 AND NOT EXISTS (SELECT 1 FROM change h WHERE h.item = i.id)")
                        .each([&resources](const Statement &row) {
                            resources.insert(row.get<ResourceId>(0));
                        });
        for (const auto sender : senders) {
            if (!done) {
                break;
            }
            done = reader.prepare("SELECT id FROM resource WHERE account = ?1 AND kind = 'mail'")
                       .each(
                           [&resources](const Statement &row) {
                               resources.insert(row.get<ResourceId>(0));
                           },
                           sender);
        }
        return done ? Result<QSet<ResourceId>>(resources) : std::unexpected(done.error());
    }));
}

}
