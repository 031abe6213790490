// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/davxml.h"

#include <QByteArray>
#include <QString>

namespace Kontor
{

/// Names of properties beyond DAV: those of ownCloud's, Nextcloud's and Open Collaboration Services' namespaces.
namespace CloudName
{
inline XmlName own(const QString &local)
{
    return {QStringLiteral("http://owncloud.org/ns"), local};
}
inline XmlName next(const QString &local)
{
    return {QStringLiteral("http://nextcloud.org/ns"), local};
}
inline XmlName ocs(const QString &local)
{
    return {QStringLiteral("http://open-collaboration-services.org/ns"), local};
}
}

/// True for what lies really below \p folder (which ends with a slash): no way out by dots, in whatever spelling.
bool isBelowCloudFolder(const QString &href, const QString &folder);

/// An etag as a revision: without W/ and quotes.
QString cloudRevision(const QString &etag);

/// The number in OC-FileId, which is that of the file, filled up with zeros, and the instance's name: "00000042ocabcdefghij".
/// Empty if it looks otherwise.
QString cloudFileId(const QByteArray &header);

/// "/Projects/a b.odt" as it stands behind the href of the files: "Projects/a%20b.odt".
QString cloudPathHref(const QString &path);

}
