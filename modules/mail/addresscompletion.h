// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"
#include "store/store.h"

#include <QFuture>

#include <memory>

namespace Kontor
{

/// Addresses seen before that fit what is being typed, the likeliest first: those written to
/// often and lately, before those that only wrote to us. Any thread.
class AddressCompletion
{
public:
    explicit AddressCompletion(std::shared_ptr<Store> store);

    /// Each word of \p typed begins a word of the name or of the address; case and accents do not matter.
    QFuture<Result<QList<MailAddress>>> complete(const QString &typed, int atMost = 12) const;

    /// The same for a list to choose from: everybody when nothing is typed.
    QFuture<Result<QList<MailAddress>>> known(const QString &typed, int atMost = 500) const;

    /// Forgets an address, e.g. one that was mistyped once.
    QFuture<Result<void>> forget(const QString &address);

private:
    QFuture<Result<QList<MailAddress>>> find(const QStringList &words, int atMost) const;

    std::shared_ptr<Store> m_store;
};

}
