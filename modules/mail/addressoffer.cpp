// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mail/addressoffer.h"

#include <QSet>

namespace Kontor
{

AddressOffer AddressOffer::of(const MailAddress &address)
{
    return {.words = address.toString(), .addresses = {address}};
}

QString AddressOffer::text() const
{
    QStringList list;
    for (const auto &address : addresses) {
        list << address.toString();
    }
    return list.join(QStringLiteral(", "));
}

QList<AddressOffer> AddressOffer::joined(QList<AddressOffer> first, const QList<MailAddress> &others, qsizetype atMost)
{
    QSet<QString> known;
    for (const auto &offer : std::as_const(first)) {
        if (offer.addresses.size() == 1) { // somebody in a group may also be meant alone
            known.insert(offer.addresses.first().address.toLower());
        }
    }
    for (const auto &other : others) {
        if (!known.contains(other.address.toLower())) {
            known.insert(other.address.toLower());
            first << of(other);
        }
    }
    return first.first(std::min(first.size(), atMost));
}

}
