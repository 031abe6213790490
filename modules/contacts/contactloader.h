// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "sync/outbox.h"

#include <QFuture>

namespace Kontor
{

/// A contact with all that a reader or an editor shows of it.
struct ContactCard {
    ContactDraft card{};
    ContactRow row{};
    QString bookName{};
    bool mayEdit = false;
    bool mayRemove = false;
    struct Group {
        ItemId item{};
        QString name{};
        bool operator==(const Group &) const = default;
    };
    QList<Group> groups{}; ///< that name it
    QList<ContactRow> members{}; ///< of a group
    ChangeId conflict{}; ///< a change of the user that clashes with somebody else's
    ContactDraft mine{}; ///< then: the card as the user wanted it
    QString problem{}; ///< why a change was refused, a whole sentence
};

/// Loads contacts as they are with all pending changes. Any thread.
class ContactLoader
{
public:
    explicit ContactLoader(std::shared_ptr<Outbox> outbox);

    /// NotFound: it is gone. Negative ids: people of directories.
    QFuture<Result<ContactCard>> load(ItemId item) const;
    QFuture<Result<QList<ContactCard>>> load(const QList<ItemId> &items) const; ///< those that are still there

    /// The cards themselves.
    QFuture<Result<QList<QByteArray>>> bytes(const QList<ItemId> &items) const;

private:
    std::shared_ptr<Outbox> m_outbox;
};

}
