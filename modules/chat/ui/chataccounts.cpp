// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/ui/chataccounts.h"

#include "chat/chatname.h"

namespace Kontor
{
namespace
{
constexpr int mostKnown = 40;
}

ChatAccounts::ChatAccounts(std::shared_ptr<Store> store, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
{
    connect(m_store.get(), &Store::changed, this, [this](const ChangeSet &changes) {
        if (changes.accounts || changes.collectionList) {
            read();
        }
    });
    read();
}

const QList<ChatAccounts::Entry> &ChatAccounts::all() const
{
    return m_entries;
}

ChatAccounts::Entry ChatAccounts::entry(CollectionId id) const
{
    const auto found = std::ranges::find(m_entries, id, &Entry::id);
    return found == m_entries.end() ? Entry{} : *found;
}

bool ChatAccounts::isLoaded() const
{
    return m_isLoaded;
}

void ChatAccounts::read()
{
    if (m_isReading) {
        m_isStale = true;
        return;
    }
    m_isReading = true;
    m_store
        ->read([](const Reader &reader) -> Result<QList<Entry>> {
            QList<Entry> entries;
            return reader
                .prepare("SELECT k.id, r.account, k.remote_id FROM resource r JOIN collection k ON k.resource = r.id WHERE r.kind = 'chat' ORDER BY r.account, k.id")
                .each([&entries](const Statement &row) {
                    const auto userId = row.text(2);
                    entries << Entry{.id = row.get<CollectionId>(0), .account = row.get<AccountId>(1), .userId = userId, .title = ChatName::id(userId)};
                })
                .transform([&entries] {
                    return entries;
                });
        })
        .then(this, [this](const Result<QList<Entry>> &entries) {
            m_isReading = false;
            const bool isNews = !m_isLoaded || (entries && *entries != m_entries);
            m_isLoaded = true;
            if (entries) {
                m_entries = *entries;
            }
            if (isNews) {
                Q_EMIT changed();
            }
            if (std::exchange(m_isStale, false)) {
                read();
            }
        });
}

QFuture<Result<QList<ChatPerson>>> ChatAccounts::known(const std::shared_ptr<Store> &store, CollectionId account, const QString &words)
{
    auto folded = words.trimmed();
    folded.replace(u'\\', QStringLiteral("\\\\")).replace(u'%', QStringLiteral("\\%")).replace(u'_', QStringLiteral("\\_"));
    return store->read([account, pattern = QString(u'%' + folded + u'%')](const Reader &reader) -> Result<QList<ChatPerson>> {
        QList<ChatPerson> people;
        return reader
            .prepare("SELECT user_id, max(name), max(avatar), count(*) AS rooms FROM chat_member WHERE collection = ?1 AND membership = 'join' "
                     "AND (name LIKE ?2 ESCAPE '\\' OR user_id LIKE ?2 ESCAPE '\\') "
                     "AND user_id NOT IN (SELECT user_id FROM chat_account WHERE collection = ?1) GROUP BY user_id ORDER BY rooms DESC, user_id LIMIT ?3")
            .each(
                [&people](const Statement &row) {
                    people << ChatPerson{.userId = row.text(0), .name = ChatName::safe(row.text(1)), .avatar = row.text(2)};
                },
                account, pattern, mostKnown)
            .transform([&people] {
                return people;
            });
    });
}

}
