// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chat/chatservices.h"
#include "shell/workbench.h"
#include "store/store.h"

#include <QFuture>
#include <QPointer>

namespace Kontor
{

/// Who somebody is in chat, for one account: by the Matrix id one knows, else what the address books say of the person
/// (IMPP, X-MATRIX), else who the homeserver's directory has for the mail address. Values; GUI thread.
class ChatPartnerSearch
{
public:
    struct Found {
        ChatPartner partner{};
        QString userId{}; ///< certain; empty: not found, or one of candidates
        QList<ChatPerson> candidates{}; ///< that may be meant
    };

    /// The directory is asked only where nothing else helps; without a network it has nobody.
    static QFuture<Found> find(const std::shared_ptr<Store> &store, QPointer<ChatServices> services, CollectionId account, const ChatPartner &partner);

    /// The Matrix id that a value of IMPP or X-MATRIX means; empty: none.
    static QString userIdOf(const QString &value);
    /// What the address books say of whoever has one of these addresses. Reader function.
    static Result<QStringList> inAddressBooks(const Reader &reader, const QStringList &addresses);
    /// Of what a directory answered for an address: the one whose id is made of it, else all.
    static Found decide(const ChatPartner &partner, const QList<ChatPerson> &people);
};

}
