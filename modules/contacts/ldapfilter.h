// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace Kontor
{

/// What an LDAP URL says (RFC 4516): where to look, and for whom at all.
struct LdapPlace {
    QByteArray server{}; ///< "ldaps://host:636"
    bool startTls = false; ///< ldap: TLS begins before anything else is said
    QByteArray base{};
    int scope = 2; ///< LDAP_SCOPE_SUBTREE
    QByteArray filter{}; ///< with parentheses; empty: everybody
    QByteArray bindName{}; ///< who asks; empty: nobody

    bool isValid() const
    {
        return !server.isEmpty();
    }
    static LdapPlace read(const QUrl &url);
};

namespace LdapFilter
{
/// A value as it may stand in a filter (RFC 4515 3).
QByteArray escaped(const QString &value);

/// Everybody each of whose words begins, or is held by, something people are called by.
QByteArray forWords(const QString &words, const QByteArray &within);
}

}
