// SPDX-FileCopyrightText: 2026 The Kontor authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

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

/// A small XML tree as DAV uses it: names, text, attributes, children. A value.
struct XmlElement {
    XmlName name{};
    QString text{}; ///< the character data directly inside, joined; without the space in front of it
    QList<std::pair<QString, QString>> attributes{}; ///< local names
    QList<XmlElement> children{};

    const XmlElement *child(const XmlName &wanted) const; ///< the first, or null
    QString childText(const XmlName &wanted) const; ///< trimmed; empty if there is none
    QString attribute(QStringView wanted) const;

    /// Depth and number of elements are limited, document types and entities refused: Protocol.
    static Result<XmlElement> parse(const QByteArray &bytes);
    QByteArray toBytes() const; ///< with the XML declaration; UTF-8
};

}
Q_DECLARE_TYPEINFO(Kontor::XmlElement, Q_RELOCATABLE_TYPE);
namespace Kontor
{

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

/// The resources in the server's order. What is in other namespaces is passed over; Protocol if
/// the bytes are no multistatus or end too early.

Result<DavMultistatus> parseMultistatus(const QByteArray &bytes);

/// True when both name the same resource, however they are percent-encoded; a host is not compared.
bool isSameHref(QStringView left, QStringView right);

/// An href in one spelling: path only, percent-encoding normalised. What remote ids are made of.
QString normalHref(const QString &href);

}
