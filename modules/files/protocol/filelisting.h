// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "files/protocol/filewire.h"
#include "net/xmlscan.h"

#include <QSet>

#include <array>

namespace Kontor
{

/// Reads the answer to PROPFIND (RFC 4918, 9.1) about a folder, or about one resource, as it comes.
///
/// What is told of anything but the folder and what lies directly in it is passed over: other hosts, other folders,
/// "..", names with a slash in them. Any thread, one at a time.
class FileListing
{
public:
    /// \p href: of what was asked for, normalHref(); \p host: of the server asked, "host" or "host:port".
    FileListing(QString href, const QString &host, const FileSpelling &spelling = {});

    enum class Wish {
        Plain, ///< what every server tells
        Room, ///< with how much room there is (RFC 4331): for one folder
        Cloud, ///< with what only Nextcloud and ownCloud tell; without the room, which these work out for each folder they list
        CloudRoom,
    };
    /// The body of the request.
    static QByteArray request(Wish wish);

    Result<void> add(const QByteArray &bytes);
    /// Protocol: it ended too early, said nothing of what was asked for, or says itself that it is not complete.
    Result<void> finish();

    /// What lies in the folder, as far as it has come since the last call.
    QList<FileFacts> take();
    /// What was asked for itself; its href has a slash at the end where it is a folder, and is spelled as the server keeps it
    /// where it keeps names in another form of Unicode.
    const std::optional<FileFacts> &self() const
    {
        return m_self;
    }
    const QString &firstHref() const ///< as the server spells it; most begin with what was asked for
    {
        return m_firstHref;
    }

    /// There is something, but the server could not say what: an error of that one alone. A name and an href without a
    /// slash at its end is all that is known.
    static bool isUntold(const FileFacts &facts);
    /// A file whose size the server did not say; 0 is none.
    static bool isUnmeasured(const FileFacts &facts);

private:
    enum Property { Etag, Length, Modified, Type, Used, Available, FileId, Permissions, Size, Favourite, Checksum, OwnerName, Preview, MountType, MountRoot, Encrypted, LockedBy, Locked, Kind, PropertyCount };
    static int propertyOf(int space, QByteArrayView name);

    struct Values {
        std::array<QByteArray, PropertyCount> text{};
        quint32 has = 0;
        QList<int> shareTypes{};
        bool isFolder = false;
    };
    /// One response.
    struct Told {
        QString href{};
        QByteArray authority{};
        int status = 200;
        Values values{};
    };

    void begin();
    void end();
    void endResponse();
    bool isOwn(const QString &href) const;
    void takeSelf(const Told &told);
    void takeEntry(Told told);
    FileFacts factsOf(const Values &values, const QString &href, QString name) const;

    XmlScan m_scan;
    QString m_href;
    QString m_folder; ///< m_href with a slash
    QString m_toldFolder; ///< as the server spells it
    QByteArray m_host;
    QByteArray m_ownHost; ///< as the server calls itself: behind a proxy it may not know better
    QString m_firstHref;
    std::optional<FileFacts> m_self;
    int m_refusal = 0; ///< the status of what was asked for, within the answer
    QList<FileFacts> m_entries;
    QList<Told> m_elsewhere; ///< at another host, until it is known what this one calls itself
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
