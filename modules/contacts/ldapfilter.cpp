// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "contacts/ldapfilter.h"

namespace Kontor
{

LdapPlace LdapPlace::read(const QUrl &url)
{
    LdapPlace place;
    const auto scheme = url.scheme().toLower();
    if ((scheme != QLatin1String("ldap") && scheme != QLatin1String("ldaps")) || url.host().isEmpty()) {
        return place;
    }
    place.startTls = scheme == QLatin1String("ldap");
    auto host = url.host(QUrl::FullyEncoded).toLatin1();
    if (host.contains(':')) {
        host = "[" + host + "]";
    }
    place.server = scheme.toLatin1() + "://" + host + ":" + QByteArray::number(url.port(place.startTls ? 389 : 636));
    place.base = QByteArray::fromPercentEncoding(url.path(QUrl::FullyEncoded).sliced(url.path().startsWith(u'/') ? 1 : 0).toLatin1());
    const auto parts = url.query(QUrl::FullyEncoded).toLatin1().split('?'); // attributes?scope?filter?extensions
    const auto scope = parts.value(1).toLower();
    place.scope = scope == "one" ? 1 : scope == "base" ? 0 : 2; // a directory without a word about it is looked through whole
    place.filter = QByteArray::fromPercentEncoding(parts.value(2));
    if (!place.filter.isEmpty() && !place.filter.startsWith('(')) {
        place.filter = "(" + place.filter + ")";
    }
    for (const auto extensions = parts.value(3).split(','); auto one : extensions) {
        if (one.startsWith('!')) {
            one.remove(0, 1);
        }
        if (one.left(9).toLower() == "bindname=") {
            place.bindName = QByteArray::fromPercentEncoding(one.sliced(9));
        }
    }
    return place;
}

QByteArray LdapFilter::escaped(const QString &value)
{
    QByteArray safe;
    for (const auto bytes = value.toUtf8(); const char c : bytes) {
        if (c == '*' || c == '(' || c == ')' || c == '\\' || c == '\0') {
            safe += '\\' + QByteArray(1, c).toHex();
        } else {
            safe += c;
        }
    }
    return safe;
}

QByteArray LdapFilter::forWords(const QString &words, const QByteArray &within)
{
    QByteArray filter = "(&(objectClass=person)" + within;
    constexpr qsizetype most = 8;
    for (const auto list = words.simplified().left(200).split(u' ', Qt::SkipEmptyParts).mid(0, most); const auto &word : list) {
        const auto safe = escaped(word);
        filter += "(|(cn=*" + safe + "*)(displayName=*" + safe + "*)(sn=" + safe + "*)(givenName=" + safe + "*)(mail=" + safe + "*)(ou=" + safe + "*))";
    }
    return filter + ")";
}

}
