// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/ids.h"
#include "net/serveraddress.h"

#include <QByteArray>
#include <QCborMap>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace Kontor
{

/// The kinds of resources an account may have.
namespace ResourceKind
{
inline const QString Mail = QStringLiteral("mail");
inline const QString Calendar = QStringLiteral("calendar");
inline const QString Contacts = QStringLiteral("contacts");
inline const QString Files = QStringLiteral("files");
inline const QString Chat = QStringLiteral("chat");
}

/// A person at a workplace, with the servers of each service. A value.
struct Account {
    AccountId id;
    QString address; ///< main mail address; of an account that has only chat perhaps the Matrix id
    QString name; ///< the person's name, as it stands in From
    QString userName; ///< for the sign-in; often the address
    QString password; ///< kept in the encrypted store only, never logged
    ServerAddress imap; ///< no host: no mail
    ServerAddress smtp;
    QUrl calendars{}; ///< where CalDAV begins; empty: no calendars
    QUrl contacts{}; ///< where CardDAV begins; empty: no address books
    QUrl files{}; ///< where WebDAV begins: a Nextcloud's address, or a folder of any server; empty: no files
    /// Where Matrix begins: a homeserver's address, as it was found when one signed in; empty: no chat. Neither password nor
    /// tokens are kept here: they belong to the device that was made then, see chat/chatsignin.h.
    QUrl chat{};
    QString chatUser{}; ///< Matrix id, "@anna:example.org"
    QStringList feeds{}; ///< URLs of subscribed calendars (ICS), read-only
    QUrl directory{}; ///< of people, RFC 4516: ldaps://host/base, or ldap: with StartTLS; empty: none
    QString davUserName{}; ///< empty: the same as for mail
    QString davPassword{}; ///< empty: the same as for mail
    QString filesUserName{}; ///< empty: as for calendars and contacts
    QString filesPassword{}; ///< an application password, if the server makes them; empty: as for calendars and contacts
    QStringList aliases; ///< further addresses to send from
    QString signature; ///< plain text, without the leading "-- "
    QByteArray ownCertificates; ///< PEM of CAs to trust besides the system's
    int keepDays = 90; ///< bodies kept offline by default; 0: only opened ones; -1: all
    int undoSendSeconds = 10;

    QCborMap toCbor() const;
    static Account fromCbor(AccountId id, const QString &address, const QString &name, const QCborMap &settings);

    bool hasMail() const; ///< also when nothing is set up yet
    bool hasCalendars() const; ///< its own or only subscribed ones
    bool hasContacts() const;
    bool hasFiles() const;
    bool hasChat() const;
    QStringList resourceKinds() const; ///< in the order of the panes

    QString userNameForDav() const;
    QString passwordForDav() const;
    QString userNameForFiles() const;
    QString passwordForFiles() const;

    /// What keeps the account from being usable, as whole sentences; empty when complete.
    QStringList problems() const;
};

}
