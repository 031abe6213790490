// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace Kontor
{

/// Name of an XML element: namespace and local name.
struct XmlName {
    QString space;
    QString local;
    auto operator<=>(const XmlName &) const = default;
};

namespace XmlSpace
{
inline const QString Dav = QStringLiteral("DAV:");
inline const QString CalDav = QStringLiteral("urn:ietf:params:xml:ns:caldav");
inline const QString CardDav = QStringLiteral("urn:ietf:params:xml:ns:carddav");
inline const QString CalendarServer = QStringLiteral("http://calendarserver.org/ns/");
inline const QString Apple = QStringLiteral("http://apple.com/ns/ical/");
}

/// A small XML tree as DAV uses it: names, text, children; attributes only where asked. A value.
struct XmlElement {
    XmlName name{};
    QString text{}; ///< the character data directly inside, joined
    QList<std::pair<QString, QString>> attributes{};
    QList<XmlElement> children{};

    const XmlElement *child(const XmlName &wanted) const; ///< the first, or null
    QString childText(const XmlName &wanted) const; ///< trimmed; empty if there is none
    QString attribute(QStringView wanted) const;

    /// Depth, number of elements and entities are limited; Protocol beyond.
    static Result<XmlElement> parse(const QByteArray &bytes);
    QByteArray toBytes() const; ///< with the XML declaration; UTF-8
};

/// One resource of a multistatus (RFC 4918, 13): what exists of the properties asked for.
struct DavResource {
    QString href{}; ///< absolute path, percent-encoded as the server writes it
    int status = 200; ///< 404: gone (sync-collection); 507: there is more (RFC 6578, 3.6)
    QList<XmlElement> properties{}; ///< those with status 2xx

    const XmlElement *property(const XmlName &wanted) const;
    QString text(const XmlName &wanted) const; ///< trimmed
};

struct DavMultistatus {
    QList<DavResource> resources{};
    QString syncToken{}; ///< RFC 6578
};

Result<DavMultistatus> parseMultistatus(const QByteArray &bytes);

/// True when both name the same resource, however they are percent-encoded; a host is not compared.
bool isSameHref(QStringView left, QStringView right);

/// An href in one spelling: path only, percent-encoding normalised. What remote ids are made of.
QString normalHref(const QString &href);

}
