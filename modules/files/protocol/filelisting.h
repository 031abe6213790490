// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/filetypes.h"
#include "net/xmlscan.h"

#include <QSet>

#include <array>

namespace Kontor
{

/// An etag in one spelling: without W/ and quotes.
QString plainFileEtag(const QByteArray &etag);
/// For servers without etags: "~seconds-size". Nothing to send back.
QString madeUpEtag(qint64 modified, qint64 size);
/// ms since epoch of a date in HTTP (RFC 9110, 5.6.7); 0: it is none.
qint64 httpMoment(const QByteArray &text);

/// Reads the answer to PROPFIND (RFC 4918, 9.1) about a folder, or about one resource, as it comes.
///
/// What is told of anything but the folder and what lies directly in it is passed over: other hosts, other folders,
/// "..", names with a slash in them. Any thread, one at a time.
class FileListing
{
public:
    /// \p href: of what was asked for, normalHref(); \p host: of the server asked, "host" or "host:port".
    FileListing(QString href, QString host);

    /// The body of the request. \p isCloud: also what only Nextcloud and ownCloud tell.
    static QByteArray request(bool isCloud);

    Result<void> add(const QByteArray &bytes);
    Result<void> finish(); ///< Protocol: it ended too early, or said nothing of what was asked for

    /// What lies in the folder, as far as it has come since the last call.
    QList<FileFacts> take();
    /// What was asked for itself; its href has a slash at the end where it is a folder.
    const std::optional<FileFacts> &self() const
    {
        return m_self;
    }

private:
    enum Property { Etag, Length, Modified, Type, Used, Available, FileId, Permissions, Size, Favourite, Checksum, OwnerName, Preview, MountType, LockedBy, Locked, PropertyCount };
    static int propertyOf(int space, QByteArrayView name);

    struct Values {
        std::array<QByteArray, PropertyCount> text{};
        quint32 has = 0;
        QList<int> shareTypes{};
        bool isFolder = false;
    };

    void begin();
    void end();
    void endResponse();
    bool isInside(const QString &href) const;
    FileFacts factsOf(const QString &href, QString name) const;

    XmlScan m_scan;
    QString m_href;
    QString m_folder; ///< m_href with a slash
    QString m_host;
    std::optional<FileFacts> m_self;
    QList<FileFacts> m_entries;
    QSet<QString> m_seen;

    // Where we are.
    enum class Place { Outside, Response, Href, Status, Propstat, PropstatStatus, Prop, Property, Inner, Foreign };
    QList<Place> m_places;
    QByteArray m_text;
    QByteArray m_responseHref;
    QByteArray m_responseStatus;
    QByteArray m_propstatStatus;
    Values m_values; ///< of the response
    Values m_pending; ///< of the propstat, until its status is known
    int m_property = -1;
    bool m_isMultistatus = false;
};

}
