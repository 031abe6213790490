// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ids.h"
#include "store/blobs.h"

#include <QDate>
#include <QMetaType>
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

inline constexpr int yearUnknown = 1604; ///< of a birthday; a leap year, and what Apple writes

/// A list of contacts names people of directories by negative numbers: they are no items.
inline constexpr bool isOfDirectory(ItemId id)
{
    return id.value < 0;
}

/// Bits of contact.flags.
enum class ContactFlag {
    Group = 0x01,
    Damaged = 0x02, ///< nobody could read the card
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
    bool isDamaged = false; ///< the card could not be read
    bool isWaiting = false; ///< a change waits for the server
    BlobId photo{}; ///< a small picture, or empty
    bool operator==(const ContactRow &) const = default;
};

/// Somebody to write to.
struct ContactAddress {
    QString name{};
    QString address{};
    bool operator==(const ContactAddress &) const = default;
};

}

Q_DECLARE_METATYPE(Kontor::ContactRow)
