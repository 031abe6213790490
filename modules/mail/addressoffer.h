// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mail/mailtypes.h"

namespace Kontor
{

/// Somebody, or several people under one name, whom a field for recipients offers. A value.
struct AddressOffer {
    QString words{}; ///< as it is offered
    QList<MailAddress> addresses{};
    bool operator==(const AddressOffer &) const = default;

    static AddressOffer of(const MailAddress &address);

    /// What is put into the field.
    QString text() const;

    /// The first ones before the others; who is offered already does not come again.
    static QList<AddressOffer> joined(QList<AddressOffer> first, const QList<MailAddress> &others, qsizetype atMost);
};

}
