// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"

#include <QCryptographicHash>

namespace Kontor
{

// How servers write etags, dates, sizes, states and addresses. Pure functions that expect anything.

/// An etag in one spelling: without W/ and quotes. Empty: none, or nothing that could be sent back.
QString plainFileEtag(const QByteArray &etag);
/// For servers without etags: "~seconds-size". Nothing to send back.
QString madeUpEtag(qint64 modified, qint64 size);
/// True for an etag that the server keeps, so that it can be asked for by it.
bool isKeptEtag(const QString &revision);

/// ms since epoch of a date in HTTP (RFC 9110, 5.6.7); 0: it is none.
qint64 httpMoment(const QByteArray &text);

/// Of a status line within XML: "HTTP/1.1 200 OK", "HTTP/2 200", "200"; 200 where none is told, 0: it cannot be read.
int davStatus(QByteArrayView line);

/// \p unknown: what a lie becomes, in either direction.
qint64 toldFileSize(const QByteArray &text, qint64 unknown);

/// The permissions of Nextcloud and ownCloud.
FileRights cloudFileRights(const QByteArray &letters, bool isFolder);

/// Of "SHA1", "MD5" and "SHA256".
std::optional<QCryptographicHash::Algorithm> fileChecksumAlgorithm(const QString &kind);
/// "SHA1:…" of content in pieces; empty: \p kind is none that is known.
QByteArray fileChecksum(const QString &kind, const QByteArrayList &pieces);

/// Host, and port where it is not the usual one, of an href that has them; in lower case.
QByteArray hrefAuthority(QByteArrayView href);
/// Without the empty steps of "/dav//a/".
QString withSingleSlashes(const QString &href);

/// A server's hrefs begin otherwise than what it was asked for: something stands before it that changes paths, or it has
/// a mind of its own about capitals and accents. A value.
struct FileSpelling {
    QString asked{}; ///< "/cloud/dav/"
    QString told{}; ///< "/dav/"; empty: the same

    QString toTold(const QString &href) const;
    /// Of a top folder and what the server calls it; nothing where these two have nothing in common.
    static std::optional<FileSpelling> between(const QString &asked, const QString &told);
    bool operator==(const FileSpelling &) const = default;
};

}
