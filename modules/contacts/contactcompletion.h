// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "contacts/contacttypes.h"
#include "store/store.h"

#include <QFuture>

#include <functional>
#include <memory>

namespace Kontor
{

/// Somebody, or a group, whose name or address fits what is being typed.
struct ContactSuggestion {
    enum class Source { Contact, Group, Directory };

    Source source = Source::Contact;
    ItemId item{}; ///< negative for somebody of a directory
    QString name{};
    QString address{}; ///< empty for a group
    QList<ContactAddress> members{}; ///< of a group: everybody with an address
    bool operator==(const ContactSuggestion &) const = default;
};

/// People and groups of all address books (and what directories said before) that fit what is
/// being typed, the likeliest first. Any thread; nothing is asked on the network.
class ContactCompletion
{
public:
    explicit ContactCompletion(std::shared_ptr<Store> store);

    /// Each word of \p typed begins a word of the name, the organisation or the address; case and
    /// accents do not matter. People with several addresses come once for each of them.
    QFuture<Result<QList<ContactSuggestion>>> complete(const QString &typed, int atMost = 12) const;

    /// The same for a list to choose from: everybody when nothing is typed.
    QFuture<Result<QList<ContactSuggestion>>> known(const QString &typed, int atMost = 500) const;

    /// Everybody of a group who has an address, those in groups of the group included.
    QFuture<Result<QList<ContactAddress>>> expand(ItemId group) const;

    /// Who has this address; none: nobody known.
    QFuture<Result<QList<ContactRow>>> find(const QString &address) const;

private:
    QFuture<Result<QList<ContactSuggestion>>> find(const QStringList &words, int atMost) const;

    std::shared_ptr<Store> m_store;
};

}
