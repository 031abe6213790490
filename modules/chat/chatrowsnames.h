// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.h"

#include <QHash>
#include <QSet>

namespace Kontor
{

/// What people are called in their rooms: first all that are wanted are named, then they are looked up at once.
class ChatRowsNames
{
public:
    explicit ChatRowsNames(const Reader &reader)
        : m_reader(reader)
    {
    }

    void want(ItemId room, const QString &userId);
    Result<void> load();

    /// Safe to show, told apart from others in the room that look the same; of somebody unknown the id.
    QString name(ItemId room, const QString &userId) const;
    QString avatar(ItemId room, const QString &userId) const;

private:
    struct Person {
        QString name{};
        QString avatar{};
    };
    const Reader &m_reader;
    QHash<ItemId, QSet<QString>> m_wanted{};
    QHash<std::pair<qint64, QString>, Person> m_people{};
};

}
