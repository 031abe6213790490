// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/blobs.h"

#include <QDate>
#include <QList>
#include <QString>
#include <QStringList>

namespace Kontor
{

/// A phone number, address, link… with what it is for.
struct ContactField {
    QString value{};
    QStringList types{}; ///< "work", "home", "cell", lower case
    QString label{}; ///< the user's own (X-ABLABEL), or empty
    bool isPreferred = false;
    bool operator==(const ContactField &) const = default;
};

struct PostalAddress {
    QString street{}, city{}, postcode{}, region{}, country{}, extra{}, box{};
    QStringList types{};
    bool operator==(const PostalAddress &) const = default;
};

/// A card as the reader and the editor know it. A value; what it does not know stays in the card as it is.
struct ContactDraft {
    ItemId item{}; ///< none: new
    CollectionId book{};
    QString uid{};
    bool isGroup = false;
    QString formattedName{}; ///< FN
    QString prefix{}, given{}, middle{}, family{}, suffix{};
    QString nickname{}, organization{}, department{}, title{}, role{};
    QList<ContactField> emails{}, phones{}, chats{}, links{}; ///< chats: IMPP, e.g. "matrix:u/…"
    QList<PostalAddress> addresses{};
    QDate birthday{}, anniversary{}; ///< year 1604: without a year (vCard 4 "--MMDD")
    QString note{};
    QStringList categories{};
    QByteArray photo{};
    QString photoType{}, photoUri{};
    struct Key {
        QString type{}, uri{}; ///< "application/pgp-keys", "application/pkix-cert"
        QByteArray bytes{};
        bool operator==(const Key &) const = default;
    };
    QList<Key> keys{};
    QStringList members{}; ///< of a group: UIDs, or mailto: addresses
    bool operator==(const ContactDraft &) const = default;
};

/// One row of the contact list.
struct ContactRow {
    ItemId item{};
    CollectionId book{};
    QString name{}; ///< as shown; never empty
    QString organization{};
    QString email{}; ///< the preferred one
    QString phone{};
    bool isGroup = false;
    bool isReadOnly = false;
    bool isWaiting = false; ///< a change waits for the server
    BlobId photo{}; ///< a small picture, or empty
};

}
