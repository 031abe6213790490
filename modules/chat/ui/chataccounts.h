// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "store/store.h"

#include <QObject>

namespace Kontor
{

/// The accounts that have chat, as they are in the store; live. GUI thread.
class ChatAccounts : public QObject
{
    Q_OBJECT
public:
    struct Entry {
        CollectionId id{};
        AccountId account{};
        QString userId{};
        QString title{}; ///< the user id; safe to show
        bool operator==(const Entry &) const = default;
    };

    explicit ChatAccounts(std::shared_ptr<Store> store, QObject *parent = nullptr);

    const QList<Entry> &all() const;
    Entry entry(CollectionId id) const; ///< id 0: not known
    bool isLoaded() const;

    /// People that share a room with this account, by name or id; for choosing whom to write to.
    static QFuture<Result<QList<ChatPerson>>> known(const std::shared_ptr<Store> &store, CollectionId account, const QString &words);

Q_SIGNALS:
    void changed();

private:
    void read();

    std::shared_ptr<Store> m_store;
    QList<Entry> m_entries;
    bool m_isLoaded = false;
    bool m_isReading = false;
    bool m_isStale = false;
};

}
